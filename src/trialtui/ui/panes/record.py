"""What each tab of a record shows. A tab is made when it is first shown, and kept as long as nothing of it changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from trialtui.desk import Desk
from trialtui.ui import theme
from trialtui.ui.panes.header import HISTORY, TABS
from trialtui.ui.panes.rows import ABSENT, blank, prose
from trialtui.ui.widgets.list_row import ListRow

if TYPE_CHECKING:  # no sheet is loaded before its tab is shown
    from trialtui.kept_versions import KeptVersions
    from trialtui.library.trials.related import Related
    from trialtui.sheets.blocks import Block
    from trialtui.ui.panes.source import SourceRows

SUMMARY, INDEXED = "1", "6"
OTHERS = "others"  # key of the line that asks for what no sheet tells
OTHERS_WORDS = (
    "Other fields, and the words of the copy where these tabs say it in others: Enter lists them here"
)
NO_OTHERS = "Every field of this copy is told in the tabs, in the copy's own words."
PART, TO = "part.", "to."  # keys of a part's heading, and of its line in the index


class Record:
    """The tabs of one record, but for Criteria. `marked` is what Source shows as found, `wanted` the words that Sites are filtered by."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.marked: tuple[tuple[int, int], ...] = ()
        self.wanted = ""
        self.told_all = False
        self.related: tuple[Related, ...] | str | None = (
            None  # in the library; or what is said while there are none
        )
        self._shifts: dict[str, dict[str, int]] = {}  # where each tab's tables were moved to
        self._blocks: dict[str, Sequence[Block]] = {}
        self._source: tuple[object, SourceRows] | None = None
        self._kept: dict[str, tuple[object, Sequence[ListRow]]] = {}

    def rows(self, tab: str, width: int) -> Sequence[ListRow]:
        """The rows of a tab, for a width in cells."""
        state = (width, self._state(tab))
        if tab not in self._kept or self._kept[tab][0] != state:
            self._kept[tab] = state, self._rows(tab, width)
        return self._kept[tab][1]

    def all_rows(self, tab: str, width: int) -> Sequence[ListRow]:
        """All rows of a tab, those that a filter hides included."""
        if tab == "4" and self.wanted:
            from trialtui.ui.panes.sites import site_rows

            return site_rows(self.desk.reading.study, self.blocks("4"), width, {})
        return self.rows(tab, width)

    def _state(self, tab: str) -> object:
        """What the rows of a tab rest on besides the copy."""
        if tab == "2":
            closed = tuple(cohort.label for cohort in self.desk.screening.cohorts() if cohort.closed)
            return closed, self.desk.outline
        if tab == HISTORY:
            return self.desk.log.head(), self.versions.stamp() if self.versions else ()
        return {"4": self.wanted, "0": self.marked, "8": self.related}.get(tab)

    def _rows(self, tab: str, width: int) -> Sequence[ListRow]:
        reading, shifts = self.desk.reading, self._shifts.setdefault(tab, {})
        if tab == "2":
            from trialtui.ui.panes.arms import arm_rows

            return arm_rows(self.desk, width, shifts)
        if tab == "4":
            from trialtui.ui.panes.sites import site_rows

            return site_rows(reading.study, self.blocks("4"), width, shifts, self.wanted)
        if tab == "8":
            from trialtui.ui.panes.related import related_rows

            return related_rows(reading, self.related, width)
        if tab == HISTORY:
            return self._versions(width)
        if tab == "0":
            return self.source(width)
        from trialtui.ui.panes.sheet import sheet_rows

        rows = sheet_rows(self.blocks(tab), width, shifts, index=tab == INDEXED, wide=tab == SUMMARY)
        if tab == SUMMARY and not self.told_all:
            rows += [blank(), prose(OTHERS, OTHERS_WORDS, width, theme.LINK)]
        return rows or [prose("none", f"{TABS[tab]}: {ABSENT}", width, theme.DIM)]

    # --- the versions kept here

    @property
    def tabs(self) -> dict[str, str]:
        """The tabs there are: History only where a version of this trial is kept."""
        return {digit: name for digit, name in TABS.items() if digit != HISTORY or self.has_history}

    @cached_property
    def has_history(self) -> bool:
        return self.versions is not None and self.versions.exist()

    def look_for_versions(self) -> None:
        """Look anew whether versions are kept: somebody may have added some meanwhile."""
        for name in ("versions", "has_history"):
            self.__dict__.pop(name, None)

    @cached_property
    def versions(self) -> KeptVersions | None:
        """The versions of this trial; None, and nothing is loaded, where this site keeps nothing of it."""
        log = self.desk.log
        if not (in_a_library(log.directory) or log.screening_count(self.desk.trial)):
            return None
        from trialtui.kept_versions import KeptVersions

        return KeptVersions(log, self.desk.trial)

    def _versions(self, width: int) -> Sequence[ListRow]:
        from trialtui.library.log import LogRefused
        from trialtui.library.trials.store import LibraryRefused
        from trialtui.ui.panes.versions import version_rows

        try:
            found = self.versions.found() if self.versions else []
        except (LibraryRefused, LogRefused) as problem:
            return [prose("none", str(problem), width, theme.ALARM)]
        return version_rows(found, self.desk.reading.copy.digest, width)

    # --- the copy itself

    def source(self, width: int) -> SourceRows:
        """The copy itself, with what is marked in it."""
        from trialtui.ui.panes.source import source_rows

        state = (width, self.marked)
        if self._source is None or self._source[0] != state:
            self._source = state, source_rows(self.desk.reading, width, self.marked)
        return self._source[1]

    def blocks(self, tab: str) -> Sequence[Block]:
        """The blocks of a sheet, made once."""
        if tab not in self._blocks:
            self._blocks[tab] = _sheet(tab, self.desk)
        return self._blocks[tab]

    def tell_all(self) -> None:
        """From here on Summary ends with all that no sheet tells, or tells in other words than the copy's."""
        if not self.told_all:
            from trialtui.sheets.blocks import Prose
            from trialtui.sheets.whole import rest_blocks, sheet_blocks

            reading = self.desk.reading
            rest = rest_blocks(reading, sheet_blocks(reading.study)) or [Prose(NO_OTHERS)]
            self._blocks[SUMMARY] = [*self.blocks(SUMMARY), *rest]
            self.told_all = True
            self._kept.pop(SUMMARY, None)


def in_a_library(folder: Path) -> bool:
    """Whether a library is kept in this folder; nothing is loaded for it."""
    from trialtui.library.trials import FILE_NAME

    return (folder / FILE_NAME).exists()


def _sheet(tab: str, desk: Desk) -> Sequence[Block]:
    study = desk.reading.study
    if tab == SUMMARY:
        from trialtui.sheets.summary import summary_blocks

        return summary_blocks(desk.reading)
    if tab == "4":
        from trialtui.sheets.sites import sites_blocks

        return sites_blocks(study)
    if tab == "5":
        from trialtui.sheets.outcomes import outcomes_blocks

        return outcomes_blocks(study)
    if tab == "6":
        from trialtui.sheets.results import results_blocks

        return results_blocks(study)
    from trialtui.sheets.references import references_blocks

    return references_blocks(study)
