"""The screening log: what a person did, on the disk before anybody says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from trialtui.library import directory as disk
from trialtui.library import reading, writing
from trialtui.library.directory import data_directory
from trialtui.library.faults import CodeTaken, LogRefused, NotSaved, SubjectGone
from trialtui.library.kept import KeptCopy, Place, ScreeningSummary, Subject, new_subject
from trialtui.screening.events import AuditEvent, NewEvent

if TYPE_CHECKING:  # sqlite3 is loaded only once there is a log
    import sqlite3

    from trialtui.library.logfile import LogFile
    from trialtui.library.verification import Verification

__all__ = [  # what the rooms above need
    "CodeTaken",
    "KeptCopy",
    "LogRefused",
    "NotSaved",
    "Place",
    "Purged",
    "ScreeningLog",
    "ScreeningSummary",
    "Subject",
    "SubjectGone",
    "data_directory",
    "new_subject",
]

T = TypeVar("T")


class Purged(NamedTuple):
    """What a purge did. `erased` is False while other programs hold the old pages: `erase()` when they are closed.

    `set_aside` are damaged logs, which are never touched and may hold what was purged: a person has to see to them.
    """

    tombstone: AuditEvent
    erased: bool
    set_aside: tuple[Path, ...]


class ScreeningLog:
    """The log in one directory, as one person sees it in one sitting.

    Nothing is touched until the first append: reading a trial works where nothing can be written. Any thread may call.
    Raises LogRefused at once where the log cannot be used (network file system, newer schema); a reading method does
    where it becomes unreadable later.
    """

    def __init__(
        self,
        directory: Path,
        *,
        who: str,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        sitting: str | None = None,
        busy_seconds: float = 2.0,
        mounts: Path = disk.MOUNTS,
    ) -> None:
        self.directory, self.path = directory, directory / disk.FILE_NAME
        self.who, self.sitting = who, sitting or os.urandom(8).hex()
        self._now, self._busy_seconds, self._mounts = now, busy_seconds, mounts
        self._opened: LogFile | None = None
        disk.refuse_network(directory, mounts)
        if self._is_there():
            self._file().open()

    @property
    def read_only_reason(self) -> str | None:
        """Why nothing can be appended now, in words; None if it can, or if there is no log yet."""
        return self._opened.read_only_reason if self._opened else None

    @property
    def damage(self) -> str | None:
        """What happened to a log that was found damaged, in words for the reader. Reading can find out: look again after it."""
        return self._opened.damage if self._opened else None

    def append(
        self,
        *events: NewEvent,
        copy: tuple[str, str, str, bytes] | None = None,
        place: Place | None = None,
    ) -> tuple[AuditEvent, ...]:
        """Put events (and the copy they are about, and where the person is) on the disk: all of it or nothing.

        `copy` is (digest, name, format, bytes) and is kept once. When this returns, everything is synced.
        Raises NotSaved (nothing was written, try again), CodeTaken, SubjectGone; ValueError for what cannot be an event.
        """
        common = self._stamp()

        def work(connection: sqlite3.Connection) -> tuple[AuditEvent, ...]:
            written = writing.write_events(connection, events, common)
            if copy is not None:
                writing.write_copy(connection, copy, common.at)
            if place is not None:
                writing.write_place(connection, place, common)
            return tuple(written)

        return self._file().write(work)

    def rest(self, place: Place) -> None:
        """Note where the cursor rests. Cheap, unsynced, never waits; where it cannot be written it is forgotten."""
        if self._opened is not None:
            common = self._stamp()
            self._opened.rest(lambda connection: writing.write_place(connection, place, common))

    def purge(self, subject: str) -> Purged:
        """Take everything a subject's events hold, and its code, away for good; the tombstone and the hashes stay.

        Raises NotSaved or SubjectGone, and then nothing was taken away.
        """
        (tombstone,) = self.append(NewEvent("subject.purged", {}, subject=subject))
        return Purged(tombstone, self.erase(), tuple(disk.set_aside(self.path)))

    def erase(self) -> bool:
        """Overwrite what purges left in free pages and in the WAL. False while another program stands in the way."""
        return self._file().erase()

    def events(
        self, *, subject: str | None = None, trial: str | None = None, after: int = 0
    ) -> list[AuditEvent]:
        """Events after a sequence number, in order. With a trial, the site's own events about it (subject None) come along.

        What does not match its hash is left out, and `damage` says so.
        """
        return self._read(lambda log: list(reading.events(log, subject, trial, after, self._doubt)), [])

    def subjects(self) -> list[Subject]:
        """All subjects, the one last worked on first."""
        return self._read(lambda log: reading.subjects(log, self._doubt), [])

    def find_subject(self, code: str) -> Subject | None:
        """The subject with this code, in upper or lower case."""
        key = writing.code_key(code)
        return next((subject for subject in self.subjects() if writing.code_key(subject.code) == key), None)

    def next_draft_code(self) -> str:
        """`DRAFT-3` for the third draft; another process may take it first, and then append raises CodeTaken."""
        return f"DRAFT-{self._read(reading.next_draft_number, 1)}"

    def screenings(self, trial: str | None = None) -> list[ScreeningSummary]:
        """Every subject in every trial, or in this one, the one last worked on first."""
        return self._read(lambda log: reading.screenings(log, trial, reading.subjects(log, self._doubt)), [])

    def kept_copy(self, digest: str) -> KeptCopy | None:
        """The raw copy with this SHA-256, if it was kept."""
        return self._read(lambda log: reading.kept_copy(log, digest, self._doubt), None)

    def place(self) -> Place | None:
        """Where this person was last (where nobody by that name was: where anybody was)."""
        return self._read(lambda log: reading.last_place(log, self.who), None)

    def verify(self) -> Verification:
        """Recompute the whole chain, in bounded memory. A log that is not there holds, with no events."""
        from trialtui.library import verification

        return self._read(verification.verify, verification.NOTHING)

    def close(self) -> None:
        """Let go of the file. What was appended is safe without it, too."""
        if self._opened is not None:
            self._opened.close()

    def _file(self) -> LogFile:
        if self._opened is None:
            from trialtui.library.logfile import LogFile

            self._opened = LogFile(self.path, self._busy_seconds, self._mounts, self._stamp)
        return self._opened

    def _read(self, look: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        known = self._opened is not None and self._opened.was_there
        return self._file().read(look) if known or self._is_there() else nothing

    def _is_there(self) -> bool:
        return os.path.exists(self.path) or disk.unfinished(self.path) is not None

    def _stamp(self) -> writing.Stamp:
        return writing.stamp(self._now(), self.who, self.sitting)

    def _doubt(self, what: str) -> None:
        self._file().doubt(what)
