"""Tab 8: the trials that the copy names as related, and those of the library that are, each saying why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialtui.copies.copy import CopyReading
from trialtui.record.words import phase_words, spell
from trialtui.ui import theme
from trialtui.ui.panes.rows import ABSENT, blank, heading, prose
from trialtui.ui.widgets.row_list import ListRow

if TYPE_CHECKING:
    from trialtui.library.trials.related import Related

KEY = "related."
NOTHING = "No trial of the library shares a condition, an intervention or a name with this one."


def related_rows(reading: CopyReading, found: tuple[Related, ...] | str | None, width: int) -> list[ListRow]:
    """The Related pane. `found`: those of the library, or what is said where there are none (yet).

    Enter on a row opens that trial where a copy of it is kept, or lies beside this one.
    """
    named = {trial.nct_id for trial in reading.study.related}
    rows = [*_named(reading, width), blank(), heading("Related in the library", width)]
    if isinstance(found, str) or not found:
        return [*rows, prose("library", found if isinstance(found, str) else NOTHING, width, theme.DIM)]
    return [*rows, *(_row(one, width) for one in found if one.entry.trial not in named)]


def _named(reading: CopyReading, width: int) -> list[ListRow]:
    related = reading.study.related
    if not related:
        return [
            heading("Named by this copy", width),
            prose("none", f"Related trials: {ABSENT}", width, theme.DIM),
        ]
    rows = [heading(f"{len(related)} related trials named by this copy", width), blank()]
    for number, trial in enumerate(related):
        facts = " · ".join(filter(None, [spell(trial.status), phase_words(trial.phases)]))
        lines = prose("", trial.title or ABSENT, width, theme.BOLD).lines
        lines += prose("", f"{trial.nct_id} {facts}", width, theme.LINK, indent=3).lines
        rows.append(
            ListRow(
                KEY + trial.nct_id, lines, f"{trial.title} {trial.nct_id} {facts}", (f"related[{number}]",)
            )
        )
    return rows


def _row(one: Related, width: int) -> ListRow:
    """A trial of the library: its title, what it is, and why it is related."""
    entry, why = one.entry, "; ".join(one.reasons)
    facts = " · ".join(filter(None, [spell(entry.status), phase_words(entry.phases)]))
    title = entry.title or ABSENT
    lines = prose("", title, width, theme.BOLD).lines
    lines += prose("", f"{entry.trial} {facts}", width, theme.LINK, indent=3).lines
    lines += prose("", why, width, indent=3).lines
    return ListRow(KEY + entry.trial, lines, f"{title} {entry.trial} {facts} {why}")
