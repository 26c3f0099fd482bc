"""Physical lines: where each begins, how far it is indented, what marker it carries, whether a blank line stands before it."""

from __future__ import annotations

from collections.abc import Iterator

from trialtui.eligibility.markers import Marker, read_marker

HARD_BREAKS = "\x0b\x0c\x85\u2028\u2029"  # they set a paragraph apart, as a blank line does


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
    at, gap = 0, False
    for raw in text[:stop].splitlines(keepends=True):
        body = raw.strip()
        if body:
            indent = len(raw) - len(raw.lstrip()) if raw[0].isspace() else 0
            column = len(raw[:indent].expandtabs()) if indent else 0
            first = at + indent
            after = first + len(body)
            yield Line(first, after, column, gap, read_marker(text, first, after))
        gap = not body or raw[-1] in HARD_BREAKS
        at += len(raw)
