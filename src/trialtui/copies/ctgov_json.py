"""Read a ClinicalTrials.gov API v2 study (JSON).

The record's own types name the registry's fields, so they decode its JSON as it stands. That a study went in whole is proved, not
assumed: what was decoded is written out again and held against the JSON (`_whole`). Where something fell out, `Sorting` walks
the study value by value and lists what has no place in the record, or is of the wrong kind, by its registry path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from trialtui.copies.copy import Copy, CopyError, CopyReading, LeftOver
from trialtui.copies.decoding import decode_copy
from trialtui.copies.detect import Part
from trialtui.copies.json_places import CRITERIA_PATH, find_criteria, nesting_place
from trialtui.copies.json_sorting import (
    DEEPEST,
    Fraction,
    NestedTooDeep,
    Repeated,
    Sorting,
    dotted,
    fields_of,
    leaves,
    spelled,
    unplaced,
)
from trialtui.record.module import Module, module_name
from trialtui.record.results import ResultsSection
from trialtui.record.sections import AnnotationSection, DerivedSection, DocumentSection
from trialtui.record.study import (
    ArmsInterventionsModule,
    ConditionsModule,
    ContactsLocationsModule,
    DescriptionModule,
    DesignModule,
    EligibilityModule,
    IdentificationModule,
    OutcomesModule,
    ProtocolSection,
    SponsorCollaboratorsModule,
    StatusModule,
    Study,
)

if TYPE_CHECKING:
    from trialtui.copies.json_slices import Container

FORMAT = "ClinicalTrials.gov v2 JSON"
NO_STUDY = "this JSON is no ClinicalTrials.gov v2 study"
TOO_DEEP = f"nested deeper than {DEEPEST} levels: {NO_STUDY}"


class StudyJson(Module, frozen=True):
    """A study as the API sends it."""

    protocol_section: ProtocolSection = ProtocolSection()
    results_section: ResultsSection = ResultsSection()
    annotation_section: AnnotationSection = AnnotationSection()
    document_section: DocumentSection = DocumentSection()
    derived_section: DerivedSection = DerivedSection()
    has_results: bool | None = None


class ListedProtocol(Module, frozen=True, rename=module_name):
    """The modules that a list or a search asks."""

    identification: IdentificationModule = IdentificationModule()
    status: StatusModule = StatusModule()
    sponsor_collaborators: SponsorCollaboratorsModule = SponsorCollaboratorsModule()
    description: DescriptionModule = DescriptionModule()
    conditions: ConditionsModule = ConditionsModule()
    design: DesignModule = DesignModule()
    arms_interventions: ArmsInterventionsModule = ArmsInterventionsModule()
    outcomes: OutcomesModule = OutcomesModule()
    eligibility: EligibilityModule = EligibilityModule()
    contacts_locations: ContactsLocationsModule = ContactsLocationsModule()


class ListedJson(Module, frozen=True):
    """What a list or a search asks of a study; the rest is checked to be JSON and passed over."""

    protocol_section: ListedProtocol = ListedProtocol()
    derived_section: DerivedSection = DerivedSection()
    has_results: bool | None = None


_DECODER = msgspec.json.Decoder(StudyJson)
_LISTED = msgspec.json.Decoder(ListedJson)
_LENIENT = msgspec.json.Decoder(float_hook=Fraction)
_COUNTED = msgspec.json.Encoder(enc_hook=len)  # whatever a fraction is: it has no quotation marks
_ENCODER = msgspec.json.Encoder()
_SORTED = msgspec.json.Encoder(order="sorted")
_EMPTY = re.compile(rb'":(?:null|\[\])(?=[,}])')


def read(copy: Copy) -> CopyReading:
    """Read one study, be it the only one of an array or a page. Raises CopyError for what is no JSON or no single v2 study."""
    whole = _whole(copy.text)
    if whole is None and (several := _several(copy)):
        return _only_one(copy, several)
    return _read(copy, whole)


def _read(copy: Copy, whole: StudyJson | None) -> CopyReading:
    found, misfits, left = (whole, [], []) if whole else _with_more(copy.text) or _sorted(copy)
    warnings = [f"{dotted(path)}: not the kind of value that belongs here; left over" for path, _ in misfits]
    study = _study(found)
    criteria = study.eligibility.eligibility_criteria
    if criteria is None or not criteria.strip():
        warnings.append(f"{CRITERIA_PATH}: empty or not in this copy: no criteria can be read")
    place = find_criteria(copy.text, criteria) if criteria is not None else None
    try:
        left_over = tuple(LeftOver(dotted(path), spelled(value)) for path, value in leaves([*misfits, *left]))
    except NestedTooDeep:
        raise _too_deep(copy) from None
    return CopyReading(copy, FORMAT, study, left_over, tuple(warnings), place)


def _several(copy: Copy) -> Container | None:
    """The studies of a copy of several."""
    from trialtui.copies.json_slices import container

    utf_8 = not copy.raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    return container(copy.name, copy.raw if utf_8 else copy.text.encode())


def _only_one(copy: Copy, several: Container) -> CopyReading:
    found = list(several.parts)
    if len(found) != 1:
        raise CopyError(copy.name, "", f"holds {len(found):,} studies: name one with --study ID")
    if isinstance(found[0], CopyError):
        raise found[0]
    part = decode_copy(copy.name, found[0].raw)
    reading = _read(part, _whole(part.text))
    beside = (LeftOver(place, text) for place, text in several.beside)
    return reading._replace(
        left_over=(*reading.left_over, *beside), warnings=(*reading.warnings, *several.warnings)
    )


def parts(copy: Copy) -> Iterator[Part | CopyError]:
    """The studies of an array, a page of the API or a file of one study a line; a copy of one study gives itself."""
    several = _several(copy)
    if several is None:
        yield Part(copy.name, copy.raw)
        return
    warnings = several.warnings
    for part in several.parts:
        if warnings and isinstance(part, Part):
            part, warnings = part._replace(warnings=warnings), ()
        yield part


def glance(text: str) -> Study | None:
    """The record where the JSON is one study without any surprise, else None; what has no place in it is passed over."""
    try:
        found = _DECODER.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return None
    return _study(found) if found.protocol_section != ProtocolSection() else None


def listed(text: str) -> Study | None:
    """The same, with what a list or a search asks of it and nothing else."""
    try:
        found = _LISTED.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return None
    protocol = found.protocol_section
    if protocol == ListedProtocol():
        return None
    return Study(
        **{field: getattr(protocol, field) for field in ListedProtocol.__struct_fields__},
        derived=found.derived_section,
        has_results=found.has_results,
        countries=_countries(protocol.contacts_locations),
    )


def _countries(places: ContactsLocationsModule) -> tuple[str, ...]:
    """v2 has no field for the countries: those of the sites, each once, in the sites' order."""
    return tuple(dict.fromkeys(site.country for site in places.locations if site.country))


