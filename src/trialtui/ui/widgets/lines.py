"""A drawn line as segments: where two differ, what is found in one, and its margin."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from trialtui.ui import theme

Line = list[Segment]


def with_margin(line: Line) -> Line:
    """The line with its leading blanks as a run of their own: SVG renderers drop them at the start of a run of words."""
    if not line or line[0].text[:2] != "  ":
        return line
    text, style, _ = line[0]
    words = text.lstrip(" ")
    margin = theme.PLAIN if style and style.dim else theme.DIM
    return [Segment(text[: len(text) - len(words)], margin), Segment(words, style), *line[1:]]


def changed_cells(old: Line, new: Line) -> tuple[int, int]:
    """The range of cells, start to end, in which two lines differ."""
    before, after = _cells(old), _cells(new)
    length = max(len(before), len(after))
    blank = (" ", theme.PLAIN)
    before += [blank] * (length - len(before))
    after += [blank] * (length - len(after))
    differing = [place for place in range(length) if before[place] != after[place]]
    return (differing[0], differing[-1] + 1) if differing else (0, 0)


def _cells(line: Line) -> list[tuple[str, Style | None]]:
    cells: list[tuple[str, Style | None]] = []
    for text, style, _ in line:
        for character in text:
            size = cell_len(character)
            cells.extend([(character, style)] * size if size else [])
            if size == 0 and cells:
                cells[-1] = (cells[-1][0] + character, style)
    return cells


def highlighted(line: Line, needle: str) -> Line:
    """The line with each occurrence of the case-folded `needle` marked, where it stands within one segment."""
    marked: Line = []
    for text, style, _ in line:
        folded = text.casefold()
        if len(folded) != len(text) or needle not in folded:
            marked.append(Segment(text, style))
            continue
        place = 0
        while (found := folded.find(needle, place)) >= 0:
            marked.append(Segment(text[place:found], style))
            marked.append(Segment(text[found : found + len(needle)], (style or theme.PLAIN) + theme.FOUND))
            place = found + len(needle)
        marked.append(Segment(text[place:], style))
    return marked
