"""A list of studies: the copies of a file of several, a zip, a folder or several paths. The forerunner of the library.

A thread glances at one study after the other and touches no widget; while it goes on, the screen looks a few times a second.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence

from rich.segment import Segment
from textual.timer import Timer

from trialtui.copies.copy import CopyError
from trialtui.copies.glancing import Listed, glances, open_listed
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show
from trialtui.ui.panes.copies import count_words, id_width, study_row, words_of
from trialtui.ui.panes.rows import blank, prose
from trialtui.ui.screens.studies import WITH_A_RULE, StudiesScreen
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.row_list import ListRow, RowList

LOOK_SECONDS = 0.1  # between looks at what the thread has found
SHOW_SECONDS = 0.5  # between two paints of a list that grows: few bytes over a slow line
BREATH = 32  # studies between pauses that leave the processor to the keys


class CopyList:
    """The studies at some paths, as far as they were looked at, and where a person was in them."""

    def __init__(self, paths: Sequence[str]) -> None:
        self.paths = list(paths)
        self.found: list[Listed | CopyError] = []
        self.words: list[str] = []  # of each, case folded
        self.done = False
        self.wanted, self.key = "", ""
        self._began = False

    def begin(self) -> None:
        """Start to look; once."""
        if not self._began:
            self._began = True
            threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        try:
            for number, one in enumerate(glances(self.paths)):
                self._take(one)
                if number % BREATH == 0:
                    time.sleep(0.001)
        except Exception as fault:  # nobody else hears of a thread's end
            self._take(CopyError(self.paths[0], "", f"stopped on a fault ({type(fault).__name__})"))
        finally:
            self.done = True

    def _take(self, one: Listed | CopyError) -> None:
        self.words.append(words_of(one).casefold())  # first: whoever counts what is found asks for its words
        self.found.append(one)

    @property
    def name(self) -> str:
        if len(self.paths) == 1:
            return os.path.basename(os.path.abspath(self.paths[0])) or self.paths[0]
        return f"{len(self.paths)} paths"

    def holding(self, start: int, end: int) -> list[int]:
        """The numbers from `start` to `end` of the studies that hold all the words wanted."""
        wanted = self.wanted.casefold().split()
        return [number for number in range(start, end) if all(word in self.words[number] for word in wanted)]

    def named(self, trial_id: str) -> Listed | None:
        """The first study of this number."""
        listed = (one for one in self.found if isinstance(one, Listed))
        return next((one for one in listed if one.glance.trial_id == trial_id), None)


class GrowingList(RowList):
    """A list that grows at its end: what is in sight is sent again only where it changed."""

    def grow(self) -> None:
        if self._build is None or not self._width or self.total_lines < self.size.height or self.cursor < 0:
            self.show_rows()
            return
        self._set(list(self._build(self.room)))
        self.post_message(self.Scrolled())


class CopiesScreen(StudiesScreen):
    """Where the paths named hold several studies; one comes back to it from a trial with Esc or `l`."""

    def __init__(self, copies: CopyList) -> None:
        super().__init__(copies.name)
        self.copies = copies
        self.listing: GrowingList = GrowingList(self.build, id="list")
        self._rows: list[ListRow] = []
        self._made_for: tuple[int, int, str] = (0, 0, "")
        self._looked, self._shown_at, self._titled = 0, 0.0, ""
        self._timer: Timer | None = None

    def on_mount(self) -> None:
        self.copies.begin()
        self.listing.stand_on(self.copies.key)
        if not self.copies.done:
            self._timer = self.set_interval(LOOK_SECONDS, self._look)
        else:
            self._tell()

    # --- what the thread has found ---

    def _look(self) -> None:
        """Take in what was found since; at its end the timer goes, and an idle screen sends nothing."""
        done = self.copies.done  # before the count: what comes after it is looked at once more
        waited = time.monotonic() - self._shown_at
        if done or (
            len(self.copies.found) > self._looked
            and (waited > SHOW_SECONDS or self.listing.total_lines < self.listing.size.height)
        ):
            self._shown_at = time.monotonic()
            self.listing.grow()
            self.retitle(self.title_words)
        if done and self._timer is not None:
            self._timer.stop()
            self._timer = None
            self._tell()

    def _tell(self) -> None:
        """Say what stands beside the studies; on a row that was not read there is nothing more to say."""
        said = [
            words for one in self.copies.found if isinstance(one, Listed) for words in one.glance.warnings
        ]
        if said:
            # Until the cursor moves; it may not stand yet, on the row left before or on the first.
            self._titled = self.listing.current_key or self.copies.key or "0"
            self.say(" · ".join(said), theme.WARN)

    # --- rows ---

    def build(self, width: int) -> list[ListRow]:
        copies = self.copies
        made_for = (width, id_width(copies.found), copies.wanted)
        if made_for != self._made_for:
            self._made_for, self._rows, self._looked = made_for, [], 0
        end = len(copies.found)
        for number in copies.holding(self._looked, end):
            self._rows.append(study_row(str(number), copies.found[number], width, made_for[1]))
        self._looked = end
        if self._rows or not copies.done:
            return list(self._rows)
        words = "No study here holds these words; Esc shows all." if copies.wanted else "No study is here."
        return [blank(), prose("", words, width)]

    def title_lines(self, width: int) -> list[Line]:
        copies = self.copies
        failed = sum(isinstance(one, CopyError) for one in copies.found)
        total = len(copies.found) - failed
        facts = [copies.name, f"{total:,} {'study' if total == 1 else 'studies'}"]
        facts += [f"{failed:,} not read"] if failed else []
        facts += [] if copies.done else ["reading …"]
        lines: list[Line] = [[Segment(" " + fit(show(" · ".join(facts)), max(0, width - 2)), theme.BOLD)]]
        lines.append(self._counts(width))
        if self.size.height >= WITH_A_RULE:
            lines.append([Segment(show("─") * width, theme.DIM)])
        return lines

    def _counts(self, width: int) -> Line:
        copies = self.copies
        numbers = copies.holding(0, len(copies.found))
        line: Line = [Segment(" ")]
        if copies.wanted:
            words = show(f"/ {copies.wanted}  {len(numbers):,} of {len(copies.found):,}  ")
            line.append(Segment(words, theme.WARN))
        room = max(0, width - 2 - sum(len(segment.text) for segment in line))
        line.append(
            Segment(fit(show(count_words((copies.found[n] for n in numbers), room)), room), theme.DIM)
        )
        return line

    # --- the title in full ---

    def on_row_list_moved(self) -> None:
        if self.listing.current_key != self._titled:  # the list's own first move may come late
            self._say_title()

    def on_row_list_scrolled(self) -> None:
        self.on_row_list_moved()

    def _say_title(self) -> None:
        self._titled = self.listing.current_key
        one = self._current()
        self.say((one.glance.title or "title not in this copy") if isinstance(one, Listed) else "", theme.DIM)

    # --- keys ---

    def do_open(self) -> None:
        one = self._current()
        if one is None:
            self.say("There is no study under the cursor.", theme.WARN)
        elif isinstance(one, CopyError):
            self.say(str(one), theme.ALARM)
        else:
            self.keep_place()
            try:
                self.trial_app.open_reading(open_listed(one), one.source.path or one.source.name)
            except CopyError as problem:
                self.say(str(problem), theme.ALARM)

    def _current(self) -> Listed | CopyError | None:
        key = self.listing.current_key
        return self.copies.found[int(key)] if key.isdecimal() else None

    def keep_place(self) -> None:
        """Where the cursor stands, for coming back."""
        self.copies.key = self.listing.current_key

    def do_narrow(self) -> None:
        self.start(self._ask_words())

    async def _ask_words(self) -> None:
        before = self.copies.wanted
        words = await self.ask(
            "Studies with these words (number, status, phase, title):", value=before, changed=self._narrow
        )
        self._narrow(before if words is None else words)

    def _narrow(self, words: str) -> None:
        """Show the studies that hold these words; all of them without any."""
        if (words := " ".join(words.split())) != self.copies.wanted:
            self.copies.wanted = words
            self.listing.start_over()
            self.listing.show_rows()
            self.retitle(self.title_words)

    def do_back(self) -> None:
        if self.copies.wanted:
            key = self.listing.current_key
            self._narrow("")
            self.listing.stand_on(key)
        else:
            super().do_back()

    def do_library(self) -> None:
        self.keep_place()
        super().do_library()
