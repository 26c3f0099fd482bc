"""A screening: one subject held against one trial's checklist. The one place where its state lives.

Panes and commands ask it and hand it audit events; it never writes. What a person does becomes a `NewEvent` here, goes
through the log, and comes back by `apply`: what is not on disk does not count.
"""

from __future__ import annotations

from collections.abc import Iterable

from trialtui.screening import acts
from trialtui.screening.acts import CannotAct, NothingToChange
from trialtui.screening.answers import Answer, Effect, GivenAnswer
from trialtui.screening.checklist import ALL_PARTICIPANTS, Checklist, Row
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.ledger import ApartAnswer, Ledger
from trialtui.screening.verdict import (
    CohortVerdict,
    Judged,
    Standing,
    Verdict,
    cohort_verdict,
    judge,
    overall_verdict,
)

__all__ = ["ApartAnswer", "CannotAct", "NothingToChange", "Screening"]

OPEN_STATUSES = frozenset({"RECRUITING", "ENROLLING_BY_INVITATION"})
WORST_FIRST = (Effect.CONFLICT, Effect.EXCLUDES, Effect.FAILS, Effect.NEEDS_REASON, Effect.OPEN, Effect.UNKNOWN,
               Effect.NEUTRAL, Effect.READ, Effect.CLEAR, Effect.MET)  # fmt: skip


