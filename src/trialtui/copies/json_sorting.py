"""Sort a JSON study, value by value, into what the record has a place for, what it has none for, and what does not fit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from trialtui.record.module import Module

DEEPEST = 100
"""Levels of nesting; the registry's own studies need 11."""

Path = tuple[str | int, ...]
Leaf = tuple[Path, Any]


class NestedTooDeep(Exception):
    """The JSON is nested deeper than `DEEPEST` levels."""


class Fraction(str):
    """A JSON number with a point or an exponent, in the digits of the copy."""


class Repeated(dict[str, Any]):
    """A JSON object in which a key stands more than once. `earlier` are the values that the last one overrules."""

    earlier: list[tuple[str, Any]]

    @classmethod
    def of(cls, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """The object of these pairs: a plain dict where no key is repeated (for json's `object_pairs_hook`)."""
        plain = dict(pairs)
        if len(plain) == len(pairs):
            return plain
        repeated = cls(pairs)
        last = {key: n for n, (key, _) in enumerate(pairs)}
        repeated.earlier = [pair for n, pair in enumerate(pairs) if last[pair[0]] != n]
        return repeated


class Field(NamedTuple):
    """Where a key goes: a `module` of its own, a tuple of `item`s, or a plain value of `kind`."""

    name: str  # the key, in the registry's spelling
    module: type[Module] | None = None
    item: Field | None = None
    kind: Any = None


@cache
def fields_of(module: type[Module]) -> dict[str, Field]:
    """The fields of a module by their keys in the registry's JSON."""
    hints = get_type_hints(module)
    names = zip(module.__struct_encode_fields__, module.__struct_fields__, strict=True)
    return {key: _field(key, hints[name]) for key, name in names}


def _field(key: str, hint: Any) -> Field:
    if get_origin(hint) is UnionType:
        hint = next(arg for arg in get_args(hint) if arg is not NoneType)
    if get_origin(hint) is tuple:
        return Field(key, item=_field(key, get_args(hint)[0]))
    if isinstance(hint, type) and issubclass(hint, Module):
        return Field(key, module=hint)
    return Field(key, kind=hint)


_WRONG = object()  # stands for a value of the wrong kind


class Sorting:
    """`known` is what `msgspec.convert` takes for the module; `left` and `misfits` are all the rest, by path."""

    def __init__(self, root: dict[str, Any], module: type[Module]) -> None:
        self.left: list[Leaf] = []
        self.misfits: list[Leaf] = []
        self.known = self._module(root, module, ())

    def _module(self, value: dict[str, Any], module: type[Module], path: Path) -> dict[str, Any]:
        if isinstance(value, Repeated):
            self.left += [((*path, key), earlier) for key, earlier in value.earlier]
        fields = fields_of(module)
        known: dict[str, Any] = {}
        for key, inner in value.items():
            if key not in fields:
                self.left.append(((*path, key), inner))
            elif inner is not None and (taken := self._taken(inner, fields[key], (*path, key))) is not _WRONG:
                known[key] = taken
        return known

    def _taken(self, value: Any, field: Field, path: Path) -> Any:
        """What the record keeps of a value; a misfit is listed and `_WRONG`."""
        if field.module is not None and isinstance(value, dict):
            return self._module(value, field.module, path)
        if field.item is not None and isinstance(value, list):
            each = (self._taken(inner, field.item, (*path, n)) for n, inner in enumerate(value))
            return [inner for inner in each if inner is not _WRONG]
        if field.kind is float and (number := _number(value)) is not None:
            return number
        if field.kind is not None and _fits(value, field.kind):
            return value
        self.misfits.append((path, value))
        return _WRONG


def unplaced(value: dict[str, Any], module: type[Module], path: Path) -> Iterator[Leaf]:
    """What has no place in a module whose own fields all hold what belongs there."""
    fields = fields_of(module)
    for key, inner in value.items():
        field = fields.get(key)
        if field is None:
            yield (*path, key), inner
        elif field.module is not None and isinstance(inner, dict):
            yield from unplaced(inner, field.module, (*path, key))
        elif field.item is not None and field.item.module is not None and isinstance(inner, list):
            for number, one in enumerate(inner):
                yield from unplaced(one, field.item.module, (*path, key, number))


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | Fraction) or len(str(value)) > 300:
        return None
    return float(value) if isfinite(float(value)) else None


def _fits(value: Any, kind: Any) -> bool:
    if type(value) is str:  # half a surrogate pair can be neither shown nor kept
        return kind is str and value == _encodable(value)
    return type(value) is kind


# --- leaf by leaf


def leaves(values: Iterable[Leaf]) -> Iterator[Leaf]:
    """Every leaf below these values, in the copy's order; an empty object or list is a leaf. Raises NestedTooDeep."""
    for value in values:
        stack = [value]
        while stack:
            path, inner = stack.pop()
            if len(path) > DEEPEST:
                raise NestedTooDeep
            below: list[Leaf] = []
            if isinstance(inner, Repeated):
                below += [((*path, key), earlier) for key, earlier in inner.earlier]
            if isinstance(inner, dict):
                below += [((*path, key), each) for key, each in inner.items()]
            elif isinstance(inner, list):
                below += [((*path, n), each) for n, each in enumerate(inner)]
            if below:
                stack += reversed(below)
            else:
                yield path, inner


def dotted(path: Path) -> str:
    """A path as people write it: "protocolSection.conditionsModule.keywords[2]"."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return _encodable(words.removeprefix("."))


def spelled(value: Any) -> str:
    """A leaf in the copy's own words: text as it decodes, a number in its digits, true, false, null, {} or []."""
    return _encodable(value) if isinstance(value, str) else json.dumps(value)


def _encodable(text: str) -> str:
    """Half a surrogate pair has no character: it stands as the escape it came as."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
