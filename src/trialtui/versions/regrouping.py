"""Criteria that became several, and several that became one: their words are told once, not as gone here and come there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trialtui.eligibility.outline import Criterion
from trialtui.versions.matching import MOST_PAIRS, Pairs, weighed

HELD = 0.8  # how much of a piece's weight stands in what it was cut from
SHORTEST = 1.5  # what a piece weighs at least: a single word may stand anywhere
COVERED = 0.6  # how much of a criterion its pieces make up, where it has no successor of its own

Pieces = dict[int, list[int]]


class Regrouped(NamedTuple):
    """`split`: places in the newer text that a place in the older became, beside its pair; `joined`: the same the other way."""

    split: Pieces
    joined: Pieces


def regroup(before: Sequence[Criterion], after: Sequence[Criterion], pairs: Pairs) -> Regrouped:
    """Find what was split and joined among what has no pair; where the whole had none, its first piece becomes its pair."""
    back = {b: a for a, b in pairs.items()}
    split, joined = _pieces(before, after, pairs), _pieces(after, before, back)
    # what seems to be both is neither
    both = {a for a, found in split.items() if pairs.get(a) in joined or not joined.keys().isdisjoint(found)}
    both |= {back[b] for b in joined if back.get(b) in split}
    apart = {b for b, found in joined.items() if back.get(b) in both or not split.keys().isdisjoint(found)}
    split = {a: found for a, found in split.items() if a not in both}
    joined = {b: found for b, found in joined.items() if b not in apart}
    for whole, pieces in list(split.items()):
        if whole not in pairs:
            pairs[whole] = pieces.pop(0)
    for whole, pieces in list(joined.items()):
        if whole not in back:
            pairs[pieces.pop(0)] = whole
    return Regrouped(split, joined)


def _pieces(wholes: Sequence[Criterion], others: Sequence[Criterion], pairs: Mapping[int, int]) -> Pieces:
    """For each whole, the places in the other text of the pieces that were cut from it."""
    taken = set(pairs.values())
    loose = [place for place in range(len(others)) if place not in taken]
    if not loose or len(loose) * len(wholes) > MOST_PAIRS:
        return {}
    bags = [weighed(one.text) for one in wholes]
    spare = [
        bag.without(weighed(others[pairs[place]].text)) if place in pairs else bag
        for place, bag in enumerate(bags)
    ]
    found: Pieces = defaultdict(list)
    for piece in loose:
        bag = weighed(others[piece].text)
        if bag.weight < SHORTEST:
            continue
        held = {
            whole: bag.common(words)
            for whole, words in enumerate(spare)
            if words and wholes[whole].side == others[piece].side
        }
        best = max(held, key=lambda whole: (held[whole], -abs(whole - piece)), default=None)
        if best is not None and held[best] >= HELD * bag.weight:
            found[best].append(piece)
            spare[best] = spare[best].without(bag)
    return {
        whole: pieces
        for whole, pieces in found.items()
        if whole in pairs or (len(pieces) > 1 and spare[whole].weight <= (1 - COVERED) * bags[whole].weight)
    }
