"""What the log holds beside the answer of a row: an exception, the second reading, and how a difference was settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from trialtui.exports import wording
from trialtui.screening.screening import Screening


def record_of(screening: Screening, code: str) -> Iterable[tuple[str, str]]:
    """Each by its name and in words, in the log's order."""
    if (waiver := screening.waiver(code)) is not None:
        recorded = wording.written_at(waiver.at, waiver.offset)
        yield "Exception", f"{waiver.words()}; recorded by {waiver.who}, {recorded}; the verdict stays"
    for event in screening.history(code):
        content = event.content or {}
        if event.kind == "second.given":
            yield "Second reader", f"{wording.kept_words(content)}, {wording.by_words(event)}"
        elif event.kind == "difference.settled":
            yield "Difference", f"{_settled(content)}, {wording.by_words(event)}"


def _settled(content: Mapping[str, Any]) -> str:
    new = content.get("new")
    if not new:
        return "open again"
    stands = wording.kept_words({"new": {"answer": new.get("stands")}})
    return f"settled: {stands} stands, because: {new.get('reason')}"