def study_json(study: Study) -> dict[str, Any]:
    """The record as the API would send it. What no v2 study has (`countries`, `related` …) is not among it."""
    wire = StudyJson(
        ProtocolSection(*(getattr(study, field) for field in ProtocolSection.__struct_fields__)),
        study.results,
        study.annotations,
        study.documents,
        study.derived,
        study.has_results,
    )
    filled: dict[str, Any] = _filled(msgspec.to_builtins(wire))
    return filled


def _filled(value: dict[str, Any]) -> dict[str, Any]:
    """Without modules that hold nothing."""
    below = {key: _filled(each) if isinstance(each, dict) else each for key, each in value.items()}
    return {key: each for key, each in below.items() if each != {}}


def _study(found: StudyJson) -> Study:
    protocol = found.protocol_section
    modules: dict[str, Any] = {field: getattr(protocol, field) for field in ProtocolSection.__struct_fields__}
    return Study(
        **modules,
        results=found.results_section,
        annotations=found.annotation_section,
        documents=found.document_section,
        derived=found.derived_section,
        has_results=found.has_results,
        countries=_countries(protocol.contacts_locations),
    )


def _whole(text: str) -> StudyJson | None:
    """The study, where every value of the JSON has a place in it, else None.

    The quotation marks prove it: a key that has no place, or that is repeated, takes its own with it, a value of the wrong kind
    is refused, and writing the study adds none. (An escaped one would spoil the count: such a text takes the long way.)
    """
    if "\\u0022" in text:
        return None
    try:
        found = _DECODER.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return None
    if _ENCODER.encode(found).count(b'"') != text.count('"') and not _only_empty_fields_fell_out(text, found):
        return None
    return found if found.protocol_section != ProtocolSection() else None


