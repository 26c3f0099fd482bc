"""Two versions of a trial, compared word by word: limits and criteria first, then the rest of the record."""

from __future__ import annotations

from typing import ClassVar

from trialtui.kept_versions import Compared
from trialtui.ui import theme
from trialtui.ui.actions import TRIAL
from trialtui.ui.panes.changes import FOLD, change_rows
from trialtui.ui.screens.base import ListScreen, bindings
from trialtui.ui.screens.searching import WordSearch
from trialtui.ui.widgets.list_row import ListRow, holding


class ComparisonScreen(WordSearch, ListScreen):
    """Only looked at; Esc goes back to the versions."""

    BINDINGS = bindings(TRIAL)
    SEARCHED = "this comparison"
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "search", "down", "up", "back", "quit")

    def __init__(self, title: str, found: Compared) -> None:
        super().__init__(title)
        self.found = found
        self.unfolded: set[str] = set()

    def on_mount(self) -> None:
        self.say(
            "[-went-] {+came+} · Enter on a count shows what it counts, / searches, Esc goes back.", theme.DIM
        )

    def build(self, width: int) -> list[ListRow]:
        return change_rows(self.found, width, self.unfolded)

    def do_open(self) -> None:
        key = self.listing.current_key
        if not key.startswith(FOLD):
            self.say("The whole text is on the screen. Enter on a count shows what it counts.", theme.DIM)
            return
        self.unfolded ^= {key}
        self.listing.show_rows()
        if key in self.unfolded:
            self.listing.bring_up(key)

    def do_copy(self) -> None:
        row = self.listing.current
        if row is None:
            self.say("There is no row under the cursor to copy.", theme.WARN)
        else:
            self.copy_words(row.words)

    # --- search

    def find(self, step: int, *, stay: bool = False) -> None:
        """To the next row that holds the words, round the end; what is folded is searched too."""
        self._unfold()
        here = self.listing.cursor
        places = [place for place, _ in holding(self.listing.rows, self.needle.casefold())]
        if not places:
            self.say(f"'{self.needle}' is not in this comparison.", theme.WARN)
            return
        ahead = [place for place in places if (place >= here if stay else place > here)]
        behind = [place for place in places if place < here]
        found = (ahead or places)[0] if step > 0 else (behind or places)[-1]
        self.listing.stand_on(self.listing.rows[found].key)
        self.say(
            f"'{self.needle}': {places.index(found) + 1} of {len(places)} rows. . next, , previous", theme.DIM
        )

    def _unfold(self) -> None:
        """Open every fold, those within others too."""
        while closed := {row.key for row in self.listing.rows if row.key.startswith(FOLD)} - self.unfolded:
            self.unfolded |= closed
            self.listing.show_rows()
