"""The keys for a version with other criteria: go over to it, see what changed, re-affirm what was carried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trialtui.screening.events import NewEvent
from trialtui.screening.footing import Footing, Gap, came_from, dated, refusal
from trialtui.screening.screening import CannotAct
from trialtui.ui import theme
from trialtui.ui.screens.scoping import Scoping, folded_codes
from trialtui.ui.screens.whose import counted

if TYPE_CHECKING:
    from trialtui.ui.screens.trial import TrialScreen

GO_OVER, NOT_NOW = "go over", "not now"
VOIDED = (
    "Answers are carried where the words are the same, and re-affirmed one by one. Sign-offs are void then."
)


class Amending(Scoping):
    """Versions of the trial, from any screen of an open trial."""

    @property
    def trial_screen(self) -> TrialScreen:
        """The open trial that this screen stands over, or is."""
        raise NotImplementedError

    def _footing(self) -> Footing:
        if self.desk.subject is None:
            raise CannotAct("Nobody is being screened: s picks a subject.")
        return self.desk.screening.footing

    # --- going over ---

    def do_newer(self) -> None:
        self.catch_up()
        footing = self._footing()
        if footing.gap is not None and footing.gap.older:
            raise CannotAct(refusal(footing.gap))
        if footing.gap is None and footing.newer is None and not self.desk.screening.adrift:
            raise CannotAct("The screening stands on the newest version that is kept here.")
        self.with_subject(lambda: self.start(self._go_over()))

    async def _go_over(self) -> None:
        desk, footing = self.desk, self._footing()
        here = dated(desk.version)
        if footing.gap is not None:
            gap, way = footing.gap, f"from {footing.gap.dated} to this one, {here}"
        elif footing.newer is not None:
            gap, way = footing.newer, f"from {here} to {footing.newer.dated}"
        else:
            await self._leave_behind()
            return
        question = f"Take {self._code()} {way}? Criteria changed in {gap.places}: {gap.told()}. {VOIDED}"
        if await self.pick(question, (GO_OVER, NOT_NOW)) != GO_OVER:
            self.say(f"{self._code()} stays where it stands.", theme.WARN)
        elif footing.gap is not None:
            saved = desk.go_over()
            self.redraw()
            self.report(saved, NewEvent("version.taken", {}))
            if not saved.not_saved:
                self.tell_version()
        elif (reading := desk.newer_copy()) is not None:
            self.trial_app.go_over(self.trial_screen, reading)

    async def _leave_behind(self) -> None:
        codes = ", ".join(one.code for one in self.desk.screening.adrift)
        question = f"Leave the answers behind that are not in this reading ({codes})? They stay on record."
        if await self.pick(question, ("leave them behind", NOT_NOW)) == "leave them behind":
            self.report(self.desk.go_over(), NewEvent("version.taken", {}))
            self.redraw()

    # --- what changed ---

    def do_amendment(self) -> None:
        self.catch_up()
        footing = self._footing()
        other = footing.gap or footing.newer
        record = other.record if other else came_from(self.desk.screening.ledger.events)
        if record is None:
            raise CannotAct(
                "No other version stands beside this one: its criteria are those that were answered."
            )
        from trialtui.ui.screens.amendment import AmendmentScreen

        sheet = self.desk.amendments.sheet(record)
        if sheet is None:
            raise CannotAct("The other version cannot be read: nothing can be compared.")
        forward = not footing.newer and not (footing.gap and footing.gap.older)
        before, after = (sheet, self.desk) if forward else (self.desk, sheet)
        self.app.push_screen(AmendmentScreen(before, after, self.desk.screening))

    # --- carried answers ---

    def do_affirm(self) -> None:
        row = self._needed_row()
        self.with_subject(lambda: self._affirm(row.code))

    def _affirm(self, code: str) -> None:
        event = self.desk.screening.affirm(code)
        saved = self.desk.act([event], self.place())
        self.redraw()
        self.report(saved, event, self._left_words())
        self.answered_here = ""

    def _left_words(self) -> str:
        left = len(self.desk.screening.carried)
        return f"{left} carried left" if left else "nothing carried is left"

    def do_affirm_shown(self) -> None:
        if self.tab != "3":
            raise CannotAct("Answers are given on Criteria: press 3.")
        screening = self.desk.screening
        carried = frozenset(screening.carried) - frozenset(screening.contested)
        codes = [row.key for row in self.trial_screen.listing.rows if row.key in carried]
        if not codes:
            raise CannotAct("No carried answer is shown here: v shows them in a view of their own.")
        self.with_subject(lambda: self.start(self._affirm_shown(codes)))

    async def _affirm_shown(self, codes: list[str]) -> None:
        version, seen = dated(self.desk.version), {code: self.desk.screening.answer(code) for code in codes}
        question = f"Re-affirm what is shown, each as it stands: {folded_codes(codes)}? You say of each that it holds on {version}."
        if (
            await self.pick(question, ("one by one", f"re-affirm all {len(codes)}"))
            != f"re-affirm all {len(codes)}"
        ):
            return
        self.catch_up()
        screening = self.desk.screening
        still = [code for code in codes if screening.answer(code) == seen[code]]
        saved = self.desk.affirm(still) if still else None
        self.redraw()
        if saved and saved.not_saved:
            self.report(saved, NewEvent("answer.given", {}))
            return
        told = f"{counted(len(still), 'answer')} re-affirmed on {version}, {self._left_words()}"
        if changed := [code for code in codes if code not in still]:
            told = f"{folded_codes(changed)} changed meanwhile: not re-affirmed. {told}"
        self.say(told, theme.WARN if changed else theme.PLAIN)

    def tell_version(self) -> None:
        """Say how the screening on the desk stands to the versions of its trial, where there is anything to say."""
        if words := version_words(
            self._code(), self.desk.screening.footing, len(self.desk.screening.carried)
        ):
            self.say(words, theme.WARN)


def version_words(code: str, footing: Footing, carried: int) -> str:
    """What to know of versions before anything is done; "" where there is nothing."""
    if footing.gap is not None:
        return f"{code}: {refusal(footing.gap)}"
    if footing.newer is not None:
        return f"{code}: {_newer_words(footing.newer)}"
    if carried:
        return f"{code}: {counted(carried, 'answer')} carried over: = re-affirms one, A those that are shown."
    if footing.since:
        return f"{code} goes on on this version; its criteria are those of {dated(footing.since)}."
    return ""


def _newer_words(newer: Gap) -> str:
    return (
        f"newer: {newer.dated}, criteria changed in {newer.places}. N goes over to it, D tells what changed."
    )
