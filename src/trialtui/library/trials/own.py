"""What people marked and saved, once more in a small file: a library can be made again from copies, a person's work cannot.

The tables are what is read. The file is written in the transaction that changes them, so it is never behind what was said to be
saved; a library that is newly made takes from it what the one before held.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import msgspec

from trialtui.library import directory

FILE_NAME = "marked.json"

TABLES = {"marked": ("trial", "at"), "saved_search": ("name", "words", "at")}
"""The tables that are a person's work, and their columns."""


class OwnUnreadable(Exception):
    """The file holds something else. `str()` is one line."""


def keep(connection: sqlite3.Connection, folder: Path) -> None:
    """Write the file anew, and put it on the disk; within the transaction that changed the tables. Raises OSError."""
    held = {name: _rows(connection, name) for name in TABLES}
    new = folder / f".{FILE_NAME}.new"
    new.unlink(missing_ok=True)
    directory.make_file(new)
    with new.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(held)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    new.rename(folder / FILE_NAME)
    directory.sync(folder)


def keep_if_new(connection: sqlite3.Connection, folder: Path) -> None:
    """Write the file where an older program kept something and wrote none. Raises OSError."""
    if not (folder / FILE_NAME).exists() and any(_rows(connection, name) for name in TABLES):
        keep(connection, folder)


def take(connection: sqlite3.Connection, folder: Path) -> None:
    """Put what the file holds, if there is one, into new tables. Raises OwnUnreadable, OSError."""
    path = folder / FILE_NAME
    try:
        held = msgspec.json.decode(path.read_bytes(), type=dict[str, list[dict[str, str]]])
        values = {
            name: [tuple(row[column] for column in columns) for row in held.get(name, ())]
            for name, columns in TABLES.items()
        }
    except FileNotFoundError:
        return
    except (msgspec.MsgspecError, ValueError, KeyError, RecursionError):
        raise OwnUnreadable(
            f"{path}: the marks and saved searches in it cannot be read; mend it, or take it away to begin without them"
        ) from None
    for name, rows in values.items():
        places = ", ".join("?" * len(TABLES[name]))
        connection.executemany(f"INSERT OR IGNORE INTO {name} ({_columns(name)}) VALUES ({places})", rows)


def _columns(name: str) -> str:
    return ", ".join(TABLES[name])


def _rows(connection: sqlite3.Connection, name: str) -> list[dict[str, str]]:
    found = connection.execute(f"SELECT {_columns(name)} FROM {name} ORDER BY at, rowid")
    return [dict(zip(TABLES[name], row, strict=True)) for row in found]
