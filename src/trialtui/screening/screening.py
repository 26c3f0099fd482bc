"""A screening: one subject held against one trial's checklist. The one place where its state lives.

Panes and commands ask it and hand it audit events; it never writes. What a person does becomes a `NewEvent` here, goes
through the log, and comes back by `apply`: what is not on disk does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from trialtui.record.words import is_open_status
from trialtui.screening import acts
from trialtui.screening.acts import CannotAct, NothingToChange
from trialtui.screening.answers import Answer, Effect, GivenAnswer
from trialtui.screening.checklist import Checklist
from trialtui.screening.derived import Derived
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.footing import Footing, take
from trialtui.screening.ledger import ApartAnswer, Ledger
from trialtui.screening.reasons import Proposal, propose
from trialtui.screening.verdict import CohortVerdict, Verdict, overall_verdict

if TYPE_CHECKING:  # loaded only where the log holds such events, or a person makes the first one
    from trialtui.screening.closing import Closing
    from trialtui.screening.consent import Consent
    from trialtui.screening.second_reading import Difference, SecondReading
    from trialtui.screening.signatures import Signature
    from trialtui.screening.waivers import ApartWaiver, Waiver

__all__ = ["ApartAnswer", "CannotAct", "NothingToChange", "Screening"]


class Screening:
    """Answers, effects and verdicts of one subject on one checklist, folded from audit events.

    `trial` is the NCT number (or what stands for it), `record` the SHA-256 of the raw copy, `status` the registry's
    overall status, `subject` the random identifier: None while nobody is being screened, and then nothing can be answered.
    `second`: as the second reader sees it, blind: the answers are the second reading's, and nothing of the first is here.
    `footing`: how this copy stands to the version the screening stands on (`footing.py`); without it no other copy is kin.
    Queries by code raise KeyError for a code that is not in the checklist.
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
        second: bool = False,
        footing: Footing | None = None,
    ) -> None:
        self.checklist, self.trial, self.record = checklist, trial, record
        self.status, self.subject, self.second = status, subject, second
        self.footing = footing or Footing(frozenset({record}))
        self.ledger = Ledger(checklist, trial, subject, second=second, kin=self.footing.kin)
        for event in events:
            self.ledger.apply(event)
        self._settle()

    def _settle(self) -> None:
        """What follows from the ledger is worked out anew when it is asked for."""
        self._derived = Derived(self.checklist, self.ledger, elsewhere=self.footing.gap is not None)
        self._differences: tuple[Difference, ...] | None = None
        self._signatures: tuple[Signature, ...] | None = None

    def apply(self, event: AuditEvent) -> bool:
        """Fold one event of the log in; False where it changes nothing here. Each counts once, in the log's order."""
        if not self.ledger.apply(event):
            return False
        self._settle()
        return True

    # Rows

    def answer(self, code: str) -> GivenAnswer | None:
        """The answer that counts for this row, given here or on the row that asks the same."""
        return self.ledger.answers.get(self.checklist.questions[code])

    def effect(self, code: str, cohort: str | None = None) -> Effect:
        """The row's effect; for one cohort where the parts of a row belong to several, else the worst of them."""
        return self._derived.judged(code, cohort).effect

    def effect_note(self, code: str, cohort: str | None = None) -> str:
        """Why the effect is what it is: "from parts", "as I16", "exceptions considered", "closed by I17 n/a", or ""."""
        return self._derived.judged(code, cohort).note or self._given_elsewhere(code)

    def scope(self, code: str) -> tuple[str, ...]:
        """The cohorts this row is limited to as things stand, () for everyone."""
        return self._derived.scopes[code]

    def scope_source(self, code: str) -> str | None:
        """What the scope rests on: "heading", "words", "proposed", or "moved" where a person moved the row or its parent."""
        row = self.checklist.row(code)
        return row.scope_source if set(self.scope(code)) == set(row.scope) else "moved"

    def in_cohort(self, code: str, label: str) -> bool:
        """Whether this row counts for this cohort."""
        return any(row.code == code for row in self._derived.rows_of(label))

    def history(self, code: str) -> tuple[AuditEvent, ...]:
        """The events about this row, earliest first, those of the row that asks the same included."""
        asked = self.checklist.questions[code]
        keys = (
            ("answer", asked),
            ("scope", self.checklist.row(code).fingerprint),
            ("exception", asked),
            ("difference", asked),
        )
        read = self._read_second(asked)
        return tuple(
            event for event in self.ledger.events if self.ledger.key(event) in keys or event.seq in read
        )

    def _read_second(self, asked: str) -> frozenset[int]:
        """The events of finished second readings about this question: both readings stay in the history."""
        if self.second or not self.ledger.holds("second.finished"):
            return frozenset()
        from trialtui.screening.second_reading import read_out

        rows = {row.fingerprint for row in self.checklist.rows if self.checklist.questions[row.code] == asked}
        return frozenset(event.seq for event in read_out(self.ledger.events) if event.fingerprint in rows)

    def proposal(self, code: str) -> Proposal | None:
        """For an unanswered sex-conditional row: a reason why it may not apply, and the row it rests on. No answer."""
        given = self._derived.given
        if code in given and given[code].answer is not None:
            return None
        rows = self.checklist.rows
        return propose(
            self.checklist.row(code), ((row, given[row.code]) for row in rows if row.code in given)
        )

    def needs_change_reason(self, code: str, new_answer: Answer) -> bool:
        """The first answer needs no reason; a later, different one asks for one, and so does any where two people differ."""
        given = self.answer(code)
        if given is not None and given.contested is not None:
            return True
        return given is not None and given.answer is not None and given.answer is not new_answer

    @property
    def answered(self) -> int:
        """How many rows have an answer, registry rows and parts included."""
        return sum(given.answer is not None for given in self._derived.given.values())

    @property
    def apart(self) -> tuple[ApartAnswer, ...]:
        """Answers to criteria that this copy does not hold; they do not count."""
        return tuple(self.ledger.apart.values())

    @property
    def adrift(self) -> tuple[ApartAnswer, ...]:
        """Those of them that nobody left behind knowingly, by going over to another version."""
        return self.ledger.adrift

    @property
    def carried(self) -> tuple[str, ...]:
        """The rows whose answer was given on another version of the criteria, and is not re-affirmed on this one."""
        return self._derived.carried

    @property
    def contested(self) -> tuple[str, ...]:
        """The rows that two people answered differently at once, neither knowing of the other."""
        given = self._derived.given
        return tuple(code for code, one in given.items() if one.contested is not None)

    @property
    def criteria_changed(self) -> bool:
        """Whether a changed version of the criteria stands between the answers and what is to be answered."""
        footing = self.footing
        return bool(footing.gap or footing.newer or self.carried or self.adrift)

    # Cohorts and verdicts

    @property
    def scopes_confirmed(self) -> bool:
        """Whether a person confirmed just these scopes. Without cohorts in the text there is nothing to confirm."""
        return self._derived.scopes_confirmed

    @property
    def scopes_by_fingerprint(self) -> dict[str, list[str]]:
        """Today's scopes as a confirmation confirms them."""
        return self._derived.scopes_by_fingerprint

    @property
    def unassigned_looked_at(self) -> bool:
        """Whether a person looked at all text that belongs to no criterion; true where there is none."""
        return self._derived.unassigned_looked_at

    def is_closed(self, label: str) -> bool:
        return label in self.ledger.closed

    def cohorts(self) -> tuple[CohortVerdict, ...]:
        """Each cohort's verdict, in the order of the reading; one, "all participants", where the text has none."""
        return self._derived.cohorts

    def overall(self) -> Verdict:
        """The best cohort's verdict among those not closed at this site."""
        return overall_verdict(self.cohorts())

    def overlays(self) -> tuple[str, ...]:
        """What stands over every verdict: "TRIAL_NOT_OPEN", "CRITERIA_CHANGED", "COHORT_NOT_CONFIRMED", "SECOND_READING"."""
        standing = (
            ("TRIAL_NOT_OPEN", not is_open_status((self.status or "").strip().upper())),
            ("CRITERIA_CHANGED", self.criteria_changed),
            ("COHORT_NOT_CONFIRMED", not self.scopes_confirmed),
            ("SECOND_READING", self.second),
        )
        return tuple(word for word, stands in standing if stands)

    # What stands beside the answers

    @property
    def closing(self) -> Closing | None:
        """How a person closed this screening; None while it is open."""
        return self._derived.closing

    @property
    def consent(self) -> Consent | None:
        """The consent recorded for this subject in this trial; it answers no criterion."""
        return self._derived.consent

    @property
    def waivers(self) -> Mapping[str, Waiver]:
        """The exceptions recorded with blockers, by question code. They change no verdict."""
        return self._derived.waivers

    @property
    def waivers_apart(self) -> tuple[ApartWaiver, ...]:
        """The exceptions recorded with criteria that are not in this copy."""
        if not self.ledger.holds("exception.recorded"):
            return ()
        from trialtui.screening.waivers import waivers_apart

        return waivers_apart(self.checklist, self.ledger.events)

    def waiver(self, code: str) -> Waiver | None:
        return self.waivers.get(self.checklist.questions[code])

    @property
    def second_reading(self) -> SecondReading | None:
        return self._derived.second_reading

    @property
    def second_asked(self) -> bool:
        """Whether a second reading is wanted that nobody has begun: until then who may read it is shown no verdict."""
        kinds = [one.kind for one in self.ledger.events if one.kind in ("second.asked", "second.begun")]
        return bool(kinds) and kinds[-1] == "second.asked"

    def as_second(self) -> Screening:
        """The same screening as the second reader told it."""
        return Screening(
            self.checklist, trial=self.trial, record=self.record, status=self.status, subject=self.subject,
            events=self.ledger.events, second=True, footing=self.footing,
        )  # fmt: skip

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Where the two readings differ, once the second one is finished."""
        if self._differences is None:
            self._differences = ()
            if self.ledger.holds("second.finished"):
                from trialtui.screening.second_reading import differences

                self._differences = differences(self)
        return self._differences

    @property
    def signatures(self) -> tuple[Signature, ...]:
        """Every sign-off, in the log's order; each says why it is void where it is."""
        if self._signatures is None:
            self._signatures = ()
            if self.ledger.holds("signature.given"):
                from trialtui.screening.signatures import signatures

                self._signatures = signatures(self)
        return self._signatures

    @property
    def rescreens(self) -> str | None:
        """The subject (its identifier) whose earlier screening this one follows."""
        links = [event for event in self.ledger.events if event.kind == "screening.rescreens"]
        return str((links[-1].content or {}).get("of")) if links else None

    # What a person does: each gives a new event for the log, or raises CannotAct with a sentence that says why not

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

    def affirm(self, code: str, together: int = 1) -> NewEvent:
        """A carried answer said again on this version; `together`: one of so many that were re-affirmed at once."""
        return acts.affirm(self, code, together)

    def take_version(self, version: str) -> NewEvent:
        """The screening goes over to this copy, whose registry date is `version`."""
        return take(self, version)

    def tick(self, code: str) -> NewEvent:
        """The favourable answer, for a row that has none yet; it never turns an answer round."""
        return acts.tick(self, code)

    def confirm_scopes(self) -> NewEvent:
        return acts.confirm_scopes(self)

    def look_at_unassigned(self) -> NewEvent:
        """A person looked at the text that belongs to no criterion, and found nothing to answer in it."""
        return acts.look_at_unassigned(self)

    def move(self, code: str, labels: Iterable[str]) -> NewEvent:
        """A row to other cohorts, () for everyone; the parts that were read with its scope go with it."""
        return acts.move(self, code, tuple(labels))

    def close_cohort(self, label: str) -> NewEvent:
        return acts.close_cohort(self, label)

    def reopen_cohort(self, label: str) -> NewEvent:
        return acts.reopen_cohort(self, label)

    def undo(self, who: str, sitting: str) -> NewEvent:
        """The inverse of one's own last event of this sitting that is not yet undone."""
        return acts.take_back(self, self.ledger.undoable(who, sitting), "undo")

    def redo(self, who: str, sitting: str) -> NewEvent:
        """The inverse of one's own last undo of this sitting, while nothing new was done since."""
        return acts.take_back(self, self.ledger.redoable(who, sitting), "redo")

    def _given_elsewhere(self, code: str) -> str:
        given = self.answer(code)
        last = self.ledger.last.get(("answer", self.checklist.questions[code]))
        row = self.checklist.by_fingerprint.get(last.fingerprint or "") if last else None
        elsewhere = row is not None and row.code != code and given is not None and given.answer is not None
        return f"as {row.code}" if row is not None and elsewhere else ""
