"""The versions of one trial that a screening may stand on: those it was screened on, as kept, and the library's current one.

Whether two versions have the same criteria is a question of their readings as they stand at this site, corrections and own
criteria laid over them, not of the bytes: new dates and sites, white space and escapes change nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.reader import read_copy
from trialtui.library.log import LogRefused, NotSaved, ScreeningLog
from trialtui.library.trials import FILE_NAME
from trialtui.screening.events import AuditEvent
from trialtui.screening.footing import Footing, Gap, dates_of, stood_on
from trialtui.screening.ledger import SITE_KINDS
from trialtui.screening.screening import Screening
from trialtui.standing import StandingReading

if TYPE_CHECKING:
    from trialtui.library.trials.store import Library
    from trialtui.versions.criteria import Change

UNREAD = "the copy it stands on cannot be read"


class Sheet(StandingReading):
    """One copy, with what the site laid over its reading."""

    def __init__(self, reading: CopyReading, trial: str, site_events: Sequence[AuditEvent]) -> None:
        super().__init__(reading)
        self.trial, self.site_events = trial, site_events
        self._lay_over(site_events)

    def screening_of(
        self,
        subject: str,
        events: Sequence[AuditEvent],
        footing: Footing | None = None,
        *,
        second: bool = False,
    ) -> Screening:
        """One subject's screening on this copy; `events` are the subject's own. `second`: as the second reader sees it."""
        return Screening(
            self.checklist,
            trial=self.trial,
            record=self.reading.copy.digest,
            status=self.reading.study.status.overall_status,
            subject=subject,
            events=sorted([*self.site_events, *events], key=lambda event: event.seq),
            second=second,
            footing=footing,
        )


class Amendments:
    """The other versions of one trial. Each is read once for what the site has laid over it, and compared once."""

    def __init__(self, log: ScreeningLog, trial: str) -> None:
        self._log, self._trial = log, trial
        self._readings: dict[str, CopyReading | None] = {}
        self._laid: tuple[int, ...] = ()
        self._sheets: dict[str, Sheet] = {}
        self._compared: dict[tuple[str, str], tuple[str, ...]] = {}
        self._library: Library | None = None
        self._stamp: tuple[int, ...] = ()

    def footing(
        self, here: StandingReading, events: Sequence[AuditEvent], *, is_open: bool = True
    ) -> Footing:
        """How a screening with these events, the site's own among them, stands, seen from the copy `here`.

        `here` has the site's events laid over it already. The library is asked for open screenings only: what comes after
        a screening was closed is none of its concern.
        """
        self.lay([event for event in events if event.kind in SITE_KINDS])
        own = here.reading.copy.digest
        records = {event.record for event in events if event.subject is not None and event.record}
        dates = {**dates_of(events), own: date_of(here.reading)}
        kin = frozenset({own, *(one for one in records - {own} if self._is_kin(one, here))})
        stood = stood_on(events)
        if stood is None:
            return Footing(kin, dates=dates)
        gap = self._gap(stood.record, here, kin, dates)
        newer = self._newer(here, gap is None) if is_open else None
        since = dates.get(stood.record, "") if gap is None and stood.record != own else ""
        return Footing(kin, gap, newer, dates, since)

    def _gap(
        self, record: str, here: StandingReading, kin: frozenset[str], dates: dict[str, str]
    ) -> Gap | None:
        stood = self.sheet(record)
        version = date_of(stood.reading) if stood else dates.get(record, "")
        dates[record] = version
        older = is_older(date_of(here.reading), version)
        if record in kin and not older:
            return None
        if stood is None:
            return Gap(record, version, (UNREAD,), older)
        pair = (here, stood) if older else (stood, here)
        return Gap(record, version, self.changed(*pair), older)

    def _newer(self, here: StandingReading, stands_here: bool) -> Gap | None:
        """The library's current version, where it is newer than this one and its criteria changed."""
        found = self.current(here) if stands_here else None
        if found is None:
            return None
        changed = self.changed(here, found)
        return Gap(found.reading.copy.digest, date_of(found.reading), changed) if changed else None

    def current(self, here: StandingReading) -> Sheet | None:
        """The library's current version, where it is newer than the copy `here`; None where it is not, or cannot be read."""
        path = self._log.directory / FILE_NAME
        if self._library is None and not path.exists():
            return None
        import sqlite3  # there is a library: it is loaded for that

        from trialtui.library.trials.store import Library, LibraryRefused

        with suppress(LibraryRefused, sqlite3.Error, OSError, KeyError, ValueError, CopyError):
            self._library = self._library or Library(self._log.directory)
            versions = self._library.versions(self._trial)
            one = next((version for version in versions if version.current), None)
            own = here.reading.copy.digest
            if one is None or one.digest == own:
                return None
            known = any(version.digest == own for version in versions)
            if not known and not is_older(date_of(here.reading), one.updated):
                return None
            if self._readings.get(one.digest) is None:
                self._readings[one.digest] = read_copy(one.name, self._library.raw(one.id))
            return self.sheet(one.digest)
        return None

    def library_changed(self) -> bool:
        """Whether anybody wrote into the library since this was asked last. Two looks at the disk, nothing is opened."""
        before, self._stamp = (
            self._stamp,
            tuple(_changed_at(self._log.directory / (FILE_NAME + ending)) for ending in ("", "-wal")),
        )
        return before != self._stamp

    def unchanged_successor(self, here: StandingReading) -> CopyReading | None:
        """The library's newer version of the copy `here`, where its criteria are the same: a screening goes on on it."""
        found = self.current(here)
        return found.reading if found is not None and not self.changed(here, found) else None

    def sheet(self, record: str) -> Sheet | None:
        """A version by its record; None where it is not kept, or cannot be read."""
        if record not in self._sheets and (reading := self._reading(record)) is not None:
            self._sheets[record] = Sheet(reading, self._trial, self._site_events)
        return self._sheets.get(record)

    def changed(self, before: StandingReading, after: StandingReading) -> tuple[str, ...]:
        """What differs between the criteria of two versions, row by row: nothing where they are the same."""
        pair = before.reading.copy.digest, after.reading.copy.digest
        if pair not in self._compared:
            self._compared[pair] = tuple(changed_rows(before, after))
        return self._compared[pair]

    def _is_kin(self, record: str, here: StandingReading) -> bool:
        other = self.sheet(record)
        return other is not None and not self.changed(other, here)

    def _reading(self, record: str) -> CopyReading | None:
        if record not in self._readings:
            self._readings[record] = None
            with suppress(CopyError, LogRefused, NotSaved):
                if (kept := self._log.kept_copy(record)) is not None:
                    self._readings[record] = read_copy(kept.name, kept.raw)
        return self._readings[record]

    def lay(self, site_events: Sequence[AuditEvent]) -> None:
        """What was worked out under other corrections is worked out anew."""
        laid = tuple(event.seq for event in site_events)
        if laid != self._laid or not self._sheets:
            self._laid, self._site_events = laid, site_events
            self._sheets, self._compared = {}, {}

    _site_events: Sequence[AuditEvent] = ()


