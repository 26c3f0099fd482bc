"""Sheets as rows: every word of every block at any width, no line wider than the screen, heights known before a row is drawn."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as some
from rich.cells import cell_len

from trialtui.sheets.blocks import Block, Fact, Heading, Prose, Table, TableRow
from trialtui.ui.panes.sheet import sheet_rows
from trialtui.ui.panes.tables import TableHead, table_rows
from trialtui.ui.widgets.lines import Line

WORDS = some.text(alphabet=some.sampled_from("abc de 12.5(9) ≥é漢\n\x1b[m\t-"), max_size=60)
CELLS = some.text(alphabet="ab 12/().≥", max_size=40)


@some.composite
def tables(draw: some.DrawFn) -> Table:
    """A table of one to nine columns, rows that span it among its rows."""
    count = draw(some.integers(1, 9))
    cells = some.tuples(*[CELLS] * count)
    rows = some.builds(TableRow, some.one_of(cells, some.tuples(CELLS)), depth=some.integers(0, 6))
    return Table(draw(cells), tuple(draw(some.lists(rows, max_size=8))), draw(CELLS))


BLOCKS = some.one_of(
    some.builds(Heading, WORDS, some.integers(1, 3), WORDS),
    some.builds(Fact, WORDS, some.none() | WORDS),
    some.builds(Prose, WORDS),
    tables(),
)


def words_of(lines: list[Line]) -> str:
    return "".join(segment.text for line in lines for segment in line)


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


@settings(max_examples=150, deadline=None)
@given(blocks=some.lists(BLOCKS, max_size=6), width=some.integers(39, 199), index=some.booleans())
def test_no_line_is_wider_than_the_screen_and_no_row_higher_than_it_said(
    blocks: list[Block], width: int, index: bool
) -> None:
    for row in sheet_rows(blocks, width, {}, index=index):
        assert len(row.lines) == row.height
        for line in row.lines:
            assert cell_len("".join(segment.text for segment in line)) <= width


@settings(max_examples=150, deadline=None)
@given(table=tables(), width=some.integers(39, 199))
def test_every_cell_comes_into_sight_on_the_way_to_the_right(table: Table, width: int) -> None:
    head, *rows = table_rows("t", table, width, {})
    assert isinstance(head, TableHead)
    seen = {row.key: squeezed(words_of(row.lines)) for row in rows}
    heights = [row.height for row in (head, *rows)]
    while head.shift(1):
        assert [len(row.lines) for row in (head, *rows)] == heights
        for row in rows:
            seen[row.key] += squeezed(words_of(row.lines))
    for row, told in zip(rows, table.rows, strict=True):
        for cell in told.cells:
            # a cell of several lines stands between the lines of others: sign by sign
            left = seen[row.key]
            assert all(left.count(sign) >= squeezed(cell).count(sign) for sign in set(squeezed(cell)))


def test_a_number_is_never_broken_over_two_lines() -> None:
    table = Table(("Term", *["Invented group"] * 6), (TableRow(("A complaint", *["123 / 4567 (89)"] * 6)),))
    for width in range(40, 200):
        _, row = table_rows("t", table, width, {})
        first, *more = ["".join(segment.text for segment in line) for line in row.lines]
        assert "123 / 4567 (89)" in first, width
        assert not any(character.isdigit() for line in more for character in line), width


def test_the_same_table_stands_in_the_same_columns_however_far_it_was_moved() -> None:
    names = tuple(f"Group {number}" + " of a long name" * (number % 3) for number in range(9))
    table = Table(("Term", *names), (TableRow(("A complaint", *["12 / 50"] * 9)),))
    head, _ = table_rows("t", table, 79, {})
    assert isinstance(head, TableHead)
    height = head.height
    while head.shift(1):
        assert len(head.lines) == height
        assert len(head.pinned) <= height
