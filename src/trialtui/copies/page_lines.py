"""The lines of a saved page, and the account of what became of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from trialtui.copies.copy import LeftOver


class Line(NamedTuple):
    """A line that holds more than white space. `start`, `end` are code points into the page, white space excluded."""

    at: int  # index among the page's non-blank lines
    number: int  # in the page, from 1
    start: int
    end: int
    text: str


def lines_of(text: str) -> list[Line]:
    """The non-blank lines of a page, whichever newline it uses (LF, CRLF, or CR alone)."""
    newline = "\n" if "\n" in text or "\r" not in text else "\r"
    lines: list[Line] = []
    at = 0
    for number, raw in enumerate(text.split(newline), 1):
        words = raw.strip()
        if words:
            start = at + raw.index(words[0]) if raw[0] != words[0] else at
            lines.append(Line(len(lines), number, start, start + len(words), words))
        at += len(raw) + 1
    return lines


class Account:
    """What became of each line of a page: in the record, known boilerplate, or (when neither was said) left over."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self.text, self.lines = text, lines
        self.warnings: list[str] = []
        self._settled = bytearray(len(lines))

    def settle(self, lines: Iterable[Line]) -> None:
        """These lines are in the record, or the site prints them on every page."""
        for line in lines:
            self._settled[line.at] = 1

    def warn(self, line: Line, words: str) -> None:
        self.warnings.append(f"line {line.number}: {words}")

    def left_over(self) -> tuple[LeftOver, ...]:
        """Every line nobody settled; lines that follow one another make one entry."""
        found: list[LeftOver] = []
        run: list[Line] = []
        for line in self.lines:
            if self._settled[line.at]:
                run = self._close(run, found)
            else:
                run.append(line)
        self._close(run, found)
        return tuple(found)

    def _close(self, run: list[Line], found: list[LeftOver]) -> list[Line]:
        if run:
            start, end = run[0].start, run[-1].end
            found.append(LeftOver(f"line {run[0].number}", self.text[start:end], start, end))
        return []


def value_after(label: str, line: Line) -> str | None:
    """The value of "Group Type EXPERIMENTAL"; "" where the label stands alone, None where it is not this label."""
    if not line.text.startswith(label):
        return None
    rest = line.text[len(label) :]
    if rest and not rest[0].isspace() and not label.endswith(":"):
        return None
    return rest.strip()


def span_text(text: str, lines: Sequence[Line]) -> str | None:
    """The page's own words from the first of these lines to the last, blank lines between them included."""
    return text[lines[0].start : lines[-1].end] if lines else None
