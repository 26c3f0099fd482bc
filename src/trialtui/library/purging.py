"""After a purge: nothing of what was deleted may be left in the file, its free pages or its WAL."""

from __future__ import annotations

import sqlite3


def erase(connection: sqlite3.Connection) -> bool:
    """Rewrite the file and empty the WAL. False while another program still reads from either, or the disk is full.

    secure_delete overwrites what is deleted, but not what SQLite moved about on its pages earlier; VACUUM does.
    The rewritten pages go through the WAL, and the checkpoint that truncates it waits for readers.
    """
    try:
        connection.execute("VACUUM")
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:
        return False
    return not busy
