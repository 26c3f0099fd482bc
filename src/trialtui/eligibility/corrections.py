"""Corrections of a reading: what a person changed in an outline, as data that can be done again on a newer copy.

A correction is anchored to the words it is about. It never changes the copy, and every character stays where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from trialtui.eligibility.changes import CHANGES, Correction, Refused, fits, offset_in_words
from trialtui.eligibility.clean import clean
from trialtui.eligibility.outline import Outline
from trialtui.eligibility.pieces import Piece, put_together, taken_apart

__all__ = [
    "Correction", "NotApplied", "Refused", "anchored", "apply_corrections", "corrected", "from_json", "offset_in_words",
    "place_of", "to_json",
]  # fmt: skip
LONGEST_QUOTED = 60


class NotApplied(NamedTuple):
    """A correction that does not fit, and why: the end of a sentence that begins with its words."""

    correction: Correction
    why: str

    @property
    def words(self) -> str:
        """One line for people: what was to be done to which words, and why it was not."""
        correction = self.correction
        value = f" {correction.value}" if correction.op == "operator" else ""
        return f"{correction.op}{value} “{_quoted(correction.text)}”: {self.why}"


def apply_corrections(
    outline: Outline, corrections: Iterable[Correction]
) -> tuple[Outline, tuple[NotApplied, ...]]:
    """The outline with these corrections made, one after the other, and those that do not fit it.

    One that finds everything as it asks, or that two people made at once, counts as made. Without any the outline is returned as it is.
    """
    pieces: list[Piece] | None = None
    made: set[Correction] = set()
    left: list[NotApplied] = []
    for correction in corrections:
        pieces = taken_apart(outline) if pieces is None else pieces
        try:
            _apply(outline.text, pieces, correction)
            made.add(correction)
        except Refused as refusal:
            if not refusal.already and correction not in made:
                left.append(NotApplied(correction, refusal.why))
    return (outline if pieces is None else put_together(outline, pieces)), tuple(left)


def corrected(outline: Outline, correction: Correction) -> Outline:
    """The outline with one correction made. Raises Refused."""
    pieces = taken_apart(outline)
    _apply(outline.text, pieces, correction)
    return put_together(outline, pieces)


def anchored(outline: Outline, op: str, code: str, value: str | int | None = None) -> Correction:
    """The correction of a criterion by its code, or of a heading, note or unassigned text by "@" and its start offset.

    Raises Refused where there is nothing of that name. Whether it can be made is `corrected`'s question.
    """
    pieces = taken_apart(outline)
    piece = next((one for one in pieces if code in (one.code or None, f"@{one.start}")), None)
    if piece is None:
        raise Refused("there is no such row in this reading")
    equal = [one for one in pieces if (one.side, one.shown) == (piece.side, piece.shown)]
    return Correction(op, outline.text[piece.words : piece.end], equal.index(piece), value, piece.side)


def place_of(outline: Outline, correction: Correction) -> str:
    """The name that `anchored` takes of what a correction is about: a code, or "@" and an offset. Raises Refused."""
    piece = _found(taken_apart(outline), correction)
    return piece.code or f"@{piece.start}"


def from_json(value: object) -> Correction:
    """A correction from the log or from a file. Raises ValueError with a sentence."""
    if not isinstance(value, Mapping):
        raise ValueError("a correction is an object with op and text")
    op, text, occurrence = value.get("op"), value.get("text"), value.get("occurrence", 0)
    side, argument = value.get("side"), value.get("value")
    if not isinstance(op, str) or op not in CHANGES:
        raise ValueError(f"op is one of {', '.join(CHANGES)}")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("text holds the words that the correction is about")
    if not isinstance(occurrence, int) or isinstance(occurrence, bool) or occurrence < 0:
        raise ValueError("occurrence is a number from 0")
    if side not in ("I", "E", None):
        raise ValueError("side is I, E or null")
    if not fits(op, argument):
        raise ValueError(f"{op} does not go with this value")
    return Correction(op, text, occurrence, argument, side)


def to_json(correction: Correction) -> dict[str, Any]:
    return correction._asdict()


def _apply(text: str, pieces: list[Piece], correction: Correction) -> None:
    """Change the pieces, or raise Refused and leave them as they are."""
    if not fits(correction.op, correction.value):
        raise Refused(f"{correction.op} does not go with this value")
    CHANGES[correction.op](text, pieces, _found(pieces, correction), correction)


def _found(pieces: list[Piece], correction: Correction) -> Piece:
    shown = clean(correction.text)
    equal = [one for one in pieces if one.shown == shown and one.side == correction.side]
    if correction.occurrence >= len(equal):
        raise Refused("these words are not in this copy, or not by themselves")
    return equal[correction.occurrence]


def _quoted(raw: str) -> str:
    words = clean(raw)
    return words if len(words) <= LONGEST_QUOTED else words[: LONGEST_QUOTED - 1].rstrip() + "…"
