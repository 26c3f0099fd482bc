"""Section 6 of the product description, sentence by sentence."""

from __future__ import annotations

import pytest
from tests.unit.screening.outlines import checklist, criterion, sample_shape
from tests.unit.screening.sitting import Sitting

from trialtui.eligibility.outline import Criterion
from trialtui.record.study import EligibilityModule
from trialtui.screening.answers import Answer, Effect
from trialtui.screening.verdict import CohortVerdict, Verdict

YES, NO, UNKNOWN, NA = Answer.YES, Answer.NO, Answer.UNKNOWN, Answer.NOT_APPLICABLE
WORDS = {"y": YES, "n": NO, "u": UNKNOWN, "a": NA}


def screened(answers: str, *criteria: Criterion) -> Sitting:
    """A screening with answers such as "I1=y I2.1=a" (n/a with a reason)."""
    sitting = Sitting(checklist(*criteria))
    sitting.give_all({code: WORDS[word] for code, word in (entry.split("=") for entry in answers.split())})
    return sitting


def effect_of_parts(parts: str, code: str, combine: str, expr: str | None = None) -> Effect:
    """The effect of a parent whose parts are answered so: "yn.a" is Yes, No, unanswered, n/a with a reason."""
    rows = [criterion(code, combine, expr)] + [criterion(f"{code}.{at}") for at in range(1, len(parts) + 1)]
    answers = [f"{code}.{at}={word}" for at, word in enumerate(parts, 1) if word != "."]
    return screened(" ".join(answers), *rows).screening.effect(code)


def only(sitting: Sitting) -> CohortVerdict:
    (cohort,) = sitting.screening.cohorts()
    return cohort


@pytest.mark.parametrize(
    ("answers", "effect"),
    [
        ("I1=y", Effect.MET),
        ("I1=n", Effect.FAILS),
        ("I1=u", Effect.UNKNOWN),
        ("I1=a", Effect.NEUTRAL),
        ("", Effect.OPEN),
        ("E1=y", Effect.EXCLUDES),
        ("E1=n", Effect.CLEAR),
        ("E1=u", Effect.UNKNOWN),
        ("E1=a", Effect.NEUTRAL),
    ],
)
def test_a_leafs_answer_gives_its_effect_by_side(answers: str, effect: Effect) -> None:
    code = answers[:2] or "I1"
    assert screened(answers, criterion("I1"), criterion("E1")).screening.effect(code) is effect


@pytest.mark.parametrize(
    ("parts", "combine", "effect"),
    [
        ("yy", "all", Effect.MET),
        ("y.", "all", Effect.OPEN),
        ("yu", "all", Effect.UNKNOWN),
        (".u", "all", Effect.OPEN),
        ("n.", "all", Effect.FAILS),
        ("y.", "any", Effect.MET),
        ("n.", "any", Effect.OPEN),
        ("nn", "any", Effect.FAILS),
        ("yy.", "atleast:2", Effect.MET),
        ("y..", "atleast:2", Effect.OPEN),
        ("nn.", "atleast:2", Effect.FAILS),
        ("nu.", "atleast:2", Effect.OPEN),
    ],
)
def test_the_parts_of_an_inclusion_decide_it(parts: str, combine: str, effect: Effect) -> None:
    assert effect_of_parts(parts, "I1", combine) is effect


@pytest.mark.parametrize(
    ("parts", "combine", "effect"),
    [
        ("y.", "any", Effect.EXCLUDES),
        ("nn", "any", Effect.CLEAR),
        ("n.", "any", Effect.OPEN),
        ("yy", "all", Effect.EXCLUDES),
        ("y.", "all", Effect.OPEN),
        ("n.", "all", Effect.CLEAR),
        ("yy.", "atleast:2", Effect.EXCLUDES),
        ("nn.", "atleast:2", Effect.CLEAR),
        ("y..", "atleast:2", Effect.OPEN),
    ],
)
def test_the_parts_of_an_exclusion_decide_its_truth_and_the_side_gives_the_effect(
    parts: str, combine: str, effect: Effect
) -> None:
    assert effect_of_parts(parts, "E1", combine) is effect


@pytest.mark.parametrize(
    ("parts", "effect"),
    [
        ("yny", Effect.MET),
        ("n.y", Effect.OPEN),
        ("nny", Effect.FAILS),
        ("y.n", Effect.FAILS),
        ("y..", Effect.OPEN),
    ],
)
def test_mixed_connectives_are_groups_inside_the_expression(parts: str, effect: Effect) -> None:
    assert effect_of_parts(parts, "I1", "all", "(1|2)&3") is effect


