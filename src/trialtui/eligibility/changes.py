"""What can be changed in a reading that was taken apart: one change a function, all of it or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from trialtui.eligibility.clean import ENTITY, ESCAPE, clean
from trialtui.eligibility.markers import read_marker
from trialtui.eligibility.pieces import Piece
from trialtui.eligibility.regrouping import inserted, replaced

OPERATOR = re.compile(r"all|any|except|info|atleast:[1-9]\d{0,2}")
KINDS = {
    "criterion": "a criterion",
    "note": "a note",
    "heading": "a heading",
    "unassigned": "unassigned text",
}


class Correction(NamedTuple):
    """One change. `text` holds the raw words it is about, `occurrence` which of the equal ones of that side (from 0).

    `op` and `value`: "operator" with "all", "any", "atleast:K", "except" or "info"; "split" with an offset into `text`;
    "join" (with what stands before), "note", "heading" and "criterion" without a value. `side` is "I", "E" or None.
    """

    op: str
    text: str
    occurrence: int = 0
    value: str | int | None = None
    side: str | None = None


class Refused(Exception):
    """Why a correction cannot be made; `already` where all is as it asks."""

    def __init__(self, why: str, *, already: bool = False) -> None:
        super().__init__(why)
        self.why, self.already = why, already


def fits(op: str, value: Any) -> bool:
    if op == "operator":
        return isinstance(value, str) and OPERATOR.fullmatch(value) is not None
    if op == "split":
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value is None


def offset_in_words(raw: str, shown: int) -> int:
    """Where in the raw words the character stands that is number `shown` of their displayed text.

    `len(raw)` where it lies behind the end.
    """
    length, at, spaced = 0, 0, True
    while at < len(raw):
        match = ESCAPE.match(raw, at) or ENTITY.match(raw, at)
        piece = match.group() if match else raw[at]
        words = clean(piece)
        if words:
            if length + len(words) > shown:
                return at
            length, spaced = length + len(words), False
        elif not spaced:
            if length >= shown:
                return at
            length, spaced = length + 1, True
        at += len(piece)
    return len(raw)


def _operator(text: str, pieces: list[Piece], piece: Piece, correction: Correction) -> None:
    operator = str(correction.value)
    parts = _parts(pieces, piece)
    if not parts:
        raise Refused("it has no parts that an operator could combine")
    if operator.startswith("atleast:") and int(operator.partition(":")[2]) > len(parts):
        raise Refused(f"it has {len(parts)} parts only")
    if (piece.combine, piece.expr, piece.stated) == (operator, None, True):
        raise Refused(f"its parts combine so already ({operator.replace(':', ' ')})", already=True)
    piece.combine, piece.expr, piece.stated = operator, None, True


def _split(text: str, pieces: list[Piece], piece: Piece, correction: Correction) -> None:
    _need(piece, "criterion")
    at = _split_place(text, piece, correction)
    before, behind = text[piece.words : at], text[at : piece.end]
    if not before.strip() or not behind.strip():
        raise Refused("there are no words on one side of the place to split at")
    start = piece.end - len(behind.lstrip())
    marker = read_marker(text, start, piece.end)
    words = marker.end if marker and not marker.weak and marker.end < piece.end else start
    if not clean(before) or not clean(text[words : piece.end]):
        raise Refused("there are no words on one side of the place to split at")
    if piece.parent is not None:
        _regroup(pieces, piece.parent, piece, 2)
    last = Piece(
        "criterion", start, words, piece.end, "", piece.side, "", piece.parent,
        piece.combine, piece.expr, piece.stated, piece.scope, piece.scope_source, piece.scope_reason,
    )  # fmt: skip
    for part in _parts(pieces, piece):
        part.parent = last
    piece.combine, piece.expr, piece.stated = None, None, False
    piece.end = piece.words + len(before.rstrip())
    piece.say(text)
    last.say(text)
    pieces.insert(pieces.index(piece) + 1, last)


def _split_place(text: str, piece: Piece, correction: Correction) -> int:
    """The offset into `text`. In a copy that is wrapped or escaped differently: at the same word."""
    own, offset = text[piece.words : piece.end], int(correction.value or 0)
    if own == correction.text:
        return piece.words + offset
    before = clean(correction.text[:offset])
    at = offset_in_words(own, len(before))
    if clean(own[:at]) != before or clean(own[at:]) != clean(correction.text[offset:]):
        raise Refused("the place to split at is not found in this copy")
    return piece.words + at


def _join(text: str, pieces: list[Piece], piece: Piece, correction: Correction) -> None:
    place = pieces.index(piece)
    before = pieces[place - 1] if place else None
    if before is None:
        raise Refused("nothing stands before it")
    for one in (before, piece):
        if one.kind not in ("criterion", "note"):
            raise Refused(f"{'it' if one is piece else 'what stands before it'} is {KINDS[one.kind]}")
    if piece.parent is not before and None not in (before.side, piece.side) and before.side != piece.side:
        raise Refused("what stands before it is of the other side")
    if before.kind == "note":
        _absorb(piece, before)
    else:
        _merge(pieces, before, piece)
    pieces.remove(before if before.kind == "note" else piece)
    (piece if before.kind == "note" else before).say(text)


def _absorb(piece: Piece, note: Piece) -> None:
    """The words of a note become the first words of what stands behind it."""
    piece.start, piece.words = note.start, note.words


def _merge(pieces: list[Piece], before: Piece, piece: Piece) -> None:
    parts = _parts(pieces, piece)
    if piece.kind == "criterion":
        if piece.parent is before and len(_parts(pieces, before)) > 1:
            _regroup(pieces, before, piece, len(parts))
        else:
            if piece.parent is not None and piece.parent is not before:
                _regroup(pieces, piece.parent, piece, 0)
            before.combine, before.expr, before.stated = piece.combine, piece.expr, piece.stated
        for part in parts:
            part.parent = before
    before.end = piece.end


def _sort(text: str, pieces: list[Piece], piece: Piece, correction: Correction) -> None:
    """A note or a heading, that is not answered, out of whatever it was read as. Parts move up."""
    if piece.kind == correction.op:
        raise Refused(f"it is {KINDS[piece.kind]} already", already=True)
    if piece.kind == "criterion":
        parts = _parts(pieces, piece)
        if piece.parent is not None:
            _regroup(pieces, piece.parent, piece, len(parts))
        for part in parts:
            part.parent = piece.parent
    piece.kind, piece.role, piece.parent = correction.op, "group", None
    piece.combine, piece.expr, piece.stated = None, None, False
    piece.scope, piece.scope_source, piece.scope_reason, piece.condition = (), None, "", None


def _criterion(text: str, pieces: list[Piece], piece: Piece, correction: Correction) -> None:
    if piece.kind == "criterion":
        raise Refused("it is a criterion already", already=True)
    place = pieces.index(piece)
    behind = next((one for one in pieces[place:] if one.kind == "criterion"), None)
    parent = behind.parent if behind is not None else None
    while parent is not None and pieces.index(parent) > place:
        parent = parent.parent
    side = parent.side if parent is not None else piece.side or _side_here(pieces[:place])
    piece.kind, piece.side, piece.parent = "criterion", side, parent
    if parent is not None:
        piece.scope, piece.scope_source = parent.scope, parent.scope_source
        piece.scope_reason = parent.scope_reason
        _regroup_with(pieces, parent, piece)
    else:
        _scope_from_neighbours(pieces, piece, place)
    piece.say(text)


def _side_here(before: list[Piece]) -> str:
    return next((one.side for one in reversed(before) if one.side), "I")


def _scope_from_neighbours(pieces: list[Piece], piece: Piece, place: int) -> None:
    """The cohorts of the criteria around it, where these agree; else it is everyone's."""
    near = (reversed(pieces[:place]), pieces[place + 1 :])
    found = [
        next((one for one in side if one.kind == "criterion" and not one.parent and one.side == piece.side), None)
        for side in near
    ]  # fmt: skip
    scopes = {one.scope for one in found if one is not None}
    piece.scope = scopes.pop() if len(scopes) == 1 else ()
    piece.scope_source = "proposed" if piece.scope else None
    piece.scope_reason = "as the criteria beside it" if piece.scope else ""


