"""The eligibility worksheet as plain text: what a screen reader, a pipe or a printer can use."""

from __future__ import annotations

from datetime import datetime

from trialtui.desk import Desk
from trialtui.exports.plain import wrapped
from trialtui.exports.worksheet import SIGNATURES, Aside, CohortLine, SheetRow, Worksheet, worksheet
from trialtui.record.literal import one_line


def screening_lines(desk: Desk, cohort: str | None = None) -> list[str]:
    """One subject's worksheet as it stands now. Raises UnknownCohort."""
    return worksheet_lines(worksheet(desk, datetime.now().astimezone(), cohort))


def worksheet_lines(sheet: Worksheet) -> list[str]:
    """The worksheet in lines of at most `plain.WIDTH`."""
    lines = [
        "ELIGIBILITY WORKSHEET",
        *wrapped(f"{sheet.trial} {sheet.title}", "", "  "),
        one_line(f"Subject {sheet.subject}"),
    ]
    for fact in sheet.head:
        lines += wrapped(one_line(f"{fact.name} {fact.words}"), "", "  ")
    lines += ["", sheet.overall]
    for words in sheet.overlays:
        lines += wrapped(one_line(words), "", "  ")
    for cohort in sheet.cohorts:
        lines += _cohort(cohort)
    for section in sheet.sections:
        lines += ["", section.title]
        for line in section.lines:
            lines += _aside(line) if isinstance(line, Aside) else _row(line)
    if sheet.apart:
        lines += ["", "ANSWERED ON ANOTHER COPY OR READING (not in this one; these do not count)"]
        for row in sheet.apart:
            lines += _row(row)
    for title, remarks in sheet.remarks:
        lines += ["", title]
        for remark in remarks:
            lines += wrapped(one_line(remark), "  ", "  ")
    return [*lines, "", *_signatures(sheet), "", sheet.standing_line, *_statements(sheet)]


def _cohort(cohort: CohortLine) -> list[str]:
    title = f" ({cohort.title})" if cohort.title and cohort.title != cohort.label else ""
    lines = wrapped(one_line(f"{cohort.label}: {cohort.verdict}{title}"), "", "  ")
    for fact in cohort.details:
        lines += wrapped(f"{fact.name}: {fact.words}", "  ", "  ")
    return lines


def _aside(aside: Aside) -> list[str]:
    return wrapped(f"UNASSIGNED: {aside.words}" if aside.kind == "unassigned" else aside.words, "", "  ")


def _row(row: SheetRow) -> list[str]:
    indent = "  " * row.depth
    scope = f" ({row.scope})" if row.scope else ""
    lines = wrapped(f"{row.code}{scope} [{row.answer}] {row.effect}", indent, "    ")
    remarks = f" [{'; '.join(row.remarks)}]" if row.remarks else ""
    lines += wrapped(row.text + remarks, indent + "    ", "")
    for fact in row.beside:
        lines += wrapped(f"{fact.name}: {fact.words}", indent + "    ", "  ")
    if row.signed:
        lines += wrapped(f"By {row.signed}", indent + "    ", "  ")
    for words in row.before:
        lines += wrapped(f"Before: {words}", indent + "    ", "  ")
    return lines


def _signatures(sheet: Worksheet) -> list[str]:
    lines = ["SIGNATURES"]
    for words in sheet.sign_offs:
        lines += wrapped(one_line(f"In the log: {words}"), "", "  ")
    for role, meaning in SIGNATURES:
        lines += ["", f"{role + ':':<15}{'_' * 26}  {'_' * 22}  {'_' * 11}"]
        lines.append(f"{'':<15}{'printed name':<28}{'signature':<24}date")
        lines.append(f"{'':<15}{meaning}")
    return lines


def _statements(sheet: Worksheet) -> list[str]:
    return [line for words in sheet.statements for line in wrapped(words, "", "")]
