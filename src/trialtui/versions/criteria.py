"""What changed in the criteria between two versions of a trial (PRODUCT.md section 10)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from trialtui.eligibility.outline import Criterion, Outline
from trialtui.versions.matching import ALIKE, Pairs, likeness, match, plain, weighed
from trialtui.versions.order import moved_places
from trialtui.versions.regrouping import Pieces, regroup
from trialtui.versions.words import Threshold, Words, is_same_wording, thresholds, word_diff

SIDES = {"I": "inclusion", "E": "exclusion"}
KINDS = ("unchanged", "reworded", "moved", "new", "removed")
PUNCTUATION = "only punctuation or capitals differ"


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
    joined: tuple[Criterion, ...] = ()  # further ones of the older text that are one with `before` now
    split: tuple[Criterion, ...] = ()  # further ones of the newer text that were one with `after`

    @property
    def is_change(self) -> bool:
        return self.kind != "unchanged" or bool(self.remarks)

    @property
    def codes(self) -> str:
        """What it was called, and is: "I4, I5 -> I4"; one name where both are the same, or only one is."""
        old, new = (
            [one.code for one in sorted(filter(None, several), key=lambda one: one.span)]
            for several in ((self.before, *self.joined), (self.after, *self.split))
        )
        return " -> ".join(", ".join(one) for one in (old, new) if one and not (one is new and old == new))


class Aside(NamedTuple):
    """A heading, a note or unassigned text that came, went or was put otherwise: `kind` is "new", "removed" or "reworded"."""

    kind: str
    text: str
    words: tuple[Words, ...] = ()


class CriteriaChanges(NamedTuple):
    """Every criterion of both texts once: those of the newer in its order, what was removed where it stood."""

    changes: tuple[Change, ...]
    asides: tuple[Aside, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind there are."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in KINDS}

    @property
    def is_change(self) -> bool:
        """Whether anything is not as it was."""
        return bool(self.asides) or any(one.is_change for one in self.changes)

    @property
    def thresholds(self) -> list[tuple[str, Threshold]]:
        """Every limit that changed, with the code of its criterion."""
        return [(one.after.code, limit) for one in self.changes if one.after for limit in one.thresholds]


def criteria_changes(before: Outline, after: Outline) -> CriteriaChanges:
    """Compare two readings. White space and escapes are no change: the words of an outline are without them."""
    return _Comparison(before, after).changes()


class _Comparison:
    """Two readings, and which criterion of the one is which of the other."""

    def __init__(self, before: Outline, after: Outline) -> None:
        self.before, self.after = before, after
        self.old, self.new = before.criteria, after.criteria
        self.pairs = match(self.old, self.new)
        self.split, self.joined = regroup(self.old, self.new, self.pairs)
        self.back = {b: a for a, b in self.pairs.items()}
        self.codes = {self.old[a].code: self.new[b].code for a, b in self.pairs.items()}
        self.moved = moved_places(self.old, self.new, self.pairs)
        self.renamed = _renamed_cohorts((self.old[a], self.new[b]) for a, b in self.pairs.items())

    def changes(self) -> CriteriaChanges:
        told_elsewhere = _flat(self.split)
        told = [
            None
            if place in told_elsewhere
            else self._new(place)
            if place not in self.back
            else self._kept(place)
            for place in range(len(self.new))
        ]
        gone = [a for a in range(len(self.old)) if a not in self.pairs and a not in _flat(self.joined)]
        whole = _with_removed(told, self.old, gone, self.pairs, self.moved)
        renames = [_renaming(_scope(was), _scope(called)) for was, called in self.renamed.items()]
        return CriteriaChanges(whole, (*renames, *_asides(self.before, self.after)))

    def _new(self, place: int) -> Change:
        return Change("new", None, self.new[place])

    def _kept(self, place: int) -> Change:
        a = self.back[place]
        before, after = self.old[a], self.new[place]
        olds = sorted([a, *self.joined.get(place, ())])
        news = sorted([place, *self.split.get(a, ())])
        was = " ".join(self.old[one].text for one in olds)
        is_now = " ".join(self.new[one].text for one in news)
        remarks = (*self._nesting(a, place), *_remarks(before, after, self.renamed))
        moved = a in self.moved
        if len(olds) == len(news) and plain(was) == plain(is_now):
            return Change("moved" if moved else "unchanged", before, after, (), (), moved, remarks)
        if is_same_wording(was, is_now):
            remarks = (PUNCTUATION, *remarks)
        remarks = (*_regrouped(len(olds), len(news)), *remarks)
        return Change(
            "reworded", before, after, word_diff(was, is_now), thresholds(was, is_now), moved, remarks,
            tuple(self.old[one] for one in olds if one != a), tuple(self.new[one] for one in news if one != place),
        )  # fmt: skip

    def _nesting(self, a: int, b: int) -> Iterator[str]:
        """Said of what belongs to another criterion now."""
        was, is_now = self.old[a].parent, self.new[b].parent
        if a in self.moved and (self.codes.get(was, "") if was else None) != is_now:
            yield f"was {_part_of(was)}, is {_part_of(is_now)}"


def _part_of(parent: str | None) -> str:
    return f"a part of {parent}" if parent else "a criterion of its own"


def _flat(pieces: Pieces) -> set[int]:
    return {place for found in pieces.values() for place in found}


def _regrouped(olds: int, news: int) -> Iterator[str]:
    if olds > 1:
        yield f"was {olds} criteria, is one"
    if news > 1:
        yield f"was one criterion, is {news}"


Scope = tuple[str, ...]


def _renamed_cohorts(pairs: Iterable[tuple[Criterion, Criterion]]) -> dict[Scope, Scope]:
    """Cohorts that only go by another name: whatever was for the one is for the other, and nothing else is."""
    there: dict[Scope, set[Scope]] = defaultdict(set)
    back: dict[Scope, set[Scope]] = defaultdict(set)
    for old, new in pairs:
        there[old.scope].add(new.scope)
        back[new.scope].add(old.scope)
    return {
        was: called
        for was, found in there.items()
        if len(found) == 1
        and was
        and (called := next(iter(found)))
        and called != was
        and len(back[called]) == 1
    }


def _renaming(was: str, called: str) -> Aside:
    return Aside("reworded", f"{was} is called {called}", (Words("gone", was), Words("came", called)))


def _remarks(before: Criterion, after: Criterion, renamed: dict[Scope, Scope]) -> tuple[str, ...]:
    found = []
    if before.side != after.side:
        found.append(f"was an {SIDES[before.side]} criterion, is an {SIDES[after.side]} criterion")
    if (before.expr or before.combine) != (after.expr or after.combine):
        found.append(f"its parts combined: {_combined(before)}; now: {_combined(after)}")
    if renamed.get(before.scope, before.scope) != after.scope:
        found.append(f"was for {_scope(before.scope)}, is for {_scope(after.scope)}")
    return tuple(found)


def _combined(one: Criterion) -> str:
    return one.expr or one.combine or "no parts"


def _scope(scope: Scope) -> str:
    return ", ".join(scope) or "everyone"


# --- where it is told


def _with_removed(
    told: Sequence[Change | None],
    old: Sequence[Criterion],
    gone: Sequence[int],
    pairs: Pairs,
    moved: set[int],
) -> tuple[Change, ...]:
    """What was removed, behind what stood before it on its side and stayed there; else in front of what stood behind it."""
    front: dict[int, list[Change]] = defaultdict(list)
    behind: dict[int, list[Change]] = defaultdict(list)
    for a in gone:
        one = old[a]
        near = [pairs[other] for other in _stayed(range(a - 1, -1, -1), old, one, pairs, moved)]
        after = [pairs[other] for other in _stayed(range(a + 1, len(old)), old, one, pairs, moved)]
        removed = Change("removed", one, None)
        if near or not after:
            behind[near[0] if near else len(told) - 1].append(removed)
        else:
            front[after[0]].append(removed)
    whole = behind[-1]
    for place, change in enumerate(told):
        whole += [*front[place], *([change] if change else []), *behind[place]]
    return tuple(whole)


def _stayed(
    places: range, old: Sequence[Criterion], one: Criterion, pairs: Pairs, moved: set[int]
) -> Iterator[int]:
    """The nearest of these places on the same side that is there still, if any."""
    fitting = (a for a in places if a in pairs and a not in moved and old[a].side == one.side)
    return islice(fitting, 1)


def _asides(before: Outline, after: Outline) -> tuple[Aside, ...]:
    old, new = _aside_texts(before), _aside_texts(after)
    gone, came = list((old - new).elements()), list((new - old).elements())
    found = []
    for was in gone:
        bag = weighed(was)
        alike = max(came, key=lambda one: likeness(bag, weighed(one)), default="")
        if alike and likeness(bag, weighed(alike)) >= ALIKE:
            came.remove(alike)
            found.append(Aside("reworded", alike, word_diff(was, alike)))
        else:
            found.append(Aside("removed", was))
    return (*found, *(Aside("new", text) for text in came))


def _aside_texts(outline: Outline) -> Counter[str]:
    texts = [one.text for one in outline.headings] + [one.text for one in outline.notes]
    texts += [outline.text[start:end] for start, end in outline.unassigned]
    return Counter(filter(None, map(plain, texts)))
