"""The opening screen: the last screening first, then the copies named, the screenings kept here, and the sample."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.reader import open_copy, read_copy
from trialtui.copies.sample import sample_path
from trialtui.library.log import Place, ScreeningLog, ScreeningSummary
from trialtui.ui import theme
from trialtui.ui.actions import TRIAL
from trialtui.ui.panes.rows import blank, heading, prose
from trialtui.ui.screens.base import ListScreen, bindings
from trialtui.ui.screens.whose import counted, when
from trialtui.ui.widgets.row_list import ListRow

SAMPLE, RESUME, COPIES, LIBRARY = "sample", "resume", "copies", "library"


class StartScreen(ListScreen):
    """Where one starts, and comes back to with `l`."""

    BINDINGS = bindings(TRIAL)
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "down", "up", "quit")

    def __init__(self, log: ScreeningLog, paths: Sequence[str]) -> None:
        super().__init__(
            "trialtui: read offline copies of trial records, screen subjects against the criteria"
        )
        self.log_store, self.paths = log, list(paths)
        self._screenings = {f"{one.subject} {one.trial}": one for one in log.screenings()}
        self._place = log.place()
        self._kept, self._fault = _kept_in(log.directory)

    def compose(self) -> ComposeResult:
        yield from super().compose()

    def on_mount(self) -> None:
        if problem := self.log_store.damage or self.log_store.read_only_reason or self._fault:
            self.say(problem, theme.ALARM)

    def build(self, width: int) -> list[ListRow]:
        rows = [blank()]
        last = self._last()
        if last:
            words = " · ".join(
                filter(None, [last[1].code, last[1].trial, last[0].row, when(last[1].last_at)])
            )
            rows += [prose(RESUME, f"resume {words}: Enter", width, theme.WARN), blank()]
        if self.paths:
            rows.append(heading("Copies named on the command line", width))
            if len(self.paths) > 1:
                rows.append(prose(COPIES, f"all {len(self.paths)} as one list of studies", width))
            rows += [prose(f"path {path}", path, width) for path in self.paths] + [blank()]
        if self._kept:
            rows.append(heading("Library", width))
            words = f"{self._kept:,} trial{'s' * (self._kept != 1)} kept here: Enter, then / searches"
            rows += [prose(LIBRARY, words, width), blank()]
        if self._screenings:
            rows.append(heading("Screenings kept here", width))
            rows += [prose(key, _summary_words(one), width) for key, one in self._screenings.items()] + [
                blank()
            ]
        elif not self._kept:
            rows += [prose("", words, width) for words in _FIRST_STEPS] + [blank()]
        rows.append(heading("Sample", width))
        rows.append(
            prose(SAMPLE, "Open the sample copy: NCT06377228, lupus nephritis or systemic sclerosis", width)
        )
        rows += [blank(), *(prose("", words, width, theme.DIM) for words in _CLAIMS)]
        return rows

    def _last(self) -> tuple[Place, ScreeningSummary] | None:
        place = self._place
        summary = self._screenings.get(f"{place.subject} {place.trial}") if place else None
        return (place, summary) if place and summary else None

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
            elif key == RESUME and (last := self._last()):
                self._resume(last[0], last[1])
            elif summary := self._screenings.get(key):
                place = Place(summary.subject, summary.trial, summary.record, tab="3")
                self._resume(place, summary)
        except CopyError as problem:
            self.say(str(problem), theme.ALARM)

    def _resume(self, place: Place, summary: ScreeningSummary) -> None:
        reading, path = self._copy(place, summary)
        self.trial_app.open_reading(reading, path, place)

    def _copy(self, place: Place, summary: ScreeningSummary) -> tuple[CopyReading, str]:
        """The copy that was screened, as it was kept: the file may have changed or gone since."""
        digest = place.record or summary.record or ""
        kept = self.log_store.kept_copy(digest)
        if kept is None:
            raise CopyError(
                summary.copy_name or summary.trial,
                "",
                "the copy that was screened is not kept here; open it by its path",
            )
        return read_copy(kept.name, kept.raw), place.path or kept.name


def _kept_in(folder: Path) -> tuple[int, str]:
    """How many trials the library holds, and why it cannot be read where it cannot. Without a file nothing is loaded."""
    from trialtui.library.trials import FILE_NAME

    if not (folder / FILE_NAME).exists():
        return 0, ""
    from trialtui.library.trials.browsing import Browsing
    from trialtui.library.trials.store import LibraryRefused

    try:
        return Browsing(folder).count(), ""
    except LibraryRefused as problem:
        return 0, str(problem)


def _summary_words(one: ScreeningSummary) -> str:
    return f"{one.code:<12} {one.trial}  {counted(one.answers, 'answer')}, last {when(one.last_at)} by {one.last_who}"


_FIRST_STEPS = (
    "Nothing is kept here yet.",
    "Press Enter to open the sample, or leave with q and name a copy of a trial record:",
    "    trialtui PATH                 or keep trials here with: trialtui add PATH",
    "A copy is a study of ClinicalTrials.gov (JSON, XML, CSV), a record of another registry, or a trial's page",
    "saved from a site. A download, a zip or a folder of them opens as a list.",
)
_CLAIMS = (
    "The registry text is not the protocol: confirm against the protocol.",
    "This is not a validated 21 CFR Part 11 system.",
)
