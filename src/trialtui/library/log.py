"""The screening log: what a person did, on the disk before anybody says so."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from trialtui.library import chain, closings, reading, writing
from trialtui.library import directory as disk
from trialtui.library.directory import data_directory
from trialtui.library.faults import PSYCOPG_MISSING, CodeTaken, LogRefused, NotSaved, SubjectGone, Unsure
from trialtui.library.kept import KeptCopy, Place, ScreeningSummary, Subject, new_subject
from trialtui.screening.events import AuditEvent, NewEvent

if TYPE_CHECKING:  # sqlite3 is loaded only once there is a log, psycopg only for a server
    from trialtui.library.contract import Connection, Erasing, Store
    from trialtui.library.looking import Look
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
READ_SECONDS = 30.0  # the longest that a server is waited for where nobody sits before a screen


class Purged(NamedTuple):
    """What a purge did. `erased` is False while other programs hold the old pages: `erase()` when they are closed.

    `set_aside` are damaged logs, which are never touched and may hold what was purged: a person has to see to them.
    """

    tombstone: AuditEvent
    erased: bool
    set_aside: tuple[Path, ...]


class ScreeningLog:
    """The log in one directory, or on the server at `address`, as one person sees it in one sitting.

    In a directory nothing is touched until the first append: reading a trial works where nothing can be written. Any
    thread may call. Raises LogRefused at once where the log cannot be used (network file system, newer schema, no
    such server); a reading method does where it becomes unreadable later.
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
        address: str = "",
    ) -> None:
        self.directory, self.path = directory, directory / disk.FILE_NAME
        self.who, self.sitting = who, sitting or os.urandom(8).hex()
        self._now, self._busy_seconds, self._mounts = now, busy_seconds, mounts
        self.address = address  # "postgresql://…", "" for the file in the directory
        self._opened: Store | None = None
        self._unsure: set[bytes] = set()  # salts of events that may have been written
        if not address:
            disk.refuse_network(directory, mounts)
        if self.exists():
            self._store().open()

    @property
    def name(self) -> str:
        """Where the log is kept, in words for messages."""
        return self._store().name if self.address else str(self.path)

    @property
    def where(self) -> str:
        """The directory or the server that holds the log, in words for messages."""
        return self._store().name if self.address else str(self.directory)

    @property
    def is_remote(self) -> bool:
        """Whether the log is kept on a server: a look at it can take as long as the network takes."""
        return bool(self.address)

    @property
    def caution(self) -> str:
        """What a person should know about where the log is kept, "" for nothing."""
        return self._opened.caution if self._opened else ""

    @property
    def erasing(self) -> Erasing:
        """The words about what purges leave behind here."""
        return self._store().erasing

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
        An event with a salt that is in the log already, from a try that broke off, is not written again.
        Raises NotSaved (nothing was written, try again), CodeTaken, SubjectGone; ValueError for what cannot be an event.
        """
        common = self._stamp()
        events = tuple(event if event.salt else event._replace(salt=chain.fresh_salt()) for event in events)
        salts = {event.salt for event in events}

        def work(connection: Connection, perhaps: bool) -> tuple[AuditEvent, ...]:
            perhaps = perhaps or not self._unsure.isdisjoint(salts)
            written = writing.write_events(connection, events, common, perhaps=perhaps)
            if copy is not None:
                writing.write_copy(connection, copy, common.at)
            if place is not None:
                writing.write_place(connection, place, common)
            return tuple(written)

        try:
            done = self._store().write(work)
        except Unsure:
            self._unsure |= salts
            raise
        self._unsure -= salts
        return done

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
        """Take away what purges left behind, as far as this place can (`erasing`). False while something is in the way."""
        return self._store().erase()

    def events(
        self, *, subject: str | None = None, trial: str | None = None, after: int = 0
    ) -> list[AuditEvent]:
        """Events after a sequence number, in order. With a trial, the site's own events about it (subject None) come along.

        What does not match its hash is left out, and `damage` says so.
        """
        return self._read(lambda log: list(reading.events(log, subject, trial, after, self._doubt)), [])

    def head(self) -> int:
        """The number of the last event, 0 where there is none: the cheapest look for news."""
        return self._read(reading.head, 0, seconds=self._busy_seconds)

    def subjects(self) -> list[Subject]:
        """All subjects, the one last worked on first."""
        return self._read(lambda log: reading.subjects(log, self._doubt), [])

    def find_subject(self, code: str) -> Subject | None:
        """The subject with this code, in upper or lower case."""

        def look(log: Connection) -> Subject | None:
            holder = writing.holder(log, code)
            return reading.subject_by_id(log, holder, self._doubt) if holder else None

        return self._read(look, None)

    def subject(self, identifier: str) -> Subject | None:
        """The subject with this identifier."""
        return self._read(lambda log: reading.subject_by_id(log, identifier, self._doubt), None)

    def next_draft_code(self) -> str:
        """`DRAFT-3` for the third draft; another process may take it first, and then append raises CodeTaken."""
        return f"DRAFT-{self._read(reading.next_draft_number, 1)}"

    def screenings(
        self, trial: str | None = None, *, subject: str | None = None, limit: int | None = None
    ) -> list[ScreeningSummary]:
        """Every subject in every trial, or in this one, or this subject, at most `limit`, the one last worked on first."""
        return self._read(lambda log: reading.screenings(log, trial, subject, limit, self._doubt), [])

    def trials(self) -> list[str]:
        """The trials that anybody was screened for."""
        return self._read(reading.trials, [])

    def screening_count(self, trial: str | None = None) -> int:
        """How many `screenings` there are."""
        return self._read(lambda log: reading.screening_count(log, trial), 0)

    def closed(self) -> set[tuple[str, str]]:
        """Subject and trial of each screening that stands closed."""
        return self._read(closings.closed, set())

    def kept_copy(self, digest: str) -> KeptCopy | None:
        """The raw copy with this SHA-256, if it was kept."""
        return self._read(lambda log: reading.kept_copy(log, digest, self._doubt), None)

    def place(self) -> Place | None:
        """Where this person was last (where nobody by that name was: where anybody was)."""
        return self._read(lambda log: reading.last_place(log, self.who), None)

    def verify(self, told: Callable[[int], None] | None = None) -> Verification:
        """Recompute the whole chain, in bounded memory; `told` hears how many events hold so far. A log that is not there holds, with no events."""
        from trialtui.library import verification

        return self._read(lambda log: verification.verify(log, told), verification.NOTHING, seconds=None)

    def looking(self) -> AbstractContextManager[Look]:
        """The log as it lies there, for a look that changes nothing. Raises LogRefused."""
        from trialtui.library.looking import looking

        return looking(self.path, self._mounts, self.address)

    def exists(self) -> bool:
        """Whether there is a log. One on a server is made when it is opened."""
        if self.address or self._opened is not None:
            return self._store().exists()
        return os.path.exists(self.path) or disk.unfinished(self.path) is not None

    def close(self) -> None:
        """Let go of the file or the server. What was appended is safe without it, too."""
        if self._opened is not None:
            self._opened.close()

    def _store(self) -> Store:
        if self._opened is None:
            self._opened = self._on_server() if self.address else self._in_file()
        return self._opened

    def _in_file(self) -> Store:
        from trialtui.library.logfile import LogFile

        return LogFile(self.path, self._busy_seconds, self._mounts, self._stamp)

    def _on_server(self) -> Store:
        try:
            from trialtui.library.postgres.server import LogServer
        except ImportError:
            raise LogRefused(PSYCOPG_MISSING) from None
        return LogServer(self.address, self._busy_seconds)

    def _read(
        self, look: Callable[[Connection], T], nothing: T, *, seconds: float | None = READ_SECONDS
    ) -> T:
        known = self._opened is not None and self._opened.was_there
        return self._store().read(look, seconds=seconds) if known or self.exists() else nothing

    def _stamp(self) -> writing.Stamp:
        return writing.stamp(self._now(), self.who, self.sitting)

    def _doubt(self, what: str) -> None:
        self._store().doubt(what)
