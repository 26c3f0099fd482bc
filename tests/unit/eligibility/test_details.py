"""Tags and conditions, codes, fingerprints, display text, and the JSON of the command line."""

from __future__ import annotations

import json

import pytest

from trialtui.eligibility.clean import clean
from trialtui.eligibility.codes import number
from trialtui.eligibility.markers import roman_value
from trialtui.eligibility.outline import Criterion
from trialtui.eligibility.outline_json import outline_json
from trialtui.eligibility.reading import READER, read_criteria


def first(text: str) -> Criterion:
    return read_criteria(text).criteria[0]


@pytest.mark.parametrize(
    ("words", "tag", "rests_on"),
    [("Adequate renal function", "UNDERSPECIFIED", "Adequate"), ("Any clinically significant disease", "UNDERSPECIFIED", "clinically significant"),
     ("Unfit in the opinion of the investigator", "JUDGEMENT", "in the opinion of"), ("At the physician's discretion", "JUDGEMENT", "physician's discretion"),
     ("Surgery within 4 weeks before Day 1", "TIME WINDOW", "within 4 weeks"), ("Infarction 6 months prior to screening", "TIME WINDOW", "6 months prior to"),
     ("Platelets \\>= 100 x 109/L", "THRESHOLD", "\\>= 100"), ("HbA1c ≤8.5%", "THRESHOLD", "≤8.5%"), ("Written informed consent", "CONSENT", "informed consent")],
)  # fmt: skip
def test_a_tag_names_the_words_it_rests_on(words: str, tag: str, rests_on: str) -> None:
    text = f"Inclusion Criteria:\n\n* {words}\n"
    spans = {found.name: text[found.span.start : found.span.end] for found in first(text).tags}
    assert rests_on in spans[tag]


def test_plain_words_have_no_tag() -> None:
    assert first("Inclusion Criteria:\n\n* Right-handed\n").tags == ()


@pytest.mark.parametrize(
    ("words", "condition"),
    [("Participants with female reproductive anatomy must be sterile", "female"), ("Men must use a condom", "male"), ("Women of childbearing potential must test negative", "childbearing"),
     ("Sexually active fertile men must use contraception", "childbearing"), ("Male patients aged 21 to 60", None), ("Men and women should be over 18", None),
     ("Female partners must consent", None), ("Management must be stable", None)],
)  # fmt: skip
def test_a_condition_is_a_duty_laid_on_some_only(words: str, condition: str | None) -> None:
    assert first(f"Inclusion Criteria:\n\n* {words}\n").condition == condition


def test_display_text_is_unescaped_and_unwrapped_and_nothing_else() -> None:
    assert (
        clean("10\\^6 cells \\[IFA\\]\n   \\<0.7 &lt; &#x41; R&D 10⁶") == "10^6 cells [IFA] <0.7 < A R&D 10⁶"
    )


def test_a_fingerprint_ignores_escapes_and_white_space_and_nothing_more() -> None:
    plain = first("Inclusion Criteria:\n\n* Platelets >= 100 per unit\n").fingerprint
    assert first("Inclusion criteria\r\n\r\n1. Platelets \\>= 100\r\n   per unit  \r\n").fingerprint == plain
    assert first("Exclusion Criteria:\n\n* Platelets >= 100 per unit\n").fingerprint != plain
    assert first("Inclusion Criteria:\n\n* Platelets >= 10⁰ per unit\n").fingerprint != plain
    assert first("Inclusion Criteria:\n\n* Platelets >= 101 per unit\n").fingerprint != plain


def test_equal_criteria_and_parts_of_other_parents_have_their_own_fingerprints() -> None:
    text = "Exclusion Criteria:\n\n* Asthma\n* Asthma\n* Any of the following:\n\n  * Asthma\n"
    assert len({criterion.fingerprint for criterion in read_criteria(text).criteria}) == 4


def test_codes_count_by_side_and_by_parent() -> None:
    assert number(["I", "I", "I", "E", "I"], [None, 0, 0, None, None]) == ["I1", "I1.1", "I1.2", "E1", "I2"]


@pytest.mark.parametrize(
    ("letters", "value"), [("i", 1), ("iv", 4), ("ix", 9), ("XVI", 16), ("b", 0), ("mix", 0)]
)
def test_roman_numerals(letters: str, value: int) -> None:
    assert roman_value(letters) == value


def test_the_json_of_the_command_line() -> None:
    text = "Inclusion Criteria:\n\nCohort A:\n\n1. One of:\n\n   1. stage III\n   2. stage IV\n\nNote: see the protocol.\n"
    shown = json.loads(json.dumps(outline_json(read_criteria(text))))
    assert shown["reader"] == READER
    assert [row["code"] for row in shown["criteria"]] == ["I1", "I1.1", "I1.2"]
    row = shown["criteria"][0]
    assert (row["side"], row["parent"], row["combine"], row["expr"], row["stated"]) == (
        "I",
        None,
        "any",
        None,
        True,
    )
    assert (row["scope"], row["scope_source"]) == (["Cohort A"], "heading")
    assert text[row["start"] : row["end"]] == "1. One of:"
    assert [heading["role"] for heading in shown["headings"]] == ["header", "scope"]
    assert [note["text"] for note in shown["notes"]] == ["Note: see the protocol."]
    assert shown["unassigned"] == []
