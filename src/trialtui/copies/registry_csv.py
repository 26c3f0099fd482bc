"""CSV as registries write it (RFC 4180): a row of column names, then a row for each study; cells know where they stand in the copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice
from typing import NamedTuple

from trialtui.copies.copy import Copy, CopyError
from trialtui.copies.registry_criteria import Field, pieces_of

DELIMITERS = ",;\t"
"""What stands between cells; a spreadsheet writes a semicolon where a comma is the decimal sign."""


_BLANK = "\r\n\t \ufeff"


class Cell(NamedTuple):
    """A cell's inside, from `start` to `end` of the copy's text; `quoted` where quotation marks stand around it."""

    start: int
    end: int
    quoted: bool


class Row(NamedTuple):
    """A row from `start` to `end` of the copy's text, its newline not counted in."""

    start: int
    end: int
    cells: tuple[Cell, ...]


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    """A cell with what ends it."""
    mark = re.escape(delimiter)
    return re.compile(
        rf'(?:"(?P<quoted>(?:[^"]|"")*+)"|(?P<bare>[^"{mark}\r\n][^{mark}\r\n]*+|))(?P<end>{mark}|\r?\n|\r|\Z)'
    )


@cache
def _row(delimiter: str) -> re.Pattern[str]:
    """A whole row: group 1, then what ends it."""
    mark = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*+"|(?:[^"{mark}\r\n][^{mark}\r\n]*+)?+)'
    return re.compile(rf"({cell}(?:{mark}{cell})*+)(?:\r?\n|\r|\Z)")


@cache
def _doubled() -> re.Pattern[str]:
    return re.compile('""')


def delimiter_of(text: str) -> str:
    """What stands between the names of the first row."""
    line = text.lstrip("\ufeff\r\n ").partition("\n")[0]
    return max(DELIMITERS, key=line.count)


def rows(copy: Copy, at: int = 0) -> Iterator[Row]:
    """The rows that hold anything, names first. Raises CopyError for a quotation mark that is astray, with its line."""
    text, delimiter = copy.text, delimiter_of(copy.text)
    begin = at
    cells: list[Cell] = []
    while at < len(text) or cells:
        match = _cell(delimiter).match(text, at)
        if match is None:
            raise CopyError(
                copy.name, _line(text, at), "a quotation mark is astray: the cells of this row cannot be told"
            )
        quoted = match["quoted"] is not None
        cells.append(Cell(*match.span("quoted" if quoted else "bare"), quoted))
        at = match.end()
        if match["end"] == delimiter:
            continue
        row = Row(begin, match.start("end"), tuple(cells))
        if text[row.start : row.end].strip(delimiter + _BLANK):
            yield row
        begin, cells = at, []


def rows_in_words(copy: Copy) -> Iterator[str]:
    """What `rows` gives, each in the copy's own words and not taken apart: a list may have tens of thousands."""
    text, delimiter, at = copy.text, delimiter_of(copy.text), 0
    while at < len(text):
        match = _row(delimiter).match(text, at)
        if match is None:
            yield from (text[row.start : row.end] for row in rows(copy, at))  # which says where it is astray
            return
        if match[1].strip(delimiter + _BLANK):
            yield match[1]
        at = match.end()


def cell_text(text: str, cell: Cell) -> str:
    """What a cell says."""
    inside = text[cell.start : cell.end]
    return inside.replace('""', '"') if cell.quoted else inside


def cell_field(text: str, cell: Cell) -> Field:
    """What a cell says, and where."""
    pieces = pieces_of(text, cell.start, cell.end, _doubled(), lambda _: '"')
    return Field(cell_text(text, cell), pieces)


def names(text: str, row: Row) -> tuple[str, ...]:
    """The names of the columns."""
    return tuple(cell_text(text, cell).strip(" \ufeff\r\n\t") for cell in row.cells)


def columns(copy: Copy, heads: tuple[str, ...], row: Row) -> dict[str, Cell]:
    """The cells of a row by the names of their columns; a name that stands twice gets a number.

    Raises CopyError where there are more cells than names: nobody can say which belongs where.
    """
    if len(row.cells) > len(heads):
        raise CopyError(
            copy.name,
            _line(copy.text, row.start),
            f"{len(row.cells)} cells under {len(heads)} columns: a comma or a quotation mark is astray",
        )
    found: dict[str, Cell] = {}
    for n, (head, cell) in enumerate(zip(heads, row.cells, strict=False), 1):
        found[head if head and head not in found else f"{head} (column {n})".strip()] = cell
    return found


def one_study(copy: Copy) -> tuple[tuple[str, ...], dict[str, Cell], str | None]:
    """The columns' names, the one study's cells, and a warning where its row ends early.

    Raises CopyError where there is none, or more than one.
    """
    found = list(rows(copy))
    if len(found) != 2:
        reason = (
            "column names and no study"
            if len(found) < 2
            else f"holds {len(found) - 1:,} studies: name one with --study ID"
        )
        raise CopyError(copy.name, "", reason)
    heads = names(copy.text, found[0])
    cells = columns(copy, heads, found[1])
    short = len(heads) - len(found[1].cells)
    warning = (
        f"the row ends {short} columns early: what belongs there is not in this copy" if short > 0 else None
    )
    return heads, cells, warning


def studies(copy: Copy) -> Iterator[tuple[int, bytes]]:
    """Each study as a CSV of its own, with its number from 0; nothing where there is only one."""
    every = rows_in_words(copy)
    head = next(every, "").lstrip("\ufeff")
    first = list(islice(every, 2))
    if len(first) == 2:
        for n, row in enumerate(chain(first, every)):
            yield n, f"{head}\n{row}\n".encode()


def _line(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}"
