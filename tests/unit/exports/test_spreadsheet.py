"""CSV for spreadsheets: nothing is run, nothing is turned into something else, everything comes back."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trialtui.exports.spreadsheet import csv_text, guarded, unguarded
from trialtui.record.literal import literal


def back(text: str) -> list[list[str]]:
    """What a program reads that knows the rule."""
    return [[unguarded(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+4917", "-3", "@SUM(A1)", '=HYPERLINK("http://x","y")', " =1", "\n=1", "＝1", "＋1", "－1", "＠x",
        "'quoted", "''twice",
    ],
)  # fmt: skip
def test_what_could_be_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    ["007", "1E5", "MAR-1", "Mar1", "SEPT2", "2026-11", "22.11.2026", "10:30", "1/2", "5 pm", "(5)", "TRUE", "falsch",
     "1,234", "$5", "5 €", "12%", "Nov 22", "1-MAR", "November 2026"],
)  # fmt: skip
def test_what_a_spreadsheet_would_turn_into_a_value_stays_text(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    ["S-014", "DRAFT-1", "", "No", "E7 The participant smokes", "2026-11-22 20:52 UTC+01:00", "12 of 15", "≥6 points",
     "2026-11-22T20:52:37.327679Z", "NCT06377228", "MARCH study", "two\nlines"],
)  # fmt: skip
def test_other_text_stands_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_a_count_is_a_number() -> None:
    assert csv_text(("n",), [(3,), (-1,), (None,)]) == 'n\r\n3\r\n-1\r\n""\r\n'


@given(st.lists(st.lists(st.text(max_size=30), min_size=2, max_size=2), max_size=5))
@example([["=1", "'=1"], ["'", "''"], ["a\r\nb", "a\rb"], ["\u202eabc", "\x1b[31m"], ["\t=1", "a\tb"]])
def test_every_cell_comes_back_and_no_two_are_written_alike(rows: list[list[str]]) -> None:
    shown = [[literal(cell).replace("\t", "<U+0009>") for cell in row] for row in rows]
    assert back(csv_text(("a", "b"), rows))[1:] == shown


@given(st.text(max_size=40))
def test_no_cell_begins_as_a_formula_does(text: str) -> None:
    (cell,) = next(csv.reader(io.StringIO(csv_text((text,), []), newline="")), [""])
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
