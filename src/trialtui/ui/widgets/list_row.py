"""The rows of a list: drawn at once, or when first seen; and the heads that stay in sight over their rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby
from typing import NamedTuple, overload

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


class LaterRows(Sequence[ListRow]):
    """Rows of which only the heights are known at first: each is made when it is first asked for."""

    def __init__(self, heights: Sequence[int]) -> None:
        self.heights = heights
        self._made: dict[int, ListRow] = {}

    def make(self, index: int) -> ListRow:
        """The row at this place."""
        raise NotImplementedError

    def index_of(self, key: str) -> int | None:
        """The place of the row with this key."""
        raise NotImplementedError

    def holding(self, needle: str) -> Iterator[tuple[int, str]]:
        """Place and key of each row that can hold the cursor and whose words hold `needle` (case folded)."""
        raise NotImplementedError

    def __len__(self) -> int:
        return len(self.heights)

    @overload
    def __getitem__(self, index: int) -> ListRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[ListRow]: ...
    def __getitem__(self, index: int | slice) -> ListRow | list[ListRow]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        index %= len(self)
        if index not in self._made:
            self._made[index] = self.make(index)
        return self._made[index]


def index_of(rows: Sequence[ListRow], key: str) -> int | None:
    """The place of the row with this key; None where there is none."""
    if isinstance(rows, LaterRows):
        return rows.index_of(key)
    return next((index for index, row in enumerate(rows) if row.key == key), None)


def holding(rows: Sequence[ListRow], needle: str) -> Iterator[tuple[int, str]]:
    """Place and key of each row that can hold the cursor and whose words hold `needle` (case folded)."""
    if isinstance(rows, LaterRows):
        yield from rows.holding(needle)
        return
    for index, row in enumerate(rows):
        if row.key and needle in row.words.casefold():
            yield index, row.key


class Band(NamedTuple):
    """The lines, `start` to `end`, of the rows under one head, the head's own first."""

    start: int
    end: int
    head: HeadRow


class Stack:
    """Rows one below the other. `starts` holds the first line of each, and at its end the number of lines."""

    def __init__(self, rows: Sequence[ListRow]) -> None:
        self.bands: list[Band] = []
        if isinstance(rows, LaterRows):  # such rows stand under no head
            self.starts = [0, *accumulate(rows.heights)]
            return
        self.starts = [0, *accumulate(row.height for row in rows)]
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
