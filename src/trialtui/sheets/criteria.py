"""The eligibility criteria as the copy has them; tab 3 shows the outline that is read from them."""

from __future__ import annotations

from trialtui.record.study import Study
from trialtui.sheets.blocks import Block
from trialtui.sheets.telling import PROTOCOL, part, said


def criteria_blocks(study: Study) -> list[Block]:
    """The text, verbatim."""
    path = PROTOCOL + "eligibilityModule.eligibilityCriteria"
    return part("Eligibility criteria", said(study.eligibility.eligibility_criteria, path))
