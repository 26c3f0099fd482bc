"""Cohorts: from headings, from an item's own words, proposed from blocks; tied to the arms they mean."""

from __future__ import annotations

import pytest
from tests.unit.eligibility.outlines import read

from trialtui.eligibility.reading import read_criteria
from trialtui.record.study import ArmGroup


def test_a_cohort_heading_limits_what_stands_below_it() -> None:
    text = "Inclusion Criteria:\n\nAsthmatics:\n\n* FEV1 above 60%\n\nHealthy controls:\n\n* No lung disease\n\nExclusion Criteria:\n\n* Pregnancy\n"
    assert read(text) == [
        "I1 FEV1 above 60% @Asthmatics",
        "I2 No lung disease @Healthy controls",
        "E1 Pregnancy",
    ]


def test_a_side_heading_may_name_a_cohort() -> None:
    text = "Inclusion Criteria for Cohort A:\n\n* Stage III\n\nInclusion Criteria for Cohort B:\n\n* Stage IV\n\nExclusion Criteria:\n\n* Pregnancy\n"
    assert read(text) == ["I1 Stage III @Cohort A", "I2 Stage IV @Cohort B", "E1 Pregnancy"]


def test_a_cohort_above_the_side_headings_stands_over_both() -> None:
    text = "Surgical cohort\n\nInclusion Criteria:\n\n* Operated\n\nExclusion Criteria:\n\n* Redo operation\n\nMedical cohort\n\nInclusion Criteria:\n\n* On drugs\n"
    assert read(text) == [
        "I1 Operated @Surgical cohort",
        "E1 Redo operation @Surgical cohort",
        "I2 On drugs @Medical cohort",
    ]


@pytest.mark.parametrize(
    ("words", "label"),
    [("Phase 2: measurable disease", "Phase 2"), ("For cohort B only: ECOG 0", "Cohort B"), ("No prior chemotherapy (for phase II part)", "Phase 2"),
     ("For the control group, no lung disease", "control group"), ("If enrolled in Arm III of this study, must be registered", "Arm III"),
     ("Slow metabolisers for Cohort C only", "Cohort C"), ("LVEF above 50% (dose expansion cohort only)", "dose expansion cohort"),
     ("Biopsy (for the escalation part only).", "escalation part"), ("Pulse below 50 for period 1 only", None), ("Stable dose for Cohort A and for Cohort C only", None),
     ("Main criteria for healthy volunteers (Cohort 1) include no lung disease", "Cohort 1"),
     ("Stage III disease", None), ("Age 4 to 8 (phase 1) or 4 to 13 (phase 2)", None), ("Eastern Cooperative Oncology Group (ECOG) 0-1", None),
     ("Women of childbearing potential must use contraception", None)],
)  # fmt: skip
def test_an_item_may_say_whom_it_is_for(words: str, label: str | None) -> None:
    criterion = read_criteria(f"Inclusion Criteria:\n\n* Consent\n* {words}\n").criteria[1]
    assert criterion.scope == ((label,) if label else ())
    assert criterion.scope_source == ("words" if label else None)


def test_one_cohort_has_one_spelling() -> None:
    text = (
        "Inclusion Criteria:\n\n* Phase II: stage IV\n\nExclusion Criteria:\n\n* Phase 2: brain metastases\n"
    )
    assert {criterion.scope for criterion in read_criteria(text).criteria} == {("Phase 2",)}


def test_patients_alone_are_everyone_and_beside_controls_a_cohort() -> None:
    assert read("Patient Inclusion Criteria:\n\n* Asthma\n") == ["I1 Asthma"]
    assert read(
        "Patient Inclusion Criteria:\n\n* Asthma\n\nClinic Inclusion Criteria:\n\n* Two nurses\n"
    ) == [
        "I1 Asthma @Patient",
        "I2 Two nurses @Clinic",
    ]


BLOCKS = (
    "Inclusion Criteria\n\n1. Diagnosis of GOUT by a specialist.\n2. GOUT for a year.\n3. Serum urate ≥ 7 mg/dL.\n\n"
    "4. Diagnosis of CPPD on imaging.\n5. Two flares.\n\n6. Signed consent.\n7. Age 18 or older.\n\n"
    "Exclusion Criteria\n\n1. Secondary GOUT.\n2. Kidney stones.\n\n3. CPPD of the spine.\n4. Wilson disease.\n\n5. Pregnancy.\n6. Allergy.\n"
)


def test_blocks_about_different_diseases_are_proposed_as_cohorts() -> None:
    scopes = {criterion.code: criterion.scope for criterion in read_criteria(BLOCKS).criteria}
    assert [code for code, scope in scopes.items() if scope == ("GOUT",)] == ["I1", "I2", "I3", "E1", "E2"]
    assert [code for code, scope in scopes.items() if scope == ("CPPD",)] == ["I4", "I5", "E3", "E4"]
    first = read_criteria(BLOCKS).criteria[0]
    assert first.scope_source == "proposed"
    assert "I1 to I3" in first.scope_reason


