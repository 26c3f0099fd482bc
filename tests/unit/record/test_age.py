"""Age limits as the registry writes them, and in words."""

from __future__ import annotations

import pytest

from trialtui.record.age import Age, age_phrase, parse_age


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("18 Years", Age(18, "year")),
        ("1 Year", Age(1, "year")),
        ("6 Months", Age(6, "month")),
        ("30 Minutes", Age(30, "minute")),
        ("N/A", None),
        ("", None),
        (None, None),
        ("18", None),
        ("eighteen Years", None),
        ("18.5 Years", None),
        ("-1 Years", None),
        ("18 Years and older", None),
        ("1" * 5000 + " Years", None),
    ],
)
def test_a_limit_is_a_whole_number_and_a_unit(text: str | None, age: Age | None) -> None:
    assert parse_age(text) == age


@pytest.mark.parametrize(
    ("minimum", "maximum", "words"),
    [
        ("18 Years", "75 Years", "Age 18 to 75 years"),
        ("6 Months", "12 Years", "Age 6 months to 12 years"),
        ("0 Years", "1 Year", "Age 0 to 1 year"),
        ("18 Years", None, "Age 18 years or older"),
        ("1 Month", "N/A", "Age 1 month or older"),
        (None, "65 Years", "Age 65 years or younger"),
        ("N/A", "N/A", None),
        (None, None, None),
        ("adult", "75 Years", "Age adult to 75 years"),
    ],
)
def test_limits_in_words(minimum: str | None, maximum: str | None, words: str | None) -> None:
    assert age_phrase(minimum, maximum) == words
