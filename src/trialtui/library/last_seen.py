"""The last event that was written, noted beside the log: a chain cannot show by itself that its tail was cut.

A file of one line that is overwritten after every append and never waited for: what it names was on the disk before. It
tells of a log that was put back to an older copy; not of one that was put back together with this file.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from trialtui.library import chain, directory

if TYPE_CHECKING:
    import sqlite3

_WIDTH = 19  # digits of the largest number SQLite counts to: every note is as long as the one before


class Seen(NamedTuple):
    """An event by its number and hash; 0 for a log without events."""

    seq: int
    hash: str


def last_of(connection: sqlite3.Connection) -> Seen:
    """The last event there is."""
    row = connection.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return Seen(*row) if row else Seen(0, chain.GENESIS)


def is_in(connection: sqlite3.Connection, seen: Seen) -> bool:
    """Whether the log still holds this event."""
    row = connection.execute("SELECT hash FROM event WHERE seq = ?", (seen.seq,)).fetchone()
    return seen.seq == 0 or (row is not None and row[0] == seen.hash)


def noted(log: Path) -> Seen | None:
    """What was noted last beside the log at this path; None where nothing was."""
    try:
        seq, digest = _beside(log).read_text("ascii").split()
        return Seen(int(seq), digest)
    except (OSError, ValueError):
        return None


def note(log: Path, seen: Seen) -> None:
    """Note an event that is on the disk. Where it cannot be noted, it is not."""
    with suppress(OSError):
        try:
            handle = os.open(_beside(log), os.O_WRONLY)
        except FileNotFoundError:
            with directory.private(log.parent):
                handle = os.open(_beside(log), os.O_WRONLY | os.O_CREAT, 0o660)
        try:
            os.pwrite(handle, f"{seen.seq:0{_WIDTH}d} {seen.hash}\n".encode(), 0)
        finally:
            os.close(handle)


def forget(log: Path) -> None:
    """What was noted is of no use any more: the log was rescued, and what it lost was told."""
    with suppress(OSError):
        _beside(log).unlink()


def words(connection: sqlite3.Connection, seen: Seen) -> str:
    """What to tell a reader of a log that does not hold what was seen in it."""
    return (
        f"The screening log is older than it was: it ends at event {last_of(connection).seq}, and event {seen.seq} "
        f"({seen.hash[:12]}…) that was written to it is missing. An older copy was put back, or its end was cut."
    )


def _beside(log: Path) -> Path:
    return log.with_name(f"{log.name}-head")
