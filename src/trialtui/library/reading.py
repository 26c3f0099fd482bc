"""Reading from the log. What does not match its hash is not passed on; `doubt` is told of it instead."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from trialtui.library import chain
from trialtui.library.kept import LOST, KeptCopy, Place, ScreeningSummary, Subject
from trialtui.screening.events import AuditEvent

if TYPE_CHECKING:
    from trialtui.library.contract import Connection

Doubt = Callable[[str], None]

EVENT_COLUMNS = ", ".join(f'event."{column}"' for column in chain.COLUMNS)
EVENTS = f"SELECT {EVENT_COLUMNS}, content.salt, content.body FROM event LEFT JOIN content USING (seq)"
_WIDTH, _SUBJECT = len(chain.COLUMNS), chain.COLUMNS.index("subject")
_PURGED = "SELECT 1 FROM event WHERE subject = ? AND kind = 'subject.purged' AND seq > ?"


# One subject in one trial is found by the subject: a trial may have a thousand others. The || keeps the planner from the trial's index.
_OF_ONE = f"""
    {EVENTS} WHERE event.subject = :subject AND event.trial || '' = :trial AND event.seq > :after
    UNION ALL {EVENTS} WHERE event.subject IS NULL AND event.trial || '' = :trial AND event.seq > :after ORDER BY 1"""


def events(
    connection: Connection, subject: str | None, trial: str | None, after: int, doubt: Doubt
) -> Iterator[AuditEvent]:
    """Events in their order. A subject together with a trial brings the trial's own events (of no subject) along."""
    if subject is not None and trial is not None:
        statement = _OF_ONE
    else:
        conditions = ["event.seq > :after"]
        conditions += ["event.trial = :trial"] if trial is not None else []
        conditions += ["event.subject = :subject"] if subject is not None else []
        statement = f"{EVENTS} WHERE {' AND '.join(conditions)} ORDER BY event.seq"
    for row in connection.execute(statement, {"subject": subject, "trial": trial, "after": after}):
        event = audit_event(row)
        if event is None:
            doubt(f"event {row[0]} is not what was written, and is left out")
            continue
        if event.content is None and row[-1] is not None:
            doubt(f"the content of event {event.seq} is not what was written, and is left out")
        elif event.content is None and not is_purged(connection, event):
            doubt(f"the content of event {event.seq} is missing")
        yield event


def is_purged(connection: Connection, columns: Sequence[Any]) -> bool:
    """Whether the subject of an event was purged after it."""
    return connection.execute(_PURGED, (columns[_SUBJECT], columns[0])).fetchone() is not None


def audit_event(row: Sequence[Any]) -> AuditEvent | None:
    """An event from its columns, salt and body: None if it does not match its hash."""
    columns, (salt, body) = row[:_WIDTH], row[_WIDTH:]
    if not chain.is_sound(columns):
        return None
    content = chain.opened(salt, body, columns[11])
    return AuditEvent._make((*columns[:11], content, *columns[11:]))


_SUBJECTS = f"""
    SELECT subject.id, subject.code, subject.draft,
           (SELECT at FROM event WHERE event.seq = subject.created),
           (SELECT at FROM event WHERE event.subject = subject.id ORDER BY event.seq DESC LIMIT 1),
           {EVENT_COLUMNS}, content.salt, content.body
    FROM subject LEFT JOIN event ON event.seq = subject.named LEFT JOIN content ON content.seq = subject.named"""
_LAST_FIRST = "ORDER BY (SELECT max(seq) FROM event AS last WHERE last.subject = subject.id) DESC"


def subjects(connection: Connection, doubt: Doubt) -> list[Subject]:
    """All subjects, the one last worked on first. A code comes from the event that gave it, not from the table beside it."""
    return _subjects(connection.execute(f"{_SUBJECTS} {_LAST_FIRST}"), doubt)


def subject_by_id(connection: Connection, identifier: str, doubt: Doubt) -> Subject | None:
    """The subject with this identifier; None where none has it, or it was purged."""
    found = _subjects(connection.execute(f"{_SUBJECTS} WHERE subject.id = ?", (identifier,)), doubt)
    return found[0] if found else None


