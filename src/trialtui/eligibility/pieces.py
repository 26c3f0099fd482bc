"""An outline taken apart into pieces that can be changed one by one, and put together again.

Putting together what was just taken apart gives the same outline, codes and fingerprints included.
"""

from __future__ import annotations

from dataclasses import dataclass

from trialtui.eligibility.clean import clean
from trialtui.eligibility.codes import number
from trialtui.eligibility.fingerprint import fingerprint
from trialtui.eligibility.markers import read_marker
from trialtui.eligibility.outline import Criterion, Heading, Note, Outline, Span
from trialtui.eligibility.tags import condition_of

MOST_MARKERS = 3  # that stand in a row: "* 1. •"


@dataclass(eq=False)
class Piece:
    """A criterion, heading, note or unassigned stretch; offsets as in `Criterion`, `shown` is its `text`."""

    kind: str
    start: int
    words: int
    end: int
    shown: str
    side: str | None = None
    code: str = ""  # as it was before any change
    parent: Piece | None = None
    combine: str | None = None
    expr: str | None = None
    stated: bool = False
    scope: tuple[str, ...] = ()
    scope_source: str | None = None
    scope_reason: str = ""
    condition: str | None = None
    role: str = "group"

    def say(self, text: str) -> None:
        """Take the words that the offsets now cover."""
        self.shown = clean(text[self.words : self.end])
        self.condition = condition_of(self.shown) if self.kind == "criterion" else None


def taken_apart(outline: Outline) -> list[Piece]:
    """The pieces of an outline, in text order."""
    text = outline.text
    by_code: dict[str, Piece] = {}
    pieces: list[Piece] = []
    for one in outline.criteria:
        piece = Piece(
            "criterion", one.span.start, one.words.start, one.span.end, one.text, one.side, one.code,
            by_code.get(one.parent or ""), one.combine, one.expr, one.stated,
            one.scope, one.scope_source, one.scope_reason, one.condition,
        )  # fmt: skip
        by_code[one.code] = piece
        pieces.append(piece)
    for heading in outline.headings:
        start, end = heading.span
        words = _words(text, start, end, heading.text)
        pieces.append(
            Piece("heading", start, words, end, heading.text, heading.side, scope=heading.scope, role=heading.role)
        )  # fmt: skip
    for note in outline.notes:
        start, end = note.span
        pieces.append(Piece("note", start, _words(text, start, end, note.text), end, note.text, note.side))
    for start, end in outline.unassigned:
        pieces.append(Piece("unassigned", start, start, end, clean(text[start:end])))
    return sorted(pieces, key=lambda piece: piece.start)


def _words(text: str, start: int, end: int, shown: str) -> int:
    """Where the words begin of a heading or a note that is shown so: behind its marker."""
    at = start
    for _ in range(MOST_MARKERS):
        if clean(text[at:end]) == shown:
            return at
        marker = read_marker(text, at, end)
        if marker is None:
            break
        at = marker.end
    return at if clean(text[at:end]) == shown else start


def put_together(outline: Outline, pieces: list[Piece]) -> Outline:
    """The outline of these pieces: codes and fingerprints as the reading gives them."""
    items = [piece for piece in pieces if piece.kind == "criterion"]
    place = {id(piece): index for index, piece in enumerate(items)}
    parents = [None if piece.parent is None else place[id(piece.parent)] for piece in items]
    codes = number([piece.side or "I" for piece in items], parents)
    seen: dict[str, int] = {}
    lineages: list[tuple[str, ...]] = []
    criteria = []
    for piece, parent, code in zip(items, parents, codes, strict=True):
        lineages.append((*lineages[parent], piece.shown) if parent is not None else (piece.shown,))
        criteria.append(
            Criterion(
                code=code,
                side=piece.side or "I",
                parent=None if parent is None else codes[parent],
                span=Span(piece.start, piece.end),
                words=Span(piece.words, piece.end),
                text=piece.shown,
                combine=piece.combine,
                expr=piece.expr,
                stated=piece.stated,
                scope=piece.scope,
                scope_source=piece.scope_source,
                scope_reason=piece.scope_reason,
                condition=piece.condition,
                fingerprint=fingerprint(piece.side or "I", piece.expr or piece.combine, lineages[-1], seen),
                source=outline.text,
            )
        )
    return outline._replace(
        criteria=tuple(criteria),
        headings=tuple(
            Heading(Span(one.start, one.end), one.role, one.shown, one.side, one.scope)
            for one in pieces
            if one.kind == "heading"
        ),
        notes=tuple(
            Note(Span(one.start, one.end), one.shown, one.side) for one in pieces if one.kind == "note"
        ),
        unassigned=tuple(Span(one.start, one.end) for one in pieces if one.kind == "unassigned"),
    )
