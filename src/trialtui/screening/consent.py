"""Consent: the day a subject gave it and the version of the form, as the source document says. It answers no criterion.

A site's screening log has a column for it (ICH E6, 8.3.20 and 8.3.21: the log and the code list of those who entered and when);
a subject who consents again to a newer form gets a new entry, and what stood before stays in the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from trialtui.screening.acts import CannotAct, NothingToChange, needs_footing
from trialtui.screening.events import AuditEvent, NewEvent

if TYPE_CHECKING:
    from trialtui.screening.screening import Screening

LONGEST = 60  # characters of a version


class Consent(NamedTuple):
    """Consent as it stands: `date` is a day, "2026-11-02"; `who` recorded it, and when (UTC, minutes east of it)."""

    date: str
    version: str
    who: str
    at: str
    offset: int
    seq: int

    def words(self) -> str:
        return f"{self.date}, form version {self.version}"

    def told(self) -> dict[str, str]:
        """What a person said of it, as an event holds it."""
        return {"date": self.date, "version": self.version}


def fold_consent(events: Iterable[AuditEvent]) -> Consent | None:
    """The consent that stands; None where none is recorded, or it was taken out."""
    found: Consent | None = None
    for event in events:
        if event.kind == "consent.recorded":
            new = (event.content or {}).get("new")
            told = (str(new.get("date", "")), str(new.get("version", ""))) if new else None
            found = Consent(*told, event.who, event.at, event.offset, event.seq) if told else None
    return found


def record(screening: Screening, day: str, version: str, *, today: date) -> NewEvent:
    """Record consent. `day` is "2026-11-02" and not after `today`. Raises CannotAct."""
    needs_footing(screening)
    if screening.subject is None:
        raise CannotAct("nobody is being screened: pick a subject first")
    new = {"date": _day(day, today), "version": version.strip()}
    if not new["version"] or not new["version"].isprintable() or len(new["version"]) > LONGEST:
        raise CannotAct(f"consent needs the version of the form, in at most {LONGEST} printable characters")
    standing = screening.consent
    old = standing.told() if standing else None
    if old == new:
        raise NothingToChange("this consent is recorded already")
    return _event(screening, old, new)


def take_out(screening: Screening) -> NewEvent:
    """Record that no consent stands: it was entered by mistake, say. Raises CannotAct."""
    needs_footing(screening)
    standing = screening.consent
    if standing is None:
        raise NothingToChange("no consent is recorded")
    return _event(screening, standing.told(), None)


def _event(screening: Screening, old: dict[str, str] | None, new: dict[str, str] | None) -> NewEvent:
    content = {"old": old, "new": new}
    return NewEvent("consent.recorded", content, screening.subject, screening.trial, screening.record)


def _day(words: str, today: date) -> str:
    try:
        day = date.fromisoformat(words.strip())
    except ValueError:
        raise CannotAct(f"{words.strip() or 'nothing'} is no day of the form 2026-11-02") from None
    if day > today:
        raise CannotAct(f"{day.isoformat()} is still to come: consent is recorded once it is given")
    return day.isoformat()
