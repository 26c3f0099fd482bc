"""An opened criterion: all its words, why it is where it is, its answer with source and note, and its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from trialtui.library.log import Place
from trialtui.screening.answers import Answer
from trialtui.screening.checklist import Row
from trialtui.screening.screening import CannotAct
from trialtui.ui import theme
from trialtui.ui.actions import CRITERIA, TRIAL
from trialtui.ui.panes import criteria
from trialtui.ui.panes.rows import blank, fact, heading, prose
from trialtui.ui.screens.base import ListScreen, bindings
from trialtui.ui.screens.history import history_rows
from trialtui.ui.screens.recording import Recording
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.row_list import ListRow

if TYPE_CHECKING:
    from trialtui.ui.screens.trial import TrialScreen

PASSED_ON = ("correct", "protocol", "search", "next_match", "previous_match", "next_tab", "previous_tab")
SIDES = {"I": "inclusion", "E": "exclusion"}


class CriterionScreen(Recording, ListScreen):
    """Answers given here go the same way as those given in the list."""

    BINDINGS = bindings(TRIAL, CRITERIA)
    FOOTER: ClassVar[tuple[str, ...]] = (
        "back", "yes", "no", "unknown", "na", "tick", "note", "next_open", "source", "move", "undo",
    )  # fmt: skip

    def __init__(self, trial: TrialScreen, code: str) -> None:
        super().__init__("")
        self.trial, self.desk, self.code = trial, trial.desk, code
        self.tab, self.cohort, self.answered_here = "3", trial.cohort, trial.answered_here
        self._retitle()

    @property
    def trial_screen(self) -> TrialScreen:
        return self.trial

    def _retitle(self) -> None:
        row, screening = self.desk.checklist.row(self.code), self.desk.screening
        labels = screening.scope(self.code)
        source = "confirmed" if screening.scopes_confirmed else screening.scope_source(self.code)
        how = f" ({source})" if labels else ""
        self.scope_words = ("+".join(labels) or "everyone") + how
        words = f"{self.code} · {'registry limit' if row.from_registry else SIDES[row.side]} · {self.scope_words} · {self.desk.trial}"
        self.retitle(words)

    def title_lines(self, width: int) -> list[Line]:
        return [*self.trial.standing_lines(width), *super().title_lines(width)]

    def build(self, width: int) -> list[ListRow]:
        row, screening = self.desk.checklist.row(self.code), self.desk.screening
        given = screening.answer(self.code)
        answer, _ = criteria.answer_and_effect(self.desk, row)
        note = screening.effect_note(self.code)
        effect = screening.effect(self.code).value + (f" ({note})" if note else "")
        rows = [fact("answer", "Answer", f"{answer or 'not answered'}    effect: {effect}", width), blank()]
        rows.append(prose("words", row.text, width, theme.BOLD))
        text = self.desk.outline.text
        for tag in row.tags:
            words = " ".join(text[tag.span.start : tag.span.end].split())
            rows.append(prose(f"tag.{tag.name}.{tag.span.start}", f'{tag.name} "{words}"', width, theme.WARN))
        if row.condition:
            rows.append(
                prose(
                    "condition",
                    f"Concerns {row.condition} participants only; never made n/a by the program.",
                    width,
                )
            )
        if combined := criteria.combine_words(row):
            rows.append(prose("combine", f"Parts: {combined}", width))
        for part in self.desk.checklist.parts(self.code):
            answer, effect = criteria.answer_and_effect(self.desk, part)
            rows.append(
                prose(
                    f"part.{part.code}",
                    f"{part.code} [{answer or ' '}] {effect}  {part.text}",
                    width,
                    indent=3,
                )
            )
        why_not = []
        if given and given.answer is Answer.NOT_APPLICABLE and given.reason:
            why_not = [fact("reason", "Why not applicable", given.reason, width)]
        rows += [
            blank(),
            *why_not,
            fact("source", "Source", (given.source if given else "") or "none written (e)", width),
            fact("note", "Note", (given.note if given else "") or "none written (e)", width),
        ]  # fmt: skip
        if waiver := screening.waiver(self.code):
            rows.append(fact("exception", "Exception", f"{waiver.words()}; the verdict stays", width))
        rows.append(blank())
        if row.scope_reason and screening.scope(self.code):
            rows.append(fact("scope", "Cohort", f"{self.scope_words}: {row.scope_reason}", width))
        rows.append(heading("History", width))
        return rows + history_rows(self.desk, self.code, width)[bool(screening.history(self.code)) :]

    # --- the row, the desk and the list are the trial screen's ---

    def current_row(self) -> Row:
        return self.desk.checklist.row(self.code)

    def place(self) -> Place | None:
        place = self.trial.place()
        return place._replace(row=self.code) if place else None

    def redraw(self) -> None:
        self._retitle()
        self.listing.show_rows()
        self.trial.redraw()

    def draw_head(self) -> None:
        self._retitle()

    def do_down(self) -> None:
        self._step(1)

    def do_up(self) -> None:
        self._step(-1)

    def _step(self, step: int) -> None:
        rows = self.desk.checklist.rows
        index = rows.index(self.current_row()) + step
        if 0 <= index < len(rows):
            self._go_to(rows[index].code)
        else:
            self.say("There is no further criterion this way.", theme.DIM)

    def _jump_open(self, step: int) -> None:
        codes = [row.code for row in self.desk.checklist.rows]
        at = codes.index(self.code)
        around = codes[at + 1 :] + codes[:at] if step > 0 else codes[:at][::-1] + codes[at + 1 :][::-1]
        code = next((code for code in around if self.desk.screening.effect(code).is_open), None)
        if code is None:
            self.say("No other row is open.", theme.DIM)
        else:
            self._go_to(code)

    def _go_to(self, code: str) -> None:
        self.code, self.answered_here = code, ""
        self.trial.listing.stand_on(code)
        self.listing.start_over()
        self._retitle()
        self.listing.show_rows()

    def do_open(self) -> None:
        self.dismiss(None)

    def do_source(self) -> None:
        self.dismiss(None)
        self.trial.show_source(self.current_row())

    def can(self, name: str) -> bool:
        return name in PASSED_ON or name.startswith("tab_") or super().can(name)

    async def action_act(self, name: str) -> None:
        """Tabs and search go back to the trial, and there do what they do."""
        if self.prompt is None and (name in PASSED_ON or name.startswith("tab_")):
            self.dismiss(None)
            self.trial.listing.stand_on(self.code)
            self.trial.call_later(self.trial.action_act, name)
        else:
            await super().action_act(name)

    def do_copy(self) -> None:
        self.copy_words(self.current_row().text)

    def do_verdict(self) -> None:
        self.trial.do_verdict()

    def do_view(self) -> None:
        raise CannotAct("Views are of the list: Esc goes back to it.")

    def do_cohort(self) -> None:
        raise CannotAct("Cohorts are looked at in the list: Esc goes back to it.")
