"""How a screening ended: by a person, with an outcome and its reasons. A closed one takes no answers until it is open again.

`enrolled` says that the subject was randomised or entered; the program decides nothing of it. Outcomes follow the boxes of
the CONSORT 2010 flow diagram (https://www.consort-statement.org), item 13.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from trialtui.screening.acts import CannotAct, NothingToChange, needs_version
from trialtui.screening.checklist import Checklist, Row
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.verdict import CohortVerdict, Verdict

if TYPE_CHECKING:
    from trialtui.screening.screening import Screening

FAILURE, OTHER = "screen failure", "other"
OUTCOMES = (FAILURE, "withdrew consent", "declined", "enrolled", OTHER)
REOPENING_REASONS = ("closed by mistake", "new information", "wrong outcome or reason")


class ClosingReason(NamedTuple):
    """A criterion as a reason, with the words it had."""

    code: str
    text: str


class Closing(NamedTuple):
    """`reasons` are criteria that a person chose, `words` what else was said of it."""

    outcome: str
    reasons: tuple[ClosingReason, ...]
    words: str
    who: str
    at: str  # UTC
    offset: int  # minutes east of UTC
    seq: int

    def line(self) -> str:
        """In a few words: "CLOSED: screen failure (I6, E7), moved away"."""
        codes = ", ".join(reason.code for reason in self.reasons)
        words = f", {self.words}" if self.words else ""
        return f"CLOSED: {self.outcome}" + (f" ({codes})" if codes else "") + words


def fold_closing(events: Iterable[AuditEvent]) -> Closing | None:
    """How the screening stands closed after these events, in the log's order; None while it is open."""
    closing: Closing | None = None
    for event in events:
        if event.kind == "screening.closed":
            closing = _closing(event)
        elif event.kind == "screening.reopened":
            closing = None
    return closing


def _closing(event: AuditEvent) -> Closing:
    content = event.content or {}
    reasons = tuple(
        ClosingReason(str(one.get("code", "")), str(one.get("text", "")))
        for one in content.get("reasons") or ()
    )
    return Closing(
        str(content.get("outcome", "")), reasons, str(content.get("words") or ""),
        event.who, event.at, event.offset, event.seq,
    )  # fmt: skip


def blocking(
    checklist: Checklist, cohorts: Iterable[CohortVerdict], label: str | None = None
) -> tuple[Row, ...]:
    """The top-level criteria that block, in the worksheet's order: one cohort's, or those of every cohort open here.

    Rows that ask the same (the registry's age limit, and the criterion that repeats it) are one reason.
    """
    codes = {
        code
        for cohort in cohorts
        if cohort.verdict is Verdict.NOT_ELIGIBLE and label in (None, cohort.label)
        for code in cohort.blockers
    }
    by_question: dict[str, Row] = {}
    for row in checklist.top_level:
        if row.code in codes:
            by_question.setdefault(checklist.questions[row.code], row)
    return tuple(by_question.values())


def close(screening: Screening, outcome: str, codes: Sequence[str] = (), words: str = "") -> NewEvent:
    """Close it. A screen failure needs a criterion as its reason, or words; `other` needs words. Raises CannotAct."""
    if screening.subject is None:
        raise CannotAct("nobody is being screened: pick a subject first")
    needs_version(screening)
    if outcome not in OUTCOMES:
        raise CannotAct(f"no such outcome: {outcome}; there are {', '.join(OUTCOMES)}")
    if (closing := screening.closing) is not None:
        raise NothingToChange(f"it is closed already ({closing.outcome})")
    if unknown := [code for code in codes if code not in screening.checklist]:
        raise CannotAct(f"no criterion {unknown[0]} in this checklist")
    if outcome in (FAILURE, OTHER) and not codes and not words.strip():
        raise CannotAct(f"{outcome} needs a reason")
    reasons = [{"code": code, "text": screening.checklist.row(code).text} for code in codes]
    content = {"outcome": outcome, "reasons": reasons, "words": words.strip()}
    return _event(screening, "screening.closed", content)


def reopen(screening: Screening, reason: str) -> NewEvent:
    """Open it again, with a reason. Raises CannotAct."""
    closing = screening.closing
    if closing is None:
        raise NothingToChange("it is open")
    needs_version(screening)
    if not reason.strip():
        raise CannotAct("opening a closed screening again needs a reason")
    last = screening.ledger.last[("closing", "")]
    return _event(
        screening, "screening.reopened", {"reason": reason.strip(), "old": dict(last.content or {})}
    )


def _event(screening: Screening, kind: str, content: dict[str, Any]) -> NewEvent:
    return NewEvent(kind, content, screening.subject, screening.trial, screening.record)
