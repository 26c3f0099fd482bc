"""The second reading: another person answers blind; only then do the differences show, and a person settles each with a reason.

Blind means that the second reader's `Screening` is folded without the first reading: no answer of it, no effect, verdict,
exception or signature is there to be shown. Both readings stay in the log, and the first one is what verdicts rest on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from trialtui.screening.acts import CannotAct, needed_row, needs_footing, needs_version
from trialtui.screening.answers import Answer, GivenAnswer
from trialtui.screening.checklist import Checklist, Row
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.footing import takings
from trialtui.screening.meeting import given_answer

if TYPE_CHECKING:
    from trialtui.screening.screening import Screening


class SecondReading(NamedTuple):
    """A second reading as it stands. `answers` by question code; `first_seen`: it began with the first answers on the screen."""

    who: str
    at: str  # UTC, when it began
    finished: bool
    answers: Mapping[str, GivenAnswer]
    first_seen: bool = False
    seq: int = 0  # of the event that began it


class Difference(NamedTuple):
    """A row that the two readings do not tell alike. None: no answer of its own. `settled` is the reason, "" while open."""

    code: str
    first: GivenAnswer | None
    second: GivenAnswer | None
    first_effect: str
    second_effect: str
    settled: str = ""
    settled_by: str = ""


def fold_second(checklist: Checklist, events: Iterable[AuditEvent]) -> SecondReading | None:
    """The last second reading that was begun; None where none was. Each beginning starts from nothing.

    Going over to another version ends it: what was read were other criteria.
    """
    events = list(events)
    ended = {event.seq for event in takings(events)}
    begun: AuditEvent | None = None
    finished = False
    answers: dict[str, GivenAnswer] = {}
    for event in events:
        if event.kind == "second.begun":
            begun, finished, answers = event, False, {}
        elif event.seq in ended:
            begun = None
        elif event.kind == "second.finished":
            finished = True
        elif event.kind == "second.given" and not finished:
            row = checklist.by_fingerprint.get(event.fingerprint or "")
            new = (event.content or {}).get("new")
            if row is not None and new is not None:
                answers[checklist.questions[row.code]] = given_answer(new, event)
            elif row is not None:
                answers.pop(checklist.questions[row.code], None)
    if begun is None:
        return None
    seen = bool((begun.content or {}).get("first_seen"))
    return SecondReading(begun.who, begun.at, finished, answers, seen, begun.seq)


def read_out(events: Iterable[AuditEvent]) -> list[AuditEvent]:
    """The answers of every second reading that was finished, those of criteria that changed since included."""
    found: list[AuditEvent] = []
    now: list[AuditEvent] = []
    for event in events:
        if event.kind == "second.given":
            now.append(event)
        elif event.kind == "second.begun":
            now = []
        elif event.kind == "second.finished":
            found, now = [*found, *now], []
    return found


def is_reader(who: str, reading: SecondReading) -> bool:
    """Whether this is the second reader, or may be: an account without initials may be anybody who shares it."""
    return reading.who == who or reading.who.startswith(f"{who}/")


def is_held_back(screening: Screening, who: str) -> bool:
    """Whether a second reading is asked for that this person could still do: then no first answer is shown unasked."""
    return screening.second_asked and who not in first_readers(screening)


def first_readers(screening: Screening) -> tuple[str, ...]:
    """Who gave answers of the first reading, in the order of their first.

    What a second reader changes when differences are settled makes nobody a first reader.
    """
    reading = screening.second_reading
    given = (one for one in screening.ledger.events if one.kind == "answer.given")
    return tuple(
        dict.fromkeys(
            one.who for one in given if reading is None or one.who != reading.who or one.seq < reading.seq
        )
    )


def ask(screening: Screening) -> NewEvent:
    """Ask for a second reading: whoever gave no answer yet is shown no verdict until it is begun. Raises CannotAct."""
    needs_footing(screening)
    if not first_readers(screening):
        raise CannotAct("there is no first reading yet: a second one follows it")
    if screening.second_asked:
        raise CannotAct("a second reading is asked for already")
    if screening.second_reading is not None:
        raise CannotAct(f"{screening.second_reading.who} has begun a second reading already")
    return _event(screening, "second.asked", {})


def begin(screening: Screening, who: str, *, anew: bool = False, first_seen: bool = False) -> NewEvent:
    """Begin to read blind. `anew` leaves another person's unfinished second reading aside. Raises CannotAct.

    `first_seen` is kept: that the first answers were on the screen of who begins.
    """
    needs_footing(screening)
    if screening.subject is None or not first_readers(screening):
        raise CannotAct("there is no first reading yet: a second one follows it")
    if who in first_readers(screening):
        raise CannotAct(f"{who} gave answers of the first reading: a second reader is another person")
    reading = screening.second_reading
    if reading is not None and reading.finished:
        raise CannotAct(f"{reading.who} has read it a second time already")
    if reading is not None and not anew:
        raise CannotAct(f"{reading.who} is reading it a second time, and has not finished")
    return _event(screening, "second.begun", {"first_seen": first_seen})


def finish(blind: Screening) -> NewEvent:
    """The second reader has done; `blind` is the screening as the second reader sees it. Raises CannotAct."""
    if not blind.second:
        raise CannotAct("no second reading is on the desk")
    needs_version(blind)
    if not blind.answered:
        raise CannotAct("nothing is answered yet: a second reading without answers is none")
    left = [row.code for row in blind.checklist.top_level if blind.effect(row.code).is_open]
    return _event(blind, "second.finished", {"answered": blind.answered, "open": left})


def differences(screening: Screening) -> tuple[Difference, ...]:
    """The rows that the two readings do not tell alike, in display order; none before the second reading is finished.

    Two answers that differ are a difference, on any row; a top-level row is one as well where the effects differ, since
    one reader may answer the whole and the other its parts.
    """
    reading = screening.second_reading
    if reading is None or not reading.finished:
        return ()
    blind = screening.as_second()
    settled = _settled(screening)
    found = []
    for row in screening.checklist.rows:
        if screening.checklist.questions[row.code] != row.code and row.code not in reading.answers:
            continue  # asked by another row
        one = _difference(screening, blind, row)
        if one is not None:
            found.append(_with_settlement(one, settled.get(row.fingerprint)))
    return tuple(found)


def _difference(screening: Screening, blind: Screening, row: Row) -> Difference | None:
    first, second = _told(screening.answer(row.code)), _told(blind.answer(row.code))
    effects = screening.effect(row.code).value, blind.effect(row.code).value
    if first is not None and second is not None:
        differs = first.answer is not second.answer
    else:
        differs = row.parent is None and effects[0] != effects[1]
    return Difference(row.code, first, second, *effects) if differs else None


def _told(given: GivenAnswer | None) -> GivenAnswer | None:
    return given if given is not None and given.answer is not None else None


def _settled(screening: Screening) -> dict[str, AuditEvent]:
    """The last settlement by fingerprint, of the reading that stands: another one is settled anew."""
    reading = screening.second_reading
    return {
        event.fingerprint or "": event
        for event in screening.ledger.events
        if event.kind == "difference.settled" and reading is not None and event.seq > reading.seq
    }


def _with_settlement(one: Difference, event: AuditEvent | None) -> Difference:
    """A difference is settled while both answers are those that were settled."""
    new: Mapping[str, Any] = ((event.content if event else None) or {}).get("new") or {}
    if event is None or (new.get("stands"), new.get("second")) != (_value(one.first), _value(one.second)):
        return one
    return one._replace(settled=str(new.get("reason") or ""), settled_by=event.who)


def _value(given: GivenAnswer | None) -> str | None:
    return given.answer.value if given and given.answer else None


def settle(screening: Screening, code: str, answer: Answer | None, reason: str) -> list[NewEvent]:
    """Settle a difference: `answer` stands (None: as the first reading has it). Raises CannotAct.

    Where that is another answer than the first one, its change goes with it, for this reason; what the second reader wrote
    beside that answer comes along.
    """
    row = needed_row(screening, code)
    needs_footing(screening)
    one = next((one for one in screening.differences if one.code == code), None)
    if one is None:
        raise CannotAct(f"the readings do not differ on {code}")
    if not reason.strip():
        raise CannotAct("a difference is settled with a reason")
    stands = answer or (one.first.answer if one.first else None)
    new = {"stands": stands.value if stands else None, "second": _value(one.second), "reason": reason.strip()}
    last = _settled(screening).get(row.fingerprint)
    old = (last.content or {}).get("new") if last else None
    content = {"code": code, "text": row.text, "first": _value(one.first), "old": old, "new": new}
    events = [_event(screening, "difference.settled", content, row.fingerprint)]
    if stands is not None and stands is not (one.first.answer if one.first else None):
        beside = one.second if one.second and one.second.answer is stands else GivenAnswer(None)
        change = screening.give(
            code, stands, reason=beside.reason or None, note=beside.note or None, source=beside.source or None,
            change_reason=f"second reading: {reason.strip()}",
        )  # fmt: skip
        events.append(change)
    return events


def _event(
    screening: Screening, kind: str, content: dict[str, Any], fingerprint: str | None = None
) -> NewEvent:
    return NewEvent(kind, content, screening.subject, screening.trial, screening.record, fingerprint)
