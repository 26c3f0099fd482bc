"""Blocks as Markdown (CommonMark, and GitHub's tables): words of a copy never become markup, each shows as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from trialtui.record.literal import literal, one_line
from trialtui.sheets.blocks import ABSENT, Block, Fact, Heading, Prose, Table, TableRow

# Any ASCII punctuation may be escaped (https://spec.commonmark.org/0.31.2/#backslash-escapes). ":" and "@" only matter to
# GitHub's autolinks, as does the point of "www.".
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_AT_LINE_START = re.compile(r"(?:[-+=]|\d+(?=[.)]))")
_SPACE = "&nbsp;"
BREAK = "\\\n"  # a line break within a paragraph


def markdown_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """The blocks as Markdown, to be joined by newlines."""
    in_list = False
    for block in blocks:
        if in_list and not isinstance(block, Fact):
            yield ""
        in_list = isinstance(block, Fact)
        if isinstance(block, Fact):
            yield f"- **{escaped(block.label)}:** {_lines_of_item(block.text or ABSENT)}"
        elif isinstance(block, Heading):
            note = f" ({escaped(block.note)})" if block.note else ""
            yield from (f"{'#' * (block.level + 1)} {escaped(block.text)}{note}", "")
        elif isinstance(block, Prose):
            yield from _paragraphs(block.text)
        else:
            yield from (*_table(block), "")


def escaped(words: str) -> str:
    """Any words as one line of Markdown that shows just these words."""
    return _escaped(one_line(words))


def _escaped(text: str) -> str:
    text = _MARKUP.sub(r"\\\g<0>", text)
    start = _AT_LINE_START.match(text)
    if start is None:
        return text
    at = start.end() if text[0].isdigit() else 0
    return f"{text[:at]}\\{text[at:]}"


def _paragraphs(text: str) -> Iterator[str]:
    """Parts between blank lines, each followed by one."""
    for blank, lines in groupby(literal(text).split("\n"), lambda line: not line.strip()):
        if not blank:
            yield from (BREAK.join(map(_line, lines)), "")


def _lines_of_item(text: str) -> str:
    """A value of several lines within the item of a list; blank lines would end it."""
    return f"{BREAK}  ".join(_line(line) for line in literal(text).split("\n") if line.strip())


def _line(line: str) -> str:
    line = line.expandtabs(4).rstrip()
    words = line.lstrip()
    return _SPACE * (len(line) - len(words)) + _escaped(words)


def _table(table: Table) -> Iterator[str]:
    if table.title:
        yield from (f"**{escaped(table.title)}**", "")
    yield _row(map(escaped, table.columns))
    yield _row("---" for _ in table.columns)
    for row in table.rows:
        yield _row(_cells(row, len(table.columns)))


def _cells(row: TableRow, columns: int) -> list[str]:
    first = _SPACE * (4 * row.depth) + escaped(row.cells[0])
    if len(row.cells) == 1:
        first = f"*{first}*" if row.cells[0] else ""
    return [first, *map(escaped, row.cells[1:]), *[""] * (columns - len(row.cells))]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
