"""Recomputing the chain: `trialtui verify`. What it can see, and the one thing it cannot: that the tail was cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trialtui.library import chain, reading, schema

if TYPE_CHECKING:
    from trialtui.library.contract import Connection


@dataclass(frozen=True, slots=True)
class Verification:
    """`count` events hold, up to the hash `head`; if not `ok`, `first_bad` is the first event that does not (None where
    it is something beside the chain), and `reason` says why."""

    ok: bool
    count: int
    head: str
    first_bad: int | None = None
    reason: str = ""


NOTHING = Verification(True, 0, chain.GENESIS)

_ROWS = f"{reading.EVENTS} ORDER BY event.seq"
_PREVIOUS = chain.COLUMNS.index("previous")
_COMMITMENT = chain.COLUMNS.index("commitment")


def verify(connection: Connection, told: Callable[[int], None] | None = None) -> Verification:
    """Recompute every hash and commitment, then hold what is derived from the events against them.

    `told` hears after each event how many hold. Reads one event at a time, from one state of the log, while others go on appending. Raises Damaged if the events
    hold but the file around them is broken.
    """
    connection.execute("BEGIN")
    try:
        found = _chain(connection, told)
        if found.ok:
            found = _derived(connection, found)
        if found.ok:
            schema.check_pages(connection)
        return found
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _chain(connection: Connection, told: Callable[[int], None] | None) -> Verification:
    count, head = 0, chain.GENESIS
    for *columns, salt, body in connection.execute(_ROWS):
        bad = _fault(columns, salt, body, count + 1, head)
        if bad is None and salt is None and not reading.is_purged(connection, columns):
            bad = columns[0], f"the content of event {columns[0]} is missing, and its subject was not purged"
        if bad is not None:
            return Verification(False, count, head, *bad)
        count, head = count + 1, columns[-1]
        if told is not None:
            told(count)
    orphan = connection.execute(
        "SELECT seq FROM content WHERE seq > ? OR seq < 1 LIMIT 1", (count,)
    ).fetchone()
    if orphan is not None:
        return Verification(
            False, count, head, orphan[0], f"event {orphan[0]} is missing, its content is there"
        )
    return Verification(True, count, head)


def _fault(columns: Sequence[Any], salt: Any, body: Any, expected: int, head: str) -> tuple[int, str] | None:
    """What is wrong with one event: its number and the words for it."""
    seq = columns[0]
    if seq != expected:
        return expected, f"event {expected} is missing"
    if not chain.is_sound(columns):
        return seq, f"event {seq} was changed"
    if columns[_PREVIOUS] != head:
        return seq, f"event {seq} does not follow the event before it"
    if salt is not None and chain.opened(salt, body, columns[_COMMITMENT]) is None:
        return seq, f"the content of event {seq} was changed"
    return None


_NAMES = """
    SELECT subject.id, subject.code, max(event.seq) FROM subject LEFT JOIN event
    ON event.subject = subject.id AND event.kind IN ('subject.created', 'subject.named') GROUP BY subject.id"""
_NAMELESS = """
    SELECT seq FROM event WHERE kind = 'subject.created'
    AND NOT EXISTS (SELECT 1 FROM subject WHERE subject.id = event.subject)
    AND NOT EXISTS (SELECT 1 FROM event AS tombstone WHERE tombstone.subject = event.subject
                    AND tombstone.kind = 'subject.purged' AND tombstone.seq > event.seq) ORDER BY seq LIMIT 1"""
_ONE = f"SELECT {reading.EVENT_COLUMNS}, content.salt, content.body FROM event JOIN content USING (seq) WHERE seq = ?"


def _derived(connection: Connection, found: Verification) -> Verification:
    """A changed code would hand one subject's answers to another, a changed copy would change what was answered."""

    def bad(seq: int | None, reason: str) -> Verification:
        return Verification(False, found.count, found.head, seq, reason)

    for _, code, seq in connection.execute(_NAMES):
        row = connection.execute(_ONE, (seq,)).fetchone() if seq is not None else None
        event = reading.audit_event(row) if row is not None else None
        if event is None or reading.named_code(event) != code:
            return bad(seq, "the code of a subject is not the one its events gave")
    if (nameless := connection.execute(_NAMELESS).fetchone()) is not None:
        return bad(nameless[0], f"the subject that event {nameless[0]} created has no code")
    if (unlisted := _unlisted(connection)) is not None:
        return bad(unlisted, "the list of screenings is not the one that the events give")
    for digest, packed in connection.execute("SELECT digest, raw FROM copy"):
        if reading.unpacked(packed, digest) is None:
            seq = connection.execute("SELECT min(seq) FROM event WHERE record = ?", (digest,)).fetchone()[0]
            return bad(seq, "a kept copy was changed")
    return found


_UNLISTED = (
    """SELECT last FROM screening WHERE last <> coalesce((SELECT seq FROM event WHERE event.subject = screening.subject
       AND event.trial || '' = screening.trial ORDER BY seq DESC LIMIT 1), 0) LIMIT 1""",
    "SELECT last FROM screening WHERE NOT EXISTS (SELECT 1 FROM subject WHERE subject.id = screening.subject) LIMIT 1",
    """SELECT seq FROM event WHERE trial IS NOT NULL AND EXISTS (SELECT 1 FROM subject WHERE subject.id = event.subject)
       AND NOT EXISTS (SELECT 1 FROM screening WHERE screening.subject = event.subject AND screening.trial = event.trial)
       LIMIT 1""",
)


def _unlisted(connection: Connection) -> int | None:
    """An event of a screening that is not listed as it should be, or is listed without a subject."""
    for statement in _UNLISTED:
        if (row := connection.execute(statement).fetchone()) is not None:
            return int(row[0])
    return None
