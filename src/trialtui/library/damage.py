"""A damaged log: noticed, set aside under a new name, and what can be read of it read into a new one.

The damaged file is never changed and never deleted. The new log is whole before the old one loses its name; should the
program be killed in between, the next start finds a set-aside file without a log beside it and finishes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from trialtui.library import carving, chain, directory, kept, last_seen, opening, reading, schema, writing
from trialtui.screening.events import AuditEvent, NewEvent

_HASH, _PREVIOUS = chain.COLUMNS.index("hash"), chain.COLUMNS.index("previous")
_COMMITMENT = chain.COLUMNS.index("commitment")
_WITH_IT = ("", "-wal", "-shm")


class Rescued(NamedTuple):
    """What was read of a damaged log."""

    events: list[tuple[Any, ...]]  # in order, hashes verbatim
    contents: dict[int, tuple[bytes, str]]
    copies: dict[str, tuple[str, str, str, bytes]]
    lost: list[tuple[int, int]]  # the gaps, first and last number
    bare: int  # events whose content is lost


def rescue(path: Path, common: writing.Stamp, reason: str) -> str:
    """Set the damaged log at `path` aside and put a new one with what could be read in its place; say so in words.

    To be called by the holder of the directory, alone. Raises OSError or sqlite3.Error, and then all is as before.
    """
    source = directory.unfinished(path) or path
    aside = source if source != path else _free_name(path)
    found = read(source)

    def fill(connection: sqlite3.Connection) -> None:
        put(connection, found)
        ranges = [list(gap) for gap in found.lost]
        content = {"set_aside": aside.name, "kept": len(found.events), "lost": ranges, "bare": found.bare}
        writing.write_events(connection, [NewEvent("log.salvaged", content)], common)

    with opening.built(path, fill) as new:
        for ending in _WITH_IT:
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
        opening.put_in_place(new, path)
    return f"The screening log was damaged ({reason}). It was set aside as {aside.name}; {_told(found)}."


def in_memory(path: Path, reason: str) -> tuple[sqlite3.Connection, str]:
    """What can be read of a log that cannot be set aside, kept in memory only; and what to tell the reader."""
    found = read(path)
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    schema.create_tables(connection)
    put(connection, found)
    schema.create_triggers(connection)
    return connection, f"The screening log is damaged ({reason}) and cannot be set aside; {_told(found)}."


def read(path: Path) -> Rescued:
    """What proves itself in a damaged file and its WAL. Raises OSError."""
    carved = carving.carve(path)
    events = _chained(carved.events)
    purged = {row[6]: row[0] for row in events if row[5] == "subject.purged"}
    contents, bare = {}, 0
    noted = last_seen.noted(path)
    while noted and events and events[-1][0] > noted.seq and events[-1][_COMMITMENT] not in carved.contents:
        events.pop()  # never acknowledged: a try that was cut off in the middle
    for row in events:
        if row[6] in purged and row[0] < purged[row[6]]:
            continue  # an old page may still hold what was purged: it stays purged
        if (content := carved.contents.get(row[_COMMITMENT])) is not None:
            contents[row[0]] = content
        else:
            bare += 1
    return Rescued(events, contents, carved.copies, _gaps([row[0] for row in events]), bare)


def _chained(candidates: dict[int, list[tuple[Any, ...]]]) -> list[tuple[Any, ...]]:
    """One event a number: where an unsaved try left a second one, that which the next event follows."""
    chosen: list[tuple[Any, ...]] = []
    following: Any = None
    for seq in sorted(candidates, reverse=True):
        rows = candidates[seq]
        row = next((row for row in rows if row[_HASH] == following), rows[0])
        chosen.append(row)
        following = row[_PREVIOUS]
    return chosen[::-1]


def _gaps(numbers: Iterable[int]) -> list[tuple[int, int]]:
    gaps, expected = [], 1
    for number in numbers:
        if number > expected:
            gaps.append((expected, number - 1))
        expected = number + 1
    return gaps


def put(connection: sqlite3.Connection, found: Rescued) -> None:
    """Fill new tables that have no triggers yet; what is derived from events is derived again."""
    connection.executemany(writing.INSERT_EVENT, found.events)
    connection.executemany(
        "INSERT INTO content (seq, salt, body) VALUES (?, ?, ?)",
        [(seq, salt, body) for seq, (salt, body) in found.contents.items()],
    )
    connection.executemany(
        "INSERT INTO copy (digest, name, format, at, raw) VALUES (?, ?, ?, ?, ?)",
        [(digest, *copy) for digest, copy in found.copies.items()],
    )
    gone = {row[6] for row in found.events if row[5] == "subject.purged"}
    for row in found.events:
        event = reading.audit_event((*row, *found.contents.get(row[0], (None, None))))
        if event is not None and event.subject is not None and event.subject not in gone:
            _derive_subject(connection, event)
    connection.execute(schema.FILL_SCREENINGS)


def _derive_subject(connection: sqlite3.Connection, event: AuditEvent) -> None:
    """Give the subject of an event the code that the event gave, or a stand-in where that is lost.

    Its answers are not lost with its code; a person has to say whose they are.
    """
    known = connection.execute("SELECT 1 FROM subject WHERE id = ?", (event.subject,)).fetchone()
    code, draft = reading.named_code(event), bool(event.content and event.content.get("draft"))
    if code is None and known is not None and event.kind not in ("subject.created", "subject.named"):
        return
    derived = event.seq if known is None else None
    named = code or f"{kept.LOST}{event.seq}"
    if holder := writing.holder(connection, named):
        # it was given to another subject later, so its holder had got a new one, and the damage took that
        writing.put_code(connection, holder, f"{kept.LOST}{event.seq}", True, event.seq)
    if derived is not None:
        writing.put_subject(connection, str(event.subject), named, draft or code is None, event.seq)
    else:
        writing.put_code(
            connection, str(event.subject), named, code is None or writing.is_draft(named), event.seq
        )


def _free_name(path: Path) -> Path:
    at = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    names = [f"{path.name}.damaged-{at}", *(f"{path.name}.damaged-{at}-{n}" for n in range(2, 1000))]
    return next(path.with_name(name) for name in names if not path.with_name(name).exists())


def _told(found: Rescued) -> str:
    words = [f"{len(found.events)} events of it could be read"]
    if found.lost:
        gaps = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found.lost)
        words.append(f"lost: {gaps}")
    if found.bare:
        words.append(f"without their content: {found.bare}")
    return "; ".join(words)
