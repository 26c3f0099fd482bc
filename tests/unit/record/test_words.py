"""The registry's enumerations spelled out; what no table knows stays as it is."""

from __future__ import annotations

import re

import pytest
from tests.unit.copies.account_law import CORPORA

from trialtui.record.study import DesignInfo, DesignModule, MaskingInfo, Study
from trialtui.record.words import design_sentence, is_open_status, phase_words, spell, status_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("NOT_YET_RECRUITING", "Not yet recruiting"),
        ("WITHDRAWN", "Withdrawn"),
        ("ACTIVE_NOT_RECRUITING", "Active, not recruiting"),
        ("EARLY_PHASE1", "Early phase 1"),
        ("PHASE2", "Phase 2"),
        ("NA", "Not applicable"),
        ("STUDY_DIRECTOR", "Study director"),
        ("DIETARY_SUPPLEMENT", "Dietary supplement"),
        ("Paused for lunch", "Paused for lunch"),
        ("PHASE 0", "PHASE 0"),
        ("PAUSED_FOR_LUNCH", "PAUSED_FOR_LUNCH"),
        ("[bold]X", "[bold]X"),
        ("", ""),
        (None, ""),
    ],
)
def test_values_in_words(value: str | None, words: str) -> None:
    assert spell(value) == words


def test_only_two_statuses_let_anybody_in() -> None:
    statuses = ["RECRUITING", "ENROLLING_BY_INVITATION", "AVAILABLE", "NOT_YET_RECRUITING", "WITHDRAWN",
                "ACTIVE_NOT_RECRUITING", "UNKNOWN", "recruiting", "", None]  # fmt: skip
    assert [status for status in statuses if is_open_status(status)] == [
        "RECRUITING",
        "ENROLLING_BY_INVITATION",
    ]


def test_a_status_the_registry_calls_unknown_is_called_a_status() -> None:
    assert status_words("UNKNOWN") == "Unknown status"
    assert status_words("NOT_YET_RECRUITING") == "Not yet recruiting"
    assert status_words(None) == ""


def test_phases_in_words() -> None:
    assert phase_words(("PHASE1", "PHASE2")) == "Phase 1/Phase 2"
    assert phase_words(()) == ""


def test_the_design_in_one_sentence() -> None:
    info = DesignInfo("NON_RANDOMIZED", "SEQUENTIAL", None, "TREATMENT", masking_info=MaskingInfo("NONE"))
    assert design_sentence(Study(design=DesignModule(design_info=info))) == (
        "Non-randomised, sequential, open label, treatment"
    )
    info = DesignInfo("NA", observational_model="CASE_CONTROL", time_perspective="RETROSPECTIVE")
    assert design_sentence(Study(design=DesignModule(design_info=info))) == "Case-control, retrospective"
    assert design_sentence(Study()) == ""


PROTOCOL_ENUMERATIONS = [
    "Status",
    "StudyType",
    "Phase",
    "Sex",
    "StandardAge",
    "SamplingMethod",
    "IpdSharing",
    "IpdSharingInfoType",
    "OrgStudyIdType",
    "SecondaryIdType",
    "AgencyClass",
    "ExpandedAccessStatus",
    "DateType",
    "ResponsiblePartyType",
    "DesignAllocation",
    "InterventionalAssignment",
    "PrimaryPurpose",
    "ObservationalModel",
    "DesignTimePerspective",
    "BioSpecRetention",
    "EnrollmentType",
    "ArmGroupType",
    "InterventionType",
    "ContactRole",
    "OfficialRole",
    "RecruitmentStatus",
    "ReferenceType",
    "DesignMasking",
    "WhoMasked",
]
ABBREVIATIONS = {"NIH", "FDA", "VA", "CDC", "AHRQ", "SAMHSA"}


@pytest.mark.parametrize("name", PROTOCOL_ENUMERATIONS)
def test_every_value_the_registry_lists_reads_as_words(name: str) -> None:
    description = CORPORA / "ctgov-v2-openapi.yaml"
    if not description.exists():
        pytest.skip("the registry's description is not here")
    listed = re.search(
        rf"^    {name}:\n.*\n      enum:\n((?:      - .*\n)+)", description.read_text("utf-8"), re.MULTILINE
    )
    assert listed is not None
    values = re.findall(r"\w+", listed[1])
    assert {value for value in values if spell(value) == value} <= ABBREVIATIONS