def test_proposed_cohorts_are_tied_to_the_arms_that_name_them() -> None:
    arms = [ArmGroup("GOUT cohort: low dose"), ArmGroup("CPPD cohort"), ArmGroup("GOUT cohort: high dose")]
    assert {cohort.label: cohort.arms for cohort in read_criteria(BLOCKS, arms).cohorts} == {
        "GOUT": (0, 2),
        "CPPD": (1,),
    }


def test_blank_lines_alone_propose_nothing() -> None:
    text = "Inclusion Criteria\n\n1. Diagnosis of GOUT.\n2. Age 18.\n\n3. Consent.\n4. Stable dose.\n"
    assert read_criteria(text).cohorts == ()


def test_named_cohorts_are_tied_to_arms() -> None:
    text = "Inclusion Criteria:\n\nCohort 1:\n\n* Naive\n\nCohort 2:\n\n* Treated\n"
    arms = [ArmGroup("Cohort 2 (treated)"), ArmGroup("Cohort 1 (naive)")]
    assert {cohort.label: cohort.arms for cohort in read_criteria(text, arms).cohorts} == {
        "Cohort 1": (1,),
        "Cohort 2": (0,),
    }


def test_the_parts_and_people_of_a_study_head_what_is_for_them() -> None:
    text = "Inclusion Criteria:\n\nFor participants without gout:\n\n* Rash\n\nLong-term extension:\n\n* A year of treatment\n\nDonor eligibility:\n\n* Healthy\n"
    assert read(text) == [
        "I1 Rash @participants without gout",
        "I2 A year of treatment @Long-term extension",
        "I3 Healthy @Donor",
    ]


def test_a_bulleted_heading_may_say_everyone() -> None:
    text = "Inclusion Criteria:\n\n* Control group:\n  * Well\n* Gout group:\n  * Gout\n* Both groups:\n  * Consent\n"
    assert read(text) == ["I1 Well @Control group", "I2 Gout @Gout group", "I3 Consent"]


def test_an_item_may_open_with_the_name_of_a_cohort_that_headed_a_list() -> None:
    text = "Inclusion Criteria:\n\nControl group:\n\n* Well\n\nGout patients only:\n\n* Gout\n\nExclusion Criteria:\n\n* Control group: any illness\n* Gout patients: dialysis\n* Pregnancy\n"
    assert read(text) == [
        "I1 Well @Control group",
        "I2 Gout @Gout patients",
        "E1 Control group: any illness @Control group",
        "E2 Gout patients: dialysis @Gout patients",
        "E3 Pregnancy",
    ]


def test_a_sentence_about_a_part_inside_a_criterion_limits_nothing_behind_it() -> None:
    text = (
        "Inclusion Criteria:\n\n1. Solid tumour\n\n   For Phase 2, the following tumours are allowed:\n\n"
        "   * Melanoma\n   * Merkel cell carcinoma\n2. Measurable disease\n"
    )
    assert read(text)[-1].endswith("Measurable disease")
    plain = (
        "Inclusion Criteria:\n\nCohort 1:\n\n  1. Fabry disease\n\n     Cohort 2:\n\n  2. Took part before\n"
    )
    assert read(plain)[-1] == "I2 Took part before @Cohort 2"


def test_an_item_that_goes_through_all_cohorts_is_limited_to_none() -> None:
    text = "Inclusion Criteria:\n\n3. Cohort 1: no prior therapy. Cohort 2: one prior line.\n4. Cohort 2: measurable disease\n"
    assert read(text) == [
        "I1 Cohort 1: no prior therapy. Cohort 2: one prior line.",
        "I2 Cohort 2: measurable disease @Cohort 2",
    ]


def test_diseases_over_lists_that_repeat_a_criterion_are_populations() -> None:
    text = (
        "Inclusion Criteria:\n\nStroke related dysfunction\n\n* Age 20 or older\n* Has a partner who is willing to take part every week\n\n"
        "Diabetes related dysfunction\n\n* HbA1c below 10%\n* Has a partner who is willing to take part each week\n"
    )
    assert [line.partition(" @")[2] for line in read(text)] == [
        "Stroke related dysfunction",
        "Stroke related dysfunction",
        "Diabetes related dysfunction",
        "Diabetes related dysfunction",
    ]
    sorting = text.replace("Has a partner who is willing to take part each week", "No insulin")
    assert [line.partition(" @")[2] for line in read(sorting)] == ["", "", "", ""]


def test_headings_behind_criteria_for_each_group_are_the_groups_on_both_sides() -> None:
    text = (
        "Inclusion Criteria:\n\n* Age over 60\n\nSpecific criteria for each group;\n\nLewy bodies\n\n* Probable diagnosis\n\n"
        "Parkinson\n\n* Seen by a specialist\n\nExclusion Criteria:\n\n* Vagotomy\n\nParkinson exclusion criteria\n\n* Deep brain stimulation\n"
    )
    assert read(text) == [
        "I1 Age over 60",
        "I2 Probable diagnosis @Lewy bodies",
        "I3 Seen by a specialist @Parkinson",
        "E1 Vagotomy",
        "E2 Deep brain stimulation @Parkinson",
    ]


