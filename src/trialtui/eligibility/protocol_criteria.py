"""The site's own protocol criteria, from a CSV file, as an outline that stands in place of the registry's summary.

Columns, in any order: id ("I3", "I3.2" for a part of I3; the letter may be left out), category (inclusion or exclusion,
I or E), cohort (empty for everyone, several with ";"), text, version (the same in all rows).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from trialtui.eligibility.clean import clean
from trialtui.eligibility.outline import Cohort, Criterion, Outline
from trialtui.eligibility.pieces import Piece, put_together

COLUMNS = ("id", "category", "cohort", "text", "version")
CATEGORIES = {"i": "I", "inclusion": "I", "e": "E", "exclusion": "E"}
DELIMITERS = ",;\t"
IDENTIFIER = re.compile(r"([IE]?)(\d{1,4}(?:\.\d{1,4}){0,11})", re.IGNORECASE | re.ASCII)
SIDES = {"I": "inclusion", "E": "exclusion"}
LONGEST_LABEL = 60  # characters
OPERATORS = {"I": "all", "E": "any"}


class CriteriaFileError(ValueError):
    """One line: the line of the file and what is wrong there."""


class ProtocolCriteria(NamedTuple):
    """The version and the rows: {"id", "category", "cohort", "text"}, id and category in their short form, by id."""

    version: str
    rows: tuple[dict[str, str], ...]


class _Row(NamedTuple):
    line: int
    side: str
    ordinals: tuple[int, ...]
    labels: tuple[str, ...]
    text: str
    version: str

    @property
    def code(self) -> str:
        return self.side + ".".join(map(str, self.ordinals))


def read_protocol_criteria(raw: bytes) -> ProtocolCriteria:
    """The criteria in the bytes of a CSV file: UTF-8, a header, comma, semicolon or tab. Raises CriteriaFileError."""
    text = _decoded(raw)
    lines = _lines(text)
    if not lines:
        raise CriteriaFileError("line 1: the file is empty")
    (line, header), *records = lines
    columns = _columns(header, line)
    rows = [_row(number, cells, columns) for number, cells in records]
    if not rows:
        raise CriteriaFileError(f"line {line}: no criterion stands below the header")
    _check(rows)
    rows.sort(key=lambda row: (row.side != "I", row.ordinals))
    return ProtocolCriteria(
        rows[0].version,
        tuple(
            {"id": row.code, "category": row.side, "cohort": "; ".join(row.labels), "text": row.text}
            for row in rows
        ),
    )


def protocol_outline(
    rows: Sequence[Mapping[str, str]], version: str, known: Sequence[Cohort] = ()
) -> Outline:
    """The outline of such rows; its text is theirs, one below the other. `known` are the cohorts of the registry's reading."""
    pieces: dict[str, Piece] = {}
    labels: dict[str, None] = {}
    at = 0
    for row in rows:
        code, side, text = row["id"], row["category"], row["text"]
        parent = pieces.get(code.rpartition(".")[0])
        scope = _labels(row["cohort"]) or (parent.scope if parent is not None else ())
        labels.update(dict.fromkeys(scope))
        end = at + len(text)
        pieces[code] = Piece(
            "criterion", at, at, end, "", side, code, parent,
            scope=scope, scope_source="protocol", scope_reason=f"protocol version {version}",
        )  # fmt: skip
        if parent is not None:
            parent.combine = OPERATORS[side]
        at = end + 1
    text = "\n".join(row["text"] for row in rows)
    for piece in pieces.values():
        piece.say(text)
    titles = {cohort.label: cohort for cohort in known}
    cohorts = tuple(titles.get(label) or Cohort(label, "", "protocol criteria") for label in labels)
    outline = put_together(
        Outline(text, cohorts=cohorts, reader=f"protocol version {version}"), list(pieces.values())
    )
    return _named(outline, list(pieces))


def _named(outline: Outline, codes: Sequence[str]) -> Outline:
    """The same criteria under the codes that the site gave them."""
    own = {one.code: code for one, code in zip(outline.criteria, codes, strict=True)}
    criteria: list[Criterion] = [
        one._replace(code=own[one.code], parent=own[one.parent] if one.parent else None)
        for one in outline.criteria
    ]
    return outline._replace(criteria=tuple(criteria))


