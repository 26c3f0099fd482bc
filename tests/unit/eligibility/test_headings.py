"""Headings of a side in all their spellings, topics, lead-ins and notes."""

from __future__ import annotations

import pytest
from tests.unit.eligibility.outlines import headings, notes, read


@pytest.mark.parametrize(
    "heading",
    ["Exclusion Criteria:", "EXCLUSION CRITERIA", "Exclusion Citeria:", "Exlusion criteria:", "Exculsion Criteria", "Key Exclusion Criteria:", "Non-inclusion criteria:",
     "Exclusion criteria are:", "Exclusion:", "[Exclusion Criteria]", "* Exclusion Criteria:", "Exclusion Criteria (main study):", "General exclusion criteria :",
     "Patients will be excluded if they meet any of the following criteria:", "A potential subject who meets any of the following criteria will be excluded:"],
)  # fmt: skip
def test_exclusion_headings_in_many_spellings(heading: str) -> None:
    assert read(f"Inclusion Criteria:\n\n* Age 18\n\n{heading}\n\n* Pregnancy\n") == [
        "I1 Age 18",
        "E1 Pregnancy",
    ]


def test_a_criterion_on_the_line_of_its_heading() -> None:
    assert read("Inclusion Criteria: patients with asthma\n\nExclusion criteria - pregnancy") == [
        "I1 patients with asthma",
        "E1 pregnancy",
    ]


def test_a_heading_glued_to_the_end_of_a_criterion() -> None:
    text = "Inclusion Criteria:\n\n* Stable relationship Exclusion Criteria:\n* Pregnancy\n"
    assert read(text) == ["I1 Stable relationship", "E1 Pregnancy"]


def test_a_sentence_about_criteria_is_no_heading() -> None:
    text = "Inclusion Criteria:\n\n* Any participant not meeting inclusion criteria\n* Age 18\n\nOther protocol-defined inclusion/exclusion criteria may apply.\n"
    assert read(text) == ["I1 Any participant not meeting inclusion criteria", "I2 Age 18"]
    assert notes(text) == ["Other protocol-defined inclusion/exclusion criteria may apply."]


def test_topics_sort_and_are_not_answered() -> None:
    text = "DISEASE CHARACTERISTICS:\n\n* Confirmed lymphoma\n\nPATIENT CHARACTERISTICS:\n\nAge\n\n* 18 and over\n\nRenal\n\n* Not specified\n"
    assert read(text) == ["I1 Confirmed lymphoma", "I2 18 and over"]
    assert headings(text) == [
        "group I DISEASE CHARACTERISTICS:",
        "group I PATIENT CHARACTERISTICS:",
        "group I Age",
        "group I Renal",
    ]
    assert notes(text) == ["Not specified"]


def test_lettered_topics_and_topics_glued_to_a_criterion() -> None:
    text = "Exclusion Criteria:\n\nA) Medical history\n\n* Stroke\n\nB) Concomitant medication 1. Nitrates 2. Warfarin. C) Laboratory values\n\n1. Low platelets\n"
    assert read(text) == ["E1 Stroke", "E2 Nitrates", "E3 Warfarin.", "E4 Low platelets"]


def test_a_line_that_announces_the_whole_list_is_a_note() -> None:
    text = "Inclusion Criteria:\n\n* Patients are eligible only if they meet all of the following criteria:\n\n  * Age 18\n  * Consent\n"
    assert read(text) == ["I1 Age 18", "I2 Consent"]
    text = "Exclusion Criteria:\n\n* Patients are excluded if they take part in yoga twice weekly and have any of the following:\n\n  * Arrhythmia\n"
    assert len(read(text)) == 2


def test_persons_who_will_be_excluded_are_excluded_wherever_it_stands() -> None:
    text = "Adults with asthma must use an inhaler. Persons with heart disease will be excluded."
    assert read(text) == [
        "I1 Adults with asthma must use an inhaler.",
        "E1 Persons with heart disease will be excluded.",
    ]


@pytest.mark.parametrize("nothing", ["None", "N/A", "nil.", "Not applicable"])
def test_no_criteria_is_said_and_not_asked(nothing: str) -> None:
    assert read(f"Inclusion Criteria:\n\n* Age 18\n\nExclusion Criteria:\n\n* {nothing}\n") == ["I1 Age 18"]