def _with_more(text: str) -> tuple[StudyJson, list[Any], list[Any]] | None:
    """The study, and what has no place in it, where that is all there is to say: no key is repeated, every value is of its kind."""
    try:
        found = _DECODER.decode(text)
        everything = _LENIENT.decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return None
    if "\\u0022" in text or _COUNTED.encode(everything).count(b'"') != text.count('"'):
        return None
    if not isinstance(everything, dict) or found.protocol_section == ProtocolSection():
        return None
    return found, [], list(unplaced(everything, StudyJson, ()))


def _only_empty_fields_fell_out(text: str, found: StudyJson) -> bool:
    """Whether the study holds all of the JSON but the registry's own fields that are null or an empty list."""
    try:
        held = _SORTED.encode(msgspec.json.decode(text))
    except (msgspec.MsgspecError, RecursionError):  # a number of hundreds of digits
        return False
    return held.count(b'"') == text.count('"') and _SORTED.encode(found) == _filled_fields(held)


def _filled_fields(held: bytes) -> bytes:
    """Without the fields of the registry that are null or an empty list: they hold nothing."""
    if b":null" not in held and b":[]" not in held:
        return held
    names, kept, done = _names(), bytearray(), 0
    for empty in _EMPTY.finditer(held):
        start = held.rfind(b'"', done, empty.start())
        if start < 0 or held[start + 1 : empty.start()] not in names:
            continue
        kept += held[done:start]
        done = empty.end()
        if held[done : done + 1] == b",":
            done += 1
        elif kept.endswith(b","):
            kept.pop()
    return bytes(kept + held[done:])


@cache
def _names() -> frozenset[bytes]:
    """The names of all fields that a study can have."""
    seen: dict[type[Module], None] = {}
    queue: list[type[Module]] = [StudyJson]
    found: set[bytes] = set()
    while queue:
        module = queue.pop()
        if module not in seen:
            seen[module] = None
            for name, field in fields_of(module).items():
                found.add(name.encode())
                inner = field.item or field
                queue += [inner.module] if inner.module else []
    return frozenset(found)


# --- the long way


def _sorted(copy: Copy) -> tuple[StudyJson, list[Any], list[Any]]:
    try:
        root = _load(copy)
        sorting = Sorting(_the_study(copy, root), StudyJson)
    except (RecursionError, NestedTooDeep):
        raise _too_deep(copy) from None
    return msgspec.convert(sorting.known, StudyJson), sorting.misfits, sorting.left


def _too_deep(copy: Copy) -> CopyError:
    return CopyError(copy.name, nesting_place(copy.text, DEEPEST), TOO_DEEP)


def _load(copy: Copy) -> Any:
    """All of the JSON, leniently: raw control characters pass, repeated keys are kept. Raises CopyError."""
    try:
        return json.loads(copy.text, strict=False, parse_float=Fraction, object_pairs_hook=Repeated.of)
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


def _the_study(copy: Copy, root: Any) -> dict[str, Any]:
    """The study that the JSON holds. Raises CopyError where it holds none."""
    section = root.get("protocolSection") if isinstance(root, dict) else None
    if not isinstance(root, dict) or section is None:
        raise CopyError(copy.name, "", f"no protocolSection: {NO_STUDY}")
    if not isinstance(section, dict):
        raise CopyError(copy.name, "protocolSection", f"not an object: {NO_STUDY}")
    return root