# --- the file ---


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CriteriaFileError("line 1: this is UTF-16 text; save it as CSV UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        skipped = 3 if raw.startswith(b"\xef\xbb\xbf") else 0
        line = _line_of(raw[: error.start + skipped])
        raise CriteriaFileError(f"line {line}: not UTF-8 text; save it as CSV UTF-8") from None
    if (nul := text.find("\0")) >= 0:
        line = _line_of(text[:nul].encode("utf-8"))
        raise CriteriaFileError(f"line {line}: a NUL character: this is no text file")
    return text


def _line_of(before: bytes) -> int:
    return len(before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The records that are not blank, each with the line it begins on."""
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise CriteriaFileError(f"line {line}: no CSV: {error}") from None
    return records


def _columns(header: Sequence[str], line: int) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    for name in names:
        if name not in COLUMNS:
            raise CriteriaFileError(
                f"line {line}: unknown column {_shown(name)}; known are {', '.join(COLUMNS)}"
            )
        if names.count(name) > 1:
            raise CriteriaFileError(f"line {line}: the column {name} stands twice")
    if missing := [name for name in COLUMNS if name not in names]:
        raise CriteriaFileError(f"line {line}: no column {missing[0]} in the header")
    return {name: names.index(name) for name in COLUMNS}


def _row(line: int, cells: Sequence[str], columns: Mapping[str, int]) -> _Row:
    if len(cells) != len(columns):
        raise CriteriaFileError(f"line {line}: {len(cells)} cells, but the header has {len(columns)}")
    cell = {name: cells[place].strip() for name, place in columns.items()}
    for name in ("id", "category", "text", "version"):
        if not cell[name]:
            raise CriteriaFileError(f"line {line}: no {name}")
    side = CATEGORIES.get(cell["category"].lower())
    if side is None:
        raise CriteriaFileError(
            f"line {line}: category {_shown(cell['category'])} is neither inclusion nor exclusion"
        )
    match = IDENTIFIER.fullmatch(cell["id"])
    if match is None:
        raise CriteriaFileError(f"line {line}: id {_shown(cell['id'])} is not of the form I3 or I3.2")
    if match[1] and match[1].upper() != side:
        raise CriteriaFileError(f"line {line}: id {cell['id']} stands with the category {SIDES[side]}")
    ordinals = tuple(int(number) for number in match[2].split("."))
    labels = _labels(cell["cohort"])
    for label in labels:
        if len(label) > LONGEST_LABEL or not label.isprintable():
            raise CriteriaFileError(
                f"line {line}: cohort {_shown(label)} is no label of at most {LONGEST_LABEL} characters"
            )
    if not clean(cell["text"]):
        raise CriteriaFileError(f"line {line}: no text")
    return _Row(line, side, ordinals, labels, cell["text"], " ".join(cell["version"].split()))


def _labels(cohort: str) -> tuple[str, ...]:
    found = (" ".join(label.split()) for label in cohort.split(";"))
    return tuple(dict.fromkeys(label for label in found if label))


def _check(rows: Sequence[_Row]) -> None:
    """Raise where an id stands twice, a parent is missing, or cohorts or versions do not go together."""
    by_code: dict[str, _Row] = {}
    for row in rows:
        twin = by_code.setdefault(row.code, row)
        if twin is not row:
            raise CriteriaFileError(f"line {row.line}: the id {row.code} stands on line {twin.line} already")
        if row.version != rows[0].version:
            raise CriteriaFileError(
                f"line {row.line}: version {_shown(row.version)}, but {_shown(rows[0].version)} on line {rows[0].line}"
            )
    for row in rows:
        above = row.code.rpartition(".")[0]
        if not above:
            continue
        if above not in by_code:
            raise CriteriaFileError(f"line {row.line}: {row.code} is a part of {above}, which is missing")
        outer = _scope(by_code, above)
        if outer and not set(row.labels) <= set(outer):
            raise CriteriaFileError(
                f"line {row.line}: {row.code} is for {', '.join(row.labels)}, but {above} above it for {', '.join(outer)}"
            )


def _scope(by_code: Mapping[str, _Row], code: str) -> tuple[str, ...]:
    """The cohorts of a row: its own, else those of the row above it."""
    while code in by_code:
        if by_code[code].labels:
            return by_code[code].labels
        code = code.rpartition(".")[0]
    return ()


def _shown(value: str) -> str:
    return f'"{value[:40]}…"' if len(value) > 40 else f'"{value}"'
