"""Tables of a sheet as rows: every word of every cell, wrapped; what does not fit beside it is reached sideways.

The first column stays; the others move under it by a column. The head (title, names of the columns, and which of them are in
sight) stays over the rows while they scroll. Widths and heights rest on all cells, so nothing jumps when the table moves.
"""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from functools import partial

from rich.cells import cell_len
from rich.segment import Segment

from trialtui.sheets.blocks import Table, TableRow
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, height_of, show, wrap
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.list_row import HeadRow, ListRow

GAP = 2  # cells between two columns
INDENT = 2  # cells a depth
DEEPEST = 4
NARROWEST = 6
LONGEST_WORD = 16  # a column is at least as wide as its longest word, or a cell of numbers, up to this
LONG_NAME = 24  # of a row; it keeps at least a quarter of the width
NAME_LINES = 3  # about, for the name of a column in a table that is moved sideways
FIRST_SHARE = 0.4  # of the width, at most, for the first column of such a table

Shifts = MutableMapping[str, int]  # how many columns each table was moved to the right, by its key


def table_rows(key: str, table: Table, width: int, shifts: Shifts, *, widest: int = 0) -> list[ListRow]:
    """A table as rows for a width in cells: its head, then a row each. `shifts` keeps where it was moved to.

    `widest` bounds all columns but the first.
    """
    head = TableHead(key, table, width, shifts, widest)
    rows: list[ListRow] = [head]
    for number, row in enumerate(table.rows):
        drawn = head.row(f"{key}.{number}", row)
        drawn.head = head
        rows.append(drawn)
    return rows


class TableHead(HeadRow):
    """The head of a table, and how wide its columns are."""

    __slots__ = ("_columns", "_key", "_pinned", "_shifts", "_title", "_width", "widths")

    def __init__(self, key: str, table: Table, width: int, shifts: Shifts, widest: int = 0) -> None:
        words = " ".join(filter(None, [table.title, *table.columns]))
        super().__init__(f"{key}.head", [], words, table.paths)
        self._key, self._shifts, self._width = key, shifts, width
        self._pinned: tuple[int, list[Line]] | None = None
        self._title = show(" ".join(table.title.split()))
        self._columns = [show(column) for column in table.columns]
        self.widths = column_widths(self._columns, table.rows, width - 2, widest)
        self.drawn_by(self._head_lines)

    # --- moving sideways ---

    @property
    def _last_shift(self) -> int:
        """The least shift with which the last column is in sight."""
        room = self._room
        for first in range(len(self.widths) - 1, 0, -1):
            room -= self.widths[first] + GAP
            if room < 0:
                return min(first, len(self.widths) - 2)
        return 0

    @property
    def _room(self) -> int:
        return self._width - 2 - (self.widths[0] if self.widths else 0)

    @property
    def wide(self) -> bool:
        return self._last_shift > 0

    @property
    def _shift(self) -> int:
        return min(self._shifts.get(self._key, 0), self._last_shift)

    def shift(self, step: int) -> bool:
        wanted = max(0, min(self._shift + step, self._last_shift))
        if wanted == self._shift:
            return False
        self._shifts[self._key] = wanted
        self.stamp += 1
        return True

    def _in_sight(self) -> range:
        """The columns drawn beside the first."""
        first, room = self._shift + 1, self._room
        last = first
        while last < len(self.widths) and (room := room - self.widths[last] - GAP) >= 0:
            last += 1
        return range(first, max(last, min(first + 1, len(self.widths))))

    # --- drawing ---

    def _head_lines(self) -> list[Line]:
        which = self._which()
        room = self._width - 2 - (len(which) + 2 if which else 0)
        titles = wrap(self._title, room) if self._title or which else []
        lines: list[Line] = [[Segment(" " + fit(title, room), theme.BOLD)] for title in titles]
        if which:
            lines[0].append(Segment("  " + which, theme.KEY))
        return lines + self._names()

    @property
    def pinned(self) -> list[Line]:
        """The names of the columns, and one line of the title over them."""
        if self._pinned is None or self._pinned[0] != self.stamp:
            self._pinned = self.stamp, self._pinned_lines()
        return self._pinned[1]

    def _pinned_lines(self) -> list[Line]:
        names = self._names()
        titles = self.lines[: -len(names)]
        if len(titles) > 1:
            which = self._which()
            room = self._width - 2 - (len(which) + 2 if which else 0)
            titles = [[Segment(" " + fit(self._title, room), theme.BOLD), Segment("  " + which, theme.KEY)]]
        return titles + names

    def _names(self) -> list[Line]:
        """The names of the columns in sight, on as many lines as the longest of all takes; the last line underlined."""
        cells = self._beside(self._columns, 0)
        height = max(map(height_of, self._columns, self.widths), default=1)
        cells += [" " * len(cells[0])] * (height - len(cells))
        styles = [theme.DIM] * (height - 1) + [theme.DIM + theme.UNDERLINE]
        return [[Segment(" "), Segment(line, style)] for line, style in zip(cells, styles, strict=True)]

    def _which(self) -> str:
        """Which columns are in sight, where not all of them are: "< 3-5 of 8 >"."""
        if not self.wide:
            return ""
        seen, total = self._in_sight(), len(self.widths) - 1
        words = f"{seen.start}-{seen.stop - 1}".rjust(2 * len(str(total)) + 1)
        return f"{'<' if seen.start > 1 else ' '} {words} of {total} {'>' if seen.stop <= total else ' '}"

    def row(self, key: str, row: TableRow) -> ListRow:
        """A row, its lines drawn when it is first in sight."""
        words = " ".join(filter(None, row.cells))
        cells = [show(cell) for cell in row.cells]
        indent = min(row.depth, DEEPEST) * INDENT
        if len(cells) == 1 and len(self.widths) > 1:
            room = self._width - 2 - indent
            height = height_of(cells[0], room)
            return ListRow.later(key, height, partial(self._span, cells[0], indent), words, row.paths)
        height = max(map(height_of, cells, _less(self.widths, indent)), default=1)
        return ListRow.later(key, height, partial(self._cells, cells, indent), words, row.paths)

    def _span(self, cell: str, indent: int) -> list[Line]:
        margin, style = " " * (1 + indent), theme.PLAIN if indent else theme.BOLD
        return [[Segment(margin + line, style)] for line in wrap(cell, self._width - 2 - indent)]

    def _cells(self, cells: Sequence[str], indent: int) -> list[Line]:
        height = max(map(height_of, cells, _less(self.widths, indent)), default=1)
        lines = self._beside(cells, indent)
        lines += [""] * (height - len(lines))
        return [[Segment(" " + line)] for line in lines]

    def _beside(self, cells: Sequence[str], indent: int) -> list[str]:
        """The cells in sight side by side, each wrapped within its column."""
        columns = [0, *self._in_sight()] if self.widths else []
        wrapped: list[tuple[list[str], int, str]] = []
        for column in columns:
            margin = " " * indent if column == 0 else ""
            words = cells[column] if column < len(cells) else ""
            room = max(1, min(self.widths[column], self._width - 2) - len(margin))
            wrapped.append((wrap(words, room), room, margin))
        height = max((len(lines) for lines, _, _ in wrapped), default=1)
        gap = " " * GAP
        return [
            gap.join(
                margin + fit(lines[number] if number < len(lines) else "", room)
                for lines, room, margin in wrapped
            )
            for number in range(height)
        ]


