"""The trials this site keeps: a list, searched while words are typed."""

from __future__ import annotations

from rich.segment import Segment

from trialtui.copies.copy import CopyError
from trialtui.copies.reader import read_copy
from trialtui.library.trials.browsing import Browsing, Found
from trialtui.library.trials.query import QueryError
from trialtui.library.trials.store import LibraryRefused
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show
from trialtui.ui.panes.copies import counted_words, entry_id_width, entry_row, short_phases
from trialtui.ui.panes.rows import blank, prose
from trialtui.ui.screens.studies import WITH_A_RULE, StudiesScreen
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.list_row import ListRow

ASKED = 'Words, "phrases", status:open phase:2 cond:lupus country:Germany age:64:'


class Shelf:
    """What is looked for in the library, and where a person was in it: it outlives the screen."""

    def __init__(self, browsing: Browsing) -> None:
        self.browsing = browsing
        self.words, self.key = "", ""


class LibraryScreen(StudiesScreen):
    """The library; one comes back to it from a trial with `l`."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__("Library")
        self.shelf = shelf
        self.found = Found((), 0, False, {})
        self.kept = 0
        self._asked: str | None = None  # the words that `found` answers

    def on_mount(self) -> None:
        self._look(self.shelf.words)
        self.listing.stand_on(self.shelf.key)

    def _look(self, words: str) -> None:
        """Find what these words find; where they cannot be understood yet, what was found before stays."""
        self.shelf.words = words
        if words == self._asked:
            return
        try:
            self.kept = self.shelf.browsing.count()
            self.found = self.shelf.browsing.found(words)
        except QueryError as problem:
            self.say(str(problem), theme.WARN)
            return
        except LibraryRefused as problem:
            self.say(str(problem), theme.ALARM)
            return
        self._asked = words
        self.say("Nothing says so; these differ by one letter." if self.found.guessed else "", theme.WARN)
        self.listing.start_over()
        self.listing.show_rows()
        self.retitle(self.title_words)

    # --- what is drawn ---

    def build(self, width: int) -> list[ListRow]:
        entries = self.found.entries
        if not entries:
            words = (
                "No trial of the library holds all of this; Esc shows all."
                if self._asked
                else "No trial is here."
            )
            return [blank(), prose("", words, width)]
        numbers = entry_id_width(entries)
        rows = [entry_row(entry, width, numbers) for entry in entries]
        if (left := self.found.total - len(entries)) > 0:
            rows.append(
                prose("", f"… and {left:,} more: another word, or a filter, finds them.", width, theme.DIM)
            )
        return rows

    def title_lines(self, width: int) -> list[Line]:
        facts = f"Library · {self.kept:,} trial{'s' * (self.kept != 1)}"
        lines: list[Line] = [[Segment(" " + fit(show(facts), max(0, width - 2)), theme.BOLD)]]
        line: Line = [Segment(" ")]
        if self._asked:
            line.append(
                Segment(show(f"/ {self._asked}  {self.found.total:,} of {self.kept:,}  "), theme.WARN)
            )
        room = max(0, width - 2 - sum(len(segment.text) for segment in line))
        counts = self.found.counts
        phases = [(short_phases([phase]), count) for phase, count in counts.get("phase", [])]
        words = counted_words(counts.get("status", []), phases, room)
        lines.append([*line, Segment(fit(show(words), room), theme.DIM)])
        if self.size.height >= WITH_A_RULE:
            lines.append([Segment(show("─") * width, theme.DIM)])
        return lines

    def on_row_list_moved(self) -> None:
        """The title under the cursor stands in full at the foot."""
        entry = next((one for one in self.found.entries if one.trial == self.listing.current_key), None)
        if entry is not None:
            self.say(entry.title, theme.DIM)

    # --- keys ---

    def do_open(self) -> None:
        if not (trial := self.listing.current_key):
            self.say("There is no trial under the cursor.", theme.WARN)
            return
        self.shelf.key = trial
        try:
            self.trial_app.open_reading(read_copy(*self.shelf.browsing.copy(trial)), trial)
        except (CopyError, LibraryRefused) as problem:
            self.say(str(problem), theme.ALARM)

    def do_narrow(self) -> None:
        self.start(self._ask_words())

    async def _ask_words(self) -> None:
        before = self.shelf.words
        words = await self.ask(ASKED, value=before, changed=self._look)
        self._look(before if words is None else words)

    def do_back(self) -> None:
        if self.shelf.words:
            key = self.listing.current_key
            self._look("")
            self.listing.stand_on(key)
        else:
            super().do_back()

    def do_library(self) -> None:
        self.shelf.key = self.listing.current_key
        super().do_library()
