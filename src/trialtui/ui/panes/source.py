"""Tab 0: the copy itself, line by line, with what was asked for marked; then what was left over.

A line longer than a few lines of the screen is shown in several rows, so that a copy on one line can be moved through and searched.
Rows are drawn when they are first in sight: opening a copy of megabytes costs one pass over its lines.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import partial

from rich.segment import Segment

from trialtui.copies.copy import CopyReading, LeftOver
from trialtui.ui import theme
from trialtui.ui.glyphs import height_of, show, wrap
from trialtui.ui.panes.rows import blank, heading
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.list_row import LaterRows, ListRow

Span = tuple[int, int]  # code points of the copy's text
ROW_LINES = 8  # of the screen, at most about, in one row
NEAR = 0.8  # of a row's length: from there on a blank ends it


def source_rows(reading: CopyReading, width: int, marked: Sequence[Span] = ()) -> SourceRows:
    """The Source pane: numbered lines of the copy; `marked` are spans to be shown as found."""
    name = reading.copy.name.replace("\\", "/").rpartition("/")[2]
    above = [heading(name, width, f"{reading.format} · SHA-256 {reading.copy.digest[:12]}")]
    below: list[ListRow] = []
    if reading.left_over:
        count = len(reading.left_over)
        below = [
            blank(),
            heading(f"Left over: {count} place{'s' * (count != 1)} with no field of their own", width),
        ]
        below += [_left(f"left.{number}", left, width) for number, left in enumerate(reading.left_over)]
    return SourceRows(reading.copy.text, width, marked, above, below)


def _left(key: str, left: LeftOver, width: int) -> ListRow:
    """A value left over, beside its place where both fit on one line, else below it."""
    place, words = show(left.place) + ":", show(left.text)
    said = f"{left.place}: {left.text}"
    if len(place) + len(words) < width - 2 and words.isascii() and words.isprintable() and place.isascii():
        return ListRow.later(key, 1, partial(_left_lines, place, words, 0), said)
    height = height_of(place, width - 2) + height_of(words, width - 4)
    return ListRow.later(key, height, partial(_left_lines, place, words, width), said)


def _left_lines(place: str, words: str, width: int) -> list[Line]:
    if width == 0:
        return [[Segment(f" {place} ", theme.DIM), Segment(words)]]
    lines: list[Line] = [[Segment(" " + line, theme.DIM)] for line in wrap(place, width - 2)]
    return lines + [[Segment("   " + line)] for line in wrap(words, width - 4)]


class SourceRows(LaterRows):
    """The copy's lines as rows, those `above` and `below` around them. A long line makes several rows: "line.7", "line.7.1" …"""

    def __init__(
        self, text: str, width: int, marked: Sequence[Span], above: list[ListRow], below: list[ListRow]
    ) -> None:
        self._text, self._marked, self._above, self._below = text, marked, above, below
        self._digits = len(str(text.count("\n") + 1))
        self._room = max(1, width - self._digits - 2)
        self._begins: list[int] = []  # where in the text each piece begins
        self._numbers: list[int] = []  # the line that it is of
        heights = [row.height for row in above]
        most, start = self._room * ROW_LINES, 0
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) <= self._room and line.isascii() and line.isprintable():
                self._begins.append(start)
                self._numbers.append(number)
                heights.append(1)
            else:
                for begin, end in _cut(text, start, start + len(line), most):
                    self._begins.append(begin)
                    self._numbers.append(number)
                    words = _line_end(text[begin : end + 1]) if end == start + len(line) else text[begin:end]
                    heights.append(height_of(show(words), self._room))
            start += len(line) + 1
        super().__init__(heights + [row.height for row in below])

    def make(self, index: int) -> ListRow:
        piece = index - len(self._above)
        if piece < 0:
            return self._above[index]
        if piece >= len(self._begins):
            return self._below[piece - len(self._begins)]
        words = self._words(piece)
        return ListRow.later(self._key(piece), self.heights[index], partial(self._draw, piece, words), words)

    def index_of(self, key: str) -> int | None:
        line, *part = key.removeprefix("line.").split(".")
        if key.startswith("line.") and line.isdecimal():
            piece = bisect_left(self._numbers, int(line)) + (
                int(part[0]) if part and part[0].isdecimal() else 0
            )
            found = piece < len(self._numbers) and self._key(piece) == key
            return piece + len(self._above) if found else None
        after = len(self._above) + len(self._begins)
        return next((after + n for n, row in enumerate(self._below) if row.key == key), None)

    def holding(self, needle: str) -> Iterator[tuple[int, str]]:
        folded = self._text.casefold()
        for piece in self._found(folded, needle) if len(folded) == len(self._text) else self._read(needle):
            yield piece + len(self._above), self._key(piece)
        after = len(self._above) + len(self._begins)
        for number, row in enumerate(self._below):
            if row.key and needle in row.words.casefold():
                yield after + number, row.key

    def _found(self, folded: str, needle: str) -> Iterator[int]:
        """The pieces in which the needle begins."""
        at = folded.find(needle)
        while at >= 0:
            piece = bisect_right(self._begins, at) - 1
            yield piece
            if piece + 1 == len(self._begins):
                return
            at = folded.find(needle, self._begins[piece + 1])

    def _read(self, needle: str) -> Iterator[int]:
        """The same where folding the case moves characters: piece by piece."""
        return (piece for piece in range(len(self._begins)) if needle in self._words(piece).casefold())

    def key_at(self, offset: int) -> str:
        """The key of the row that shows the character at `offset` of the text."""
        return self._key(bisect_right(self._begins, offset) - 1)

    def _key(self, piece: int) -> str:
        number = self._numbers[piece]
        part = piece - bisect_left(self._numbers, number)
        return f"line.{number}" + (f".{part}" if part else "")

    def _words(self, piece: int) -> str:
        last = piece + 1 == len(self._begins)
        end = len(self._text) if last else self._begins[piece + 1]
        return _line_end(self._text[self._begins[piece] : end])

    def _draw(self, piece: int, words: str) -> list[Line]:
        number = self._numbers[piece]
        first = piece == 0 or self._numbers[piece - 1] != number
        begin = self._begins[piece]
        marked = [(start - begin, end - begin) for start, end in self._marked]
        return _lines(str(number) if first else "", words, marked, self._digits, self._room)


