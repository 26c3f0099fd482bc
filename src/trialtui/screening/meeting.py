"""The answers that stand, as events bring them one after the other, and what becomes of two that meet unseen.

Two people may answer one row in the same moment, or one of them while the other's answer waits to be saved. Every event says
what its writer saw before; where that is not what stood, the writer had not seen it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trialtui.screening.answers import Answer, GivenAnswer
from trialtui.screening.events import AuditEvent

_FIELDS = ("answer", "reason", "note", "source")
_Fields = dict[str, str]


class Answers:
    """The answers by question code. `standing` is read, and changed by `take` alone."""

    def __init__(self) -> None:
        self.standing: dict[str, GivenAnswer] = {}
        self._sittings: dict[str, tuple[str, str]] = {}  # who answered a question last, and in which sitting
        self._contests: dict[int, GivenAnswer] = {}  # what was contested, by the event that settled it

    def take(self, question: str, event: AuditEvent, given: GivenAnswer | None) -> None:
        """Let an answer (None: taken back) stand, as far as its writer had seen what stood before."""
        new = self._beside(question, event, given)
        self._sittings[question] = event.who, event.sitting
        if new is None:
            self.standing.pop(question, None)
        else:
            self.standing[question] = new

    def _beside(self, question: str, event: AuditEvent, given: GivenAnswer | None) -> GivenAnswer | None:
        """What only one of the two changed is taken from that one. What both changed, and not alike, is contested.

        The first stands then, the second beside it, until a person who sees both answers again; taking either back ends it.
        """
        standing = self.standing.get(question)
        if standing is None:
            return given
        if event.undoes is not None:
            if event.undoes in self._contests:
                return self._contests[event.undoes]
            if standing.contested is not None and standing.contested.seq == event.undoes:
                return standing._replace(contested=None)
            untouched = _told(event, "old") == _stands(standing)
            return given if untouched else _merged(standing, event, given)
        own = self._sittings.get(question) == (event.who, event.sitting)
        if own and standing.contested is None:
            return given
        seen, here = _told(event, "old"), _stands(standing)
        if seen == here:
            if standing.contested is not None:
                self._contests[event.seq] = standing
            return given
        unseen = standing.contested is not None and seen == _stands(standing.contested)  # the second goes on
        if unseen or _clash(event, here):
            return standing._replace(contested=given or given_answer({}, event))
        return _merged(standing, event, given)


def _changed(event: AuditEvent) -> list[str]:
    content = event.content or {}
    again = content.get("affirmed") or content.get("settles")  # said again, and meant
    old, new = _told(event, "old"), _told(event, "new")
    return [name for name in _FIELDS if new[name] != old[name] or (again and name == "answer")]


def _clash(event: AuditEvent, here: _Fields) -> bool:
    """Whether something was changed to one thing here, and to another unseen."""
    old, new = _told(event, "old"), _told(event, "new")
    return any(here[name] not in (old[name], new[name]) for name in _changed(event))


def _merged(standing: GivenAnswer, event: AuditEvent, given: GivenAnswer | None) -> GivenAnswer | None:
    changed, new = _changed(event), _told(event, "new")
    if not any({**_stands(standing), **{name: new[name] for name in changed}}.values()):
        return None
    kept = [name for name in _FIELDS if name not in changed]
    kept += ["record", "carried"] if "answer" in kept else []
    return (given or given_answer({}, event))._replace(**{name: getattr(standing, name) for name in kept})


def _told(event: AuditEvent, name: str) -> _Fields:
    """The state before ("old") or after ("new") as an event tells it; "" where there is nothing."""
    return _state((event.content or {}).get(name) or {})


def _stands(given: GivenAnswer) -> _Fields:
    return _state({**given._asdict(), "answer": given.answer.value if given.answer else None})


def _state(told: Mapping[str, Any]) -> _Fields:
    return {name: str(told.get(name) or "") for name in _FIELDS}


def given_answer(new: Mapping[str, Any], event: AuditEvent) -> GivenAnswer:
    """The answer an event holds. Its reason is why it is not applicable, else why it was changed (never for the former)."""
    try:
        answer = Answer(new["answer"]) if new.get("answer") is not None else None
    except ValueError:
        answer = None
    reason = str(new.get("reason") or "")
    if answer is not Answer.NOT_APPLICABLE and not reason:
        reason = str((event.content or {}).get("reason") or "")
    return GivenAnswer(
        answer=answer,
        reason=reason,
        note=str(new.get("note") or ""),
        source=str(new.get("source") or ""),
        who=event.who,
        at=event.at,
        seq=event.seq,
        record=str(new.get("carried") or event.record or ""),
    )
