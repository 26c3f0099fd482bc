"""The history of one row: who answered it, when, and what it said before. From the log, nothing left out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from trialtui.desk import Desk
from trialtui.exports.wording import questioned_words
from trialtui.screening.events import AuditEvent
from trialtui.ui import theme
from trialtui.ui.panes.rows import heading, prose
from trialtui.ui.screens.base import ListScreen
from trialtui.ui.widgets.row_list import ListRow

RECORD_WORDS = {
    "second.given": "second reading: ",
    "exception.recorded": "exception ",
    "difference.settled": "difference ",
}


class HistoryScreen(ListScreen):
    def __init__(self, desk: Desk, code: str) -> None:
        super().__init__(f"History of {code} · {desk.trial}")
        self.desk, self.code = desk, code

    def build(self, width: int) -> list[ListRow]:
        return history_rows(self.desk, self.code, width)


def history_rows(desk: Desk, code: str, width: int) -> list[ListRow]:
    """One row an event, earliest first; what was said on another version of the trial says on which."""
    events, footing = desk.screening.history(code), desk.screening.footing
    if not events:
        return [prose("", "No answer has been given to this row.", width, theme.DIM)]
    undoing = frozenset(event.seq for event in events if event.undoes)
    rows = [heading(f"{len(events)} event{'s' * (len(events) != 1)}", width)]
    for event in events:
        elsewhere = event.record not in (None, desk.reading.copy.digest)
        on = f" · on {footing.dated(event.record or '')}" if elsewhere else ""
        rows.append(prose(f"event.{event.seq}", event_words(event, undoing) + on, width))
    return rows


def event_words(event: AuditEvent, undoing: frozenset[int] = frozenset()) -> str:
    """An audit event in a line: "2026-11-22 14:01:07 MK  unknown → yes, because: new information".

    `undoing` holds the numbers of the events that are undos themselves: what undoes one of those is a redo.
    """
    at = datetime.fromisoformat(event.at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    content: Mapping[str, Any] = event.content or {}
    if event.kind in RECORD_WORDS:
        return f"{at} {event.who}  {RECORD_WORDS[event.kind]}{_record_words(event.kind, content)}"
    undone = (" (redo)" if event.undoes in undoing else " (undo)") if event.undoes else ""
    if event.kind == "scope.moved":
        old, new = ("+".join(content.get(name) or ()) or "everyone" for name in ("old", "new"))
        return f"{at} {event.who}  scope {old} → {new}{undone}"
    old, new = (_answer_words(content.get(name)) for name in ("old", "new"))
    because = f", because: {content['reason']}" if content.get("reason") else ""
    if content.get("affirmed") and not event.undoes:
        together = f", together with {content['affirmed'] - 1} others" if content["affirmed"] > 1 else ""
        return f"{at} {event.who}  {old}, re-affirmed on this version{together}"
    return f"{at} {event.who}  {old} → {new}{because}{questioned_words(content)}{undone}"


def _record_words(kind: str, content: Mapping[str, Any]) -> str:
    new: Mapping[str, Any] | None = content.get("new")
    if kind == "second.given":
        return _answer_words(new)
    if not new:
        return "taken out" if kind == "exception.recorded" else "open again"
    if kind == "exception.recorded":
        return (
            f"{new.get('number')}, granted by {new.get('granted_by')}, {new.get('date')}; the verdict stays"
        )
    stands = _answer_words({"answer": new.get("stands")})
    return f"settled: {stands} stands, because: {new.get('reason')}"


def _answer_words(state: Mapping[str, Any] | None) -> str:
    if not state:
        return "no answer"
    words = str(state.get("answer") or "no answer").replace("na", "n/a")
    extra = [f"{name}: {state[name]}" for name in ("reason", "source", "note") if state.get(name)]
    extra += ["carried"] if state.get("carried") else []
    return words + (f" ({'; '.join(extra)})" if extra else "")
