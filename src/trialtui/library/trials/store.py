"""The library's file: the list of trials, their copies with all versions, what is marked, what was searched for."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from trialtui.library import directory
from trialtui.library.trials import FILE_NAME, own, schema
from trialtui.library.trials.entry import Entry
from trialtui.library.trials.packing import Packed, dictionary_number, unpressed

BUSY_SECONDS = 5.0

ADD_AGAIN = "; take the file away and add the copies again"

Outcome = Literal["added", "updated", "unchanged"]
Said = Callable[[bytes], bytes]


class LibraryRefused(Exception):
    """The library cannot be used. `str()` is one line: the reason, and what to do."""


class NoLibrary(LibraryRefused):
    """None is kept in this directory."""


def told(path: Path, problem: OSError | sqlite3.Error) -> str:
    """A fault of the file in one line; of a torn one, what to do."""
    words = (getattr(problem, "strerror", None) or str(problem)).lower()
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF  # the rest of it says where
    torn = code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
    return (
        f"{path / FILE_NAME if torn and path.name != FILE_NAME else path}: {words}{ADD_AGAIN if torn else ''}"
    )


class Version(NamedTuple):
    """One copy of a trial, as it was kept."""

    id: int
    digest: str
    name: str
    format: str
    updated: str
    added_at: str
    size: int
    current: bool


class Library:
    """The trials kept in a folder. Reading never waits for a writer; whoever writes holds `lock.alone`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / FILE_NAME
        self._connection: sqlite3.Connection | None = None
        self._dictionaries: dict[int, bytes] = {}

    # --- the file

    def exists(self) -> bool:
        return self.path.exists()

    @property
    def connection(self) -> sqlite3.Connection:
        """Open, and of this version. Raises LibraryRefused."""
        if self._connection is None:
            self._connection = self._opened()
        return self._connection

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def create(self) -> None:
        """Make the file where there is none; to be called by the holder of the lock. Raises LibraryRefused, OSError."""
        if self.path.exists():
            schema.complete(self.connection)
            with self.transaction() as connection:
                own.keep_if_new(connection, self.folder)
            return
        directory.make(self.folder)
        new = self.path.with_name(f".{FILE_NAME}.new")  # under its own name it is never seen half made
        for left in ("", "-wal", "-shm"):
            new.with_name(new.name + left).unlink(missing_ok=True)
        directory.make_file(new)
        connection = sqlite3.connect(new, isolation_level=None)
        try:
            self._lay_out(connection)
            own.take(connection, self.folder)
        except own.OwnUnreadable as problem:
            raise LibraryRefused(str(problem)) from None
        finally:
            connection.close()
        for left in ("-wal", "-shm"):  # of a file that was taken away: they would be read into this one
            self.path.with_name(FILE_NAME + left).unlink(missing_ok=True)
        new.rename(self.path)
        directory.sync(self.folder)

    @staticmethod
    def _lay_out(connection: sqlite3.Connection) -> None:
        # Copies are 6 kB, pressed: on pages of 64 kB they fill 95 %, on pages of 8 kB 70 %.
        connection.execute("PRAGMA page_size = 65536")
        schema.create(connection)
        connection.execute("PRAGMA journal_mode = WAL")

    def _opened(self) -> sqlite3.Connection:
        if not self.path.exists():
            raise NoLibrary(f"{self.folder}: no library is kept here; `trialtui add PATH` begins one")
        try:
            connection = self._connected()
            # A transaction a second at most; and what the index has on the disk, the library must have there too.
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA wal_autocheckpoint = 256")  # pages of 64 kB
            connection.execute("PRAGMA trusted_schema = OFF")
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.Error as error:
            raise LibraryRefused(told(self.path, error)) from None
        if version == 0:
            raise LibraryRefused(f"{self.path}: is no library{ADD_AGAIN}")
        if version != schema.VERSION:
            raise LibraryRefused(
                f"{self.path}: made by another version of this program (schema {version}, this one reads {schema.VERSION})"
            )
        return connection

    def _connected(self) -> sqlite3.Connection:
        """Where nobody may write, the file is read as it lies: SQLite cannot look for writers there."""
        quiet = not directory.is_writable(self.path) and not self._waits()
        return sqlite3.connect(
            f"{self.path.as_uri()}?immutable=1" if quiet else self.path,
            timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=quiet,
        )  # fmt: skip

    def _waits(self) -> bool:
        """Whether something was written that is not in the file itself yet."""
        wal = self.path.with_name(f"{FILE_NAME}-wal")
        return wal.exists() and wal.stat().st_size > 0

    # --- reading

    def count(self) -> int:
        (number,) = self.connection.execute("SELECT count(*) FROM trial").fetchone()
        return int(number)

    def rows(self) -> list[int]:
        """Every trial's row."""
        return [row for (row,) in self.connection.execute("SELECT id FROM trial ORDER BY id")]

    def entries(self, rows: Sequence[int]) -> list[Entry]:
        """The lines of these rows, in their order; a row that is gone is left out."""
        found = self.entry_of(rows)
        return [found[row] for row in rows if row in found]

    def entry_of(self, rows: Sequence[int]) -> dict[int, Entry]:
        """The line of each of these rows that is here."""
        return {
            row: entry
            for start in range(0, len(rows), 500)
            for row, entry in self._select(
                f"WHERE t.id IN ({','.join('?' * len(rows[start : start + 500]))})", rows[start : start + 500]
            )
        }

    def newest(self, limit: int, offset: int = 0) -> list[Entry]:
        """The list by the registry's date, newest first."""
        rest = "ORDER BY t.updated DESC, t.trial LIMIT ? OFFSET ?"
        return [entry for _, entry in self._select(rest, (limit, offset))]

    def first_rows(self, order: Literal["updated DESC, trial", "trial"], limit: int) -> list[int]:
        """The first rows in an order; of the list alone, no trial is read."""
        return [
            row
            for (row,) in self.connection.execute(f"SELECT id FROM trial ORDER BY {order} LIMIT {limit:d}")
        ]

    def by_number(self, rows: Sequence[int], limit: int) -> list[int]:
        """The first of these rows by the trials' numbers."""
        wanted = set(rows)
        every = self.connection.execute("SELECT id FROM trial ORDER BY trial")
        return list(islice((row for (row,) in every if row in wanted), limit))

    def _select(self, rest: str, values: Sequence[object]) -> Iterable[tuple[int, Entry]]:
        query = (
            "SELECT t.id, t.trial, t.title, t.status, t.phases, t.study_type, t.conditions, t.sponsor, t.updated,"
            " t.has_results, t.has_criteria FROM trial t "
        )
        for (
            row,
            trial,
            title,
            status,
            phases,
            kind,
            conditions,
            sponsor,
            updated,
            results,
            criteria,
        ) in self.connection.execute(query + rest, tuple(values)):
            yield row, Entry(
                trial, title, status, tuple(json.loads(phases)), kind, tuple(json.loads(conditions)), sponsor,
                updated, bool(results), bool(criteria),
            )  # fmt: skip

    def row_of(self, trial: str) -> int | None:
        found = self.connection.execute("SELECT id FROM trial WHERE trial = ?", (trial,)).fetchone()
        return int(found[0]) if found else None

    def versions(self, trial: str) -> list[Version]:
        """The copies of a trial, the current one first, then by the registry's date, newest first."""
        found = self.connection.execute(
            "SELECT v.id, v.digest, v.name, v.format, v.updated, v.added_at, v.size, v.id = t.current"
            " FROM version v JOIN trial t ON t.id = v.trial WHERE t.trial = ?"
            " ORDER BY v.id = t.current DESC, v.updated DESC, v.id DESC",
            (trial,),
        )
        return [
            Version(one, digest.hex(), name, form, updated, added_at, size, bool(current))
            for one, digest, name, form, updated, added_at, size, current in found
        ]

    def raw(self, version: int) -> bytes:
        """A copy, byte for byte. Raises KeyError, ValueError where it is damaged."""
        found = self.connection.execute("SELECT raw FROM version WHERE id = ?", (version,)).fetchone()
        if found is None:
            raise KeyError(version)
        return unpressed(found[0], self._dictionary)

    def _dictionary(self, number: int) -> bytes:
        if number not in self._dictionaries:
            found = self.connection.execute(
                "SELECT content FROM dictionary WHERE id = ?", (number,)
            ).fetchone()
            if found is None:
                raise ValueError(f"dictionary {number} is missing")
            self._dictionaries[number] = found[0]
        return self._dictionaries[number]

    def dictionary(self) -> bytes:
        """The dictionary that new copies are pressed with; b"" as long as there is none."""
        found = self.connection.execute(
            "SELECT content FROM dictionary ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        return bytes(found[0]) if found else b""

    # --- writing, by the holder of the lock

    def keep_dictionary(self, content: bytes) -> None:
        self.connection.execute(
            "INSERT OR IGNORE INTO dictionary VALUES (?, ?)", (dictionary_number(content), content)
        )

    def keep(self, copies: Iterable[Packed], said: Said) -> list[tuple[Outcome, int]]:
        """Keep copies in one transaction: each whole or not at all. Gives the outcome and the trial's row of each.

        `said` tells what a copy says, whatever its white space and escapes: where that is no news, nothing is kept.
        """
        with self.transaction():
            return self._keep_all(list(copies), said)

    def _keep_all(self, copies: Sequence[Packed], said: Said) -> list[tuple[Outcome, int]]:
        """Trials that are new are put in many at once; whatever stands here already, or comes twice, one by one and in order."""
        known = self._known([one.entry.trial for one in copies])
        outcomes: list[tuple[Outcome, int]] = []
        new = _New(self.connection)
        for one in copies:
            key = one.entry.trial.lower()
            if key in known:
                new.put()
                outcomes.append(self._keep(one, said))
            else:
                known.add(key)
                outcomes.append(("added", new.take(one)))
        new.put()
        return outcomes

    def _known(self, trials: Sequence[str]) -> set[str]:
        """Which of these trials are here, in lower case."""
        found: set[str] = set()
        for start in range(0, len(trials), 500):
            some = trials[start : start + 500]
            places = ",".join("?" * len(some))
            query = f"SELECT trial FROM trial WHERE trial IN ({places})"
            found.update(trial.lower() for (trial,) in self.connection.execute(query, some))
        return found

    @contextmanager
    def own_work(self) -> Iterator[sqlite3.Connection]:
        """What a person marks and saves: in the tables and in their own file, or nothing. Raises OSError, sqlite3.Error."""
        with self.transaction() as connection:
            yield connection
            own.keep(connection, self.folder)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that is written in here, or nothing."""
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise

    def _keep(self, one: Packed, said: Said) -> tuple[Outcome, int]:
        connection, entry = self.connection, one.entry
        found = connection.execute("SELECT id, current FROM trial WHERE trial = ?", (entry.trial,)).fetchone()
        if found is None:
            new = _New(connection)
            row = new.take(one)
            new.put()
            return "added", row
        row, current = found
        if self._is_kept(row, one, said):
            return "unchanged", row
        made = connection.execute(_VERSION, _version_values(None, row, one, _now()))
        version = int(made.lastrowid or 0)
        standing = "SELECT has_criteria, updated FROM version WHERE id = ?"
        # A copy without criteria (the website's CSV) never hides one that has them; an older one is filed as history.
        if (int(entry.has_criteria), entry.updated) >= connection.execute(standing, (current,)).fetchone():
            connection.execute(_TRIAL_AGAIN, _trial_values(row, version, entry))
            connection.execute(_PENDING, (row,))
        return "updated", row

    def _is_kept(self, row: int, one: Packed, said: Said) -> bool:
        """Whether this copy, or one of the same day that says the same, is kept already."""
        kept = (
            "SELECT id, digest FROM version WHERE trial = ? AND (digest = ? OR (updated = ? AND format = ?))"
        )
        found = self.connection.execute(kept, (row, one.digest, one.entry.updated, one.format)).fetchall()
        if any(digest == one.digest for _, digest in found):
            return True
        news = said(unpressed(one.raw, self._dictionary)) if found else b""
        return any(said(self.raw(version)) == news for version, _ in found)

    def remove(self, trials: Iterable[str]) -> None:
        """Take trials away with all their copies. The screening log is another file, untouched."""
        with self.transaction() as connection:
            for row in filter(None, map(self.row_of, trials)):
                connection.execute("DELETE FROM version WHERE trial = ?", (row,))
                connection.execute("DELETE FROM trial WHERE id = ?", (row,))
                connection.execute("INSERT OR IGNORE INTO pending VALUES (?)", (row,))

    def pending(self) -> list[int]:
        """Rows that the search index does not know as they are now."""
        return [row for (row,) in self.connection.execute("SELECT trial FROM pending ORDER BY trial")]

    def settle(self) -> None:
        """The index is on the disk: nothing is pending."""
        self.connection.execute("DELETE FROM pending")


class _New:
    """Trials that were not here before, put into the tables many at once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._copies: list[Packed] = []
        self._row = 0

    def take(self, one: Packed) -> int:
        """The row that it will have."""
        if not self._copies:
            (self._row,) = self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM trial").fetchone()
        self._copies.append(one)
        return self._row + len(self._copies) - 1

    def put(self) -> None:
        if not self._copies:
            return
        connection, now = self._connection, _now()
        (version,) = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM version").fetchone()
        numbered = [(self._row + at, version + at, one) for at, one in enumerate(self._copies)]
        connection.executemany(_VERSION, (_version_values(at, row, one, now) for row, at, one in numbered))
        connection.executemany(_TRIAL, (_trial_values(row, at, one.entry) for row, at, one in numbered))
        connection.executemany(_PENDING, ((row,) for row, _, _ in numbered))
        self._copies = []


_VERSION = (
    "INSERT INTO version (id, trial, digest, name, format, updated, has_criteria, added_at, size, raw)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_TRIAL = "INSERT INTO trial VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_TRIAL_AGAIN = _TRIAL.replace("INSERT", "REPLACE")
_PENDING = "INSERT OR IGNORE INTO pending VALUES (?)"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _version_values(version: int | None, row: int, one: Packed, now: str) -> tuple[object, ...]:
    entry = one.entry
    return (version, row, one.digest, one.name, one.format, entry.updated, entry.has_criteria, now,
            one.size, one.raw)  # fmt: skip


def _trial_values(row: int, version: int, entry: Entry) -> tuple[object, ...]:
    return (row, entry.trial, version, entry.title, entry.status, _json(entry.phases), entry.study_type,
            _json(entry.conditions), entry.sponsor, entry.updated, entry.has_results, entry.has_criteria)  # fmt: skip


def _json(words: tuple[str, ...]) -> str:
    return msgspec.json.encode(words).decode()
