"""Criteria changed: what an answer is worth on another version than the one it was given on."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.screening.outlines import checklist, criterion
from tests.unit.screening.sitting import RECORD, Sitting
from tests.unit.screening.test_verdict_laws import COHORTS, LIMITS, answered, state

from trialtui.screening import closing, consent, second_reading, signing, waivers
from trialtui.screening.acts import CannotAct, NothingToChange
from trialtui.screening.answers import Answer, Effect
from trialtui.screening.checklist import Checklist
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.footing import Footing, Gap, stood_on
from trialtui.screening.screening import Screening
from trialtui.screening.signatures import INVESTIGATOR, MAY_ENTER, SCREENER
from trialtui.screening.verdict import Verdict

YES, NO, NA = Answer.YES, Answer.NO, Answer.NOT_APPLICABLE
NEWER = "cd" * 32
GAP = Gap(RECORD, "2025-01-01", ("I2 reworded",))
OLD = checklist(criterion("I1"), criterion("I2"), criterion("E1"))
NEW = checklist(criterion("I1"), criterion("I2", text="Reworded."), criterion("E1"), criterion("E2"))


def on_newer(
    log: list[AuditEvent], rows: Checklist = NEW, gap: Gap | None = None, who: str = "MK"
) -> Sitting:
    """The same screening before a copy with other criteria; `gap`: before anybody took it there."""
    return Sitting(rows, log=log, record=NEWER, footing=Footing(frozenset({NEWER}), gap), who=who)


def gone_over(sitting: Sitting, rows: Checklist = NEW) -> Sitting:
    """A person looked at the newer version and took the screening there."""
    before = on_newer(sitting.log, rows, GAP)
    before.keep(before.screening.take_version("2026-01-01"))
    return on_newer(sitting.log, rows)


def old_screening(**answers: Answer) -> Sitting:
    sitting = Sitting(OLD)
    sitting.keep(NewEvent("screening.opened", {"version": "2025-01-01"}, "subject-1", "TRIAL-1", RECORD))
    sitting.give_all(answers)
    return sitting


def test_answers_are_carried_where_the_words_are_the_same_and_clear_nothing_before_they_are_re_affirmed() -> (
    None
):
    after = gone_over(old_screening(I1=YES, I2=YES, E1=NO))
    screening = after.screening
    assert screening.carried == ("I1", "E1")
    assert (screening.effect("I1"), screening.effect("I2"), screening.effect("E2")) == (
        Effect.MET, Effect.OPEN, Effect.OPEN,
    )  # fmt: skip
    assert [one.code for one in screening.apart] == ["I2"]
    after.give_all({"I2": YES, "E2": NO})
    (cohort,) = screening.cohorts()
    assert (cohort.verdict, cohort.withheld, cohort.line()) == (
        Verdict.OPEN, ("carried answers",), "all participants open, 2 carried",
    )  # fmt: skip
    assert "CRITERIA_CHANGED" in screening.overlays()
    assert signing.against(screening, SCREENER, "MK") == ["carried over and not re-affirmed: I1, E1"]
    for code in ("I1", "E1"):
        after.keep(screening.affirm(code))
    assert screening.overall() is Verdict.NO_BLOCKER_FOUND
    assert screening.overlays() == ()
    assert signing.against(screening, INVESTIGATOR, "MK", "", MAY_ENTER) == []


def test_a_carried_blocker_blocks() -> None:
    after = gone_over(old_screening(E1=YES))
    assert after.screening.overall() is Verdict.NOT_ELIGIBLE


def test_before_a_person_goes_over_nothing_is_answered_and_nothing_is_signed() -> None:
    old = old_screening(I1=YES, I2=YES, E1=NO)
    here = on_newer(old.log, gap=GAP)
    with pytest.raises(CannotAct, match=r"stands on the version of 2025-01-01: N takes"):
        here.give("E2", NO)
    with pytest.raises(CannotAct):
        here.undo()
    assert (
        "criteria changed: the screening stands on the version of 2025-01-01, not on this one (I2 reworded)"
        in (signing.against(here.screening, SCREENER, "MK"))
    )
    assert here.screening.overall() is Verdict.OPEN


def test_an_older_copy_never_becomes_current() -> None:
    here = on_newer(old_screening(I1=YES).log, gap=GAP._replace(older=True))
    with pytest.raises(CannotAct, match="never becomes current"):
        here.screening.take_version("2024-01-01")
    with pytest.raises(CannotAct, match="This copy is older"):
        here.give("E1", NO)


def test_going_over_voids_what_was_signed_and_coming_back_does_not_bring_it_back() -> None:
    old = old_screening(I1=YES, I2=YES, E1=NO)
    old.keep(signing.sign(old.screening, SCREENER, "M. Karg", "MK"))
    after = gone_over(old)
    assert (
        after.screening.signatures[0].void == "changed since: taken to another version of the criteria by MK"
    )
    after.undo()
    assert stood_on(after.log) == (RECORD, 0, "2025-01-01")
    back = Sitting(OLD, log=old.log)
    assert back.screening.signatures[0].void
    assert (back.screening.carried, back.screening.overall()) == ((), Verdict.NO_BLOCKER_FOUND)


def test_a_newer_version_in_the_library_voids_what_was_signed_and_refuses_to_sign() -> None:
    old = old_screening(I1=YES, I2=YES, E1=NO)
    old.keep(signing.sign(old.screening, SCREENER, "M. Karg", "MK"))
    newer = Footing(frozenset({RECORD}), None, Gap(NEWER, "2026-01-01", ("I2 reworded", "E2 new")))
    screening = Sitting(OLD, log=old.log, footing=newer).screening
    assert "CRITERIA_CHANGED" in screening.overlays()
    assert (
        screening.signatures[0].void == "criteria changed in the version of 2026-01-01: I2 reworded, E2 new"
    )
    assert signing.against(screening, SCREENER, "MK") == [
        "criteria changed in the version of 2026-01-01, which the library holds: I2 reworded, E2 new"
    ]


def test_the_same_answer_again_re_affirms_and_another_one_is_a_change() -> None:
    after = gone_over(old_screening(I1=YES, E1=NO))
    assert after.screening.needs_change_reason("I1", NO)
    after.give("I1", YES)
    assert after.screening.carried == ("E1",)
    with pytest.raises(CannotAct, match="re-affirms"):
        after.screening.tick("E1")
    with pytest.raises(NothingToChange):
        after.screening.affirm("I1")


def test_a_note_beside_a_carried_answer_re_affirms_nothing() -> None:
    after = gone_over(old_screening(I1=YES))
    after.keep(after.screening.give("I1", note="looked at the chart"))
    assert after.screening.carried == ("I1",)


def test_undoing_an_answer_on_the_newer_version_leaves_it_carried_as_it_was() -> None:
    after = gone_over(old_screening(I1=YES))
    for answer in (YES, NO):
        after.give("I1", answer)
        carried = [after.screening.carried]
        after.undo()
        carried.append(after.screening.carried)
        after.redo()
        carried.append(after.screening.carried)
        after.undo()
        assert carried == [(), ("I1",), ()]


def test_what_was_written_on_the_older_version_after_all_is_carried_as_well() -> None:
    """Another program stood on the older version still, and wrote a moment after the screening was taken over."""
    old = old_screening(I2=YES)
    after = gone_over(old)
    old.give("I1", YES)
    assert on_newer(old.log).screening.carried == ("I1",)
    assert "I1" not in after.screening.carried


def test_a_second_reading_of_other_criteria_ends_and_another_can_begin() -> None:
    old = old_screening(I1=YES)
    reader = Sitting(OLD, log=old.log, who="AB")
    reader.keep(second_reading.begin(reader.screening, "AB"))
    after = gone_over(old)
    assert after.screening.second_reading is None
    assert second_reading.begin(after.screening, "AB").kind == "second.begun"


def test_an_exception_of_a_criterion_that_is_gone_is_told_apart() -> None:
    old = old_screening(I2=NO)
    old.keep(waivers.record(old.screening, "I2", "WV-1", "Sponsor", "2026-11-02"))
    (one,) = gone_over(old).screening.waivers_apart
    assert (one.code, one.waiver.number) == ("I2", "WV-1")


def test_what_is_taken_back_on_the_newer_version_is_carried_from_the_older_one() -> None:
    old = old_screening(I1=YES)
    old.give("I1", NO)
    gone_over(old)
    after = on_newer(old.log)
    for step in (after.undo, after.redo):
        step()
        assert after.screening.carried == ("I1",)
    assert old.screening.effect("I1") is Effect.FAILS


def test_who_opens_an_older_copy_unseen_takes_nobody_back_to_it() -> None:
    after = gone_over(old_screening(I1=YES))
    seen_late = NewEvent("screening.opened", {"version": "2025-02-01"}, "subject-1", "TRIAL-1", "ef" * 32)
    after.keep(seen_late)
    assert stood_on(after.log) == (NEWER, 3, "2026-01-01")


def test_what_was_closed_on_a_version_stays_on_it_whatever_is_taken_back() -> None:
    after = gone_over(old_screening(I1=YES))
    other = on_newer(after.log, who="AB")
    other.keep(closing.close(other.screening, "declined"))
    with pytest.raises(CannotAct, match="stays on the version it was closed on"):
        on_newer(after.log).undo()


def test_going_over_again_goes_to_the_version_that_was_left_and_to_no_other() -> None:
    after = gone_over(old_screening(I1=YES))
    after.undo()
    third = Sitting(NEW, log=after.log, record="ef" * 32, footing=Footing(frozenset({"ef" * 32}), GAP))
    third.redo()
    assert stood_on(after.log) == (NEWER, 5, "2026-01-01")


def test_two_answers_that_met_unseen_are_not_settled_by_re_affirming_one() -> None:
    old = old_screening(E1=NO)
    other = Sitting(OLD, log=old.log, who="AB", sitting="two")
    event = other.screening.give("I1", NO)
    old.give("I1", YES)
    other.keep(event)
    after = gone_over(old)
    assert "I1" in after.screening.carried
    with pytest.raises(CannotAct, match="two people answered I1 at once"):
        after.screening.affirm("I1")


def test_a_second_reader_goes_nowhere_before_the_reading_is_finished_where_it_was_begun() -> None:
    old = old_screening(I1=YES)
    reader = Sitting(OLD, log=old.log, who="AB")
    reader.keep(second_reading.begin(reader.screening, "AB"))
    blind = Screening(
        NEW, trial="TRIAL-1", record=NEWER, status=None, subject="subject-1", events=old.log, second=True,
        footing=Footing(frozenset({NEWER}), GAP),
    )  # fmt: skip
    with pytest.raises(CannotAct, match="blind"):
        blind.take_version("2026-01-01")
    given_blind = old.log[-1]._replace(kind="second.given", fingerprint=NEW.row("I1").fingerprint, seq=99)
    blind.apply(given_blind._replace(content={"old": None, "new": {"answer": "no"}}))
    with pytest.raises(CannotAct, match="stands on the version of 2025-01-01"):
        second_reading.finish(blind)


def test_a_difference_settled_on_the_older_version_is_settled_anew_and_stays_in_the_history() -> None:
    def read_twice(first: Sitting, rows: Checklist, record: str) -> Screening:
        first.keep(second_reading.begin(first.screening, "AB"))
        blind = Screening(
            rows, trial="TRIAL-1", record=record, status=None, subject="subject-1", events=first.log, second=True,
            footing=Footing(frozenset({record})),
        )  # fmt: skip
        blind.apply(first.keep(blind.give("I1", NO)))
        first.keep(second_reading.finish(blind))
        return first.screening

    old = old_screening(I1=YES)
    (one,) = read_twice(old, OLD, RECORD).differences
    for event in second_reading.settle(old.screening, one.code, None, "misread"):
        old.keep(event)
    assert old.screening.differences[0].settled == "misread"
    after = gone_over(old)
    assert "second.given" in [event.kind for event in after.screening.history("I1")]
    assert [one.settled for one in read_twice(after, NEW, NEWER).differences] == [""]


def test_consent_is_recorded_where_the_screening_stands() -> None:
    here = on_newer(old_screening(I1=YES).log, gap=GAP)
    with pytest.raises(CannotAct, match="stands on"):
        consent.record(here.screening, "2026-01-01", "3", today=date(2026, 11, 22))


# --- laws


@st.composite
def amended(draw: st.DrawFn) -> tuple[Checklist, dict[str, Answer], Checklist]:
    """A checklist with answers, and the same checklist with some criteria reworded and some added."""
    rows, answers = draw(answered())
    changed = draw(st.sets(st.sampled_from([row.code for row in rows.rows if not row.from_registry])))
    criteria = [
        one._replace(text=f"{one.text} Now.", fingerprint=f"{one.fingerprint} now")
        if one.code in changed
        else one
        for one in rows.outline.criteria
    ]
    more = [criterion("E9")] if draw(st.booleans()) else []
    return rows, answers, checklist(*criteria, *more, cohorts=COHORTS, limits=LIMITS)


def screened(rows: Checklist, answers: dict[str, Answer]) -> Sitting:
    sitting = Sitting(rows)
    sitting.give_all(answers)
    return sitting


@given(amended())
@settings(max_examples=60)
def test_what_is_carried_never_clears_and_what_it_blocks_stays_blocked(
    case: tuple[Checklist, dict[str, Answer], Checklist],
) -> None:
    rows, answers, after = case
    here = gone_over(screened(rows, answers), after)
    carried = dict(here.screening._derived.given)
    without, counted = Sitting(after, record=NEWER), Sitting(after, record=NEWER)
    for sitting in (here, without, counted):
        sitting.keep(sitting.screening.confirm_scopes())
    asked = {after.questions[code]: one for code, one in carried.items() if one.answer}
    for code, one in asked.items():
        counted.keep(counted.screening.give(code, one.answer, reason=one.reason))
    for mine, bare, full in zip(
        here.screening.cohorts(), without.screening.cohorts(), counted.screening.cohorts(), strict=True
    ):
        assert (mine.verdict is Verdict.NO_BLOCKER_FOUND) <= (bare.verdict is Verdict.NO_BLOCKER_FOUND)
        assert (mine.verdict is Verdict.NOT_ELIGIBLE) == (full.verdict is Verdict.NOT_ELIGIBLE)


@given(amended())
@settings(max_examples=60)
def test_re_affirming_everything_is_answering_everything(
    case: tuple[Checklist, dict[str, Answer], Checklist],
) -> None:
    rows, answers, after = case
    here = gone_over(screened(rows, answers), after)
    fresh = Sitting(after, record=NEWER)
    for code in dict.fromkeys(after.questions[code] for code in here.screening.carried):
        said = here.screening.answer(code)
        assert said is not None
        fresh.keep(fresh.screening.give(code, said.answer, reason=said.reason or None))
        here.keep(here.screening.affirm(code))
    assert here.screening.carried == ()
    assert state(here) == state(fresh)


@given(answered())
@settings(max_examples=40)
def test_on_a_version_with_the_same_criteria_nothing_is_otherwise(
    case: tuple[Checklist, dict[str, Answer]],
) -> None:
    before = screened(*case)
    after = Sitting(case[0], log=before.log, record=NEWER, footing=Footing(frozenset({NEWER, RECORD})))
    assert state(after) == state(before)


@given(amended(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_the_order_in_which_events_arrive_does_not_matter(
    case: tuple[Checklist, dict[str, Answer], Checklist], shuffler: random.Random
) -> None:
    rows, answers, after = case
    here = gone_over(screened(rows, answers), after)
    for code in here.screening.carried[:2]:
        if code in here.screening.carried:
            here.keep(here.screening.affirm(code))
    events = list(here.log)
    shuffler.shuffle(events)
    again = on_newer([], after)
    for event in events:
        again.screening.apply(event)
    assert (state(again), again.screening.carried) == (state(here), here.screening.carried)
