"""The tables of the screening log, their triggers, and how an older log becomes a newer one.

`event` is the chain and is never changed. `content` is what a purge may take away, and only with a tombstone in the
chain. `subject` (codes are unique and quick to find) and `screening` (each with its last event, so that a start takes no
longer in a large log) are derived from the events and can be rebuilt. `copy` holds the raw copies that were screened. `place` is where each person was last; losing it harms nobody.
Nothing here needs a newer SQLite than 3.22, which the hosts we meet have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialtui.library import chain
from trialtui.library.faults import Damaged, LogRefused

if TYPE_CHECKING:
    import sqlite3

    from trialtui.library.contract import Connection

VERSION = 2
APPLICATION_ID = 0x74727569  # "trui"
PAGE_SIZE = 4096  # never another, so that a log with a damaged header can still be read

_SCREENINGS = (
    """CREATE TABLE screening (
        subject TEXT NOT NULL, trial TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (subject, trial)) WITHOUT ROWID""",
    "CREATE INDEX screening_by_last ON screening (last)",
    "CREATE INDEX screening_by_trial ON screening (trial, last)",
    "CREATE INDEX subject_by_number ON subject (number)",
    "CREATE INDEX closing ON event (subject, trial, seq) WHERE kind IN ('screening.closed', 'screening.reopened')",
)
FILL_SCREENINGS = """
    INSERT INTO screening (subject, trial, last) SELECT event.subject, event.trial, max(event.seq)
    FROM subject JOIN event ON event.subject = subject.id WHERE event.trial IS NOT NULL GROUP BY event.subject, event.trial"""

# Not a letter of a released statement may change, not even white space: SQLite keeps its text, and `check` compares it.
# A newer schema gets a migration, and here the text that its migration leaves behind.
_TABLES = (
    """CREATE TABLE event (
        seq INTEGER PRIMARY KEY, at TEXT NOT NULL, "offset" INTEGER NOT NULL, who TEXT NOT NULL,
        sitting TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT, trial TEXT, record TEXT, fingerprint TEXT,
        undoes INTEGER, commitment TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL)""",
    "CREATE TABLE content (seq INTEGER PRIMARY KEY REFERENCES event (seq), salt BLOB NOT NULL, body TEXT NOT NULL)",
    """CREATE TABLE subject (
        id TEXT PRIMARY KEY, code TEXT NOT NULL, key TEXT NOT NULL UNIQUE, draft INTEGER NOT NULL,
        number INTEGER, created INTEGER NOT NULL, named INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE copy (
        digest TEXT PRIMARY KEY, name TEXT NOT NULL, format TEXT NOT NULL, at TEXT NOT NULL, raw BLOB NOT NULL)""",
    """CREATE TABLE place (
        who TEXT PRIMARY KEY, subject TEXT, trial TEXT NOT NULL, record TEXT, path TEXT NOT NULL,
        tab TEXT NOT NULL, "row" TEXT NOT NULL, at TEXT NOT NULL)""",
    "CREATE INDEX event_by_subject ON event (subject, seq)",
    "CREATE INDEX event_by_trial ON event (trial, seq)",
    "CREATE INDEX tombstone ON event (subject, seq) WHERE kind = 'subject.purged'",
    *_SCREENINGS,
)

# INSERT OR REPLACE deletes without firing DELETE triggers, hence a trigger on INSERT for each kept table.
_TRIGGERS = (
    "CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'append-only'); END",
    "CREATE TRIGGER event_stands BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'append-only'); END",
    f"""CREATE TRIGGER event_follows BEFORE INSERT ON event
        WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM event)
          OR NEW.previous <> coalesce((SELECT hash FROM event ORDER BY seq DESC LIMIT 1), '{chain.GENESIS}')
        BEGIN SELECT raise(ABORT, 'append-only'); END""",
    "CREATE TRIGGER content_stands BEFORE UPDATE ON content BEGIN SELECT raise(ABORT, 'append-only'); END",
    """CREATE TRIGGER content_once BEFORE INSERT ON content
        WHEN NEW.seq <> (SELECT max(seq) FROM event) OR EXISTS (SELECT 1 FROM content WHERE seq = NEW.seq)
        BEGIN SELECT raise(ABORT, 'append-only'); END""",
    """CREATE TRIGGER content_goes_only_by_tombstone BEFORE DELETE ON content
        WHEN NOT EXISTS (SELECT 1 FROM event AS told JOIN event AS tombstone ON tombstone.subject = told.subject
                         WHERE told.seq = OLD.seq AND tombstone.seq > OLD.seq AND tombstone.kind = 'subject.purged')
        BEGIN SELECT raise(ABORT, 'append-only'); END""",
    "CREATE TRIGGER copy_stays BEFORE DELETE ON copy BEGIN SELECT raise(ABORT, 'append-only'); END",
    "CREATE TRIGGER copy_stands BEFORE UPDATE ON copy BEGIN SELECT raise(ABORT, 'append-only'); END",
    """CREATE TRIGGER copy_once BEFORE INSERT ON copy
        WHEN EXISTS (SELECT 1 FROM copy WHERE digest = NEW.digest)
        BEGIN SELECT raise(ABORT, 'append-only'); END""",
)

# from version n to n + 1, in one transaction with the new version number
MIGRATIONS: dict[int, tuple[str, ...]] = {1: (*_SCREENINGS, FILL_SCREENINGS)}


def statements() -> tuple[str, ...]:
    """What makes a log of this version."""
    return *_TABLES, *_TRIGGERS


def create_tables(connection: sqlite3.Connection) -> None:
    for statement in _TABLES:
        connection.execute(statement)


def create_triggers(connection: sqlite3.Connection) -> None:
    """Close the log for anything but appending, and sign it as ours at this version."""
    for statement in _TRIGGERS:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def check(connection: sqlite3.Connection) -> int:
    """The schema's version. Raises LogRefused for a newer one, Damaged for a file that is no log of ours."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application != APPLICATION_ID or version < 1:
        raise Damaged("it is not a screening log")
    if version > VERSION:
        raise LogRefused(
            f"This screening log was written by a newer trialtui (schema {version}, this program knows {VERSION}). "
            "Use the newer program, or another directory with --data or TRIALTUI_DATA."
        )
    if version == VERSION:
        _check_whole(connection)
    return int(version)


def _check_whole(connection: sqlite3.Connection) -> None:
    """A log without a trigger would take back what was said; one with a damaged definition reads wrong columns."""
    there = {statement for (statement,) in connection.execute("SELECT sql FROM sqlite_master")}
    if not there.issuperset(statements()):
        raise Damaged("its tables and triggers are not as they were made")


def check_pages(connection: Connection) -> None:
    """Raise Damaged if pages, tables and indexes contradict each other: an index that lost a row hides it silently.

    2 ms a megabyte.
    """
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise Damaged("its pages and indexes contradict each other")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an older log up to this version: all of it or nothing."""
    if check(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for version in range(check(connection), VERSION):  # read again: another process may have been quicker
            for statement in MIGRATIONS[version]:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