def test_cohorts_may_be_named_by_letter_and_figure_and_listed_with_a_comma_before_the_and() -> None:
    text = (
        "Inclusion Criteria:\n\n* Part B1: unfit for chemotherapy\n* Groups A, B, and C: relapsed lymphoma\n"
    )
    assert [line.partition(" @")[2] for line in read(text)] == ["Part B1", "Group A, Group B, Group C"]


def test_steps_in_capitals_among_bullets_are_headings() -> None:
    text = "Inclusion Criteria:\n\n* STEP 0 (PRE-REGISTRATION)\n* Confirmed cancer\n* STEP 1 (RANDOMIZATION)\n* Adequate function\n* CNS METASTASES\n"
    assert read(text) == [
        "I1 Confirmed cancer @Step 0",
        "I2 Adequate function @Step 1",
        "I3 CNS METASTASES @Step 1",
    ]


def test_a_heading_over_the_sides_limits_none_that_says_itself_whom_it_is_for() -> None:
    text = "Main inclusion criteria:\n\n- Adult\n\nExtension phase\n\nInclusion criteria:\n\n- Completed\n\nExclusion criteria (main study and extension):\n\n- Surgery\n"
    assert read(text) == ["I1 Adult", "I2 Completed @Extension phase", "E1 Surgery"]


def test_people_named_before_a_criterion_are_its_cohort() -> None:
    text = "Inclusion Criteria:\n\n* DONOR: Age 60 or younger\n* RECIPIENT: Planned transplant\n* Adequate function: normal\n"
    assert [line.partition(" @")[2] for line in read(text)] == ["DONOR", "RECIPIENT", ""]


@pytest.mark.parametrize(
    "lead",
    ["Patients with adequate physical function as measured by:", "Patients with organ dysfunction, including:",
     "Patients with relapsed disease, defined as:", "Participants with documented leukemia having a diagnosis of:"],
)  # fmt: skip
def test_people_in_a_line_that_asks_for_something_are_no_cohort(lead: str) -> None:
    text = f"Inclusion Criteria:\n\nAble to walk\n\n{lead}\n\nFirst state of things\nSecond state of things\n"
    assert [(line.split()[0], "@" in line) for line in read(text)] == [
        ("I1", False),
        ("I2", False),
        ("I2.1", False),
        ("I2.2", False),
    ]


@pytest.mark.parametrize(
    ("heading", "label"),
    [("Part 2 and Part 3 Inclusion Criteria:", "Part 2, Part 3"), ("Key Inclusion Criteria (Phase 1b Cohort A):", "Phase 1b Cohort A"),
     ("Part-1 Inclusion Criteria:", "Part 1"), ("Inclusion Criteria (both Phase 1 and Phase 2):", ""),
     ("Additional Inclusion Criteria for Patients with Leukemia:", "Patients with Leukemia")],
)  # fmt: skip
def test_a_heading_of_a_side_may_name_several_cohorts_or_one_in_more_words(heading: str, label: str) -> None:
    text = f"{heading}\n\n* Signed consent\n"
    assert [line.partition(" @")[2] for line in read(text)] == [label]


def test_participants_in_all_parts_are_everyone() -> None:
    text = "Inclusion Criteria:\n\nPart A:\n\n* Untreated\n\nParticipants in all parts of the study:\n\n* Consent\n"
    assert [line.partition(" @")[2] for line in read(text)] == ["Part A", ""]


@pytest.mark.parametrize(
    ("heading", "cohorts"),
    [("Part A, B and C:", ["Part A", "Part B", "Part C"]), ("Part A and Part B:", ["Part A", "Part B"]),
     ("For Cohorts 1 and 2 only:", ["Cohort 1", "Cohort 2"]), ("Cohorts 2-4:", ["Cohort 2", "Cohort 3", "Cohort 4"]),
     ("Phase 1b and Phase 2:", ["Phase 1b", "Phase 2"]), ("Phase 1/2:", ["Phase 1/2"])],
)  # fmt: skip
def test_what_stands_under_several_cohorts_is_each_ones(heading: str, cohorts: list[str]) -> None:
    text = f"Inclusion Criteria:\n\n{heading}\n\n* Able to sit\n\nCohort 9:\n\n* Able to walk\n"
    outline = read_criteria(text)
    assert [list(criterion.scope) for criterion in outline.criteria] == [cohorts, ["Cohort 9"]]
    assert [cohort.label for cohort in outline.cohorts] == [*cohorts, "Cohort 9"]


def test_a_cohort_named_with_others_and_alone_is_one_cohort() -> None:
    text = "Inclusion Criteria:\n\nPart A, B and C:\n\n* Consent\n\nPart B:\n\n* Able to walk (Parts A and B only)\n"
    outline = read_criteria(text)
    assert [cohort.label for cohort in outline.cohorts] == ["Part A", "Part B", "Part C"]
    assert [criterion.scope for criterion in outline.criteria] == [
        ("Part A", "Part B", "Part C"),
        ("Part A", "Part B"),
    ]
