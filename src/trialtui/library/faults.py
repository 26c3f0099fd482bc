"""What can go wrong when saving, in the words the NOT SAVED bar shows."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3  # 12 ms: only once there is a log


class LogRefused(Exception):
    """The log cannot be used here. `str()` gives the reason and what to do instead."""


class NotSaved(Exception):
    """Nothing was written. `str()` is one sentence that says why; the same call can be tried again."""


class CodeTaken(NotSaved):
    """Another subject has this code already (upper and lower case are the same code)."""

    def __init__(self, code: str) -> None:
        super().__init__(f"The code {code} belongs to another subject already.")
        self.code = code


class SubjectGone(NotSaved):
    """The event is about a subject that is not in the log: never created, or purged meanwhile."""

    def __init__(self) -> None:
        super().__init__("This subject is not in the screening log (any more).")


class Unsure(NotSaved):
    """It broke off while it was being committed: nobody can tell whether it was written. The next try finds out."""


class Damaged(Exception):
    """The file is no log that can be read as it stands."""


PSYCOPG_MISSING = "A screening log on a server needs psycopg: pip install 'trialtui[postgres]'."
GONE = "The screening log is gone from its directory."
BUSY = "The screening log is busy: another program is writing to it."
READ_ONLY = "The screening log cannot be written: it is read-only."

# SQLite's primary result codes, https://www.sqlite.org/rescode.html
_REASONS = {
    3: READ_ONLY,  # PERM
    5: BUSY,  # BUSY
    6: BUSY,  # LOCKED
    7: "The screening log cannot be written: there is not enough memory.",  # NOMEM
    8: READ_ONLY,  # READONLY
    10: "The screening log cannot be written: the disk reports an error.",  # IOERR
    13: "The screening log cannot be written: the disk is full.",  # FULL
    14: "The screening log cannot be opened.",  # CANTOPEN
    18: "That is too much for one entry in the screening log.",  # TOOBIG
}
_BUSY, _IO_ERROR, _FULL = 5, 10, 13
_CORRUPT, _NOT_A_DATABASE = 11, 26
_UNREADABLE = {
    5: "another program keeps it busy",
    8: "it waits for a recovery that needs to write, and it is read-only",
    10: "the disk reports an error",
    11: "it is damaged, and was so again after its rescue",
    14: "it cannot be opened",
}
_MOVED = 8 | 4 << 8  # READONLY_DBMOVED: the file was taken away under an open connection


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file itself is broken."""
    return _primary(error) in (_CORRUPT, _NOT_A_DATABASE)


def is_busy(error: sqlite3.Error) -> bool:
    """Whether somebody else has the lock just now."""
    return _primary(error) == _BUSY


def not_saved(error: sqlite3.Error, directory: Path) -> NotSaved:
    """Say an SQLite error in words. SQLite's own text is left out: it can quote what was being written."""
    if getattr(error, "sqlite_errorcode", None) == _MOVED:
        return NotSaved(GONE)
    code = _primary(error)
    if code == _IO_ERROR and _is_full(directory):
        code = _FULL  # SQLite calls it an I/O error where the -shm cannot grow
    return NotSaved(_REASONS.get(code, f"The screening log cannot be written (SQLite error {code})."))


def not_saved_by_system(error: OSError) -> NotSaved:
    """Say in words why the directory or the file could not be used."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ESTALE):
        return NotSaved(GONE)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return NotSaved(READ_ONLY)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NotSaved(_REASONS[_FULL])
    return NotSaved(f"The screening log cannot be written: {error.strerror or type(error).__name__}.")


def not_read(error: sqlite3.Error) -> LogRefused:
    """Say in words why a log that is there cannot be read."""
    code = _primary(error)
    words = _UNREADABLE.get(code, f"SQLite error {code}")
    return LogRefused(f"The screening log cannot be read: {words}.")


def _is_full(directory: Path) -> bool:
    try:
        return os.statvfs(directory).f_bavail == 0
    except OSError:
        return False


def _primary(error: sqlite3.Error) -> int:
    code: int = getattr(error, "sqlite_errorcode", 0) or 0
    return code & 0xFF