def _line_end(words: str) -> str:
    """Words of the copy without the newline they end with."""
    return words.removesuffix("\r\n") if words.endswith("\r\n") else words.removesuffix("\n")


def _cut(text: str, start: int, end: int, most: int) -> Iterator[Span]:
    """A line in pieces of at most so many characters, between words where there is a blank near."""
    while end - start > most:
        near = text.rfind(" ", start + int(most * NEAR), start + most)
        stop = near + 1 if near > 0 else start + most
        yield start, stop
        start = stop
    yield start, end


def _lines(number: str, words: str, marked: Sequence[Span], digits: int, room: int) -> list[Line]:
    pieces = [(show(part), style) for part, style in _parts(words, marked)]
    lines: list[Line] = []
    for wrapped, begin in _wrapped("".join(part for part, _ in pieces), room):
        lead = Segment(f"{number if not lines else '':>{digits}} ", theme.DIM)
        lines.append([lead, *_styled(wrapped, begin, pieces)])
    return lines


def _parts(words: str, marked: Sequence[Span]) -> Iterator[tuple[str, theme.Style]]:
    """The words, in turn as they are and marked."""
    place = 0
    for start, end in sorted(marked):
        first, last = max(start, place), min(end, len(words))
        if first < last:
            yield words[place:first], theme.PLAIN
            yield words[first:last], theme.FOUND
            place = last
    yield words[place:], theme.PLAIN


def _wrapped(words: str, room: int) -> list[tuple[str, int]]:
    """Wrapped lines, each with the offset in `words` at which it begins."""
    found, place = [], 0
    for line in wrap(words, room):
        at = words.find(line, place) if line else place
        at = place if at < 0 else at
        found.append((line, at))
        place = at + len(line)
    return found


def _styled(line: str, begin: int, pieces: list[tuple[str, theme.Style]]) -> Line:
    bounds, total = [], 0
    for words, _ in pieces:
        bounds.append(total)
        total += len(words)
    segments: Line = []
    place = 0
    while place < len(line):
        index = bisect_right(bounds, begin + place) - 1
        while index + 1 < len(pieces) and bounds[index + 1] == bounds[index]:
            index += 1
        end = bounds[index] + len(pieces[index][0]) - begin
        stop = min(len(line), max(end, place + 1))
        segments.append(Segment(line[place:stop], pieces[index][1]))
        place = stop
    return segments
