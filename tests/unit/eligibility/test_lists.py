"""Bullets and numbers, wrapped lines, nesting by indentation and by numbering, run-on lists, lists that lost their indentation."""

from __future__ import annotations

import pytest
from tests.unit.eligibility.outlines import notes, read


@pytest.mark.parametrize("mark", ["* ", "- ", "• ", "– ", "\\- ", "\\* ", "o ", "+ ", "▪", "-"])
def test_every_bullet_makes_a_criterion(mark: str) -> None:
    text = f"Inclusion Criteria:\n\n{mark}Age 18 or older\n{mark}Signed consent\n"
    assert read(text) == ["I1 Age 18 or older", "I2 Signed consent"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("1. ", "2. "), ("1) ", "2) "), ("(1) ", "(2) "), ("1\\. ", "2\\. "), ("a. ", "b. "), ("A) ", "B) "), ("i. ", "ii. "), ("(a) ", "(b) "), ("1.1 ", "1.2 "), ("1- ", "2- ")],
)  # fmt: skip
def test_every_numbering_makes_a_criterion(first: str, second: str) -> None:
    text = f"Exclusion Criteria:\n\n{first}Pregnancy\n{second}Active infection\n"
    assert read(text) == ["E1 Pregnancy", "E2 Active infection"]


def test_a_letter_or_a_figure_that_counts_nothing_is_no_marker() -> None:
    text = "Exclusion Criteria:\n\nE. coli infection\n\n1.5 mg of study drug taken before\n\n2 - 5 years since transplantation\n"
    assert read(text) == [
        "E1 E. coli infection",
        "E2 1.5 mg of study drug taken before",
        "E3 2 - 5 years since transplantation",
    ]


def test_hard_wrapped_lines_belong_to_the_criterion_they_continue() -> None:
    text = (
        "        Inclusion Criteria:\n\n"
        "          -  Confirmed diagnosis of the disease by a specialist who has seen the patient within\n"
        "             four weeks\n\n"
        "          -  Age 18 or older\n"
    )
    assert read(text) == [
        "I1 Confirmed diagnosis of the disease by a specialist who has seen the patient within four weeks",
        "I2 Age 18 or older",
    ]


def test_parts_are_indented_by_the_width_of_the_marker() -> None:
    text = (
        "Exclusion Criteria:\n\n9. Cardiac disease, any of:\n\n   * Angina\n   * Infarction:\n\n     1. recent\n     2. old\n"
        "10. Any of the following infections:\n\n    1. Hepatitis B\n    2. Hepatitis C\n"
    )
    assert read(text) == [
        "E1 Cardiac disease, any of: [any]",
        "E1.1 Angina",
        "E1.2 Infarction: [any?]",
        "E1.2.1 recent",
        "E1.2.2 old",
        "E2 Any of the following infections: [any]",
        "E2.1 Hepatitis B",
        "E2.2 Hepatitis C",
    ]


def test_numbering_that_restarts_below_a_lead_in_opens_parts_and_goes_on_afterwards() -> None:
    text = "Exclusion Criteria\n\n1. Pregnancy\n2. Viral infection:\n\n1. Hepatitis\n2. HIV\n3. Allergy to the drug\n"
    assert read(text) == [
        "E1 Pregnancy",
        "E2 Viral infection: [any?]",
        "E2.1 Hepatitis",
        "E2.2 HIV",
        "E2.3 Allergy to the drug",
    ]
    text = (
        text.replace("1. Pregnancy", "6. Pregnancy")
        .replace("2. Viral", "7. Viral")
        .replace("3. Allergy", "8. Allergy")
    )
    assert read(text)[-1] == "E3 Allergy to the drug"


def test_bullets_below_a_numbered_lead_in_are_its_parts() -> None:
    text = "Inclusion Criteria:\n\n1. Meets one of:\n* Stage III\n* Stage IV\n2. Signed consent\n"
    assert read(text) == ["I1 Meets one of: [any]", "I1.1 Stage III", "I1.2 Stage IV", "I2 Signed consent"]


def test_a_run_on_line_is_cut_at_its_numbers() -> None:
    assert read("Inclusion Criteria:1. Age 18 or older 2. ECOG 0-1 3. Signed consent") == [
        "I1 Age 18 or older",
        "I2 ECOG 0-1",
        "I3 Signed consent",
    ]
    text = "Inclusion Criteria:\n\n1. Women must:\n\ni. Agree to use contraception OR ii. Abstain AND iii. Not breastfeed\n2. Consent\n"
    assert read(text) == [
        "I1 Women must: [(1|2)&3]",
        "I1.1 Agree to use contraception",
        "I1.2 Abstain",
        "I1.3 Not breastfeed",
        "I2 Consent",
    ]


def test_a_list_inside_a_sentence_becomes_parts_of_it() -> None:
    text = "Exclusion Criteria:\n\n* Any of the following: (a) active infection; (b) recent surgery; (c) pregnancy\n* Allergy\n"
    assert read(text) == [
        "E1 Any of the following: [any]",
        "E1.1 active infection;",
        "E1.2 recent surgery;",
        "E1.3 pregnancy",
        "E2 Allergy",
    ]


def test_a_list_whose_lines_ran_together_is_cut_at_its_dashes() -> None:
    text = "Inclusion Criteria: - Age 18 or older - Signed consent - Stable disease Exclusion Criteria: - Pregnancy - Active infection"
    assert read(text) == [
        "I1 Age 18 or older",
        "I2 Signed consent",
        "I3 Stable disease",
        "E1 Pregnancy",
        "E2 Active infection",
    ]


def test_flat_bullets_after_a_lead_in_are_its_parts_until_a_criterion_of_its_own_begins() -> None:
    text = (
        "Inclusion Criteria:\n\n* Adequate bone marrow and liver function:\n* Platelets ≥ 100 x 109/L\n* Bilirubin ≤ 1.5 x ULN\n"
        "* Patients must be able to swallow tablets\n"
    )
    assert read(text) == [
        "I1 Adequate bone marrow and liver function: [all?]",
        "I1.1 Platelets ≥ 100 x 109/L",
        "I1.2 Bilirubin ≤ 1.5 x ULN",
        "I2 Patients must be able to swallow tablets",
    ]


def test_a_list_whose_first_entry_lost_its_indentation_is_straightened() -> None:
    text = "Exclusion Criteria:\n\n* 1. Unable to comply\n\n  2. History of allergy\n  3. Known cirrhosis\n"
    assert read(text) == ["E1 Unable to comply", "E2 History of allergy", "E3 Known cirrhosis"]


def test_prose_gives_a_criterion_a_sentence() -> None:
    text = "Patients must have stable asthma. Patients should be aged 18 to 65 years. This will be checked by telephone."
    assert read(text) == [
        "I1 Patients must have stable asthma.",
        "I2 Patients should be aged 18 to 65 years. This will be checked by telephone.",
    ]


def test_a_footnote_is_no_criterion() -> None:
    text = "Inclusion Criteria:\n\n1. Sum of 10 or more in the score\\*\n\n   \\* items 1 to 5 of the form\n2. Consent\n"
    assert read(text) == ["I1 Sum of 10 or more in the score*", "I2 Consent"]
    assert notes(text) == ["items 1 to 5 of the form"]
