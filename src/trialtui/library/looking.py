"""Looking into a log without touching it: no rescue, no migration, no checkpoint, whatever state it is in.

`audit` and the counts read so: what a monitor is shown is the file as it lies there, and a damaged one says where.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from trialtui.library import damage, directory, faults, opening, reading, schema, verification, writing
from trialtui.library.contract import Connection
from trialtui.library.faults import Damaged, LogRefused
from trialtui.library.verification import Verification
from trialtui.screening.events import AuditEvent

T = TypeVar("T")
BUSY_SECONDS = 2.0
_NO_END = (1 << 63) - 1  # the largest number SQLite counts to


class Entry(NamedTuple):
    """One event as it stands in the file. `event` is None where it is not what was hashed, and then only `seq` is sure.

    `code` is the subject's site code now; None for the site's own events and where the subject was purged. `fault` says
    what is wrong with the event, "" where nothing is.
    """

    seq: int
    event: AuditEvent | None
    code: str | None
    purged: bool
    fault: str


class Tally(NamedTuple):
    """One screening as the bare events tell of it: who and what, when it began, whether its subject was purged since."""

    seq: int  # of its first event
    subject: str
    trial: str
    at: str  # UTC
    offset: int  # minutes east of UTC
    purged: bool


class Look:
    """A log that is only looked at. `damage` says what is wrong with it beside its events, "" where nothing is known to be."""

    def __init__(self, connection: Connection, name: str, damage: str = "") -> None:
        self._connection, self.name, self.damage = connection, name, damage

    def verify(self) -> Verification:
        """Recompute the chain."""
        return self._guarded(lambda: verification.verify(self._connection))

    def subject(self, code: str) -> str | None:
        """The identifier of the subject with this code now, in upper or lower case."""
        return self._guarded(lambda: writing.holder(self._connection, code))

    def trial(self, named: str) -> str | None:
        """The trial of this name that events are about, in upper or lower case."""
        statement = "SELECT DISTINCT trial FROM event WHERE trial IS NOT NULL"
        known = self._guarded(lambda: [str(name) for (name,) in self._connection.execute(statement)])
        return next((trial for trial in known if trial.casefold() == named.strip().casefold()), None)

    def entries(
        self, subject: str | None = None, trial: str | None = None, last: int | None = None
    ) -> Iterator[Entry]:
        """The events in their order, one at a time, up to number `last`.

        A subject together with a trial brings the site's own events about the trial along.
        """
        where = ["event.seq <= ?"]
        values: list[str | int] = [_NO_END if last is None else last]
        if trial is not None:
            where.append("event.trial = ?")
            values.append(trial)
        if subject is not None:
            where.append(
                "event.subject = ?" if trial is None else "(event.subject = ? OR event.subject IS NULL)"
            )
            values.append(subject)
        statement = f"{reading.EVENTS} WHERE {' AND '.join(where)} ORDER BY event.seq"
        with self._said():
            codes = dict(self._connection.execute("SELECT id, code FROM subject"))
            for row in self._connection.execute(statement, values):
                yield self._entry(row, codes)

    def _entry(self, row: tuple[Any, ...], codes: dict[str, str]) -> Entry:
        event = reading.audit_event(row)
        if event is None:
            return Entry(row[0], None, None, False, "this event is not what was written")
        purged = event.content is None and reading.is_purged(self._connection, row)
        fault = ""
        if event.content is None and row[-1] is not None:
            fault = "the content of this event is not what was written"
        elif event.content is None and not purged:
            fault = "the content of this event is missing"
        return Entry(event.seq, event, codes.get(event.subject or ""), purged, fault)

    def tally(self, trial: str | None = None) -> list[Tally]:
        """Every screening that was ever begun, from the events alone, in the order they were begun."""
        statement = """
            SELECT first.seq, first.subject, first.trial, first.at, first."offset", EXISTS (
                SELECT 1 FROM event AS tombstone WHERE tombstone.subject = first.subject
                AND tombstone.kind = 'subject.purged' AND tombstone.seq > first.seq)
            FROM event AS first JOIN (
                SELECT min(seq) AS seq FROM event WHERE subject IS NOT NULL AND trial IS NOT NULL
                AND coalesce(:trial, trial) = trial GROUP BY subject, trial) AS begun USING (seq) ORDER BY first.seq"""
        rows = self._guarded(lambda: self._connection.execute(statement, {"trial": trial}).fetchall())
        return [Tally._make((*row[:5], bool(row[5]))) for row in rows]

    def close(self) -> None:
        """Let go of it."""

    def _guarded(self, look: Callable[[], T]) -> T:
        with self._said():
            return look()

    def _said(self) -> AbstractContextManager[None]:
        """What the connection raises is raised as LogRefused."""
        raise NotImplementedError


class FileLook(Look):
    """A log's file."""

    def __init__(self, path: Path) -> None:
        self._path, self.damage = path, ""
        self._file = self._connected()
        super().__init__(self._file, str(path), self.damage)

    def verify(self) -> Verification:
        """Recompute the chain. What of a damaged file proves itself is read into memory, and stands for it from then on."""
        try:
            return verification.verify(self._file)
        except Damaged as broken:
            reason = str(broken)
        except sqlite3.Error as error:
            if not faults.is_damage(error):
                raise faults.not_read(error) from None
            reason = "its pages cannot be read"
        self._file.close()
        self._connection = self._file = self._carved(reason)
        return super().verify()

    def close(self) -> None:
        self._file.close()

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise faults.not_read(error) from None

    def _connected(self) -> sqlite3.Connection:
        try:
            return self._read_only()
        except Damaged as broken:
            reason = str(broken)
        except sqlite3.Error as error:
            if not faults.is_damage(error):
                raise faults.not_read(error) from None
            reason = "its pages cannot be read"
        except OSError as error:
            raise LogRefused(f"The screening log cannot be opened: {error.strerror}.") from None
        return self._carved(reason)

    def _read_only(self) -> sqlite3.Connection:
        """A connection that cannot write, and so does not settle a WAL when it is closed."""
        if not directory.is_writable(self._path):
            connection = opening.read_only(self._path)
            if connection is None:
                raise Damaged("its write-ahead log cannot be joined")
            return connection
        if self._path.stat().st_size == 0:
            raise Damaged("it is empty")
        name = str(self._path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
        connection = sqlite3.connect(
            f"file:{name}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None
        )
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        try:
            with opening.legible():
                connection.execute("PRAGMA trusted_schema = OFF")
                self._check(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _check(self, connection: sqlite3.Connection) -> None:
        try:
            schema.check(connection)
        except Damaged as broken:
            connection.execute(
                f"{reading.EVENTS} LIMIT 1"
            )  # a log without its triggers can be shown all the same
            self.damage = str(broken)

    def _carved(self, reason: str) -> sqlite3.Connection:
        try:
            connection, _ = damage.in_memory(self._path, reason)
        except (OSError, sqlite3.Error):
            raise LogRefused(f"The screening log is damaged ({reason}): nothing of it can be read.") from None
        self.damage = reason
        return connection


@contextmanager
def looking(path: Path, mounts: Path = directory.MOUNTS, address: str = "") -> Iterator[Look]:
    """Look at the log at `path`, or on the server at `address`. Raises LogRefused where it is not there, or cannot be read."""
    look = _on_server(address) if address else _in_file(path, mounts)
    try:
        yield look
    finally:
        look.close()


def _in_file(path: Path, mounts: Path) -> Look:
    directory.refuse_network(path.parent, mounts)
    if not os.path.isfile(path):
        raise LogRefused(f"{path}: no screening log is kept here")
    return FileLook(path)


def _on_server(address: str) -> Look:
    try:
        from trialtui.library.postgres.looking import ServerLook
    except ImportError:
        raise LogRefused(faults.PSYCOPG_MISSING) from None
    return ServerLook(address)
