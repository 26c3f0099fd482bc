"""The rows of a list: drawn at once, or when first seen; and the heads that stay in sight over their rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from trialtui.ui.widgets.lines import Line


class ListRow:
    """A row of `height` lines that fit the width asked for. `key` names it; an empty key cannot hold the cursor.

    `words` is what `/` searches and ctrl+y copies; `paths` are the fields of the record that the row tells.
    `head` stays in sight while its rows are (the columns of a table).
    """

    __slots__ = ("_draw", "_lines", "_stamp", "head", "height", "key", "paths", "words")

    def __init__(
        self,
        key: str,
        lines: list[Line],
        words: str = "",
        paths: Sequence[str] = (),
    ) -> None:
        self.key, self.words, self.paths = key, words, tuple(paths)
        self.height = len(lines)
        self.head: HeadRow | None = None
        self._lines: list[Line] | None = lines
        self._draw: Callable[[], list[Line]] | None = None
        self._stamp = 0

    @classmethod
    def later(
        cls, key: str, height: int, draw: Callable[[], list[Line]], words: str = "", paths: Sequence[str] = ()
    ) -> ListRow:
        """A row whose lines, exactly `height` of them, are drawn when they are first in sight."""
        row = cls(key, [], words, paths)
        row.height, row._lines, row._draw = height, None, draw
        return row

    @property
    def lines(self) -> list[Line]:
        stamp = self.head.stamp if self.head else 0
        if self._draw is not None and (self._lines is None or stamp != self._stamp):
            self._lines, self._stamp = self._draw(), stamp
        return self._lines or []


class HeadRow(ListRow):
    """The head of a table: its rows move sideways with it."""

    __slots__ = ("stamp",)

    def __init__(self, key: str, lines: list[Line], words: str = "", paths: Sequence[str] = ()) -> None:
        super().__init__(key, lines, words, paths)
        self.stamp = 0  # how often it was moved: what was drawn before is stale
        self.head = self

    @property
    def pinned(self) -> list[Line]:
        """What of it stays in sight while its rows scroll."""
        return self.lines

    @property
    def wide(self) -> bool:
        """Whether there is more of it than fits."""
        return False

    def drawn_by(self, draw: Callable[[], list[Line]]) -> None:
        """Draw it now, and anew whenever it was moved."""
        self._lines, self._draw = draw(), draw
        self.height = len(self._lines)

    def shift(self, step: int) -> bool:
        """Move sideways by a column, right (1) or left (-1); False at the edge."""
        return False


class Band(NamedTuple):
    """The lines, `start` to `end`, of the rows under one head, the head's own first."""

    start: int
    end: int
    head: HeadRow


class Stack:
    """Rows one below the other. `starts` holds the first line of each, and at its end the number of lines."""

    def __init__(self, rows: Sequence[ListRow]) -> None:
        self.starts = [0]
        for row in rows:
            self.starts.append(self.starts[-1] + row.height)
        self.bands: list[Band] = []
        index = 0
        for head, under in groupby(rows, key=lambda row: row.head):
            first, index = index, index + sum(1 for _ in under)
            if head is not None:
                self.bands.append(Band(self.starts[first], self.starts[index], head))

    def row_at(self, line: int) -> int:
        """The row that holds a line; the first or the last one beyond them."""
        return max(0, min(bisect_right(self.starts, line) - 1, len(self.starts) - 2))

    def band_at(self, line: int) -> Band | None:
        """The table that holds a line."""
        index = bisect_right(self.bands, line, key=lambda band: band.start) - 1
        return self.bands[index] if index >= 0 and line < self.bands[index].end else None
