"""The blocks a sheet is made of. A block says which fields of the record it tells, by their registry paths.

A path is dotted, in the registry's names: "protocolSection.statusModule.whyStopped",
"protocolSection.armsInterventionsModule.armGroups[2]". Naming a part vouches for every field below it. So a law can be
checked from outside: each leaf of the record is told by a block whose words hold it (`sheets.whole`).
"""

from __future__ import annotations

from typing import NamedTuple

ABSENT = "not in this copy"


class Heading(NamedTuple):
    """A heading; `level` 1 opens a part of the sheet, 2 a part of that, 3 a part of that. `note` stands at its right edge."""

    text: str
    level: int = 1
    note: str = ""
    paths: tuple[str, ...] = ()


class Fact(NamedTuple):
    """A label and its value; None is "not in this copy"."""

    label: str
    text: str | None
    paths: tuple[str, ...] = ()


class Prose(NamedTuple):
    """Text as the copy has it, paragraphs and all; or a line of ours."""

    text: str
    paths: tuple[str, ...] = ()


class TableRow(NamedTuple):
    """One row: as many cells as the table has columns. `depth` indents the first cell; a row of one cell spans the table."""

    cells: tuple[str, ...]
    paths: tuple[str, ...] = ()
    depth: int = 0


class Table(NamedTuple):
    """A table; its first column names the row and stays in sight when the others scroll."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    title: str = ""
    paths: tuple[str, ...] = ()  # the fields told by the title and the columns


Block = Heading | Fact | Prose | Table