def test_closing_words_that_welcome_everyone_exclude_nobody() -> None:
    text = "Exclusion Criteria:\n\n* Pregnancy\n\nInclusion of Women and Minorities\n\nBoth men and women of all races are eligible for this study.\n"
    assert read(text) == ["E1 Pregnancy"]
    assert read("Exclusion Criteria:\n\n* Men and women with gout are not eligible\n") == [
        "E1 Men and women with gout are not eligible"
    ]


def test_a_paragraph_that_defines_a_word_of_the_criterion_above_is_a_note() -> None:
    text = "Inclusion Criteria:\n\n* Chronic pain for a year\n\nDefinition of chronic pain: pain that is felt on most days of a week.\n\n* Consent\n"
    assert read(text) == ["I1 Chronic pain for a year", "I2 Consent"]
    assert notes(text) == ["Definition of chronic pain: pain that is felt on most days of a week."]
    demand = "Inclusion Criteria:\n\n* Marrow function tested\n\nAdequate marrow function is defined as platelets above 100\n"
    assert len(read(demand)) == 2


@pytest.mark.parametrize("words", ["Prior hormonal therapy is allowed", "Patients with treated metastases are eligible if stable.", "Note: smokers are permitted"])  # fmt: skip
def test_a_sentence_that_only_lets_in_excludes_nobody(words: str) -> None:
    text = f"Exclusion Criteria:\n\n* Pregnancy\n* {words}\n"
    assert (read(text), notes(text)) == (["E1 Pregnancy"], [words])


@pytest.mark.parametrize("words", ["Smokers are not eligible", "Brain metastases that are eligible for surgery", "Patients for whom transfusion is not acceptable", "Only those in remission are eligible"])  # fmt: skip
def test_a_sentence_that_lets_in_with_a_condition_of_its_own_still_excludes(words: str) -> None:
    assert read(f"Exclusion Criteria:\n\n* Pregnancy\n* {words}\n") == ["E1 Pregnancy", f"E2 {words}"]


def test_permissions_among_inclusions_that_ask_nothing_are_notes() -> None:
    text = (
        "Inclusion Criteria:\n\n* Adult\n* Prior radiotherapy is permitted\n* Up to 2 prior lines allowed\n"
        "* No biopsy is required\n* Patients with stable metastases are eligible\n* Stage T1 (T3a permitted).\n"
    )
    assert notes(text) == ["Prior radiotherapy is permitted", "No biopsy is required"]
    assert len(read(text)) == 4


def test_exclusions_that_let_people_be_recruited_are_notes() -> None:
    text = "Exclusion Criteria:\n\n* Diabetes\n* Sisters can also be recruited if they live elsewhere\n* Those with a pacemaker will not be excluded\n"
    assert read(text) == ["E1 Diabetes"]


def test_the_last_of_a_line_that_ran_together_may_be_a_note() -> None:
    text = "Exclusion Criteria:- Low desire.- Infarction within half a year.- Other exclusion criteria apply according to the label"
    assert read(text) == ["E1 Low desire.", "E2 Infarction within half a year."]


def test_a_formula_is_a_note() -> None:
    text = "Inclusion Criteria:\n\n* Clearance of 50 mL/min or more\n\nMen CrCl = (140 - age [years]) x weight x 1.00 / 72\n\n* Consent\n"
    assert len(read(text)) == 2


def test_a_bulleted_remark_that_orders_nothing_is_a_note() -> None:
    text = "Inclusion Criteria:\n\n* Biopsy\n* Note: patients with glioma are eligible\n* Note: patients must fast\n"
    assert read(text) == ["I1 Biopsy", "I2 Note: patients must fast"]


def test_a_short_line_between_two_numbers_of_a_list_is_a_topic() -> None:
    text = (
        "EXCLUSION CRITERIA:\n4. Endocarditis\n5. Short life expectancy\nImaging-based\n6. Unicuspid valve\n"
    )
    assert read(text) == ["E1 Endocarditis", "E2 Short life expectancy", "E3 Unicuspid valve"]


def test_prose_may_say_that_something_is_an_exclusion_criterion() -> None:
    text = "Adults who have had asthma for a year are invited. Diabetes is an exclusion criterion."
    assert [line.split()[0] for line in read(text)] == ["I1", "E1"]


def test_a_number_of_a_sponsor_is_no_sentence() -> None:
    text = "I04. Inadequate response to prior treatment with steroids\nI05. Signed consent of the patient or of a parent\n"
    assert len(read(text)) == 2
