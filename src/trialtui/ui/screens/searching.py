"""Search over the whole record: `/` asks, `.` and `,` go from match to match, tab by tab."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from trialtui.ui import theme
from trialtui.ui.panes import criteria
from trialtui.ui.panes.header import TABS
from trialtui.ui.screens.base import KeyScreen
from trialtui.ui.widgets.list_row import ListRow, holding, index_of
from trialtui.ui.widgets.row_list import RowList


class Match(NamedTuple):
    """A row that holds the words searched for, ordered as the tabs and their rows are."""

    tab: int
    row: int
    key: str


class WordSearch(KeyScreen):
    """The search keys of a screen that lists what a text says."""

    SEARCHED: ClassVar[str]  # what is searched, as in "this record"
    listing: RowList
    needle: str = ""

    def do_search(self) -> None:
        self.run_worker(self._ask_search(), exclusive=True, group="question")

    async def _ask_search(self) -> None:
        needle = await self.ask(f"Search {self.SEARCHED} for:", value=self.needle)
        if needle is None:
            return
        self.needle = needle
        self.listing.needle = needle.casefold()
        self.listing.refresh()
        if needle:
            self.find(1, stay=True)

    def do_next_match(self) -> None:
        self._find_again(1)

    def do_previous_match(self) -> None:
        self._find_again(-1)

    def _find_again(self, step: int) -> None:
        if self.needle:
            self.find(step)
        else:
            self.say("Nothing searched for yet: / searches.", theme.WARN)

    def find(self, step: int, *, stay: bool = False) -> None:
        """To the next match (1) or the one before (-1), round the end; `stay`: the row under the cursor is one too."""
        raise NotImplementedError


class Searching(WordSearch):
    """The search keys of the trial screen."""

    SEARCHED = "this record"
    tab: str
    view: criteria.View

    @property
    def tabs(self) -> Mapping[str, str]:
        """The tabs there are, by their digits."""
        return TABS

    def rows_of(self, tab: str) -> Sequence[ListRow]:
        """All rows of a tab, those that the view of Criteria or the filter of Sites hides included."""
        raise NotImplementedError

    def show_row(self, tab: str, key: str) -> None:
        """Show a row of any tab, whatever view or filter hides it."""
        raise NotImplementedError

    def find(self, step: int, *, stay: bool = False) -> None:
        """To the next match: first below in this tab, then tab by tab, at last from the top of this one."""
        matches = self._matches()
        if not matches:
            self.say(f"'{self.needle}' is not in this copy.", theme.WARN)
            return
        here = self._here()
        if step > 0:
            number = (bisect_left if stay else bisect_right)([match[:2] for match in matches], here)
        else:
            number = bisect_left([match[:2] for match in matches], here) - 1
        number %= len(matches)
        _, _, key = found = matches[number]
        tab = list(TABS)[found.tab]
        if tab != self.tab or self.listing.current_key != key:
            self.show_row(tab, key)
        self.say(f"'{self.needle}': {number + 1} of {len(matches)} rows. . next, , previous", theme.DIM)

    def _matches(self) -> list[Match]:
        needle = self.needle.casefold()
        return [
            Match(number, place, key)
            for number, tab in enumerate(TABS)
            if tab in self.tabs
            for place, key in holding(self.rows_of(tab), needle)
        ]

    def _here(self) -> tuple[int, int]:
        """Where the cursor stands, in the order of the matches."""
        place = index_of(self.rows_of(self.tab), self.listing.current_key)
        return list(TABS).index(self.tab), -1 if place is None else place
