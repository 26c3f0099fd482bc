"""Effects and verdicts from answers: strong Kleene logic, per cohort and overall. Pure functions.

Missing is never false: an unanswered criterion leaves its cohort open. The program names blockers or says that it found
none; it never says of itself that a subject may enter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from trialtui.screening.answers import Answer, Effect, GivenAnswer
from trialtui.screening.checklist import READ_ONLY_OPERATORS, Checklist, Row
from trialtui.screening.kleene import Truth, evaluate, read_operator

CONSIDERED = {"except": "exceptions considered", "info": "explanations considered"}


class Verdict(Enum):
    """Exactly one of these stands for a cohort and for the whole. `words` is for people, `value` for programs."""

    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    OPEN = "OPEN"
    NO_BLOCKER_FOUND = "NO_BLOCKER_FOUND"
    NOT_OPEN_HERE = "NOT_OPEN_HERE"

    @property
    def words(self) -> str:
        if self is Verdict.NO_BLOCKER_FOUND:
            return "NO BLOCKER FOUND, needs investigator sign-off"
        return str(self.value).replace("_", " ")


CARRIED, ELSEWHERE = "carried answers", "another version"
BEST_FIRST = (Verdict.NO_BLOCKER_FOUND, Verdict.OPEN, Verdict.NOT_ELIGIBLE)


class CohortVerdict(NamedTuple):
    """A cohort's verdict and what it rests on. Codes in display order; those of top-level rows unless said otherwise.

    `open` is `unanswered` (no answer, or not applicable without a reason) and `unknown` (asked, not known) together;
    `open_parts` and `conflicts` name parts as well. `withheld` says in words what keeps a cohort without blockers and
    without open criteria from NO BLOCKER FOUND: "scopes", "unassigned text", "no criteria read", "nothing but n/a",
    "another version" (the screening stands on one), "carried answers". `carried` are rows, parts included, whose answer was
    given on a version with other criteria and is not re-affirmed: such an answer blocks, and clears nothing.
    """

    label: str
    title: str
    verdict: Verdict
    blockers: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    open_parts: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    confirmed: bool = False
    closed: bool = False
    withheld: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()

    def line(self) -> str:
        """The verdict in a few words: "LN open, 14 left", "SSc NOT ELIGIBLE I6", every blocker named."""
        if self.verdict is Verdict.NOT_ELIGIBLE:
            return f"{self.label} NOT ELIGIBLE {' '.join(self.blockers)}"
        if self.verdict is Verdict.OPEN:
            left = (
                [f"{len(self.open)} left"] if self.open else [one for one in self.withheld if one != CARRIED]
            )
            left += [f"{len(self.carried)} carried"] if self.carried else []
            return f"{self.label} open, {', '.join(left)}"
        if self.verdict is Verdict.NOT_OPEN_HERE:
            return f"{self.label} not open here"
        not_applicable = f" ({len(self.not_applicable)} n/a)" if self.not_applicable else ""
        return f"{self.label} NO BLOCKER FOUND{not_applicable}, needs sign-off"


class Judged(NamedTuple):
    """What a row comes to: the effect shown beside it, why in words ("from parts"), and the truth of its statement."""

    effect: Effect
    note: str
    truth: Truth


class Standing(NamedTuple):
    """What the verdicts need to know beyond effects: how far the reading and its scopes can be relied on."""

    scopes_confirmed: bool
    unassigned: bool  # text that belongs to no criterion and that nobody has looked at
    criteria_read: int
    elsewhere: bool = False  # the screening stands on another version than this one


def answered_truth(given: GivenAnswer | None) -> Truth:
    """A person's own answer as the truth of the statement; not applicable without a reason is unknown."""
    if given is None or given.answer is None or given.answer is Answer.UNKNOWN:
        return Truth.UNKNOWN
    if given.answer is Answer.NOT_APPLICABLE:
        return Truth.DROPPED if given.reason.strip() else Truth.UNKNOWN
    return Truth.TRUE if given.answer is Answer.YES else Truth.FALSE


def unfavourable_truth(side: str) -> Truth:
    return Truth.TRUE if side == "E" else Truth.FALSE


def side_effect(side: str, truth: Truth) -> Effect:
    """The effect of a decided truth, by side."""
    if side == "E":
        return Effect.EXCLUDES if truth is Truth.TRUE else Effect.CLEAR
    return Effect.MET if truth is Truth.TRUE else Effect.FAILS


