"""Rows that every pane is made of: headings, facts, prose, blanks. Each knows the words that `/` finds."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from trialtui.eligibility.clean import clean
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show, wrap
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.row_list import ListRow

ABSENT = "not in this copy"
LABEL_WIDTH = 20


def blank() -> ListRow:
    return ListRow("", [[]])


def heading(words: str, width: int, right: str = "", style: Style = theme.HEADING) -> ListRow:
    """A heading of a section, with a remark at the right edge where both fit."""
    words, right = show(words), show(right)
    wrapped = wrap(words, width - 1)
    lines: list[Line] = [[Segment(" "), Segment(line, style)] for line in wrapped]
    if right:
        room = width - 2 - cell_len(wrapped[0]) - cell_len(right)
        if len(lines) == 1 and room > 0 and "\n" not in right and "\t" not in right:
            lines[0] += [Segment(" " * room), Segment(right, theme.DIM)]
        else:
            lines += [[Segment(" " + line, theme.DIM)] for line in wrap(right, width - 2)]
    return ListRow("", lines, words)


def prose(key: str, words: str, width: int, style: Style = theme.PLAIN, indent: int = 1) -> ListRow:
    """A paragraph, wrapped."""
    lines: list[Line] = [
        [Segment(" " * indent + line, style)] for line in wrap(show(words), width - indent - 1)
    ]
    return ListRow(key, lines, words)


def paragraphs(key: str, words: str, width: int, indent: int = 1) -> list[ListRow]:
    """Prose of the registry, one row a paragraph, blank lines kept; its escapes are resolved here, for display only."""
    rows: list[ListRow] = []
    for number, part in enumerate(words.replace("\r\n", "\n").split("\n")):
        lead = len(part) - len(part.lstrip(" "))
        rows.append(
            prose(f"{key}.{number}", " " * lead + clean(part), width, indent=indent)
            if part.strip()
            else blank()
        )
    return rows


def fact(key: str, label: str, value: str | None, width: int, label_style: Style = theme.DIM) -> ListRow:
    """A label and its value; a missing one says so. Under 50 columns the value stands below its label."""
    style = theme.PLAIN if value else theme.DIM
    words = show(value or ABSENT)
    if width < 50:
        lines: list[Line] = [[Segment(" " + fit(show(label), width - 2), label_style)]]
        lines += [[Segment("   " + line, style)] for line in wrap(words, width - 4)]
    else:
        wrapped = wrap(words, width - LABEL_WIDTH - 3)
        lines = [
            [Segment(" " + fit(show(label), LABEL_WIDTH) + " ", label_style), Segment(wrapped[0], style)]
        ]
        lines += [[Segment(" " * (LABEL_WIDTH + 2) + line, style)] for line in wrapped[1:]]
    return ListRow(key, lines, f"{label} {value or ABSENT}")


def telling(rows: list[ListRow], path: str) -> list[ListRow]:
    """The rows, as telling the field at `path`."""
    for row in rows:
        row.paths = (path,)
    return rows


def beside(left: Sequence[ListRow], right: Sequence[ListRow], width: int) -> list[ListRow]:
    """Two columns of facts as one list: the rows of the left column, each with its neighbour's lines beside it."""
    rows: list[ListRow] = []
    none = blank()
    for place in range(max(len(left), len(right))):
        one = left[place] if place < len(left) else none
        two = right[place] if place < len(right) else none
        lines: list[Line] = []
        for number in range(max(len(one.lines), len(two.lines))):
            start = list(one.lines[number]) if number < len(one.lines) else []
            used = sum(cell_len(segment.text) for segment in start)
            end = two.lines[number] if number < len(two.lines) else []
            lines.append([*start, Segment(" " * max(0, width - used)), *end])
        words = f"{one.words} {two.words}".strip()
        rows.append(ListRow(one.key or two.key, lines, words, one.paths + two.paths))
    return rows
