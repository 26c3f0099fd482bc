"""Counts for a CONSORT flow diagram: by trial, cohort and period, with all reasons and with the first of each subject.

CONSORT 2010, item 13 (https://www.consort-statement.org): assessed for eligibility; excluded, with the reasons; declined;
randomised. What a site decides beyond the criteria is counted as a person closed the screening; an open one is counted open.
The first reason is the first blocker in the worksheet's order: the registry's limits, inclusion, exclusion.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from trialtui.exports.plain import wrapped
from trialtui.exports.screenings import Screened
from trialtui.record.literal import one_line
from trialtui.screening.checklist import Row
from trialtui.screening.closing import OUTCOMES as CLOSING_OUTCOMES
from trialtui.screening.signatures import DECISIONS, MAY_ENTER, MAY_NOT_ENTER, may_enter
from trialtui.screening.verdict import Verdict

ALL_COHORTS, ALL_PERIODS = "all cohorts", "all"
NO_VERDICT = "NO_VERDICT"
OUTCOMES = (*(verdict.value for verdict in Verdict), NO_VERDICT)
PERIODS = {"month": 7, "year": 4}  # as many characters of the day a screening began
STILL_OPEN = "open"
CLOSINGS = (*CLOSING_OUTCOMES, STILL_OPEN)
NO_DECISION = "no standing sign-off"
DECIDED = (*DECISIONS, NO_DECISION)


class Reason(NamedTuple):
    """One criterion as a reason: how many it was the first for, and how many it blocks."""

    code: str
    side: str
    text: str
    first: int = 0
    every: int = 0


@dataclass
class Count:
    """One cohort of one trial in one period. `reasons` by fingerprint: a reworded criterion is another reason."""

    trial: str
    cohort: str
    period: str
    assessed: int = 0
    drafts: int = 0
    outcomes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    reasons: dict[str, Reason] = field(default_factory=dict)
    closed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLOSINGS, 0))
    decided: dict[str, int] = field(default_factory=lambda: dict.fromkeys(DECIDED, 0))

    def add(self, one: Screened, outcome: str, blockers: Sequence[Row]) -> None:
        self.assessed += 1
        self.drafts += one.summary.draft
        self.outcomes[outcome] += 1
        closed = one.closing.outcome if one.closing else STILL_OPEN
        self.closed[closed] = self.closed.get(closed, 0) + 1
        self.decided[_decision(one, self.cohort)] += 1
        for row in blockers:
            before = self.reasons.get(row.fingerprint, Reason(row.code, row.side, row.text))
            first = before.first + (row is blockers[0])
            self.reasons[row.fingerprint] = before._replace(first=first, every=before.every + 1)

    def excluded_by(self, side: str) -> int:
        """Subjects whose first reason is on this side: an inclusion that fails, or an exclusion."""
        return sum(reason.first for reason in self.reasons.values() if reason.side == side)


def _decision(one: Screened, cohort: str) -> str:
    """What an investigator's standing sign-off says; for one cohort, a sign-off for that cohort or for all."""
    signed = tuple(
        signature
        for signature in one.signatures
        if cohort == ALL_COHORTS or signature.cohort in ("", cohort) or len(one.cohorts) == 1
    )
    entering = may_enter(signed)
    if entering is None:
        return NO_DECISION
    return MAY_ENTER if entering else MAY_NOT_ENTER


class Consort(NamedTuple):
    """All counts, by trial, cohort (all first) and period (all first); `purged` screenings by trial, counted nowhere else."""

    counts: tuple[Count, ...]
    purged: dict[str, int]


def consort(screened: Iterable[Screened], purged: dict[str, int], period: str = "month") -> Consort:
    """Count. `period` is "month" or "year"."""
    counts: dict[tuple[str, str, str], Count] = {}

    def add(one: Screened, cohort: str, outcome: str, blockers: Sequence[Row]) -> None:
        for when in (ALL_PERIODS, one.began[: PERIODS[period]]):
            key = (one.summary.trial, cohort, when)
            counts.setdefault(key, Count(*key)).add(one, outcome, blockers)

    for one in screened:
        overall = one.overall
        blockers = one.reasons() if overall is Verdict.NOT_ELIGIBLE else ()
        add(one, ALL_COHORTS, overall.value if overall else NO_VERDICT, blockers)
        for cohort in one.cohorts:
            add(one, cohort.label, cohort.verdict.value, one.reasons(cohort.label))
    return Consort(tuple(sorted(counts.values(), key=_place)), purged)


def _place(count: Count) -> tuple[Any, ...]:
    return (
        *(count.trial, count.cohort != ALL_COHORTS, count.cohort),
        *(count.period != ALL_PERIODS, count.period),
    )


