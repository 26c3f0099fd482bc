"""Usual reasons why a criterion is not applicable, so that one key can pick one."""

from __future__ import annotations

USUAL_REASONS = (
    "female participants only",
    "male participants only",
    "other cohort",
    "not of childbearing potential",
    "no such treatment given",
    "no such disease",
    "does not apply at this visit",
)
FIRST_FOR_CONDITION = {
    "female": ("female participants only", "not of childbearing potential"),
    "male": ("male participants only",),
    "childbearing": ("not of childbearing potential", "female participants only"),
}


def usual_reasons(condition: str | None = None) -> tuple[str, ...]:
    """The usual reasons, those first that fit a criterion for "female", "male" or "childbearing" participants only."""
    first = FIRST_FOR_CONDITION.get(condition or "", ())
    return first + tuple(reason for reason in USUAL_REASONS if reason not in first)
