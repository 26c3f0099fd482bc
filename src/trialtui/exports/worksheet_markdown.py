"""The eligibility worksheet as Markdown (CommonMark): a list item a criterion, nested as the criteria are.

Words from a copy never become markup: what CommonMark or GitHub's extensions could read as such is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trialtui.exports.worksheet import SIGNATURES, Aside, SheetRow, Worksheet
from trialtui.sheets.markdown import escaped

DEEPEST = 5  # some readers of Markdown show nothing that is nested deeper than twenty blocks; the code tells
BREAK = "\\"  # at the end of a line: a line break within the paragraph


def worksheet_markdown(sheet: Worksheet) -> str:
    """The whole file; to be written as UTF-8."""
    lines = ["# Eligibility worksheet", "", f"{escaped(sheet.trial)} {escaped(sheet.title)}".rstrip(), ""]
    lines += [f"- Subject: **{escaped(sheet.subject)}**"]
    lines += [f"- {escaped(fact.name)}: {escaped(fact.words)}" for fact in sheet.head]
    lines += [f"- {escaped(sheet.standing_line)}", "", "## Verdict", "", f"**{escaped(sheet.overall)}**"]
    for words in sheet.overlays:
        lines += ["", f"**{escaped(words)}**"]
    lines += ["", *_cohorts(sheet)]
    for section in sheet.sections:
        lines += _section(section.title, section.lines)
    if sheet.apart:
        lines += _section("Answered on another copy or reading: these do not count", sheet.apart)
    for title, remarks in sheet.remarks:
        lines += ["", f"## {escaped(title)}", "", *(f"- {escaped(words)}" for words in remarks)]
    return "\n".join([*lines, *_signatures(sheet), "", *_end(sheet)]) + "\n"


def _cohorts(sheet: Worksheet) -> Iterable[str]:
    for cohort in sheet.cohorts:
        title = f" ({escaped(cohort.title)})" if cohort.title and cohort.title != cohort.label else ""
        yield f"- **{escaped(cohort.label)}: {escaped(cohort.verdict)}**{title}"
        for name, words in cohort.details:
            yield f"  - {name}: {escaped(words)}"


def _section(title: str, lines: Sequence[SheetRow | Aside]) -> list[str]:
    written = ["", f"## {escaped(title)}", ""]
    depth = 0
    for line in reversed(lines):  # an aside stands as deep as the criterion it stands before
        if isinstance(line, SheetRow):
            depth = line.depth
            written[3:3] = _row(line)
        else:
            written[3:3] = [f"{_indent(depth)}- {_aside(line)}"]
    return written


def _indent(depth: int) -> str:
    return "  " * min(depth, DEEPEST)


def _aside(aside: Aside) -> str:
    return ("**UNASSIGNED:** " if aside.kind == "unassigned" else "") + escaped(aside.words)


def _row(row: SheetRow) -> list[str]:
    scope = f" ({escaped(row.scope)})" if row.scope else ""
    parts = [
        f"**{escaped(row.code)}**{scope} **{escaped(row.answer)}** {escaped(row.effect)}",
        escaped(row.text),
    ]
    if row.remarks:
        parts.append(" ".join(rf"\[{escaped(words)}\]" for words in row.remarks))
    parts += [f"{name}: {escaped(words)}" for name, words in row.beside]
    parts += [f"By {escaped(row.signed)}"] if row.signed else []
    parts += [f"Before: {escaped(words)}" for words in row.before]
    indent = _indent(row.depth)
    written = [f"{indent}  {part}{BREAK}" for part in parts if part]
    written[0] = f"{indent}- {written[0].lstrip()}"
    written[-1] = written[-1].removesuffix(BREAK)
    return written


def _signatures(sheet: Worksheet) -> list[str]:
    rows = [f"| {role} | {escaped(meaning)} | | | |" for role, meaning in SIGNATURES]
    head = ["| | meaning | printed name | signature | date |", "|---|---|---|---|---|"]
    logged = [line for words in sheet.sign_offs for line in (f"In the log: {escaped(words)}", "")]
    return ["", "## Signatures", "", *logged, *head, *rows]


def _end(sheet: Worksheet) -> Iterable[str]:
    for words in (sheet.standing_line, *sheet.statements):
        yield from (escaped(words), "")
