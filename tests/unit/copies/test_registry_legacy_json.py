"""ClinicalTrials.gov's legacy XML as a third party's JSON, and v2 studies to which that party added keys of its own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.copies.account_law import CORPORA
from tests.unit.copies.registry_law import json_leaves, strays, unaccounted

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.json_places import source_span
from trialtui.copies.reader import open_copy, read_copy
from trialtui.copies.registry_legacy_json import FORMAT, decoded
from trialtui.record.study import EnrollmentInfo

STUDY: dict[str, Any] = {
    "@attributes": {"rank": "7"},
    "comment": {},
    "required_header": {"url": "https://clinicaltrials.gov/show/NCT99000001"},
    "id_info": {"nct_id": "NCT99000001", "org_study_id": "UN-0042"},
    "brief_title": "Fictimab for Anyone&apos;s Imaginary Arthritis",
    "overall_status": "Not yet recruiting",
    "phase": "Phase 2/Phase 3",
    "enrollment": "1271",
    "condition": ["Imaginary Arthritis", "Make-Believe Gout"],
    "eligibility": {
        "criteria": {"textblock": "Inclusion Criteria:&#xD;&#xD; - Pain &gt; 3&#xD; - Able to sit"},
        "gender": "Female",
        "minimum_age": "18 Years",
    },
    "ctrname": "CTGOV",
    "house_colour": "teal",
}


def read(root: dict[str, Any] = STUDY) -> CopyReading:
    return read_copy("legacy.json", json.dumps(root).encode())


def test_the_tree_is_read_as_the_xml_is() -> None:
    reading = read()
    study = reading.study
    assert reading.format == FORMAT
    assert study.trial_id == "NCT99000001"
    assert study.identification.brief_title == "Fictimab for Anyone's Imaginary Arthritis"
    assert study.status.overall_status == "NOT_YET_RECRUITING"
    assert study.design.phases == ("PHASE2", "PHASE3")
    assert study.design.enrollment_info == EnrollmentInfo(1271)
    assert study.conditions.conditions == ("Imaginary Arthritis", "Make-Believe Gout")
    assert (study.eligibility.sex, study.eligibility.minimum_age) == ("FEMALE", "18 Years")


def test_what_the_tables_do_not_know_is_left_over() -> None:
    assert {(item.place, item.text) for item in read().left_over} >= {("clinical_study/house_colour", "teal")}


def test_references_in_the_criteria_are_read_and_marked_where_they_stand() -> None:
    reading = read()
    criteria = reading.study.eligibility.eligibility_criteria or ""
    assert criteria == "Inclusion Criteria:\n\n - Pain > 3\n - Able to sit"
    start = criteria.index("Pain")
    here, there = source_span(reading, start, start + len("Pain > 3"))
    assert reading.copy.text[here:there] == "Pain &gt; 3"
    assert strays(reading) == []


def test_a_file_without_an_nct_number_is_refused() -> None:
    with pytest.raises(CopyError, match="no nct_id"):
        read({**STUDY, "id_info": {"org_study_id": "UN-0042"}})


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not here")
def test_the_real_one_keeps_the_law() -> None:
    for path in (CORPORA / "other-registries").glob("CTGOV_*.json"):
        reading = open_copy(path)
        words = map(decoded, json_leaves(json.loads(reading.copy.text)))
        assert unaccounted(reading, words) == []
        assert strays(reading) == []


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not here")
def test_v2_studies_with_keys_of_a_third_party_open_as_v2() -> None:
    for path in (CORPORA / "other-registries").glob("CTGOV2_*.json"):
        reading = open_copy(path)
        assert reading.format == "ClinicalTrials.gov v2 JSON"
        assert {item.place for item in reading.left_over} == {"ctrname", "record_last_import"}
