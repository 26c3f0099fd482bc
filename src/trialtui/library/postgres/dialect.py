"""The log's SQL as PostgreSQL takes it. What is the same for both stands where it belongs; what differs stands here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg

from trialtui.library import reading, writing

Raw = psycopg.Connection[tuple[Any, ...]]

_OTHERWISE = {
    writing.PUT_PLACE: writing.PUT_PLACE.replace("INSERT OR REPLACE", "INSERT")
    + ' ON CONFLICT (who) DO UPDATE SET (subject, trial, record, path, tab, "row", at) = '
    '(excluded.subject, excluded.trial, excluded.record, excluded.path, excluded.tab, excluded."row", excluded.at)',
    writing.PUT_SCREENING: writing.PUT_SCREENING.replace("INSERT OR REPLACE", "INSERT")
    + " ON CONFLICT (subject, trial) DO UPDATE SET last = excluded.last",
    "BEGIN": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",  # one state of the log, as SQLite's readers have it
    "PRAGMA integrity_check(1)": "SELECT 'ok'",  # pages and indexes are the server's own business
}
_PLACEHOLDER = re.compile(r"'[^']*'|::|:([a-z_]+)|\?|%")
_EVENTS_AT_ONCE, _COPIES_AT_ONCE = 500, 8


@lru_cache(maxsize=128)
def translated(statement: str) -> str:
    """`?` and `:name` in psycopg's way."""

    def put(found: re.Match[str]) -> str:
        if found[1]:
            return f"%({found[1]})s"
        return {"?": "%s"}.get(found[0], found[0].replace("%", "%%"))

    return _PLACEHOLDER.sub(put, _OTHERWISE.get(statement, statement))


class Session:
    """A connection that takes the log's statements. Inside a reading transaction long results come a little at a time."""

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self._streams = 0
        self._reads = False

    @property
    def in_transaction(self) -> bool:
        return self.raw.info.transaction_status != psycopg.pq.TransactionStatus.IDLE

    def execute(
        self, statement: str, values: Sequence[Any] | Mapping[str, Any] = (), /
    ) -> psycopg.Cursor[tuple[Any, ...]] | Stream:
        """Raises psycopg.Error."""
        if self._reads and self.in_transaction and _is_long(statement, values):
            self._streams += 1
            return Stream(self.raw, f"stream_{self._streams}", statement, values)
        self._reads = statement == "BEGIN" or (self._reads and self.in_transaction)
        return self.raw.execute(translated(statement), values or None)


class Stream:
    """Rows fetched a few hundred at a time: a log of a million events does not fit into the memory of everybody's host."""

    def __init__(
        self, raw: Raw, name: str, statement: str, values: Sequence[Any] | Mapping[str, Any]
    ) -> None:
        self._raw = raw
        size = _COPIES_AT_ONCE if "raw" in statement else _EVENTS_AT_ONCE
        self._fetch = f"FETCH {size} FROM {name}"
        raw.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {translated(statement)}", values or None)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        while rows := self._raw.execute(self._fetch).fetchall():
            yield from rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(iter(self), None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self)


def _is_long(statement: str, values: object) -> bool:
    return statement.startswith(reading.EVENTS) or (not values and statement.lstrip().startswith("SELECT"))