def _regroup(pieces: list[Piece], parent: Piece, part: Piece, count: int) -> None:
    """Let the parent's operator fit while one of its parts becomes `count` parts."""
    parts = _parts(pieces, parent)
    if parent.expr:
        expr, operator = replaced(parent.expr, parts.index(part) + 1, count)
        parent.expr, parent.combine = expr, operator or parent.combine
    if len(parts) + count == 1:
        parent.combine, parent.expr, parent.stated = None, None, False


def _regroup_with(pieces: list[Piece], parent: Piece, part: Piece) -> None:
    """Let the parent's operator fit a part that has come in."""
    if parent.expr:
        expr, operator = inserted(parent.expr, _parts(pieces, parent).index(part) + 1)
        parent.expr, parent.combine = expr, operator or parent.combine


def _parts(pieces: list[Piece], piece: Piece) -> list[Piece]:
    return [one for one in pieces if one.parent is piece]


def _need(piece: Piece, kind: str) -> None:
    if piece.kind != kind:
        raise Refused(f"it is {KINDS[piece.kind]}, not {KINDS[kind]}")


CHANGES: dict[str, Callable[[str, list[Piece], Piece, Correction], None]] = {
    "operator": _operator,
    "split": _split,
    "join": _join,
    "note": _sort,
    "heading": _sort,
    "criterion": _criterion,
}
