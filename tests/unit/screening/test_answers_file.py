from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.screening.outlines import sample_shape

from trialtui.screening.answers import Answer
from trialtui.screening.answers_file import AnswersFileError, FileAnswer, check_answers, parse_answers

EXAMPLE = """{"subject": "S-014", "confirm_scopes": true, "answers": {"I1": "yes",
 "I18": {"answer": "na", "reason": "female"}, "E7": {"answer": "no", "source": "lab 2026-11-02"}, "R3": "unknown"}}"""


def test_the_file_of_section_14_is_read_whole_and_in_order() -> None:
    answers = parse_answers(EXAMPLE)
    assert (answers.subject, answers.confirm_scopes) == ("S-014", True)
    assert answers.answers == (
        FileAnswer("I1", Answer.YES),
        FileAnswer("I18", Answer.NOT_APPLICABLE, reason="female"),
        FileAnswer("E7", Answer.NO, source="lab 2026-11-02"),
        FileAnswer("R3", Answer.UNKNOWN),
    )
    check_answers(answers, sample_shape())


def test_subject_and_confirmation_may_be_left_out() -> None:
    assert parse_answers('\ufeff{"answers": {}}') == (None, False, ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1, column 1: no JSON"),
        ('{"answers": {"I1": "yes",}}', "line 1, column"),
        ("[]", "a list, not an object"),
        ("null", "nothing, not an object"),
        ('{"answers": [], "subject": "S"}', "answers: a list stands where"),
        ('{"subjects": "S-014"}', "unknown key 'subjects'; known are subject, confirm_scopes, answers"),
        ('{"answers": {"I1": "yes", "I1": "no"}}', "the key 'I1' stands twice"),
        ('{"subject": "A", "subject": "B"}', "the key 'subject' stands twice"),
        (
            '{"answers": {"I1": "maybe"}}',
            "answers: I1: 'maybe' is no answer; answers are yes, no, unknown, na",
        ),
        ('{"answers": {"I1": "Yes"}}', "answers: I1: 'Yes' is no answer"),
        ('{"answers": {"I1": true}}', "answers: I1: true or false stands where an answer was expected"),
        ('{"answers": {"I1": null}}', "answers: I1: nothing stands where"),
        ('{"answers": {"I1": {"answer": null}}}', "answers: I1: 'null' is no answer"),
        ('{"answers": {"I1": {"reason": "x"}}}', "answers: I1: no answer in it"),
        ('{"answers": {"I1": {"answer": "na", "why": "x"}}}', "answers: I1: unknown key 'why'"),
        (
            '{"answers": {"I1": {"answer": "no", "note": 7}}}',
            "answers: I1: note: a number stands where text was expected",
        ),
        ('{"confirm_scopes": "yes"}', "confirm_scopes: 'yes' is neither true nor false"),
        ('{"subject": 14}', "subject: a number stands where a site code was expected"),
        ('{"subject": ""}', "subject: a site code is needed"),
        ('{"answers": NaN}', "no JSON: NaN"),
        ("[" * 100_000, "nested too deeply"),
        ('{"answers": {"I1": ' + "9" * 5000 + "}}", ""),
        ('{"answers": {"\\u001b[2J\\n": "x"}}', "answers: ?[2J?: 'x' is no answer"),
    ],
)
def test_one_fault_refuses_the_whole_in_one_line_that_names_the_place(text: str, why: str) -> None:
    with pytest.raises(AnswersFileError) as refused:
        parse_answers(text)
    assert why in str(refused.value)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 200


def test_one_bad_code_refuses_the_whole() -> None:
    answers = parse_answers('{"answers": {"I1": "yes", "I99": "yes"}}')
    with pytest.raises(AnswersFileError, match="no criterion 'I99' in this trial"):
        check_answers(answers, sample_shape())


def test_two_rows_that_ask_the_same_may_not_be_answered_in_two_ways() -> None:
    check_answers(parse_answers('{"answers": {"R1": "yes", "I16": "yes"}}'), sample_shape())
    with pytest.raises(AnswersFileError, match="R1 and I16 ask the same"):
        check_answers(parse_answers('{"answers": {"R1": "yes", "I16": "no"}}'), sample_shape())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["yes", "na"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["subject", "answers", "answer", "reason", "I1", "x"]), inner, max_size=4
        )
    ),
)


@given(JSON)
def test_any_json_is_read_or_refused_in_one_line(content: object) -> None:
    said = "read"
    try:
        parse_answers(json.dumps(content))
    except AnswersFileError as refused:
        said = str(refused)
    assert said
    assert said.isprintable()


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(AnswersFileError):
        parse_answers(text + "}")
