"""What else changed in a record: every value by its place in the registry's words, what stands in lists thing by thing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence, Set
from typing import Any, NamedTuple

from trialtui.eligibility.clean import clean
from trialtui.versions.fields import CRITERIA, FIRST, LIMITS, NAMED_ALONE, NAMES, ORDER, label_of, section_of
from trialtui.versions.matching import likeness, weighed
from trialtui.versions.words import Words, word_diff

ALIKE = 0.6  # how much of their weight two things in a list share before they are taken for one
MOST_PAIRS = 2_500  # of things in a list; beyond it only what they are called tells
NAMED = 80  # characters of what a thing is called by

_MARKER = re.compile(r"^\s*[-*•+=]\s+")
"""A bullet, which each of the registry's formats draws otherwise."""


class FieldChange(NamedTuple):
    """A field that says something else, or a thing of a list that came or went.

    `item`: what the thing is called that the field belongs to, "" for the record itself. `gone` and `came` are its values: of a
    list without order only those; nothing where the field was not filled.
    """

    place: str  # "protocolSection.statusModule.overallStatus", without numbers
    gone: tuple[str, ...]
    came: tuple[str, ...]
    item: str = ""

    @property
    def name(self) -> str:
        return self.place.rpartition(".")[2]

    @property
    def label(self) -> str:
        return label_of(self.place, of_a_thing=bool(self.item))

    @property
    def section(self) -> str:
        return section_of(self.place)

    @property
    def words(self) -> tuple[Words, ...]:
        """The two values word by word, where there is one of each."""
        return word_diff(self.gone[0], self.came[0]) if len(self.gone) == len(self.came) == 1 else ()


class RecordChanges(NamedTuple):
    """All fields that changed, section by section; and those that only one of two formats tells, which may be no change."""

    fields: tuple[FieldChange, ...] = ()
    only_before: tuple[FieldChange, ...] = ()
    only_after: tuple[FieldChange, ...] = ()

    @property
    def limits(self) -> list[FieldChange]:
        """The registry's own limits that changed: age, sex, healthy volunteers."""
        return [one for one in self.fields if one.section == LIMITS]


def record_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], *, one_format: bool = True
) -> RecordChanges:
    """Compare two records in the registry's own fields, without their criteria.

    Between copies of two formats a field that only one of them fills at all says nothing: missing is never "no".
    """
    only: tuple[list[FieldChange], list[FieldChange]] = ([], [])
    if not one_format:
        old, new = _by_place(before), _by_place(after)
        only = (
            [FieldChange(place, tuple(said), ()) for place, said in old.items() if place not in new],
            [FieldChange(place, (), tuple(said)) for place, said in new.items() if place not in old],
        )
        before, after = (
            _without(record, "", {one.place for one in several})
            for record, several in zip((before, after), only, strict=True)
        )
    found = (sorted(several, key=_order) for several in (_changes(before, after, "", ""), *only))
    return RecordChanges(*map(tuple, found))


def _without(value: Any, place: str, untold: Set[str]) -> Any:
    """A record without what stands at these places."""
    if isinstance(value, Mapping):
        found = {
            name: _without(inner, f"{place}.{name}" if place else name, untold)
            for name, inner in value.items()
        }
        return {name: inner for name, inner in found.items() if inner is not None}
    if _is_list(value):
        return [inner for one in value if (inner := _without(one, place, untold)) not in (None, {}, [])]
    return None if place in untold else value


def _order(one: FieldChange) -> tuple[int, int]:
    return ORDER.index(one.section), FIRST.index(one.name) if one.name in FIRST else len(FIRST)


