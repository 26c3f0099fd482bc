"""Outlines as lines a person can read, so that a test shows the text and what should be made of it."""

from __future__ import annotations

from collections.abc import Sequence

from trialtui.eligibility.reading import read_criteria
from trialtui.record.study import ArmGroup


def read(text: str, arms: Sequence[str] = ()) -> list[str]:
    """One line a criterion: code, words, operator of a parent (`?` where inferred), cohort after `@`."""
    lines = []
    for criterion in read_criteria(text, [ArmGroup(arm) for arm in arms]).criteria:
        line = f"{criterion.code} {criterion.text}"
        if criterion.combine:
            line += f" [{criterion.expr or criterion.combine}{'' if criterion.stated else '?'}]"
        if criterion.scope:
            line += f" @{', '.join(criterion.scope)}"
        lines.append(line)
    return lines


def headings(text: str) -> list[str]:
    return [f"{heading.role} {heading.side} {heading.text}" for heading in read_criteria(text).headings]


def notes(text: str) -> list[str]:
    return [note.text for note in read_criteria(text).notes]
