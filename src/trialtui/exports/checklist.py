"""The checklist on paper, as plain text: what a screen reader, a pipe or a printer can use.

Every word of a criterion stands; nothing is cut. Answers say NOT ANSWERED rather than leave a blank.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from trialtui.copies.copy import CopyReading
from trialtui.desk import Desk, trial_id
from trialtui.eligibility.outline import Heading, Note, Outline
from trialtui.eligibility.reading import read_criteria
from trialtui.record.literal import literal, one_line
from trialtui.record.study import Study
from trialtui.screening.answers import Answer
from trialtui.screening.checklist import Checklist, Row

WIDTH = 79
ANSWER_WORDS = {
    Answer.YES: "Yes",
    Answer.NO: "No",
    Answer.UNKNOWN: "Unknown",
    Answer.NOT_APPLICABLE: "Not applicable",
}
SIDES = {"I": "INCLUSION", "E": "EXCLUSION (Yes = the subject is excluded)"}
STANDING = "Registry summary: confirm against protocol version"
NO_CRITERIA = "No criteria could be read: there is no verdict."


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
            lines += _wrapped(between.pop(0).text, "", "  ")
        depth = depths[criterion.code] = depths[criterion.parent] + 1 if criterion.parent in depths else 0
        scope = f" ({'+'.join(criterion.scope)}, {criterion.scope_source})" if criterion.scope else ""
        operator = _operator(criterion.combine, criterion.expr, criterion.stated)
        lines += _wrapped(f"[ ] {criterion.code}{scope} {criterion.text}{operator}", "  " * depth, "    ")
    for part in between:
        lines += _wrapped(part.text, "", "  ")
    return lines + _unassigned(outline)


def trial_lines(reading: CopyReading) -> list[str]:
    """A trial in plain text: what it is, whether it is open, its criteria, and what was left over of the copy."""
    study = reading.study
    outline = read_criteria(study.eligibility.eligibility_criteria or "", study.arms_interventions.arm_groups)
    lines = [*_head(reading), "", *[f"Note: {one_line(warning)}" for warning in reading.warnings]]
    for name, words in _prose(study):
        lines += [name, *_wrapped(words, "", ""), ""]
    lines += _limits(Checklist(outline, study.eligibility)) + outline_lines(outline)
    if reading.left_over:
        lines += ["", "LEFT OVER (no field of its own)"]
        for left in reading.left_over:
            lines += _wrapped(f"{left.place}: {left.text}", "  ", "  ")
    return lines


def screening_lines(desk: Desk) -> list[str]:
    """One subject's screening: verdicts, then each criterion with its answer, effect, source and note."""
    screening = desk.screening
    code = desk.subject.code if desk.subject else "none"
    lines = [
        *_head(desk.reading),
        f"Subject {code}",
        f"Record SHA-256 {desk.reading.copy.digest}",
        "",
        *_verdicts(desk),
    ]
    side = ""
    for row in desk.checklist.rows:
        name = "REGISTRY LIMITS" if row.from_registry else SIDES[row.side]
        if row.parent is None and name != side:
            side = name
            lines += ["", side]
        lines += _row(desk, row)
    if not desk.checklist.criteria_read:
        lines += ["", NO_CRITERIA]
    lines += _unassigned(desk.outline)
    if screening.apart:
        lines += ["", "ANSWERED ON ANOTHER COPY OR READING (not in this one; these do not count)"]
        for old in screening.apart:
            word = ANSWER_WORDS[old.given.answer] if old.given.answer else "no answer"
            lines += _wrapped(f"{old.code} [{word}] {old.text}", "  ", "  ")
    return [*lines, *_not_applied(desk), "", standing_line(desk), "Not a validated 21 CFR Part 11 system."]


def standing_line(desk: Desk) -> str:
    """What the criteria are, and the protocol version they are held against: a blank where nobody filled it in."""
    if desk.own_criteria:
        return one_line(f"This site's own protocol criteria, version {desk.protocol_version}")
    return one_line(f"{STANDING} {desk.protocol_version or '___'}")


