"""The keys of a screening's record: sign-off, second reading, exceptions, closing, and who is before the screen.

What is said here is kept as events; a void signature, an earlier outcome and both readings stay in sight.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from trialtui.screening.acts import needs_footing
from trialtui.screening.answers import Answer
from trialtui.screening.closing import FAILURE, OTHER, OUTCOMES, REOPENING_REASONS, blocking, close, reopen
from trialtui.screening.events import NewEvent
from trialtui.screening.screening import CannotAct, NothingToChange
from trialtui.ui import theme
from trialtui.ui.screens.papering import Papering
from trialtui.ui.screens.whose import counted

if TYPE_CHECKING:
    from trialtui.screening.screening import Screening
    from trialtui.ui.screens.base import KeyScreen

BEGIN, ANEW, ASK, NOT_NOW = "begin, blind", "begin anew, blind", "ask for it", "not now"
FINISH, GO_ON = "finish: the differences show then", "go on reading"
CHANGE_IT, TAKE_OUT, LEAVE_IT = "change it", "take it out", "leave it"
BLIND_WORDS = "Until you finish, nothing of the first reading is shown, and your answers stand apart from it"
DONE_WORDS = {
    "second.asked": "second reading asked for", "second.begun": "second reading begun, blind",
    "second.finished": "second reading finished: the differences show now (S)",
    "signature.given": "signed", "signature.withdrawn": "sign-off withdrawn", "difference.settled": "difference settled",
    "screening.closed": "screening closed", "screening.reopened": "screening open again",
    "screening.rescreens": "a new screening, linked to the first",
    "version.taken": "gone over to this version", "version.left": "back on the version before",
}  # fmt: skip


class Recording(Papering):
    """What stands beside the answers, from any screen of an open trial."""

    def for_subject(self, then: Callable[[], None]) -> None:
        """Do `then` for the subject on the desk, as somebody; CannotAct where nobody is being screened."""
        if self.desk.subject is None:
            raise CannotAct("Nobody is being screened: s picks a subject.")
        self.with_subject(then)

    def leave_row(self) -> None:
        """What was answered before a sign-off or a closing is changed with a reason only, even where the cursor still is."""
        self.answered_here = self.trial_screen.answered_here = ""

    def _done_words(self, event: NewEvent) -> str:
        if event.kind == "second.given":
            return super()._done_words(event._replace(kind="answer.given"))
        if event.kind == "exception.recorded":
            new = event.content.get("new")
            stands = (
                f"exception {new['number']} recorded; the verdict stays" if new else "exception taken out"
            )
            return f"{event.content.get('code')} {stands}"
        if event.kind == "consent.recorded":
            return "consent recorded" if event.content.get("new") else "consent taken out"
        return DONE_WORDS.get(event.kind) or super()._done_words(event)

    # --- a closed screening takes no answers, and says so before anything is typed ---

    def answer_row(self, code: str, answer: Answer) -> None:
        needs_footing(self.desk.screening)
        super().answer_row(code, answer)

    async def _not_applicable(self, code: str) -> None:
        needs_footing(self.desk.screening)
        await super()._not_applicable(code)

    async def write_note(self, code: str) -> None:
        needs_footing(self.desk.screening)
        await super().write_note(code)

    # --- the record itself ---

    def do_record(self) -> None:
        self.for_subject(self._show_record)

    def _show_record(self) -> None:
        from trialtui.ui.screens.sign_off import SignOffScreen

        if self.desk.screening.second:
            raise CannotAct("You read this screening a second time: b finishes that first.")
        self.leave_row()
        self.app.push_screen(SignOffScreen(self.trial_screen), self.came_back)

    def came_back(self, _: object) -> None:
        self.redraw()

    # --- the second reading ---

    def do_second(self) -> None:
        self.for_subject(lambda: self.start(self._second()))

    async def _second(self) -> None:
        from trialtui.screening import second_reading

        screening, who = self.desk.screening, self.desk.log.who
        if screening.second:
            await self._finish_second()
            return
        if who in second_reading.first_readers(screening) and screening.second_reading is None:
            event = second_reading.ask(screening)
            question = "You gave answers here. Ask another person to read it a second time? Until then, who gave none is shown no verdict in the list of subjects."
            if await self.pick(question, (ASK, NOT_NOW)) == ASK:
                self.act([event])
            return
        if (anew := await may_begin(self, screening, who, seen=True)) is not None:
            self.report(self.desk.begin_second(anew=anew, first_seen=True), NewEvent("second.begun", {}))
            self.redraw()

    async def _finish_second(self) -> None:
        from trialtui.screening import second_reading

        event = second_reading.finish(self.desk.screening)
        left = event.content["open"]
        count = f"Open: {counted(len(left), 'row')}. " if left else ""
        if (
            await self.pick(
                f"{count}Finish the second reading? It takes no answers after that.", (FINISH, GO_ON)
            )
            == FINISH
        ):
            self.act([event])

    # --- exceptions ---

    def do_exception(self) -> None:
        row = self._needed_row()
        self.for_subject(lambda: self.start(self.write_exception(row.code)))

    async def write_exception(self, code: str) -> None:
        """Ask for number, who granted it and when; all three are needed, and the verdict stays as it is."""
        from trialtui.screening import waivers

        needs_footing(self.desk.screening)
        standing = self.desk.screening.waiver(code)
        if standing is not None:
            picked = await self.pick(
                f"{code}: exception {standing.words()}.", (CHANGE_IT, TAKE_OUT, LEAVE_IT)
            )
            if picked == TAKE_OUT:
                self.act([waivers.take_out(self.desk.screening, code)])
            if picked != CHANGE_IT:
                return
        elif not self.desk.screening.effect(code).unfavourable:
            raise CannotAct(f"{code} blocks nothing: an exception is recorded with a blocker")
        before = standing.told() if standing else {"number": "", "granted_by": "", "date": ""}
        while True:
            number = await self.ask_kept(
                f"{code}: number of the exception (it changes no verdict):", value=before["number"]
            )
            by = number and await self.ask(
                f"{code}: exception {number}, granted by:", value=before["granted_by"]
            )
            day = by and await self.ask(f"{code}: granted on which day (2026-11-02):", value=before["date"])
            if not number or not by or not day:
                self.say(
                    f"{code}: no exception recorded: number, who granted it and the day are needed.",
                    theme.WARN,
                )
                return
            before = {"number": number, "granted_by": by, "date": day}
            if self._recorded(partial(waivers.record, self.desk.screening, code, number, by, day)):
                return

    def _recorded(self, event: Callable[[], NewEvent]) -> bool:
        """Whether it could be recorded; where what was typed is at fault that is said, and it is asked again with those words."""
        try:
            made = event()
        except NothingToChange:
            raise
        except CannotAct as problem:
            needs_footing(self.desk.screening)
            self.say(problem.why, theme.WARN)
            return False
        self.act([made])
        return True

    # --- consent ---

    async def write_consent(self) -> None:
        """Ask for the day and the version of the form; both are needed, and no criterion is answered by it."""
        from trialtui.screening import consent

        needs_footing(self.desk.screening)
        standing = self.desk.screening.consent
        if standing is not None:
            picked = await self.pick(f"Consent: {standing.words()}.", (CHANGE_IT, TAKE_OUT, LEAVE_IT))
            if picked == TAKE_OUT:
                self.act([consent.take_out(self.desk.screening)])
            if picked != CHANGE_IT:
                return
        before = standing.told() if standing else {"date": "", "version": ""}
        while True:
            day = await self.ask("Consent was given on which day (2026-11-02):", value=before["date"])
            version = day and await self.ask_kept("Version of the consent form:", value=before["version"])
            if not day or not version:
                self.say("No consent recorded: the day and the version of the form are needed.", theme.WARN)
                return
            before = {"date": day, "version": version}
            made = partial(consent.record, self.desk.screening, day, version, today=date.today())
            if self._recorded(made):
                return

    # --- closing ---

    def do_close_screening(self) -> None:
        if self.desk.screening.second:
            raise CannotAct("You read this screening a second time: b finishes that first.")
        self.leave_row()
        closed = self.desk.screening.closing is not None
        self.for_subject(lambda: self.start(self._reopen() if closed else self._close()))

    async def _reopen(self) -> None:
        closing = self.desk.screening.closing
        words = closing.line() if closing else ""
        reason = await self.ask_kept(f"{self._code()} is {words}. Open it again, because:", REOPENING_REASONS)
        if reason:
            self.act([reopen(self.desk.screening, reason)])
        else:
            self.say("It stays closed: opening it again needs a reason.", theme.WARN)

    async def _close(self) -> None:
        outcome = await self.pick(f"Close the screening of {self._code()}. How did it end?", OUTCOMES)
        if outcome is None:
            return
        codes = await self._failure_codes() if outcome == FAILURE else []
        if codes is None:
            return
        needed = outcome == OTHER or (outcome == FAILURE and not codes)
        words = await self.ask_kept(f"{outcome}: in words{'' if needed else ' (empty for none)'}:")
        if words is None:
            self.say(f"{self._code()} is not closed.", theme.WARN)
            return
        self.act([close(self.desk.screening, outcome, codes, words)])

    async def _failure_codes(self) -> list[str] | None:
        """The criteria that a person gives as reasons: the blockers are proposed, and each can be taken out or put in."""
        screening = self.desk.screening
        value = " ".join(row.code for row in blocking(screening.checklist, screening.cohorts()))
        while True:
            question = "Because of which criteria? The blockers are proposed; take out, or add codes:"
            words = await self.ask(question, value=value)
            if words is None:
                self.say(f"{self._code()} is not closed.", theme.WARN)
                return None
            codes = list(dict.fromkeys(words.replace(",", " ").split()))
            if not (unknown := [code for code in codes if code not in screening.checklist]):
                return codes
            value = words
            self.say(f"There is no criterion {unknown[0]}.", theme.WARN)

    # --- who ---

    def do_who(self) -> None:
        if self.desk.unsaved:
            raise CannotAct(
                "What is not saved yet would be written under another name: it is being tried again."
            )
        self.start(self.trial_app.ask_who(self))


async def may_begin(screen: KeyScreen, screening: Screening, who: str, *, seen: bool = False) -> bool | None:
    """Ask whether to begin a second reading: True anew after another person's unfinished one, None not at all.

    Raises CannotAct where this person may not.
    """
    from trialtui.screening import second_reading

    reading = screening.second_reading
    anew = reading is not None and not reading.finished
    second_reading.begin(screening, who, anew=anew)
    left = f"{reading.who} began a second reading and has not finished. " if reading and anew else ""
    told = "It is kept that the first answers were on your screen. " if seen else ""
    question = f"{left}Read it a second time? {told}{BLIND_WORDS}."
    picked = await screen.pick(question, (ANEW if anew else BEGIN, NOT_NOW))
    return anew if picked in (ANEW, BEGIN) else None
