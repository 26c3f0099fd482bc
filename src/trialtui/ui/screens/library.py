"""The trials this site keeps, as the opening screen: a list, searched while words are typed. The words say all that is asked."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from rich.segment import Segment
from textual.containers import Horizontal, Vertical
from textual.events import Resize
from textual.timer import Timer

from trialtui.copies.copy import CopyError
from trialtui.copies.reader import FAULT, read_copy
from trialtui.library.log import ScreeningLog
from trialtui.library.trials.browsing import ORDERS
from trialtui.library.trials.store import LibraryRefused
from trialtui.ui import theme
from trialtui.ui.actions import LIBRARY, TRIAL
from trialtui.ui.aside import aside
from trialtui.ui.glyphs import fit, show, wrap
from trialtui.ui.panes.preview import preview_lines
from trialtui.ui.screens.base import bindings
from trialtui.ui.screens.finding import ASKED, WITH_A_RULE, Finding, Shelf
from trialtui.ui.screens.resuming import RESUME
from trialtui.ui.widgets.bar import Bar
from trialtui.ui.widgets.lines import Line

__all__ = ["LibraryScreen", "Shelf"]

TITLE_LINES = 2  # of the foot, for the title under the cursor
PREVIEW = (110, 24)  # columns and lines of a terminal from which there is a preview
REST_SECONDS = 0.3  # how long the cursor stands still before its trial is looked into


class LibraryScreen(Finding):
    """The library; one comes back to it from a trial with `l` or Esc."""

    BINDINGS = [  # noqa: RUF012
        *bindings(LIBRARY),
        *(one for one in bindings(TRIAL) if getattr(one, "id", "") in ("open", "copy")),
    ]  # fmt: skip
    FOOTER: ClassVar[tuple[str, ...]] = (
        "open", "find", "filters", "mark", "views", "screenings", "order", "quit",
    )  # fmt: skip

    HELP_WORDS = (
        'All that is asked must hold. lupus nephritis: both words; "lupus nephritis": one after the other; '
        "neph*: words that begin so; -child: must not be there.",
        "field:value asks one field: status, phase, type, cond, drug, country, city, sponsor, age, sex, results, updated, "
        "title, id, marked. status:recruiting,completed: either. cond:=Lupus: that value and no longer one. "
        "age:64: who may enter at 64. updated:>=2025-06: since then.",
        "f writes such words: pick a filter, then values, each with its count among what else is asked.",
    )

    def __init__(self, shelf: Shelf, log: ScreeningLog) -> None:
        super().__init__(shelf, log)
        self.preview = Bar(id="preview")
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
            self._titled = None
        self.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        self.make_ready()
        self.beside(self._count_screenings, "screenings")

    # --- what is drawn ---

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.lay_out()
        self.count()

    @property
    def has_preview(self) -> bool:
        return self.size.width >= PREVIEW[0] and self.size.height >= PREVIEW[1]

    def lay_out(self) -> None:
        """What there is room for."""
        self.lay_side_out()
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
        if key == self._titled:
            return
        alarm, self._titled = self._titled is None, key
        if self.has_preview:
            self._rest()
        elif alarm:
            return  # what stands there outlives the list's own first move
        elif self.side_is_closed and not self._wrong and not self._waits:
            title = self._rows.title_of(key) if self._rows else ""
            if title and not self.found.guessed:
                self.say(title, theme.DIM)

    def on_row_list_scrolled(self) -> None:
        self.on_row_list_moved()  # the list has rows now, or others

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
            except Exception as problem:  # whatever a copy does to us, a preview ends no sitting
                known = isinstance(problem, CopyError | LibraryRefused)
                words = show(str(problem) if known else f"{trial}: {FAULT} ({type(problem).__name__})")
                said = [[Segment(" " + line, theme.ALARM)] for line in wrap(words, width - 2)]
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
            self._titled = None
            self.say(f"All trials again. The search was: {words}", theme.DIM)
        else:
            super().do_back()

    def keep_place(self) -> None:
        """Where the cursor stands, for coming back."""
        self.shelf.key = self.listing.current_key

    def rows(self) -> Any:
        return self.listing if self.side_is_closed else self.side
