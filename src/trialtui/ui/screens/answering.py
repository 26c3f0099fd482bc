"""What the answer keys do on an open trial. State is asked of the desk's Screening, never of a widget."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from trialtui.desk import Saved
from trialtui.screening.answers import Answer, Effect, GivenAnswer
from trialtui.screening.checklist import Row
from trialtui.screening.events import NewEvent
from trialtui.screening.reasons import usual_reasons
from trialtui.screening.screening import CannotAct
from trialtui.screening.subject import question as doubt_of
from trialtui.ui import theme
from trialtui.ui.panes import criteria
from trialtui.ui.screens.whose import Whose

if TYPE_CHECKING:
    from trialtui.ui.widgets.row_list import RowList

LAST_ELSEWHERE = "Your last action was for another subject: s goes back to it, and z undoes it there."
CHANGE_REASONS = ("wrong key", "new information", "source corrected", "misread the criterion")


class Answering(Whose):
    """The criteria keys of the trial screen."""

    listing: RowList
    tab: str
    view: criteria.View
    cohort: str | None
    answered_here: str

    def draw_head(self) -> None:
        raise NotImplementedError

    def place(self) -> Any:
        raise NotImplementedError

    # --- rows ---

    def current_row(self) -> Row | None:
        """The criterion or limit under the cursor, where the Criteria tab is shown."""
        key = self.listing.current_key
        return self.desk.checklist.row(key) if self.tab == "3" and key in self.desk.checklist else None

    def _needed_row(self) -> Row:
        if self.tab != "3":
            raise CannotAct("Answers are given on Criteria: press 3.")
        row = self.current_row()
        if row is None:
            raise CannotAct("This row is not a criterion: move to one with ↓ or ↑.")
        return row

    # --- answers ---

    def do_yes(self) -> None:
        self._answer(Answer.YES)

    def do_no(self) -> None:
        self._answer(Answer.NO)

    def do_unknown(self) -> None:
        self._answer(Answer.UNKNOWN)

    def do_na(self) -> None:
        row = self._needed_row()
        self.with_subject(lambda: self.start(self._not_applicable(row.code)))

    def do_tick(self) -> None:
        row = self._needed_row()
        self.with_subject(lambda: self._give(row.code, lambda: self.desk.screening.tick(row.code)))

    def _answer(self, answer: Answer) -> None:
        row = self._needed_row()
        self.with_subject(lambda: self.answer_row(row.code, answer))

    def answer_row(self, code: str, answer: Answer) -> None:
        """Give an answer; a change of one given before asks why, unless the cursor has not left the row since."""
        screening = self.desk.screening
        if screening.needs_change_reason(code, answer) and not self._is_fresh(code):
            self.start(self._change(code, answer))
            return
        self._give(code, lambda: screening.give(code, answer))

    def _is_fresh(self, code: str) -> bool:
        """Whether the answer of this row was given here and now: a wrong key is put right without a reason."""
        given = self.desk.screening.answer(code)
        return given is not None and self.answered_here == f"{code} {given.seq}"

    def _give(self, code: str, make: Callable[[], NewEvent]) -> None:
        before = self.desk.screening.answer(code)
        self.act([make()])
        given = self.desk.screening.answer(code)
        if before is not None and before.carried:  # said again here, it is no answer of a moment ago
            self.answered_here = ""
            return
        if given is not None and given.contested is not None:
            self.answered_here = ""
            self.say(f"{code}: {contested_words(given)} Answer it again, with a reason.", theme.ALARM)
            return
        self.answered_here = f"{code} {given.seq}" if given else ""

    async def _change(self, code: str, answer: Answer) -> None:
        old = self.desk.screening.answer(code)
        before = criteria.ANSWER_WORDS[old.answer] if old and old.answer else "no answer"
        told = f"{contested_words(old)} It" if old and old.contested else before
        why = await self.ask_kept(
            f"{code}: {told} becomes {criteria.ANSWER_WORDS[answer]}, because:", CHANGE_REASONS
        )
        if not why:
            self.say(f"{code} stays {before}: a change of an answer needs a reason.", theme.WARN)
            return
        self._give(code, lambda: self.desk.screening.give(code, answer, change_reason=why))

    async def _not_applicable(self, code: str) -> None:
        """N/A stands at once and stays open; its reason makes it count."""
        screening = self.desk.screening
        given = screening.answer(code)
        why = ""
        if screening.needs_change_reason(code, Answer.NOT_APPLICABLE) and not self._is_fresh(code):
            why = await self.ask_kept(f"{code}: the answer becomes n/a, because:", CHANGE_REASONS) or ""
            if not why:
                self.say(f"{code} is unchanged: a change of an answer needs a reason.", theme.WARN)
                return
        if given is None or given.answer is not Answer.NOT_APPLICABLE or given.contested is not None:
            self._give(code, lambda: screening.give(code, Answer.NOT_APPLICABLE, change_reason=why))
        reason = await self.ask_kept(
            f"{code} is not applicable, because:", usual_reasons(screening.checklist.row(code).condition)
        )
        if not reason:
            self.say(f"{code} is n/a without a reason: it stays open.", theme.WARN)
            return
        self._give(
            code,
            lambda: self.desk.screening.give(code, Answer.NOT_APPLICABLE, reason=reason, change_reason=why),
        )

    def do_note(self) -> None:
        row = self._needed_row()
        self.with_subject(lambda: self.start(self.write_note(row.code)))

    async def write_note(self, code: str) -> None:
        """Ask for the source and the note of a row, one after the other; Esc keeps what stands."""
        for field, question in (
            ("source", f'{code} source, such as "lab report 2026-11-02":'),
            ("note", f"{code} note:"),
        ):
            given = self.desk.screening.answer(code)
            before = getattr(given, field) if given else ""
            words = await self.ask_kept(question, value=before, field="note" if field == "note" else "reason")
            if words is None:
                return
            if words != before and not await self._write(code, field, before, words):
                return

    async def _write(self, code: str, field: str, before: str, words: str) -> bool:
        """Write a source or a note; one that stood before is changed with a reason, unless the row was answered just now."""
        why: str | None = ""
        fresh = self._is_fresh(code)
        if before and not fresh:
            why = await self.ask_kept(f"{code}: the {field} changes to “{words}”, because:", CHANGE_REASONS)
            if not why:
                self.say(f"{code} keeps its {field}: a change needs a reason.", theme.WARN)
                return False
        self.act([self.desk.screening.give(code, None, **{field: words}, change_reason=why or "")])
        if fresh and (given := self.desk.screening.answer(code)):
            self.answered_here = f"{code} {given.seq}"
        return True

    async def ask_kept(
        self, question: str, usual: tuple[str, ...] = (), value: str = "", field: str = "reason"
    ) -> str | None:
        """Ask for words that will be kept; what looks like a name, number or date of birth is questioned first."""
        while True:
            words = await self.ask(question, usual=usual, value=value)
            if not words or words in usual:
                return words
            doubt = doubt_of(words, field)
            if not doubt:
                return words
            sure = await self.pick(doubt, ("keep it as it is", "change it"))
            if sure == "keep it as it is":
                return words
            value = words

    # --- views and moves ---

    def do_view(self) -> None:
        self._needed_tab()
        at = criteria.VIEWS.index(self.view)
        for view in (*criteria.VIEWS[at + 1 :], *criteria.VIEWS[: at + 1]):
            tagged = any(view.wanted(self.desk, row, self.cohort) for row in self.desk.checklist.rows)
            if view in criteria.STANDING_VIEWS or tagged:  # a tag that nothing has is passed over
                self.view = view
                break
        self.listing.show_rows()
        self.draw_head()

    def _needed_tab(self) -> None:
        if self.tab != "3":
            raise CannotAct("That works on Criteria: press 3.")

    def do_next_open(self) -> None:
        self._jump_open(1)

    def do_previous_open(self) -> None:
        self._jump_open(-1)

    def _jump_open(self, step: int) -> None:
        self._needed_tab()
        screening, checklist = self.desk.screening, self.desk.checklist
        if not self.listing.jump(
            lambda row: row.key in checklist and screening.effect(row.key).is_open, step
        ):
            self.say("No row is open.", theme.DIM)

    def do_history(self) -> None:
        row = self._needed_row()
        from trialtui.ui.screens.history import HistoryScreen

        self.app.push_screen(HistoryScreen(self.desk, row.code))

    # --- undo ---

    def do_undo(self) -> None:
        self._needed_saved()
        self.catch_up()
        subject = self.desk.subject.id if self.desk.subject else None
        elsewhere = self.desk.last_about not in (None, subject)
        try:
            event = self.desk.screening.undo(self.desk.log.who, self.desk.log.sitting)
        except CannotAct:
            if elsewhere:
                raise CannotAct(LAST_ELSEWHERE) from None
            raise
        if event.subject is None and elsewhere:
            raise CannotAct(LAST_ELSEWHERE)
        self.act([event], "undone")

    def do_redo(self) -> None:
        self._needed_saved()
        self.catch_up()
        self.act([self.desk.screening.redo(self.desk.log.who, self.desk.log.sitting)], "done again")

    def _needed_saved(self) -> None:
        if self.desk.unsaved:
            raise CannotAct("What is not saved yet cannot be undone in the log; it is being tried again.")

    # --- saving ---

    def act(self, events: list[NewEvent], what: str = "") -> None:
        """Save, then show: what changed in the row, in the verdict line and on the status line."""
        saved = self.desk.act(events, self.place())
        self.redraw()
        self.report(saved, events[-1], what)

    def report(self, saved: Saved, event: NewEvent, what: str = "") -> None:
        """The status line after an action: when it was saved, what, by whom, from which source."""
        if saved.not_saved:
            self.say(f"NOT SAVED: {saved.not_saved}", theme.ALARM)
            self.trial_app.keep_trying(self.desk)
            return
        words = [f"saved {local_time(saved.at)}", self._done_words(event)]
        self.say(" · ".join(filter(None, [*words, what])), theme.PLAIN)

    def _done_words(self, event: NewEvent) -> str:
        desk = self.desk
        if event.kind != "answer.given":
            return {
                "scopes.confirmed": "scopes confirmed for this site", "scopes.unconfirmed": "scopes no longer confirmed",
                "cohort.closed": f"{event.content.get('label')} closed at this site",
                "cohort.reopened": f"{event.content.get('label')} open at this site",
                "scope.moved": f"{event.content.get('code')} now: {'+'.join(event.content.get('new') or ()) or 'everyone'}",
                "protocol.version": f"protocol version {event.content.get('new') or 'not filled in'}",
                "reading.corrected": f"reading corrected: {_corrected_words(event)}",
                "reading.uncorrected": f"read again as it was: {_corrected_words(event)}",
                "unassigned.read": "unassigned text looked at: nothing to answer in it",
                "subject.named": f"subject {event.content.get('new')}",
            }.get(event.kind, event.kind)  # fmt: skip
        code = str(event.content["code"])
        given = desk.screening.answer(code)
        old, new = (event.content.get(name) or {} for name in ("old", "new"))
        if not new.get("answer"):
            kept = [name for name in ("source", "note") if new.get(name) != old.get(name) and new.get(name)]
            return f"{code} {' and '.join(kept)} kept" if kept else f"{code} no answer"
        if given is None or given.answer is None:
            return f"{code} no answer"
        changed = [name for name in ("source", "note") if new.get(name) != old.get(name)]
        if changed and old.get("answer") == new.get("answer"):
            return f"{code} {' and '.join(changed)} kept"
        effect = desk.screening.effect(code)
        does = f"because: {given.reason}" if effect is Effect.NEUTRAL else effect.value
        again = " re-affirmed" if event.content.get("affirmed") else ""
        words = f"{code} {criteria.ANSWER_WORDS[given.answer]} {does}{again} by {desk.log.who}"
        return words + (f" · source: {given.source}" if given.source else "")


def contested_words(given: GivenAnswer) -> str:
    """What two people said at once: "AB said No, and MK said Yes without having seen it."."""
    first, second = (
        f"{one.who} said {criteria.ANSWER_WORDS[one.answer] if one.answer else 'nothing'}"
        for one in (given, given.contested or given)
    )
    return f"{first}, and {second} without having seen it."


def _corrected_words(event: NewEvent) -> str:
    """What a correction is about: the criterion's code, or the first words of a text that has none."""
    code = str(event.content.get("code", ""))
    text = " ".join(str(event.content.get("correction", {}).get("text", "")).split())
    return f'"{text[:40]}"' if code.startswith("@") else code


def local_time(at: str) -> str:
    """The time of day here of a UTC timestamp: "14:02:31"."""
    return datetime.fromisoformat(at).astimezone().strftime("%H:%M:%S")
