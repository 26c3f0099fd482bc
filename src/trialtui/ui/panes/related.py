"""Tab 8: the trials that the copy names as related."""

from __future__ import annotations

from trialtui.copies.copy import CopyReading
from trialtui.record.words import phase_words, spell
from trialtui.ui import theme
from trialtui.ui.panes.rows import ABSENT, blank, heading, prose
from trialtui.ui.widgets.row_list import ListRow

KEY = "related."


def related_rows(reading: CopyReading, width: int) -> list[ListRow]:
    """The Related pane: Enter on a row opens that trial where a copy of it lies beside this one."""
    related = reading.study.related
    if not related:
        return [
            heading("Related trials", width),
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
