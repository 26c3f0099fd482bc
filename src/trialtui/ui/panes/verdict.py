"""The verdict in words: one line for the top of the screen, and the whole of it, cohort by cohort."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment

from trialtui.desk import Desk
from trialtui.screening.footing import changed_words
from trialtui.screening.verdict import CohortVerdict, Verdict
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show
from trialtui.ui.panes.rows import blank, fact, heading, prose
from trialtui.ui.panes.signed import record_parts
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.row_list import ListRow

VERDICT_STYLES = {
    Verdict.NOT_ELIGIBLE: theme.BAD,
    Verdict.OPEN: theme.WARN,
    Verdict.NO_BLOCKER_FOUND: theme.GOOD,
    Verdict.NOT_OPEN_HERE: theme.DIM,
}
BLOCKERS_NAMED = (12, 8, 5, 3, 1)
LOW_LINES = 2  # of a low terminal, for the verdict and all that stands beside it
ROUND_IT, SHORTEST_NAME = 3, 4  # cells: margin and brackets; what is left of a cohort's name
OVERLAY_WORDS = {
    "TRIAL_NOT_OPEN": "TRIAL NOT OPEN",
    "CRITERIA_CHANGED": "CRITERIA CHANGED",
    "COHORT_NOT_CONFIRMED": "scopes proposed",
    "SECOND_READING": "SECOND READING, BLIND",
}


def standing_lines(desk: Desk, width: int, cohort: str | None, *, low: bool) -> list[Line]:
    """The verdict, and what stands beside it on a line of its own; on a low terminal that comes last, how it ended first."""
    beside = record_parts(desk.screening)
    if not beside:
        return verdict_lines(desk, width, cohort, most=2)
    if not low:
        return [*_at_most(beside, width), *verdict_lines(desk, width, cohort, most=2)]
    closed = desk.screening.closing is not None
    ended = [("CLOSED", theme.ALARM)] if closed else []
    said, rest = _parts(desk, cohort, 1, width), beside[closed:]
    overlays = len(desk.screening.overlays())
    void = (
        [("SIGN-OFF VOID", theme.ALARM)]
        if any(words.startswith("SIGN-OFF VOID") for words, _ in rest)
        else []
    )
    others = [one for one in rest if not one[0].startswith("SIGN-OFF VOID")]
    beside_overlays = [*ended, *said[:overlays], *void, *said[overlays:], *others]
    if len(lines := _packed(beside_overlays, width)) <= LOW_LINES:
        return lines
    return _at_most([*ended, *said, *void, *others], width, LOW_LINES)


def _at_most(parts: list[tuple[str, theme.Style]], width: int, most: int = 1) -> list[Line]:
    """As many of the parts as fit into so many lines, the others counted."""
    lines = _packed(parts, width)
    for shown in range(len(parts) - 1, 0, -1):
        for more in (f"+{len(parts) - shown} more: V", f"+{len(parts) - shown}: V"):
            if len(lines) > most:
                lines = _packed([*parts[:shown], (more, theme.BOLD)], width)
    return lines[:most]


def verdict_lines(desk: Desk, width: int, cohort: str | None, most: int = 1) -> list[Line]:
    """At most `most` lines: overlays first, then each cohort, the one looked at first.

    Where not all blockers fit, as many are named as fit and the rest are counted; cohorts that do not fit are counted.
    """
    lines: list[Line] = []
    for named in (None, *BLOCKERS_NAMED):
        lines = _packed(_parts(desk, cohort, named, width), width)
        if len(lines) <= most:
            return lines
    return _at_most(_parts(desk, cohort, BLOCKERS_NAMED[-1], width), width, most)


def _parts(desk: Desk, cohort: str | None, named: int | None, width: int) -> list[tuple[str, theme.Style]]:
    """What the line says, piece by piece; at most `named` blockers a cohort."""
    parts: list[tuple[str, theme.Style]] = []
    footing = desk.screening.footing
    for overlay in desk.screening.overlays():
        key = " (N)" if overlay == "CRITERIA_CHANGED" and (footing.gap or footing.newer) else ""
        style = theme.WARN if overlay == "COHORT_NOT_CONFIRMED" else theme.ALARM
        parts.append((OVERLAY_WORDS[overlay] + key, style))
    if not desk.outline.criteria:
        return [*parts, ("no criteria read: no verdict", theme.ALARM)]
    for verdict in sorted(desk.screening.cohorts(), key=lambda one: one.label != cohort):
        left = len(verdict.blockers) - (named or 0)
        if named is not None and left > 0 and verdict.verdict is Verdict.NOT_ELIGIBLE:
            verdict = verdict._replace(blockers=(*verdict.blockers[:named], f"+{left}"))
        words = _within(verdict, width - ROUND_IT)
        parts.append((f"[{words}]" if verdict.label == cohort else words, VERDICT_STYLES[verdict.verdict]))
    return parts


def _within(verdict: CohortVerdict, room: int) -> str:
    """The verdict in so many cells, as far as the cohort's name can be cut for it: what is open and carried stays."""
    words, name = show(verdict.line()), cell_len(show(verdict.label))
    over = cell_len(words) - room
    if over <= 0 or over > name - SHORTEST_NAME:
        return verdict.line()
    return verdict._replace(label=fit(show(verdict.label), name - over)).line()


def _packed(parts: list[tuple[str, theme.Style]], width: int) -> list[Line]:
    joint = show(" · ")
    lines: list[Line] = [[Segment(" ")]]
    used = 1
    for words, style in parts:
        words = show(words)
        lead = joint if used > 1 else ""
        if used > 1 and used + cell_len(lead) + cell_len(words) > width:
            lines.append([Segment(" ")])
            lead, used = "", 1
        if used + cell_len(words) > width:
            words = fit(words, width - used)
        lines[-1] += [Segment(lead, theme.DIM), Segment(words, style)]
        used += cell_len(lead) + cell_len(words)
    return lines


def verdict_rows(desk: Desk, width: int) -> list[ListRow]:
    """The Verdict screen: what each cohort's verdict is, every blocker named, and all that is open."""
    screening = desk.screening
    rows = [heading(f"Overall: {screening.overall().words}", width)]
    status = desk.reading.study.status
    for overlay in screening.overlays():
        words = OVERLAY_WORDS[overlay]
        if overlay == "TRIAL_NOT_OPEN":
            dated = f", updated {status.registry_date}" if status.registry_date else ", without a date"
            words += f": the registry's status is {status.overall_status or 'missing'}{dated}"
        elif overlay == "CRITERIA_CHANGED":
            words += f": {'; '.join(changed_words(screening))}"
        rows.append(prose("", words, width, theme.WARN))
    rows += [prose("", words, width, style) for words, style in record_parts(screening)]
    if not desk.outline.criteria:
        return [heading("No criteria could be read from this copy: there is no verdict", width), *rows[1:]]
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
        ("carried", verdict.carried, theme.WARN),
        ("unanswered", verdict.unanswered, theme.PLAIN),
        ("n/a", verdict.not_applicable, theme.DIM),
    ):
        for code in codes:
            text = desk.checklist.row(code).text if code in desk.checklist else ""
            rows.append(fact(f"{verdict.label} {name} {code}", f"{name} {code}", text, width, style))
    return rows
