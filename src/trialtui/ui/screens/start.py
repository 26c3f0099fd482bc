"""The opening screen while no library is kept, and beside one what is not in it: the last screening first, the copies named on
the command line, the screenings kept here, and the sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from trialtui.copies.copy import CopyError
from trialtui.copies.reader import open_copy
from trialtui.copies.sample import sample_path
from trialtui.library.log import Place, ScreeningLog, ScreeningSummary
from trialtui.ui import theme
from trialtui.ui.actions import TRIAL
from trialtui.ui.panes.rows import blank, heading, prose
from trialtui.ui.screens.base import bindings
from trialtui.ui.screens.resuming import RESUME, Resuming
from trialtui.ui.screens.whose import counted, when
from trialtui.ui.widgets.row_list import ListRow

LISTED = 20  # screenings, the last ones

SAMPLE, COPIES, LIBRARY = "sample", "copies", "library"


class StartScreen(Resuming):
    """Where one starts without a library; with one, `s` leads here from it. `kept` trials are in it; `fault` says why it is not read."""

    BINDINGS = bindings(TRIAL)
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "down", "up", "quit")

    def __init__(self, log: ScreeningLog, paths: Sequence[str], kept: int = 0, fault: str = "") -> None:
        super().__init__(
            "trialtui: read offline copies of trial records, screen subjects against the criteria"
        )
        self.look_into(log)
        self.screenings = {f"{one.subject} {one.trial}": one for one in log.screenings(limit=LISTED)}
        self._more = log.screening_count() - len(self.screenings) if len(self.screenings) == LISTED else 0
        self.paths, self._kept, self._fault = list(paths), kept, fault

    def on_mount(self) -> None:
        if self._kept:
            self.FOOTER = ("open", "library", "down", "up", "quit")  # type: ignore[misc]
        if problem := self.log_store.damage or self.log_store.read_only_reason or self._fault:
            self.say(problem, theme.ALARM)

    def build(self, width: int) -> list[ListRow]:
        rows = [blank()]
        if resume := self.resume_row(width):
            rows += [resume, blank()]
        if self.paths:
            rows.append(heading("Copies named on the command line", width))
            if len(self.paths) > 1:
                rows.append(prose(COPIES, f"all {len(self.paths)} as one list of studies", width))
            rows += [prose(f"path {path}", path, width) for path in self.paths] + [blank()]
        if self._kept:
            rows.append(heading("Library", width))
            words = f"{self._kept:,} trial{'s' * (self._kept != 1)} kept here: Enter or l"
            rows += [prose(LIBRARY, words, width), blank()]
        if self.screenings:
            rows.append(heading("Screenings kept here", width))
            rows += [prose(key, _summary_words(one), width) for key, one in self.screenings.items()]
            if self._more:
                words = f"… and {self._more:,} more: open the trial, s lists its subjects."
                rows.append(prose("", words, width, theme.DIM))
            rows.append(blank())
        elif not self._kept and not self._fault:
            rows += [prose("", words, width) for words in _FIRST_STEPS] + [blank()]
        rows.append(heading("Sample", width))
        rows.append(
            prose(SAMPLE, "Open the sample copy: NCT06377228, lupus nephritis or systemic sclerosis", width)
        )
        rows += [blank(), *(prose("", words, width, theme.DIM) for words in _CLAIMS)]
        return rows

    def do_open(self) -> None:
        key = self.listing.current_key
        try:
            if key == SAMPLE:
                path = str(sample_path())
                self.trial_app.open_reading(open_copy(path), path)
            elif key.startswith("path "):
                self.trial_app.open_path(key.removeprefix("path "))
            elif key == LIBRARY:
                self.trial_app.open_library()
            elif key == COPIES:
                self.trial_app.open_copies(self.paths)
            elif key == RESUME:
                self.resume_last()
            elif summary := self.screenings.get(key):
                place = Place(summary.subject, summary.trial, summary.record, tab="3")
                self.resume(place, summary)
        except CopyError as problem:
            self.say(str(problem), theme.ALARM)

    def do_back(self) -> None:
        if self._kept:
            self.trial_app.go_to_start()
        else:
            super().do_back()


def _summary_words(one: ScreeningSummary) -> str:
    return f"{one.code:<12} {one.trial}  {counted(one.answers, 'answer')}, last {when(one.last_at)} by {one.last_who}"


_FIRST_STEPS = (
    "Nothing is kept here yet. Press Enter to open the sample, or leave with q and name copies:",
    "    trialtui PATH          opens copies of trial records",
    "    trialtui add PATH      keeps them in the library",
    "A copy is a study of ClinicalTrials.gov (JSON, XML, CSV), a record of another registry, or a trial's page saved from a site."
    " A download, a zip or a folder of them opens as a list.",
)
_CLAIMS = (
    "The registry text is not the protocol: confirm against the protocol.",
    "This is not a validated 21 CFR Part 11 system.",
)
