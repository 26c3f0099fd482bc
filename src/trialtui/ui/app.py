"""The application: which screen is shown, settings of the terminal, and leaving without losing anything."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.events import Event, Key, Paste
from textual.timer import Timer

from trialtui.copies.bundles import open_only
from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.reader import open_copy, read_copy
from trialtui.desk import Desk
from trialtui.library.log import Place, ScreeningLog
from trialtui.library.who import who
from trialtui.screening.screening import NothingToChange
from trialtui.ui import theme
from trialtui.ui.actions import BY_NAME
from trialtui.ui.panes.record import in_a_library
from trialtui.ui.screens.answering import Answering
from trialtui.ui.screens.base import RETRY_SECONDS, KeyScreen
from trialtui.ui.screens.recording import Recording
from trialtui.ui.screens.trial import TrialScreen
from trialtui.ui.screens.whose import HELD_BACK

if TYPE_CHECKING:
    from trialtui.ui.screens.copies import CopyList
    from trialtui.ui.screens.elsewhere import Came
    from trialtui.ui.screens.library import Shelf

TRY_AGAIN = "try again"


class TrialApp(App[int], inherit_bindings=False):
    """trialtui on the screen. `paths` are the copies named on the command line.

    Textual's own bindings are not inherited: its ctrl+q would quit without asking.
    """

    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[Any]] = []
    TITLE = "trialtui"

    def __init__(
        self,
        log: ScreeningLog,
        paths: Sequence[str],
        readings: Sequence[CopyReading] = (),
        *,
        subject: str | None = None,
        ask_who: bool = False,
        blank_after: float = 0,
    ) -> None:
        super().__init__()
        self._blank_after, self._last_key = 60 * blank_after, monotonic()  # seconds
        self._subject, self.needs_who = subject, ask_who
        self.log_store, self.paths, self.readings = log, list(paths), list(readings)
        self.copies: CopyList | None = None  # the list of studies that trials are opened from
        self.shelf: Shelf | None = None  # the library, once it was looked into
        self.animation_level = "none"
        self.fault = ""
        self.printed_name = ""  # as it was signed with last, by whoever is screening now
        self._leaving_asked = False
        self._saving = asyncio.Lock()  # the timer and a person may both ask: what is held is written once
        self._retry: Timer | None = None

    def on_mount(self) -> None:
        self._settle_signals()
        if self.readings:
            desk = Desk(self.readings[0], self.log_store)
            held_back = self._take(desk, self._subject) if self._subject else ""
            screen = TrialScreen(desk, path=self.paths[0], tab="3" if self._subject else "1")
            self.push_screen(screen)
            if held_back:
                self.call_after_refresh(screen.say, held_back)
        elif self.paths:
            self.open_copies(self.paths)
        else:
            self._open_start()
        self.call_after_refresh(self._first_paint_is_done)
        if self._blank_after:
            self.set_timer(self._blank_after, self._blank_if_idle)
        if self.needs_who:
            self.call_after_refresh(self._start_asking_who)

    async def on_event(self, event: Event) -> None:
        if isinstance(event, (Key, Paste)):
            self._last_key = monotonic()
        await super().on_event(event)

    def _blank_if_idle(self) -> None:
        """Lay a blank over the screen once nobody has pressed a key for as long as the settings say."""
        left = self._last_key + self._blank_after - monotonic()
        if left <= 0:
            from trialtui.ui.screens.blanked import BlankedScreen

            left = self._blank_after
            if not isinstance(self.screen, BlankedScreen):
                self.push_screen(BlankedScreen())
        self.set_timer(left, self._blank_if_idle)

    def _first_paint_is_done(self) -> None:
        """Collect garbage from here on; what the start has built is here to stay (see __main__)."""
        gc.freeze()
        gc.enable()

    def _start_asking_who(self) -> None:
        if isinstance(self.screen, KeyScreen):
            self.screen.start(self.ask_who(self.screen))

    async def ask_who(self, screen: KeyScreen) -> None:
        """Several people share this account: read without a name, but nothing is answered before somebody gives initials."""
        initials = await screen.ask("Who is screening? Your initials (needed before the first answer):")
        if initials:
            self.log_store.who = who(initials)
            self.needs_who, self.printed_name = False, ""
            self._somebody_else()
            screen.say(f"{self.log_store.who} is screening.")
        elif not self.needs_who:
            screen.say(f"{self.log_store.who} is screening, as before.")
        else:
            screen.say("Nobody is screening yet: your initials are asked before the first answer.")

    def _somebody_else(self) -> None:
        """What may be shown depends on who looks: a second reader is shown no first answers."""
        for screen in self.screen_stack:
            if isinstance(screen, Recording):
                screen.answered_here = ""
                screen.desk.look_again()
                screen.redraw()

    def _settle_signals(self) -> None:
        """On a hang-up or a kill there is nothing left to save: everything acknowledged is on disk. Go at once.

        Plain signals and not the event loop's: the loop may be waiting for a terminal that reads no more.
        """
        if not self.is_headless:
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            signal.signal(signal.SIGTERM, self._terminated)

    def _terminated(self, number: int, _frame: Any) -> None:
        if self._driver is not None:
            with suppress(Exception):
                self._driver.stop_application_mode()
                self._driver.close()
        os._exit(128 + number)

    def keys_of(self, name: str) -> tuple[str, ...]:
        """The keys bound to an action now: the registry's, or those of the settings file."""
        rebound = self._keymap.get(name)
        return tuple(rebound.split(",")) if rebound else BY_NAME[name].keys

    # --- going from screen to screen ---

    def open_reading(
        self,
        reading: CopyReading,
        path: str,
        resume: Place | None = None,
        *,
        old: str = "",
        came: Came | None = None,
    ) -> None:
        """Show a trial, at the place where it was left if that is given. `old` and `came` as in `Elsewhere`."""
        desk = Desk(reading, self.log_store)
        held_back = resume is not None and resume.subject is not None and desk.holds_back(resume.subject)
        if resume is not None and not held_back:
            desk.take(resume.subject)
            later = None if old else desk.unchanged_successor()
            if later is not None:  # other dates, other sites, the same criteria
                desk, path = Desk(later, self.log_store), desk.trial
                desk.take(resume.subject)
        screen = TrialScreen(
            desk,
            path=path,
            tab=(resume.tab or "3") if resume else "1",
            row=resume.row if resume else "",
            old=old,
            came=came,
        )
        self._switch(screen)
        if held_back:
            self.call_after_refresh(screen.say, f"Nobody is on the desk: {HELD_BACK}")

    def go_over(self, here: TrialScreen, reading: CopyReading) -> None:
        """Take the screening on the desk to the library's newer version, and show that one."""
        subject, trial, row = here.desk.subject, here.desk.trial, here.listing.current_key

        def then() -> None:
            desk = Desk(reading, self.log_store)
            desk.take(subject.id if subject else None)
            with suppress(NothingToChange):  # another person went there meanwhile
                desk.go_over()
            self._switch(TrialScreen(desk, path=trial, tab="3", row=row))
            if desk.unsaved:
                self.keep_trying(desk)

        self._leaving(then)

    def _take(self, desk: Desk, code: str) -> str:
        """Put the subject with this code on the desk; or say why not."""
        known = self.log_store.find_subject(code)
        if known is not None and desk.holds_back(known.id):
            return f"{code} is not on the desk: {HELD_BACK}"
        desk.take_code(code)
        return ""

    def go_to_start(self) -> None:
        """The list that trials are opened from, and from there the opening screen; asks first where something is not saved."""
        if not self.back_to_copies():
            self._leaving(self._open_start)

    def _open_start(self) -> None:
        """The library is the opening screen; where none is kept, or it cannot be read, what else is here."""
        if self._in_library()[0]:
            self.open_library()
        else:
            self.open_screenings()

    def open_screenings(self) -> None:
        """Show what is here beside the library: screenings, the copies named, the sample."""
        from trialtui.ui.screens.start import StartScreen

        self._switch(StartScreen(self.log_store, self.paths, *self._in_library()))

    def _in_library(self) -> tuple[int, str]:
        """How many trials the library holds, and why it cannot be read where it cannot. Without a file nothing is loaded."""
        from trialtui.library.trials import FILE_NAME

        if not (self.log_store.directory / FILE_NAME).exists():
            return 0, ""
        from trialtui.library.trials.store import LibraryRefused

        try:
            return self._shelf().browsing.count(), ""
        except LibraryRefused as problem:
            return 0, str(problem)

    def _shelf(self) -> Shelf:
        from trialtui.library.trials.browsing import Browsing
        from trialtui.ui.screens.library import Shelf

        if self.shelf is None:
            self.shelf = Shelf(Browsing(self.log_store.directory))
        return self.shelf

    def open_path(self, path: str) -> None:
        """Open the copy at a path; a list where several are there. Raises CopyError."""
        if (only := open_only(path)) is not None:
            self.open_reading(only, path)
        else:
            self.open_copies([path])

    def open_copies(self, paths: Sequence[str]) -> None:
        """Show the list of the studies at these paths."""
        from trialtui.ui.screens.copies import CopiesScreen, CopyList

        if self.copies is None or self.copies.paths != list(paths):
            self.copies = CopyList(paths)
        self._switch(CopiesScreen(self.copies))

    def back_to_copies(self) -> bool:
        """Back to the list that the open trial comes from; False where there is none, or it is shown already."""
        copies = self.copies
        if copies is None or not self._in_a_trial():
            return False
        self._leaving(lambda: self.open_copies(copies.paths))
        return True

    def open_library(self) -> None:
        """Show the trials this site keeps."""
        from trialtui.ui.screens.library import LibraryScreen

        self.copies = None
        self._switch(LibraryScreen(self._shelf(), self.log_store))

    def back_to_library(self) -> bool:
        """Back to the library where it was seen before the open trial; False where it was not, or it is shown already."""
        if self.shelf is None or not self._in_a_trial():
            return False
        self._leaving(self.open_library)
        return True

    def _in_a_trial(self) -> bool:
        return any(isinstance(screen, TrialScreen) for screen in self.screen_stack)

    def _switch(self, screen: KeyScreen) -> None:
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if len(self.screen_stack) == 2:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)

    def open_related(self, nct_id: str, here: TrialScreen) -> None:
        """Open a related trial where a copy of it is kept or lies beside the open one; Esc comes back."""
        try:
            if found := self._copy_of(nct_id, here.path):
                self.visit(here, *found)
                return
            here.say(
                f"No copy of {nct_id} is kept here or lies beside this one: `trialtui add` keeps one, or save its page as {nct_id}.txt there."
            )
        except CopyError as problem:
            here.say(str(problem))

    def visit(self, here: TrialScreen, reading: CopyReading, path: str, old: str = "") -> None:
        """Open another copy from a trial; Esc there comes back to where the person is now."""
        came = here.here()
        place = Place(None, reading.trial, tab="3") if old else None  # what an old version is read for
        self._leaving(lambda: self.open_reading(reading, path, place, old=old, came=came))

    def come_back(self, came: Came) -> None:
        """Back to where a copy was opened from: tab, row and subject."""
        place = Place(came.subject, came.reading.trial, tab=came.tab, row=came.row)
        self._leaving(
            lambda: self.open_reading(came.reading, came.path, place, old=came.old, came=came.before)
        )

    def _copy_of(self, nct_id: str, path: str) -> tuple[CopyReading, str] | None:
        """A copy of a trial and what it is opened by: among those listed, in the library, beside the open one, in the log."""
        if self.copies is not None and (listed := self.copies.named(nct_id)):
            from trialtui.copies.glancing import open_listed

            found = open_listed(listed)
            return found, found.copy.name
        if (kept := self._kept_copy_of(nct_id)) is not None:
            return kept, nct_id
        folder = Path(path).parent
        for ending in (".txt", ".json"):
            candidate = folder / (nct_id + ending)
            if candidate.is_file():
                return open_copy(candidate), str(candidate)
        for summary in self.log_store.screenings(nct_id, limit=20):
            screened = self.log_store.kept_copy(summary.record or "")
            if screened is not None:
                return read_copy(screened.name, screened.raw), screened.name
        return None

    def _kept_copy_of(self, trial: str) -> CopyReading | None:
        """The library's current copy; None where it has none, or cannot be read."""
        if not in_a_library(self.log_store.directory):
            return None
        from trialtui.kept_versions import current_copy

        return current_copy(self.log_store.directory, trial)

    # --- saving what could not be saved ---

    def keep_trying(self, desk: Desk) -> None:
        """Try again every few seconds to save what the desk holds in memory, until it is on disk."""
        if self._retry is None:
            self._retry = self.set_interval(RETRY_SECONDS, lambda: self._try_again(desk))

    async def _try_again(self, desk: Desk) -> None:
        async with self._saving:
            held = list(desk.unsaved)
            # in a thread: a busy store is waited for, and keys go on meanwhile
            desk.settle(held, await asyncio.to_thread(desk.save, held))
        if desk.unsaved:
            return
        if self._retry is not None:
            self._retry.stop()
            self._retry = None
        for screen in self.screen_stack:
            if self._leaving_asked and isinstance(screen, TrialScreen) and screen.prompt:
                screen.prompt.settle(TRY_AGAIN)  # nothing is left to ask about
            if isinstance(screen, Answering) and held:
                screen.redraw()
                screen.say(f"saved: {len(held)} held back are on disk now", theme.GOOD)

    def _fatal_error(self) -> None:
        """A fault of ours: one line, and nothing of a subject. (Textual's own way prints every local variable.)"""
        import sys

        error = sys.exc_info()[1]
        place = error.__traceback__ if error else None
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = (
            f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}"
            if place
            else "an unknown place"
        )
        self.fault = f"stopped on a fault of its own in {where} ({type(error).__name__}); what was called saved is on disk"
        if os.environ.get("TRIALTUI_DEBUG"):
            super()._fatal_error()
        else:
            self._close_messages_no_wait()

    # --- leaving ---

    def leave(self) -> None:
        self._leaving(lambda: self.exit(0))

    def _leaving(self, then: Any) -> None:
        """Leave the open trial: its place is noted, and what is not saved is asked about, in sight."""
        trial = next((screen for screen in self.screen_stack if isinstance(screen, TrialScreen)), None)
        if trial is None:
            then()
        elif not trial.desk.unsaved:
            trial.keep_place()
            then()
        else:
            while self.screen is not trial:
                self.pop_screen()
            trial.run_worker(self._ask_leaving(trial, then), exclusive=True, group="question")

    async def _ask_leaving(self, trial: TrialScreen, then: Any) -> None:
        while trial.desk.unsaved:
            count = len(trial.desk.unsaved)
            question = f"NOT SAVED ({count}): {trial.desk.not_saved} Leaving now loses what is not saved."
            self._leaving_asked = True
            picked = await trial.pick(question, (TRY_AGAIN, "stay", "leave without it"))
            self._leaving_asked = False
            if picked == "leave without it":
                async with self._saving:
                    trial.desk.discard_unsaved()
            elif picked == TRY_AGAIN:
                async with self._saving:
                    trial.desk.retry()
                trial.redraw()
            else:
                trial.say(
                    "Still here."
                    + (" What is not saved is tried again by itself." if trial.desk.unsaved else "")
                )
                return
        trial.keep_place()
        then()
