"""Read a trial in ClinicalTrials.gov's legacy XML (`clinical_study`): the website's downloads, and the dated versions of its old archive.

The tables tell which element goes to which field of the registry's v2 study; what stands in them is put together as v2 would send it and
decoded into the record. Every other text and attribute is left over by its XML path ("clinical_study/location[2]/investigator/affiliation").
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from trialtui.copies.copy import Copy, CopyError, CopyReading
from trialtui.copies.ctgov_xml_archive import ARCHIVE
from trialtui.copies.ctgov_xml_design import name_interventions_of_arms
from trialtui.copies.ctgov_xml_tables import PUBLIC
from trialtui.copies.ctgov_xml_walk import Account, Target, get, walk
from trialtui.copies.xml_parsing import Element, around, declared_encoding, parse
from trialtui.copies.xml_places import CRITERIA_PATH, find_criteria
from trialtui.record.module import Module, module_name
from trialtui.record.results import ResultsSection
from trialtui.record.sections import AnnotationSection, DerivedSection, DocumentSection
from trialtui.record.study import ProtocolSection, Study

Section = TypeVar("Section", bound=Module)

FORMAT = "ClinicalTrials.gov legacy XML"
ARCHIVE_FORMAT = "ClinicalTrials.gov archive XML"
ROOT = "clinical_study"
SITES = "contactsLocationsModule.locations"

HAS_RESULTS = {
    "Results have not yet been posted for this study": False,
    "Results have not yet been posted, but a results disposition has been submitted": False,
    "Results are available for this study": True,
}
"""What the registry says of the results in a comment at the end."""
KNOWN_COMMENTS = (
    "This xml conforms to an XML Schema at:",
    "CAUTION: The following MeSH terms are assigned with an imperfect algorithm",
    "For several months we've had both old and new date name tags",
    "Now, the old date names have been dropped.",
    "The new date name replacements are:",
    "OLD (gone) NEW (in use)",
    "lastchanged_date becomes last_update_submitted",
    "firstreceived_date becomes study_first_submitted",
    "firstreceived_results_date becomes results_first_submitted",
    "firstreceived_results_disposition_date becomes disposition_first_submitted",
)
"""How the comments begin that the registry put into every file of their time."""

READ_AS_UTF8 = frozenset(["UTF-8", "UTF8", "US-ASCII", "ASCII", "UTF-16"])


def read(copy: Copy) -> CopyReading:
    """Read one trial. Raises CopyError for XML that is malformed, harmful, or no trial of this registry."""
    root = parse(copy)
    if root.tag != ROOT:
        raise CopyError(copy.name, "line 1", f"its root element is <{root.tag}>, not <{ROOT}>")
    account = Account()
    study = read_tree(root, account)
    if study == Study():
        raise CopyError(copy.name, ROOT, "holds no field of a study")
    for number, node in enumerate(around(root), 1):
        account.aside(node, f"comment()[{number}]")
    has_results = _settle_comments(account)
    if study.has_results is None:
        study = replace(study, has_results=has_results)
    criteria = study.eligibility.eligibility_criteria
    found = find_criteria(copy.text, criteria) if criteria is not None else None
    return CopyReading(
        copy,
        ARCHIVE_FORMAT if _is_archive(root) else FORMAT,
        study,
        tuple(account.left_over),
        (*account.warnings, *_warnings(copy, criteria)),
        found.place if found else None,
        tuple(account.as_written),
        found.stretches if found else (),
    )


def read_tree(root: Element, account: Account, place: str = ROOT) -> Study:
    """The record in an element tree of either schema, of whatever origin (`xml_parsing.Element`); the rest is in `account`."""
    found: Target = {}
    walk(root, place, ARCHIVE if _is_archive(root) else PUBLIC, found, account)
    name_interventions_of_arms(found)
    countries = [site["country"] for site in get(found, SITES) or () if "country" in site]
    countries += found.get("countries", ())
    protocol = _section(found, ProtocolSection)
    modules: dict[str, Any] = {field: getattr(protocol, field) for field in ProtocolSection.__struct_fields__}
    return Study(
        **modules,
        results=_section(found, ResultsSection),
        annotations=_section(found, AnnotationSection),
        documents=_section(found, DocumentSection),
        derived=_section(found, DerivedSection),
        has_results=True if any(child.tag == "clinical_results" for child in root) else None,
        countries=tuple(dict.fromkeys(countries)),
    )


def _is_archive(root: Element) -> bool:
    return any(child.tag == "study_id" for child in root)


def _section(modules: Target, kind: type[Section]) -> Section:
    """The modules that v2 puts into this section, as the record has them."""
    names = map(module_name, kind.__struct_fields__)
    return msgspec.convert({name: modules[name] for name in names if name in modules}, kind)


def _settle_comments(account: Account) -> bool | None:
    """Leave over each comment that is not in every file. Whether one says that there are results; None where none says."""
    said: bool | None = None
    for place, text, *_ in account.comments:
        words = " ".join(text.split())
        if words in HAS_RESULTS:
            said = HAS_RESULTS[words]
            account.translated(place, words)
        elif words and not words.startswith(KNOWN_COMMENTS):
            account.leave(place, text)
    return said


def _is_utf8(copy: Copy) -> bool:
    return copy.raw.endswith(copy.text.encode())


def _warnings(copy: Copy, criteria: str | None) -> Iterable[str]:
    declared = declared_encoding(copy.text)
    if declared and declared not in READ_AS_UTF8 and not copy.text.isascii() and _is_utf8(copy):
        yield f"the file says that it is {declared}, but it is UTF-8, and was read as that"
    if criteria is None or not criteria.strip():
        yield f"{CRITERIA_PATH}: empty or not in this copy: no criteria can be read"
