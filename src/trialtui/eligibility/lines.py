"""Physical lines: where each begins, how far it is indented, what marker it carries, whether a blank line stands before it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trialtui.eligibility.markers import Marker, read_marker
from trialtui.eligibility.tables import Rule

DASHES = ("-", "–")
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


# Where a list was written into one line: before each dash, and before a cohort's name that stands over the next dash.
UNROLLED = Rule(
    r"(?<![\s/+])\s+(?=[-–]\s+(?-i:[A-Z≥≤<>\"“(]))|(?<![\s/+\d])\s+(?=[-–]\s+\d)|(?<!\s)\s{2,}(?=(?:part|cohort|group|arm|phase|step)s?\s[^:;.]{1,40}:\s+[-–]\s)",
    re.IGNORECASE,
)
LEAST = 3  # dashes that make a list; one or two are punctuation


def _unrolled(text: str, first: int, after: int, marker: Marker | None) -> list[tuple[int, int]]:
    """The lines that a line with dashes in it once was, as spans; itself where they are no list."""
    cuts = [match.span() for match in UNROLLED.finditer(text, marker.end if marker else first, after)]
    lead = marker is None or marker.style in DASHES or (cuts and text[cuts[0][0] - 1] == ":")
    if len(cuts) < LEAST or not lead:
        return [(first, after)]
    starts = [first, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), after]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


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
            marker = read_marker(text, first, after)
            if body.count(" - ") + body.count(" – ") >= LEAST:
                for start, end in _unrolled(text, first, after, marker):
                    inner = marker if start == first else read_marker(text, start, end)
                    yield Line(start, end, column, gap if start == first else inner is None, inner)
            else:
                yield Line(first, after, column, gap, marker)
        gap = not body or raw[-1] in HARD_BREAKS
        at += len(raw)