def _changes(old: Any, new: Any, place: str, item: str) -> Iterator[FieldChange]:
    if isinstance(old, Mapping) or isinstance(new, Mapping):
        one, other = (value if isinstance(value, Mapping) else {} for value in (old, new))
        for name in dict.fromkeys((*one, *other)):
            yield from _changes(
                one.get(name), other.get(name), f"{place}.{name}" if place else str(name), item
            )
    elif _is_list(old) or _is_list(new):
        yield from _in_list(list(old or ()), list(new or ()), place, item)
    elif place != CRITERIA and _said(old) != _said(new):
        yield FieldChange(place, _values(old), _values(new), item)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _in_list(old: list[Any], new: list[Any], place: str, item: str) -> Iterator[FieldChange]:
    if not any(isinstance(one, Mapping) for one in (*old, *new)):
        was, is_now = Counter(map(_said, old)), Counter(map(_said, new))
        gone, came = tuple((was - is_now).elements()), tuple((is_now - was).elements())
        if gone or came:
            yield FieldChange(place, gone, came, item)
        return
    pairs = _same_things(old, new, place)
    for a, b in sorted(pairs.items(), key=lambda pair: pair[1]):
        called = f"{item} · {_called(new[b])}" if item else _called(new[b])
        yield from _changes(old[a], new[b], place, called)
    for a, one in enumerate(old):
        if a not in pairs and (words := _all_words(one)):
            yield FieldChange(place, (words,), (), item)
    taken = set(pairs.values())
    for b, one in enumerate(new):
        if b not in taken and (words := _all_words(one)):
            yield FieldChange(place, (), (words,), item)


# --- which thing of a list is which


def _same_things(old: list[Any], new: list[Any], place: str) -> dict[int, int]:
    """Places of what is one thing: equal first, then called alike, then put alike."""
    pairs: dict[int, int] = {}
    _pair(old, new, pairs, _all_words)
    for names in NAMES:
        _pair(old, new, pairs, lambda one, names=names: _key(one, names))  # type: ignore[misc]
    left, right = _unpaired(old, new, pairs)
    if place.rpartition(".")[2] not in NAMED_ALONE and len(left) * len(right) <= MOST_PAIRS:
        bags = {b: weighed(_all_words(new[b])) for b in right}
        shares = [
            (-likeness(bag, bags[b]), abs(a - b), a + b, a, b)
            for a in left
            for bag in (weighed(_all_words(old[a])),)
            for b in right
        ]
        for share, _, _, a, b in sorted(shares):
            if -share >= ALIKE and a not in pairs and b not in pairs.values():
                pairs[a] = b
    return pairs


def _pair(old: list[Any], new: list[Any], pairs: dict[int, int], key: Callable[[Any], Hashable]) -> None:
    """Pair what has the same key, in order; "" is no key."""
    left, right = _unpaired(old, new, pairs)
    free: dict[Hashable, list[int]] = {}
    for b in reversed(right):
        free.setdefault(key(new[b]), []).append(b)
    for a in left:
        if (called := key(old[a])) and free.get(called):
            pairs[a] = free[called].pop()


def _unpaired(old: list[Any], new: list[Any], pairs: dict[int, int]) -> tuple[list[int], list[int]]:
    taken = set(pairs.values())
    return [a for a in range(len(old)) if a not in pairs], [b for b in range(len(new)) if b not in taken]


def _key(one: Any, names: tuple[str, ...]) -> Hashable:
    found = tuple(_said(one.get(name)).casefold() for name in names) if isinstance(one, Mapping) else ()
    return found if all(found) else ""


def _called(one: Any) -> str:
    """What a thing is called: the fields that name it, or its first words."""
    if isinstance(one, Mapping):
        for names in NAMES:
            if _key(one, names):
                words = ", ".join(_said(one[name]) for name in names if name not in ("type", "status", "zip"))
                return words if len(words) <= NAMED else f"{words[: NAMED - 1]}…"
    return _all_words(one)[:NAMED]


# --- what is said


def _said(value: Any) -> str:
    """A value as it is compared and told: without escapes, bullets and runs of white space."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    return " ".join(filter(None, (clean(_MARKER.sub("", line)) for line in value.split("\n"))))


def _values(value: Any) -> tuple[str, ...]:
    return (said,) if (said := _said(value)) else ()


def _all_words(value: Any) -> str:
    return " · ".join(filter(None, (_said(leaf) for _, leaf in _leaves(value, ""))))


def _by_place(record: Any) -> dict[str, list[str]]:
    """What a record says, by place; places that say nothing are not there."""
    found: dict[str, list[str]] = {}
    for place, leaf in _leaves(record, ""):
        if said := _said(leaf):
            found.setdefault(place, []).append(said)
    return found


def _leaves(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{place}.{name}" if place else str(name))
    elif _is_list(value):
        for inner in value:
            yield from _leaves(inner, place)
    else:
        yield place, value
