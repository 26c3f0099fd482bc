"""What a person does in a screening, as new events for the log. Pure: each gives a `NewEvent` or says why it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trialtui.screening.answers import Answer, Effect, GivenAnswer
from trialtui.screening.checklist import READ_ONLY_OPERATORS, Checklist, Row
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.footing import CLOSED, VERSION_KINDS, refusal
from trialtui.screening.ledger import OVERLAY_KINDS, SITE_KINDS, inverse

if TYPE_CHECKING:
    from trialtui.screening.screening import Screening

ANSWER_WORDS = {Answer.YES: "Yes", Answer.NO: "No", Answer.UNKNOWN: "Unknown", Answer.NOT_APPLICABLE: "n/a"}


OVERLAY_WORDS = {
    "criteria": "the site's own criteria",
    "consent": "the consent",
    "protocol": "the protocol version",
    "screening": "how the screening was closed",
    "version": "the version of the trial",
}


class CannotAct(Exception):
    """Why something cannot be done now: one sentence for the status line."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class NothingToChange(CannotAct):
    """It stands as asked already."""


def give(
    screening: Screening,
    code: str,
    answer: Answer | None,
    *,
    reason: str | None,
    note: str | None,
    source: str | None,
    change_reason: str,
) -> NewEvent:
    row = needed_row(screening, code)
    if screening.subject is None:
        raise CannotAct("nobody is being screened yet: pick or open a subject first")
    needs_footing(screening)
    old = screening.answer(code)
    before = old or GivenAnswer(None)
    if before.contested is not None and answer is None:
        raise CannotAct(f"two people answered {code} at once: answer it first, then write beside it")
    turned = answer is not None and answer is not before.answer
    new = {
        "answer": answer.value if answer else before.answer.value if before.answer else None,
        "reason": reason.strip() if reason is not None else "" if turned else before.reason,
        "note": note.strip() if note is not None else before.note,
        "source": source.strip() if source is not None else before.source,
    }
    if before.carried and answer is None:
        new["carried"] = before.record  # a note beside a carried answer re-affirms nothing
    if new == _words(before) and before.contested is None:
        raise NothingToChange(
            f"{code} is {ANSWER_WORDS[answer]} already" if answer else f"{code}: nothing to change"
        )
    content: dict[str, Any] = {
        "code": code,
        "text": row.text,
        "old": _words(old) if old else None,
        "new": new,
    }
    if row.combine == "except" and new["answer"] is not None:
        content["considered"] = "exceptions"
    if change_reason.strip():
        content["reason"] = change_reason.strip()
    if before.contested is not None and answer is not None:
        content["settles"] = before.contested.seq
    if before.carried and answer is before.answer is not None:
        content["affirmed"] = 1
    kind = "second.given" if screening.second else "answer.given"
    return NewEvent(kind, content, screening.subject, screening.trial, screening.record, row.fingerprint)


def affirm(screening: Screening, code: str, together: int = 1) -> NewEvent:
    """Say a carried answer again, on this version, with all that was written beside it. `together`: how many at once."""
    needed_row(screening, code)
    needs_footing(screening)
    given = screening.answer(code)
    if given is None or given.answer is None:
        raise CannotAct(f"{code} has no answer to re-affirm")
    if not given.carried:
        raise NothingToChange(f"{code} is answered on this version: there is nothing to re-affirm")
    if given.contested is not None:
        raise CannotAct(f"two people answered {code} at once: answer it, with a reason")
    event = screening.give(code, given.answer)
    return event._replace(content={**event.content, "affirmed": together})


def needs_footing(screening: Screening) -> None:
    """Nothing is answered where a screening is closed, or stands on another version than this copy. Raises CannotAct."""
    needs_version(screening)
    if (closing := screening.closing) is not None:
        raise CannotAct(f"this screening is closed ({closing.outcome}): open it again first, with a reason")


def needs_version(screening: Screening) -> None:
    """Nothing is done for a screening that stands on another version than this copy. Raises CannotAct."""
    if screening.footing.gap is not None:
        raise CannotAct(refusal(screening.footing.gap))


def needs_open_for_site(screening: Screening) -> None:
    """What the site does to the trial changes no closed screening, so it is not done before one. Raises CannotAct."""
    if screening.closing is not None:
        raise CannotAct(
            "this screening is closed and keeps its cohorts and scopes: pick another subject to change those of the site"
        )


def tick(screening: Screening, code: str) -> NewEvent:
    row = needed_row(screening, code)
    given = screening.answer(code)
    if given is not None and given.answer is not None:
        how = (
            "carried over: = re-affirms it" if given.carried else "already: Space never turns an answer round"
        )
        raise CannotAct(f"{code} is answered {ANSWER_WORDS[given.answer]} {how}")
    if screening.effect(code) is Effect.READ:
        kind = "an exception" if _top_operator(screening.checklist, row) == "except" else "an explanation"
        raise CannotAct(f"{code} is {kind}: it is read, and only the answer above it counts")
    return screening.give(code, Answer.NO if row.side == "E" else Answer.YES)