def judge(
    rows: Sequence[Row],
    checklist: Checklist,
    given: Mapping[str, GivenAnswer],
    present: Collection[str] | None = None,
) -> dict[str, Judged]:
    """The effect of each row, by code. `rows` holds each parent before its parts; `given` is by code.

    `present` limits the parts that count to one cohort's; None counts them all.
    """
    judged: dict[str, Judged] = {}
    for row in reversed(rows):
        parts = checklist.parts(row.code)
        own = given.get(row.code)
        if own is not None and own.contested is not None:
            judged[row.code] = _judge_contested(row, own, own.contested)
        elif not parts or row.combine in READ_ONLY_OPERATORS:
            judged[row.code] = _judge_own(row, own)
        else:
            judged[row.code] = _judge_parent(row, own, parts, judged, present)
    for row in rows:
        if row.parent is not None and row.parent in judged:
            _settle_part(row, checklist.row(row.parent), judged)
    return judged


def _judge_own(row: Row, own: GivenAnswer | None) -> Judged:
    truth = answered_truth(own)
    if truth is Truth.UNKNOWN:
        return Judged(_open_effect(own), "", truth)
    note = CONSIDERED.get(row.combine or "", "")
    return Judged(Effect.NEUTRAL if truth is Truth.DROPPED else side_effect(row.side, truth), note, truth)


def _judge_contested(row: Row, first: GivenAnswer, second: GivenAnswer) -> Judged:
    """Two people said different things at once: unfavourable if either is, as where parts disagree; else open."""
    note = f"{first.who}: {_said(first)}, {second.who}: {_said(second)}, at once"
    bad = unfavourable_truth(row.side)
    if bad in (answered_truth(first), answered_truth(second)):
        return Judged(Effect.CONFLICT, note, bad)
    return Judged(Effect.UNKNOWN, note, Truth.UNKNOWN)


def _said(given: GivenAnswer) -> str:
    return given.answer.value.replace("na", "n/a") if given.answer else "no answer"


def _open_effect(own: GivenAnswer | None) -> Effect:
    if own is None or own.answer is None:
        return Effect.OPEN
    return Effect.NEEDS_REASON if own.answer is Answer.NOT_APPLICABLE else Effect.UNKNOWN


def _judge_parent(
    row: Row,
    own: GivenAnswer | None,
    parts: Sequence[Row],
    judged: Mapping[str, Judged],
    present: Collection[str] | None,
) -> Judged:
    """Unfavourable if the own answer or the parts are; else favourable if either is; else open."""
    said, derived = answered_truth(own), derived_truth(row, parts, judged, present)
    if said is Truth.DROPPED:
        # Not applicable closes the parts; but a part that is true of an exclusion is a fact that nothing hides.
        if row.side == "E" and derived is Truth.TRUE:
            return Judged(Effect.CONFLICT, "n/a, but parts exclude", derived)
        return Judged(Effect.NEUTRAL, "", said)
    if said is Truth.UNKNOWN:
        return _judge_from_parts(row, own, derived, parts, judged, present)
    if derived in (Truth.TRUE, Truth.FALSE) and derived is not said:
        return Judged(Effect.CONFLICT, "parts say otherwise", unfavourable_truth(row.side))
    return Judged(side_effect(row.side, said), "", said)


def _judge_from_parts(
    row: Row,
    own: GivenAnswer | None,
    derived: Truth,
    parts: Sequence[Row],
    judged: Mapping[str, Judged],
    present: Collection[str] | None,
) -> Judged:
    effect = _open_effect(own)
    decided = derived in (Truth.TRUE, Truth.FALSE)
    # Without its reason a "not applicable" leaves the row open, whatever speaks for it; what speaks against it counts.
    if decided and (effect is not Effect.NEEDS_REASON or derived is unfavourable_truth(row.side)):
        return Judged(side_effect(row.side, derived), "from parts", derived)
    if effect is Effect.OPEN:
        left = {
            judged[part.code].effect
            for part in parts
            if _is_present(part, present) and judged[part.code].effect.is_open
        }
        effect = Effect.UNKNOWN if left == {Effect.UNKNOWN} else Effect.OPEN
    return Judged(effect, "", Truth.UNKNOWN)


