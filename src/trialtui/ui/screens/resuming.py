"""The last screening offered first: Enter is back at the same subject, trial, tab and row."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.reader import read_copy
from trialtui.library.log import Place, ScreeningLog, ScreeningSummary
from trialtui.ui import theme
from trialtui.ui.panes.rows import prose
from trialtui.ui.screens.base import ListScreen
from trialtui.ui.screens.whose import when
from trialtui.ui.widgets.list_row import ListRow

RESUME = "resume"


class Resuming(ListScreen):
    """A screen that a screening is gone on with from. It looks into the log once, when it is made."""

    log_store: ScreeningLog

    def look_into(self, log: ScreeningLog) -> None:
        self.log_store = log
        self._last: tuple[Place, ScreeningSummary] | None = None
        place = log.place()
        if place and place.subject and (found := log.screenings(place.trial, subject=place.subject, limit=1)):
            self._last = place, found[0]

    def beside(self, work: Callable[[], Coroutine[Any, Any, None]], group: str) -> None:
        """Start what goes on while keys are taken; what its group was at before is dropped."""
        self.run_worker(work, group=group, exclusive=True)  # type: ignore[arg-type]

    def resume_row(self, width: int) -> ListRow | None:
        """Where this person was last, where anybody was."""
        if self._last is None:
            return None
        place, summary = self._last
        words = " · ".join(filter(None, [summary.code, summary.trial, place.row, when(summary.last_at)]))
        return prose(RESUME, f"resume {words}: Enter", width, theme.WARN)

    def resume_last(self) -> None:
        """Back to the last place. Raises CopyError."""
        if self._last:
            self.resume(*self._last)

    def resume(self, place: Place, summary: ScreeningSummary) -> None:
        """Open the copy that was screened at a place. Raises CopyError."""
        reading, path = self._copy(place, summary)
        self.trial_app.open_reading(reading, path, place)

    def _copy(self, place: Place, summary: ScreeningSummary) -> tuple[CopyReading, str]:
        """The copy that was screened, as it was kept: the file may have changed or gone since."""
        kept = self.log_store.kept_copy(place.record or summary.record or "")
        if kept is None:
            raise CopyError(
                summary.copy_name or summary.trial,
                "",
                "the copy that was screened is not kept here; open it by its path",
            )
        return read_copy(kept.name, kept.raw), place.path or kept.name
