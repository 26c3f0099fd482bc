"""Blocks as lines of plain text, for a screen reader, a pipe or a printer. Nothing is cut, and no word is broken.

A value of the copy is never interleaved with another: where a cell would have to wrap, the table becomes a list in which each value
runs on in one piece. So whoever joins the lines again finds every value whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from unicodedata import combining, east_asian_width

from trialtui.record.literal import literal, one_line
from trialtui.sheets.blocks import ABSENT, Block, Fact, Heading, Prose, Table, TableRow

NARROWEST = 20  # columns; a terminal that says it has fewer is not believed
GAP = 2  # between columns of a table
NAME_ROOM = 24  # cells that the names of rows need beside the numbers
UNDERLINES = {1: "=", 2: "-"}

_LIST_ITEM = re.compile(r"[*+•‐–-] |\d{1,3}[.)] ")
_SPACES = re.compile(r"[ \t]+")


def plain_lines(blocks: Iterable[Block], width: int) -> Iterator[str]:
    """The blocks as lines of at most `width` cells; a longer word stands alone on its line. All of it shown literally."""
    last = ""
    for block in blocks:
        for line in _lines(block, max(width, NARROWEST)):
            if line or last:  # blank lines of neighbours are one
                yield line
            last = line


def _lines(block: Block, width: int) -> Iterator[str]:
    if isinstance(block, Heading):
        yield from _heading(block, width)
    elif isinstance(block, Fact):
        yield from wrapped(f"{one_line(block.label)}: {literal(block.text or ABSENT)}", width, 0, 2)
    elif isinstance(block, Prose):
        yield from wrapped(literal(block.text), width)
    else:
        yield from _table(block, width)


def _heading(heading: Heading, width: int) -> list[str]:
    words = one_line(heading.text) + (f" ({one_line(heading.note)})" if heading.note else "")
    lines = wrapped(words, width)
    rule = UNDERLINES.get(heading.level)
    return ["", *lines, *([rule * max(map(cells, lines), default=0)] if rule else [])]


def wrapped(text: str, width: int, indent: int = 0, hang: int = 0) -> list[str]:
    """Literal text in lines, broken at spaces only; its own line ends and the indents of its lines stay."""
    lines: list[str] = []
    for number, line in enumerate(text.split("\n")):
        words = [word for word in _SPACES.split(line) if word]
        own = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip(" "))
        lead = indent + min(own, width // 3) + (hang if number else 0)
        item = _LIST_ITEM.match(line.lstrip(" \t"))
        lines += _filled(words, width, lead, lead + (len(item[0]) if item else 0 if number else hang))
    return lines


def _filled(words: Sequence[str], width: int, first: int, others: int) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    used = first
    for word in words:
        size = cells(word)
        if line and used + size + len(line) > width:
            lines.append(" " * (others if lines else first) + " ".join(line))
            line, used = [], others
        line.append(word)
        used += size
    return [*lines, " " * (others if lines else first) + " ".join(line) if line else ""]


@lru_cache(maxsize=4096)
def cells(words: str) -> int:
    """How many cells of a terminal these words take."""
    if words.isascii():
        return len(words)
    return sum(0 if combining(one) else 1 + (east_asian_width(one) in "WF") for one in words)


# --- tables


def _table(table: Table, width: int) -> Iterator[str]:
    rows = [row._replace(cells=tuple(map(_cell, row.cells))) for row in table.rows]
    heads = tuple(map(_cell, table.columns))
    yield ""
    if table.title:
        yield from wrapped(one_line(table.title), width)
    sizes = _sizes(rows, len(heads) - 1)
    if _fits(
        table_sizes := [max(size, cells(head)) for size, head in zip(sizes, heads[1:], strict=True)], width
    ):
        yield from _aligned(rows, heads, table_sizes, width)
    elif sum(map(cells, heads[1:])) > width:
        letters = (heads[0], *map(_letter, range(len(heads) - 1)))
        for letter, head in zip(letters[1:], heads[1:], strict=True):
            yield from wrapped(f"{letter} = {head}", width, 2, 4)
        sizes = [max(size, len(letter)) for size, letter in zip(sizes, letters[1:], strict=True)]
        yield from (
            _aligned(rows, letters, sizes, width) if _fits(sizes, width) else _listed(rows, letters, width)
        )
    else:
        yield from _listed(rows, heads, width)
    yield ""


_cell = lru_cache(maxsize=4096)(one_line)  # the cells of a large table are mostly alike


def _sizes(rows: Iterable[TableRow], columns: int) -> list[int]:
    """How wide the columns after the first are."""
    sizes = [0] * columns
    for row in rows:
        if len(row.cells) > 1:
            sizes = [max(size, cells(cell)) for size, cell in zip(sizes, row.cells[1:], strict=True)]
    return sizes


def _fits(sizes: Sequence[int], width: int) -> bool:
    return sum(sizes) + GAP * len(sizes) + min(NAME_ROOM, width // 3) <= width


def _letter(number: int) -> str:
    """ "A", "B" … "Z", "AA": what a column is called where its name is too long."""
    more, last = divmod(number, 26)
    return (_letter(more - 1) if more else "") + chr(ord("A") + last)


def _aligned(
    rows: Iterable[TableRow], heads: Sequence[str], sizes: Sequence[int], width: int
) -> Iterator[str]:
    """Columns under their names. A name of a row that is too long for its column stands on lines of its own."""
    rows = list(rows)
    named = [2 * row.depth + cells(row.cells[0]) for row in rows if len(row.cells) > 1]
    room = min(width - sum(sizes) - GAP * len(sizes), max([cells(heads[0]), *named]))
    for row in (TableRow(tuple(heads)), *rows):
        indent = " " * (2 * row.depth)
        if len(row.cells) == 1:
            yield from wrapped(row.cells[0], width, 2 * row.depth, 2)
            continue
        name = indent + row.cells[0]
        if cells(name) > room:
            yield from wrapped(row.cells[0], width, 2 * row.depth, 2)
            name = ""
        line = name + " " * (room - cells(name))
        for cell, size in zip(row.cells[1:], sizes, strict=True):
            line += " " * (GAP + size - cells(cell)) + cell
        yield line.rstrip()


def _listed(rows: Iterable[TableRow], heads: Sequence[str], width: int) -> Iterator[str]:
    """A row a paragraph: its name, then "column: value" one after the other, each in one piece where it fits a line."""
    for row in rows:
        indent = 2 * row.depth
        yield from wrapped(row.cells[0], width, indent, 2)
        line = ""
        for head, cell in zip(heads[1:], row.cells[1:], strict=False):
            if not cell:
                continue
            piece = f"{head}: {cell}"
            if line and indent + 4 + cells(line) + 2 + cells(piece) + 1 > width:
                yield from wrapped(line + ";", width, indent + 4, 2)
                line = ""
            line = f"{line}; {piece}" if line else piece
        if line:
            yield from wrapped(line, width, indent + 4, 2)
