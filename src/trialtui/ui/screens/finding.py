"""What is looked for in the library: found while words are typed, counted when nobody types, listed as it comes into sight."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from rich.segment import Segment

from trialtui.library.log import LogRefused, ScreeningLog
from trialtui.library.trials.browsing import BEST, NEWEST, Browsing, Found, IndexBehind, has_best
from trialtui.library.trials.entry import Entry
from trialtui.library.trials.query import QueryError
from trialtui.library.trials.store import LibraryRefused
from trialtui.ui import theme
from trialtui.ui.aside import aside
from trialtui.ui.glyphs import fit, show
from trialtui.ui.panes.copies import NARROW, counted_words, short_phases
from trialtui.ui.panes.rows import blank, prose
from trialtui.ui.panes.trials import FoundRows, head_line, search_line, trial_row
from trialtui.ui.screens.choosing import Choosing
from trialtui.ui.widgets.bar import Bar
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.list_row import ListRow

ASKED = 'Words, "phrases", status:open phase:2,3 cond:lupus country:Germany age:64:'
MAKING = "The search index is being made good; words are searched when it is. The list stays as it is."
UNUSABLE = (
    "The search index cannot be used; `trialtui library rebuild` makes it again. The list by date stays."
)
NOBODY = " "  # no trial is called so
ADDING = "Somebody is adding trials: words find what the search index knows so far."
WITH_A_RULE = 16  # lines of a terminal from which a rule and the counts stand
SCREENINGS = 2000  # that are told beside their trials, the last ones
COUNT_SECONDS = 0.1  # how long nobody types before what is found is counted


class Shelf:
    """What is looked for in the library, and where a person was in it: it outlives the screen."""

    def __init__(self, browsing: Browsing) -> None:
        self.browsing = browsing
        self.words, self.key, self.order = "", "", BEST


class Finding(Choosing):
    """The list, and the lines that say what it is a list of."""

    def __init__(self, shelf: Shelf, log: ScreeningLog) -> None:
        super().__init__("Library")
        self.shelf = shelf
        self.look_into(log)
        self.counts_bar = Bar(id="counts")
        self._open: dict[str, list[str]] = {}  # trial: codes of the subjects being screened
        self.found = Found((), 0)
        self._rows: FoundRows | None = None
        self.kept = 0
        self.marked: set[str] = set()
        self._asked: tuple[str, str] | None = None  # the words and the order that `found` answers
        self._wrong: QueryError | None = None
        self._waits = self._was_made = False  # for the index; the look right after it was made good
        self._titled: str | None = (
            NOBODY  # the trial whose title was said; None where it must not be said yet
        )

    def look(self, words: str, *, key: str = "") -> None:
        """Find what these words find, the cursor on `key`; where they cannot be understood yet, what was found before stays."""
        self.shelf.words = words
        asked = (words, self.shelf.order)
        if asked == self._asked and not self._wrong:
            return
        self._wrong, self._waits = None, False
        try:
            self.kept, self.marked = self.shelf.browsing.count(), self.shelf.browsing.marked()
            self.found = self.shelf.browsing.found(*asked)
        except QueryError as problem:
            self._wrong = problem
            self._tell(str(problem), theme.WARN)
        except IndexBehind:
            self._waits = True
            self._tell(UNUSABLE if self._was_made else MAKING, theme.WARN)
            if not self._was_made:
                self.make_ready()
        except LibraryRefused as problem:
            self._tell(str(problem), theme.ALARM)
        else:
            self._asked = asked
            self._tell(
                "Nothing says so; these differ by one letter." if self.found.guessed else "", theme.WARN
            )
            self._titled = NOBODY
            self.listing.start_over()
            self.listing.show_rows()
            if key:
                self.listing.stand_on(key)
            self.count()
        self.draw_title()

    def _tell(self, words: str, style: theme.Style) -> None:
        """On the status line; on a low terminal, where a question covers it, in the question's place."""
        self.say(words, style)
        if self.prompt is not None and not self.status_bar.display:
            self.prompt.put(words or ASKED)

    def make_ready(self) -> None:
        """Open the search index in a thread, and make it good there where it has to be."""
        self.beside(self._make_ready, "ready")

    async def _make_ready(self) -> None:
        try:
            if not await aside(self.shelf.browsing.find_index):
                self.say(MAKING, theme.WARN)
                whole = await aside(self.shelf.browsing.make_ready)
                self.say("The search index is good." if whole else ADDING, theme.DIM)
        except LibraryRefused as problem:
            self._tell(str(problem), theme.ALARM)
            return
        if self._waits:
            self._was_made = True
            self.look(self.shelf.words)
            self._was_made = False
        self.count()

    # --- what is counted ---

    def count(self) -> None:
        """Count what is found once nobody types; what was asked for before is dropped."""
        self.beside(self._count, "counts")
        self.count_choices()

    async def _count(self) -> None:
        await asyncio.sleep(COUNT_SECONDS)
        words = self._asked[0] if self._asked else ""
        try:
            counts = await aside(partial(self.shelf.browsing.counts, words, ("status", "phase")))
        except LibraryRefused:
            return  # the search says it
        phases = [(short_phases([phase]), number) for phase, number in counts.get("phase", [])]
        width = max(0, self.size.width - 2)
        line = show(counted_words(counts.get("status", []), phases, width))
        self.counts_bar.draw([[Segment(" " + fit(line, width), theme.DIM)]])

    async def _count_screenings(self) -> None:
        """Which screenings are open, beside their trials; from a long log that takes a moment."""
        log = self.log_store
        try:
            summaries, closed = await aside(lambda: (log.screenings(limit=SCREENINGS), log.closed()))
        except LogRefused as problem:
            self.say(str(problem), theme.ALARM)
            return
        for one in summaries:
            if (one.subject, one.trial) not in closed:
                self._open.setdefault(one.trial.casefold(), []).append(one.code)
        if self._open:
            self.listing.show_rows()
            self.draw_title()

    # --- what is drawn ---

    def build(self, width: int) -> Sequence[ListRow]:
        found, words = self.found, self._asked[0].strip() if self._asked else ""
        resume = None if words else self.resume_row(width)
        lead = [resume] if resume else []
        if not found.rows:
            said = (
                "No trial of the library holds all of this; Esc shows all." if words else "No trial is here."
            )
            return [*lead, blank(), prose("", said, width)]
        left, tail = found.total - len(found.rows), []
        if left > 0:
            said = f"… and {left:,} more: another word, or a filter (f), finds them."
            tail.append(prose("", said, width, theme.DIM))
        height = 2 if width < NARROW else 1
        self._rows = FoundRows(
            found.rows, self.shelf.browsing, height, partial(self._trial_row, width), lead, tail
        )
        return self._rows

    def _trial_row(self, width: int, entry: Entry, numbers: int) -> ListRow:
        codes = self._open.get(entry.trial.casefold(), ())
        return trial_row(entry, width, numbers, marked=entry.trial in self.marked, codes=codes)

    def title_lines(self, width: int) -> list[Line]:
        being_screened = sum(map(len, self._open.values()))
        lines = [head_line(self.kept, len(self.marked), being_screened, self.log_store.who, width)]
        words = self.shelf.words
        if self._wrong is not None:
            lines.append(search_line(words, "not understood yet", width, self._wrong.at))
        else:
            order = self.shelf.order
            right = f"{self.found.total:,} of {self.kept:,}" if words.strip() else f"{self.kept:,}"
            right += (
                f" · {NEWEST if order == BEST and not self._has_best else order}" if width >= NARROW else ""
            )
            lines.append(search_line(words, "…" if self._waits else right, width))
        if self.size.height >= WITH_A_RULE:
            lines.append([Segment(show("─") * width, theme.DIM)])
        return lines

    @property
    def _has_best(self) -> bool:
        return bool(self._asked and has_best(self._asked[0]))

    def draw_title(self) -> None:
        self.retitle(self.title_words)
