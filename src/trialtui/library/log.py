"""The screening log: what a person did, on the disk before anybody says so."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from trialtui.library import directory as disk
from trialtui.library import faults, reading, writing
from trialtui.library.directory import data_directory
from trialtui.library.faults import CodeTaken, Damaged, LogRefused, NotSaved, SubjectGone
from trialtui.library.kept import KeptCopy, Place, ScreeningSummary, Subject, new_subject
from trialtui.screening.events import AuditEvent, NewEvent

if TYPE_CHECKING:  # sqlite3 costs 12 ms: only once there is a log
    import sqlite3

    from trialtui.library.verification import Verification

T = TypeVar("T")

__all__ = [  # the face of the log: what the rooms above it need
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


class Purged(NamedTuple):
    """What a purge did. `erased` is False while other programs hold the old pages: purge again when they are closed."""

    tombstone: AuditEvent
    erased: bool


class ScreeningLog:
    """The log in one directory, as one person sees it in one sitting.

    Nothing is touched until the first append: reading a trial works where nothing can be written. Every method may be
    called from any thread. Raises LogRefused at once where the log cannot be used (network file system, newer schema).

    `read_only_reason`: why nothing can be appended, in words, else None.
    `damage`: what happened to a log that was found damaged, in words for the reader, else None. Look again after reading.
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
        self.read_only_reason: str | None = None
        self.damage: str | None = None
        self._now, self._busy_seconds, self._mounts = now, busy_seconds, mounts
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._rester: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None  # of the file that is or was open
        disk.refuse_network(directory, mounts)
        if os.path.exists(self.path):
            self._open()

    # -- appending -----------------------------------------------------------------------------------------------

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
        common = writing.stamp(self._now(), self.who, self.sitting)

        def work(connection: sqlite3.Connection) -> tuple[AuditEvent, ...]:
            written = writing.write_events(connection, events, common)
            if copy is not None:
                writing.write_copy(connection, copy, common.at)
            if place is not None:
                writing.write_place(connection, place, common)
            return tuple(written)

        return self._write(work)

    def rest(self, place: Place) -> None:
        """Note where the cursor rests. Cheap, unsynced, never waits; where it cannot be written it is forgotten."""
        if self._connection is None or self.read_only_reason or not self._lock.acquire(blocking=False):
            return
        try:
            from trialtui.library import opening

            common = writing.stamp(self._now(), self.who, self.sitting)
            with suppress(Exception), disk.held(self.directory, alone=False, seconds=0):
                if opening.identity(self.path) == self._identity:
                    self._rester = self._rester or opening.resting(self.path)
                    writing.write_place(self._rester, place, common)
        finally:
            self._lock.release()

    def purge(self, subject: str) -> Purged:
        """Take everything a subject's events hold, and its code, away for good; the tombstone and the hashes stay.

        Raises NotSaved or SubjectGone, and then nothing was taken away.
        """
        from trialtui.library import purging

        (tombstone,) = self.append(NewEvent("subject.purged", {}, subject=subject))
        with self._lock:
            assert self._connection is not None
            return Purged(tombstone, purging.erase(self._connection))

    # -- reading -------------------------------------------------------------------------------------------------

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
        """Recompute the whole chain, in bounded memory."""
        from trialtui.library import verification

        return self._read(verification.verify, verification.NOTHING)

    def close(self) -> None:
        """Let go of the file. What was appended is safe without it, too."""
        with self._lock:
            self._drop()

    # -- the file ------------------------------------------------------------------------------------------------

    def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            try:
                return self._write_once(work)
            except Damaged:
                pass
            except (LogRefused, OSError) as problem:
                raise self._not_saved(problem) from None
            try:
                self._open()
                return self._write_once(work)
            except (LogRefused, Damaged, OSError) as problem:
                raise self._not_saved(problem) from None

    def _write_once(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """One try. Raises NotSaved, Damaged, LogRefused or OSError, and leaves a state in which it can be tried again."""
        import sqlite3

        from trialtui.library import opening

        try:
            self._make_if_new()
            with disk.held(self.directory, alone=False, seconds=self._busy_seconds):
                return opening.transaction(self._appendable(), work)
        except sqlite3.Error as error:
            self._drop()
            if faults.is_damage(error):
                raise Damaged(str(error)) from None
            raise faults.not_saved(error, self.directory) from None

    def _make_if_new(self) -> None:
        """Make the log at the first append; one that was there and is gone is not made again behind its reader's back."""
        if os.path.exists(self.path):
            return
        if self._identity is not None:
            raise NotSaved(faults.GONE)
        from trialtui.library import opening

        disk.make(self.directory)
        disk.refuse_network(self.directory, self._mounts)
        with disk.held(self.directory, alone=True, seconds=self._busy_seconds):
            if not os.path.exists(self.path):
                opening.create(self.path)

    def _appendable(self) -> sqlite3.Connection:
        """The connection to the file that has the log's name now, which may be another one than was opened."""
        from trialtui.library import opening

        if self._connection is None or self.read_only_reason or opening.identity(self.path) != self._identity:
            self._connect()
        if self._connection is None or self.read_only_reason:
            raise NotSaved(self.read_only_reason or faults.READ_ONLY)
        return self._connection

    def _connect(self) -> None:
        from trialtui.library import opening

        self._drop()
        can_write = disk.is_writable(self.path)
        found = opening.identity(self.path)
        self._connection = (
            opening.writable(self.path, self._busy_seconds) if can_write else opening.read_only(self.path)
        )
        self._identity = found
        self.read_only_reason = None if can_write else faults.READ_ONLY

    def _read(self, look: Callable[[sqlite3.Connection], T], nothing: T) -> T:
        """Look into the log; `nothing` is what there is without one. Raises LogRefused where it cannot be read."""
        with self._lock:
            if self._connection is None:
                if not os.path.exists(self.path):
                    return nothing
                self._open()
            import sqlite3

            for last in (False, True):
                try:
                    assert self._connection is not None
                    return look(self._connection)
                except Damaged as damage:
                    self._rescue(str(damage))
                except sqlite3.Error as error:
                    if last or not faults.is_damage(error):
                        raise faults.not_read(error) from None
                    self._rescue(str(error))
            raise AssertionError

    def _open(self) -> None:
        """Connect, and rescue a damaged log. Raises LogRefused."""
        import sqlite3

        try:
            self._connect()
        except Damaged as damage:
            self._rescue(str(damage))
        except sqlite3.Error as error:
            if not faults.is_damage(error):
                raise faults.not_read(error) from None
            self._rescue(str(error))
        except OSError as error:
            raise LogRefused(f"The screening log cannot be opened: {error.strerror}.") from None

    def _rescue(self, reason: str) -> None:
        raise LogRefused(f"The screening log is damaged: {reason}.")

    def _drop(self) -> None:
        for connection in (self._rester, self._connection):
            if connection is not None:
                with suppress(Exception):
                    connection.close()
        self._connection = self._rester = None

    def _doubt(self, what: str) -> None:
        self.damage = f"The screening log is damaged: {what}." if self.damage is None else self.damage

    def _not_saved(self, problem: Exception) -> NotSaved:
        if isinstance(problem, OSError):
            return faults.not_saved_by_system(problem)
        return NotSaved(str(problem))
