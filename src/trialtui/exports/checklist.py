"""The criteria as an indented checklist in plain text, unanswered: what `trialtui criteria` and `--plain` print.

Every word of a criterion stands; nothing is cut.
"""

from __future__ import annotations

from collections.abc import Iterable

from trialtui.copies.copy import CopyReading
from trialtui.eligibility.outline import Heading, Note, Outline
from trialtui.eligibility.reading import read_criteria
from trialtui.exports.plain import wrapped
from trialtui.exports.wording import NO_CRITERIA, NOT_IN_COPY, operator_words
from trialtui.record.literal import one_line
from trialtui.record.study import Study
from trialtui.screening.checklist import Checklist


def outline_lines(outline: Outline) -> list[str]:
    """An outline as an indented checklist, headings and notes where they stand, unassigned text named as such."""
    if not outline.criteria:
        return [NO_CRITERIA, *_unassigned(outline)]
    lines = [
        f"{len(outline.criteria)} criteria and parts read, {outline.unassigned_characters} characters unassigned"
    ]
    found: list[Heading | Note] = [*outline.headings, *outline.notes]
    between = sorted(found, key=lambda part: part.span.start)
    depths: dict[str, int] = {}
    for criterion in outline.criteria:
        while between and between[0].span.start < criterion.span.start:
            lines += wrapped(between.pop(0).text, "", "  ")
        depth = depths[criterion.code] = depths[criterion.parent] + 1 if criterion.parent in depths else 0
        scope = f" ({'+'.join(criterion.scope)}, {criterion.scope_source})" if criterion.scope else ""
        how = operator_words(criterion.combine, criterion.expr, criterion.stated)
        operator = f" [parts: {how}]" if how else ""
        lines += wrapped(f"[ ] {criterion.code}{scope} {criterion.text}{operator}", "  " * depth, "    ")
    for part in between:
        lines += wrapped(part.text, "", "  ")
    return lines + _unassigned(outline)


def trial_lines(reading: CopyReading) -> list[str]:
    """A trial in plain text: what it is, whether it is open, its criteria, and what was left over of the copy."""
    study = reading.study
    outline = read_criteria(study.eligibility.eligibility_criteria or "", study.arms_interventions.arm_groups)
    lines = [*_head(reading), "", *[f"Note: {one_line(warning)}" for warning in reading.warnings]]
    for name, words in _prose(study):
        lines += [name, *wrapped(words, "", ""), ""]
    lines += _limits(Checklist(outline, study.eligibility)) + outline_lines(outline)
    if reading.left_over:
        lines += ["", "LEFT OVER (no field of its own)"]
        for left in reading.left_over:
            lines += wrapped(f"{left.place}: {left.text}", "  ", "  ")
    return lines


def _head(reading: CopyReading) -> list[str]:
    study = reading.study
    return [
        *wrapped(f"{reading.trial} {study.identification.brief_title or ''}", "", "  "),
        f"Status {study.status.overall_status or NOT_IN_COPY}, registry updated {study.status.registry_date or NOT_IN_COPY}",
    ]


def _prose(study: Study) -> Iterable[tuple[str, str]]:
    for name, words in (("BRIEF SUMMARY", study.description.brief_summary), ("ARMS", _arms(study))):
        if words:
            yield name, words


def _arms(study: Study) -> str:
    return "\n".join(
        f"{number}. {arm.label}" for number, arm in enumerate(study.arms_interventions.arm_groups, 1)
    )


def _limits(checklist: Checklist) -> list[str]:
    return [f"[ ] {row.code} {row.text} (registry field)" for row in checklist.rows if row.from_registry]


def _unassigned(outline: Outline) -> list[str]:
    lines: list[str] = []
    for start, end in outline.unassigned:
        lines += wrapped(f"UNASSIGNED: {outline.text[start:end]}", "", "  ")
    return lines
