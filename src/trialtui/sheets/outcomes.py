"""Tab 5: what the trial set out to measure, as registered: primary, secondary and other outcomes."""

from __future__ import annotations

from collections.abc import Sequence

from trialtui.record.study import Outcome, Study
from trialtui.sheets.blocks import ABSENT, Block, Heading
from trialtui.sheets.telling import PROTOCOL, part, said, told

KINDS = (
    ("primary_outcomes", "primaryOutcomes", "Primary outcomes"),
    ("secondary_outcomes", "secondaryOutcomes", "Secondary outcomes"),
    ("other_outcomes", "otherOutcomes", "Other outcomes"),
)


def outcomes_blocks(study: Study) -> list[Block]:
    """The Outcomes tab."""
    if not any(getattr(study.outcomes, field) for field, _, _ in KINDS):
        return part("Outcomes", [])
    blocks: list[Block] = []
    for field, name, title in KINDS:
        outcomes: Sequence[Outcome] = getattr(study.outcomes, field)
        told_here = [
            block
            for n, one in enumerate(outcomes)
            for block in _outcome(f"{PROTOCOL}outcomesModule.{name}[{n}]", n, one)
        ]
        blocks += part(title, told_here, note=str(len(outcomes)) if outcomes else "")
    return blocks


def _outcome(at: str, number: int, one: Outcome) -> list[Block]:
    return [
        Heading(f"{number + 1}. {one.measure or f'measure {ABSENT}'}", 2, paths=(f"{at}.measure",)),
        *told("Time frame", one.time_frame, f"{at}.timeFrame"),
        *said(one.description, f"{at}.description"),
    ]
