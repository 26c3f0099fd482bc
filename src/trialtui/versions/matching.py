"""Which criterion of an older text is which of a newer one: by their words, never by their numbers."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Mapping, Sequence

from trialtui.eligibility.outline import Criterion
from trialtui.versions.words import tokens

ALIKE = 0.5  # how much of their weight two wordings share before they are taken for one criterion
ALIKE_ELSEWHERE = 0.75  # the same across inclusion and exclusion
ALIKE_IN_PLACE = 0.34  # the same where both stand alone between the same neighbours
SMALL, NUMBER = (
    0.2,
    0.5,
)  # what a word of no meaning of its own weighs, and a number or sign; every other word weighs 1
MOST_PAIRS = 100_000  # beyond it a criterion is compared with those near it only

SMALL_WORDS = frozenset(
    """
    a an the of or and to in on at by for with without from as is are was be been being has have had any all other their
    its that this which who will must should may can not no history patient patients subject subjects participant
    participants study known prior previous current
    """.split()  # noqa: SIM905 - a table to read
)

Pairs = dict[int, int]

_ENDING = re.compile(r"(?:e?s|e?d|ing|e)$")


def match(before: Sequence[Criterion], after: Sequence[Criterion]) -> Pairs:
    """Places in `before` and in `after` of what is one criterion; a place stands in one pair at most.

    Equal in everything first, then equal words below equal or unequal parents, then words that are alike. Turned round, the
    pairs are the same.
    """
    pairs: Pairs = {}
    for key in (
        lambda one: one.fingerprint,
        lambda one: (one.side, plain(one.text)),
        lambda one: plain(one.text),
    ):
        _equal(before, after, key, pairs)
    _alike(before, after, pairs)
    _in_place(before, after, pairs)
    return pairs


def plain(text: str) -> str:
    """A clean text as it is compared: characters composed, white space folded. Never NFKC, which turns 10⁶ into 106."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _equal(
    before: Sequence[Criterion],
    after: Sequence[Criterion],
    key: Callable[[Criterion], Hashable],
    pairs: Pairs,
) -> None:
    """Pair what has the same key, in order."""
    taken = set(pairs.values())
    free: dict[Hashable, deque[int]] = defaultdict(deque)
    for place, one in enumerate(after):
        if place not in taken:
            free[key(one)].append(place)
    for place, one in enumerate(before):
        if place not in pairs and free[key(one)]:
            pairs[place] = free[key(one)].popleft()


def _alike(before: Sequence[Criterion], after: Sequence[Criterion], pairs: Pairs) -> None:
    """Pair what is alike, the likest first; of equals those that stand nearest."""
    taken = set(pairs.values())
    old = [place for place in range(len(before)) if place not in pairs]
    new = [place for place in range(len(after)) if place not in taken]
    bags = {place: weighed(after[place].text) for place in new}
    reach = max(1, MOST_PAIRS // max(1, len(old)))
    found = []
    for rank, a in enumerate(old):
        own = weighed(before[a].text)
        near = rank * len(new) // max(1, len(old))
        for b in new[max(0, near - reach) : near + reach]:
            share = likeness(own, bags[b])
            if share >= (ALIKE if before[a].side == after[b].side else ALIKE_ELSEWHERE):
                found.append((-share, abs(a - b), a + b, a, b))
    for *_, a, b in sorted(found):
        if a not in pairs and b not in taken:
            pairs[a] = b
            taken.add(b)


def _in_place(before: Sequence[Criterion], after: Sequence[Criterion], pairs: Pairs) -> None:
    """Pair what stands alone between the same neighbours and is a little alike: "Age 18-65" was put as "Aged 16 to 70 years"."""
    back = {b: a for a, b in pairs.items()}
    old = _alone(before, pairs)
    new = _alone(after, {b: b for b in back})
    for gap, a in old.items():
        b = new.get(gap)
        if b is None or before[a].side != after[b].side:
            continue
        if likeness(weighed(before[a].text), weighed(after[b].text)) >= ALIKE_IN_PLACE:
            pairs[a] = b


def _alone(criteria: Sequence[Criterion], known: Pairs) -> dict[tuple[int, int], int]:
    """What is not known and has neighbours that are, or an end of the text: by the places in the newer text of these two."""
    places = [-1, *(known.get(place, -2) for place in range(len(criteria))), -3]
    return {
        (places[place], places[place + 2]): place
        for place in range(len(criteria))
        if places[place + 1] == -2 and places[place] != -2 and places[place + 2] != -2
    }


class Bag(dict[str, float]):
    """Words with what they weigh, all of each together; `weight` is that of all of them."""

    def __init__(self, words: Mapping[str, float]) -> None:
        super().__init__(words)
        self.weight = sum(words.values())

    def common(self, other: Bag) -> float:
        """What the words weigh that both hold."""
        return sum(min(weight, other[word]) for word, weight in self.items() if word in other)

    def without(self, other: Bag) -> Bag:
        """The bag with the other's words taken out."""
        left = {word: weight - other.get(word, 0.0) for word, weight in self.items()}
        return Bag({word: weight for word, weight in left.items() if weight > 0})


def weighed(text: str) -> Bag:
    """The words of a text, singular and plural, present and past alike, to be weighed against another's."""
    found = Counter(map(_stem, (token for token in tokens(plain(text).lower()) if not token.isspace())))
    return Bag({word: count * _weight_of(word) for word, count in found.items()})


def _stem(word: str) -> str:
    return _ENDING.sub("", word) if len(word) > 2 and word not in SMALL_WORDS else word


def likeness(one: Bag, other: Bag) -> float:
    """The share of their weight that two bags of words have in common: 0 to 1."""
    total = one.weight + other.weight
    return 2 * one.common(other) / total if total else 0.0


def _weight_of(word: str) -> float:
    return SMALL if word in SMALL_WORDS else NUMBER if not word.isalpha() else 1.0
