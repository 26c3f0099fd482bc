"""Exceptions (waivers): a reference recorded with a criterion. A waiver is no answer and changes no verdict.

What regulators say of them differs; the program records that somebody granted one, and the verdict stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from trialtui.screening.acts import CannotAct, NothingToChange, needed_row, needs_footing
from trialtui.screening.checklist import Checklist
from trialtui.screening.events import AuditEvent, NewEvent

if TYPE_CHECKING:
    from trialtui.screening.screening import Screening

T = TypeVar("T")
LONGEST = 120  # characters of a number, or of who granted it


class Waiver(NamedTuple):
    """An exception as it stands: its number, who granted it and on which day; `who` recorded it, and when (UTC)."""

    number: str
    granted_by: str
    date: str
    who: str
    at: str
    offset: int
    seq: int

    def line(self) -> str:
        """What stands beside the verdict: "exception WV-12 recorded"."""
        return f"exception {self.number} recorded"

    def told(self) -> dict[str, str]:
        """What a person said of it, as an event holds it."""
        return {"number": self.number, "granted_by": self.granted_by, "date": self.date}

    def words(self) -> str:
        return f"{self.number}, granted by {self.granted_by}, {self.date}"


class ApartWaiver(NamedTuple):
    """An exception recorded with a criterion that is not in this copy, with the words the criterion had."""

    code: str
    text: str
    waiver: Waiver


def fold_waivers(checklist: Checklist, events: Iterable[AuditEvent]) -> dict[str, Waiver]:
    """The exceptions that stand, by question code; those of criteria that are not in this copy are `waivers_apart`."""
    found: dict[str, Waiver] = {}
    for event in events:
        row = checklist.by_fingerprint.get(event.fingerprint or "")
        if event.kind == "exception.recorded" and row is not None:
            _fold(found, checklist.questions[row.code], _waiver(event))
    return found


def waivers_apart(checklist: Checklist, events: Iterable[AuditEvent]) -> tuple[ApartWaiver, ...]:
    """The exceptions that were recorded with criteria that are not in this copy."""
    found: dict[str, ApartWaiver] = {}
    for event in events:
        if event.kind == "exception.recorded" and (event.fingerprint or "") not in checklist.by_fingerprint:
            content, waiver = event.content or {}, _waiver(event)
            apart = waiver and ApartWaiver(str(content.get("code", "")), str(content.get("text", "")), waiver)
            _fold(found, event.fingerprint or "", apart)
    return tuple(found.values())


def _fold(found: dict[str, T], key: str, new: T | None) -> None:
    if new is None:
        found.pop(key, None)
    else:
        found[key] = new


def _waiver(event: AuditEvent) -> Waiver | None:
    new = (event.content or {}).get("new")
    if new is None:
        return None
    told = (str(new.get("number", "")), str(new.get("granted_by", "")), str(new.get("date", "")))
    return Waiver(*told, event.who, event.at, event.offset, event.seq)


def record(screening: Screening, code: str, number: str, granted_by: str, granted: str) -> NewEvent:
    """Record an exception with a criterion that blocks. `granted` is a day, "2026-11-02". Raises CannotAct."""
    row = needed_row(screening, code)
    needs_footing(screening)
    if screening.subject is None:
        raise CannotAct("nobody is being screened: pick a subject first")
    if not screening.effect(code).unfavourable:
        raise CannotAct(f"{code} blocks nothing: an exception is recorded with a blocker")
    new = {"number": number.strip(), "granted_by": granted_by.strip(), "date": _day(granted)}
    for name, words in (("a number", new["number"]), ("who granted it", new["granted_by"])):
        if not words or not words.isprintable() or len(words) > LONGEST:
            raise CannotAct(f"an exception needs {name}, in at most {LONGEST} printable characters")
    standing = screening.waiver(code)
    old = standing.told() if standing else None
    if standing is not None and old == new:
        raise NothingToChange(f"{standing.line()} already")
    return _event(screening, code, row.fingerprint, old, new)


def take_out(screening: Screening, code: str) -> NewEvent:
    """Record that the exception of a criterion no longer stands. Raises CannotAct."""
    row = needed_row(screening, code)
    needs_footing(screening)
    standing = screening.waiver(code)
    if standing is None:
        raise NothingToChange(f"no exception is recorded with {code}")
    return _event(screening, code, row.fingerprint, standing.told(), None)


def _event(
    screening: Screening, code: str, fingerprint: str, old: dict[str, str] | None, new: dict[str, str] | None
) -> NewEvent:
    text = screening.checklist.row(code).text
    content = {"code": code, "text": text, "old": old, "new": new}
    return NewEvent(
        "exception.recorded", content, screening.subject, screening.trial, screening.record, fingerprint
    )


def _day(words: str) -> str:
    try:
        return date.fromisoformat(words.strip()).isoformat()
    except ValueError:
        raise CannotAct(f"{words.strip() or 'nothing'} is no day of the form 2026-11-02") from None
