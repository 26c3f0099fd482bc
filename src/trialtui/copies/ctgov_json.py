"""Read a ClinicalTrials.gov API v2 study (JSON, one study a file).

Field names are the registry's in snake case, so the record's own annotations say what belongs where: `_Sorting` takes from the
JSON what the record has a place for, and lists every other leaf by its registry path. Pydantic then checks the types; a
value of the wrong type is left over too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from trialtui.copies.copy import Copy, CopyError, CopyReading, LeftOver
from trialtui.copies.json_places import CRITERIA_PATH, find_criteria, nesting_place
from trialtui.record.study import Study

FORMAT = "ClinicalTrials.gov v2 JSON"

DEEPEST = 100
"""Levels of nesting; the registry's own studies need 11."""

NO_STUDY = "this JSON is no ClinicalTrials.gov v2 study"
SEVERAL = "a list of studies; this version reads one study a file: save each study as a file of its own"
TOO_DEEP = f"nested deeper than {DEEPEST} levels: {NO_STUDY}"

Path = tuple[str | int, ...]
Leaf = tuple[Path, Any]


class _Fraction(str):
    """A JSON number with a point or an exponent, in the digits of the copy."""


class _Repeated(dict[str, Any]):
    """A JSON object in which a key stands more than once. `earlier` are the values that the last one overrules."""

    earlier: list[tuple[str, Any]]


def read_ctgov_json(copy: Copy) -> CopyReading:
    """Read one study. Raises CopyError for what is no JSON or no single v2 study."""
    try:
        return _read(copy)
    except RecursionError:
        raise CopyError(copy.name, nesting_place(copy.text, DEEPEST), TOO_DEEP) from None


def _read(copy: Copy) -> CopyReading:
    root = _the_study(copy, _load(copy))
    study, misfits, left = _validated(root)
    warnings = [f"{dotted(path)}: not the kind of value that belongs here; left over" for path, _ in misfits]
    place = None
    criteria = study.eligibility.eligibility_criteria
    if criteria is None or not criteria.strip():
        warnings.append(f"{CRITERIA_PATH}: empty or not in this copy: no criteria can be read")
    if criteria is not None:
        place = find_criteria(copy.text, criteria)
    study = study._replace(countries=_countries(study))
    left_over = tuple(LeftOver(dotted(path), spelled(value)) for path, value in _leaves([*misfits, *left]))
    return CopyReading(copy, FORMAT, study, left_over, tuple(warnings), place)


