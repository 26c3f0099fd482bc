"""Which criterion belongs to which cohort: looked at, confirmed, moved; and cohorts closed at this site."""

from __future__ import annotations

from trialtui.screening.events import NewEvent
from trialtui.screening.screening import CannotAct
from trialtui.ui import theme
from trialtui.ui.screens.answering import Answering


class Scoping(Answering):
    """The cohort keys."""

    def do_cohort(self) -> None:
        labels = [cohort.label for cohort in self.desk.checklist.verdict_cohorts]
        if len(labels) == 1:
            raise CannotAct(f"This text has one cohort: {labels[0]}.")
        order: list[str | None] = [None, *labels]
        self.cohort = order[(order.index(self.cohort) + 1) % len(order)]
        self.listing.update_rows()
        self.draw_head()
        known = next((one for one in self.desk.checklist.verdict_cohorts if one.label == self.cohort), None)
        title = f" ({known.title})" if known and known.title else ""
        self.say(
            f"Cohort {self.cohort}{title}: the rows of others stand back." if self.cohort else "All cohorts.",
            theme.DIM,
        )

    def do_confirm(self) -> None:
        self.catch_up()
        event = self.desk.screening.confirm_scopes()
        self.start(self._confirm(event))

    async def _confirm(self, event: NewEvent) -> None:
        words = []
        for label in self.desk.checklist.cohort_labels:
            codes = [
                row.code
                for row in self.desk.checklist.rows
                if row.parent is None and label in self.desk.screening.scope(row.code)
            ]
            words.append(f"{label}: {folded_codes(codes)}")
        question = "Confirm the scopes for this trial? " + "; ".join(words) + "; the rest: everyone."
        if await self.pick(question, ("confirm for this site", "not yet")) == "confirm for this site":
            self.act([event])

    def do_move(self) -> None:
        self.catch_up()
        row = self._needed_row()
        labels = self.desk.checklist.cohort_labels
        if not labels:
            raise CannotAct("This text has one cohort: there is nowhere to move the criterion.")
        self.start(self._move_scope(row.code, labels))

    async def _move_scope(self, code: str, labels: tuple[str, ...]) -> None:
        now = "+".join(self.desk.screening.scope(code)) or "everyone"
        picked = await self.pick(f"{code} belongs to {now}. Move it to:", ("everyone", *labels))
        if picked is not None:
            self.act([self.desk.screening.move(code, () if picked == "everyone" else (picked,))])

    def do_close_cohort(self) -> None:
        self.catch_up()
        labels = [cohort.label for cohort in self.desk.checklist.verdict_cohorts]
        label = self.cohort or (labels[0] if len(labels) == 1 else None)
        if label is None:
            raise CannotAct("Look at the cohort first: c.")
        screening = self.desk.screening
        closed = any(one.closed for one in screening.cohorts() if one.label == label)
        self.act([screening.reopen_cohort(label) if closed else screening.close_cohort(label)])


def folded_codes(codes: list[str]) -> str:
    """Codes in ranges: I1-I5, E1-E4."""
    runs: list[list[str]] = []
    for code in codes:
        number = code[1:]
        if (
            runs
            and number.isdigit()
            and runs[-1][-1][0] == code[0]
            and int(runs[-1][-1][1:]) + 1 == int(number)
        ):
            runs[-1].append(code)
        else:
            runs.append([code])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs) or "none"
