"""Writes the text of a page line by line, and keeps where each run of words came from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

BARE_MARK = re.compile(r"[(\[]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,6})[.)\]]$|[•●○◦▪*–-]$")


class Piece(NamedTuple):
    """Characters `start` to `end` of the page's text, which begin at `at` among the source's (white space aside)."""

    start: int
    end: int
    at: int


class Writer:
    """Lines of text, as they come. `mark` waits for the first word of its item, `lead` is white space a line brings itself."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.pieces: list[Piece] = []
        self.headings: dict[int, int] = {}
        self.at = 0
        self.breaks = 0  # newlines before the next word; two make a blank line
        self.space = False
        self.indent, self.mark, self.mark_indent, self.lead = 0, "", 0, ""
        self.flat = 0  # open tables that are written a row a line
        self.heading = 0
        self.raised = False
        self._line = ""  # what stands in the line so far, for as long as it may be a bare mark
        self._power = False

    def block(self, breaks: int) -> None:
        """A block begins or ends here: at least so many newlines."""
        if self.flat:
            self.space = True
            return
        self.breaks = max(self.breaks, breaks)

    def row(self) -> None:
        """A row of a table begins or ends here."""
        self.breaks = max(self.breaks, 1)

    def wrap(self) -> None:
        """One more newline, as `<br>` makes it."""
        self.breaks = min(self.breaks + 1, 2)

    def blank(self, words: str | None, preformatted: bool) -> None:
        """White space between words."""
        if words:
            self.space = True
            if preformatted:
                self.breaks = min(self.breaks + words.count("\n"), 2)

    def begin_mark(self, mark: str) -> None:
        """An item begins: its mark, and the indentation of what else stands in it."""
        if not self.mark:
            self.mark_indent = self.indent
        self.mark += mark
        self.indent += len(mark)

    def raise_next(self) -> None:
        """The next word is a power: "10" and a raised "6" are 10^6, never 106."""
        self._power = True

    def at_line_start(self) -> bool:
        return not self.parts or bool(self.breaks)

    def after_bare_mark(self) -> bool:
        """Whether the line holds nothing but a number or bullet so far."""
        return not self.breaks and BARE_MARK.match(self._line.strip()) is not None

    def own(self, words: str, always: bool = False) -> None:
        """Words of ours, which do not stand in the page's text: what parts the cells of a table, what a picture shows."""
        if words.strip() or always:
            self.space = True
            self._put(" ".join(words.split()))
            self.space = True

    def words(self, raw: str, words: Sequence[str], at: int | None) -> None:
        """Words of the page. `raw` tells whether white space stands before and after them; `at` where they stand."""
        self.space = self.space or raw[0].isspace()
        if self._power:
            before = self.parts[-1][-1:] if self.parts and not self.breaks and not self.space else ""
            self._power = False
            if before.isalnum() or before == ")":
                self._put("^")
        start = self._put(" ".join(words))
        if at is not None:
            self.pieces.append(Piece(start, self.at, at))
        self.space = raw[-1].isspace()

    def _put(self, words: str) -> int:
        """Write words behind what must stand before them; where they begin."""
        if self.at and self.breaks:
            self._out("\n" * self.breaks)
        if self.at_line_start():
            self._line = ""
            if self.mark:
                self._out(" " * self.mark_indent + self.mark)
            else:
                self._out(" " * self.indent + self.lead)
            self.mark = ""
        elif self.space:
            self._out(" ")
        self.breaks, self.space, self.lead = 0, False, ""
        start = self.at
        if self.heading:
            self.headings.setdefault(start, self.heading)
            self.heading = 0
        self._out(words)
        self._line = (self._line + " " + words)[:20]
        return start

    def _out(self, words: str) -> None:
        if words:
            self.parts.append(words)
            self.at += len(words)
