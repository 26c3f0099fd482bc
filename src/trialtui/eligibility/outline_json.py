"""The outline as JSON, in the form of the criteria command ("criteria", "headings", "notes", "unassigned", "cohorts")."""

from __future__ import annotations

from typing import Any

from trialtui.eligibility.outline import Criterion, Outline


def outline_json(outline: Outline) -> dict[str, Any]:
    """Plain dictionaries and lists; offsets in code points into the raw text, [start, end)."""
    return {
        "reader": outline.reader,
        "criteria": [_criterion(criterion) for criterion in outline.criteria],
        "headings": [
            {
                "start": heading.span.start,
                "end": heading.span.end,
                "role": heading.role,
                "side": heading.side,
                "scope": list(heading.scope),
                "text": heading.text,
            }
            for heading in outline.headings
        ],
        "notes": [
            {"start": note.span.start, "end": note.span.end, "side": note.side, "text": note.text}
            for note in outline.notes
        ],
        "unassigned": [[start, end] for start, end in outline.unassigned],
        "cohorts": [
            {"label": cohort.label, "title": cohort.title, "reason": cohort.reason, "arms": list(cohort.arms)}
            for cohort in outline.cohorts
        ],
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return {
        "code": criterion.code,
        "side": criterion.side,
        "parent": criterion.parent,
        "start": criterion.span.start,
        "end": criterion.span.end,
        "text": criterion.text,
        "combine": criterion.combine,
        "expr": criterion.expr,
        "stated": criterion.stated,
        "scope": list(criterion.scope),
        "scope_source": criterion.scope_source,
        "scope_reason": criterion.scope_reason,
        "condition": criterion.condition,
        "tags": [{"name": tag.name, "start": tag.span.start, "end": tag.span.end} for tag in criterion.tags],
        "fingerprint": criterion.fingerprint,
    }