@pytest.mark.parametrize(
    ("parts", "combine", "effect"),
    [
        ("ya", "all", Effect.MET),
        ("na", "all", Effect.FAILS),
        ("ya", "any", Effect.MET),
        ("na", "any", Effect.OPEN),  # would fail only because of the drop
        ("aa", "all", Effect.OPEN),  # the parent needs its own answer
        ("aa", "any", Effect.OPEN),
        ("yaa", "atleast:2", Effect.OPEN),  # would fail only because of the drops
        ("nna", "atleast:2", Effect.FAILS),  # fails without it as well
    ],
)
def test_a_part_of_an_inclusion_that_is_not_applicable_drops_out(
    parts: str, combine: str, effect: Effect
) -> None:
    assert effect_of_parts(parts, "I1", combine) is effect


@pytest.mark.parametrize(
    ("parts", "effect"),
    [("nay", Effect.OPEN), ("aay", Effect.MET), ("yna", Effect.MET), ("aan", Effect.FAILS)],
)
def test_a_part_that_is_not_applicable_drops_out_of_its_group(parts: str, effect: Effect) -> None:
    assert effect_of_parts(parts, "I1", "all", "(1|2)&3") is effect


@pytest.mark.parametrize(
    ("parts", "combine", "effect"),
    [("na", "any", Effect.CLEAR), ("ya", "all", Effect.EXCLUDES), ("aa", "any", Effect.OPEN), ("yaa", "atleast:2", Effect.CLEAR)],
)  # fmt: skip
def test_a_part_of_an_exclusion_that_is_not_applicable_drops_out(
    parts: str, combine: str, effect: Effect
) -> None:
    assert effect_of_parts(parts, "E1", combine) is effect


ANY_OF_TWO = (criterion("I1", "any"), criterion("I1.1"), criterion("I1.2"))
EXCLUSION = (criterion("E1", "any"), criterion("E1.1"), criterion("E1.2"))


@pytest.mark.parametrize(
    ("answers", "effect", "note"),
    [
        ("I1.1=y", Effect.MET, "from parts"),
        ("I1=u I1.1=y", Effect.MET, "from parts"),
        ("I1=y", Effect.MET, ""),
        ("I1=y I1.1=y", Effect.MET, ""),
        ("I1=y I1.1=n", Effect.MET, ""),  # the parts do not decide yet
        ("I1=y I1.1=n I1.2=n", Effect.CONFLICT, "parts say otherwise"),
        ("I1=n I1.1=y", Effect.CONFLICT, "parts say otherwise"),
        ("I1=u I1.1=n", Effect.UNKNOWN, ""),
    ],
)
def test_a_parent_has_its_own_answer_and_what_its_parts_derive(
    answers: str, effect: Effect, note: str
) -> None:
    screening = screened(answers, *ANY_OF_TWO).screening
    assert (screening.effect("I1"), screening.effect_note("I1")) == (effect, note)


def test_a_conflict_blocks_and_is_named() -> None:
    cohort = only(screened("I1=n I1.1=y", *ANY_OF_TWO))
    assert (cohort.verdict, cohort.blockers, cohort.conflicts) == (Verdict.NOT_ELIGIBLE, ("I1",), ("I1",))


@pytest.mark.parametrize("answers", ["I1.1=n I1.1.1=y I1.2=y", "I1.1=y I1.1.1=n I1.2=y"])
def test_a_conflict_of_a_part_counts_as_unfavourable_above_it(answers: str) -> None:
    rows = (criterion("I1", "all"), criterion("I1.1", "any"), criterion("I1.1.1"), criterion("I1.2"))
    cohort = only(screened(answers, *rows))
    assert (cohort.blockers, cohort.conflicts) == (("I1",), ("I1.1",))


@pytest.mark.parametrize("combine", ["except", "info"])
def test_exceptions_and_explanations_are_read_and_never_derive(combine: str) -> None:
    rows = (criterion("E1", combine), criterion("E1.1", "any"), criterion("E1.1.1"))
    screening = screened("E1.1=y E1.1.1=y", *rows).screening
    assert screening.effect("E1") is Effect.OPEN
    assert screening.effect("E1.1") is screening.effect("E1.1.1") is Effect.READ
    assert screening.cohorts()[0].open_parts == ()


