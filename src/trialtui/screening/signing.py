"""Signing: what stands against a sign-off, and the event of one. It is refused with the whole list, or it is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from trialtui.screening.acts import CannotAct, NothingToChange
from trialtui.screening.closing import FAILURE
from trialtui.screening.events import NewEvent
from trialtui.screening.signatures import (
    DECISIONS,
    INVESTIGATOR,
    MAY_ENTER,
    MAY_NOT_ENTER,
    ROLES,
    SCREENER,
    SECOND,
    state_hash,
)
from trialtui.screening.verdict import CohortVerdict

if TYPE_CHECKING:
    from trialtui.screening.screening import Screening

BLIND = "blind"
MEANINGS = {  # what is signed, by role or decision; a second reader's depends on how it was read
    SCREENER: "I have checked each criterion against the subject's sources, and these answers are what I found.",
    SECOND: "I have checked the answers of the first reader against the subject's sources.",
    BLIND: "I have answered the criteria on my own, without seeing the first answers, and every difference is settled.",
    MAY_ENTER: "I have checked this screening, and in my judgement this subject may enter the trial.",
    MAY_NOT_ENTER: "I have checked this screening, and in my judgement this subject may not enter the trial.",
}
LONGEST_NAME = 80


class Refused(CannotAct):
    """A sign-off that cannot be: `against` lists what stands against it, each in a few words."""

    def __init__(self, against: Sequence[str]) -> None:
        super().__init__("Not signed: " + "; ".join(against))
        self.against = tuple(against)


def against(screening: Screening, role: str, who: str, cohort: str = "", decision: str = "") -> list[str]:
    """What stands against a sign-off, each in a few words; nothing where it can be signed."""
    found: list[str] = []
    signed = _signed_cohorts(screening, cohort)
    for one in signed:
        found += _open(one, screening, unanswered=not may_stay_open(screening, decision, signed))
        if decision == MAY_ENTER:
            found += _against_entering(screening, one)
    found += _not_settled(screening)
    if role != SCREENER:
        found += _reading_open(screening)
    if role == SECOND:
        found += _same_person(screening, who)
    return list(dict.fromkeys(found))


def _signed_cohorts(screening: Screening, label: str) -> list[CohortVerdict]:
    known = screening.cohorts()
    found = (
        [one for one in known if one.label == label] if label else [one for one in known if not one.closed]
    )
    if not found:
        raise CannotAct(f"no cohort {label} in this text" if label else "every cohort is closed at this site")
    return found


def may_stay_open(screening: Screening, decision: str, signed: Iterable[CohortVerdict]) -> bool:
    """Whether rows without an answer stand in nobody's way: one blocker decides that a subject may not enter.

    A screen failure ends at its first reason; nobody asks the rest of the questions for the form's sake. So an investigator
    may sign "may not enter" over open rows where every cohort signed for has a blocker, or the screening was closed as a
    screen failure with its reasons. The open rows are named on the signature. Conflicts, scopes that nobody confirmed and
    changed criteria refuse this sign-off like any other.
    """
    if decision != MAY_NOT_ENTER:
        return False
    closing = screening.closing
    failed = closing is not None and closing.outcome == FAILURE
    return failed or all(one.blockers for one in signed)


def _open(one: CohortVerdict, screening: Screening, *, unanswered: bool) -> Iterable[str]:
    where = f" ({one.label})" if len(screening.cohorts()) > 1 else ""
    named = (
        ("unanswered", one.unanswered if unanswered else ()),
        ("unknown", one.unknown if unanswered else ()),
        ("conflict", one.conflicts),
        ("carried over and not re-affirmed", one.carried),
    )
    for name, codes in named:
        if codes:
            yield f"{name}{where}: {', '.join(codes)}"
    if one.closed:
        yield f"{one.label} is closed at this site"
    if "nothing but n/a" in one.withheld:
        yield f"nothing but n/a{where}"


def _not_settled(screening: Screening) -> Iterable[str]:
    if not screening.checklist.criteria_read:
        yield "no criteria could be read"
    if not screening.scopes_confirmed:
        yield "scopes not confirmed"
    if not screening.unassigned_looked_at:
        yield "text that belongs to no criterion, and that nobody looked at"
    footing = screening.footing
    if footing.gap is not None:
        yield f"criteria changed: the screening stands on {footing.gap.dated}, not on this one ({footing.gap.told()})"
    if footing.newer is not None:
        yield f"criteria changed in {footing.newer.dated}, which the library holds: {footing.newer.told()}"
    if contested := [code for code in screening.contested if not screening.effect(code).unfavourable]:
        yield f"two people answered at once: {', '.join(contested)}"
    if adrift := screening.adrift:
        codes = ", ".join(one.code for one in adrift)
        yield f"criteria changed: {len(adrift)} answered that are not in this copy or reading ({codes})"


def _against_entering(screening: Screening, one: CohortVerdict) -> Iterable[str]:
    """A blocker stands against entering unless an exception is recorded with it; the verdict stays NOT ELIGIBLE."""
    for code in one.blockers:
        if screening.waiver(code) is None:
            yield f"{code} {screening.effect(code, one.label).value}, and no exception is recorded with it"


def _reading_open(screening: Screening) -> Iterable[str]:
    reading = screening.second_reading
    if reading is not None and not reading.finished:
        yield f"{reading.who} has not finished the second reading"
    if left := [one.code for one in screening.differences if not one.settled]:
        yield f"differences between the readings: {', '.join(left)}"


def _same_person(screening: Screening, who: str) -> Iterable[str]:
    from trialtui.screening.second_reading import first_readers

    if who in first_readers(screening):
        yield f"{who} gave answers of the first reading: a second reader is another person"


def sign(
    screening: Screening,
    role: str,
    name: str,
    who: str,
    *,
    cohort: str = "",
    decision: str = "",
    protocol: str = "",
    also: Sequence[str] = (),
) -> NewEvent:
    """A sign-off as an event. `also` is what else stands against it. Raises Refused with all of it, or CannotAct."""
    if screening.subject is None:
        raise CannotAct("nobody is being screened: pick a subject first")
    if screening.second:
        raise CannotAct("a second reading is on the desk: finish it first")
    if role not in ROLES or (role == INVESTIGATOR) != (decision in DECISIONS):
        raise CannotAct(f"{role} {decision}".strip() + " is no sign-off")
    printed = " ".join(name.split())
    if not printed or not printed.isprintable() or len(printed) > LONGEST_NAME:
        raise CannotAct(f"a sign-off needs a printed name, of at most {LONGEST_NAME} characters")
    if decision == MAY_ENTER and not cohort and len(screening.cohorts()) > 1:
        raise CannotAct("say which cohort the subject may enter")
    if found := [*also, *against(screening, role, who, cohort, decision)]:
        raise Refused(found)
    content = {
        "role": role, "name": printed, "meaning": meaning(screening, role, decision, cohort), "decision": decision,
        "cohort": cohort, "protocol": protocol, "state": state_hash(screening),
        "verdicts": {one.label: one.verdict.value for one in screening.cohorts()},
        "open": left_open(screening, cohort),
        "exceptions": [one.words() for one in screening.waivers.values()], "overlays": list(screening.overlays()),
    }  # fmt: skip
    return _event(screening, "signature.given", content)


def left_open(screening: Screening, cohort: str = "") -> list[str]:
    """The rows without an answer in what is signed for, in display order."""
    signed = {code for one in _signed_cohorts(screening, cohort) for code in one.open}
    return [row.code for row in screening.checklist.top_level if row.code in signed]


def meaning(screening: Screening, role: str, decision: str, cohort: str = "") -> str:
    """What a sign-off says, in words."""
    reading = screening.second_reading
    blind = BLIND if role == SECOND and reading is not None and not reading.first_seen else role
    words = MEANINGS[decision or blind]
    return f"{words} Cohort: {cohort}." if cohort else words


def withdraw(screening: Screening, role: str, who: str, reason: str) -> NewEvent:
    """Take one's own standing sign-off back, with a reason. Raises CannotAct."""
    own = [one for one in screening.signatures if one.role == role and one.who == who and not one.void]
    if not own:
        raise NothingToChange(f"no sign-off of yours as {role} stands")
    if not reason.strip():
        raise CannotAct("a sign-off is withdrawn with a reason")
    return _event(
        screening, "signature.withdrawn", {"role": role, "of": own[-1].seq, "reason": reason.strip()}
    )


def _event(screening: Screening, kind: str, content: dict[str, Any]) -> NewEvent:
    return NewEvent(kind, content, screening.subject, screening.trial, screening.record)
