"""The laws of section 6 as properties, over outlines of any shape and over the sample's."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.screening.outlines import checklist, criterion, sample_shape
from tests.unit.screening.sitting import RECORD, SUBJECT, TRIAL, Sitting

from trialtui.eligibility.outline import Criterion
from trialtui.record.study import EligibilityModule
from trialtui.screening.answers import Answer, Effect
from trialtui.screening.checklist import Checklist
from trialtui.screening.kleene import Truth, read_operator
from trialtui.screening.report import verdict_json
from trialtui.screening.screening import Screening
from trialtui.screening.verdict import Verdict, answered_truth

YES, NO, UNKNOWN, NA = Answer.YES, Answer.NO, Answer.UNKNOWN, Answer.NOT_APPLICABLE
COHORTS = ("A", "B")
ANSWERS = st.sampled_from([YES, NO, UNKNOWN, NA, None])
LIMITS = EligibilityModule(minimum_age="18 Years", healthy_volunteers=False)
SAMPLE = Path(__file__).parents[3] / "seeds" / "NCT06377228.txt"


@st.composite
def branches(draw: st.DrawFn, code: str, depth: int = 0) -> list[Criterion]:
    """A criterion with parts, and parts of parts."""
    scope = draw(st.sampled_from([(), (), (), ("A",), ("B",)]))
    count = draw(st.sampled_from([0, 0, 0, 2, 3] if depth < 2 else [0]))
    if not count:
        return [criterion(code, scope=scope, text="Age 18 years or older" if code == "I1" else None)]
    combine = draw(st.sampled_from(["all", "any", "atleast:2", "except", "info"]))
    mixed = count == 3 and combine in ("all", "any") and draw(st.booleans())
    expr = draw(st.sampled_from(["(1|2)&3", "1|2&3", "1&(2|3)"])) if mixed else None
    rows = [criterion(code, combine, expr, scope)]
    for at in range(1, count + 1):
        rows += draw(branches(f"{code}.{at}", depth + 1))
    return rows


@st.composite
def checklists(draw: st.DrawFn) -> Checklist:
    criteria: list[Criterion] = []
    for side in "IE":
        for number in range(1, draw(st.integers(1, 3)) + 1):
            criteria += draw(branches(f"{side}{number}"))
    return checklist(*criteria, cohorts=COHORTS, limits=LIMITS)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Checklist, dict[str, Answer]]:
    """A checklist, and answers to some of its questions (each question once)."""
    rows = draw(checklists())
    codes = sorted(set(rows.questions.values()))
    answers = draw(st.fixed_dictionaries(dict.fromkeys(codes, ANSWERS)))
    return rows, {code: answer for code, answer in answers.items() if answer is not None}


def screened(rows: Checklist, answers: dict[str, Answer]) -> Sitting:
    sitting = Sitting(rows)
    sitting.give_all(answers)
    return sitting


def state(sitting: Sitting) -> tuple[object, ...]:
    screening = sitting.screening
    rows = [
        (row.code, screening.effect(row.code), screening.scope(row.code), words(screening, row.code))
        for row in screening.checklist.rows
    ]
    return rows, screening.cohorts(), screening.overall(), screening.overlays()


def words(screening: Screening, code: str) -> tuple[object, ...]:
    given_answer = screening.answer(code)
    return () if given_answer is None else given_answer[:4]


@given(answered(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(
    case: tuple[Checklist, dict[str, Answer]], shuffler: random.Random
) -> None:
    rows, answers = case
    shuffled = list(answers.items())
    shuffler.shuffle(shuffled)
    assert state(screened(rows, answers)) == state(screened(rows, dict(shuffled)))


@given(answered(), st.data())
def test_answering_what_is_open_never_undoes_not_eligible(
    case: tuple[Checklist, dict[str, Answer]], data: st.DataObject
) -> None:
    rows, answers = case
    sitting = screened(rows, answers)
    before = sitting.screening.cohorts()
    left = [row.code for row in rows.rows if sitting.screening.effect(row.code).is_open]
    if left:
        sitting.give_all({data.draw(st.sampled_from(left)): data.draw(st.sampled_from([YES, NO, NA]))})
    for was, is_now in zip(before, sitting.screening.cohorts(), strict=True):
        assert set(was.blockers) <= set(is_now.blockers)


@given(answered())
def test_an_unanswered_criterion_never_clears(case: tuple[Checklist, dict[str, Answer]]) -> None:
    rows, answers = case
    screening = screened(rows, answers).screening
    silent = [
        top.code
        for top in rows.top_level
        if all(
            (found := screening.answer(row.code)) is None or found.answer is UNKNOWN
            for row in rows.branch(top.code)
        )
    ]
    for code in silent:
        assert screening.effect(code).is_open
    for cohort in screening.cohorts():
        mine = {code for code in silent if screening.in_cohort(code, cohort.label)}
        assert mine <= set(cohort.open)
        assert not mine or cohort.verdict in (Verdict.OPEN, Verdict.NOT_ELIGIBLE)


@given(answered())
def test_unknown_counts_as_unanswered_does(case: tuple[Checklist, dict[str, Answer]]) -> None:
    rows, answers = case
    known = {code: answer for code, answer in answers.items() if answer is not UNKNOWN}
    for one, other in zip(
        screened(rows, answers).screening.cohorts(), screened(rows, known).screening.cohorts(), strict=True
    ):
        assert (one.verdict, one.blockers, one.open) == (other.verdict, other.blockers, other.open)


@given(answered())
def test_a_cohort_hears_only_everyones_rows_and_its_own(case: tuple[Checklist, dict[str, Answer]]) -> None:
    rows, answers = case
    full = screened(rows, answers).screening
    for at, label in enumerate(COHORTS):
        own = {code: answer for code, answer in answers.items() if full.in_cohort(code, label)}
        assert screened(rows, own).screening.cohorts()[at] == full.cohorts()[at]


@given(answered())
def test_a_verdict_is_one_of_four_and_never_says_eligible_without_not(
    case: tuple[Checklist, dict[str, Answer]],
) -> None:
    sitting = screened(*case)
    for confirm in (False, True):
        if confirm and not sitting.screening.scopes_confirmed:
            sitting.keep(sitting.screening.confirm_scopes())
        said = [cohort.line() for cohort in sitting.screening.cohorts()] + [sitting.screening.overall().words]
        assert not re.search(r"(?<!NOT )ELIGIBLE", " / ".join(said))
        assert not re.search(r"(?<!NOT_)ELIGIBLE", str(verdict_json(sitting.screening, "S-014")))


@given(answered())
def test_each_top_level_row_is_a_blocker_open_neutral_or_favourable(
    case: tuple[Checklist, dict[str, Answer]],
) -> None:
    screening = screened(*case).screening
    for cohort in screening.cohorts():
        mine = {
            row.code for row in screening.checklist.top_level if screening.in_cohort(row.code, cohort.label)
        }
        named = [*cohort.blockers, *cohort.open, *cohort.not_applicable]
        assert len(named) == len(set(named))
        assert set(named) <= mine
        assert sorted(cohort.open) == sorted(cohort.unanswered + cohort.unknown)
        rest = mine - set(named)
        assert all(screening.effect(code, cohort.label).favourable for code in rest)


@settings(max_examples=30)
@given(answered(), st.data())
def test_undo_then_redo_restores_and_undoing_all_leaves_nothing(
    case: tuple[Checklist, dict[str, Answer]], data: st.DataObject
) -> None:
    rows, answers = case
    sitting = Sitting(rows)
    states = [state(sitting)]
    for code, answer in answers.items():
        sitting.give_all({code: answer})
        states.append(state(sitting))
    if not sitting.screening.scopes_confirmed:
        sitting.keep(sitting.screening.confirm_scopes())
        states.append(state(sitting))
    back = data.draw(st.integers(0, len(states) - 1))
    for expected in reversed(states[len(states) - 1 - back : -1]):
        sitting.undo()
        assert state(sitting) == expected
    for expected in states[len(states) - back :]:
        sitting.redo()
        assert state(sitting) == expected
    for expected in reversed(states[:-1]):
        sitting.undo()
        assert state(sitting) == expected


@given(answered(), st.randoms(use_true_random=False))
def test_folding_gives_the_same_whatever_order_events_arrive_in(
    case: tuple[Checklist, dict[str, Answer]], shuffler: random.Random
) -> None:
    rows, answers = case
    sitting = screened(rows, answers)
    for code, answer in answers.items():
        sitting.give_all({code: NO if answer is not NO else YES})
    if answers:
        sitting.undo()
    events = [*sitting.log, *sitting.log]
    shuffler.shuffle(events)
    again = Sitting(rows)
    again.screening = Screening(
        rows, trial=TRIAL, record=RECORD, status="RECRUITING", subject=SUBJECT, events=events
    )
    assert state(again) == state(sitting)


def outcomes(rows: Checklist, code: str, answers: dict[str, Answer]) -> set[bool]:
    """Every truth the statement can have, over all completions of what is not known; read-once, so parts are independent."""
    row, parts = rows.row(code), rows.parts(code)
    if not parts:
        truth = {YES: {True}, NO: {False}}.get(answers.get(code, UNKNOWN), {True, False})
        return set(truth)
    below = [outcomes(rows, part.code, answers) for part in parts]
    combinations: list[list[bool]] = [[]]
    for options in below:
        combinations = [[*done, option] for done in combinations for option in options]
    return {_combined(row.combine or "", row.expr, values) for values in combinations}


def _combined(combine: str, expr: str | None, values: list[bool]) -> bool:
    if expr:
        python = re.sub(r"\d+", lambda ordinal: str(values[int(ordinal[0]) - 1]), expr)
        return bool(eval(python.replace("|", " or ").replace("&", " and ")))
    if combine.startswith("atleast:"):
        return sum(values) >= int(combine.partition(":")[2])
    return all(values) if combine == "all" else any(values)


@st.composite
def derivations(draw: st.DrawFn) -> tuple[Checklist, dict[str, Answer]]:
    """One criterion whose leaves are answered, with no exceptions, no drops, and no own answers of parents."""
    side = draw(st.sampled_from("IE"))
    criteria = [
        row._replace(scope=(), combine="any" if row.combine in ("except", "info") else row.combine)
        for row in draw(branches(f"{side}2"))
    ]
    rows = checklist(*criteria)
    leaves = [row.code for row in rows.rows if not rows.parts(row.code)]
    answers = draw(st.fixed_dictionaries({code: st.sampled_from([YES, NO, UNKNOWN]) for code in leaves}))
    return rows, answers


@given(derivations())
def test_what_parts_derive_is_what_all_completions_agree_on(
    case: tuple[Checklist, dict[str, Answer]],
) -> None:
    rows, answers = case
    top = rows.top_level[0]
    possible = outcomes(rows, top.code, answers)
    effect = screened(rows, answers).screening.effect(top.code)
    if len(possible) == 2:
        assert effect.is_open
    else:
        favourable = possible == {top.side == "I"}
        assert effect.favourable if favourable else effect.unfavourable


@given(answered())
def test_a_parent_is_unfavourable_if_its_answer_or_its_parts_are(
    case: tuple[Checklist, dict[str, Answer]],
) -> None:
    rows, answers = case
    screening = screened(rows, answers).screening
    for row in rows.rows:
        said = answered_truth(screening.answer(row.code))
        effect = screening.effect(row.code)
        if effect in (Effect.READ, Effect.NEUTRAL):
            continue
        if said is (Truth.TRUE if row.side == "E" else Truth.FALSE):
            assert effect.unfavourable
        if effect.favourable and said is Truth.UNKNOWN:
            assert read_operator(row.combine, row.expr, len(rows.parts(row.code))) is not None


# The sample


@cache
def real_sample() -> Checklist:
    reading = pytest.importorskip("trialtui.eligibility.reading")
    reader = pytest.importorskip("trialtui.copies.reader")
    study = reader.open_copy(SAMPLE).study
    outline = reading.read_criteria(
        study.eligibility.eligibility_criteria, study.arms_interventions.arm_groups
    )
    return Checklist(outline, study.eligibility)


SAMPLES = pytest.mark.parametrize("sample", [sample_shape, real_sample])


def codes(first: int, last: int, side: str = "E") -> list[str]:
    return [f"{side}{number}" for number in range(first, last + 1)]


@SAMPLES
def test_all_yes_on_the_sample_names_every_exclusion_of_the_cohort(sample: object) -> None:
    rows = sample()  # type: ignore[operator]
    sitting = screened(rows, {row.code: YES for row in rows.rows if row.code != "I16"})
    sitting.keep(sitting.screening.confirm_scopes())
    ln, ssc = sitting.screening.cohorts()
    assert ln.verdict is ssc.verdict is sitting.screening.overall() is Verdict.NOT_ELIGIBLE
    assert list(ln.blockers) == codes(1, 4) + codes(14, 21)
    assert list(ssc.blockers) == codes(5, 21)


@SAMPLES
def test_an_untouched_sample_is_open_with_everything_listed(sample: object) -> None:
    ln, ssc = Sitting(sample()).screening.cohorts()  # type: ignore[operator]
    everyone = codes(12, 18, "I")
    assert list(ln.open) == ["R1", "R3", *codes(1, 5, "I"), *everyone, *codes(1, 4), *codes(14, 21)]
    assert list(ssc.open) == ["R1", "R3", *codes(6, 11, "I"), *everyone, *codes(5, 13), *codes(14, 21)]
    parts = [
        "I17.1",
        "I17.2",
        "I17.3",
        "I17.3.1",
        "I17.3.2",
        "I17.3.3",
        "I18.1",
        "I18.2",
        "I18.3",
        "E16.1",
        "E16.2",
        "E16.3",
    ]
    assert list(ln.open_parts) == list(ssc.open_parts) == parts


@SAMPLES
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_blocker_found_on_the_sample_needs_every_row_of_a_confirmed_cohort(
    sample: object, data: st.DataObject
) -> None:
    rows: Checklist = sample()  # type: ignore[operator]
    favourable = {row.code: NO if row.side == "E" else YES for row in rows.top_level if row.code != "R1"}
    spoilt = data.draw(st.dictionaries(st.sampled_from(sorted(favourable)), ANSWERS, max_size=2))
    answers = {code: spoilt.get(code, usual) for code, usual in favourable.items()}
    sitting = screened(rows, {code: answer for code, answer in answers.items() if answer is not None})
    if data.draw(st.booleans()):
        sitting.keep(sitting.screening.confirm_scopes())
    for cohort in sitting.screening.cohorts():
        mine = [row.code for row in rows.top_level if sitting.screening.in_cohort(row.code, cohort.label)]
        effects = [sitting.screening.effect(code) for code in mine]
        fine = all(effect.favourable or effect is Effect.NEUTRAL for effect in effects)
        found = cohort.verdict is Verdict.NO_BLOCKER_FOUND
        assert found == (fine and sitting.screening.scopes_confirmed)


@SAMPLES
def test_answering_the_age_row_answers_the_criterion_that_repeats_it(sample: object) -> None:
    sitting = Sitting(sample())  # type: ignore[operator]
    sitting.give("I16", YES)
    assert sitting.screening.effect("R1") is Effect.MET
    assert sitting.screening.effect_note("R1") == "as I16"
    sitting.give("R1", NO)
    assert sitting.screening.effect("I16") is Effect.FAILS
    assert sitting.screening.effect_note("I16") == "as R1"
    assert sitting.screening.effect_note("R1") == ""
    assert len(sitting.screening.history("R1")) == len(sitting.screening.history("I16")) == 2


@SAMPLES
def test_a_male_subject_and_a_drop_leave_the_samples_contraception_row_to_a_person(sample: object) -> None:
    sitting = Sitting(sample())  # type: ignore[operator]
    sitting.give_all({"I17.1": NO, "I17.2": NO, "I17.3": NA})
    assert sitting.screening.effect("I17") is Effect.OPEN
    sitting.give_all({"I17": NA})
    assert sitting.screening.effect("I17") is Effect.NEUTRAL
    assert sitting.screening.effect_note("I17.3.1") == "closed by I17 n/a"
