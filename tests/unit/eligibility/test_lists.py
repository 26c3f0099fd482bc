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


def test_a_number_that_ends_a_bracket_is_no_mark() -> None:
    text = "Inclusion Criteria:\n\n* Stage III (Cohort 1) or stage IV (Cohort 2) disease\n* Relapse (shown by either 1) imaging or 2) biopsy)\n"
    assert read(text) == [
        "I1 Stage III (Cohort 1) or stage IV (Cohort 2) disease",
        "I2 Relapse (shown by either [any]",
        "I2.1 imaging",
        "I2.2 biopsy)",
    ]


def test_the_next_number_of_a_series_is_no_part_whatever_the_colon() -> None:
    text = "Inclusion Criteria:\n\n1. Adult\n2. Score of 4 to 6:\n\n   How would you feel about that?\n3. Gives consent\n4. Can travel\n"
    assert read(text) == ["I1 Adult", "I2 Score of 4 to 6:", "I3 Gives consent", "I4 Can travel"]


def test_a_series_whose_first_entry_alone_is_indented_goes_on_under_its_parent() -> None:
    text = "Inclusion Criteria:\n\n* Migraine for a year:\n\n  i. Onset before 50\n\nii. Attacks of 4 hours\n\niii. Four days a month\n\n* Has a telephone\n"
    assert read(text) == [
        "I1 Migraine for a year: [all?]",
        "I1.1 Onset before 50",
        "I1.2 Attacks of 4 hours",
        "I1.3 Four days a month",
        "I2 Has a telephone",
    ]
    own = "Inclusion Criteria:\n\n1. Adult\n   1. in years\n2. Consent\n"
    assert read(own) == ["I1 Adult [all?]", "I1.1 in years", "I2 Consent"]


def test_a_lettered_list_that_the_conversion_numbered_goes_on_with_its_letters() -> None:
    text = "Inclusion Criteria:\n\n1. Answers reveal:\n\n   1. A disorder\n   2. Taking of:\n\n   i. Steroids ii. Hormones\n\n   c. A change in dose\n\n   d. Surgery\n2. Consent\n"
    assert read(text) == [
        "I1 Answers reveal: [all?]",
        "I1.1 A disorder",
        "I1.2 Taking of: [all?]",
        "I1.2.1 Steroids",
        "I1.2.2 Hormones",
        "I1.3 A change in dose",
        "I1.4 Surgery",
        "I2 Consent",
    ]


def test_a_lone_letter_behind_a_numbered_list_is_a_mark_and_no_heading() -> None:
    text = "Inclusion Criteria:\n\n1. Bleeding:\n\n   1. Severe\n   2. Moderate\n\n   c. documented in medical history\n2. Consent\n"
    assert [line.split()[0] for line in read(text)] == ["I1", "I1.1", "I1.2", "I1.3", "I2"]


def test_a_line_that_opens_with_unless_goes_on_with_the_criterion_above() -> None:
    text = "Exclusion Criteria:\n\n* Gene therapy\n\n   unless approved by the sponsor.\n* Surgery\n"
    assert read(text) == ["E1 Gene therapy unless approved by the sponsor.", "E2 Surgery"]


def test_a_number_wrapped_away_from_its_day_is_no_mark() -> None:
    text = "Inclusion Criteria:\n\n4. Adult\n\n5. Stable treatment for no less than two months before Day\n1. The dose stays the same.\n\n6. Consent\n"
    assert read(text) == [
        "I1 Adult",
        "I2 Stable treatment for no less than two months before Day 1. The dose stays the same.",
        "I3 Consent",
    ]


def test_a_question_quoted_below_the_criterion_that_asks_it_belongs_to_it() -> None:
    text = 'Inclusion Criteria:\n\n* The diary answers with "No":\n\n"Did you sleep well?"\n\n* Consent\n'
    assert read(text) == ['I1 The diary answers with "No": "Did you sleep well?"', "I2 Consent"]


def test_a_staircase_under_a_lead_in_is_one_list() -> None:
    text = "Exclusion Criteria:\n\n* Takes one of the following:\n\n  * Nitrates\n\n    * Heparin (except in flushes)\n\n      * Androgens\n* Other\n"
    assert read(text) == [
        "E1 Takes one of the following: [any]",
        "E1.1 Nitrates",
        "E1.2 Heparin (except in flushes)",
        "E1.3 Androgens",
        "E2 Other",
    ]
    meant = "Exclusion Criteria:\n\n* Heart disease:\n\n  * of rhythm:\n\n    * fast:\n\n      * flutter\n"
    assert [line.split()[0] for line in read(meant)] == ["E1", "E1.1", "E1.1.1", "E1.1.1.1"]