def confirm_scopes(screening: Screening) -> NewEvent:
    if not screening.checklist.cohort_labels:
        raise CannotAct("no cohorts in this text: there are no scopes to confirm")
    if screening.scopes_confirmed:
        raise NothingToChange("the scopes are confirmed already")
    before = screening.ledger.confirmed
    old = None if before is None else {key: sorted(labels) for key, labels in before.items()}
    return _site_event(screening, "scopes.confirmed", {"scopes": screening.scopes_by_fingerprint, "old": old})


def look_at_unassigned(screening: Screening) -> NewEvent:
    if screening.unassigned_looked_at:
        raise NothingToChange("there is no unassigned text that nobody looked at")
    content = {
        "texts": list(screening.checklist.unassigned_digests),
        "old": sorted(screening.ledger.looked_at),
    }
    return _site_event(screening, "unassigned.read", content)


def move(screening: Screening, code: str, labels: tuple[str, ...]) -> NewEvent:
    row = needed_row(screening, code)
    known = screening.checklist.cohort_labels
    if row.from_registry:
        raise CannotAct(f"{code} is a limit of the record itself: it holds for everyone")
    if not known:
        raise CannotAct("no cohorts in this text: every criterion is everyone's")
    if unknown := [label for label in labels if label not in known]:
        raise CannotAct(f"no cohort {unknown[0]} in this text: it has {', '.join(known)}")
    if set(labels) == set(screening.scope(code)):
        raise NothingToChange(f"{code} belongs to {', '.join(labels) or 'everyone'} already")
    new = [label for label in known if label in labels]
    content = {"code": code, "old": list(screening.scope(code)), "new": new}
    return _site_event(screening, "scope.moved", content, row.fingerprint)


def close_cohort(screening: Screening, label: str) -> NewEvent:
    _check_label(screening, label)
    if screening.is_closed(label):
        raise NothingToChange(f"{label} is closed at this site already")
    return _site_event(screening, "cohort.closed", {"label": label})


def reopen_cohort(screening: Screening, label: str) -> NewEvent:
    _check_label(screening, label)
    if not screening.is_closed(label):
        raise NothingToChange(f"{label} is not closed at this site")
    return _site_event(screening, "cohort.reopened", {"label": label})


def take_back(screening: Screening, event: AuditEvent | None, what: str) -> NewEvent:
    """The event that undoes (or, of an undo, redoes) this one, unless somebody wrote the same thing since."""
    if event is None:
        raise CannotAct(f"nothing of yours to {what} in this sitting")
    if event.kind.startswith("signature."):
        raise CannotAct("a sign-off is not undone: withdraw it with a reason, or change what it rests on")
    if event.kind in ("answer.given", "exception.recorded", "difference.settled", "consent.recorded"):
        needs_footing(screening)
    if event.kind in VERSION_KINDS and screening.closing is not None:
        raise CannotAct(CLOSED)
    if event.kind in SITE_KINDS - OVERLAY_KINDS:
        needs_open_for_site(screening)
    other = screening.ledger.written_since(event)
    about = _about(event)
    if other is not None:
        raise CannotAct(f"{about} was changed by {other.who or 'another'} since: it cannot be taken back")
    if (back := inverse(event)) is None:
        raise CannotAct(f"{about}: what stood before is not known")
    kind, content = back
    if kind == "answer.given" and event.record not in screening.footing.kin:
        content = {**content, **{name: _from(content[name], event.record) for name in ("old", "new")}}
    if screening.second and kind == "answer.given":
        kind = "second.given"
    record = event.record if event.kind in VERSION_KINDS else screening.record
    return NewEvent(kind, content, event.subject, screening.trial, record, event.fingerprint, event.seq)


def _from(state: dict[str, Any] | None, record: str | None) -> dict[str, Any] | None:
    """What was said on another version, and comes back on this one, is carried from there."""
    return {"carried": record, **state} if state else state


def _about(event: AuditEvent) -> str:
    content = event.content or {}
    words = OVERLAY_WORDS.get(event.kind.partition(".")[0], "the scopes")
    return str(content.get("code") or content.get("label") or words)


def needed_row(screening: Screening, code: str) -> Row:
    """The row of this code; CannotAct where there is none."""
    if code not in screening.checklist:
        raise CannotAct(f"no criterion {code} in this checklist")
    return screening.checklist.row(code)


def _check_label(screening: Screening, label: str) -> None:
    known = [cohort.label for cohort in screening.checklist.verdict_cohorts]
    if label not in known:
        raise CannotAct(f"no cohort {label} in this text: it has {', '.join(known)}")


def _top_operator(checklist: Checklist, row: Row) -> str | None:
    """The operator above a row that makes it one to read only."""
    while row.parent is not None:
        row = checklist.row(row.parent)
        if row.combine in READ_ONLY_OPERATORS:
            return row.combine
    return None


def _words(given: GivenAnswer) -> dict[str, str | None]:
    return {
        "answer": given.answer.value if given.answer else None,
        "reason": given.reason,
        "note": given.note,
        "source": given.source,
        **({"carried": given.record} if given.carried else {}),
    }


def _site_event(
    screening: Screening, kind: str, content: dict[str, Any], fingerprint: str | None = None
) -> NewEvent:
    needs_open_for_site(screening)
    return NewEvent(kind, content, None, screening.trial, screening.record, fingerprint)
