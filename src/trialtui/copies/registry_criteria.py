"""Eligibility text from registries that keep inclusion and exclusion in fields of their own.

The record holds one text, as ClinicalTrials.gov does: each field under its heading. What is the copy's stands verbatim and leads back to
its place (`Stretch`); headings, numbers and indents of ours lead nowhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from trialtui.copies.copy import CriteriaPlace, Stretch

HEADINGS = ("Inclusion Criteria:", "Exclusion Criteria:")

_OWN_HEADING = (
    re.compile(r"\W*(?:\w+\W+){0,3}inclusion\s+criteri", re.IGNORECASE),
    re.compile(r"\W*(?:\w+\W+){0,3}(?:exclusion|non-?inclusion)\s+criteri", re.IGNORECASE),
)
"""How a field opens that brings a heading of its own: "Key inclusion criteria:"."""

_OWN_MARKER = re.compile(r"\s*(?:\(?\d{1,3}[.)]|[-*•·▪–])\s")


class Piece(NamedTuple):
    """Words of a field, and where in `Copy.text` they stand: as they are, or as one escape."""

    text: str
    start: int
    end: int


class Field(NamedTuple):
    """The words of one field of the copy: in pieces, or as text alone where it cannot be said where they stand."""

    text: str
    pieces: tuple[Piece, ...] | None
    number: str | None = None  # of a criterion in a list: "3"


class CriteriaText:
    """The eligibility text under construction."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._length = 0
        self._placed = True
        self.stretches: list[Stretch] = []

    @property
    def text(self) -> str:
        return "".join(self._words)

    def ours(self, words: str) -> None:
        """Words that the copy does not hold."""
        self._words.append(words)
        self._length += len(words)

    def theirs(self, field: Field, indent: str = "") -> None:
        """The words of a field; each further line of it is indented."""
        pieces = field.pieces
        if pieces is None:
            self._placed = False
            return self.ours(field.text.replace("\n", "\n" + indent))
        for piece in (line for whole in pieces for line in _lines(whole)):
            self.stretches.append(
                Stretch(self._length, self._length + len(piece.text), piece.start, piece.end)
            )
            self.ours(piece.text)
            if piece.text.endswith("\n"):
                self.ours(indent)
        return None

    def place(self, path: str) -> CriteriaPlace | None:
        """From the first to the last of the copy's words, under the name `path`; None where it cannot be said."""
        if not self._placed or not self.stretches:
            return None
        first = min(stretch.copy_start for stretch in self.stretches)
        return CriteriaPlace(first, max(stretch.copy_end for stretch in self.stretches), path)


def _lines(piece: Piece) -> Iterator[Piece]:
    """A piece line by line; an escape is one line."""
    if len(piece.text) != piece.end - piece.start:
        yield piece
        return
    start = piece.start
    for line in re.findall(r"[^\n]*\n|[^\n]+", piece.text):
        yield Piece(line, start, start + len(line))
        start += len(line)


def criteria_text(inclusion: Iterable[Field], exclusion: Iterable[Field]) -> CriteriaText | None:
    """One text of both; None where neither field holds words. Criteria with a number stand one a line under it."""
    built = CriteriaText()
    for heading, own, fields in zip(HEADINGS, _OWN_HEADING, (inclusion, exclusion), strict=True):
        filled = [field for field in fields if field.text.strip()]
        if not filled:
            continue
        built.ours("\n\n" if built.text else "")
        if not own.match(filled[0].text) or len(filled) > 1:
            built.ours(heading + "\n\n")
        for n, field in enumerate(filled):
            built.ours("\n" if n else "")
            marker = f"{field.number}. " if has_number_of_ours(field) else ""
            built.ours(marker)
            built.theirs(field, " " * len(marker))
    return built if built.text else None


def has_number_of_ours(field: Field) -> bool:
    """Whether a criterion of a list is shown under its number: not where its words open with a marker of their own."""
    return field.number is not None and not _OWN_MARKER.match(field.text)


def pieces_of(
    text: str, start: int, end: int, escape: re.Pattern[str], character: Callable[[str], str]
) -> tuple[Piece, ...]:
    """The words between two places of a copy, with every `escape` read as its `character`."""
    found: list[Piece] = []
    for match in escape.finditer(text, start, end):
        if match.start() > start:
            found.append(Piece(text[start : match.start()], start, match.start()))
        found.append(Piece(character(match[0]), match.start(), match.end()))
        start = match.end()
    if start < end:
        found.append(Piece(text[start:end], start, end))
    return tuple(found)


def substituted(field: Field, pattern: re.Pattern[str], words: Callable[[str], str]) -> Field:
    """The field with other words for what the pattern finds: for the letters "<br>" a new line. Each still leads to its place."""
    matches = list(pattern.finditer(field.text))
    if not matches or field.pieces is None:
        return field._replace(text=pattern.sub(lambda match: words(match[0]), field.text))
    begins = [0, *accumulate(len(piece.text) for piece in field.pieces)]
    pieces: list[Piece] = []
    reached = 0
    for match in matches:
        pieces += _between(field.pieces, begins, reached, match.start())
        standing = _between(field.pieces, begins, *match.span())
        pieces.append(Piece(words(match[0]), standing[0].start, standing[-1].end))
        reached = match.end()
    pieces += _between(field.pieces, begins, reached, begins[-1])
    return field._replace(text="".join(piece.text for piece in pieces), pieces=tuple(pieces))


def _between(pieces: tuple[Piece, ...], begins: list[int], start: int, end: int) -> list[Piece]:
    """The pieces that hold characters `start` to `end` of the field; `begins` is where each piece begins."""
    found: list[Piece] = []
    at = bisect_right(begins, start) - 1
    while start < end:
        piece, here = pieces[at], begins[at]
        if len(piece.text) == piece.end - piece.start:
            first, past = start - here, min(end, begins[at + 1]) - here
            piece = Piece(piece.text[first:past], piece.start + first, piece.start + past)
        found.append(piece)
        at += 1
        start = begins[at]
    return found
