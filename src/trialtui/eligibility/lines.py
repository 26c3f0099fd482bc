"""Physical lines: where each begins, how far it is indented, what marker it carries, whether a blank line stands before it."""

from __future__ import annotations

from collections.abc import Iterator

from trialtui.eligibility.markers import Marker, read_marker
from trialtui.eligibility.tables import Rule

BREAKS = "\\n\\r\\x0b\\x0c\\x85\\u2028\\u2029"
LINE = Rule(rf"[^{BREAKS}]+")
SOFT_BREAKS = {"", "\n", "\r\n", "\r"}


class Line:
    """A line that is not blank. `start` is its first character that is not white space, `end` lies after the last one.

    `column` is the indentation in columns (a tab runs to the next multiple of eight), `gap` says that a blank line
    stands before it. `words` is where the text after the marker begins.
    """

    __slots__ = ("column", "end", "gap", "marker", "start", "words")

    def __init__(self, start: int, end: int, column: int, gap: bool, marker: Marker | None) -> None:
        self.start, self.end, self.column, self.gap = start, end, column, gap
        self.marker = marker
        self.words = start if marker is None else marker.end


def split_lines(text: str, stop: int) -> Iterator[Line]:
    """The lines of `text[:stop]` that hold anything but white space."""
    last, gap = 0, False
    for match in LINE.finditer(text, 0, stop):
        start, end = match.span()
        gap = gap or text[last:start] not in SOFT_BREAKS or last == 0 < start
        last = end
        raw = match.group()
        body = raw.strip()
        if not body:
            gap = True
            continue
        indent = len(raw) - len(raw.lstrip())
        first = start + indent
        column = len(raw[:indent].expandtabs()) if indent else 0
        after = first + len(body)
        yield Line(first, after, column, gap, read_marker(text, first, after))
        gap = False
