"""Lists written into one line: "1. … 2. …", "i. … OR ii. …", "any of: (a) …; (b) …"."""

from __future__ import annotations

import re

from trialtui.eligibility.entries import Entry
from trialtui.eligibility.markers import Marker, inline_markers

JOINT = re.compile(r"(?:\b(?:and/or|and|or|AND|OR)\s+)$", re.IGNORECASE)


def _next(marker: Marker, style: str, ordinal: int, roman: int) -> bool:
    if marker.style.replace("i", "a").replace("I", "A") != style.replace("i", "a").replace("I", "A"):
        return False
    if style[:1] == "1" or "1" in style:
        return marker.ordinal == ordinal + 1
    return bool(roman and marker.roman == roman + 1) or (
        marker.ordinal == ordinal + 1 and marker.style == style
    )


def _with_joint(text: str, start: int, at: int) -> int:
    """Where an "OR" or "AND" before the marker at `at` begins: it goes with the part that follows."""
    joint = JOINT.search(text, max(start, at - 8), at)
    return joint.start() if joint else at


def split_run_on(entry: Entry) -> list[Entry]:
    """The entry cut at the markers that continue its own numbering, or that begin a list of two or more within it."""
    text = entry.text
    cuts: list[tuple[int, Marker]] = []
    style, ordinal, roman = entry.style, entry.ordinal, entry.roman
    for at, marker in inline_markers(text, entry.words, entry.end):
        if style and _next(marker, style, ordinal, roman):
            cuts.append((at, marker))
            ordinal, roman = marker.ordinal, marker.roman
    if not cuts:
        return [entry]
    pieces = [entry]
    for at, marker in cuts:
        start = _with_joint(text, pieces[-1].words, at)
        piece = Entry(text, start, marker.end, pieces[-1].end, entry.column, False)
        piece.mark(marker)
        piece.content, piece.inline = entry.content, True
        pieces[-1].end = start + 0
        while text[pieces[-1].end - 1].isspace():
            pieces[-1].end -= 1
        pieces.append(piece)
    return pieces
