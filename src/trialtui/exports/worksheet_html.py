"""The eligibility worksheet as one HTML file, ready to print: page x of y and the header stand in the margins of each page.

No scripts, nothing from outside, every word escaped. Margin boxes: CSS Paged Media Module Level 3
(https://www.w3.org/TR/css-page-3/#margin-boxes); browsers without them print the header of the first page only.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from trialtui.exports.wording import NOT_VALIDATED
from trialtui.exports.worksheet import SIGNATURES, Aside, Fact, Section, SheetRow, Worksheet
from trialtui.record.literal import literal, one_line

DEEPEST = 5  # what is nested deeper is indented no further: the paper is narrow, and the code tells
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
LONGEST_IN_MARGIN = 60
LONGEST_LINE = 140  # the standing line with a protocol version of 80 characters
MARGINS = """\
@page {{ margin: 20mm 14mm 18mm; font: 7.5pt/1.3 "Liberation Sans", Arial, Helvetica, sans-serif; }}
@page {{ @top-left {{ content: {left}; }} @top-right {{ content: {right}; }} }}
@page {{ @bottom-left {{ white-space: pre-line; width: 80%; text-align: left; content: {below}; }} @bottom-right {{ content: "page " counter(page) " of " counter(pages); }} }}
"""


def worksheet_html(sheet: Worksheet) -> str:
    """The whole file; to be written as UTF-8."""
    title = one_line(f"Eligibility worksheet {sheet.trial} {sheet.subject}")
    body = "\n".join(
        part
        for part in (
            f"<h1>Eligibility worksheet</h1>\n<p>{_words(f'{sheet.trial} {sheet.title}')}</p>",
            _facts([Fact("Subject", sheet.subject), *sheet.head, Fact("Protocol", sheet.standing_line)]),
            _verdicts(sheet),
            _criteria("Criteria", sheet.sections),
            _criteria("Answered on another copy or reading: these do not count", _apart(sheet)),
            *(_list(heading, lines) for heading, lines in sheet.remarks),
            _signatures(sheet),
        )
        if part
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_style(sheet)}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _style(sheet: Worksheet) -> str:
    cohort = f"cohort {sheet.cohort}" if sheet.cohort else "all cohorts"
    left = " · ".join(_short(words) for words in (sheet.trial, f"subject {sheet.subject}", cohort))
    below = f"record SHA-256 {sheet.digest}\n{NOT_VALIDATED}"
    margins = MARGINS.format(
        left=css_string(left),
        right=css_string(_short(sheet.standing_line, LONGEST_LINE)),
        below=css_string(below),
    )
    return margins + Path(__file__).with_name("worksheet.css").read_text("utf-8")


def _short(words: str, longest: int = LONGEST_IN_MARGIN) -> str:
    """A margin has two lines; the whole of what is cut here stands on the first page."""
    words = one_line(words)
    return words if len(words) <= longest else words[: longest - 1] + "…"


def css_string(words: str) -> str:
    """A CSS string of any words inside a style element: all but letters, digits and spaces as code points."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):X} " for c in words) + '"'


def _words(text: str) -> str:
    return escape(literal(text)).replace("\n", "<br>")


def _facts(facts: Iterable[Fact]) -> str:
    rows = "\n".join(f"<tr><th>{_words(name)}</th><td>{_words(words)}</td></tr>" for name, words in facts)
    return f'<table class="facts">\n{rows}\n</table>'


def _verdicts(sheet: Worksheet) -> str:
    parts = [f'<h2>Verdict</h2>\n<p class="overall">{_words(sheet.overall)}</p>']
    parts += [f'<p class="overlay">{_words(words)}</p>' for words in sheet.overlays]
    rows = []
    for cohort in sheet.cohorts:
        title = f'<br><span class="small">{_words(cohort.title)}</span>' if cohort.title else ""
        details = "<br>".join(f"{_words(name)}: {_words(words)}" for name, words in cohort.details)
        rows.append(
            f"<tr><th>{_words(cohort.label)}{title}</th><td><b>{_words(cohort.verdict)}</b><br>{details}</td></tr>"
        )
    if rows:
        parts.append('<table class="verdicts">\n' + "\n".join(rows) + "\n</table>")
    return "\n".join(parts)


def _criteria(heading: str, sections: Iterable[Section]) -> str:
    rows = []
    for section in sections:
        rows.append(f'<tr class="section"><td colspan="4">{_words(section.title)}</td></tr>')
        rows += [_aside(line) if isinstance(line, Aside) else _row(line) for line in section.lines]
    if not rows:
        return ""
    columns = (
        ("code", "Code"),
        ("text", "Criterion"),
        ("answer", "Answer, effect"),
        ("beside", "Evidence, who, when"),
    )
    head = "".join(f'<th class="{name}">{words}</th>' for name, words in columns)
    return (
        f'<h2>{_words(heading)}</h2>\n<table class="criteria">\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "\n".join(rows)
        + "\n</tbody>\n</table>"
    )


def _apart(sheet: Worksheet) -> tuple[Section, ...]:
    return (Section("NOT IN THIS COPY", sheet.apart),) if sheet.apart else ()


def _aside(aside: Aside) -> str:
    lead = '<span class="unassigned">UNASSIGNED: </span>' if aside.kind == "unassigned" else ""
    return f'<tr class="aside"><td colspan="4">{lead}{_words(aside.words)}</td></tr>'


def _row(row: SheetRow) -> str:
    scope = f'<div class="small">{_words(row.scope)}</div>' if row.scope else ""
    remarks = f'<div class="small">[{_words("; ".join(row.remarks))}]</div>' if row.remarks else ""
    evidence = [f"{_words(name)}: {_words(words)}" for name, words in row.beside]
    evidence += [f"By {_words(row.signed)}"] if row.signed else []
    before = "".join(f'<div class="before">Before: {_words(words)}</div>' for words in row.before)
    depth = f' class="d{min(row.depth, DEEPEST)}"' if row.depth else ""
    return (
        f"<tr><td><b>{_words(row.code)}</b></td><td{depth}>{scope}{_words(row.text)}{remarks}</td>"
        f"<td><b>{_words(row.answer)}</b><br>{_words(row.effect)}</td><td>{'<br>'.join(evidence)}{before}</td></tr>"
    )


def _list(heading: str, lines: Iterable[str]) -> str:
    return f"<h2>{_words(heading)}</h2>\n" + "\n".join(f"<p>{_words(words)}</p>" for words in lines)


def _signatures(sheet: Worksheet) -> str:
    line = '<td class="name"></td><td></td><td class="date"></td>'
    said = (sheet.standing_line, *sheet.statements, *(f"In the log: {words}" for words in sheet.sign_offs))
    statements = "\n".join(f'<p class="small">{_words(words)}</p>' for words in said)
    under = '<tr class="under"><th></th><td>printed name</td><td>signature</td><td>date</td></tr>'
    rows = "\n".join(
        f'<tr><th>{role}</th>{line}</tr>\n{under}\n<tr class="under"><th></th><td colspan="3">{_words(meaning)}</td></tr>'
        for role, meaning in SIGNATURES
    )
    return f'<div class="signatures">\n<h2>Signatures</h2>\n{statements}\n<table>\n{rows}\n</table>\n</div>'
