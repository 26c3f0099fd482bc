"""The log's file while it is in use: opened when needed, reopened when it changed, rescued when it is damaged."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from trialtui.library import directory as disk
from trialtui.library import faults, last_seen, opening, purging, schema
from trialtui.library.contract import Erasing
from trialtui.library.faults import Damaged, LogRefused, NotSaved, Unsure
from trialtui.library.writing import Stamp, write_events
from trialtui.screening.events import NewEvent

T = TypeVar("T")
_ERASING = Erasing(
    "nothing of what was purged is left in the file of the log",
    "another program keeps old pages of the log, which may hold what was purged",
    "close what has it open, and run trialtui purge --finish",
)
_CHECKED_AT_ONCE = (
    2_000_000  # bytes; a larger log is checked by `trialtui verify`, and row by row as it is read
)


class LogFile:
    """One connection for everything that matters and one for where cursors rest, and what they came upon.

    `read_only_reason` and `damage` are words for the reader, or None. Any thread may call; one at a time works.
    """

    erasing, caution = _ERASING, ""

    def __init__(self, path: Path, busy_seconds: float, mounts: Path, stamp: Callable[[], Stamp]) -> None:
        self.path, self.directory, self.name = path, path.parent, str(path)
        self.read_only_reason: str | None = None
        self.damage: str | None = None
        self._busy_seconds, self._mounts, self._stamp = busy_seconds, mounts, stamp
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._rester: sqlite3.Connection | None = None
        self._identity: opening.Identity | None = None  # of the file that is or was open
        self._unclosed: list[sqlite3.Connection] = []  # to a damaged file that could not be set aside yet
        self._as_of = 0
        self._seen: last_seen.Seen | None = None  # the last event that was written from here
        self._missing: last_seen.Seen | None = None  # one that was written, and the log holds no more

    @property
    def was_there(self) -> bool:
        """Whether there was a log to open."""
        return self._identity is not None

    def exists(self) -> bool:
        """Whether there is a log, or one whose rescue was interrupted."""
        return os.path.exists(self.path) or disk.unfinished(self.path) is not None

    def write(self, work: Callable[[sqlite3.Connection, bool], T]) -> T:
        """Do `work` in one transaction that is on the disk when this returns. Raises NotSaved and its kin.

        `work` is told True where the rescue of a damaged log may have found what was being written.
        """
        with self._lock:
            try:
                try:
                    return self._write_once(lambda connection: work(connection, False))
                except Damaged as damage:
                    self._rescue(str(damage))
                    return self._write_once(lambda connection: work(connection, True))
            except OSError as problem:
                raise faults.not_saved_by_system(problem) from None
            except (LogRefused, Damaged) as problem:
                raise NotSaved(str(problem)) from None

    def _write_once(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """One try; after a failed one everything is closed, so that the next try starts from what is there then."""
        ready, head = False, last_seen.Seen(0, "")

        def working(connection: sqlite3.Connection) -> T:
            nonlocal ready, head
            self._compare(connection, self._seen)
            if self._missing is not None:
                content = {"ends": last_seen.last_of(connection).seq, "missing": list(self._missing)}
                write_events(connection, [NewEvent("log.shortened", content)], self._stamp())
            result = work(connection)
            ready, head = True, last_seen.last_of(connection)
            return result

        try:
            self._make_if_new()
            with disk.held(self.directory, alone=False, seconds=self._busy_seconds):
                connection = self._appendable()
                result = opening.transaction(connection, working)
                self._seen, self._missing = head, None
                last_seen.note(self.path, head)
                return result
        except sqlite3.Error as error:
            if faults.is_damage(error):
                raise Damaged(str(error)) from None
            self.close()
            problem = faults.not_saved(error, self.directory)
            # a commit that failed may stand in the WAL all the same, for the next one who opens it
            raise (Unsure(str(problem)) if ready else problem) from None
        except LogRefused:
            self.close()
            raise

    def _make_if_new(self) -> None:
        """Make the log at the first append; one that was there and is gone is not made again behind its reader's back."""
        if os.path.exists(self.path):
            return
        if self._identity is not None:
            self.close()
            raise NotSaved(faults.GONE)
        disk.refuse_network(self.directory, self._mounts)
        disk.make(self.directory)
        with disk.held(self.directory, alone=True, seconds=self._busy_seconds):
            if disk.unfinished(self.path):
                raise Damaged("its rescue was interrupted")
            if not os.path.exists(self.path):
                opening.create(self.path)

    def _appendable(self) -> sqlite3.Connection:
        """The connection to the file that has the log's name now, which may be another one than was opened."""
        moved = opening.identity(self.path) != self._identity
        if self._connection is None or self.read_only_reason or moved:
            self._connect()
        if self._connection is None or self.read_only_reason:
            raise NotSaved(self.read_only_reason or faults.READ_ONLY)
        return self._connection

    def _connect(self) -> None:
        """Raises Damaged, LogRefused, sqlite3.Error or OSError."""
        self.close()
        before, found = self._identity, opening.identity(self.path)
        self._identity, self._as_of = found, opening.as_of(self.path)
        if disk.is_writable(self.path):
            self.read_only_reason = None
            self._connection = opening.connect(self.path, self._busy_seconds)
            opening.prepare(self._connection)
        else:
            self._connection = opening.read_only(self.path) or self._copy_in_memory()
            self.read_only_reason = faults.READ_ONLY
        if before not in (None, found) and self.damage is None:
            self.damage = (
                "The screening log was replaced by another file meanwhile; the program reads that one now."
            )
        self._compare(self._connection, last_seen.noted(self.path))

    def _compare(self, connection: sqlite3.Connection, seen: last_seen.Seen | None) -> None:
        """Whether the log still holds what was written to it; else the reader is told, and the next append notes it."""
        if seen is not None and self._missing is None and not last_seen.is_in(connection, seen):
            self._missing, self.damage = seen, last_seen.words(connection, seen)

    def _copy_in_memory(self) -> sqlite3.Connection:
        from trialtui.library import damage

        return damage.in_memory(self.path, "its write-ahead log cannot be joined")[0]

    def read(self, look: Callable[[sqlite3.Connection], T], *, seconds: float | None = None) -> T:
        """Look into a log that is there. Raises LogRefused where it cannot be read."""
        with self._lock:
            if self._connection is None or self._is_another():
                self.open()
            try:
                return self._look(look)
            except Damaged as damage:
                self._rescue(str(damage))
            try:
                return self._look(look)
            except Damaged as damage:
                raise LogRefused(f"The screening log cannot be read: {damage}.") from None

    def _is_another(self) -> bool:
        """Whether the log's name stands for other bytes than were opened. A read-only one is not told of changes."""
        if self.read_only_reason and self._as_of != opening.as_of(self.path):
            return True
        return opening.identity(self.path) not in (None, self._identity)

    def _look(self, look: Callable[[sqlite3.Connection], T]) -> T:
        assert self._connection is not None
        try:
            return look(self._connection)
        except sqlite3.Error as error:
            if faults.is_damage(error):
                raise Damaged(str(error)) from None
            raise faults.not_read(error) from None

    def open(self) -> None:
        """Connect to the log that is there, and rescue it if it is damaged. Raises LogRefused."""
        with self._lock:
            try:
                if disk.unfinished(self.path):
                    raise Damaged("its rescue was interrupted")
                self._connect()
                self._check()
            except Damaged as damage:
                self._rescue(str(damage))
            except sqlite3.Error as error:
                if not faults.is_damage(error):
                    self.close()
                    raise faults.not_read(error) from None
                self._rescue(str(error))
            except LogRefused:
                self.close()
                raise
            except OSError as error:
                raise LogRefused(f"The screening log cannot be opened: {error.strerror}.") from None

    def _check(self) -> None:
        """Look closer at a log that was just opened: at its pages while that takes less than a wink, at its WAL."""
        assert self._connection is not None
        if self.path.stat().st_size <= _CHECKED_AT_ONCE:
            schema.check_pages(self._connection)
        self._check_wal()

    def _check_wal(self) -> None:
        """Raise Damaged if committed events stand behind a bad frame of the WAL, where SQLite does not see them."""
        if self.read_only_reason or self._connection is None or not opening.has_wal(self.path):
            return
        from trialtui.library import carving

        noted = last_seen.noted(self.path)

        def hidden(connection: sqlite3.Connection) -> bool:
            (head,) = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
            return carving.breaks_off(self.path, head, noted.seq if noted else 0)

        # an event that is just being written looks the same, so look again while nobody writes
        try:
            broken = hidden(self._connection) and opening.transaction(self._connection, hidden)
        except sqlite3.Error as error:
            if faults.is_damage(error):
                raise
            return  # somebody keeps writing, so the log is well
        if broken:
            raise Damaged("its write-ahead log breaks off")

    def _rescue(self, reason: str) -> None:
        """Set the damaged log aside and open what could be read of it; where that cannot be, read it into memory.

        The old connection stays open until the file has its new name: closing it would write the WAL into the damaged
        file and delete it. Once the file has moved, SQLite leaves both alone.
        """
        from trialtui.library import damage

        self._unclosed += [each for each in (self._rester, self._connection) if each is not None]
        self._connection = self._rester = None
        try:
            with disk.held(self.directory, alone=True, seconds=self._busy_seconds):
                if disk.unfinished(self.path) or opening.identity(self.path) == self._identity:
                    if not disk.is_writable(self.path):
                        raise NotSaved(faults.READ_ONLY)
                    self.damage = damage.rescue(self.path, self._stamp(), reason)
                    self._seen = self._missing = None
                    last_seen.forget(self.path)
                    self._identity = opening.identity(self.path)
            self._connect()
            while self._unclosed:
                self._unclosed.pop().close()
        except (NotSaved, Damaged, OSError, sqlite3.Error) as problem:
            self._read_into_memory(reason, problem)

    def _read_into_memory(self, reason: str, problem: Exception) -> None:
        from trialtui.library import damage

        source = disk.unfinished(self.path) or self.path
        try:
            self._connection, self.damage = damage.in_memory(source, reason)
        except OSError as error:
            raise LogRefused(f"The screening log is damaged and cannot be read: {error.strerror}.") from None
        self.read_only_reason = str(problem) if isinstance(problem, NotSaved) else faults.READ_ONLY

    def rest(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do `work` if nothing stands in the way, on a connection that syncs nothing; else forget it."""
        if self._connection is None or self.read_only_reason or not self._lock.acquire(blocking=False):
            return
        try:
            with suppress(Exception), disk.held(self.directory, alone=False, seconds=0):
                if opening.identity(self.path) == self._identity:
                    self._rester = self._rester or opening.resting(self.path)
                    work(self._rester)
        finally:
            self._lock.release()

    def erase(self) -> bool:
        """After a purge: nothing of it may be left in the file. False while another program stands in the way."""
        with self._lock:
            try:
                with disk.held(self.directory, alone=False, seconds=self._busy_seconds):
                    return purging.erase(self._appendable())
            except (NotSaved, LogRefused, Damaged, OSError, sqlite3.Error):
                return False

    def doubt(self, what: str) -> None:
        """Note something that does not match its hash, for the reader to be told."""
        self.damage = self.damage or f"The screening log is damaged: {what}. Run trialtui verify."

    def close(self) -> None:
        with self._lock:
            for connection in (self._rester, self._connection):
                if connection is not None:
                    with suppress(sqlite3.Error):
                        connection.close()
            self._connection = self._rester = None
