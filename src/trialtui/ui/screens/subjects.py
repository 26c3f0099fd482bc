"""The subjects screened for one trial: how far each is, who was there last; pick, find, create, name, screen anew, read blind."""

from __future__ import annotations

from typing import ClassVar

from textual.timer import Timer

from trialtui.desk import Desk
from trialtui.library.log import ScreeningSummary
from trialtui.screening.screening import CannotAct, Screening
from trialtui.screening.second_reading import is_held_back
from trialtui.ui import theme
from trialtui.ui.actions import SUBJECTS, TRIAL
from trialtui.ui.panes.rows import blank, heading, prose
from trialtui.ui.panes.signed import record_parts
from trialtui.ui.screens.base import ListScreen, bindings
from trialtui.ui.screens.whose import NEW, counted, when
from trialtui.ui.widgets.row_list import ListRow

AT_ONCE = 12  # screenings folded before the first paint; the others follow while the screen is there
FOLD_SECONDS = 0.05


class SubjectsScreen(ListScreen):
    """Dismissed with a subject's identifier, "name:", "second:" or "again:" and one, "+new", or None."""

    BINDINGS = bindings(TRIAL, SUBJECTS)
    FOOTER: ClassVar[tuple[str, ...]] = (
        "open",
        "rename",
        "second",
        "rescreen",
        "search",
        "down",
        "up",
        "back",
    )

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__(title)
        self.desk, self.wanted = desk, ""
        self._found = {one.subject: one for one in desk.screenings()}
        self._screenings: dict[str, Screening] = {}
        self._left = list(self._found)
        self._timer: Timer | None = None
        self._fold()

    def on_mount(self) -> None:
        subject = self.desk.subject
        self.listing.stand_on(subject.id if subject and subject.id in self._found else "")
        self.say(
            "Enter takes it, r gives it another site code, b reads it a second time, R screens it anew, / finds.",
            theme.DIM,
        )
        if self._left:
            self._timer = self.set_interval(FOLD_SECONDS, self._fold_more)

    def _fold(self) -> None:
        """Work out how far the next screenings are."""
        now, self._left = self._left[:AT_ONCE], self._left[AT_ONCE:]
        self._screenings.update((one, self.desk.screening_of(one)) for one in now)

    def _fold_more(self) -> None:
        self._fold()
        if not self._left and self._timer is not None:
            self._timer.stop()
        self.listing.show_rows()

    # --- what is shown ---

    def build(self, width: int) -> list[ListRow]:
        wanted = self.wanted.casefold().split()
        open_: list[ListRow] = []
        closed: list[ListRow] = []
        for one in self._found.values():
            words = self._words(one)
            if not all(word in words.casefold() for word in wanted):
                continue
            screening = self._screenings.get(one.subject)
            here = self.desk.subject is not None and self.desk.subject.id == one.subject
            row = prose(one.subject, words, width, theme.BOLD if here else theme.PLAIN)
            (closed if screening is not None and screening.closing else open_).append(row)
        subject = self.desk.subject
        if subject and subject.id not in self._found:
            words = f"{subject.code:<12} nothing answered here yet, on the desk"
            open_.append(prose(subject.id, words, width, theme.BOLD))
        rows = [heading(f"Open: {len(open_)}", width), *open_]
        if closed:
            rows += [blank(), heading(f"Closed: {len(closed)}", width), *closed]
        found = f"Only those that hold “{self.wanted}”; Esc shows all." if self.wanted else ""
        return [
            *([prose("", found, width, theme.WARN)] if found else []),
            *rows,
            blank(),
            prose(NEW, "+ a new subject", width),
        ]

    def _words(self, one: ScreeningSummary) -> str:
        """Code, verdict by cohort, record, answers, who was there last."""
        screening = self._screenings.get(one.subject)
        told = self._told(screening) if screening is not None else ["…"]
        shown = screening is None or not self._is_hidden(screening)
        here = "on the desk" if self.desk.subject and self.desk.subject.id == one.subject else ""
        facts = [
            *told,
            counted(one.answers, "answer") if shown and not (screening and screening.second) else "",
            f"last {when(one.last_at)} by {one.last_who}",
            "draft, not named yet" if one.draft else "",
            here,
        ]
        return f"{one.code:<12} " + ", ".join(filter(None, facts))

    def _told(self, screening: Screening) -> list[str]:
        if self._is_hidden(screening):
            return ["SECOND READING ASKED FOR: b reads it, blind"]
        if screening.second:
            return ["SECOND READING, BLIND, not finished"]
        first = self._found.get(screening.rescreens or "")
        follows = (
            f"re-screening of {first.code if first else 'another subject'}" if screening.rescreens else ""
        )
        verdicts = (
            " · ".join(cohort.line() for cohort in screening.cohorts())
            if screening.checklist.criteria_read
            else ""
        )
        changed = "CRITERIA CHANGED" if screening.criteria_changed else ""
        return [changed, verdicts, *(words for words, _ in record_parts(screening)), follows]

    def _is_hidden(self, screening: Screening) -> bool:
        return is_held_back(screening, self.desk.log.who)

    # --- keys ---

    def do_open(self) -> None:
        key = self.listing.current_key
        screening = self._screenings.get(key)
        if screening is not None and self._is_hidden(screening):
            self.start(self._look_anyway(key))
        elif key:
            self.dismiss(key)

    async def _look_anyway(self, key: str) -> None:
        question = (
            "A second reading is asked for. Who looks at the first answers cannot read it blind any more."
        )
        picked = await self.pick(question, ("read it a second time, blind", "look at the first reading"))
        if picked == "look at the first reading":
            self.dismiss(key)
        elif picked:
            await self._second(key)

    def do_second(self) -> None:
        key = self.listing.current_key
        if key not in self._found:
            raise CannotAct("b reads the screening of a subject a second time: move to one.")
        self.start(self._second(key))

    async def _second(self, key: str) -> None:
        if self.trial_app.needs_who:
            await self.trial_app.ask_who(self)
        if self.trial_app.needs_who:
            return
        screening = self.desk.screening_of(key)
        from trialtui.ui.screens.recording import may_begin

        anew = False if screening.second else await may_begin(self, screening, self.desk.log.who)
        if anew is not None:
            self.dismiss(f"{'second+' if anew else 'second'}:{key}")

    def do_rename(self) -> None:
        self._dismiss_with("name", "r gives a subject a site code: move to one.")

    def do_rescreen(self) -> None:
        key = self.listing.current_key
        screening = self._screenings.get(key)
        if screening is not None and screening.closing is None:
            raise CannotAct("This screening is open: close it first (X on its trial), then screen anew.")
        self._dismiss_with("again", "R screens a subject anew: move to one.")

    def _dismiss_with(self, what: str, otherwise: str) -> None:
        key = self.listing.current_key
        if not key or key == NEW:
            raise CannotAct(otherwise)
        self.dismiss(f"{what}:{key}")

    def do_search(self) -> None:
        self.start(self._find())

    async def _find(self) -> None:
        words = await self.ask(
            "Find subjects whose code, verdict or person holds:", value=self.wanted, changed=self._narrow
        )
        if words is None:
            self._narrow("")

    def _narrow(self, words: str) -> None:
        self.wanted = " ".join(words.split())
        self.listing.show_rows()

    def do_back(self) -> None:
        if self.wanted:
            self._narrow("")
        else:
            super().do_back()
