"""What a site made of a reading, as a file for another site: corrections, moved scopes, confirmed scopes. Pure.

    {"format": "trialtui reading 1", "trial": "NCT…", "record": SHA-256 of the copy, "reader": "reading 1",
     "corrections": [{"op": "operator", "text": raw words, "occurrence": 0, "value": "any", "side": "I"}, …],
     "moved": [{"code": "I6", "text": words, "fingerprint": "…", "scope": ["LN"]}, …],
     "confirmed": {fingerprint: [label, …]} or null}

Everything is keyed on words and fingerprints, so that it fits another copy of the trial as far as the text is the same.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from trialtui.eligibility.corrections import (
    Correction,
    NotApplied,
    Refused,
    corrected,
    from_json,
    place_of,
    to_json,
)
from trialtui.eligibility.outline import Outline
from trialtui.screening.events import NewEvent
from trialtui.screening.overlay import correction_event
from trialtui.screening.screening import Screening

FORMAT = "trialtui reading 1"


class ReadingFileError(ValueError):
    """One line: the place in the file and what is wrong there."""


class Move(NamedTuple):
    """A criterion in other cohorts than it was read with; `scope` is () for everyone."""

    code: str
    text: str
    fingerprint: str
    scope: tuple[str, ...]


class ReadingFile(NamedTuple):
    """`confirmed` holds scopes by fingerprint as they were confirmed, None where they were not."""

    trial: str
    record: str
    reader: str
    corrections: tuple[Correction, ...]
    moved: tuple[Move, ...]
    confirmed: dict[str, frozenset[str]] | None


def reading_json(screening: Screening, corrections: Sequence[Correction], reader: str) -> dict[str, Any]:
    """What stands, ready to be written."""
    rows = screening.checklist.by_fingerprint
    moved = [
        {"code": rows[own].code, "text": rows[own].text, "fingerprint": own, "scope": list(scope)}
        for own, scope in screening.ledger.moved.items()
        if own in rows
    ]
    confirmed = screening.checklist.cohort_labels and screening.scopes_confirmed
    return {
        "format": FORMAT,
        "trial": screening.trial,
        "record": screening.record,
        "reader": reader,
        "corrections": [to_json(correction) for correction in corrections],
        "moved": moved,
        "confirmed": screening.scopes_by_fingerprint if confirmed else None,
    }


def parse_reading(text: str, trial: str) -> ReadingFile:
    """Read such a file for a trial. Raises ReadingFileError; another trial's file is refused."""
    content = _object(text)
    if content.get("format") != FORMAT:
        raise ReadingFileError(f'format: not "{FORMAT}", so this is no file of reading export')
    name, record, reader = (_words(content, key) for key in ("trial", "record", "reader"))
    if name != trial:
        raise ReadingFileError(f"trial: this reading is of {name}, not of {trial}")
    corrections = []
    for number, value in enumerate(_list(content, "corrections"), 1):
        try:
            corrections.append(from_json(value))
        except ValueError as error:
            raise ReadingFileError(f"corrections, number {number}: {error}") from None
    moved = [_move(value, number) for number, value in enumerate(_list(content, "moved"), 1)]
    return ReadingFile(name, record, reader, tuple(corrections), tuple(moved), _confirmed(content))


def correction_events(
    screening: Screening, outline: Outline, standing: Sequence[Correction], wanted: Sequence[Correction]
) -> tuple[list[NewEvent], int, list[NotApplied]]:
    """Events for the corrections that are not made yet, how many are, and those that do not fit this outline.

    `standing` are the corrections that fit and made `outline` what it is.
    """
    events: list[NewEvent] = []
    left: list[NotApplied] = []
    made, already = list(standing), 0
    for correction in wanted:
        if correction in made:
            made.remove(correction)
            already += 1
            continue
        try:
            after = corrected(outline, correction)
        except Refused as refusal:
            already += refusal.already
            if not refusal.already:
                left.append(NotApplied(correction, refusal.why))
            continue
        events.append(correction_event(screening, outline, correction, place_of(outline, correction)))
        outline = after
    return events, already, left


# --- the file's parts ---


def _object(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise ReadingFileError(f"line {error.lineno}, column {error.colno}: no JSON: {error.msg}") from None
    except RecursionError:
        raise ReadingFileError("no JSON: nested too deeply") from None
    except ValueError as error:  # an integer of thousands of digits
        raise ReadingFileError(f"no JSON: {str(error).splitlines()[0]}") from None
    if not isinstance(content, dict):
        raise ReadingFileError("the file holds no object")
    return content


def _words(content: dict[str, Any], key: str) -> str:
    if not isinstance(value := content.get(key), str):
        raise ReadingFileError(f"{key}: text was expected")
    return value


def _list(content: dict[str, Any], key: str) -> list[Any]:
    if not isinstance(value := content.get(key), list):
        raise ReadingFileError(f"{key}: a list was expected")
    return value


def _move(value: object, number: int) -> Move:
    place = f"moved, number {number}"
    if not isinstance(value, dict):
        raise ReadingFileError(f"{place}: an object was expected")
    code, text, own = (value.get(key) for key in ("code", "text", "fingerprint"))
    if not (isinstance(code, str) and isinstance(text, str) and isinstance(own, str)):
        raise ReadingFileError(f"{place}: code, text and fingerprint are text")
    return Move(code, text, own, _labels(value.get("scope"), place))


def _confirmed(content: dict[str, Any]) -> dict[str, frozenset[str]] | None:
    value = content.get("confirmed")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ReadingFileError("confirmed: an object of scopes or null was expected")
    return {own: frozenset(_labels(scope, "confirmed")) for own, scope in value.items()}


def _labels(value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(label, str) for label in value):
        raise ReadingFileError(f"{place}: a scope is a list of cohort labels")
    return tuple(value)
