"""What the lists of studies have in common: keys, and a foot of one height for the title under the cursor."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment

from trialtui.ui.actions import COPIES, TRIAL
from trialtui.ui.glyphs import fit, wrap
from trialtui.ui.screens.base import ListScreen, bindings

TITLE_LINES = 2  # of the foot, for the title under the cursor
WITH_A_RULE = 16  # lines of a terminal from which a rule stands below the counts


class StudiesScreen(ListScreen):
    """A list of studies: filter it, open one, come back to it with `l`."""

    BINDINGS = [one for one in bindings(TRIAL, COPIES) if getattr(one, "id", "") != "search"]  # noqa: RUF012
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "narrow", "down", "up", "library", "quit")

    def draw_status(self) -> None:
        """Always of the same height: a title that needs a line more must not move the list."""
        words, style = self._status
        width, lines = max(1, self.size.width - 2), TITLE_LINES if self.size.height >= WITH_A_RULE else 1
        text = wrap(words, width)
        if len(text) > lines:
            text = [*text[: lines - 1], " ".join(text[lines - 1 :])]
        text += [""] * (lines - len(text))
        self.status_bar.draw([[Segment(" " + fit(line, width), style)] for line in text])

    def do_copy(self) -> None:
        if row := self.listing.current:
            self.copy_words(row.words)
