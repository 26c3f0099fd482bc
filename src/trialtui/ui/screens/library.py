"""The trials this site keeps, as the opening screen: a list, searched while words are typed. The words say all that is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from rich.segment import Segment
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.timer import Timer

from trialtui.copies.copy import CopyError
from trialtui.copies.reader import read_copy
from trialtui.library.log import LogRefused, ScreeningLog
from trialtui.library.trials.browsing import BEST, NEWEST, ORDERS, Browsing, Found, IndexBehind, has_best
from trialtui.library.trials.entry import Entry
from trialtui.library.trials.query import QueryError
from trialtui.library.trials.store import LibraryRefused
from trialtui.ui import theme
from trialtui.ui.actions import LIBRARY, TRIAL
from trialtui.ui.aside import aside
from trialtui.ui.glyphs import fit, show, wrap
from trialtui.ui.panes.copies import NARROW, counted_words, short_phases
from trialtui.ui.panes.preview import preview_lines
from trialtui.ui.panes.rows import blank, prose
from trialtui.ui.panes.trials import FoundRows, head_line, search_line, trial_row
from trialtui.ui.screens.base import bindings
from trialtui.ui.screens.choosing import Choosing
from trialtui.ui.screens.resuming import RESUME
from trialtui.ui.widgets.bar import Bar
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.list_row import ListRow

ASKED = 'Words, "phrases", status:open phase:2,3 cond:lupus country:Germany age:64:'
MAKING = "The search index is being made good; words are searched when it is. The list stays as it is."
TITLE_LINES = 2  # of the foot, for the title under the cursor
WITH_A_RULE = 16  # lines of a terminal from which a rule and the counts stand
PREVIEW = (110, 24)  # columns and lines of a terminal from which there is a preview
SCREENINGS = 2000  # that are told beside their trials, the last ones
REST_SECONDS = 0.3  # how long the cursor stands still before its trial is looked into
COUNT_SECONDS = 0.1  # how long nobody types before what is found is counted


class Shelf:
    """What is looked for in the library, and where a person was in it: it outlives the screen."""

    def __init__(self, browsing: Browsing) -> None:
        self.browsing = browsing
        self.words, self.key, self.order = "", "", BEST


class LibraryScreen(Choosing):
    """The library; one comes back to it from a trial with `l` or Esc."""

    BINDINGS = [  # noqa: RUF012
        *bindings(LIBRARY),
        *(one for one in bindings(TRIAL) if getattr(one, "id", "") in ("open", "copy")),
    ]  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = (
        "open", "find", "filters", "mark", "views", "screenings", "order", "quit",
    )  # fmt: skip

    def __init__(self, shelf: Shelf, log: ScreeningLog) -> None:
        super().__init__("Library")
        self.shelf = shelf
        self.look_into(log)
        self._open: dict[str, list[str]] = {}  # trial: codes of the subjects being screened
        self.found = Found((), 0)
        self._rows: FoundRows | None = None
        self.kept = 0
        self.marked: set[str] = set()
        self.preview, self.counts_bar = Bar(id="preview"), Bar(id="counts")
        self._asked: tuple[str, str] | None = None  # the words and the order that `found` answers
        self._wrong: QueryError | None = None
        self._waits = False  # for the index
        self._resting: Timer | None = None
        self._previewed = ""

    def compose(self) -> Any:
        yield self.title_bar
        with Horizontal(id="shelf"):
            yield self.side
            yield self.listing
        yield self.preview
        yield self.counts_bar
        with Vertical(id="foot"):
            yield self.status_bar
            yield self.key_bar

    def on_mount(self) -> None:
        self.side.display = self.preview.display = False
        self.listing.stand_on(self.shelf.key)
        self.look(self.shelf.words, key=self.shelf.key)
        if problem := self.log_store.damage or self.log_store.read_only_reason:
            self.say(problem, theme.ALARM)
        self.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        self.make_ready()
        self.beside(self._count_screenings, "screenings")

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

    # --- what is found ---

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
            self._tell(MAKING, theme.WARN)
            self.make_ready()
        except LibraryRefused as problem:
            self._tell(str(problem), theme.ALARM)
        else:
            self._asked = asked
            self._tell(
                "Nothing says so; these differ by one letter." if self.found.guessed else "", theme.WARN
            )
            self.listing.start_over()
            self.listing.show_rows()
            if key:
                self.listing.stand_on(key)
            else:
                self.on_row_list_moved()
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
                await aside(self.shelf.browsing.make_ready)
                self.say("The search index is good.", theme.DIM)
        except LibraryRefused as problem:
            self._tell(str(problem), theme.ALARM)
            return
        if self._waits:
            self.look(self.shelf.words)
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

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.lay_out()
        self.count()

    @property
    def has_preview(self) -> bool:
        return self.size.width >= PREVIEW[0] and self.size.height >= PREVIEW[1]

    def lay_out(self) -> None:
        """What there is room for."""
        self.counts_bar.display = self.size.height >= WITH_A_RULE
        self.preview.display = self.has_preview
        if self.has_preview:
            self.preview.styles.height = self._preview_height
            self._previewed = ""
            self._rest()

    @property
    def _preview_height(self) -> int:
        return min(12, self.size.height // 3)

    def draw_status(self) -> None:
        """Always of the same height: a title that needs a line more must not move the list."""
        words, style = self._status
        high = self.size.height >= WITH_A_RULE and not self.has_preview
        width, lines = max(1, self.size.width - 2), TITLE_LINES if high else 1
        text = wrap(words, width)
        if len(text) > lines:
            text = [*text[: lines - 1], " ".join(text[lines - 1 :])]
        text += [""] * (lines - len(text))
        self.status_bar.draw([[Segment(" " + fit(line, width), style)] for line in text])

    # --- the trial under the cursor ---

    def on_row_list_moved(self) -> None:
        """Its title stands in full at the foot, or what its copy says in the preview once the cursor rests."""
        key = self.listing.current_key
        if self.has_preview:
            self._rest()
        elif self.side_is_closed and not self._wrong and not self._waits:
            title = self._rows.title_of(key) if self._rows else ""
            if title and not self.found.guessed:
                self.say(title, theme.DIM)

    def _rest(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST_SECONDS, self._preview)

    def _preview(self) -> None:
        key = self.listing.current_key
        if key != self._previewed and self.has_preview:
            self._previewed = key
            self.beside(partial(self._show_preview, key), "preview")

    async def _show_preview(self, trial: str) -> None:
        width, height = self.size.width, self._preview_height
        rule: Line = [Segment(show("─") * width, theme.DIM)]
        lines: list[Line] = [[]] * (height - 1)
        if trial and trial != RESUME:
            try:
                study = await aside(partial(self.shelf.browsing.record, trial))
                lines = preview_lines(trial, study, width, height - 1)
            except (CopyError, LibraryRefused) as problem:
                said = [[Segment(" " + line, theme.ALARM)] for line in wrap(show(str(problem)), width - 2)]
                lines = [*said, *lines][: height - 1]
        self.preview.draw([rule, *lines])

    # --- keys ---

    def do_open(self) -> None:
        if not self.side_is_closed:
            self.choose()
            return
        if not (key := self.listing.current_key):
            self.say("There is no trial under the cursor.", theme.WARN)
            return
        self.shelf.key = key
        try:
            if key == RESUME:
                self.resume_last()
            else:
                self.trial_app.open_reading(read_copy(*self.shelf.browsing.copy(key)), key)
        except (CopyError, LibraryRefused) as problem:
            self.say(str(problem), theme.ALARM)

    def do_find(self) -> None:
        self.start(self._ask_words())

    async def _ask_words(self) -> None:
        before = self.shelf.words
        words = await self.ask(ASKED, value=before, changed=self.look)
        self.look(before if words is None else words)

    def do_order(self) -> None:
        """The next order; where nothing is best, the newest stands first."""
        orders = ORDERS if self._has_best else ORDERS[1:]
        here = orders.index(self.shelf.order) if self.shelf.order in orders else 0
        self.shelf.order = orders[(here + 1) % len(orders)]
        self.look(self.shelf.words, key=self.listing.current_key)

    def do_mark(self) -> None:
        trial = self.listing.current_key
        if trial and trial != RESUME:
            self.beside(partial(self._mark, trial, trial not in self.marked), f"mark {trial}")
        else:
            self.say("There is no trial under the cursor to mark.", theme.WARN)

    async def _mark(self, trial: str, on: bool) -> None:
        try:
            await aside(partial(self.shelf.browsing.mark, trial, on))
            self.marked = self.shelf.browsing.marked()
        except LibraryRefused as problem:
            self.say(f"NOT SAVED: {problem}", theme.ALARM)
            return
        self.listing.show_rows()
        self.draw_title()
        self.count_choices()
        self.say(
            f"{trial} is {'marked' if on else 'not marked any more'}; v lists the marked ones.", theme.GOOD
        )

    def do_screenings(self) -> None:
        self.keep_place()
        self.trial_app.open_screenings()

    def do_library(self) -> None:
        self.say("This is the library. s shows the screenings kept here, and the sample.", theme.DIM)

    def do_copy(self) -> None:
        if row := self.listing.current:
            self.copy_words(row.words)
        else:
            self.say("There is no row under the cursor to copy.", theme.WARN)

    def do_back(self) -> None:
        if self.side_is_open_and_left():
            return
        if words := self.shelf.words.strip():
            self.look("", key=self.listing.current_key)
            self.say(f"All trials again. The search was: {words}", theme.DIM)
        else:
            super().do_back()

    def keep_place(self) -> None:
        """Where the cursor stands, for coming back."""
        self.shelf.key = self.listing.current_key

    def rows(self) -> Any:
        return self.listing if self.side_is_closed else self.side
