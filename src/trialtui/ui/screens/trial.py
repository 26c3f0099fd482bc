"""The open trial: a header that never scrolls away, tabs with fixed numbers, the verdict line, one list below."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

from rich.segment import Segment
from textual.containers import Vertical
from textual.events import Resize

from trialtui.desk import Desk
from trialtui.library.log import LogRefused, NotSaved, Place
from trialtui.ui import theme
from trialtui.ui.actions import CRITERIA, TRIAL
from trialtui.ui.glyphs import fit, show, wrap
from trialtui.ui.panes import criteria
from trialtui.ui.panes.header import HISTORY, facts_line, tab_line, title_line
from trialtui.ui.panes.record import Record
from trialtui.ui.panes.related import KEY as RELATED
from trialtui.ui.panes.verdict import standing_lines
from trialtui.ui.screens.base import RETRY_SECONDS, KeyScreen, ListScreen, bindings
from trialtui.ui.screens.correcting import Correcting
from trialtui.ui.screens.elsewhere import NO_VERSIONS, Came, Elsewhere
from trialtui.ui.screens.reading import Reading
from trialtui.ui.screens.recording import Recording
from trialtui.ui.widgets.bar import Bar
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.row_list import Build, ListRow, RowList

SMALLEST = (40, 10)
TAKEN_IN = "Taken in: what was done meanwhile from another place."
WITH_A_RULE = 16  # lines of a terminal from which a rule, and a line for the record, stand below the tabs
NEWS_SECONDS = 2  # between looks at what other processes have written
REST_SECONDS = 0.4  # how long the cursor stands still before its place is noted


class TrialScreen(Elsewhere, Correcting, Recording, Reading):
    """One trial on one desk."""

    BINDINGS = bindings(TRIAL, CRITERIA)
    FOOTER: ClassVar[tuple[str, ...]] = ("subjects", "search", "open", "source", "library", "quit")
    SITES_FOOTER: ClassVar[tuple[str, ...]] = ("filter", *FOOTER)
    HISTORY_FOOTER: ClassVar[tuple[str, ...]] = (
        "open",
        "against_open",
        "old_version",
        "search",
        "source",
        "library",
        "quit",
    )
    TABLES_FOOTER: ClassVar[tuple[str, ...]] = ("columns_right", *FOOTER)
    CRITERIA_FOOTER: ClassVar[tuple[str, ...]] = (
        "yes", "no", "unknown", "na", "tick", "open", "cohort", "subjects", "note", "view", "confirm", "undo", "search",
        "record",
    )  # fmt: skip

    def __init__(
        self, desk: Desk, *, path: str, tab: str = "1", row: str = "", old: str = "", came: Came | None = None
    ) -> None:
        super().__init__()
        self.desk, self.path, self.old, self.came = desk, path, old, came
        self.record = Record(desk)
        self.tab, self._row = tab, row
        self.head = Bar(id="head", height=5)
        self.alarm = Bar(id="alarm")
        self.listing = RowList(id="list")
        self.view = criteria.VIEWS[0]
        self.cohort: str | None = None
        self._kept: dict[str, tuple[str, int]] = {}  # where each tab was left: row key, top line
        self._resting: Any = None
        self.answered_here = ""  # the row answered since the cursor came to it

    def compose(self) -> Any:
        yield self.head
        yield self.listing
        with Vertical(id="foot"):
            yield self.alarm
            yield self.status_bar
            yield self.key_bar

    def on_mount(self) -> None:
        self.alarm.display = False
        self.listing.stand_on(self._row)
        self.listing.show_rows(self._build(self.tab))
        self.set_interval(NEWS_SECONDS, self._look_for_news)
        self.offer_resume()
        self.tell_old()
        if self.desk.subject is not None:
            self.tell_version()

    @property
    def trial_screen(self) -> TrialScreen:
        return self

    def rows(self) -> RowList:
        return self.listing

    def upper(self) -> list[Bar]:
        return [self.head, self.alarm]

    def restore(self) -> None:
        super().restore()
        self.draw_alarm()

    # --- what is drawn ---

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.draw_head()
        self.draw_alarm()

    def draw_head(self) -> None:
        """The lines above the list; fewer where the terminal is low."""
        width, height = self.size
        if width < SMALLEST[0] or height < SMALLEST[1]:
            words = f"needs {SMALLEST[0]}x{SMALLEST[1]}; this is {width}x{height}"
            self.head.draw([[Segment(fit(line, width), theme.ALARM)] for line in wrap(words, max(1, width))])
            return
        lines = [
            title_line(self.desk, width),
            facts_line(self.desk, width),
            tab_line(self.tab, width, self.tabs),
        ]
        lines += self.verdict_lines(width)
        if height >= WITH_A_RULE:
            lines.append(self._rule(width))
        self.head.draw(lines)

    def standing_lines(self, width: int) -> list[Line]:
        """What stands over every screen of this trial: status and date, subject, the verdict by cohort."""
        return [facts_line(self.desk, width), *self.verdict_lines(width), *self.alarm_lines(width)]

    def verdict_lines(self, width: int) -> list[Line]:
        lines = standing_lines(self.desk, width, self.cohort, low=self.size.height < WITH_A_RULE)
        return [*([[Segment(fit(f" {show(self.old)}", width), theme.ALARM)]] if self.old else []), *lines]

    def _rule(self, width: int) -> Line:
        remark = self.listing.position
        if self.tab == "3":
            shown = len([row for row in self.listing.rows if row.key])
            remark = " · ".join(
                filter(
                    None,
                    [
                        f"view: {self.view.name}, {shown} row{'s' * (shown != 1)}",
                        self._cohort_words(),
                        remark,
                    ],
                )
            )
        remark = show(f" {remark} ") if remark else ""
        return [Segment(show("─") * max(0, width - len(remark) - 2) + remark + show("─") * 2, theme.DIM)]

    def _cohort_words(self) -> str:
        return f"cohort {self.cohort}" if self.cohort else ""

    def draw_alarm(self) -> None:
        lines = self.alarm_lines(self.size.width)
        self.alarm.display = bool(lines)
        if lines:
            self.alarm.draw(lines)

    def alarm_lines(self, width: int) -> list[Line]:
        """The NOT SAVED bar, or why nothing can be saved here, or what happened to a damaged log."""
        desk, log = self.desk, self.desk.log
        words = ""
        if count := len(desk.unsaved):
            words = (
                f"NOT SAVED ({count}): {desk.not_saved} Kept in memory, tried again every {RETRY_SECONDS} s."
            )
        elif log.read_only_reason:
            words = f"NOTHING CAN BE SAVED: {log.read_only_reason}"
        elif log.damage:
            words = f"DAMAGED LOG: {log.damage}"
        elif log.caution:
            words = log.caution
        lines = wrap(show(words), max(10, width - 2)) if words else []
        return [[Segment(" " + fit(line, max(0, width - 1)), theme.ALARM)] for line in lines]

    def draw_keys(self) -> None:
        footers = {
            "2": self.TABLES_FOOTER, "3": self.CRITERIA_FOOTER, "4": self.SITES_FOOTER, "6": self.TABLES_FOOTER,
            HISTORY: self.HISTORY_FOOTER,
        }  # fmt: skip
        self.FOOTER = footers.get(self.tab, type(self).FOOTER)  # type: ignore[misc]
        super().draw_keys()

    def redraw(self) -> None:
        """Send what changed: rows, verdict, alarm."""
        self.listing.update_rows()
        self.draw_head()
        self.draw_alarm()

    # --- tabs ---

    @property
    def tabs(self) -> Mapping[str, str]:
        return self.record.tabs

    def _build(self, tab: str) -> Build:
        return self._criteria_rows if tab == "3" else partial(self.record.rows, tab)

    def _criteria_rows(self, width: int) -> list[ListRow]:
        return criteria.criteria_rows(self.desk, width, self.view, self.cohort, kept=self.listing.current_key)

    def show_tab(self, tab: str, row: str = "") -> None:
        """Show a tab, at `row` or where it was left."""
        self._kept[self.tab] = (self.listing.current_key, self.listing.top)
        if self.tab == "0" != tab:
            self.say("")  # what was said of the source
        changed, self.tab = tab != self.tab, tab
        key, top = (row, -1) if row else self._kept.get(tab, ("", 0))
        if changed:
            self.listing.cursor, self.listing.top = -1, max(top, 0)
        if tab == "8":
            self.look_for_related()
        self.listing.needle = self.needle
        self.listing._wanted = ""
        self.listing.show_rows(self._build(tab))
        if key:
            self.listing.stand_on(key)
        self.draw_head()
        self.draw_keys()
        self.note_place()

    def do_next_tab(self) -> None:
        self._step_tab(1)

    def do_previous_tab(self) -> None:
        self._step_tab(-1)

    def _step_tab(self, step: int) -> None:
        order = list(self.tabs)
        self.show_tab(order[(order.index(self.tab) + step) % len(order)])

    def can(self, name: str) -> bool:
        return name.startswith("tab_") or super().can(name)

    async def action_act(self, name: str) -> None:
        if name.startswith("tab_") and self.prompt is None:
            if (tab := name.removeprefix("tab_")) not in self.tabs:
                self.record.look_for_versions()
            if tab in self.tabs:
                self.show_tab(tab)
            else:
                self.say(NO_VERSIONS, theme.WARN)
        else:
            await super().action_act(name)

    # --- the cursor and its place ---

    def on_row_list_moved(self, message: RowList.Moved) -> None:
        self.answered_here = ""
        self.note_place()

    def on_row_list_scrolled(self) -> None:
        self.draw_head()

    def place(self) -> Place | None:
        """Where the person is, for resuming; None while nobody is on the desk."""
        if self.desk.subject is None:
            return None
        return Place(
            subject=self.desk.subject.id, trial=self.desk.trial, record=self.desk.reading.copy.digest,
            path=self.path, tab=self.tab, row=self.listing.current_key,
        )  # fmt: skip

    def note_place(self) -> None:
        """Keep the place once the cursor rests; losing it is harmless."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST_SECONDS, self.keep_place)

    def _look_for_news(self) -> None:
        """What others answer arrives while nobody here presses a key: a screen left alone must not tell yesterday's verdict."""
        if self.desk.unsaved or self._asks:
            return
        if self.desk.log.is_remote:
            self.run_worker(self._ask_from_afar(), group="news", exclusive=True)
        else:
            self._take_news()

    def _take_news(self) -> None:
        with suppress(NotSaved, LogRefused):
            before = self.desk.screening.footing
            if self.desk.refresh():
                self.redraw()
                self.say(TAKEN_IN, theme.WARN)
                self._tell_above()
                if self.desk.screening.footing != before:
                    self.tell_version()

    @property
    def _asks(self) -> bool:
        """Whether a question is open, here or on a screen that stands over this one."""
        screens = self.app.screen_stack
        return any(isinstance(one, KeyScreen) and one.prompt is not None for one in screens)

    def _tell_above(self) -> None:
        """Verdict, record, opened criterion and history, where one stands over this screen, take the news in as well."""
        known = (None, *self.desk.checklist.questions)
        for screen in self.app.screen_stack:
            if not isinstance(screen, ListScreen) or getattr(screen, "desk", None) is not self.desk:
                continue
            if getattr(screen, "code", None) in known:
                screen.retitle(screen.title_words)
                screen.listing.show_rows()
                screen.say(TAKEN_IN, theme.WARN)

    async def _ask_from_afar(self) -> None:
        """A network that is gone is waited for on another thread, and said once: keys go on."""
        log = self.desk.log
        before = log.read_only_reason
        with suppress(NotSaved, LogRefused):
            await asyncio.to_thread(log.head)
            if not self.desk.unsaved and not self._asks:
                self._take_news()
        if log.read_only_reason != before:
            self.draw_alarm()

    def keep_place(self) -> None:
        """Note where the person is, for the next start."""
        if (place := self.place()) is not None and not self.desk.unsaved:
            self.desk.log.rest(place)

    # --- source, copy, open ---

    def rows_of(self, tab: str) -> Sequence[ListRow]:
        if tab == "3":
            return criteria.criteria_rows(self.desk, self.listing.room, criteria.VIEWS[0], self.cohort)
        return self.record.all_rows(tab, self.listing.room)

    def show_row(self, tab: str, key: str) -> None:
        hidden = tab == "3" and (self.tab != tab or all(row.key != key for row in self.listing.rows))
        if hidden:
            self.view = criteria.VIEWS[0]
        if tab == "4":
            self.clear_filter()
            self.record.wanted = ""
        self.show_tab(tab, key)

    def do_next_open(self) -> None:
        if self.tab == "3":
            super().do_next_open()
        else:
            self.step_part(1)

    def do_previous_open(self) -> None:
        if self.tab == "3":
            super().do_previous_open()
        else:
            self.step_part(-1)

    def do_back(self) -> None:
        if not self.clear_filter() and not self.come_back():
            super().do_back()

    def do_copy(self) -> None:
        row = self.listing.current
        if row is None:
            self.say("There is no row under the cursor to copy.", theme.WARN)
        else:
            self.copy_words(row.words)

    async def _look_at_unassigned(self) -> None:
        words = "This text belongs to no criterion. Is there nothing to answer in all of the unassigned text?"
        if (
            await self.pick(words, ("looked at, nothing to answer", "not yet"))
            == "looked at, nothing to answer"
        ):
            self.act([self.desk.screening.look_at_unassigned()])

    def do_verdict(self) -> None:
        from trialtui.ui.screens.verdict import VerdictScreen

        self.app.push_screen(VerdictScreen(self.desk), self._go_to_row)

    def _go_to_row(self, code: str | None) -> None:
        if code:
            self.view = criteria.VIEWS[0]
            self.show_tab("3", code)

    def do_open(self) -> None:
        """Enter: resume what is offered; open the criterion; open the related trial."""
        if self.resume_offered():
            return
        key = self.listing.current_key
        if self.tab == "3" and self.current_row():
            from trialtui.ui.screens.criterion import CriterionScreen

            self.app.push_screen(CriterionScreen(self, key), lambda _: self.redraw())
        elif self.tab == "3" and key.startswith("unassigned."):
            self.with_subject(lambda: self.start(self._look_at_unassigned()))
        elif self.tab == "8" and key.startswith(RELATED):
            self.trial_app.open_related(key.removeprefix(RELATED), self)
        elif self.tab == HISTORY:
            self.compare_with_before()
        elif not self.open_part(key):
            self.say(
                "Enter opens a criterion (3), a part of the results (6) or a related trial (8). Here the whole text is on the screen.",
                theme.DIM,
            )
