"""Writing into the log, inside a transaction that somebody else began and will commit."""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from trialtui.library import chain, reading
from trialtui.library.faults import CodeTaken, SubjectGone
from trialtui.library.kept import LOST, Place
from trialtui.screening.events import AuditEvent, NewEvent

if TYPE_CHECKING:
    from trialtui.library.contract import Connection

_DRAFT = re.compile(r"DRAFT-([1-9][0-9]{0,8})", re.IGNORECASE)
_QUOTED = ", ".join(f'"{column}"' for column in chain.COLUMNS)
INSERT_EVENT = f"INSERT INTO event ({_QUOTED}) VALUES ({', '.join('?' * len(chain.COLUMNS))})"


class Stamp(NamedTuple):
    """What all events of one transaction have in common."""

    at: str  # UTC
    offset: int  # minutes east of UTC
    who: str
    sitting: str


def stamp(moment: datetime, who: str, sitting: str) -> Stamp:
    """The stamp for a moment; one without a time zone is taken as the host's own."""
    local = moment if moment.tzinfo is not None else moment.astimezone()
    offset = local.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    return Stamp(local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"), minutes, who, sitting)


def write_events(
    connection: Connection, events: Sequence[NewEvent], common: Stamp, *, perhaps: bool = False
) -> list[AuditEvent]:
    """Append events behind the head that stands now. Raises CodeTaken, SubjectGone, ValueError for content that is no JSON.

    `perhaps`: they may be there from an earlier try, each under its salt; those that are, are not written again.
    """
    head = connection.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    seq, previous = head or (0, chain.GENESIS)
    written = []
    last: dict[tuple[str, str], int] = {}
    for event in events:
        if perhaps and (there := _written_before(connection, event.salt)) is not None:
            written.append(there)
            continue
        seq += 1
        audit = _write_event(connection, event, common, seq, previous)
        previous = audit.hash
        if event.subject is not None and event.trial is not None:
            last[event.subject, event.trial] = seq
        written.append(audit)
    for screening, at in last.items():
        connection.execute(PUT_SCREENING, (*screening, at))
    return written


def _written_before(connection: Connection, salt: bytes) -> AuditEvent | None:
    row = connection.execute(f"{reading.EVENTS} WHERE content.salt = ?", (salt,)).fetchone() if salt else None
    return reading.audit_event(row) if row is not None else None


def _write_event(
    connection: Connection, event: NewEvent, common: Stamp, seq: int, previous: str
) -> AuditEvent:
    if event.subject is not None and event.kind != "subject.created":
        _require_subject(connection, event.subject)
    salt, body, committed = chain.sealed(event.content, event.salt)
    columns = (
        *(seq, *common, event.kind, event.subject, event.trial),
        *(event.record, event.fingerprint, event.undoes, committed, previous),
    )
    row = (*columns, chain.event_hash(columns))
    connection.execute(INSERT_EVENT, row)
    connection.execute("INSERT INTO content (seq, salt, body) VALUES (?, ?, ?)", (seq, salt, body))
    if effect := _EFFECTS.get(event.kind):
        effect(connection, event, seq)
    content = chain.opened(salt, body, committed)  # as it will be read again: tuples have become lists
    return AuditEvent._make((*row[:11], content, *row[11:]))


def _require_subject(connection: Connection, subject: str) -> None:
    if connection.execute("SELECT 1 FROM subject WHERE id = ?", (subject,)).fetchone() is None:
        raise SubjectGone


def code_key(code: str) -> str:
    """What two spellings of one site code have in common: case, width and white space make no new subject."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", code).casefold()).split())


def is_draft(code: str) -> bool:
    """Whether a code stands in for one that a person has to give."""
    return _DRAFT.fullmatch(code) is not None or code.startswith(LOST)


def _create_subject(connection: Connection, event: NewEvent, seq: int) -> None:
    code, subject = _code(event, "code")
    _refuse_taken(connection, code, subject)
    if connection.execute("SELECT 1 FROM event WHERE subject = ? AND seq < ?", (subject, seq)).fetchone():
        raise ValueError("a subject is created once")
    put_subject(connection, subject, code, bool(event.content.get("draft")), seq)


def _name_subject(connection: Connection, event: NewEvent, seq: int) -> None:
    code, subject = _code(event, "new")
    _refuse_taken(connection, code, subject)
    put_code(connection, subject, code, is_draft(code), seq)


def put_subject(connection: Connection, subject: str, code: str, draft: bool, seq: int) -> None:
    """Enter a subject as the event `seq` says."""
    number = _DRAFT.fullmatch(code) if draft else None
    connection.execute(
        "INSERT INTO subject (id, code, key, draft, number, created, named) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (subject, code, code_key(code), draft, int(number[1]) if number else None, seq, seq),
    )


def put_code(connection: Connection, subject: str, code: str, draft: bool, seq: int) -> None:
    """Give a subject another code as the event `seq` says."""
    connection.execute(
        "UPDATE subject SET code = ?, key = ?, draft = ?, named = ? WHERE id = ?",
        (code, code_key(code), draft, seq, subject),
    )


def holder(connection: Connection, code: str) -> str | None:
    """The subject that has this code now."""
    row = connection.execute("SELECT id FROM subject WHERE key = ?", (code_key(code),)).fetchone()
    return row[0] if row is not None else None


def _code(event: NewEvent, field: str) -> tuple[str, str]:
    code = event.content.get(field)
    if event.subject is None or not isinstance(code, str) or not code_key(code):
        raise ValueError(f"{event.kind} needs a subject and a code in {field!r}")
    return code, event.subject


def _refuse_taken(connection: Connection, code: str, subject: str) -> None:
    if holder(connection, code) not in (None, subject):
        raise CodeTaken(code)


def _purge_subject(connection: Connection, event: NewEvent, seq: int) -> None:
    """Take the contents, the code and the places away; the tombstone, written just now, allows it."""
    connection.execute(
        "DELETE FROM content WHERE seq IN (SELECT seq FROM event WHERE subject = ? AND seq < ?)",
        (event.subject, seq),
    )
    connection.execute("DELETE FROM subject WHERE id = ?", (event.subject,))
    connection.execute("DELETE FROM screening WHERE subject = ?", (event.subject,))
    connection.execute("DELETE FROM place WHERE subject = ?", (event.subject,))


_EFFECTS: dict[str, Callable[[Connection, NewEvent, int], None]] = {
    "subject.created": _create_subject,
    "subject.named": _name_subject,
    "subject.purged": _purge_subject,
}


def write_copy(connection: Connection, copy: tuple[str, str, str, bytes], at: str) -> None:
    """Keep a raw copy (digest, name, format, bytes) once. Raises ValueError if the bytes are not the digest's."""
    digest, name, form, raw = copy
    if connection.execute("SELECT 1 FROM copy WHERE digest = ?", (digest,)).fetchone():
        return
    if hashlib.sha256(raw).hexdigest() != digest:
        raise ValueError("the digest is not that of the copy")
    connection.execute(
        "INSERT INTO copy (digest, name, format, at, raw) VALUES (?, ?, ?, ?, ?)",
        (digest, storable(name), form, at, zlib.compress(raw)),
    )


PUT_PLACE = 'INSERT OR REPLACE INTO place (who, subject, trial, record, path, tab, "row", at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'


def write_place(connection: Connection, place: Place, common: Stamp) -> None:
    connection.execute(
        PUT_PLACE,
        (
            *(common.who, place.subject, place.trial, place.record),
            *(storable(place.path), place.tab, place.row, place.at or common.at),
        ),
    )


PUT_SCREENING = "INSERT OR REPLACE INTO screening (subject, trial, last) VALUES (?, ?, ?)"


def storable(path: str) -> str:
    """A name with what no database stores as text (bytes that are not UTF-8, NUL) as escapes."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")
