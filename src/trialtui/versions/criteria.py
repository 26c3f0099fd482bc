"""What changed in the criteria between two versions of a trial (PRODUCT.md section 10)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from trialtui.eligibility.outline import Criterion, Outline
from trialtui.versions.matching import Pairs, match, plain
from trialtui.versions.words import Threshold, Words, thresholds, word_diff

SIDES = {"I": "inclusion", "E": "exclusion"}


class Change(NamedTuple):
    """What became of one criterion.

    `kind`: "unchanged", "reworded", "moved" (the same words elsewhere), "new" or "removed". `before` is None where it is new,
    `after` where it is removed. `moved` says of a reworded one that it stands elsewhere too. `remarks` say in words what beyond
    its own words is otherwise: its side, what it belongs to, how its parts combine, its cohorts.
    """

    kind: str
    before: Criterion | None
    after: Criterion | None
    words: tuple[Words, ...] = ()  # of a reworded one
    thresholds: tuple[Threshold, ...] = ()
    moved: bool = False
    remarks: tuple[str, ...] = ()


class Aside(NamedTuple):
    """A heading, a note or unassigned text that came or went: `kind` is "new" or "removed"."""

    kind: str
    text: str


class CriteriaChanges(NamedTuple):
    """Every criterion of both texts once: those of the newer in its order, what was removed where it stood."""

    changes: tuple[Change, ...]
    asides: tuple[Aside, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind there are."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in ("unchanged", "reworded", "moved", "new", "removed")}

    @property
    def is_change(self) -> bool:
        """Whether anything is not as it was."""
        return bool(self.asides) or any(one.kind != "unchanged" or one.remarks for one in self.changes)


def criteria_changes(before: Outline, after: Outline) -> CriteriaChanges:
    """Compare two readings. White space and escapes are no change: the words of an outline are without them."""
    old, new = before.criteria, after.criteria
    pairs = match(old, new)
    moved = _moved(old, new, pairs)
    back = {b: a for a, b in pairs.items()}
    told = [_change(old, new, back, b, back.get(b) in moved) for b in range(len(new))]
    return CriteriaChanges(_with_removed(told, old, pairs, moved), _asides(before, after))


def _change(
    old: Sequence[Criterion], new: Sequence[Criterion], back: dict[int, int], place: int, moved: bool
) -> Change:
    after = new[place]
    if place not in back:
        return Change("new", None, after)
    before = old[back[place]]
    remarks = _remarks(before, after)
    if plain(before.text) != plain(after.text):
        return Change(
            "reworded", before, after, word_diff(before.text, after.text),
            thresholds(before.text, after.text), moved, remarks,
        )  # fmt: skip
    return Change("moved" if moved else "unchanged", before, after, (), (), moved, remarks)


def _remarks(before: Criterion, after: Criterion) -> tuple[str, ...]:
    found = []
    if before.side != after.side:
        found.append(f"was an {SIDES[before.side]} criterion, is an {SIDES[after.side]} criterion")
    if (before.expr or before.combine) != (after.expr or after.combine):
        found.append(f"its parts combined: {_combined(before)}; now: {_combined(after)}")
    if before.scope != after.scope:
        found.append(f"was for {_cohorts(before)}, is for {_cohorts(after)}")
    return tuple(found)


def _combined(one: Criterion) -> str:
    return one.expr or one.combine or "no parts"


def _cohorts(one: Criterion) -> str:
    return ", ".join(one.scope) or "everyone"


# --- what stands elsewhere


def _moved(old: Sequence[Criterion], new: Sequence[Criterion], pairs: Pairs) -> set[int]:
    """Places in the older text of what stands elsewhere now: on the other side, below another parent, or past its neighbours.

    Of neighbours that changed places the fewest are called moved: the longest run in order has stayed.
    """
    found: set[int] = set()
    parents = _parents(old, new, pairs)
    neighbours: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for a in sorted(pairs):
        was, is_now = parents[a]
        if old[a].side != new[pairs[a]].side or was != is_now:
            found.add(a)
        else:
            neighbours[old[a].side, was].append(a)
    for places in neighbours.values():
        stayed = _longest_run([pairs[a] for a in places])
        found.update(a for at, a in enumerate(places) if at not in stayed)
    return found


def _parents(
    old: Sequence[Criterion], new: Sequence[Criterion], pairs: Pairs
) -> dict[int, tuple[int | None, int | None]]:
    """For each pair its parent then, and its parent now, both as a place in the older text; -1 where that is new."""
    by_code_old = {one.code: place for place, one in enumerate(old)}
    by_code_new = {one.code: place for place, one in enumerate(new)}
    back = {b: a for a, b in pairs.items()}
    found = {}
    for a, b in pairs.items():
        was, now = old[a].parent, new[b].parent
        found[a] = (
            None if was is None else by_code_old[was],
            None if now is None else back.get(by_code_new[now], -1),
        )
    return found


def _longest_run(places: Sequence[int]) -> set[int]:
    """Which of these, by index, are the longest part of them that rises."""
    ends: list[int] = []  # the smallest last place of a run of each length
    at_end: list[int] = []
    before: list[int | None] = []
    for index, place in enumerate(places):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        at_end[length : length + 1] = [index]
        before.append(at_end[length - 1] if length else None)
    found: set[int] = set()
    last = at_end[-1] if at_end else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found


def _with_removed(
    told: list[Change], old: Sequence[Criterion], pairs: Pairs, moved: set[int]
) -> tuple[Change, ...]:
    """What was removed, behind what stood before it on its side and stayed there; else in front of what stood behind it."""
    front: dict[int, list[Change]] = defaultdict(list)
    behind: dict[int, list[Change]] = defaultdict(list)
    for a, one in enumerate(old):
        if a not in pairs:
            near = [pairs[other] for other in _stayed(range(a - 1, -1, -1), old, one, pairs, moved)]
            after = [pairs[other] for other in _stayed(range(a + 1, len(old)), old, one, pairs, moved)]
            gone = Change("removed", one, None)
            if near or not after:
                behind[near[0] if near else len(told) - 1].append(gone)
            else:
                front[after[0]].append(gone)
    whole = behind[-1]
    for place, change in enumerate(told):
        whole += [*front[place], change, *behind[place]]
    return tuple(whole)


def _stayed(
    places: range, old: Sequence[Criterion], one: Criterion, pairs: Pairs, moved: set[int]
) -> Iterator[int]:
    """The nearest of these places on the same side that is there still, if any."""
    fitting = (a for a in places if a in pairs and a not in moved and old[a].side == one.side)
    return islice(fitting, 1)


def _asides(before: Outline, after: Outline) -> tuple[Aside, ...]:
    old, new = _aside_texts(before), _aside_texts(after)
    gone = [Aside("removed", text) for text in (old - new).elements()]
    return (*gone, *(Aside("new", text) for text in (new - old).elements()))


def _aside_texts(outline: Outline) -> Counter[str]:
    texts = [one.text for one in outline.headings] + [one.text for one in outline.notes]
    texts += [outline.text[start:end] for start, end in outline.unassigned]
    return Counter(filter(None, map(plain, texts)))