def discrepancies(result: Consort, begun: dict[tuple[str, str], int]) -> list[str]:
    """What does not add up, each in a sentence; nothing where all totals reconcile.

    `begun` counts the screenings by trial and period from the bare events, purged ones left out.
    """
    found = []
    for count in result.counts:
        where = f"{count.trial}, {count.cohort}, {count.period}"
        if count.assessed != sum(count.outcomes.values()):
            found.append(f"{where}: {count.assessed} assessed, {sum(count.outcomes.values())} outcomes")
        for name, parts in (("closed or open", count.closed), ("signed or not", count.decided)):
            if count.assessed != sum(parts.values()):
                found.append(f"{where}: {count.assessed} assessed, {sum(parts.values())} {name}")
        failed, first = (
            count.outcomes[Verdict.NOT_ELIGIBLE.value],
            count.excluded_by("I") + count.excluded_by("E"),
        )
        if failed != first:
            found.append(f"{where}: {failed} not eligible, {first} with a first reason")
    found += _over_periods(result)
    counted = {(one.trial, one.period): one.assessed for one in result.counts if one.cohort == ALL_COHORTS}
    for trial, period in sorted(counted.keys() | begun.keys()):
        told, there = counted.get((trial, period), 0), begun.get((trial, period), 0)
        if told != there:
            found.append(
                f"{trial}, {period}: {there} screenings begun in the events of the log, {told} counted"
            )
    return found


def _over_periods(result: Consort) -> list[str]:
    whole: dict[tuple[str, str], int] = {}
    parts: dict[tuple[str, str], int] = {}
    for count in result.counts:
        sums = whole if count.period == ALL_PERIODS else parts
        key = (count.trial, count.cohort)
        sums[key] = sums.get(key, 0) + count.assessed
    return [
        f"{trial}, {cohort}: {whole.get((trial, cohort), 0)} in all, {parts.get((trial, cohort), 0)} over the periods"
        for trial, cohort in sorted(whole.keys() | parts.keys())
        if whole.get((trial, cohort)) != parts.get((trial, cohort))
    ]


def consort_json(result: Consort) -> dict[str, Any]:
    """For programs: one object a trial, cohort and period."""
    return {
        "counts": [
            {
                "trial": count.trial,
                "cohort": None if count.cohort == ALL_COHORTS else count.cohort,
                "period": None if count.period == ALL_PERIODS else count.period,
                "assessed": count.assessed,
                "drafts": count.drafts,
                **{name.lower(): number for name, number in count.outcomes.items()},
                "closed": dict(count.closed),
                "investigator": dict(count.decided),
                "inclusion_not_met_first": count.excluded_by("I"),
                "exclusion_met_first": count.excluded_by("E"),
                "reasons": [
                    {"code": one.code, "text": one.text, "first": one.first, "all": one.every}
                    for one in _reasons(count)
                ],
            }
            for count in result.counts
        ],
        "purged": result.purged,
    }


def _reasons(count: Count) -> list[Reason]:
    return sorted(count.reasons.values(), key=lambda one: (-one.every, -one.first, one.code))


def consort_lines(result: Consort) -> list[str]:
    """For people, as plain text."""
    lines = ["CONSORT COUNTS (a subject's first reason / all its reasons)"]
    for before, count in zip((None, *result.counts), result.counts, strict=False):
        if before is None or before.trial != count.trial:
            lines += ["", one_line(count.trial)]
            if purged := result.purged.get(count.trial):
                lines.append(f"  {purged} purged: not counted below")
        lines += _count_lines(count)
    return lines


def _count_lines(count: Count) -> list[str]:
    when = "all periods" if count.period == ALL_PERIODS else count.period
    drafts = f" ({count.drafts} of them drafts)" if count.drafts else ""
    failed = count.outcomes[Verdict.NOT_ELIGIBLE.value]
    sides = f" (inclusion {count.excluded_by('I')}, exclusion {count.excluded_by('E')})" if failed else ""
    words = [f"NOT ELIGIBLE {failed}{sides}"]
    words += [
        f"{name.replace('_', ' ')} {number}"
        for name, number in count.outcomes.items()
        if number and name != Verdict.NOT_ELIGIBLE.value
    ]
    head = f"{count.cohort}, {when}: {count.assessed} assessed{drafts}: {', '.join(words)}"
    lines = wrapped(one_line(head), "  ", "  ")
    for title, parts in (("closed", count.closed), ("investigator's sign-off", count.decided)):
        told = ", ".join(f"{name} {number}" for name, number in parts.items() if number)
        lines += wrapped(one_line(f"{title}: {told}"), "      ", "       ")
    for reason in _reasons(count):
        lines += wrapped(
            one_line(f"{reason.first} / {reason.every}  {reason.code} {reason.text}"), "      ", "       "
        )
    return lines
