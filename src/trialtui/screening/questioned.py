"""What looked like a name, a number or a date of birth, was questioned, and was kept by a person: the event says so.

Every way to write such words asks first (`subject.question`); what is in an event was kept. So the mark is made here, for all of
them, where events are appended, and a monitor finds them in the log without reading every note.
"""

from __future__ import annotations

from collections.abc import Iterator

from trialtui.screening.events import NewEvent
from trialtui.screening.reasons import USUAL_REASONS
from trialtui.screening.subject import is_draft, question

_BESIDE = ("reason", "source", "note")


def marked(event: NewEvent) -> NewEvent:
    """The event, with `questioned` naming the fields of it that a person kept as they are."""
    fields = [name for name, field, words in _typed(event) if words and question(words, field)]
    return event._replace(content={**event.content, "questioned": fields}) if fields else event


def _typed(event: NewEvent) -> Iterator[tuple[str, str, str]]:
    """Where the words that a person typed stand, the field they are asked about as, and the words."""
    content = event.content
    if event.kind in ("answer.given", "second.given"):
        old, new = content.get("old") or {}, content.get("new") or {}
        for name in _BESIDE:
            words = str(new.get(name) or "")
            if words != str(old.get(name) or "") and words not in USUAL_REASONS:
                yield name, "note" if name == "note" else "reason", words
        yield "change", "reason", str(content.get("reason") or "")
    elif event.kind in ("subject.created", "subject.named"):
        name = "code" if event.kind == "subject.created" else "new"
        code = str(content.get(name) or "")
        if not is_draft(code):
            yield name, "code", code
    elif event.kind in ("consent.recorded", "exception.recorded", "difference.settled"):
        new = content.get("new") or {}
        for name in ("version", "number", "reason"):
            words = str(new.get(name) or "")
            if words not in USUAL_REASONS:
                yield name, "reason", words
    elif event.kind in ("screening.closed", "screening.reopened", "signature.withdrawn"):
        for name in ("words", "reason"):
            yield name, "reason", str(content.get(name) or "")
