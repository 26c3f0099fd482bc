"""Tab 0: the copy itself, line by line, with the span of the selected criterion marked; then what was left over."""

from __future__ import annotations

from bisect import bisect_right

from rich.segment import Segment

from trialtui.copies.copy import CopyReading
from trialtui.ui import theme
from trialtui.ui.glyphs import show, wrap
from trialtui.ui.panes.rows import blank, heading, prose
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.row_list import ListRow


def source_rows(reading: CopyReading, width: int, marked: tuple[int, int] | None) -> list[ListRow]:
    """The Source pane: numbered lines of the copy; `marked` is a span of code points in `Copy.text`."""
    text = reading.copy.text
    lines = text.split("\n")
    numbers = len(str(len(lines)))
    name = reading.copy.name.replace("\\", "/").rpartition("/")[2]
    rows = [heading(name, width, f"{reading.format} · SHA-256 {reading.copy.digest[:12]}")]
    start = 0
    for number, line in enumerate(lines, 1):
        span = None
        if marked and marked[0] <= start + len(line) and marked[1] > start:
            span = (max(0, marked[0] - start), min(len(line), marked[1] - start))
        rows.append(_line(number, line.removesuffix("\r"), span, numbers, width))
        start += len(line) + 1
    if reading.left_over:
        rows += [
            blank(),
            heading(f"Left over: {len(reading.left_over)} places with no field of their own", width),
        ]
        for count, left in enumerate(reading.left_over):
            rows.append(prose(f"left.{count}", f"{left.place}: {left.text}", width))
    return rows


def line_key(text: str, offset: int) -> str:
    """The key of the row that shows the character at `offset` of the copy's text."""
    return f"line.{text.count(chr(10), 0, offset) + 1}"


def _line(number: int, line: str, span: tuple[int, int] | None, numbers: int, width: int) -> ListRow:
    margin = f"{number:>{numbers}} "
    room = width - len(margin) - 1
    styled = [(line, theme.PLAIN)]
    if span and span[1] > span[0]:
        styled = [
            (line[: span[0]], theme.PLAIN),
            (line[span[0] : span[1]], theme.FOUND),
            (line[span[1] :], theme.PLAIN),
        ]
    pieces = [(show(words), style) for words, style in styled]
    lines: list[Line] = []
    for wrapped, begin in _wrapped("".join(words for words, _ in pieces), room):
        lead = Segment(margin if not lines else " " * len(margin), theme.DIM)
        lines.append([lead, *_styled(wrapped, begin, pieces)])
    return ListRow(f"line.{number}", lines, line)


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