def column_widths(columns: Sequence[str], rows: Sequence[TableRow], room: int, most: int = 0) -> list[int]:
    """The width of each column: as its widest cell where all fit, else between what it needs and that.

    Where even that does not fit side by side, the first column keeps a share of the room, and the names of the others
    are broken over a few lines. `most` bounds all columns but the first.
    """
    widest, needed = _measured(columns, rows)
    if most:
        widest = [widest[0], *(min(wide, most) for wide in widest[1:])]
        needed = [min(pair) for pair in zip(needed, widest, strict=True)]
    if (
        needed and widest[0] > LONG_NAME
    ):  # long names of rows are not squeezed for the sake of one column more
        needed[0] = max(needed[0], min(widest[0], room // 4))
    gaps = GAP * (len(columns) - 1)
    if sum(widest) + gaps <= room or not columns:
        return widest
    if sum(needed) + gaps <= room:
        return _shared(needed, widest, room - gaps)
    first = min(widest[0], max(NARROWEST, needed[0], int(room * FIRST_SHARE)))
    first = min(first, max(NARROWEST, room - GAP - max(needed[1:], default=0)))
    beside = max(NARROWEST, room - first - GAP)
    names = (min(LONGEST_WORD, _size(column) // NAME_LINES + 1) for column in columns[1:])
    others = (min(wide, max(pair), beside) for wide, *pair in zip(widest[1:], needed[1:], names, strict=True))
    return [first, *others]


def _measured(columns: Sequence[str], rows: Sequence[TableRow]) -> tuple[list[int], list[int]]:
    """Of each column the width of its widest cell, and what it needs: its longest word; numbers and the like in one piece."""
    widest = [max(_size(column), 1) for column in columns]
    needed = [_longest_word(column) for column in columns]
    for row in rows:
        if len(row.cells) < 2:
            continue
        indent = min(row.depth, DEEPEST) * INDENT
        for number, cell in enumerate(row.cells[: len(columns)]):
            if len(cell) + indent > needed[number] or not cell.isascii():
                shown = show(cell)
                size = _size(shown) + indent
                widest[number] = max(widest[number], size)
                if needed[number] < min(size, LONGEST_WORD):
                    whole = number > 0 and size <= LONGEST_WORD
                    needed[number] = max(needed[number], size if whole else _longest_word(shown) + indent)
            indent = 0
    return widest, [min(least, wide) for least, wide in zip(needed, widest, strict=True)]


def _shared(needed: list[int], widest: list[int], room: int) -> list[int]:
    """Columns that grow from what they need towards what they want, the one that is shortest of it first."""
    widths = list(needed)
    left = room - sum(widths)
    while left > 0:
        wanting = [number for number, width in enumerate(widths) if width < widest[number]]
        if not wanting:
            break
        for number in wanting:
            step = min(max(1, left // len(wanting)), widest[number] - widths[number], left)
            widths[number] += step
            left -= step
    return widths


def _longest_word(words: str) -> int:
    return min(LONGEST_WORD, max((cell_len(word) for word in words.split()), default=1))


def _size(words: str) -> int:
    """Cells of the longest line."""
    if words.isascii() and words.isprintable():
        return len(words)
    return max((cell_len(line.expandtabs(4)) for line in words.split("\n")), default=0)


def _less(widths: Sequence[int], indent: int) -> list[int]:
    return [max(1, widths[0] - indent), *widths[1:]] if widths else []