class Screening:
    """Answers, effects and verdicts of one subject on one checklist, folded from audit events.

    `trial` is the NCT number (or what stands for it), `record` the SHA-256 of the raw copy, `status` the registry's
    overall status, `subject` the random identifier: None while nobody is being screened, and then nothing can be answered.
    """

    def __init__(
        self,
        checklist: Checklist,
        *,
        trial: str,
        record: str,
        status: str | None,
        subject: str | None = None,
        events: Iterable[AuditEvent] = (),
    ) -> None:
        self.checklist, self.trial, self.record = checklist, trial, record
        self.status, self.subject = status, subject
        self._ledger = Ledger(checklist, trial, subject)
        for event in events:
            self._ledger.apply(event)
        self._forget()

    def apply(self, event: AuditEvent) -> bool:
        """Fold one event of the log in; False where it changes nothing here. Each counts once, in the log's order."""
        if not self._ledger.apply(event):
            return False
        self._forget()
        return True

    def _forget(self) -> None:
        self._judged: dict[str, Judged] | None = None
        self._by_cohort: dict[str, dict[str, Judged]] = {}
        self._scopes: dict[str, tuple[str, ...]] | None = None
        self._cohorts: tuple[CohortVerdict, ...] | None = None

    # What stands

    def answer(self, code: str) -> GivenAnswer | None:
        """The answer that counts for this row, given here or on the row that asks the same."""
        return self._ledger.answers.get(self.checklist.questions[code])

    def effect(self, code: str) -> Effect:
        return self._shown(code).effect

    def effect_note(self, code: str) -> str:
        """Why the effect is what it is: "from parts", "as I16", "exceptions considered", "closed by I17 n/a", or ""."""
        shown, given = self._shown(code), self.answer(code)
        if not shown.note and given is not None and given.answer is not None:
            return self._given_elsewhere(code, given)
        return shown.note

    def scope(self, code: str) -> tuple[str, ...]:
        """The cohorts this row is limited to as things stand, () for everyone."""
        return self._effective_scopes()[code]

    def scope_source(self, code: str) -> str | None:
        """ "heading", "words", "proposed", or "moved" where a person moved the row or its parent."""
        row = self.checklist.row(code)
        return row.scope_source if set(self.scope(code)) == set(row.scope) else "moved"

    def in_cohort(self, code: str, label: str) -> bool:
        """Whether this row counts for this cohort."""
        scopes = self._effective_scopes()
        row: Row | None = self.checklist.row(code)
        while row is not None:
            if scopes[row.code] and label not in scopes[row.code]:
                return False
            row = self.checklist.row(row.parent) if row.parent is not None else None
        return True

    @property
    def scopes_confirmed(self) -> bool:
        """Whether a person confirmed just these scopes. Without cohorts in the text there is nothing to confirm."""
        if not self.checklist.cohort_labels:
            return True
        return self._ledger.confirmed == {
            fingerprint: frozenset(labels) for fingerprint, labels in self.current_scopes().items()
        }

    def current_scopes(self) -> dict[str, list[str]]:
        """Today's scopes by fingerprint, registry rows left out: what a confirmation confirms."""
        scopes = self._effective_scopes()
        return {
            row.fingerprint: list(scopes[row.code]) for row in self.checklist.rows if not row.from_registry
        }

    @property
    def confirmed_scopes(self) -> dict[str, list[str]] | None:
        """The scopes that were confirmed last, by fingerprint, whether or not they are still today's."""
        confirmed = self._ledger.confirmed
        return None if confirmed is None else {key: sorted(labels) for key, labels in confirmed.items()}

    @property
    def unassigned_looked_at(self) -> bool:
        """Whether a person looked at all text that belongs to no criterion; true where there is none."""
        return set(acts.unassigned_digests(self.checklist)) <= self._ledger.looked_at

    @property
    def looked_at(self) -> frozenset[str]:
        """Digests of the unassigned text a person looked at."""
        return self._ledger.looked_at

    @property
    def answered(self) -> int:
        """How many rows have an answer."""
        return sum(1 for row in self.checklist.rows if (given := self.answer(row.code)) and given.answer)

    @property
    def apart(self) -> tuple[ApartAnswer, ...]:
        """Answers to criteria that this copy does not hold; they do not count."""
        return tuple(self._ledger.apart.values())

    def is_closed(self, label: str) -> bool:
        return label in self._ledger.closed

    def history(self, code: str) -> tuple[AuditEvent, ...]:
        """The events about this row, earliest first, those of the row that asks the same included."""
        row = self.checklist.row(code)
        keys = (("answer", self.checklist.questions[code]), ("scope", row.fingerprint))
        return tuple(event for event in self._ledger.events if self._ledger.key(event) in keys)

    # Verdicts

    def cohorts(self) -> tuple[CohortVerdict, ...]:
        """Each cohort's verdict, in the order of the reading; one, "all participants", where the text has none."""
        if self._cohorts is None:
            standing = Standing(
                self.scopes_confirmed, not self.unassigned_looked_at, self.checklist.criteria_read
            )
            named = [(cohort.label, cohort.title) for cohort in self.checklist.cohorts]
            self._cohorts = tuple(
                cohort_verdict(label, title, self._rows_of(label), self._judged_in(label), standing, closed=self.is_closed(label))
                for label, title in named or [(ALL_PARTICIPANTS, "")]
            )  # fmt: skip
        return self._cohorts

    def overall(self) -> Verdict:
        """The best cohort's verdict among those not closed at this site."""
        return overall_verdict(self.cohorts())

    def overlays(self) -> tuple[str, ...]:
        """What stands over every verdict: "TRIAL_NOT_OPEN", "CRITERIA_CHANGED", "COHORT_NOT_CONFIRMED"."""
        standing = (
            ("TRIAL_NOT_OPEN", (self.status or "").strip().upper() not in OPEN_STATUSES),
            ("CRITERIA_CHANGED", bool(self._ledger.apart)),
            ("COHORT_NOT_CONFIRMED", not self.scopes_confirmed),
        )
        return tuple(word for word, stands in standing if stands)

    def _rows_of(self, label: str) -> list[Row]:
        scopes = self._effective_scopes()
        inside: set[str] = set()
        rows = []
        for row in self.checklist.rows:
            scope = scopes[row.code]
            if (not scope or label in scope) and (row.parent is None or row.parent in inside):
                inside.add(row.code)
                rows.append(row)
        return rows

    def _judged_everywhere(self) -> dict[str, Judged]:
        if self._judged is None:
            self._judged = judge(self.checklist.rows, self.checklist, self._given())
        return self._judged

    def _judged_in(self, label: str) -> dict[str, Judged]:
        """Effects as they are for one cohort: only rows with a part of another cohort differ from the rest."""
        if label not in self._by_cohort:
            mixed = self._mixed_rows()
            if not mixed:
                return self._judged_everywhere()
            present = {row.code for row in self._rows_of(label)}
            branches = [row for top in mixed for row in self.checklist.branch(top)]
            self._by_cohort[label] = {
                **self._judged_everywhere(),
                **judge(branches, self.checklist, self._given(), present),
            }
        return self._by_cohort[label]

    def _mixed_rows(self) -> list[str]:
        """Top-level rows with a part that is limited to other cohorts than the whole is."""
        scopes = self._effective_scopes()
        mixed: dict[str, None] = {}
        top = ""
        for row in self.checklist.rows:
            if row.parent is None:
                top = row.code
            elif scopes[row.code] and set(scopes[row.code]) != set(scopes[top]):
                mixed[top] = None
        return list(mixed)

    def _shown(self, code: str) -> Judged:
        """The effect to show where no cohort is named: the worst of those the row counts for."""
        if not self._mixed_rows():
            return self._judged_everywhere()[code]
        labels = [label for label in self.checklist.cohort_labels if self.in_cohort(code, label)]
        shown = [self._judged_in(label)[code] for label in labels] or [self._judged_everywhere()[code]]
        return min(shown, key=lambda judged: WORST_FIRST.index(judged.effect))

    def _given(self) -> dict[str, GivenAnswer]:
        answers, questions = self._ledger.answers, self.checklist.questions
        return {code: answers[question] for code, question in questions.items() if question in answers}

    def _effective_scopes(self) -> dict[str, tuple[str, ...]]:
        """Scope by code. A part read with its parent's scope goes where its parent is moved."""
        if self._scopes is None:
            scopes: dict[str, tuple[str, ...]] = {}
            for row in self.checklist.rows:
                scope = self._ledger.moved.get(row.fingerprint)
                if (
                    scope is None
                    and row.parent is not None
                    and row.scope == self.checklist.row(row.parent).scope
                ):
                    scope = scopes[row.parent]
                scopes[row.code] = row.scope if scope is None else scope
            self._scopes = scopes
        return self._scopes

    def _given_elsewhere(self, code: str, given: GivenAnswer) -> str:
        last = self._ledger.last.get(("answer", self.checklist.questions[code]))
        row = self.checklist.by_fingerprint.get(last.fingerprint or "") if last else None
        return f"as {row.code}" if row is not None and row.code != code and given.answer else ""

    # What a person does: new events for the log

    def give(
        self,
        code: str,
        answer: Answer | None = None,
        *,
        reason: str | None = None,
        note: str | None = None,
        source: str | None = None,
        change_reason: str = "",
    ) -> NewEvent:
        """An answer, or only its reason, note or source: what is None stays as it is. A reason ends with its answer."""
        return acts.give(
            self, code, answer, reason=reason, note=note, source=source, change_reason=change_reason
        )

    def tick(self, code: str) -> NewEvent:
        """The favourable answer, for a row that has none yet."""
        return acts.tick(self, code)

    def needs_change_reason(self, code: str, new_answer: Answer) -> bool:
        """The first answer needs no reason; a later, different one asks for one."""
        given = self.answer(code)
        return given is not None and given.answer is not None and given.answer is not new_answer

    def confirm_scopes(self) -> NewEvent:
        return acts.confirm_scopes(self)

    def look_at_unassigned(self) -> NewEvent:
        """A person looked at the text that belongs to no criterion, and found nothing to answer in it."""
        return acts.look_at_unassigned(self)

    def move(self, code: str, labels: Iterable[str]) -> NewEvent:
        """A row to other cohorts, () for everyone."""
        return acts.move(self, code, tuple(labels))

    def close_cohort(self, label: str) -> NewEvent:
        return acts.close_cohort(self, label)

    def reopen_cohort(self, label: str) -> NewEvent:
        return acts.reopen_cohort(self, label)

    def undo(self, who: str, sitting: str) -> NewEvent:
        """The inverse of one's own last event of this sitting that is not yet undone."""
        return acts.take_back(self, self._ledger.undoable(who, sitting), self._ledger, "undo")

    def redo(self, who: str, sitting: str) -> NewEvent:
        """The inverse of one's own last undo of this sitting, while nothing new was done since."""
        return acts.take_back(self, self._ledger.redoable(who, sitting), self._ledger, "redo")