def _not_applied(desk: Desk) -> list[str]:
    """Corrections of the reading that were made on another copy and do not fit this one."""
    lines: list[str] = []
    for left in desk.not_applied:
        lines += _wrapped(one_line(left.words), "  ", "  ")
    return ["", "CORRECTIONS THAT DO NOT FIT THIS COPY", *lines] if lines else []


def _head(reading: CopyReading) -> list[str]:
    study = reading.study
    return [
        *_wrapped(f"{trial_id(reading)} {study.identification.brief_title or ''}", "", "  "),
        f"Status {study.status.overall_status or 'not in this copy'}, registry updated {study.status.registry_date or 'not in this copy'}",
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


def _verdicts(desk: Desk) -> list[str]:
    screening = desk.screening
    lines = [f"Overall: {screening.overall().words}"] if desk.outline.criteria else [NO_CRITERIA]
    if overlays := screening.overlays():
        lines.append("Standing: " + ", ".join(word.replace("_", " ") for word in overlays))
    for cohort in screening.cohorts() if desk.outline.criteria else ():
        lines.append(
            one_line(
                f"{cohort.label}: {cohort.verdict.words}"
                + (" (closed at this site)" if cohort.closed else "")
            )
        )
        for name, codes in (
            ("blockers", cohort.blockers), ("conflicts", cohort.conflicts), ("unanswered", cohort.unanswered),
            ("unknown", cohort.unknown), ("not applicable", cohort.not_applicable), ("withheld for", cohort.withheld),
        ):  # fmt: skip
            if codes:
                lines += _wrapped(f"{name}: {', '.join(codes)}", "  ", "  ")
    return lines


def _row(desk: Desk, row: Row) -> list[str]:
    screening = desk.screening
    given = screening.answer(row.code)
    word = ANSWER_WORDS[given.answer] if given and given.answer else "NOT ANSWERED"
    effect, note = screening.effect(row.code).value, screening.effect_note(row.code)
    scope = "+".join(screening.scope(row.code))
    how = "confirmed" if screening.scopes_confirmed else screening.scope_source(row.code)
    scope = f" ({scope}, {how})" if scope else ""
    state = f"[{word}] {effect}" + (f", {note}" if note else "")
    indent = "  " * row.depth
    operator = _operator(row.combine, row.expr, row.stated)
    lines = _wrapped(f"{row.code}{scope} {state}", indent, "    ")
    lines += _wrapped(row.text + operator, indent + "    ", "")
    if given:
        for name, words in (("Because", given.reason), ("Source", given.source), ("Note", given.note)):
            if words:
                lines += _wrapped(f"{name}: {words}", indent + "    ", "  ")
        if given.who and given.answer:
            lines += _wrapped(f"By {given.who}, {given.at[:16].replace('T', ' ')} UTC", indent + "    ", "  ")
    return lines


def _operator(combine: str | None, expr: str | None, stated: bool) -> str:
    if not combine:
        return ""
    how = (
        expr.replace("|", " or ").replace("&", " and ") if expr else combine.replace("atleast:", "at least ")
    )
    return f" [parts: {how}{'' if stated else ', inferred'}]"


def _unassigned(outline: Outline) -> list[str]:
    lines: list[str] = []
    for start, end in outline.unassigned:
        lines += _wrapped(f"UNASSIGNED: {outline.text[start:end]}", "", "  ")
    return lines


def _wrapped(words: str, indent: str, hang: str) -> list[str]:
    lines: list[str] = []
    for part in literal(words).expandtabs(4).splitlines():
        if len(part) > 10_000:  # no prose: cut by length, for speed
            room = WIDTH - len(indent)
            lines += [indent + part[start : start + room] for start in range(0, len(part), room)]
        else:
            lines += textwrap.wrap(
                part,
                max(30, WIDTH),
                initial_indent=indent,
                subsequent_indent=indent + hang,
                break_on_hyphens=False,
            )
    return lines