def test_that_exceptions_were_considered_is_recorded_with_the_parents_own_answer() -> None:
    sitting = screened("E1=n", criterion("E1", "except"), criterion("E1.1"))
    assert sitting.screening.effect("E1") is Effect.CLEAR
    assert sitting.screening.effect_note("E1") == "exceptions considered"
    assert (sitting.log[0].content or {})["considered"] == "exceptions"


def test_not_applicable_counts_only_with_a_reason() -> None:
    sitting = Sitting(checklist(criterion("I1"), criterion("I2")))
    sitting.give("I2", YES)
    sitting.give("I1", NA)
    assert sitting.screening.effect("I1") is Effect.NEEDS_REASON
    assert only(sitting).unanswered == ("I1",)
    sitting.keep(sitting.screening.give("I1", reason=" other cohort "))
    assert sitting.screening.effect("I1") is Effect.NEUTRAL
    assert only(sitting).verdict is Verdict.NO_BLOCKER_FOUND


def test_not_applicable_without_a_reason_stays_open_whatever_speaks_for_it() -> None:
    sitting = screened("I1.1=y E1.1=y", *ANY_OF_TWO, *EXCLUSION)
    sitting.give("I1", NA)
    sitting.give("E1", NA)
    assert sitting.screening.effect("I1") is Effect.NEEDS_REASON
    assert sitting.screening.effect("E1") is Effect.EXCLUDES


def test_not_applicable_on_a_parent_closes_its_parts() -> None:
    rows = (
        criterion("I1", "any"),
        criterion("I1.1"),
        criterion("I1.2", "all"),
        criterion("I1.2.1"),
        criterion("I2"),
    )
    sitting = screened("I1.1=n I1=a I2=y", *rows)
    for code in ("I1.1", "I1.2", "I1.2.1"):
        assert sitting.screening.effect(code) is Effect.NEUTRAL
        assert sitting.screening.effect_note(code) == "closed by I1 n/a"
    cohort = only(sitting)
    assert (cohort.verdict, cohort.open_parts, cohort.not_applicable) == (
        Verdict.NO_BLOCKER_FOUND,
        (),
        ("I1",),
    )


def test_not_applicable_hides_no_part_that_excludes() -> None:
    sitting = screened("E1.2=y E1=a", *EXCLUSION)
    assert sitting.screening.effect("E1") is Effect.CONFLICT
    assert sitting.screening.effect("E1.2") is Effect.EXCLUDES
    assert only(sitting).verdict is Verdict.NOT_ELIGIBLE


def test_a_part_that_states_the_other_side_counts_by_its_effect() -> None:
    rows = (criterion("I1", "all"), criterion("I1.1"), criterion("I1.2", side="E"))
    assert screened("I1.1=y I1.2=n", *rows).screening.effect("I1") is Effect.MET
    assert screened("I1.1=y I1.2=y", *rows).screening.effect("I1") is Effect.FAILS


def test_an_operator_that_does_not_fit_derives_nothing() -> None:
    assert effect_of_parts("nn", "I1", "atleast:3") is Effect.OPEN
    assert effect_of_parts("nn", "E1", "atleast:3") is Effect.OPEN
    assert effect_of_parts("nn", "I1", "all", "1|7") is Effect.OPEN


def test_unknown_and_unanswered_are_both_open_and_told_apart() -> None:
    cohort = only(screened("I1=u", criterion("I1"), criterion("I2")))
    assert (cohort.open, cohort.unknown, cohort.unanswered) == (("I1", "I2"), ("I1",), ("I2",))


def test_all_not_applicable_gives_no_verdict() -> None:
    cohort = only(screened("I1=a E1=a", criterion("I1"), criterion("E1")))
    assert (cohort.verdict, cohort.withheld) == (Verdict.OPEN, ("nothing but n/a",))


def test_without_cohorts_there_is_one_and_nothing_to_confirm() -> None:
    cohort = only(screened("I1=y", criterion("I1")))
    assert (cohort.label, cohort.confirmed, cohort.verdict) == (
        "all participants",
        True,
        Verdict.NO_BLOCKER_FOUND,
    )


def test_without_criteria_there_is_no_verdict_but_a_limit_still_fails() -> None:
    sitting = Sitting(checklist(limits=EligibilityModule(minimum_age="18 Years")))
    sitting.give("R1", YES)
    assert (only(sitting).verdict, only(sitting).withheld) == (Verdict.OPEN, ("no criteria read",))
    sitting.give("R1", NO)
    assert only(sitting).blockers == ("R1",)
    assert Sitting(checklist()).screening.overall() is Verdict.OPEN


