"""The tables of the library, and the version they are of.

`trial` is the list; `version` holds the copies, compressed, byte for byte; `pending` names the trials that the search index does not
know yet: it is filled in the same transaction as `trial`, and emptied once the index is on the disk.
"""

from __future__ import annotations

import sqlite3

VERSION = 1

TABLES = """
CREATE TABLE trial (
  id INTEGER PRIMARY KEY,
  trial TEXT NOT NULL UNIQUE COLLATE NOCASE,
  current INTEGER NOT NULL,      -- version.id
  title TEXT NOT NULL, status TEXT NOT NULL, phases TEXT NOT NULL, study_type TEXT NOT NULL, conditions TEXT NOT NULL,
  sponsor TEXT NOT NULL, updated TEXT NOT NULL, has_results INTEGER NOT NULL,
  has_criteria INTEGER NOT NULL
) STRICT;
CREATE TABLE version (
  id INTEGER PRIMARY KEY,
  trial INTEGER NOT NULL,        -- trial.id
  digest BLOB NOT NULL,          -- SHA-256 of the raw copy
  name TEXT NOT NULL, format TEXT NOT NULL,
  updated TEXT NOT NULL,         -- the registry's date of the record, "" where the copy has none
  has_criteria INTEGER NOT NULL,
  added_at TEXT NOT NULL,        -- UTC
  size INTEGER NOT NULL,         -- bytes of the raw copy
  raw BLOB NOT NULL              -- zstd
) STRICT;
CREATE INDEX version_of ON version (trial);
CREATE TABLE marked (trial TEXT PRIMARY KEY COLLATE NOCASE, at TEXT NOT NULL) STRICT;
CREATE TABLE saved_search (name TEXT PRIMARY KEY, words TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE pending (trial INTEGER PRIMARY KEY) STRICT;
CREATE TABLE dictionary (id INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT;
"""

BY_DATE = "CREATE INDEX IF NOT EXISTS by_date ON trial (updated DESC, trial);"
"""The opening screen's order. Libraries of this version that were made without it are read all the same."""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in a new file."""
    connection.executescript(f"BEGIN; {TABLES} {BY_DATE} PRAGMA user_version = {VERSION}; COMMIT;")


def complete(connection: sqlite3.Connection) -> None:
    """Add what the tables of an older program lack; by whoever may write."""
    connection.execute(BY_DATE)
