"""Audit events folded into what stands now: answers, scopes, closed cohorts. The same events give the same standing.

Events may arrive out of order (two people write one log); they are folded by their sequence number, each once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from trialtui.screening.answers import GivenAnswer
from trialtui.screening.checklist import Checklist
from trialtui.screening.events import AuditEvent
from trialtui.screening.footing import VERSION_KINDS, takings
from trialtui.screening.meeting import Answers, given_answer

# What changes the outline itself, or what is said of it: whoever builds the checklist folds these (`overlay`).
OVERLAY_KINDS = frozenset(
    {"reading.corrected", "reading.uncorrected", "criteria.imported", "criteria.removed", "protocol.version"}
)
_OF_COHORTS = frozenset(
    {
        "scopes.confirmed",
        "scopes.unconfirmed",
        "scope.moved",
        "cohort.closed",
        "cohort.reopened",
        "unassigned.read",
    }
)
SITE_KINDS = OVERLAY_KINDS | _OF_COHORTS
# What stands beside the answers: sign-offs, the second reading, exceptions, how it was closed. Folded where it is asked for.
RECORD_KINDS = frozenset(
    {
        "signature.given",
        "signature.withdrawn",
        "second.asked",
        "second.begun",
        "second.given",
        "second.finished",
        "difference.settled",
        "exception.recorded",
        "consent.recorded",
        "screening.closed",
        "screening.reopened",
        "screening.rescreens",
    }
)
SUBJECT_KINDS = frozenset({"answer.given"}) | RECORD_KINDS | VERSION_KINDS
_SEEN_BY_SECOND = frozenset({"second.begun", "second.given", "second.finished"}) | VERSION_KINDS
_ABOUT = {"difference.settled": "difference", "exception.recorded": "exception"}

Key = tuple[str, str]
"""What an event is about: ("answer", question), ("scope", fingerprint), ("cohort", label), ("scopes", "") …"""


class ApartAnswer(NamedTuple):
    """An answer whose criterion is not in this copy: shown apart with the words it answered, and not counted."""

    code: str
    text: str
    given: GivenAnswer


class Ledger:
    """The events of one subject and one trial, on whatever copy, and what they come to on one checklist.

    answers: by question code (`Checklist.questions`); apart: by fingerprint; moved: scope by fingerprint;
    confirmed: the scopes a person confirmed, by fingerprint; last: the latest event by what it is about.
    `second`: as the second reader is to see it, whose answers stand here as the answers, and nothing of the first reading.
    `kin`: the copies that hold the same criteria; an answer given on another one is carried. None: every copy is.
    """

    def __init__(
        self,
        checklist: Checklist,
        trial: str,
        subject: str | None,
        *,
        second: bool = False,
        kin: frozenset[str] | None = None,
    ) -> None:
        self.checklist, self.trial, self.subject, self.second = checklist, trial, subject, second
        self.kin = kin
        self.events: list[AuditEvent] = []
        self._seen: set[int] = set()
        self._clear()

    def _clear(self) -> None:
        self._answers = Answers()
        self.apart: dict[str, ApartAnswer] = {}
        self.moved: dict[str, tuple[str, ...]] = {}
        self.confirmed: dict[str, frozenset[str]] | None = None
        self.closed: set[str] = set()
        self.looked_at: frozenset[str] = frozenset()
        self.last: dict[Key, AuditEvent] = {}
        self._after_closing: list[AuditEvent] | None = None  # None while the screening is open

    def apply(self, event: AuditEvent) -> bool:
        """Fold one event in; False where it is another trial's or subject's, purged, of no concern, or known already."""
        if event.seq in self._seen or not self._concerns(event):
            return False
        self._seen.add(event.seq)
        if self.second and event.subject is not None:
            if event.kind not in _SEEN_BY_SECOND:
                return False
            if event.kind == "second.given":
                event = event._replace(kind="answer.given")
        in_order = not self.events or event.seq > self.events[-1].seq
        self.events.append(event)
        if in_order:
            self._fold(event)
        else:
            self.events.sort(key=lambda earlier: earlier.seq)
            self._clear()
            for earlier in self.events:
                self._fold(earlier)
        return True

    def key(self, event: AuditEvent) -> Key | None:
        """What the event is about; None where this checklist does not have it."""
        content = event.content or {}
        if event.kind in RECORD_KINDS:
            return self._record_key(event)
        if event.kind in VERSION_KINDS:
            return None if event.kind == "screening.opened" else ("version", "")
        if event.kind == "answer.given":
            row = self.checklist.by_fingerprint.get(event.fingerprint or "")
            return ("answer", self.checklist.questions[row.code]) if row else None
        if event.kind == "scope.moved":
            row = self.checklist.by_fingerprint.get(event.fingerprint or "")
            return ("scope", row.fingerprint) if row else None
        if event.kind.startswith("cohort."):
            return ("cohort", str(content.get("label")))
        if event.kind in OVERLAY_KINDS:
            return overlay_key(event.kind, content)
        return ("unassigned", "") if event.kind == "unassigned.read" else ("scopes", "")

    def _record_key(self, event: AuditEvent) -> Key | None:
        if about := _ABOUT.get(event.kind):
            row = self.checklist.by_fingerprint.get(event.fingerprint or "")
            return (about, self.checklist.questions[row.code]) if row else None
        if event.kind in ("screening.closed", "screening.reopened"):
            return ("closing", "")
        if event.kind == "consent.recorded":
            return ("consent", "")
        return ("signature", "") if event.kind.startswith("signature.") else None

    def _concerns(self, event: AuditEvent) -> bool:
        if event.trial != self.trial or event.content is None:
            return False
        if event.subject is None:
            return event.kind in SITE_KINDS
        return event.subject == self.subject and event.kind in SUBJECT_KINDS

    def _fold(self, event: AuditEvent) -> None:
        content: Mapping[str, Any] = event.content or {}
        if self._after_closing is not None and event.kind in _OF_COHORTS:
            self._after_closing.append(event)  # none of a closed screening's concern, until it is open again
            return
        if (key := self.key(event)) is not None:
            self.last[key] = event
        if event.kind == "answer.given":
            self._fold_answer(event, content, key)
        elif event.kind == "scope.moved":
            self._fold_move(event, content)
        elif event.kind == "scopes.confirmed":
            scopes: Mapping[str, Any] = content.get("scopes") or {}
            self.confirmed = {fingerprint: frozenset(labels) for fingerprint, labels in scopes.items()}
        elif event.kind == "scopes.unconfirmed":
            self.confirmed = None
        elif event.kind == "cohort.closed":
            self.closed.add(str(content.get("label")))
        elif event.kind == "cohort.reopened":
            self.closed.discard(str(content.get("label")))
        elif event.kind == "unassigned.read":
            self.looked_at = frozenset(content.get("texts") or ())
        elif event.kind == "second.begun" and self.second:
            self._answers, self.apart = Answers(), {}
        elif event.kind == "screening.closed":
            self._after_closing = self._after_closing or []
        elif event.kind == "screening.reopened":
            late, self._after_closing = self._after_closing or [], None
            for one in late:
                self._fold(one)

    def _fold_answer(self, event: AuditEvent, content: Mapping[str, Any], key: Key | None) -> None:
        new = content.get("new")
        given = None if new is None else given_answer(new, event)
        if given is not None and self.kin is not None:
            given = given._replace(carried=bool(given.record) and given.record not in self.kin)
        if key is not None:
            self._answers.take(key[1], event, given)
            return
        fingerprint = event.fingerprint or ""
        if given is None:
            self.apart.pop(fingerprint, None)
        else:
            self.apart[fingerprint] = ApartAnswer(
                str(content.get("code", "")), str(content.get("text", "")), given
            )

    def _fold_move(self, event: AuditEvent, content: Mapping[str, Any]) -> None:
        row = self.checklist.by_fingerprint.get(event.fingerprint or "")
        new = tuple(content.get("new") or ())
        # A label this reading does not know would put the row into no cohort, where it could block nobody.
        if row is None or not set(new) <= set(self.checklist.cohort_labels):
            return
        if set(new) == set(row.scope):
            self.moved.pop(row.fingerprint, None)
        else:
            self.moved[row.fingerprint] = new

    @property
    def answers(self) -> Mapping[str, GivenAnswer]:
        """The answers that stand, by question code."""
        return self._answers.standing

    @property
    def adrift(self) -> tuple[ApartAnswer, ...]:
        """The answers that stand apart, and that nobody left behind knowingly by going over to another version."""
        taken = takings(self.events)
        since = taken[-1].seq if taken else 0
        return tuple(one for one in self.apart.values() if one.given.seq > since)

    def holds(self, kind: str) -> bool:
        """Whether there is an event of this kind."""
        return any(event.kind == kind for event in self.events)

    def undoable(self, who: str, sitting: str) -> AuditEvent | None:
        """One's own last event of this sitting that is not undone."""
        done, _ = self._stacks(who, sitting)
        return done[-1] if done else None

    def redoable(self, who: str, sitting: str) -> AuditEvent | None:
        """One's own last undo of this sitting, if nothing new was done since."""
        _, undone = self._stacks(who, sitting)
        return undone[-1] if undone else None

    def written_since(self, event: AuditEvent) -> AuditEvent | None:
        """The latest event about the same thing that another person or sitting wrote after this one."""
        key, own = self.key(event), (event.who, event.sitting)
        others = [
            later
            for later in self.events
            if later.seq > event.seq and (later.who, later.sitting) != own and self.key(later) == key
        ]
        return others[-1] if others else None

    def _stacks(self, who: str, sitting: str) -> tuple[list[AuditEvent], list[AuditEvent]]:
        done: list[AuditEvent] = []
        undone: list[AuditEvent] = []
        for event in self.events:
            if event.who != who or event.sitting != sitting or self.key(event) is None:
                continue
            if event.undoes is None:
                done.append(event)
                undone.clear()
            elif undone and undone[-1].seq == event.undoes:
                undone.pop()
                done.append(event)
            else:
                done = [earlier for earlier in done if earlier.seq != event.undoes]
                undone.append(event)
        return done, undone