def test_lines_without_markers_that_no_program_wrapped_are_a_criterion_each() -> None:
    text = (
        "Inclusion Criteria:\n\n"
        "Signed informed consent that an ethics committee has approved before anything is done\n"
        "Performance status of 2 or less. Patients over 80 must have 1 or less.\n"
        "Heart function that was measured within four weeks before the start, by echocardiography or by another method that the site uses\n"
        "Able to swallow tablets\n"
    )
    assert [line[:28] for line in read(text)] == [
        "I1 Signed informed consent t",
        "I2 Performance status of 2 o",
        "I3 Heart function that was m",
        "I4 Able to swallow tablets",
    ]
    wrapped = (
        "Inclusion Criteria:\n\nPatients need to have been seen by a specialist of the disease who has written\n"
        "Report number five about them.\n"
    )
    assert len(read(wrapped)) == 1


def test_numbers_that_run_on_behind_a_bullets_number_are_criteria_of_their_own() -> None:
    text = "Exclusion Criteria:\n\n* 1.Age under 8 years. 2.Other diabetes. 3.Known neuropathy of another cause.\n"
    assert read(text) == [
        "E1 Age under 8 years.",
        "E2 Other diabetes.",
        "E3 Known neuropathy of another cause.",
    ]


def test_numbers_missing_between_two_lines_are_found_inside_the_first() -> None:
    text = "Inclusion Criteria:\n\n5. Stable dose until Day 32. 6) Treated with steroids. 7) Both blood groups.\n\n8) Consent\n"
    assert read(text) == [
        "I1 Stable dose until Day 32.",
        "I2 Treated with steroids.",
        "I3 Both blood groups.",
        "I4 Consent",
    ]


def test_a_bullets_line_may_go_on_with_the_numbers_of_the_list_before() -> None:
    text = "Exclusion Criteria:\n\n* Safety concerns:\n\n  1. Heart disease\n  2. Glaucoma\n* Lack of suitability 3. Poor metabolizer 4. Dependence on alcohol\n"
    assert read(text) == [
        "E1 Safety concerns: [any?]",
        "E1.1 Heart disease",
        "E1.2 Glaucoma",
        "E2 Lack of suitability [any?]",
        "E2.1 Poor metabolizer",
        "E2.2 Dependence on alcohol",
    ]


def test_full_width_numbers_may_stand_before_a_figure() -> None:
    text = "Inclusion Criteria:\n\n* The following are met：（1）Four attempts were made. （2）Half of them failed.（3）5≤score≤25.\n"
    assert [line.split()[0] for line in read(text)] == ["I1", "I1.1", "I1.2", "I1.3"]


@pytest.mark.parametrize("mark", ["-.", ". ", "o "])
def test_a_mangled_marker_below_a_criterion_that_announces_nothing_is_no_part(mark: str) -> None:
    text = (
        f"Exclusion Criteria:\n\n* Single patients\n\n  {mark}Thyroid disorders\n* Other sexual disorders\n"
    )
    assert read(text) == ["E1 Single patients", "E2 Thyroid disorders", "E3 Other sexual disorders"]


def test_a_paragraph_after_the_marked_parts_of_a_list_is_no_further_part() -> None:
    text = (
        "Inclusion Criteria:\n\n1. Two of the following criteria:\n\n   A. Inflammation\n\n   B. Abnormal radiograph\n\n"
        "   Patients without antibodies are still eligible if they meet the criteria above.\n\n2. Consent\n"
    )
    assert [line.split()[0] for line in read(text)] == ["I1", "I1.1", "I1.2", "I2"]
    assert notes(text) == ["Patients without antibodies are still eligible if they meet the criteria above."]


def test_a_paragraph_that_demands_something_below_a_complete_criterion_is_one_of_its_own() -> None:
    text = "Inclusion Criteria:\n\n1. Women must use contraception\n\n   Men must use condoms\n2. Consent\n"
    assert read(text) == ["I1 Women must use contraception", "I2 Men must use condoms", "I3 Consent"]
    told = text.replace(
        "Men must use condoms", "This is said at the first visit. Who does not agree is excluded."
    )
    assert read(told) == ["I1 Women must use contraception", "I2 Consent"]


