"""The rows of a list of studies, and the lines above it: what is there, how many of each status and phase."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence

from rich.segment import Segment

from trialtui.copies.copy import CopyError
from trialtui.copies.glancing import Glance, Listed
from trialtui.record.words import is_open_status, phase_words, status_words
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show, wrap
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.list_row import ListRow

NARROW = 60  # below it a study takes two lines
ID_WIDTH, STATUS_WIDTH, PHASE_WIDTH = 11, 18, 4
WIDEST_ID = 18

SHORT_STATUSES = {
    "ACTIVE_NOT_RECRUITING": "Active, not recr.",
    "ENROLLING_BY_INVITATION": "By invitation",
    "TEMPORARILY_NOT_AVAILABLE": "Not available now",
    "APPROVED_FOR_MARKETING": "Approved",
}
SHORT_PHASES = {"EARLY_PHASE1": "e1", "PHASE1": "1", "PHASE2": "2", "PHASE3": "3", "PHASE4": "4", "NA": "n/a"}

NOT_READ = "NOT READ"

Counts = Sequence[tuple[str | None, int]]


def short_status(status: str | None) -> str:
    """A status as it stands in the list; none at all is said."""
    return SHORT_STATUSES.get(status or "") or status_words(status) or "no status"


def short_phases(phases: Sequence[str]) -> str:
    return "/".join(SHORT_PHASES.get(phase, phase) for phase in phases)


def words_of(one: Listed | CopyError) -> str:
    """What a filter looks through: number (else place), status, phase and title, or the whole refusal."""
    if isinstance(one, CopyError):
        return f"{NOT_READ} {one}"
    glance = one.glance
    parts = (
        *(_number(glance), short_status(glance.status), status_words(glance.status), glance.status),
        *(phase_words(glance.phases), glance.title),
    )
    return " ".join(filter(None, parts))


def study_row(key: str, one: Listed | CopyError, width: int, id_width: int) -> ListRow:
    """A study: number, status, phase and title in columns, two lines where it is narrow; a refusal in all of its words."""
    if isinstance(one, CopyError):
        lines = [[Segment(line, theme.BAD)] for line in wrap(show(f" {NOT_READ}  {one}"), max(20, width - 1))]
        return ListRow(key, lines, str(one))
    height = 2 if width < NARROW else 1
    glance = one.glance
    return ListRow.later(key, height, lambda: _study_lines(glance, width, id_width), words_of(one))


def _number(glance: Glance) -> str:
    return glance.trial_id or os.path.basename(glance.name)


def _study_lines(glance: Glance, width: int, id_width: int) -> list[Line]:
    title = show(" ".join((glance.title or "title not in this copy").split()))
    number = show(_number(glance))
    status = show(short_status(glance.status))
    style = theme.GOOD if is_open_status(glance.status) else theme.PLAIN
    phases = show(short_phases(glance.phases))
    columns: Line = [
        Segment(" " + fit(number, id_width) + "  ", theme.BOLD),
        Segment(fit(status, STATUS_WIDTH) + "  ", style),
        Segment(fit(phases, PHASE_WIDTH) + "  "),
    ]
    if width < NARROW:
        return [columns, [Segment("   " + fit(title, width - 4), theme.DIM)]]
    used = 1 + id_width + 2 + STATUS_WIDTH + 2 + PHASE_WIDTH + 2
    return [[*columns, Segment(fit(title, width - used - 1))]]


def id_width(found: Iterable[Listed | CopyError]) -> int:
    """The width of the column of numbers: other registries' are longer than the NCT number."""
    numbers = (one.glance.trial_id for one in found if isinstance(one, Listed))
    return max(ID_WIDTH, *(min(WIDEST_ID, len(number)) for number in numbers if number), 0)


def count_words(found: Iterable[Listed | CopyError], room: int) -> str:
    """ "Recruiting 9 · Completed 5 · 3 others   phase 2: 8 · 3: 4" in `room` characters; what can be joined stands first."""
    statuses: Counter[str | None] = Counter()
    phases: Counter[str] = Counter()
    for one in found:
        if isinstance(one, Listed):
            statuses[one.glance.status] += 1
            phases[short_phases(one.glance.phases) or "none"] += 1
    return counted_words(statuses.most_common(), phases.most_common(), room)


def counted_words(statuses: Counts, phases: Counts, room: int) -> str:
    """The counts of statuses and of phases, as `short_phases` words them, in `room` characters."""
    ordered = sorted(statuses, key=lambda pair: not is_open_status(pair[0]))
    words = _as_fit([(short_status(status), count) for status, count in ordered], room)
    by_phase = "   phase " + " · ".join(f"{phase}: {count:,}" for phase, count in phases)
    return words + by_phase if phases and len(words) + len(by_phase) <= room else words


def _as_fit(counts: Sequence[tuple[str, int]], room: int) -> str:
    """As many of the counts as fit, the rest added up."""
    for shown in range(len(counts), -1, -1):
        others = sum(count for _, count in counts[shown:])
        parts = [f"{words} {count:,}" for words, count in counts[:shown]]
        line = " · ".join([*parts, f"{others:,} others"] if others else parts)
        if len(line) <= room:
            return line
    return ""
