"""Tab 0: the copy itself, line by line, with what was asked for marked; then what was left over.

A line longer than a few lines of the screen is shown in several rows, so that a copy on one line can be moved through and searched.
Rows are drawn when they are first in sight: opening a copy of megabytes costs one pass over its lines.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from rich.segment import Segment

from trialtui.copies.copy import CopyReading
from trialtui.ui import theme
from trialtui.ui.glyphs import show, wrap
from trialtui.ui.panes.rows import blank, heading, prose
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.list_row import ListRow

Span = tuple[int, int]  # code points of the copy's text
ROW_LINES = 8  # of the screen, at most about, in one row
NEAR = 0.8  # of a row's length: from there on a blank ends it


class Piece(NamedTuple):
    """Part of a line of the copy: its line number, which part of that line it is, and where it stands in the text."""

    number: int
    part: int
    start: int
    end: int

    @property
    def key(self) -> str:
        return f"line.{self.number}" + (f".{self.part}" if self.part else "")


def source_rows(reading: CopyReading, width: int, marked: Sequence[Span] = ()) -> list[ListRow]:
    """The Source pane: numbered lines of the copy; `marked` are spans to be shown as found."""
    text = reading.copy.text
    digits = _digits(text)
    name = reading.copy.name.replace("\\", "/").rpartition("/")[2]
    rows = [heading(name, width, f"{reading.format} · SHA-256 {reading.copy.digest[:12]}")]
    room = _room(text, width)
    for piece in _pieces(text, room):
        words = text[piece.start : piece.end]
        plain = len(words) <= room and words.isascii() and words.isprintable()
        height = 1 if plain else len(wrap(show(words), room))
        draw = partial(_lines, piece, words, marked, digits, room)
        rows.append(ListRow.later(piece.key, height, draw, words))
    if reading.left_over:
        rows += [
            blank(),
            heading(f"Left over: {len(reading.left_over)} places with no field of their own", width),
        ]
        for count, left in enumerate(reading.left_over):
            rows.append(prose(f"left.{count}", f"{left.place}: {left.text}", width))
    return rows


def line_key(text: str, offset: int, width: int) -> str:
    """The key of the row that shows, at this width, the character at `offset` of the copy's text."""
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    number = text.count("\n", 0, offset) + 1
    pieces = list(_cut(text, number, start, len(text) if end < 0 else end, _room(text, width)))
    return next((piece for piece in reversed(pieces) if piece.start <= offset), pieces[0]).key


def _digits(text: str) -> int:
    return len(str(text.count("\n") + 1))


def _room(text: str, width: int) -> int:
    return max(1, width - _digits(text) - 2)


def _pieces(text: str, room: int) -> Iterator[Piece]:
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        yield from _cut(text, number, start, start + len(line), room)
        start += len(line) + 1


def _cut(text: str, number: int, start: int, end: int, room: int) -> Iterator[Piece]:
    """A line in pieces of about `ROW_LINES` lines of the screen, between words where there is a blank near."""
    if end > start and text[end - 1] == "\r":
        end -= 1
    most, part = room * ROW_LINES, 0
    while end - start > most:
        near = text.rfind(" ", start + int(most * NEAR), start + most)
        stop = near + 1 if near > 0 else start + most
        yield Piece(number, part, start, stop)
        start, part = stop, part + 1
    yield Piece(number, part, start, end)


def _lines(piece: Piece, words: str, marked: Sequence[Span], digits: int, room: int) -> list[Line]:
    number = "" if piece.part else str(piece.number)
    pieces = [(show(part), style) for part, style in _marked(piece, words, marked)]
    lines: list[Line] = []
    for wrapped, begin in _wrapped("".join(part for part, _ in pieces), room):
        lead = Segment(f"{number if not lines else '':>{digits}} ", theme.DIM)
        lines.append([lead, *_styled(wrapped, begin, pieces)])
    return lines


def _marked(piece: Piece, words: str, marked: Sequence[Span]) -> Iterator[tuple[str, theme.Style]]:
    """The words of a piece, in turn as they are and marked."""
    place = 0
    for start, end in sorted(marked):
        first, last = max(start - piece.start, place), min(end - piece.start, len(words))
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
