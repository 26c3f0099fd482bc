"""Records made up by hypothesis: every text in them is of words that stand nowhere else, every number is another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from trialtui.record.module import Module
from trialtui.record.study import RegistryEntry, RelatedTrial, Study

GROUPS = ("GA", "GB", "GC")
LONGEST = 3  # items of a list


@st.composite
def studies(draw: Callable[[Any], Any], whole: bool = True) -> Study:
    """A study with every field filled; or, not `whole`, with any of them missing."""
    numbers = count(1001)
    study = _module(Study, draw, numbers, whole)
    assert isinstance(study, Study)
    return study


def _module(kind: type[Module], draw: Callable[[Any], Any], numbers: Iterator[int], whole: bool) -> Module:
    hints = get_type_hints(kind)
    values = {}
    for field in kind.__struct_fields__:
        hint = hints[field]
        needed = kind in (RegistryEntry, RelatedTrial) or field in ("label", "name")
        if not whole and not needed and draw(st.integers(0, 2)) == 0:
            continue
        values[field] = _value(kind, field, hint, draw, numbers, whole)
    return kind(**values)


def _value(
    kind: type[Module], field: str, hint: Any, draw: Callable[[Any], Any], numbers: Iterator[int], whole: bool
) -> Any:
    if get_origin(hint) is UnionType:
        hint = next(one for one in get_args(hint) if one is not NoneType)
    if get_origin(hint) is tuple:
        item = get_args(hint)[0]
        many = range(draw(st.integers(1 if whole else 0, LONGEST)))
        return tuple(_value(kind, field, item, draw, numbers, whole) for _ in many)
    if isinstance(hint, type) and issubclass(hint, Module):
        return _module(hint, draw, numbers, whole)
    if field in ("group_id", "group_ids") or (
        field == "id" and kind.__name__ in ("ResultsGroup", "EventGroup")
    ):
        return draw(st.sampled_from(GROUPS))
    if hint is bool:
        return draw(st.booleans())
    number = next(numbers)
    return {int: number, float: number + 0.25, str: f"w{number}a  w{number}b\nw{number}c"}[hint]
