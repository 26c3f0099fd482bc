"""Every field that a table names is a field of the record, of the kind that the table puts there: what had none would vanish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from trialtui.copies.ctgov_json import StudyJson
from trialtui.copies.ctgov_xml_archive import ARCHIVE
from trialtui.copies.ctgov_xml_design import DATE, LABELS, NAME_PARTS, whole_name
from trialtui.copies.ctgov_xml_events import EVENT, REPORTED_EVENTS
from trialtui.copies.ctgov_xml_results import BASELINE_MEASURE, OUTCOME_MEASURE
from trialtui.copies.ctgov_xml_tables import PUBLIC
from trialtui.copies.ctgov_xml_walk import By, Each, Implied, In, Item, Leaf
from trialtui.copies.json_sorting import Field, fields_of
from trialtui.record.module import DateStruct, Module
from trialtui.record.results import AdverseEvent, AdverseEventsModule, BaselineMeasure, OutcomeMeasure

MODULES: dict[str, Field] = {
    name: module
    for section in fields_of(StudyJson).values()
    if section.module
    for name, module in fields_of(section.module).items()
}
"""All modules of all sections: a walk fills them side by side."""

SEVERAL = {
    "designModule": ("studyType", "patientRegistry"),
    "designModule.designInfo.maskingInfo": ("masking", "whoMasked"),
    "annotationModule.unpostedAnnotation.unpostedEvents.": ("date", "dateUnknown"),
    "moreInfoModule.certainAgreement.": ("restrictionType", "restrictiveAgreement", "otherDetails"),
}
"""The fields below a path that one text is put into."""


def named(table: Mapping[str, Any], path: str = "", finish: Any = None) -> Iterator[tuple[str, str]]:
    """Every path that a table names, with "leaf", "item" or "each"."""
    for name, rule in table.items():
        if isinstance(rule, Leaf):
            if path + rule.path in SEVERAL:
                base = (path + rule.path).rstrip(".")
                yield from ((f"{base}.{field}", "leaf") for field in SEVERAL[path + rule.path])
            elif rule.path == f"nameParts.{name}":
                assert name in NAME_PARTS
                assert finish is whole_name
                yield f"{path}name", "leaf"
            else:
                yield path + rule.path, "leaf"
        elif isinstance(rule, Item):
            yield path + rule.path, "item"
        elif isinstance(rule, Each):
            yield path + rule.path, "each"
            yield from ((f"{path}{rule.path}.{field}", "leaf") for field in rule.given)
            yield from named(rule.table, f"{path}{rule.path}.", rule.finish)
        elif isinstance(rule, In):
            yield from named(rule.table, f"{path}{rule.path}.")
        elif not isinstance(rule, By | Implied):
            yield from named(rule, path, finish)


def check(table: Mapping[str, Any], fields: dict[str, Field]) -> None:
    for path, kind in named(table):
        if path == "countries":
            continue
        here, found = fields, None
        for step in path.split("."):
            assert step in here, path
            found = here[step]
            inner = found.item or found
            here = fields_of(inner.module) if inner.module else {}
        assert found is not None
        many = path.endswith(("phases", "whoMasked"))  # one text that is a list
        assert (found.item is not None) is (kind in ("item", "each") or many), path


@pytest.mark.parametrize("table", [PUBLIC, ARCHIVE], ids=["downloads", "archive"])
def test_the_tables_of_a_study(table: Mapping[str, Any]) -> None:
    check(table, MODULES)


@pytest.mark.parametrize(
    ("table", "module"),
    [
        (DATE, DateStruct),
        (EVENT, AdverseEvent),
        (REPORTED_EVENTS, AdverseEventsModule),
        (BASELINE_MEASURE, BaselineMeasure),
        (OUTCOME_MEASURE, OutcomeMeasure),
    ],
)
def test_the_tables_that_functions_walk(table: Mapping[str, Any], module: type[Module]) -> None:
    check(table, fields_of(module))


def test_the_labels_of_a_design() -> None:
    check({label: Leaf(path) for label, (path, _) in LABELS.items() if label != "Masking"}, MODULES)