def _load(copy: Copy) -> Any:
    try:
        root = json.loads(copy.text, strict=False, parse_float=_Fraction, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        if error.msg.startswith("Unterminated string"):
            raise CopyError(
                copy.name, place, "the JSON ends inside this text: the file is truncated"
            ) from None
        if error.pos >= len(copy.text.rstrip()):
            raise CopyError(copy.name, place, "the JSON ends in the middle: the file is truncated") from None
        raise CopyError(copy.name, place, f"malformed JSON ({error.msg}); save the copy again") from None
    except ValueError:  # Python refuses to read an integer of thousands of digits
        raise CopyError(copy.name, "", f"a number of thousands of digits: {NO_STUDY}") from None
    return root


def _the_study(copy: Copy, root: Any) -> dict[str, Any]:
    """The one study that the JSON holds. Raises CopyError where it holds none, or a list of them."""
    if isinstance(root, list) or (isinstance(root, dict) and isinstance(root.get("studies"), list)):
        raise CopyError(copy.name, "", SEVERAL)
    section = root.get("protocolSection") if isinstance(root, dict) else None
    if not isinstance(root, dict) or section is None:
        raise CopyError(copy.name, "", f"no protocolSection: {NO_STUDY}")
    if not isinstance(section, dict):
        raise CopyError(copy.name, "protocolSection", f"not an object: {NO_STUDY}")
    return root


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    repeated = _Repeated(pairs)
    last = {key: n for n, (key, _) in enumerate(pairs)}
    repeated.earlier = [pair for n, pair in enumerate(pairs) if last[pair[0]] != n]
    return repeated


def camel(field: str) -> str:
    """The registry's spelling of a field: "nct_id" is "nctId", "class_" is "class"."""
    first, *others = field.rstrip("_").split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


class _Field(NamedTuple):
    """Where a registry key goes: a record of its own, a tuple of `item`s, or a plain value of `kind`."""

    record: Any = None
    item: _Field | None = None
    kind: Any = None


@cache
def _fields(record: Any) -> dict[str, _Field]:
    return {camel(name): _field(hint) for name, hint in get_type_hints(record).items()}


def _field(hint: Any) -> _Field:
    if get_origin(hint) is UnionType:
        hint = next(arg for arg in get_args(hint) if arg is not NoneType)
    if get_origin(hint) is tuple:
        return _Field(item=_field(get_args(hint)[0]))
    return _Field(record=hint) if hasattr(hint, "_fields") else _Field(kind=hint)


NO_MODULES = ("countries", "results_note", "has_results", "related")
MODULES = {f"{camel(name)}Module": camel(name) for name in Study._fields if name not in NO_MODULES}
"""The registry's modules, and the record's names for them in camel case."""

RECORD_MODULES = {name: module for module, name in MODULES.items()}

_WRONG = (
    object()
)  # stands for a value of the wrong shape: pydantic accepts it nowhere, and says where it met it


class _Sorting:
    """Sorts a study's JSON into what the record has a place for, what it has none for, and what does not fit."""

    def __init__(self, root: dict[str, Any], misfits: Collection[Path]) -> None:
        self.left: list[Leaf] = []
        self.misfits: list[Leaf] = []
        self._skip = misfits
        self.known: dict[str, Any] = {}
        for key, value in self._pairs(root, ()):
            if key == "hasResults":
                self._put(self.known, key, value, _Field(kind=bool), (key,))
            elif key != "protocolSection":
                self.left.append(((key,), value))
        for key, value in self._pairs(root["protocolSection"], ("protocolSection",)):
            path = ("protocolSection", key)
            if key in MODULES:
                self._put(self.known, MODULES[key], value, _fields(Study)[MODULES[key]], path)
            else:
                self.left.append((path, value))

    def _pairs(self, value: dict[str, Any], path: Path) -> Iterator[tuple[str, Any]]:
        if isinstance(value, _Repeated):
            self.left += [((*path, key), earlier) for key, earlier in value.earlier]
        yield from value.items()

    def _put(self, known: dict[str, Any], key: str, value: Any, field: _Field, path: Path) -> None:
        if path in self._skip:
            self.misfits.append((path, value))
        else:
            known[key] = self._sorted(value, field, path)

    def _sorted(self, value: Any, field: _Field, path: Path) -> Any:
        if field.record is not None:
            return self._record(value, field.record, path) if isinstance(value, dict) else _WRONG
        if field.item is not None:
            return self._items(value, field.item, path)
        if isinstance(value, _Fraction):
            return float(value) if field.kind is float else _WRONG
        if isinstance(value, str) and value != _encodable(value):
            return _WRONG  # half a surrogate pair can be neither shown nor kept
        return value

    def _record(self, value: dict[str, Any], record: Any, path: Path) -> dict[str, Any]:
        fields = _fields(record)
        known: dict[str, Any] = {}
        for key, inner in self._pairs(value, path):
            if key in fields:
                self._put(known, key, inner, fields[key], (*path, key))
            else:
                self.left.append(((*path, key), inner))
        return known

    def _items(self, value: Any, item: _Field, path: Path) -> Any:
        if item.item is not None and isinstance(value, dict):  # an object of flags: kept as pairs
            flags = {key: inner for key, inner in self._pairs(value, path) if isinstance(inner, bool)}
            self.misfits += [((*path, key), inner) for key, inner in value.items() if key not in flags]
            return tuple(flags.items())
        if not isinstance(value, list):
            return _WRONG
        kept = [(n, inner) for n, inner in enumerate(value) if (*path, n) not in self._skip]
        self.misfits += [((*path, n), inner) for n, inner in enumerate(value) if (*path, n) in self._skip]
        return tuple(self._sorted(inner, item, (*path, n)) for n, inner in kept)


@cache
def _adapter() -> TypeAdapter[Study]:
    return TypeAdapter(Study, config=ConfigDict(alias_generator=camel, strict=True))


def _validated(root: dict[str, Any]) -> tuple[Study, list[Leaf], list[Leaf]]:
    """The record, the values that did not fit it, and those it has no place for."""
    misfits: set[Path] = set()
    while True:
        sorting = _Sorting(root, misfits)
        try:
            return _adapter().validate_python(sorting.known), sorting.misfits, sorting.left
        except ValidationError as error:
            # All misfits are reported at once, before any was taken out: the places are those of the copy.
            found = {_registry_path(e["loc"]) for e in error.errors(include_url=False, include_input=False)}
            if found <= misfits:
                raise
            misfits |= found


def _registry_path(place: Path) -> Path:
    module = RECORD_MODULES.get(str(place[0]))
    return ("protocolSection", module, *place[1:]) if module else place


def _countries(study: Study) -> tuple[str, ...]:
    """The countries of the sites, each once, in the sites' order: v2 has no field of its own for them."""
    return tuple(dict.fromkeys(site.country for site in study.contacts_locations.locations if site.country))


# --- what is left over, leaf by leaf


def _leaves(values: Iterable[Leaf]) -> Iterator[Leaf]:
    """Every leaf below these values, in the copy's order; an empty object or list is a leaf."""
    for value in values:
        stack = [value]
        while stack:
            path, inner = stack.pop()
            if len(path) > DEEPEST:
                raise RecursionError
            below: list[Leaf] = []
            if isinstance(inner, _Repeated):
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
