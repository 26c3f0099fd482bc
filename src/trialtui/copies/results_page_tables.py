"""The tables of a results page, in either layout: Markdown with cells broken over lines, or one cell after another, a line or more each.

A table is read only where its shape is certain: as many values in each row as there are groups. Else it is none, and the page's reader
leaves all of it over as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from trialtui.copies.page_lines import Line

Cell = tuple[str, ...]  # its lines

ALL_GROUPS = "Total of all reporting groups"  # how the site describes a column of totals
CORNER = "Measure"  # the first cell of every table
SEPARATOR = re.compile(r"\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
PIPE = re.compile(r"(?<!\\)\|")
SIZE = re.compile(r"n=(\d[\d,]*)(?: participants?(?: at risk)?)?$", re.IGNORECASE)
LONGEST_GROUP_TITLE = 100
"""Characters (ClinicalTrials.gov, Results Data Element Definitions: Arm/Group Title)."""

NUMBER = r"[<>]?-?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?"
DISPERSION = (
    r"(?:[A-Z]{3,}(?:_[A-Z]+)+|Standard Deviation|Standard Error(?: of the Mean)?|Full Range|Inter-?[Qq]uartile Range"
    r"|Geometric Coefficient of Variation|(?:\d{2}(?:\.\d+)?% )?(?:Confidence )?Interval)"
)
MEASURED = re.compile(
    rf"(?P<value>{NUMBER})(?:\s+(?P<unit>(?!{DISPERSION}\b)(?:(?!\s{DISPERSION}\s|\s•|\sn=).)+?))?"
    rf"(?:\s+(?P<dispersion>{DISPERSION})\s+(?P<low>{NUMBER})(?:\s+to\s+(?P<high>{NUMBER}))?)?"
    r"(?:\s*•?\s*n=(?P<size>\d[\d,]*)(?:\s+Participants?)?)?$"
)
AFFECTED = re.compile(
    r"(?P<share>\d+(?:\.\d+)?)%\s+(?P<affected>\d[\d,]*)/(?P<at_risk>\d[\d,]*)(?:\s*•\s*Number of events (?P<events>\d[\d,]*))?"
    r"(?P<rest>(?:\s*•\s*.+)?)$"
)
GOES_ON = re.compile(rf"{DISPERSION}\s+{NUMBER}|•|n=\d")
COUNT = re.compile(r"\d[\d,]*$")


class GroupColumn(NamedTuple):
    """A column's head: the group's title, its size ("n=74 Participants") and its description."""

    title: str
    size: str | None
    description: str | None


class Row(NamedTuple):
    label: Cell
    values: tuple[Cell, ...]


class Table(NamedTuple):
    groups: tuple[GroupColumn, ...]
    rows: tuple[Row, ...]


Values = Callable[[Sequence[str], int], int]
"""How many lines, from an index on, are one value of the table's kind; 0 where none begins there."""


def count_value(lines: Sequence[str], at: int) -> int:
    """A number alone."""
    return int(COUNT.match(lines[at]) is not None)


def measured_value(lines: Sequence[str], at: int) -> int:
    """ "45.2 years", and on lines of their own "STANDARD_DEVIATION 12.1" and "• n=74 Participants"."""
    if not re.match(rf"{NUMBER}(?:\s|$)", lines[at]):
        return 0
    past = at + 1
    while past < len(lines) and GOES_ON.match(lines[past]):
        past += 1
    return past - at


def affected_value(lines: Sequence[str], at: int) -> int:
    """ "1.1%", and on the next line "1/92 • Number of events 1"; or both on one."""
    if AFFECTED.match(lines[at]):
        return 1
    joined = f"{lines[at]} {lines[at + 1]}" if at + 1 < len(lines) else ""
    return 2 if re.match(r"\d+(?:\.\d+)?%$", lines[at]) and AFFECTED.match(joined) else 0


def read_table(lines: Sequence[Line], value: Values) -> Table | None:
    """The table that these lines are, from its corner to its last cell; None where its shape is not certain."""
    texts = [line.text for line in lines]
    if not texts:
        return None
    table = _markdown(texts) if texts[0].startswith("|") else _flat(texts, value)
    if table is None or not table.rows or not table.groups:
        return None
    whole = all(len(row.values) == len(table.groups) and row.label for row in table.rows)
    return (
        table
        if whole and all(value(cell, 0) == len(cell) for row in table.rows for cell in row.values)
        else None
    )


# --- Markdown


def _markdown(texts: Sequence[str]) -> Table | None:
    at = next((n for n, text in enumerate(texts) if SEPARATOR.match(text)), None)
    if at is None:
        return None
    columns = len(PIPE.findall(texts[at].strip("|"))) + 1
    head = _cells(texts[:at], columns)
    if head is None or columns < 2:
        return None
    groups = [_group(cell) for cell in head[1:]]
    rows: list[Row] = []
    row: list[str] = []
    pipes = 0
    for text in texts[at + 1 :]:
        row.append(text)
        pipes += len(PIPE.findall(text))
        if pipes >= columns + 1:
            cells = _cells(row, columns)
            if cells is None:
                return None
            rows.append(Row(cells[0], tuple(cells[1:])))
            row, pipes = [], 0
    known = tuple(group for group in groups if group)
    return None if row or len(known) < len(groups) else Table(known, tuple(rows))


