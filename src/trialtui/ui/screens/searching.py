"""Search over the whole record: `/` asks, `.` and `,` go from match to match, tab by tab."""

from __future__ import annotations

from trialtui.ui import theme
from trialtui.ui.panes import criteria
from trialtui.ui.panes.header import TABS
from trialtui.ui.screens.base import KeyScreen
from trialtui.ui.widgets.row_list import ListRow, RowList


class Searching(KeyScreen):
    """The search keys of the trial screen."""

    listing: RowList
    tab: str
    view: criteria.View
    needle: str = ""

    def rows_of(self, tab: str) -> list[ListRow]:
        """All rows of a tab, those that the view of Criteria hides included."""
        raise NotImplementedError

    def show_tab(self, tab: str, row: str = "") -> None:
        raise NotImplementedError

    def do_search(self) -> None:
        self.run_worker(self._ask_search(), exclusive=True, group="question")

    async def _ask_search(self) -> None:
        needle = await self.ask("Search this record for:", value=self.needle)
        if needle is None:
            return
        self.needle = needle
        self.listing.needle = needle.casefold()
        self.listing.refresh()
        if needle:
            self._find(1, stay=True)

    def do_next_match(self) -> None:
        self._find(1)

    def do_previous_match(self) -> None:
        self._find(-1)

    def _find(self, step: int, *, stay: bool = False) -> None:
        """To the next match: first below in this tab, then tab by tab, at last from the top of this one."""
        if not self.needle:
            self.say("Nothing searched for yet: / searches.", theme.WARN)
            return
        needle = self.needle.casefold()
        order = list(TABS)[::step]
        here = order.index(self.tab)
        matches = [
            (tab, row.key)
            for tab in order
            for row in self.rows_of(tab)[::step]
            if row.key and needle in row.words.casefold()
        ]
        if not matches:
            self.say(f"'{self.needle}' is not in this copy.", theme.WARN)
            return
        current = self.listing.current_key
        keys = [row.key for row in self.rows_of(self.tab)[::step]]
        at = keys.index(current) if current in keys else -1
        later = [
            (tab, key) for tab, key in matches
            if order.index(tab) > here or (tab == self.tab and (keys.index(key) > at or (stay and keys.index(key) == at)))
        ]  # fmt: skip
        tab, key = (later or matches)[0]
        if tab == "3" and all(row.key != key for row in self.listing.rows):
            self.view = criteria.VIEWS[0]
        if tab != self.tab or self.listing.current_key != key:
            self.show_tab(tab, key)
        number = (matches.index((tab, key)) if step > 0 else len(matches) - 1 - matches.index((tab, key))) + 1
        self.say(f"'{self.needle}': {number} of {len(matches)} rows. . next, , previous", theme.DIM)
