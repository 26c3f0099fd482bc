"""Partial dates are intervals of days; text that is no date keeps its words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialtui.record.dates import PRECISIONS, PartialDate, parse_date

DAYS = st.dates(date(1000, 1, 1))


@st.composite
def partial_dates(draw: st.DrawFn) -> str:
    return draw(DAYS).isoformat()[: draw(st.sampled_from([4, 7, 10]))]


@pytest.mark.parametrize(
    ("text", "precision", "earliest", "latest", "words"),
    [
        ("2025-06-13", "day", date(2025, 6, 13), date(2025, 6, 13), "13 June 2025"),
        ("2025-06", "month", date(2025, 6, 1), date(2025, 6, 30), "June 2025"),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        ("2025-12", "month", date(2025, 12, 1), date(2025, 12, 31), "December 2025"),
        ("2025", "year", date(2025, 1, 1), date(2025, 12, 31), "2025"),
        ("9999-12", "month", date(9999, 12, 1), date(9999, 12, 31), "December 9999"),
    ],
)
def test_a_date_is_the_interval_its_precision_says(
    text: str, precision: str, earliest: date, latest: date, words: str
) -> None:
    assert parse_date(text) == (text, precision, earliest, latest)
    assert str(parse_date(text)) == words


@pytest.mark.parametrize(
    "text", ["", "soon", "2025-13", "2025-02-30", "0000", "0000-05", "25-06-13", "2025-6-1", "June 2025", "２０２５"]
)  # fmt: skip
def test_what_is_no_date_keeps_its_words(text: str) -> None:
    read = parse_date(text)
    assert not read.known
    assert (read.text, read.precision, str(read)) == (text, "", text)


def test_a_missing_date_is_unknown() -> None:
    assert not parse_date(None).known


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        ("2025-06", "2025-07", True),
        ("2025-06-13", "2025-06", None),
        ("2025", "2025-06-13", None),
        ("2026", "2025-12-31", False),
        ("2025-06-13", "2025-06-13", False),
        ("2025-06-30", "2025-06", False),
        ("soon", "2025", None),
    ],
)
def test_before_is_said_only_where_it_is_certain(one: str, other: str, before: bool | None) -> None:
    assert parse_date(one).before(parse_date(other)) is before


def days_of(read: PartialDate) -> st.SearchStrategy[date]:
    assert read.earliest is not None
    assert read.latest is not None
    return st.dates(read.earliest, read.latest)


@given(one=partial_dates(), other=partial_dates(), data=st.data())
def test_before_holds_for_every_day_both_dates_may_mean(one: str, other: str, data: st.DataObject) -> None:
    mine, theirs = parse_date(one), parse_date(other)
    day = data.draw(days_of(mine))
    against = data.draw(days_of(theirs))
    certain = mine.before(theirs)
    assert certain is None or certain == (day < against)


@given(text=partial_dates())
def test_every_date_within_the_interval_has_that_text_as_its_beginning(text: str) -> None:
    read = parse_date(text)
    assert read.earliest is not None
    assert read.latest is not None
    assert read.precision in PRECISIONS[1:]
    assert read.earliest.isoformat().startswith(text)
    assert read.latest.isoformat().startswith(text)


@given(text=st.text())
def test_no_text_is_lost_or_refused(text: str) -> None:
    assert parse_date(text).text == text