def _subjects(rows: Iterable[Sequence[Any]], doubt: Doubt) -> list[Subject]:
    found = []
    for row in rows:
        identifier, code, draft, created_at, last_at = row[:5]
        event = audit_event(row[5:])
        given = named_code(event) if event is not None and event.subject == identifier else None
        if str(code).startswith(LOST):
            given = code
        if given is None:
            doubt("the code of a subject cannot be checked against the event that gave it")
        elif given != code:
            doubt("the code of a subject is not the one that was given, and is corrected")
        found.append(Subject(identifier, given or code, bool(draft), created_at or "", last_at or ""))
    return found


def named_code(event: AuditEvent) -> str | None:
    """The code an event gave to its subject."""
    if event.content is None or event.kind not in ("subject.created", "subject.named"):
        return None
    code = event.content.get("code" if event.kind == "subject.created" else "new")
    return code if isinstance(code, str) else None


_LAST_EVENT = """
    SELECT event.at, event.who, event.record, copy.name FROM event LEFT JOIN copy ON copy.digest = event.record
    WHERE event.seq = ?"""

_LAST_ANSWERS = """
    SELECT content.body FROM content JOIN (
        SELECT max(seq) AS seq FROM event WHERE subject = ? AND trial || '' = ? AND kind = 'answer.given'
        GROUP BY fingerprint) AS answer USING (seq)"""
_ANSWERED = '"new":{"answer":"'  # in canonical JSON; null where an answer was taken back


def screenings(
    connection: Connection, trial: str | None, subject: str | None, limit: int | None, doubt: Doubt
) -> list[ScreeningSummary]:
    """Every subject in every trial (or in this one, or this subject), at most `limit`, the one last worked on first."""
    wanted = {"trial": trial, "subject": subject}
    where = " AND ".join(f"{name} = :{name}" for name, value in wanted.items() if value is not None)
    statement = (
        f"SELECT subject, trial, last FROM screening {'WHERE ' if where else ''}{where} ORDER BY last DESC"
    )
    if limit is not None:
        statement += f" LIMIT {limit:d}"
    found = []
    for subject, of_trial, seq in connection.execute(statement, wanted).fetchall():
        at, who, record, name = connection.execute(_LAST_EVENT, (seq,)).fetchone()
        if (known := subject_by_id(connection, subject, doubt)) is None:
            continue
        answers = connection.execute(_LAST_ANSWERS, (subject, of_trial))
        count = sum(_ANSWERED in body for (body,) in answers)
        found.append(
            ScreeningSummary(subject, known.code, known.draft, of_trial, record, count, at, who, name)
        )
    return found


def trials(connection: Connection) -> list[str]:
    """The trials that anybody was screened for."""
    return [trial for (trial,) in connection.execute("SELECT DISTINCT trial FROM screening ORDER BY trial")]


def screening_count(connection: Connection, trial: str | None) -> int:
    """How many screenings there are, or of this trial."""
    where = " WHERE trial = :trial" if trial is not None else ""
    (count,) = connection.execute(f"SELECT count(*) FROM screening{where}", {"trial": trial}).fetchone()
    return int(count)


def head(connection: Connection) -> int:
    """The number of the last event, 0 where there is none."""
    (seq,) = connection.execute("SELECT max(seq) FROM event").fetchone()
    return int(seq or 0)


def next_draft_number(connection: Connection) -> int:
    """One more than any draft had, so that a number is not given twice while its subject is known."""
    (highest,) = connection.execute("SELECT max(number) FROM subject").fetchone()
    return int(highest or 0) + 1


def kept_copy(connection: Connection, digest: str, doubt: Doubt) -> KeptCopy | None:
    row = connection.execute("SELECT name, format, raw FROM copy WHERE digest = ?", (digest,)).fetchone()
    if row is None:
        return None
    raw = unpacked(row[2], digest)
    if raw is None:
        doubt("a kept copy is not what was kept, and is left out")
        return None
    return KeptCopy(digest, row[0], row[1], raw)


def unpacked(packed: Any, digest: Any) -> bytes | None:
    """The bytes of a kept copy, None if they are not the ones the digest stands for."""
    try:
        raw = zlib.decompress(packed)
    except (zlib.error, TypeError):
        return None
    return raw if hashlib.sha256(raw).hexdigest() == digest else None


def last_place(connection: Connection, who: str) -> Place | None:
    """Where this person was last; where nobody by that name was, the last place of all."""
    row = connection.execute(
        'SELECT subject, trial, record, path, tab, "row", at FROM place ORDER BY who = ? DESC, at DESC LIMIT 1',
        (who,),
    ).fetchone()
    return Place(*row) if row else None
