"""The verdict in words: one line for the top of the screen, and the whole of it, cohort by cohort."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment

from trialtui.desk import Desk
from trialtui.screening.verdict import CohortVerdict, Verdict
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show
from trialtui.ui.panes.rows import blank, fact, heading, prose
from trialtui.ui.widgets.row_list import Line, ListRow

VERDICT_STYLES = {
    Verdict.NOT_ELIGIBLE: theme.BAD,
    Verdict.OPEN: theme.WARN,
    Verdict.NO_BLOCKER_FOUND: theme.GOOD,
    Verdict.NOT_OPEN_HERE: theme.DIM,
}
OVERLAY_WORDS = {
    "TRIAL_NOT_OPEN": "TRIAL NOT OPEN",
    "CRITERIA_CHANGED": "CRITERIA CHANGED",
    "COHORT_NOT_CONFIRMED": "scopes proposed",
}


def verdict_lines(desk: Desk, width: int, cohort: str | None, most: int = 1) -> list[Line]:
    """At most `most` lines: overlays first, then each cohort, the one looked at first; what does not fit is counted."""
    parts: list[tuple[str, theme.Style]] = []
    for overlay in desk.screening.overlays():
        style = theme.WARN if overlay == "COHORT_NOT_CONFIRMED" else theme.ALARM
        parts.append((OVERLAY_WORDS[overlay], style))
    if not desk.outline.criteria:
        parts.append(("no criteria read: no verdict", theme.ALARM))
    cohorts = sorted(desk.screening.cohorts(), key=lambda one: one.label != cohort)
    for verdict in cohorts:
        words = verdict.line()
        if verdict.label == cohort:
            words = f"[{words}]"
        parts.append((words, VERDICT_STYLES[verdict.verdict]))
    return _packed([(show(words), style) for words, style in parts], width, most)


def _packed(parts: list[tuple[str, theme.Style]], width: int, most: int) -> list[Line]:
    joint = show(" · ")
    lines: list[Line] = [[Segment(" ")]]
    used = 1
    for number, (words, style) in enumerate(parts):
        lead = joint if used > 1 else ""
        size = cell_len(lead) + cell_len(words)
        more = show(f" · +{len(parts) - number} more: V")
        last = len(lines) == most
        room = width - (cell_len(more) if last and number + 1 < len(parts) else 0)
        if used + size > room and used > 1:
            if last:
                lines[-1].append(Segment(more, theme.DIM))
                return lines
            lines.append([Segment(" ")])
            lead, used = "", 1
            size = cell_len(words)
            room = width
        if used + size > room:
            words = fit(words, max(1, room - used - cell_len(lead)))
            size = cell_len(lead) + cell_len(words)
        lines[-1] += [Segment(lead, theme.DIM), Segment(words, style)]
        used += size
    return lines


def verdict_rows(desk: Desk, width: int) -> list[ListRow]:
    """The Verdict screen: what each cohort's verdict is, every blocker named, and all that is open."""
    screening = desk.screening
    rows = [heading(f"Overall: {screening.overall().words}", width)]
    status = desk.reading.study.status.overall_status
    for overlay in screening.overlays():
        words = OVERLAY_WORDS[overlay]
        if overlay == "TRIAL_NOT_OPEN":
            words += f": the registry's status is {status or 'missing'}"
        rows.append(prose("", words, width, theme.WARN))
    for verdict in screening.cohorts():
        rows += [blank(), *_cohort(desk, verdict, width)]
    return rows


def _cohort(desk: Desk, verdict: CohortVerdict, width: int) -> list[ListRow]:
    title = f"{verdict.label}: {verdict.verdict.words}" + (" (closed at this site)" if verdict.closed else "")
    rows = [heading(title, width)]
    if verdict.title and verdict.title != verdict.label:
        rows.append(prose("", verdict.title, width, theme.DIM))
    if verdict.withheld:
        rows.append(
            prose("", "NO BLOCKER FOUND is withheld: " + ", ".join(verdict.withheld), width, theme.WARN)
        )
    for name, codes, style in (
        ("blocker", verdict.blockers, theme.BAD),
        ("conflict", verdict.conflicts, theme.BAD),
        ("unknown", verdict.unknown, theme.WARN),
        ("unanswered", verdict.unanswered, theme.PLAIN),
        ("n/a", verdict.not_applicable, theme.DIM),
    ):
        for code in codes:
            text = desk.checklist.row(code).text if code in desk.checklist else ""
            rows.append(fact(f"{verdict.label}.{name}.{code}", f"{name} {code}", text, width, style))
    return rows