def overlay_key(kind: str, content: Mapping[str, Any]) -> Key:
    """What an event of the overlay is about: a criterion's words, the site's criteria, or the protocol version."""
    if not kind.startswith("reading."):
        return (kind.partition(".")[0], "")
    correction = content.get("correction") or {}
    return ("reading", " ".join(str(correction.get(name)) for name in ("side", "occurrence", "text")))


def inverse(event: AuditEvent) -> tuple[str, dict[str, Any]] | None:
    """Kind and content of the event that takes this one back; None where it cannot be told."""
    content: Mapping[str, Any] = event.content or {}
    if event.kind in ("answer.given", "scope.moved", "consent.recorded", *_ABOUT):
        kept = {name: content[name] for name in ("code", "text", "considered") if name in content}
        return event.kind, {**kept, "old": content.get("new"), "new": content.get("old")}
    if event.kind == "screening.closed":
        return "screening.reopened", {"reason": "taken back", "old": dict(content)}
    if event.kind == "screening.reopened" and content.get("old"):
        return "screening.closed", dict(content["old"])
    if event.kind == "version.taken":
        return "version.left", {"old": dict(content)}
    if event.kind == "version.left":
        return ("version.taken", dict(content["old"])) if content.get("old") else None
    if event.kind == "cohort.closed":
        return "cohort.reopened", {"label": content.get("label")}
    if event.kind == "cohort.reopened":
        return "cohort.closed", {"label": content.get("label")}
    if event.kind in OVERLAY_KINDS:
        return _overlay_inverse(event.kind, content)
    if event.kind == "unassigned.read":
        return event.kind, {"texts": content.get("old") or [], "old": content.get("texts") or []}
    if event.kind == "scopes.confirmed" and content.get("old") is None:
        return "scopes.unconfirmed", {"old": content.get("scopes") or {}}
    if event.kind in ("scopes.confirmed", "scopes.unconfirmed") and content.get("old") is not None:
        return "scopes.confirmed", {"scopes": content["old"], "old": content.get("scopes")}
    return None


def _overlay_inverse(kind: str, content: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    if kind == "protocol.version":
        return kind, {"old": content.get("new"), "new": content.get("old")}
    if kind.startswith("reading."):
        other = "reading.uncorrected" if kind == "reading.corrected" else "reading.corrected"
        return other, dict(content)
    old = content.get("old")
    here = {name: content[name] for name in ("name", "version", "rows") if name in content} or None
    if old is None:
        return "criteria.removed", {"old": here}
    return "criteria.imported", {**old, "old": here}
