"""Sign-off: a person puts a name under a state of a screening. The program never says that somebody may enter: a person does.

A signature holds the hash of what it signs. It stands while nothing was written since that it rests on, and while it is
looked at on the copy that was signed; otherwise it is void, and says why. Void is worked out from the events each time:
nothing is erased, and taking a later change back does not bring a signature back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from trialtui.screening.events import AuditEvent
from trialtui.screening.ledger import SITE_KINDS

if TYPE_CHECKING:
    from trialtui.screening.screening import Screening

SCREENER, SECOND, INVESTIGATOR = "screener", "second reader", "investigator"
ROLES = (SCREENER, SECOND, INVESTIGATOR)
MAY_ENTER, MAY_NOT_ENTER = "may enter", "may not enter"
DECISIONS = (MAY_ENTER, MAY_NOT_ENTER)
# Any later event voids a signature but these. Closing does not: it comes after the sign-off, as it should.
LEAVES_STANDING = frozenset(
    {
        "signature.given",
        "signature.withdrawn",
        "screening.closed",
        "screening.reopened",
        "screening.rescreens",
        "second.asked",
        "screening.opened",  # on a copy with the same criteria: on another one, a person takes it there
    }
)
READING_KINDS = frozenset({"second.begun", "second.given", "second.finished", "difference.settled"})
_DOMAIN = "trialtui state 1\n"


class Signature(NamedTuple):
    """A sign-off. `void` says why it no longer stands, "" where it does; `state` is the hash of what was signed.

    `cohort` is "" for all cohorts open here; `protocol` the standing line with the protocol version; `record` the SHA-256
    of the copy; `at` UTC, `offset` minutes east of UTC where it was signed.
    """

    role: str
    name: str
    meaning: str
    decision: str
    cohort: str
    protocol: str
    state: str
    record: str | None
    who: str
    at: str
    offset: int
    seq: int
    void: str = ""
    open: tuple[str, ...] = ()  # the rows that had no answer when it was signed

    def line(self) -> str:
        """In a few words: "investigator: may enter (LN), A. Berg"."""
        said = f": {self.decision}" if self.decision else ""
        return f"{self.role}{said}{f' ({self.cohort})' if self.cohort else ''}, {self.name}"


def state_hash(screening: Screening, record: str | None = None) -> str:
    """SHA-256 of the verdicts and of everything they rest on: rows, scopes, answers with what was written beside them.

    `record`: as if it were looked at on that copy, which holds the same criteria; else on its own.
    """
    rows = []
    for row in screening.checklist.rows:
        given = screening.answer(row.code)
        said = [given.answer, given.reason, given.note, given.source] if given else None
        exception = screening.waiver(row.code)
        rows.append(
            [row.code, row.side, row.fingerprint, row.combine, row.expr, list(screening.scope(row.code)), said,
             screening.effect(row.code).value, exception.words() if exception else None]
        )  # fmt: skip
    cohorts = [
        [one.label, one.verdict.value, one.blockers, one.open, one.not_applicable]
        for one in screening.cohorts()
    ]
    state = [screening.trial, record or screening.record, rows, cohorts, screening.overlays()]
    text = json.dumps(state, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256((_DOMAIN + text).encode("ascii")).hexdigest()


def signatures(screening: Screening) -> tuple[Signature, ...]:
    """Every sign-off of this screening in the log's order, each with why it is void where it is."""
    events = screening.ledger.events
    found = [event for event in events if event.kind == "signature.given"]
    if not found:
        return ()
    closing = screening.closing
    now = {record: state_hash(screening, record) for record in {event.record for event in found}}
    return tuple(
        _signature(screening, event, closing.seq if closing else None, now[event.record]) for event in found
    )


def _signature(screening: Screening, event: AuditEvent, closed: int | None, now: str) -> Signature:
    content = event.content or {}
    told = {
        name: str(content.get(name) or "")
        for name in ("role", "name", "meaning", "decision", "cohort", "protocol", "state")
    }
    signature = Signature(
        **told, record=event.record, who=event.who, at=event.at, offset=event.offset, seq=event.seq,
        open=tuple(map(str, content.get("open") or ())),
    )  # fmt: skip
    return signature._replace(void=_void(screening, signature, closed, now))


def _void(screening: Screening, signature: Signature, closed: int | None, now: str) -> str:
    """Why a signature no longer stands.

    What the site does to the trial after a screening was closed is none of that screening's concern: a cohort that is full
    and closed does not void the sign-offs of those who entered it.
    """
    later = [event for event in screening.ledger.events if event.seq > signature.seq]
    for event in later:
        content = event.content or {}
        if event.kind == "signature.withdrawn" and content.get("of") == signature.seq:
            return f"withdrawn by {event.who}: {content.get('reason')}"
        if event.kind == "signature.given" and _replaces(content, signature):
            return f"signed again by {event.who}"
        if _voids(event, signature.role) and not _after_closing(event, closed):
            return f"changed since: {change_words(event)}"
    footing = screening.footing
    if signature.record not in footing.kin:
        gap = footing.gap
        return (
            f"signed on {gap.dated}"
            if gap and gap.record == signature.record
            else "signed on another copy of the record"
        )
    if closed is None and footing.newer is not None:
        return f"criteria changed in {footing.newer.dated}: {footing.newer.told()}"
    if signature.state != now and not any(_after_closing(event, closed) for event in later):
        return "what was signed is not what stands here"
    return ""


def _replaces(content: Mapping[str, Any], signature: Signature) -> bool:
    """A later sign-off in the same role: for the same cohort, or with another decision."""
    told = content.get("role"), content.get("cohort"), content.get("decision")
    return told[0] == signature.role and (told[1] == signature.cohort or told[2] != signature.decision)


def _voids(event: AuditEvent, role: str) -> bool:
    if event.kind in READING_KINDS:
        return role != SCREENER
    return event.kind not in LEAVES_STANDING


def _after_closing(event: AuditEvent, closed: int | None) -> bool:
    return event.kind in SITE_KINDS and closed is not None and event.seq > closed


CHANGES = {
    "exception.recorded": "exception", "consent.recorded": "consent",
    "scopes.confirmed": "scopes confirmed", "scopes.unconfirmed": "scopes not confirmed", "scope.moved": "scope",
    "cohort.closed": "cohort closed here", "cohort.reopened": "cohort open here", "unassigned.read": "unassigned text",
    "reading.corrected": "reading corrected", "reading.uncorrected": "reading corrected",
    "criteria.imported": "the site's own criteria", "criteria.removed": "the site's own criteria",
    "protocol.version": "protocol version", "difference.settled": "difference settled",
    "version.taken": "taken to another version of the criteria", "version.left": "taken back to the version before",
}  # fmt: skip


def change_words(event: AuditEvent) -> str:
    """What was changed, and by whom: "I6 by AB"."""
    content = event.content or {}
    code = str(content.get("code") or content.get("label") or "")
    if event.kind.startswith("second."):
        return f"second reading by {event.who}"
    return " ".join(filter(None, [CHANGES.get(event.kind, ""), code, f"by {event.who}"]))


def entering(found: Iterable[Signature]) -> Signature | None:
    """What an investigator last decided about entering; void or not, None where nobody did."""
    decided = [one for one in found if one.role == INVESTIGATOR]
    standing = [one for one in decided if not one.void]
    last = standing or decided
    return last[-1] if last else None


def may_enter(found: Iterable[Signature]) -> bool | None:
    """Whether an investigator's standing sign-off lets the subject enter some cohort; None where none stands."""
    standing = {one.decision for one in found if one.role == INVESTIGATOR and not one.void}
    return MAY_ENTER in standing if standing else None