def derived_truth(
    row: Row, parts: Sequence[Row], judged: Mapping[str, Judged], present: Collection[str] | None = None
) -> Truth:
    """What the parts make of their parent's statement; UNKNOWN where they do not decide it or derive nothing.

    A part that is not applicable drops out. An inclusion that would fail only because of a drop stays open. A part that
    states the other side counts by its effect: what excludes makes an inclusion false.
    """
    truths = [
        None
        if not _is_present(part, present)
        else judged[part.code].truth
        if part.side == row.side
        else judged[part.code].truth.negated()
        for part in parts
    ]
    group = read_operator(row.combine, row.expr, len(parts))
    if group is None or (group.least > 1 and len(truths) - truths.count(None) < group.least):
        return Truth.UNKNOWN
    derived = evaluate(group, truths)
    if derived is None or derived is Truth.DROPPED:
        return Truth.UNKNOWN
    if derived is Truth.FALSE and row.side == "I":
        return evaluate(group, truths, drops_open=True) or Truth.UNKNOWN
    return derived


def _is_present(part: Row, present: Collection[str] | None) -> bool:
    return present is None or part.code in present


def _settle_part(row: Row, parent: Row, judged: dict[str, Judged]) -> None:
    """Parts of exceptions and explanations are only read; parts of a row that is not applicable are closed with it."""
    above = judged[parent.code]
    if parent.combine in READ_ONLY_OPERATORS or above.effect is Effect.READ:
        judged[row.code] = Judged(Effect.READ, "", Truth.DROPPED)
    elif above.effect is Effect.NEUTRAL:
        note = above.note if above.note.startswith("closed by ") else f"closed by {parent.code} n/a"
        judged[row.code] = Judged(Effect.NEUTRAL, note, Truth.DROPPED)


def cohort_verdict(
    label: str,
    title: str,
    rows: Iterable[Row],
    judged: Mapping[str, Judged],
    standing: Standing,
    *,
    closed: bool = False,
    carried: Collection[str] = (),
) -> CohortVerdict:
    """The verdict over `rows`: everyone's and this cohort's, parts included, in display order.

    `carried` holds the codes of all rows whose answer is carried over from another version.
    """
    brought: list[str] = []
    blockers: list[str] = []
    unanswered: list[str] = []
    unknown: list[str] = []
    open_: list[str] = []
    open_parts: list[str] = []
    neutral: list[str] = []
    conflicts: list[str] = []
    favourable = 0
    for row in rows:
        effect = judged[row.code].effect
        if row.code in carried:
            brought.append(row.code)
        if effect is Effect.CONFLICT:
            conflicts.append(row.code)
        if row.parent is not None:
            if effect.is_open:
                open_parts.append(row.code)
        elif effect.is_open:
            open_.append(row.code)
            (unknown if effect is Effect.UNKNOWN else unanswered).append(row.code)
        elif effect.unfavourable:
            blockers.append(row.code)
        elif effect is Effect.NEUTRAL:
            neutral.append(row.code)
        else:
            favourable += 1
    withheld: tuple[str, ...] = ()
    if blockers:
        verdict = Verdict.NOT_ELIGIBLE
    else:
        withheld = _withheld(standing, nothing_but_na=not favourable and not open_)
        withheld += (CARRIED,) if brought else ()
        verdict = Verdict.OPEN if open_ or withheld else Verdict.NO_BLOCKER_FOUND
    return CohortVerdict(
        label=label,
        title=title,
        verdict=Verdict.NOT_OPEN_HERE if closed else verdict,
        blockers=tuple(blockers),
        open=tuple(open_),
        unanswered=tuple(unanswered),
        unknown=tuple(unknown),
        open_parts=tuple(open_parts),
        not_applicable=tuple(neutral),
        conflicts=tuple(conflicts),
        confirmed=standing.scopes_confirmed,
        closed=closed,
        withheld=withheld,
        carried=tuple(brought),
    )


def _withheld(standing: Standing, *, nothing_but_na: bool) -> tuple[str, ...]:
    words = []
    if not standing.criteria_read:
        words.append("no criteria read")
    if standing.unassigned:
        words.append("unassigned text")
    if not standing.scopes_confirmed:
        words.append("scopes")
    if standing.elsewhere:
        words.append(ELSEWHERE)
    if nothing_but_na and standing.criteria_read:
        words.append("nothing but n/a")
    return tuple(words)


def overall_verdict(cohorts: Iterable[CohortVerdict]) -> Verdict:
    """The best cohort among those not closed at this site (a closed one says so itself); none left: NOT OPEN HERE."""
    reached = {cohort.verdict for cohort in cohorts}
    return next((verdict for verdict in BEST_FIRST if verdict in reached), Verdict.NOT_OPEN_HERE)
