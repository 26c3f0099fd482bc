"""Usual reasons why a criterion is not applicable, and the ones a person's other answers suggest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from trialtui.screening.answers import Answer, GivenAnswer
from trialtui.screening.checklist import Row

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
OTHER_SEX = {"Sex: female": "male", "Sex: male": "female"}


class Proposal(NamedTuple):
    """Not an answer: that a row may be not applicable, for this reason, resting on the row of this code."""

    reason: str
    rests_on: str


def usual_reasons(condition: str | None = None) -> tuple[str, ...]:
    """The usual reasons, those first that fit a criterion for "female", "male" or "childbearing" participants only."""
    first = FIRST_FOR_CONDITION.get(condition or "", ())
    return first + tuple(reason for reason in USUAL_REASONS if reason not in first)


def propose(row: Row, answered: Iterable[tuple[Row, GivenAnswer]]) -> Proposal | None:
    """Why this sex-conditional row may not apply; None without ground to say so.

    It rests on what a person said elsewhere: that a criterion under the same condition does not apply, for a reason
    that is about the condition; or that the subject has the sex the record requires. Never on silence.
    """
    if row.condition not in FIRST_FOR_CONDITION:
        return None
    for other, given in answered:
        required = OTHER_SEX.get(other.text) if other.from_registry and given.answer is Answer.YES else None
        if required is not None and required == row.condition:
            return Proposal(f"{row.condition} participants only", other.code)
        alike = other.condition == row.condition and given.answer is Answer.NOT_APPLICABLE
        if alike and given.reason in FIRST_FOR_CONDITION[row.condition]:
            return Proposal(given.reason, other.code)
    return None
