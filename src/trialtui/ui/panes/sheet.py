"""A sheet of the record as rows: its headings, facts, prose and tables, at any width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment

from trialtui.sheets.blocks import ABSENT, Block, Fact, Heading, Prose, Table
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show, wrap
from trialtui.ui.panes.record import PART, TO
from trialtui.ui.panes.rows import beside, blank, heading, paragraphs
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.list_row import ListRow

if TYPE_CHECKING:
    from trialtui.ui.panes.tables import Shifts

TWO_COLUMNS = 110
BELOW = 50  # narrower than this, a value stands below its label
LABEL_WIDTH, WIDEST_LABEL = 20, 32


def sheet_rows(
    blocks: Sequence[Block], width: int, shifts: Shifts, *, index: bool = False, wide: bool = False
) -> list[ListRow]:
    """The blocks as rows for a width in cells; with `index`, the parts with their counts first; `wide` sets facts in two columns.

    Rows are named by the place of their block, so that they are the same at any width. `shifts` keeps where each table was moved to.
    """
    parts = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1][1:]
    rows: list[ListRow] = []
    place = 0
    for is_fact, run in groupby(blocks, key=lambda block: isinstance(block, Fact)):
        these = list(run)
        if is_fact and place and not isinstance(blocks[place - 1], Heading):
            rows.append(blank())
        if is_fact:
            rows += fact_rows([block for block in these if isinstance(block, Fact)], place, width, wide=wide)
        else:
            for number, block in enumerate(these, place):
                if index and number in parts[:1]:
                    rows += _index(blocks, parts, width)
                if isinstance(block, Prose) and number and isinstance(blocks[number - 1], Fact | Table):
                    rows.append(blank())
                rows += _block(block, number, width, shifts, first=not rows)
        place += len(these)
    return rows


def _block(block: Block, number: int, width: int, shifts: Shifts, *, first: bool) -> list[ListRow]:
    if isinstance(block, Heading):
        return [*([] if first else [blank()]), _heading(block, number, width)]
    if isinstance(block, Table):
        from trialtui.ui.panes.tables import table_rows

        return [*([] if first else [blank()]), *table_rows(f"table.{number}", block, width, shifts)]
    if isinstance(block, Prose):
        rows = paragraphs(f"prose.{number}", block.text, width)
        for row in rows:
            row.paths = block.paths
        return rows
    return []


def _heading(block: Heading, number: int, width: int) -> ListRow:
    row = heading(block.text, width, block.note, style=theme.HEADING if block.level == 1 else theme.BOLD)
    row.key, row.paths = f"{PART}{number}", block.paths
    return row


def _index(blocks: Sequence[Block], parts: Sequence[int], width: int) -> list[ListRow]:
    """A line for each of the parts that begin at these blocks, with how much there is of it."""
    names = [show(block.text) for block in (blocks[number] for number in parts) if isinstance(block, Heading)]
    widest = max(map(cell_len, names))
    rows = [blank()]
    for number, end, name in zip(parts, [*parts[1:], len(blocks)], names, strict=True):
        note = show(_amount(blocks[number:end]))
        room = min(widest, max(10, width - 6 - len(note)))
        first, *more = wrap(name, room)
        lines: list[Line] = [
            [
                Segment("   "),
                Segment(first, theme.LINK),
                Segment(" " * (room - cell_len(first) + 2)),
                Segment(note, theme.DIM),
            ]
        ]
        lines += [[Segment("   "), Segment(line, theme.LINK)] for line in more]
        rows.append(ListRow(f"{TO}{PART}{number}", lines))
    return rows


def _amount(blocks: Sequence[Block]) -> str:
    """What a part says of how much it holds, else the rows of its tables."""
    if isinstance(blocks[0], Heading) and blocks[0].note:
        return blocks[0].note
    rows = sum(len(row.cells) > 1 for block in blocks if isinstance(block, Table) for row in block.rows)
    return f"{rows} row{'s' * (rows != 1)}" if rows else ""


def fact_rows(facts: Sequence[Fact], place: int, width: int, *, wide: bool) -> list[ListRow]:
    """Facts, if `wide` in two columns where there is room; `place` is that of the first among its blocks."""
    column = width // 2 if wide and width >= TWO_COLUMNS and len(facts) > 3 else width
    label = _label_width(facts, column)
    rows = [_fact(fact, f"fact.{number}", column, label) for number, fact in enumerate(facts, place)]
    if column == width:
        return rows
    half = (len(rows) + 1) // 2
    return beside(rows[:half], rows[half:], column)


def _label_width(facts: Iterable[Fact], width: int) -> int:
    """As wide as the widest label that may stand beside its value."""
    sizes = (cell_len(show(fact.label)) for fact in facts)
    most = min(WIDEST_LABEL, width * 2 // 5)
    return max((size for size in sizes if LABEL_WIDTH < size <= most), default=LABEL_WIDTH)


def _fact(fact: Fact, key: str, width: int, label: int) -> ListRow:
    """A label and its value, below it where the label is long or the screen narrow; a missing value says so."""
    name, words = show(fact.label), show(fact.text if fact.text is not None else ABSENT)
    style = theme.DIM if fact.text is None else theme.PLAIN
    lines: list[Line]
    if width < BELOW or cell_len(name) > label:
        lines = [[Segment(" " + line, theme.DIM)] for line in wrap(name, width - 2)]
        lines += [[Segment("   " + line, style)] for line in wrap(words, width - 4)]
    else:
        wrapped = wrap(words, width - label - 3)
        lines = [[Segment(" " + fit(name, label) + " ", theme.DIM), Segment(wrapped[0], style)]]
        lines += [[Segment(" " * (label + 2) + line, style)] for line in wrapped[1:]]
    return ListRow(key, lines, f"{fact.label} {fact.text if fact.text is not None else ABSENT}", fact.paths)