def test_unassigned_text_withholds_until_somebody_looked_at_it() -> None:
    sitting = Sitting(checklist(criterion("I1"), unassigned="Something else."))
    sitting.give("I1", YES)
    assert (only(sitting).verdict, only(sitting).withheld) == (Verdict.OPEN, ("unassigned text",))
    sitting.keep(sitting.screening.look_at_unassigned())
    assert only(sitting).verdict is Verdict.NO_BLOCKER_FOUND
    sitting.undo()
    assert only(sitting).verdict is Verdict.OPEN


def test_unconfirmed_scopes_withhold_but_hide_no_blocker() -> None:
    sitting = Sitting(
        checklist(
            criterion("I1", scope=("A",)), criterion("I2"), criterion("E1", scope=("B",)), cohorts=("A", "B")
        )
    )
    sitting.give_all({"I1": YES, "I2": YES, "E1": YES})
    a, b = sitting.screening.cohorts()
    assert (a.verdict, a.withheld, a.open, a.line()) == (Verdict.OPEN, ("scopes",), (), "A open, scopes")
    assert (b.verdict, b.line()) == (Verdict.NOT_ELIGIBLE, "B NOT ELIGIBLE E1")
    sitting.keep(sitting.screening.confirm_scopes())
    assert [cohort.verdict for cohort in sitting.screening.cohorts()] == [
        Verdict.NO_BLOCKER_FOUND,
        Verdict.NOT_ELIGIBLE,
    ]
    assert sitting.screening.overall() is Verdict.NO_BLOCKER_FOUND


def test_the_overall_verdict_is_the_best_open_cohorts() -> None:
    sitting = Sitting(
        checklist(criterion("I1", scope=("A",)), criterion("I2", scope=("B",)), cohorts=("A", "B"))
    )
    sitting.give("I1", NO)
    assert sitting.screening.overall() is Verdict.OPEN
    sitting.keep(sitting.screening.close_cohort("B"))
    assert sitting.screening.overall() is Verdict.NOT_ELIGIBLE
    sitting.keep(sitting.screening.close_cohort("A"))
    assert sitting.screening.overall() is Verdict.NOT_OPEN_HERE
    assert sitting.screening.cohorts()[0].closed


PHASES = (
    criterion("I1", "any"),
    criterion("I1.1", scope=("P1",)),
    criterion("I1.2", scope=("P2",)),
    criterion("E1", "atleast:2"),
    criterion("E1.1", scope=("P1",)),
    criterion("E1.2", scope=("P2",)),
)


def test_a_part_of_another_cohort_is_not_there() -> None:
    sitting = Sitting(checklist(*PHASES, cohorts=("P1", "P2")))
    sitting.give("I1.1", NO)
    first, second = sitting.screening.cohorts()
    assert (first.blockers, second.blockers) == (("I1",), ())
    assert (first.open_parts, second.open_parts) == (("E1.1",), ("I1.2", "E1.2"))
    assert sitting.screening.effect("I1") is sitting.screening.effect("I1", "P1") is Effect.FAILS
    assert sitting.screening.effect("I1", "P2") is Effect.OPEN


def test_an_at_least_with_too_few_parts_in_a_cohort_never_clears() -> None:
    sitting = Sitting(checklist(*PHASES, cohorts=("P1", "P2")))
    assert "E1" in sitting.screening.cohorts()[0].open
    sitting.give("E1.1", NO)
    assert "E1" in sitting.screening.cohorts()[0].open


def test_the_line_names_every_blocker_and_counts_what_is_left() -> None:
    sitting = Sitting(sample_shape())
    assert [cohort.line() for cohort in sitting.screening.cohorts()] == [
        "LN open, 26 left",
        "SSc open, 32 left",
    ]
    sitting.give_all({"I6": NO, "E7": YES, "I1": YES})
    assert [cohort.line() for cohort in sitting.screening.cohorts()] == [
        "LN open, 25 left",
        "SSc NOT ELIGIBLE I6 E7",
    ]


def test_no_verdict_says_eligible_without_not() -> None:
    words = [verdict.words for verdict in Verdict]
    assert words == [
        "NOT ELIGIBLE",
        "OPEN",
        "NO BLOCKER FOUND, needs investigator sign-off",
        "NOT OPEN HERE",
    ]
