"""The record of a screening: sign-offs standing and void, what stands against one, both readings, exceptions, how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from trialtui.exports import wording
from trialtui.library.log import NotSaved, Place
from trialtui.screening import second_reading, signing
from trialtui.screening.answers import Answer, GivenAnswer
from trialtui.screening.checklist import Row
from trialtui.screening.footing import changed_words, dated, takings
from trialtui.screening.screening import CannotAct
from trialtui.screening.second_reading import Difference
from trialtui.screening.signatures import DECISIONS, INVESTIGATOR, MAY_ENTER, ROLES, Signature, state_hash
from trialtui.ui import theme
from trialtui.ui.actions import TRIAL
from trialtui.ui.panes import criteria
from trialtui.ui.panes.rows import blank, heading, prose
from trialtui.ui.screens.base import ListScreen, bindings
from trialtui.ui.screens.recording import NOT_NOW, Recording
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.row_list import ListRow

if TYPE_CHECKING:
    from trialtui.ui.screens.trial import TrialScreen

SIGN, ALL_OPEN_HERE = "sign", "all cohorts open here"
WITHDRAW, LEAVE_IT = "withdraw it", "leave it"
SETTLING_REASONS = ("misread by the first reader", "misread by the second reader", "source looked at again")
NOT_VALIDATED = (
    "A name and a time in a log that shows changes. This is not a validated 21 CFR Part 11 system."
)


class SignOffScreen(Recording, ListScreen):
    """Enter does what the row says."""

    BINDINGS = bindings(TRIAL)
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "close_screening", "second", "down", "up", "back")

    def __init__(self, trial: TrialScreen) -> None:
        super().__init__("")
        self.trial, self.desk = trial, trial.desk
        self.tab, self.cohort, self.answered_here = "3", trial.cohort, ""
        self.refused: tuple[str, list[str]] = ("", [])  # what was to be signed, and what stands against it
        self.retitle(f"Record of this screening · {self.desk.trial} · subject {self._code()}")

    @property
    def trial_screen(self) -> TrialScreen:
        return self.trial

    def on_mount(self) -> None:
        self.say("Enter does what the row says.", theme.DIM)

    def title_lines(self, width: int) -> list[Line]:
        return [*self.trial.standing_lines(width), *super().title_lines(width)]

    # --- what is shown ---

    def build(self, width: int) -> list[ListRow]:
        return [
            *self._signature_rows(width), blank(), *self._version_rows(width), *self._reading_rows(width),
            blank(), *self._consent_rows(width), blank(), *self._exception_rows(width), blank(), *self._closing_rows(width),
            blank(), heading("Paper", width), prose("paper", "Write the worksheet to a file (P)", width),
        ]  # fmt: skip

    def _signature_rows(self, width: int) -> Iterator[ListRow]:
        screening = self.desk.screening
        yield heading(f"Sign-off · {screening.overall().words}", width)
        for one in sorted(screening.signatures, key=lambda one: bool(one.void)):
            style = theme.ALARM if one.void else theme.GOOD
            yield prose(f"signature.{one.seq}", wording.signature_words(one), width, style)
        if not screening.signatures:
            yield prose("", "Nobody has signed.", width, theme.DIM)
        yield prose("sign", "Sign (Enter): screener, second reader or investigator", width)
        what, against = self.refused
        if against:
            yield prose("", f"NOT SIGNED, {what}. Against it stand:", width, theme.WARN)
            yield from (
                prose(f"against.{number}", words, width, indent=4) for number, words in enumerate(against)
            )
        yield prose("", NOT_VALIDATED, width, theme.DIM)

    def _version_rows(self, width: int) -> Iterator[ListRow]:
        """Which versions it was taken to, and what was said of criteria that this one does not hold."""
        screening = self.desk.screening
        taken = takings(screening.ledger.events)
        if not taken and not screening.criteria_changed:
            return
        yield heading(f"Version of the criteria: {dated(self.desk.version)}", width)
        yield from (prose("", words, width, theme.WARN) for words in changed_words(screening))
        yield from (prose("", f"Taken {wording.taken_words(one)}", width) for one in taken)
        for one in screening.apart:
            on = screening.footing.dated(one.given.record)
            words = f"{one.code} [{wording.answer_words(one.given)}] {one.text} · {one.given.who}, on {on}; does not count"
            yield prose("", words, width, theme.DIM, indent=4)
        for gone in screening.waivers_apart:
            words = f"Exception {gone.waiver.words()} with {gone.code} {gone.text}, not in this copy"
            yield prose("", words, width, theme.DIM, indent=4)
        yield blank()

    def _reading_rows(self, width: int) -> Iterator[ListRow]:
        screening = self.desk.screening
        reading = screening.second_reading
        yield heading("Second reading", width)
        if reading is None:
            asked = "Asked for, and not begun." if screening.second_asked else "None."
            yield prose("second", f"{asked} b asks for one, or begins it, blind", width)
            return
        done = "finished" if reading.finished else "not finished: it is not shown before"
        seen = ", begun with the first answers on the screen" if reading.first_seen else ", blind"
        yield prose("", f"{reading.who}{seen}, {done}.", width)
        if reading.finished and not screening.differences:
            yield prose("", "The readings do not differ.", width, theme.GOOD)
        for one in screening.differences:
            yield prose(
                f"difference.{one.code}",
                _difference_words(one),
                width,
                theme.DIM if one.settled else theme.WARN,
            )

    def _consent_rows(self, width: int) -> Iterator[ListRow]:
        consent = self.desk.screening.consent
        yield heading("Consent: it answers no criterion", width)
        words = f"{consent.words()}; recorded by {consent.who}" if consent else "Not recorded"
        yield prose("consent", f"{words}. Enter records the day and the version of the form", width)

    def _exception_rows(self, width: int) -> Iterator[ListRow]:
        yield heading("Exceptions: they change no verdict", width)
        for code, waiver in self.desk.screening.waivers.items():
            yield prose(
                f"exception.{code}",
                f"{code} {self.desk.screening.effect(code).value}: {waiver.words()}; recorded by {waiver.who}",
                width,
            )
        if not self.desk.screening.waivers:
            yield prose("", "None. W on a blocker records one.", width, theme.DIM)

    def _closing_rows(self, width: int) -> Iterator[ListRow]:
        closing = self.desk.screening.closing
        yield heading("How it ended", width)
        if closing is None:
            yield prose("closing", "It is open. X closes it, with its outcome and reasons", width)
            return
        yield prose(
            "closing", f"{wording.closing_words(closing)}. X opens it again, with a reason", width, theme.WARN
        )
        yield from (
            prose(f"reason.{one.code}", f"{one.code} {one.text}", width, indent=4) for one in closing.reasons
        )

    # --- what Enter does ---

    def do_open(self) -> None:
        kind, _, which = self.listing.current_key.partition(".")
        if kind == "sign":
            self.for_subject(lambda: self.start(self._sign()))
        elif kind == "signature":
            self.start(self._withdraw(int(which)))
        elif kind == "difference":
            self.for_subject(lambda: self.start(self._settle(which)))
        elif kind == "consent":
            self.for_subject(lambda: self.start(self.write_consent()))
        elif kind == "exception":
            self.for_subject(lambda: self.start(self.write_exception(which)))
        elif kind == "second":
            self.do_second()
        elif kind == "paper":
            self.do_paper()
        elif kind == "closing":
            self.do_close_screening()

    async def _sign(self) -> None:
        role = await self.pick(f"Sign for {self._code()} as:", ROLES)
        decision = (
            await self.pick("In your judgement, this subject:", DECISIONS) if role == INVESTIGATOR else ""
        )
        if role is None or decision is None or (cohort := await self._cohort(decision)) is None:
            return
        if not self.desk.unsaved:
            self.desk.refresh()
        what = " ".join(filter(None, [role, decision, cohort and f"({cohort})"]))
        self.refused = (what, self.desk.against(role, cohort, decision))
        self.redraw()
        if self.refused[1]:
            self.say(f"Not signed: {len(self.refused[1])} things stand against it, listed below.", theme.WARN)
            self.listing.stand_on("against.0")
            return
        name = await self.ask("Your printed name:", value=self.trial_app.printed_name)
        if name:
            await self._put(role, decision, cohort, name)

    async def _put(self, role: str, decision: str, cohort: str, name: str) -> None:
        desk, seen = self.desk, state_hash(self.desk.screening)
        verdicts = " · ".join(one.line() for one in desk.screening.cohorts() if cohort in ("", one.label))
        left = signing.left_open(desk.screening, cohort)
        still = f"Open, and named on the sign-off: {', '.join(left)}. " if left else ""
        question = (
            f"“{signing.meaning(desk.screening, role, decision, cohort)}” {name}, {role}. {verdicts}. {still}"
            f"{desk.protocol_line}. Record {desk.reading.copy.digest[:12]}."
        )
        if await self.pick(question, (SIGN, NOT_NOW)) != SIGN:
            self.say("Not signed.", theme.WARN)
            return
        try:
            saved = desk.sign(role, name, cohort=cohort, decision=decision, seen=seen)
        except NotSaved as problem:
            self.say(f"NOT SIGNED: {problem}", theme.ALARM)
            return
        self.trial_app.printed_name = name
        self.redraw()
        self.say(
            f"signed · {role}{f': {decision}' if decision else ''} · {name} · saved {wording.written_at(saved.at, 0)}",
            theme.GOOD,
        )

    async def _cohort(self, decision: str) -> str | None:
        """The cohort that is signed for: "" for all, None where the person backed out."""
        labels = [one.label for one in self.desk.screening.cohorts()]
        if len(labels) == 1:
            return ""
        labels.sort(key=lambda label: label != self.cohort)
        picked = await self.pick(
            "For which cohort?", labels if decision == MAY_ENTER else [*labels, ALL_OPEN_HERE]
        )
        return "" if picked == ALL_OPEN_HERE else picked

    async def _withdraw(self, seq: int) -> None:
        one = next(one for one in self.desk.screening.signatures if one.seq == seq)
        if one.void or one.who != self.desk.log.who:
            raise CannotAct(
                "A void sign-off stays as it is." if one.void else f"It is {one.who}'s to withdraw."
            )
        if await self.pick(f"Your sign-off, {one.line()}:", (WITHDRAW, LEAVE_IT)) == WITHDRAW:
            await self._withdraw_because(one)

    async def _withdraw_because(self, one: Signature) -> None:
        reason = await self.ask_kept("Withdrawn, because:", ("signed too early", "wrong meaning or cohort"))
        if reason:
            self.act([signing.withdraw(self.desk.screening, one.role, one.who, reason)])

    async def _settle(self, code: str) -> None:
        one = next(one for one in self.desk.screening.differences if one.code == code)
        first = f"the first reading stands: {_told(one.first, one.first_effect)}"
        stands: dict[str, Answer | None] = {first: None}
        if one.second is not None and one.second.answer is not None:
            stands[f"the second reading: {_told(one.second, one.second_effect)}"] = one.second.answer
        picked = await self.pick(f"{code}: {self.desk.checklist.row(code).text}", list(stands))
        if picked is None:
            return
        reason = await self.ask_kept(f"{code}: {picked}, because:", SETTLING_REASONS)
        if reason:
            self.act(second_reading.settle(self.desk.screening, code, stands[picked], reason))
        else:
            self.say(f"{code} is not settled: that needs a reason.", theme.WARN)

    # --- the desk and its place are the trial screen's ---

    def place(self) -> Place | None:
        return self.trial.place()

    def current_row(self) -> Row | None:
        return None

    def draw_head(self) -> None:
        self.retitle(self.title_words)

    def redraw(self) -> None:
        self.retitle(self.title_words)
        self.listing.show_rows()
        self.trial.redraw()

    def do_verdict(self) -> None:
        self.trial.do_verdict()


def _difference_words(one: Difference) -> str:
    readings = f"{one.code}  first: {_told(one.first, one.first_effect)} · second: {_told(one.second, one.second_effect)}"
    return (
        f"{readings} · settled by {one.settled_by}: {one.settled}"
        if one.settled
        else f"{readings} · NOT SETTLED (Enter)"
    )


def _told(given: GivenAnswer | None, effect: str) -> str:
    return f"{criteria.ANSWER_WORDS[given.answer]} {effect}" if given and given.answer else effect
