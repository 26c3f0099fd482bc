"""How parts make up their parent, stated by words or connectors, or inferred."""

from __future__ import annotations

import pytest
from tests.unit.eligibility.outlines import read

from trialtui.eligibility.operators import expression
from trialtui.eligibility.reading import read_criteria


def operator(side: str, lead: str, *parts: str) -> str:
    listed = "\n".join(f"  * {part}" for part in parts)
    return read(f"{side} Criteria:\n\n* {lead}\n\n{listed}\n")[0].rpartition("[")[2].rstrip("]")


@pytest.mark.parametrize(
    ("lead", "said"),
    [("Meets any of the following:", "any"), ("One or more of the following:", "any"), ("At least one of the criteria:", "any"), ("1 of the following:", "any"),
     ("Meets all of the following:", "all"), ("Each of the following:", "all"), ("Both of these:", "all"),
     ("At least two of the following:", "atleast:2"), ("≥ 3 of the following:", "atleast:3"), ("Any 2 of the following:", "atleast:2"),
     ("Cancer within 5 years, except:", "except"), ("Other cancer, with the exception of:", "except"), ("Prior therapy unless:", "except"),
     ("Uncontrolled illness including, but not limited to:", "info"), ("Strong inhibitors such as:", "info")],
)  # fmt: skip
def test_the_words_of_the_lead_in_decide(lead: str, said: str) -> None:
    assert operator("Exclusion", lead, "one thing", "another thing", "a third thing") == said
    assert operator("Inclusion", lead, "one thing", "another thing", "a third thing") == said


def test_connectors_between_the_parts_decide_where_the_lead_in_says_nothing() -> None:
    assert operator("Inclusion", "Disease:", "measurable, or", "evaluable") == "any"
    assert operator("Exclusion", "Disease:", "untreated and", "progressing") == "all"
    assert operator("Inclusion", "Treated:", "with surgery", "with drugs, or", "with radiation") == "any"


def test_an_or_alone_on_its_line_connects() -> None:
    text = "Inclusion Criteria:\n\n1. Meets:\n\n   1. stage III\n\n   OR\n\n   2. stage IV\n"
    assert read(text) == ["I1 Meets: [any]", "I1.1 stage III", "I1.2 stage IV"]


def test_mixed_connectors_make_groups() -> None:
    assert (
        operator("Inclusion", "Men must:", "use a condom, or", "abstain, and", "not donate sperm")
        == "(1|2)&3"
    )
    assert operator("Exclusion", "Infection:", "active and", "untreated, or", "recent") == "(1&2)|3"


def test_without_words_an_inclusion_needs_all_and_an_exclusion_any() -> None:
    assert operator("Inclusion", "Adequate function:", "platelets above 100", "normal bilirubin") == "all?"
    assert operator("Exclusion", "Viral diseases:", "hepatitis B", "HIV") == "any?"


def test_a_closing_and_in_an_exclusion_only_enumerates() -> None:
    assert operator("Exclusion", "Heart disease:", "angina;", "infarction; and", "arrhythmia") == "any?"


def test_kinds_of_a_disease_and_ways_not_to_conceive_are_alternatives() -> None:
    assert (
        operator("Inclusion", "Confirmed lung cancer", "Squamous cell carcinoma", "Adenocarcinoma") == "any?"
    )
    assert (
        operator(
            "Inclusion", "Of non-childbearing potential:", "postmenopausal for a year", "after hysterectomy"
        )
        == "any?"
    )


def test_parts_that_let_people_in_are_exceptions() -> None:
    assert operator("Exclusion", "Toxicity above grade 1", "Patients with alopecia are eligible") == "except?"


def test_a_last_sentence_that_defines_a_word_only_explains() -> None:
    lead = "Pregnant or nursing women. Postmenopausal women are defined as:"
    assert operator("Exclusion", lead, "no menses for a year", "after oophorectomy") == "info"


def test_expressions_bracket_the_inner_connective() -> None:
    assert expression(["any", "all"], "all") == "(1|2)&3"
    assert expression(["all", "any", "all"], "any") == "(1&2)|(3&4)"


def test_only_mixed_connectives_have_an_expression() -> None:
    outline = read_criteria("Inclusion Criteria:\n\n* Any of the following:\n\n  * a thing\n  * another\n")
    assert outline.criteria[0].expr is None


def test_an_except_that_only_qualifies_its_own_sentence_opens_no_exceptions() -> None:
    assert (
        operator("Exclusion", "Any of these, unless in remission for years:", "lymphoma", "melanoma") == "any"
    )
    assert (
        operator("Exclusion", "Any cancer, except for the following:", "of the skin", "in situ") == "except"
    )


def test_a_last_sentence_that_allows_opens_exceptions() -> None:
    assert operator("Exclusion", "Has hepatitis. The following are allowed:", "cured", "carriers") == "except"


def test_either_names_the_parts_that_follow() -> None:
    assert (
        operator("Inclusion", "Biopsy (either needle or open):", "Needle: by imaging", "Open: in theatre")
        == "any"
    )
    assert (
        operator("Inclusion", "Either asthma or eczema and meets:", "Signed consent", "Adult age") == "all?"
    )


def test_one_part_behind_an_or_is_what_else_suffices() -> None:
    assert operator("Inclusion", "Creatinine below 1.5 mg/dL OR", "Clearance of 60 mL/min") == "except"
    assert operator("Exclusion", "Creatinine above 1.5 mg/dL", "or clearance below 60") == "any?"


def test_what_is_named_after_but_not_limited_to_any_of_the_following_only_explains() -> None:
    text = "Inclusion Criteria:\n\n* No other illness including, but not limited to, any of the following:\n\n  * Infection\n  * Arrhythmia\n"
    assert read(text)[0].endswith("[info]")


def test_the_clause_before_the_list_decides() -> None:
    text = "Inclusion Criteria:\n\n* A variant was found by one of the laboratories; the following requirements apply:\n\n  * It is rare\n  * The site was told\n"
    assert read(text)[0].endswith("[all?]")


def test_parts_that_hold_regardless_of_others_are_alternatives() -> None:
    text = "Inclusion Criteria:\n\n* Stage 3 with the following:\n\n  * Amplification, regardless of age\n  * Age > 18 months, regardless of amplification\n"
    assert read(text)[0].endswith("[any?]")


def test_a_term_may_be_named_in_other_words_between() -> None:
    text = "Exclusion Criteria:\n\n* Endocrine cause (low serum testosterone levels, etc.)\n\n  * Low testosterone: below 300 ng/dL\n"
    assert read(text)[0].endswith("[info?]")


def test_a_lead_in_that_names_its_parts_by_number_says_how_they_combine() -> None:
    text = "Inclusion Criteria:\n\n1. Must have (1) or (2):\n\n   (1) HbA1c of 7% or more\n   (2) Glucose of 126 mg/dL or more\n2. Consent\n"
    assert read(text)[0].endswith("[any]")


def test_a_limit_of_their_own_for_some_patients_is_an_exception() -> None:
    text = "Inclusion Criteria:\n\n* Bilirubin ≤ 1.5 x ULN\n\n  * Patients with Gilbert's syndrome: direct bilirubin ≤ ULN\n"
    assert read(text)[0].endswith("[except?]")