def _cells(lines: Sequence[str], columns: int) -> list[Cell] | None:
    """The cells of one row, which may run over several lines; None where they are not as many as the columns."""
    text = "\n".join(lines).strip()
    if not (text.startswith("|") and text.endswith("|")):
        return None
    parts = PIPE.split(text)[1:-1]
    if len(parts) != columns:
        return None
    return [tuple(line.strip() for line in re.split(r"\n|<br\s*/?>", part) if line.strip()) for part in parts]


def _group(cell: Cell) -> GroupColumn | None:
    """The head of a column; None for an empty one."""
    if not cell:
        return None
    sizes = [line for line in cell[1:2] if SIZE.match(line)]
    rest = cell[1 + len(sizes) :]
    return GroupColumn(cell[0], sizes[0] if sizes else None, "\n".join(rest) or None)


# --- one cell after another


def _flat(texts: Sequence[str], value: Values) -> Table | None:
    if texts[0] != CORNER:
        return None
    # A size in a column's head stands under its title; one that follows a value belongs to that value.
    sized = [n for n, text in enumerate(texts) if n > 1 and SIZE.match(text) and not value(texts, n - 1)]
    begin = sized[-1] + 1 if sized else 1
    runs = _runs(texts, begin, value)
    if not runs:
        return None
    counts = {len(values) for _, values in runs}
    columns = len(sized) or (counts.pop() if len(counts) == 1 else 0)
    if not columns or any(len(values) != columns for _, values in runs):
        return None
    if sized:
        groups, used = _sized_groups(texts, sized, runs)
    else:
        groups, used = _plain_groups(runs, columns)
    if groups is None:
        return None
    first, values = runs[0]
    rows = [(first[used:], values), *runs[1:]]
    return Table(tuple(groups), tuple(Row(tuple(label), tuple(cells)) for label, cells in rows))


Run = tuple[list[str], list[Cell]]  # lines that are no value, and the values that follow them


def _runs(texts: Sequence[str], begin: int, value: Values) -> list[Run] | None:
    """Labels and their values by turns; None where lines follow the last value."""
    runs: list[Run] = []
    label: list[str] = []
    values: list[Cell] = []
    at = begin
    while at < len(texts):
        length = value(texts, at) if label else 0
        if length:
            values.append(tuple(texts[at : at + length]))
        else:
            if values:
                runs.append((label, values))
                label, values = [], []
            label.append(texts[at])
        at += length or 1
    return [*runs, (label, values)] if values else None


def _plain_groups(runs: Sequence[Run], columns: int) -> tuple[list[GroupColumn] | None, int]:
    """Heads without sizes, before labels of two lines: each a title, or each a title and a description."""
    if any(len(label) != 2 for label, _ in runs[1:]):
        return None, 0
    head = runs[0][0][:-2]
    if len(head) == columns:
        return _titled([GroupColumn(title, None, None) for title in head]), columns
    if len(head) == 2 * columns:
        pairs = zip(head[::2], head[1::2], strict=True)
        return _titled([GroupColumn(title, None, about) for title, about in pairs]), 2 * columns
    return None, 0


def _sized_groups(
    texts: Sequence[str], sized: Sequence[int], runs: Sequence[Run]
) -> tuple[list[GroupColumn] | None, int]:
    """Heads of title, size and at most one line of description; how many lines of the first label are the last one's description."""
    if sized[0] != 2:
        return None, 0
    between = [
        sized[n + 1] - sized[n] - 2 for n in range(len(sized) - 1)
    ]  # lines of description, but for the last
    lengths = {len(label) for label, _ in runs[1:]}
    first = len(runs[0][0])
    if any(count not in (0, 1) for count in between):
        return None, 0
    # Two ways to tell: labels are as long as the other rows' labels, and all heads are described, or none.
    told = {first - min(lengths)} if len(lengths) == 1 else set()
    told |= {between[0]} if len(set(between)) == 1 else set()
    used = 1 if runs[0][0][0] == ALL_GROUPS else min(told, default=-1)
    if (len(told) != 1 and runs[0][0][0] != ALL_GROUPS) or used not in (0, 1) or used >= first:
        return None, 0
    counts = [*between, used]
    groups = [
        GroupColumn(texts[at - 1], texts[at], texts[at + 1] if count else None)
        for at, count in zip(sized, counts, strict=True)
    ]
    return _titled(groups), used


def _titled(groups: list[GroupColumn]) -> list[GroupColumn] | None:
    return groups if all(len(group.title) <= LONGEST_GROUP_TITLE for group in groups) else None