def test_one_dash_that_stands_for_a_lost_line_break_is_a_bullet() -> None:
    text = "Exclusion Criteria:\n\n* Primary hypoactive desire- History of stroke or arrhythmia\n* Nitrates\n"
    assert read(text) == [
        "E1 Primary hypoactive desire",
        "E2 History of stroke or arrhythmia",
        "E3 Nitrates",
    ]
    for kept in (
        "Known diagnosis of non- Hodgkin lymphoma at any time",
        "Index of Erectile Function- Five (the short form) below 12",
    ):
        assert len(read(f"Exclusion Criteria:\n\n* {kept}\n")) == 1


def test_numbers_with_bracket_and_point_and_full_width_numbers_behind_a_word_are_marks() -> None:
    text = "Inclusion Criteria:\n\n1. One of: 1). Poor differentiation; 2). Vascular invasion\n2. Agrees to give data（1）Age and sex; (2) Weight and height\n"
    assert [line.split()[0] for line in read(text)] == ["I1", "I1.1", "I1.2", "I2", "I2.1", "I2.2"]


def test_bullets_of_a_word_processor_in_one_line_are_sisters() -> None:
    text = "        Inclusion Criteria:\n\n          1. Treated with curative intent.\n\n             o Child Pugh A at screening; o Therapy was completed\n"
    assert [line.split()[0] for line in read(text)] == ["I1", "I1.1", "I1.2"]


def test_a_starred_paragraph_below_a_star_in_a_dashed_list_is_its_footnote() -> None:
    text = "        Inclusion Criteria:\n\n          -  Confirmed by biopsy* of the tumour\n\n             * Glioma needs no biopsy.\n\n          -  Consent\n"
    assert read(text) == ["I1 Confirmed by biopsy* of the tumour", "I2 Consent"]
    listed = text.replace("biopsy* of", "biopsy of")
    assert len(read(listed)) == 3


def test_many_criteria_below_the_last_entry_of_a_list_are_not_its_parts() -> None:
    text = (
        "Inclusion Criteria:\n\n1. Adult\n2. HbA1c below 10%\n\n   * Body mass index of 18 or more\n   * Able to take tablets\n"
        "   * Willing to come back\n   * No other disease\n   * Women must not be pregnant\n"
    )
    assert [line.split()[0] for line in read(text)] == [f"I{n}" for n in range(1, 8)]


def test_a_lead_in_without_a_marker_that_stands_by_itself_takes_the_lines_below_it() -> None:
    text = (
        "Inclusion Criteria:\n\nKarnofsky 60 or more\n\nLeukemia that meets one of the following:\n\nFirst relapse within a year\n"
        "Second relapse\nRefractory disease\nTotal bilirubin < 2 mg/dL\nCreatinine < 2 mg/dL\n\nAble to travel\n"
    )
    assert read(text) == [
        "I1 Karnofsky 60 or more",
        "I2 Leukemia that meets one of the following: [any]",
        "I2.1 First relapse within a year",
        "I2.2 Second relapse",
        "I2.3 Refractory disease",
        "I3 Total bilirubin < 2 mg/dL",
        "I4 Creatinine < 2 mg/dL",
        "I5 Able to travel",
    ]


def test_a_list_in_one_line_is_unrolled_at_its_dashes_and_cohorts() -> None:
    text = (
        "Exclusion Criteria:\n\nPart A and B:  - Untreated infection  - Implanted shunt in the body  - Planned surgery    Part A:  - Feeding tube"
        "  - Late onset:  - Age 2 or more NOTE: Other protocol defined inclusion/exclusion criteria may apply\n"
    )
    assert [(line.split()[0], line.partition(" @")[2]) for line in read(text)] == [
        ("E1", "Part A, Part B"),
        ("E2", "Part A, Part B"),
        ("E3", "Part A, Part B"),
        ("E4", "Part A"),
        ("E5", "Part A"),
        ("E5.1", "Part A"),
    ]
    assert (
        len(
            read(
                "Inclusion Criteria:\n\n* Clearance of 40.6 + / - 14.8 or 65.8 + / - 24.8 or 95.7 + / - 21.7\n"
            )
        )
        == 1
    )
    assert (
        len(read("Inclusion Criteria:\n\nBeck Inventory - Second Edition - Long Form of 20 or more\n")) == 1
    )
