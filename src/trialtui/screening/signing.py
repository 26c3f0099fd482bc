"""Signing: what stands against a sign-off, and the event of one. It is refused with the whole list, or it is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from trialtui.screening.acts import CannotAct, NothingToChange
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
    for one in _signed_cohorts(screening, cohort):
        found += _open(one, screening)
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


def _open(one: CohortVerdict, screening: Screening) -> Iterable[str]:
    where = f" ({one.label})" if len(screening.cohorts()) > 1 else ""
    named = (
        ("unanswered", one.unanswered),
        ("unknown", one.unknown),
        ("conflict", one.conflicts),
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
    if apart := screening.apart:
        codes = ", ".join(one.code for one in apart)
        yield f"criteria changed: {len(apart)} answered that are not in this copy or reading ({codes})"


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
        "exceptions": [one.words() for one in screening.waivers.values()], "overlays": list(screening.overlays()),
    }  # fmt: skip
    return _event(screening, "signature.given", content)


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
