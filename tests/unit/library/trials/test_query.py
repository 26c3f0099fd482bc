"""The language of the search: what is asked, and where it cannot be understood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialtui.library.trials.query import Asked, QueryError, dates, parse


def test_words_phrases_prefixes_and_what_must_not_be_there() -> None:
    assert parse('lupus "lupus nephritis" neph* -pregnancy -"end stage"') == [
        Asked("lupus", at=0),
        Asked("lupus nephritis", phrase=True, at=6),
        Asked("neph", prefix=True, at=24),
        Asked("pregnancy", negated=True, at=30),
        Asked("end stage", phrase=True, negated=True, at=41),
    ]


@pytest.mark.parametrize(
    ("words", "field", "values"),
    [
        ("status:recruiting", "status", ("RECRUITING",)),
        ("status:open", "status", ("ENROLLING_BY_INVITATION", "RECRUITING")),
        ("status:active-not-recruiting", "status", ("ACTIVE_NOT_RECRUITING",)),
        ('status:"Not yet recruiting"', "status", ("NOT_YET_RECRUITING",)),
        ("phase:2", "phase", ("PHASE2",)),
        ("phase:II", "phase", ("PHASE2",)),
        ("phase:2/3", "phase", ("PHASE2", "PHASE3")),
        ("phase:phase1", "phase", ("PHASE1",)),
        ('phase:"Early Phase 1/Phase II"', "phase", ("EARLY_PHASE1", "PHASE2")),
        ("phase:n/a", "phase", ("NA",)),
        ('status:"Active, not recruiting"', "status", ("ACTIVE_NOT_RECRUITING",)),
        ('type:"Expanded access"', "study_type", ("EXPANDED_ACCESS",)),
        ("type:observational", "study_type", ("OBSERVATIONAL",)),
        ("results:yes", "results", ("yes",)),
        ("age:child,older", "age", ("CHILD", "OLDER_ADULT")),
        ("age:64", "age", ()),
        ("updated:2024", "updated", ("2024",)),
        ("updated:2024-05", "updated", ()),
        ('country:="Korea, Republic of",Spain', "country", ()),
        ("status:recruiting status:completed", "status", ("RECRUITING", "COMPLETED")),
        ("cond:=Gout cond:=Lupus", "condition", ("Gout", "Lupus")),
    ],
)
def test_fields_with_a_fixed_set_of_values_take_the_registrys_words(
    words: str, field: str, values: tuple[str, ...]
) -> None:
    (asked,) = parse(words)
    assert (asked.field, asked.values) == (field, values)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("status:rec", ("RECRUITING",)),
        ("-status:with", ("WITHDRAWN", "WITHHELD")),
        ("status:o", ("ENROLLING_BY_INVITATION", "RECRUITING")),
        ("status:completed,act", ("COMPLETED", "ACTIVE_NOT_RECRUITING")),
        ("type:obs", ("OBSERVATIONAL",)),
        ("sex:f", ("FEMALE",)),
        ("results:y", ("yes",)),
        ("age:old", ("OLDER_ADULT",)),
        ("phase:ea", ("EARLY_PHASE1",)),
        ("phase:2/", ("PHASE2",)),
    ],
)
def test_the_beginning_of_a_value_stands_for_each_that_begins_so(words: str, values: tuple[str, ...]) -> None:
    (asked,) = parse(words)
    assert asked.values == values


@pytest.mark.parametrize(
    "words",
    ["status:recruiting", "phase:phase2/3", "type:expanded", "sex:female", "results:yes", "age:older"],
)
def test_nothing_is_wrong_with_a_fixed_value_at_any_letter_of_it(words: str) -> None:
    for end in range(words.index(":") + 2, len(words) + 1):
        assert parse(words[:end])[0].values


def test_words_of_a_field_asked_twice_must_both_hold() -> None:
    assert [one.text for one in parse("cond:lupus cond:nephritis")] == ["lupus", "nephritis"]
    assert [one.values for one in parse("-sex:male -sex:female")] == [("MALE",), ("FEMALE",)]


@pytest.mark.parametrize(
    ("words", "at", "reason"),
    [
        ('lupus "neph', 6, "never closed"),
        ("moon:full", 0, "no field 'moon'"),
        ("a -moon:full", 3, "no field 'moon'"),
        ("lupus status:sleeping", 13, "a status"),
        ("phase:9", 6, "a phase"),
        ("age:elder", 4, "an age in years, such as age:64, or child, adult, older"),
        ("updated:soon", 8, "a date"),
        ('country:""', 9, "has no value"),
        ("a " * 101, 200, "100 words at most"),
        ('"' + "a-" * 101 + '"', 0, "100 words at most"),
        ("sex:yes", 4, "one of all, female, male"),
    ],
)
def test_an_error_points_at_the_character(words: str, at: int, reason: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(words)
    assert refused.value.at == at
    assert reason in str(refused.value)
    assert str(refused.value).startswith(f"character {at + 1}: ")


@pytest.mark.parametrize(
    ("words", "between"),
    [
        ("2025", (20250000, 20251231)),
        ("2025-02", (20250200, 20250231)),
        ("2025-02-03", (20250203, 20250203)),
        (">=2025", (20250000, 99999999)),
        (">2025-02", (20250232, 99999999)),
        ("<2025-02-03", (1, 20250202)),
        ("<=2024", (1, 20241231)),
    ],
)
def test_partial_dates_are_the_days_they_hold(words: str, between: tuple[int, int]) -> None:
    assert dates(words) == between


@given(st.text(alphabet='ab"*-: phaset12\t', max_size=30))
def test_any_text_is_understood_or_refused_within_it(words: str) -> None:
    assert 0 <= refused_at(words) <= len(words)


def refused_at(words: str) -> int:
    try:
        asked = parse(words)
    except QueryError as refused:
        return refused.at
    assert all(words[one.at : one.at + 1] for one in asked)
    return 0


def test_values_behind_a_comma_are_alternatives() -> None:
    (asked,) = parse("status:recruiting,completed")
    assert asked.values == ("RECRUITING", "COMPLETED")
    (asked,) = parse('country:Germany,"United States"')
    assert [(one.text, one.phrase) for one in asked.either] == [("Germany", False), ("United States", True)]


def test_a_value_behind_an_equals_sign_is_asked_as_it_stands() -> None:
    (asked,) = parse('cond:="Gout, acute"')
    assert asked.values == ("Gout, acute",)


@pytest.mark.parametrize("words", ["status:recruiting,", "lupus status:", "cond:="])
def test_a_field_whose_value_is_not_typed_yet_has_no_value(words: str) -> None:
    with pytest.raises(QueryError, match="has no value") as refused:
        parse(words)
    assert refused.value.at == len(words)
