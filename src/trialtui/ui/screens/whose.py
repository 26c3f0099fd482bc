"""Whose screening this is: drafts opened at once, never attached silently, named later, switched with `s`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from trialtui.desk import Desk
from trialtui.library.log import CodeTaken, LogRefused, NotSaved, ScreeningSummary
from trialtui.screening.screening import CannotAct
from trialtui.screening.subject import CodeRefused, clean_code, question, rescreening_code
from trialtui.ui import theme
from trialtui.ui.screens.base import KeyScreen

NEW = "+new"
HELD_BACK = "a second reading is asked for. s, then b reads it, blind; Enter there shows the first answers."


class Whose(KeyScreen):
    """The subject keys of the trial screen."""

    desk: Desk
    _offered: ScreeningSummary | None = None

    def redraw(self) -> None:
        raise NotImplementedError

    def show_tab(self, tab: str, row: str = "") -> None:
        raise NotImplementedError

    def tell_version(self) -> None:
        raise NotImplementedError

    # --- a subject before the first answer ---

    def with_subject(self, then: Callable[[], None]) -> None:
        if self.trial_app.needs_who:
            self.start(self._who_first(then))
        else:
            self._with_subject(then)

    async def _who_first(self, then: Callable[[], None]) -> None:
        await self.trial_app.ask_who(self)
        if not self.trial_app.needs_who:
            self._with_subject(then)

    def _with_subject(self, then: Callable[[], None]) -> None:
        """Do `then` for the subject on the desk. Without one: a new draft at once, or a question where some are open here."""
        if self.desk.subject is not None:
            self.catch_up()
            then()
        elif self.desk.log.screening_count(self.desk.trial):
            self.start(self._whose_first(then))
        else:
            self.desk.open_draft()
            then()
            self.draw_keys()

    async def _whose_first(self, then: Callable[[], None]) -> None:
        picked = await self.app.push_screen_wait(
            self._subjects("Whose screening is this? Nothing is answered until you say.")
        )
        if picked is None:
            self.say("Not answered: nobody was picked. s picks a subject.", theme.WARN)
            return
        self._offered = None
        if picked == NEW:
            self.desk.open_draft()
            self.redraw()
            then()
        elif ":" in picked:
            await self._more_than_taken(picked)
        else:
            self._take(picked)
            self.say(
                f"{self._code()} is on the desk. The key you pressed was not applied: press it again.",
                theme.WARN,
            )

    def catch_up(self) -> None:
        """Take in what others have done meanwhile, before anything is done on top of it.

        Where the log cannot be read just now, what is done is held, and no key is lost.
        """
        with suppress(NotSaved, LogRefused):
            if not self.desk.unsaved and self.desk.refresh():
                self.redraw()

    def _subjects(self, title: str) -> Any:
        from trialtui.ui.screens.subjects import SubjectsScreen

        return SubjectsScreen(self.desk, title)

    def _code(self) -> str:
        return self.desk.subject.code if self.desk.subject else "nobody"

    def _take(self, subject: str) -> None:
        self._offered = None
        self.desk.take(subject)
        self.redraw()

    # --- resuming ---

    def offer_resume(self) -> None:
        """Say whose screenings of this trial are open, and that Enter goes on with the last one."""
        if self.desk.subject is not None:
            return
        if found := self.desk.log.screenings(self.desk.trial, limit=1):
            self._offered = found[0]
            last = self.desk.log.place()
            row = (
                last.row
                if last and last.subject == found[0].subject and last.trial == self.desk.trial
                else ""
            )
            words = ", ".join(filter(None, [found[0].code, row, when(found[0].last_at)]))
            others = self.desk.log.screening_count(self.desk.trial) - 1
            more = f" · {others} more: s" if others else ""
            self.say(f"resume {words}: Enter{more}", theme.WARN)
        elif self.desk.outline.criteria:
            self.say("3 criteria · y n u a answer · ? keys", theme.DIM)

    def resume_offered(self) -> bool:
        """Take up the screening that was offered, at its tab and row; False where none is."""
        if self._offered is None or self.desk.subject is not None:
            return False
        offered, self._offered = self._offered, None
        if self.desk.holds_back(offered.subject):
            raise CannotAct(f"{offered.code}: {HELD_BACK}")
        self._take(offered.subject)
        last = self.desk.log.place()
        here = last and last.subject == offered.subject and last.trial == self.desk.trial
        self.show_tab((last.tab if here and last else "") or "3", last.row if here and last else "")
        self.say(
            f"{offered.code}: {counted(offered.answers, 'answer')} kept, last {when(offered.last_at)} by {offered.last_who}"
        )
        self.tell_version()
        return True

    # --- the subjects key ---

    def do_subjects(self) -> None:
        self.start(self._pick_subject())

    async def _pick_subject(self) -> None:
        picked = await self.app.push_screen_wait(self._subjects("Subjects screened for this trial"))
        if picked == NEW:
            await self._new_subject()
        elif picked and ":" in picked:
            await self._more_than_taken(picked)
        elif picked:
            self._offered = None
            self._take(picked)
            self.say(f"{self._code()} is on the desk.")
            self.tell_version()

    async def _more_than_taken(self, picked: str) -> None:
        """What was picked among the subjects beside a subject itself: what to do, and whose."""
        what, _, identifier = picked.partition(":")
        if what == "name":
            await self._name_subject(identifier)
        elif what == "again":
            await self._screen_anew(identifier)
        else:
            self._offered = None
            self.desk.take(identifier)  # nothing is drawn before the second reading has begun
            try:
                self.desk.begin_second(anew=what == "second+")
            finally:
                self.redraw()
            self.say(
                f"{self._code()} is on the desk, for a second reading, blind. b finishes it.", theme.WARN
            )

    async def _screen_anew(self, identifier: str) -> None:
        """A new screening of a subject whose first one is closed: another code, linked, and nothing answered."""
        subjects = self.desk.log.subjects()
        subject = next(one for one in subjects if one.id == identifier)
        if self.trial_app.needs_who:
            await self.trial_app.ask_who(self)
        code = rescreening_code(subject.code, [one.code for one in subjects])
        while True:
            question = (
                f"{subject.code} is screened anew; what was answered stays there. Code of the new screening:"
            )
            wanted = await self.ask_code(question, value=code)
            if not wanted or self.trial_app.needs_who:
                self.say(f"{subject.code} is not screened anew.", theme.DIM)
                return
            try:
                saved = self.desk.rescreen(subject, wanted)
            except CodeTaken:
                self.say(f"{wanted} is another subject's code: pick another.", theme.WARN)
                code = wanted
                continue
            self._offered = None
            self.redraw()
            told = f"{wanted} is on the desk, a re-screening of {subject.code}."
            self.say(f"NOT SAVED: {saved.not_saved}" if saved.not_saved else told)
            return

    async def _new_subject(self) -> None:
        code = await self.ask_code("Site code of the new subject (never a name; empty for a draft):")
        if code is None:
            return
        self._offered = None
        if code:
            known = self.desk.log.find_subject(code)
            self.desk.take_code(code)
            self.desk.act(())
            self.say(f"{code} was known already and is on the desk." if known else f"{code} is on the desk.")
        else:
            self.desk.open_draft()
            self.desk.act(())
            self.say(f"{self._code()} is on the desk: a draft, to be named later with s.")
        self.redraw()

    async def _name_subject(self, identifier: str) -> None:
        here = [self.desk.subject] if self.desk.subject else []
        subject = next(one for one in [*here, *self.desk.log.subjects()] if one.id == identifier)
        while True:
            code = await self.ask_code(f"Site code for {subject.code}:")
            if not code:
                self.say(f"{subject.code} keeps its code.", theme.DIM)
                return
            try:
                saved = self.desk.name_subject(subject, code)
            except CodeTaken:
                self.say(f"{code} is another subject's code: pick another.", theme.WARN)
                continue
            self.redraw()
            self.say(f"NOT SAVED: {saved.not_saved}" if saved.not_saved else f"{subject.code} is {code} now.")
            return

    async def ask_code(self, words: str, value: str = "") -> str | None:
        """Ask for a site code; what looks like a person's name or number is questioned before it is saved."""
        while True:
            code = await self.ask(words, value=value)
            if not code:
                return code
            value = code
            try:
                code = clean_code(code)
            except CodeRefused as problem:
                self.say(str(problem), theme.WARN)
                continue
            doubt = question(code, "code")
            if not doubt or await self.pick(doubt, ("keep it as it is", "change it")) == "keep it as it is":
                return code


def counted(number: int, what: str) -> str:
    """ "1 answer", "2 answers"."""
    return f"{number} {what}{'s' * (number != 1)}"


def when(at: str) -> str:
    """A UTC timestamp here: the time of day today, else the date."""
    moment = datetime.fromisoformat(at).astimezone()
    return moment.strftime(
        "%H:%M" if moment.date() == datetime.now().astimezone().date() else "%Y-%m-%d %H:%M"
    )
