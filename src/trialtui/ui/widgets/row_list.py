"""A list of wrapped rows on Textual's line API: every word shown, a cursor in the gutter, few bytes a key.

Row heights never change with the cursor. Moving past an edge scrolls by half a page. A row taller than the window is
read a half page at a time before the cursor leaves it. Only what changed is repainted: the gutter cells of a move,
the changed cells of a row that was answered. Rows are drawn when first in sight; the head of a table stays in sight
while the window is within the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual.events import Resize
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from trialtui.ui import theme
from trialtui.ui.glyphs import show
from trialtui.ui.widgets.lines import Line, changed_cells, highlighted, with_margin
from trialtui.ui.widgets.list_row import ListRow, Stack, index_of

__all__ = ["Build", "ListRow", "RowList"]

Build = Callable[[int], Sequence[ListRow]]
GUTTER = 1


class RowList(Widget, can_focus=False):
    """Rows made by a `build(width)` function, rebuilt when the width changes."""

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class Scrolled(Message):
        """Another part is in the window."""

    def __init__(self, build: Build | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._build = build
        self.rows: Sequence[ListRow] = []
        self._stack = Stack([])
        self._width = 0
        self.top = 0
        self.cursor = -1
        self._wanted = ""  # the row to stand on once rows are there
        self.needle = ""

    # --- rows ---

    @property
    def total_lines(self) -> int:
        return self._starts[-1]

    @property
    def _starts(self) -> list[int]:
        return self._stack.starts

    @property
    def current(self) -> ListRow | None:
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    @property
    def current_key(self) -> str:
        return self.current.key if self.current else self._wanted

    @property
    def room(self) -> int:
        """The width that rows are made for."""
        return max(1, self._width - GUTTER)

    def expect(self, width: int) -> None:
        """Make rows for the width that the list is about to get: keys may come before the layout."""
        self._width = width

    def start_over(self) -> None:
        """Forget where the cursor stood: the next rows are shown from their first line."""
        self.cursor, self.top, self._wanted = -1, 0, ""

    def show_rows(self, build: Build | None = None) -> None:
        """Draw anew, from `build` where given. The cursor stays on the row of the same key, else near its place."""
        self._build = build or self._build
        key, cursor = self.current_key, self.cursor
        if not self._width or self._build is None:
            return
        self._set(self._build(self._width - GUTTER))
        index = self._index_of(key)
        if index is None:
            index = self._selectable(min(max(cursor, 0), len(self.rows) - 1), 1)
        if index is None:
            index = self._selectable(len(self.rows) - 1, -1)
        self.cursor = -1 if index is None else index
        self._scroll_to_cursor()
        self.top = min(self.top, self._last_top)
        self.refresh()
        self.post_message(self.Scrolled())

    def update_rows(self) -> None:
        """Draw anew what changed, cell by cell; falls back to a whole repaint where a row's height changed."""
        if not self._width or self._build is None:
            return
        old, new = self.rows, self._build(self._width - GUTTER)
        if new is old:
            return
        if [(row.key, row.height) for row in old] != [(row.key, row.height) for row in new]:
            self.show_rows()
            return
        before = self._window()
        self._set(new)
        self._refresh_changed(before)

    def _set(self, rows: Sequence[ListRow]) -> None:
        self.rows, self._stack = rows, Stack(rows)

    def _window(self) -> list[Line]:
        """The lines in sight."""
        return [self._line_at(y)[1] for y in range(self.size.height)]

    def _refresh_changed(self, before: list[Line]) -> None:
        for y, (old, new) in enumerate(zip(before, self._window(), strict=True)):
            if old != new:
                start, end = changed_cells(old, new)
                if end > start:
                    self.refresh(Region(GUTTER + start, y, end - start, 1))

    def shift(self, step: int) -> bool | None:
        """Move the table in sight sideways by a column; False at its edge, None where no table is wide enough to move."""
        here = self.current.head if self.current else None
        last = self.top + self.size.height
        heads = [
            here,
            *(band.head for band in self._stack.bands if band.start < last and band.end > self.top),
        ]
        wide = next((head for head in heads if head and head.wide), None)
        if wide is None:
            return None
        before = self._window()
        moved = wide.shift(step)
        if moved:
            self._refresh_changed(before)
        return moved

    def _index_of(self, key: str) -> int | None:
        return index_of(self.rows, key) if key else None

    # --- the cursor ---

    def _selectable(self, start: int, step: int) -> int | None:
        index = start
        while 0 <= index < len(self.rows):
            if self.rows[index].key:
                return index
            index += step
        return None

    def stand_on(self, key: str) -> bool:
        """Put the cursor on the row named `key`; False where there is none (yet)."""
        self._wanted = key
        index = self._index_of(key)
        if index is None:
            return False
        self._move_to(index)
        return True

    def move(self, step: int) -> None:
        """One row down (1) or up (-1); within a row taller than the window, half a page of it first."""
        if self.cursor < 0:
            self.scroll_lines(step * self._half)
            return
        first, end = self._starts[self.cursor], self._starts[self.cursor + 1]
        laid_out = self.size.height > 0
        if laid_out and step > 0 and end > self.top + self.size.height:
            self._set_top(min(self.top + self._half, max(end - self.size.height, self.top)))
            return
        if laid_out and step < 0 and first < self.top + self._covered(self.top):
            self._set_top(max(self.top - self._half, 0))
            return
        index = self._selectable(self.cursor + step, step)
        if index is None:
            self._set_top(self._last_top if step > 0 else 0)
        else:
            self._move_to(index)

    def page(self, step: int) -> None:
        """A page down (1) or up (-1): the window moves and the cursor with it."""
        # what the head of a table covers on the one page is read on the other
        height, covered = max(1, self.size.height - 1), 0 if step > 0 else self._covered(self.top)
        for _ in range(3 if step > 0 else 0):
            covered = max(covered, self._covered(self.top + height - covered))
        self._set_top(self.top + step * max(1, height - covered))
        if self.cursor < 0:
            return
        first = self.top + self._covered(self.top)
        at_end = (step > 0 and self.top == self._last_top) or (step < 0 and self.top == 0)
        row = self._stack.row_at((self.total_lines - 1 if step > 0 else 0) if at_end else first)
        if not at_end and self._starts[row] < first and row + 1 < len(self.rows):
            row += 1  # its first line, and so the cursor, would be out of sight
        index = self._selectable(row, -step if at_end else 1)
        if index is not None:
            self._place_cursor(index)

    def edge(self, step: int) -> None:
        """The first (-1) or the last (1) row."""
        index = self._selectable(0 if step < 0 else len(self.rows) - 1, -step)
        if index is not None:
            self._move_to(index)
        self._set_top(0 if step < 0 else self._last_top)

    def jump(self, wanted: Callable[[ListRow], bool], step: int) -> bool:
        """To the next (1) or previous (-1) row that is wanted, round the end; False where none is."""
        count = len(self.rows)
        for distance in range(1, count + 1):
            index = (self.cursor + step * distance) % count
            if self.rows[index].key and wanted(self.rows[index]):
                self._move_to(index)
                return True
        return False

    def _move_to(self, index: int) -> None:
        self._place_cursor(index)
        self._scroll_to_cursor()

    def _place_cursor(self, index: int) -> None:
        if index == self.cursor:
            return
        old, self.cursor = self.cursor, index
        for row in (old, index):
            if 0 <= row < len(self.rows) and self._starts[row + 1] > self.top:
                y = max(self._covered(self.top), self._starts[row] - self.top)
                if y < self.size.height:
                    self.refresh(Region(0, y, GUTTER, 1))
        self.post_message(self.Moved(self.rows[index].key))

    # --- the window ---

    @property
    def _half(self) -> int:
        return max(1, self.size.height // 2)

    @property
    def _last_top(self) -> int:
        return max(0, self.total_lines - self.size.height)

    def _covered(self, top: int) -> int:
        """How many lines the head of the table covers that the window begins within; at most half of the window."""
        band = self._stack.band_at(top)
        if band is None:
            return 0
        covered = min(len(band.head.pinned), self._half)
        return min(covered, band.end - top) if top > band.start + band.head.height - covered else 0

    def scroll_lines(self, lines: int) -> None:
        self._set_top(self.top + lines)

    def bring_up(self, key: str) -> bool:
        """Put the cursor on the row named `key` and that row at the top of the window; False where there is none."""
        index = self._index_of(key)
        if index is None:
            return False
        self._place_cursor(index)
        self._set_top(self._starts[index] - self._head_room(index))
        return True

    def _head_room(self, index: int) -> int:
        """Lines above a row that the head of its table may cover."""
        band = self._stack.band_at(self._starts[index])
        return min(len(band.head.pinned), self._half) if band and band.start < self._starts[index] else 0

    def _scroll_to_cursor(self) -> None:
        if self.cursor < 0 or not self.size.height:
            return
        first, end = self._starts[self.cursor], self._starts[self.cursor + 1]
        height = self.size.height
        top = self.top
        room = self._head_room(self.cursor)
        if first < top + self._covered(top):
            top = min(first, max(self.top - self._half, 0)) if self.top - first < height else first
            top = max(0, min(top, first - room))
        elif end > top + height:
            near = end - top - height < height
            top = max(top + self._half, end - height) if near else first - height // 4
            top = min(top, first - room)
        # the headings right above the first row belong to it
        if self._selectable(0, 1) == self.cursor and end <= height:
            top = 0
        self._set_top(top)

    def _set_top(self, top: int) -> None:
        top = max(0, min(top, self._last_top))
        if top != self.top:
            self.top = top
            self.refresh()
            self.post_message(self.Scrolled())

    @property
    def position(self) -> str:
        """Where the window stands, in words; empty where everything is in it."""
        height = self.size.height
        if self.total_lines <= height or not height:
            return ""
        below = self.total_lines - self.top - height
        return f"{self.top + 1}-{self.top + height} of {self.total_lines} lines" + (
            ", more below" if below else ""
        )

    # --- drawing ---

    def on_resize(self, event: Resize) -> None:
        if event.size.width != self._width:
            self._width = event.size.width
            self.show_rows()
            if self._wanted:
                self.stand_on(self._wanted)
        else:
            self.top = min(self.top, self._last_top)
            self._scroll_to_cursor()
            self.refresh()
            self.post_message(self.Scrolled())

    def _line_at(self, y: int) -> tuple[int, Line]:
        """The row that stands at line `y` of the window, and its line there; -1 for a head kept in sight, or nothing."""
        line = self.top + y
        if line >= self.total_lines:
            return -1, []
        if y < (covered := self._covered(self.top)) and (band := self._stack.band_at(self.top)):
            return -1, band.head.pinned[y - covered]
        index = self._stack.row_at(line)
        return index, self.rows[index].lines[line - self._starts[index]]

    def render_line(self, y: int) -> Strip:
        index, segments = self._line_at(y)
        # the first line of the row that is in sight
        marked = 0 <= index == self.cursor and (
            self.top + y == self._starts[index] or y == self._covered(self.top)
        )
        mark = Segment(show("▌"), theme.CURSOR) if marked else Segment(" ", theme.PLAIN)
        if self.needle:
            segments = highlighted(segments, self.needle)
        return Strip([mark, *with_margin(segments)]).adjust_cell_length(self.size.width, theme.PLAIN)
