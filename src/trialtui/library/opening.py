"""Opening the log's file, making a new one, and one transaction."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from trialtui.library import directory, faults, schema
from trialtui.library.faults import Damaged

T = TypeVar("T")
Identity = tuple[int, int]
_PAUSE, _LONG_PAUSE, _PATIENT_AFTER = 0.001, 0.005, 0.1  # seconds


def identity(path: Path) -> Identity | None:
    """Which file it is, whatever its name: None if it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def as_of(path: Path) -> int:
    """When the file was last written, in nanoseconds: 0 if it is not there."""
    with suppress(OSError):
        return os.stat(path).st_mtime_ns
    return 0


def has_wal(path: Path) -> bool:
    """Whether anything stands in the file's WAL."""
    with suppress(OSError):
        return os.stat(f"{path}-wal").st_size > 0
    return False


def connect(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """A connection to an existing log, not looked into yet. Raises Damaged, OSError or sqlite3.Error."""
    if (
        path.stat().st_size == 0
    ):  # ours are never empty, and SQLite would take it for a new one and delete its WAL
        raise Damaged("it is empty")
    directory.settle_modes(path)
    return _connect(path, "mode=rw", busy_seconds)


def prepare(connection: sqlite3.Connection) -> None:
    """Make a connection ready for appending, and the log one of this version. Raises Damaged, LogRefused, sqlite3.Error.

    Whatever a commit says is done is on the disk (synchronous=FULL).
    """
    with legible():
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA temp_store = MEMORY")  # nothing of a subject in the host's /tmp
        schema.migrate(connection)
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        if mode != "wal":
            connection.execute("PRAGMA journal_mode = WAL")


@contextmanager
def legible() -> Iterator[None]:
    """Where SQLite cannot even say what is wrong, since damage is in the name it would say: raises Damaged."""
    try:
        yield
    except UnicodeDecodeError:
        raise Damaged("the names of its tables cannot be read") from None


def read_only(path: Path) -> sqlite3.Connection | None:
    """Open an existing log where nothing may be written. Raises Damaged, LogRefused or sqlite3.Error.

    If nothing waits in the WAL, the file alone is the whole log. If something does, SQLite needs a -shm beside it; where
    it can make none the answer is None.
    """
    directory.refuse_unreadable(path)
    if path.stat().st_size == 0:
        raise Damaged("it is empty")
    settled = _connect(path, "mode=ro&immutable=1", 0)
    if not has_wal(path):
        return _checked(settled)
    _checked(settled).close()
    connection = _connect(path, "mode=ro", 0.5)
    try:
        return _checked(connection)
    except sqlite3.Error as error:
        if faults.is_damage(error):
            raise
        return None


def _checked(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        with legible():
            schema.check(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def resting(path: Path) -> sqlite3.Connection:
    """A second connection for places: it waits for nobody and for no disk.

    It never checkpoints, so what others synced is never moved by a connection that does not sync.
    """
    connection = _connect(path, "mode=rw", 0)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    return connection


def _connect(path: Path, mode: str, busy_seconds: float) -> sqlite3.Connection:
    name = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = sqlite3.connect(
        f"file:{name}?{mode}", uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False
    )
    connection.text_factory = _text
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")  # a damaged text fails its hash, not the whole reading


@contextmanager
def built(path: Path, fill: Callable[[sqlite3.Connection], None]) -> Iterator[Path]:
    """A whole new log under another name beside `path`; gone again afterwards unless it was put in place.

    `fill` puts salvaged rows in before the triggers close it. To be called by the holder of the directory, alone: what
    an interrupted building left is taken away first. Raises OSError or sqlite3.Error.
    """
    for left in path.parent.glob(f".{path.name}.*"):
        left.unlink()
    building = path.with_name(f".{path.name}.{os.urandom(6).hex()}")
    try:
        directory.make_file(building)
        with directory.private(path.parent):
            _build(building, fill)
        yield building
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                building.with_name(building.name + ending).unlink()


def put_in_place(building: Path, path: Path) -> None:
    """Give a built log its name, at once and for good: nobody ever sees half a log. Raises OSError."""
    try:
        os.link(building, path)
    except FileExistsError:
        raise
    except (
        OSError
    ):  # a file system without hard links; the holder of the directory is alone, so nothing is replaced
        os.rename(building, path)
    directory.sync(path.parent)


def create(path: Path) -> None:
    """Make an empty log. To be called by the holder of the directory, alone. Raises OSError or sqlite3.Error."""
    with built(path, lambda connection: None) as new:
        put_in_place(new, path)


def _build(building: Path, fill: Callable[[sqlite3.Connection], None]) -> None:
    connection = _connect(building, "mode=rw", 0)
    try:
        connection.execute(f"PRAGMA page_size = {schema.PAGE_SIZE}")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN EXCLUSIVE")
        schema.create_tables(connection)
        fill(connection)
        schema.create_triggers(connection)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def transaction(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do `work` and commit it, or leave no trace of it. The write lock comes first: the head read inside is the head."""
    _begin(connection)
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise
    return result


def _begin(connection: sqlite3.Connection) -> None:
    """Take the write lock, trying every millisecond at first.

    SQLite's own waiting doubles its pauses up to 100 ms, so that whoever waits longest tries least (sqlite3_busy_timeout).
    """
    (milliseconds,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    began = time.monotonic()
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                waited = time.monotonic() - began
                if not faults.is_busy(error) or waited * 1000 >= milliseconds:
                    raise
            time.sleep(_PAUSE if waited < _PATIENT_AFTER else _LONG_PAUSE)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