def _changed_at(path: os.PathLike[str]) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def date_of(reading: CopyReading) -> str:
    """The registry's date of a copy, partial dates as they are; "" where it has none."""
    return reading.study.status.registry_date or ""


def is_older(one: str, other: str) -> bool:
    """Whether a version of this date is older than one of the other; what has no date is older than what has one."""
    return one < other


def changed_rows(before: StandingReading, after: StandingReading) -> Iterator[str]:
    """The rows whose answers cannot be told from each other's, or whose cohort, place or neighbours changed, each in words.

    Criteria as `trialtui changes` compares them, and the registry's own limits.
    """
    if before.outline != after.outline:
        from trialtui.versions.criteria import criteria_changes

        changes = criteria_changes(before.outline, after.outline)
        yield from filter(None, map(_told, changes.changes))
        yield from (f"a heading or note {aside.kind}" for aside in changes.asides)
    yield from changed_limits(before, after)


def changed_limits(before: StandingReading, after: StandingReading) -> Iterator[str]:
    """What changed in the registry's own limits: "R1 changed from “Age 18 to 75 years”"."""
    old, new = ({row.code: row for row in one.checklist.rows if row.from_registry} for one in (before, after))
    for code in sorted({*old, *new}):
        if code not in new:
            yield f"{code} removed"
        elif code not in old:
            yield f"{code} new"
        elif old[code].fingerprint != new[code].fingerprint:
            yield f"{code} changed from “{old[code].text}”"


def _told(change: Change) -> str:
    shown = change.after or change.before
    assert shown is not None
    if change.kind != "unchanged":
        return f"{shown.code} {change.kind}"
    if change.remarks:
        return f"{shown.code} {change.remarks[0]}"
    assert change.before is not None
    return f"{shown.code} under changed words" if change.before.fingerprint != shown.fingerprint else ""
