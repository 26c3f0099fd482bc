"""What follows from a ledger: scopes as they stand, effects and verdicts. Worked out when first asked for, then kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from trialtui.screening.answers import Effect, GivenAnswer
from trialtui.screening.checklist import Checklist, Row
from trialtui.screening.ledger import Ledger
from trialtui.screening.verdict import CohortVerdict, Judged, Standing, cohort_verdict, judge

if TYPE_CHECKING:
    from trialtui.screening.closing import Closing
    from trialtui.screening.consent import Consent
    from trialtui.screening.second_reading import SecondReading
    from trialtui.screening.waivers import Waiver

WORST_FIRST = (Effect.CONFLICT, Effect.EXCLUDES, Effect.FAILS, Effect.NEEDS_REASON, Effect.OPEN, Effect.UNKNOWN,
               Effect.NEUTRAL, Effect.READ, Effect.CLEAR, Effect.MET)  # fmt: skip


class Derived:
    """One state of a ledger, followed through. Thrown away when the ledger changes."""

    def __init__(self, checklist: Checklist, ledger: Ledger, *, elsewhere: bool = False) -> None:
        self.checklist, self.ledger, self.elsewhere = checklist, ledger, elsewhere
        self._by_cohort: dict[str, dict[str, Judged]] = {}

    @cached_property
    def given(self) -> dict[str, GivenAnswer]:
        """The answer that counts for each row that has one, by row code."""
        answers = self.ledger.answers
        return {code: answers[asked] for code, asked in self.checklist.questions.items() if asked in answers}

    @cached_property
    def carried(self) -> tuple[str, ...]:
        """The rows whose answer was given on another version, and is not re-affirmed on this one."""
        return tuple(code for code, given in self.given.items() if given.carried and given.answer is not None)

    @cached_property
    def scopes(self) -> dict[str, tuple[str, ...]]:
        """Scope by code. A part read with its parent's scope goes where its parent is moved."""
        scopes: dict[str, tuple[str, ...]] = {}
        for row in self.checklist.rows:
            scope = self.ledger.moved.get(row.fingerprint)
            if scope is None and row.parent is not None and row.scope == self.checklist.row(row.parent).scope:
                scope = scopes[row.parent]
            scopes[row.code] = row.scope if scope is None else scope
        return scopes

    @cached_property
    def scopes_by_fingerprint(self) -> dict[str, list[str]]:
        """Scopes as a confirmation confirms them; registry rows, which are everyone's, left out."""
        return {
            row.fingerprint: list(self.scopes[row.code])
            for row in self.checklist.rows
            if not row.from_registry
        }

    @cached_property
    def scopes_confirmed(self) -> bool:
        if not self.checklist.cohort_labels:
            return True
        if self.checklist.from_protocol and self.checklist_scopes_stand:
            return True
        today = {fingerprint: frozenset(labels) for fingerprint, labels in self.scopes_by_fingerprint.items()}
        return self.ledger.confirmed == today

    @property
    def checklist_scopes_stand(self) -> bool:
        """Whether every row is in the cohorts it was read with."""
        return all(set(self.scopes[row.code]) == set(row.scope) for row in self.checklist.rows)

    @cached_property
    def unassigned_looked_at(self) -> bool:
        return set(self.checklist.unassigned_digests) <= self.ledger.looked_at

    def rows_of(self, label: str) -> list[Row]:
        """The rows that count for a cohort: everyone's and its own, none without its parent."""
        inside: set[str] = set()
        rows = []
        for row in self.checklist.rows:
            scope = self.scopes[row.code]
            if (not scope or label in scope) and (row.parent is None or row.parent in inside):
                inside.add(row.code)
                rows.append(row)
        return rows

    @cached_property
    def cohorts(self) -> tuple[CohortVerdict, ...]:
        standing = Standing(
            self.scopes_confirmed, not self.unassigned_looked_at, self.checklist.criteria_read, self.elsewhere
        )
        carried = frozenset(self.carried)
        return tuple(
            cohort_verdict(
                label,
                title,
                self.rows_of(label),
                self.judged_in(label),
                standing,
                closed=label in self.ledger.closed,
                carried=carried,
            )
            for label, title, *_ in self.checklist.verdict_cohorts
        )

    @cached_property
    def everywhere(self) -> dict[str, Judged]:
        """Effects by code with every part counted."""
        return judge(self.checklist.rows, self.checklist, self.given)

    def judged_in(self, label: str) -> dict[str, Judged]:
        """Effects as they are for one cohort: only rows with a part of another cohort differ from the rest."""
        if not self.mixed:
            return self.everywhere
        if label not in self._by_cohort:
            present = {row.code for row in self.rows_of(label)}
            branches = [row for row in self.checklist.rows if row.code in self.mixed]
            here = judge(branches, self.checklist, self.given, present)
            self._by_cohort[label] = {**self.everywhere, **here}
        return self._by_cohort[label]

    def judged(self, code: str, label: str | None = None) -> Judged:
        """A row's effect for one cohort; where none is named, the worst of those the row counts for."""
        if code not in self.mixed:
            return self.everywhere[code]
        if label is not None:
            return self.judged_in(label)[code]
        shown = [
            self.judged_in(cohort)[code]
            for cohort in self.checklist.cohort_labels
            if any(row.code == code for row in self.rows_of(cohort))
        ]
        return min(shown or [self.everywhere[code]], key=lambda judged: WORST_FIRST.index(judged.effect))

    @cached_property
    def mixed(self) -> frozenset[str]:
        """Codes of the branches in which a part is limited to other cohorts than the whole is."""
        mixed: list[str] = []
        for top in self.checklist.top_level:
            branch = [row.code for row in self.checklist.branch(top.code)]
            whole = set(self.scopes[top.code])
            if any(self.scopes[code] and set(self.scopes[code]) != whole for code in branch):
                mixed += branch
        return frozenset(mixed)

    # What stands beside the answers: its modules are loaded only where the log holds such events

    @cached_property
    def closing(self) -> Closing | None:
        if not self.ledger.holds("screening.closed"):
            return None
        from trialtui.screening.closing import fold_closing

        return fold_closing(self.ledger.events)

    @cached_property
    def consent(self) -> Consent | None:
        if not self.ledger.holds("consent.recorded"):
            return None
        from trialtui.screening.consent import fold_consent

        return fold_consent(self.ledger.events)

    @cached_property
    def waivers(self) -> Mapping[str, Waiver]:
        if not self.ledger.holds("exception.recorded"):
            return {}
        from trialtui.screening.waivers import fold_waivers

        return fold_waivers(self.checklist, self.ledger.events)

    @cached_property
    def second_reading(self) -> SecondReading | None:
        if not self.ledger.holds("second.begun"):
            return None
        from trialtui.screening.second_reading import fold_second

        return fold_second(self.checklist, self.ledger.events)
