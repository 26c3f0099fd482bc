"""Where the state lives: events folded, events made, undone and redone."""

from __future__ import annotations

import time

import pytest
from tests.unit.screening.outlines import checklist, criterion, sample_shape
from tests.unit.screening.sitting import RECORD, SUBJECT, TRIAL, Sitting

from trialtui.record.study import EligibilityModule
from trialtui.screening.acts import CannotAct, NothingToChange
from trialtui.screening.answers import Answer, Effect
from trialtui.screening.checklist import Checklist
from trialtui.screening.events import NewEvent
from trialtui.screening.reasons import Proposal, usual_reasons
from trialtui.screening.screening import Screening
from trialtui.screening.verdict import Verdict

YES, NO, UNKNOWN, NA = Answer.YES, Answer.NO, Answer.UNKNOWN, Answer.NOT_APPLICABLE


def two_cohorts() -> Checklist:
    return checklist(
        criterion("I1", scope=("A",)),
        criterion("I2", "any", scope=("A",)),
        criterion("I2.1", scope=("A",)),
        criterion("I2.2", scope=("A",)),
        criterion("I3"),
        criterion("E1", scope=("B",)),
        cohorts=("A", "B"),
        limits=EligibilityModule(healthy_volunteers=False),
    )


@pytest.fixture
def sitting() -> Sitting:
    return Sitting(two_cohorts())


def test_an_answer_event_holds_the_words_that_were_answered(sitting: Sitting) -> None:
    event = sitting.screening.give("I1", YES, source=" lab report 2026-11-02 ", note="two visits")
    row = sitting.screening.checklist.row("I1")
    assert event == NewEvent(
        "answer.given",
        {
            "code": "I1",
            "text": row.text,
            "old": None,
            "new": {"answer": "yes", "reason": "", "note": "two visits", "source": "lab report 2026-11-02"},
        },
        SUBJECT,
        TRIAL,
        RECORD,
        row.fingerprint,
    )


def test_an_answer_counts_only_once_it_is_in_the_log(sitting: Sitting) -> None:
    event = sitting.screening.give("I1", YES)
    assert sitting.screening.answer("I1") is None
    kept = sitting.keep(event)
    given = sitting.screening.answer("I1")
    assert given is not None
    assert (given.answer, given.who, given.seq) == (YES, "MK", kept.seq)
    assert sitting.screening.answered == 1


def test_a_note_or_source_changes_nothing_else(sitting: Sitting) -> None:
    sitting.keep(sitting.screening.give("I1", YES, note="first"))
    sitting.keep(sitting.screening.give("I1", source="clinic letter"))
    given = sitting.screening.answer("I1")
    assert given is not None
    assert (given.answer, given.note, given.source) == (YES, "first", "clinic letter")


def test_a_note_alone_is_no_answer(sitting: Sitting) -> None:
    sitting.keep(sitting.screening.give("I1", note="ask the nurse"))
    assert sitting.screening.effect("I1") is Effect.OPEN
    assert sitting.screening.answered == 0
    assert not sitting.screening.needs_change_reason("I1", YES)
    sitting.keep(sitting.screening.tick("I1"))
    given = sitting.screening.answer("I1")
    assert given is not None
    assert (given.answer, given.note) == (YES, "ask the nurse")


def test_the_first_answer_needs_no_reason_and_a_later_change_asks_for_one(sitting: Sitting) -> None:
    assert not sitting.screening.needs_change_reason("I1", NO)
    sitting.give("I1", UNKNOWN)
    assert sitting.screening.needs_change_reason("I1", NO)
    assert not sitting.screening.needs_change_reason("I1", UNKNOWN)
    event = sitting.keep(sitting.screening.give("I1", NO, change_reason="typed in the wrong row"))
    assert (event.content or {})["reason"] == "typed in the wrong row"
    given = sitting.screening.answer("I1")
    assert given is not None
    assert given.reason == "typed in the wrong row"


def test_why_an_answer_changed_is_no_reason_why_it_does_not_apply(sitting: Sitting) -> None:
    sitting.give("I1", YES)
    sitting.keep(sitting.screening.give("I1", NA, change_reason="wrong row"))
    assert sitting.screening.effect("I1") is Effect.NEEDS_REASON


def test_a_reason_ends_with_its_answer(sitting: Sitting) -> None:
    sitting.give("I1", NA, "other cohort")
    sitting.give("I1", YES)
    sitting.give("I1", NA)
    assert sitting.screening.effect("I1") is Effect.NEEDS_REASON


def test_the_same_answer_again_is_nothing_to_change(sitting: Sitting) -> None:
    sitting.give("I1", YES)
    with pytest.raises(NothingToChange, match="I1 is Yes already"):
        sitting.screening.give("I1", YES)
    with pytest.raises(NothingToChange):
        sitting.screening.give("I1")


def test_space_gives_the_favourable_answer_and_nothing_else(sitting: Sitting) -> None:
    sitting.keep(sitting.screening.tick("I1"))
    sitting.keep(sitting.screening.tick("E1"))
    sitting.keep(sitting.screening.tick("R3"))
    assert [sitting.screening.effect(code) for code in ("I1", "E1", "R3")] == [
        Effect.MET,
        Effect.CLEAR,
        Effect.MET,
    ]


@pytest.mark.parametrize("answer", list(Answer))
@pytest.mark.parametrize("code", ["I1", "E1"])
def test_space_never_turns_an_answer_round(code: str, answer: Answer) -> None:
    sitting = Sitting(two_cohorts())
    sitting.give(code, answer)
    with pytest.raises(CannotAct, match="never turns an answer round"):
        sitting.screening.tick(code)


def test_space_has_no_favourable_answer_for_an_exception() -> None:
    sitting = Sitting(checklist(criterion("E1", "except"), criterion("E1.1"), criterion("E1.1.1")))
    for code in ("E1.1", "E1.1.1"):
        with pytest.raises(CannotAct, match="is an exception"):
            sitting.screening.tick(code)


def test_an_unknown_code_and_a_missing_subject_are_said(sitting: Sitting) -> None:
    with pytest.raises(CannotAct, match="no criterion I99"):
        sitting.screening.give("I99", YES)
    nobody = Sitting(two_cohorts(), subject=None)
    with pytest.raises(CannotAct, match="nobody is being screened"):
        nobody.screening.give("I1", YES)


def test_events_of_another_subject_or_trial_are_not_heard(sitting: Sitting) -> None:
    mine = sitting.keep(sitting.screening.give("I1", YES))
    other = Screening(
        two_cohorts(), trial=TRIAL, record=RECORD, status=None, subject="subject-2", events=(mine,)
    )
    assert other.answer("I1") is None
    elsewhere = Screening(
        two_cohorts(), trial="TRIAL-2", record=RECORD, status=None, subject=SUBJECT, events=(mine,)
    )
    assert elsewhere.answer("I1") is None
    assert not elsewhere.apply(mine)


def test_a_purged_event_counts_for_nothing(sitting: Sitting) -> None:
    kept = sitting.keep(sitting.screening.give("I1", YES))
    fresh = Sitting(two_cohorts())
    assert not fresh.screening.apply(kept._replace(content=None))
    assert fresh.screening.answer("I1") is None


def test_what_the_site_says_of_cohorts_holds_for_every_subject(sitting: Sitting) -> None:
    sitting.keep(sitting.screening.move("I3", ["B"]))
    sitting.keep(sitting.screening.confirm_scopes())
    sitting.keep(sitting.screening.close_cohort("A"))
    other = Sitting(two_cohorts(), log=sitting.log, subject="subject-2").screening
    assert other.scope("I3") == ("B",)
    assert other.scopes_confirmed
    assert other.is_closed("A")


# Answers to criteria that changed


def test_an_answer_whose_criterion_is_gone_stands_apart_and_does_not_count(sitting: Sitting) -> None:
    sitting.give("I1", NO)
    sitting.give("I3", YES)
    amended = checklist(criterion("I1", text="Reworded.", scope=("A",)), criterion("I3"), cohorts=("A", "B"))
    screening = Sitting(amended, log=sitting.log).screening
    (apart,) = screening.apart
    assert (apart.code, apart.text, apart.given.answer) == (
        "I1",
        sitting.screening.checklist.row("I1").text,
        NO,
    )
    assert screening.answer("I1") is None
    assert screening.effect("I3") is Effect.MET
    assert all(cohort.verdict is not Verdict.NOT_ELIGIBLE for cohort in screening.cohorts())
    assert "CRITERIA_CHANGED" in screening.overlays()


def test_an_answer_taken_back_does_not_stand_apart(sitting: Sitting) -> None:
    sitting.give("I1", NO)
    sitting.undo()
    screening = Sitting(checklist(criterion("I3")), log=sitting.log).screening
    assert screening.apart == ()
    assert screening.overlays() == ()


# Overlays


@pytest.mark.parametrize("status", ["RECRUITING", "ENROLLING_BY_INVITATION", " recruiting "])
def test_a_trial_that_enrols_has_no_overlay(status: str) -> None:
    assert Sitting(checklist(criterion("I1")), status=status).screening.overlays() == ()


@pytest.mark.parametrize(
    "status", ["WITHDRAWN", "NOT_YET_RECRUITING", "COMPLETED", "SOMETHING_NEW", "", None]
)
def test_every_other_status_and_a_missing_one_is_not_open(status: str | None) -> None:
    assert Sitting(checklist(criterion("I1")), status=status).screening.overlays() == ("TRIAL_NOT_OPEN",)


# Scopes


def test_a_confirmation_holds_only_while_the_scopes_are_the_ones_confirmed(sitting: Sitting) -> None:
    sitting.keep(sitting.screening.confirm_scopes())
    assert sitting.screening.scopes_confirmed
    assert "COHORT_NOT_CONFIRMED" not in sitting.screening.overlays()
    sitting.keep(sitting.screening.move("I3", ["B"]))
    assert not sitting.screening.scopes_confirmed
    assert "COHORT_NOT_CONFIRMED" in sitting.screening.overlays()
    sitting.undo()
    assert sitting.screening.scopes_confirmed


def test_a_confirmation_does_not_outlive_an_amendment(sitting: Sitting) -> None:
    sitting.keep(sitting.screening.confirm_scopes())
    rows = sitting.screening.checklist.outline.criteria
    amended = checklist(*rows, criterion("E2"), cohorts=("A", "B"))
    assert not Sitting(amended, log=sitting.log).screening.scopes_confirmed


def test_undoing_a_second_confirmation_restores_the_first(sitting: Sitting) -> None:
    sitting.keep(sitting.screening.confirm_scopes())
    sitting.keep(sitting.screening.move("I3", ["B"]))
    sitting.keep(sitting.screening.confirm_scopes())
    sitting.undo()
    assert not sitting.screening.scopes_confirmed
    sitting.undo()
    assert sitting.screening.scopes_confirmed
    sitting.undo()
    assert not sitting.screening.scopes_confirmed
    sitting.redo()
    assert sitting.screening.scopes_confirmed


def test_a_moved_row_takes_the_parts_that_were_read_with_it(sitting: Sitting) -> None:
    sitting.keep(sitting.screening.move("I2", ["B"]))
    assert [sitting.screening.scope(code) for code in ("I2", "I2.1", "I2.2")] == [("B",)] * 3
    assert [sitting.screening.scope_source(code) for code in ("I1", "I2", "I2.1")] == [
        "proposed",
        "moved",
        "moved",
    ]
    assert sitting.screening.in_cohort("I2.1", "B")
    assert not sitting.screening.in_cohort("I2.1", "A")


def test_a_moved_row_fails_its_new_cohort_only(sitting: Sitting) -> None:
    sitting.give("I3", NO)
    assert [cohort.blockers for cohort in sitting.screening.cohorts()] == [("I3",), ("I3",)]
    sitting.keep(sitting.screening.move("I3", ["B"]))
    assert [cohort.blockers for cohort in sitting.screening.cohorts()] == [(), ("I3",)]
    sitting.keep(sitting.screening.move("I3", []))
    assert sitting.screening.scope_source("I3") is None


@pytest.mark.parametrize(
    ("code", "labels", "why"),
    [
        ("R3", ["A"], "holds for everyone"),
        ("I1", ["C"], "no cohort C in this text: it has A, B"),
        ("I1", ["A"], "belongs to A already"),
        ("I3", [], "belongs to everyone already"),
    ],
)
def test_a_move_that_cannot_be_says_why(sitting: Sitting, code: str, labels: list[str], why: str) -> None:
    with pytest.raises(CannotAct, match=why):
        sitting.screening.move(code, labels)


def test_a_move_to_a_cohort_that_is_no_more_leaves_the_row_where_the_text_has_it(sitting: Sitting) -> None:
    sitting.keep(sitting.screening.move("I3", ["B"]))
    now = checklist(
        *[item for item in sitting.screening.checklist.outline.criteria if item.code != "E1"], cohorts=("A",)
    )
    screening = Sitting(now, log=sitting.log).screening
    assert screening.scope("I3") == ()
    assert screening.in_cohort("I3", "A")


def test_without_cohorts_there_is_nothing_to_confirm_or_to_move() -> None:
    screening = Sitting(checklist(criterion("I1"))).screening
    assert screening.scopes_confirmed
    with pytest.raises(CannotAct, match="no scopes to confirm"):
        screening.confirm_scopes()
    with pytest.raises(CannotAct, match="every criterion is everyone's"):
        screening.move("I1", ["A"])


def test_closing_and_reopening_a_cohort(sitting: Sitting) -> None:
    with pytest.raises(CannotAct, match="not closed"):
        sitting.screening.reopen_cohort("A")
    with pytest.raises(CannotAct, match="no cohort X"):
        sitting.screening.close_cohort("X")
    sitting.keep(sitting.screening.close_cohort("A"))
    assert sitting.screening.cohorts()[0].verdict is Verdict.NOT_OPEN_HERE
    with pytest.raises(NothingToChange, match="closed at this site already"):
        sitting.screening.close_cohort("A")
    sitting.keep(sitting.screening.reopen_cohort("A"))
    assert sitting.screening.cohorts()[0].verdict is Verdict.OPEN


# Undo and redo


def test_undo_is_a_new_event_that_says_what_it_undoes(sitting: Sitting) -> None:
    sitting.give("I1", YES)
    sitting.give("I1", NO)
    back = sitting.screening.undo("MK", "one")
    assert (back.undoes, back.subject, back.fingerprint) == (2, SUBJECT, sitting.log[1].fingerprint)
    assert back.content["new"]["answer"] == "yes"
    sitting.keep(back)
    assert sitting.screening.effect("I1") is Effect.MET
    sitting.undo()
    assert sitting.screening.answer("I1") is None
    with pytest.raises(CannotAct, match="nothing of yours to undo"):
        sitting.undo()


def test_undo_restores_reason_note_and_source(sitting: Sitting) -> None:
    sitting.keep(sitting.screening.give("I1", NA, reason="other cohort", note="n", source="s"))
    sitting.keep(sitting.screening.give("I1", YES, note=""))
    sitting.undo()
    given = sitting.screening.answer("I1")
    assert given is not None
    assert given[:4] == (NA, "other cohort", "n", "s")


def test_undo_reaches_neither_another_person_nor_another_sitting(sitting: Sitting) -> None:
    sitting.give("I1", YES)
    for who, start in (("AB", "one"), ("MK", "two")):
        with pytest.raises(CannotAct, match="nothing of yours"):
            sitting.screening.undo(who, start)


def test_undo_does_not_run_over_what_another_wrote_since(sitting: Sitting) -> None:
    sitting.give("I1", YES)
    other = Sitting(two_cohorts(), log=sitting.log, who="AB", sitting="two")
    other.give("I1", NO)
    sitting.screening.apply(sitting.log[-1])
    with pytest.raises(CannotAct, match="I1 was changed by AB since"):
        sitting.screening.undo("MK", "one")


def test_nothing_can_be_redone_after_something_new(sitting: Sitting) -> None:
    sitting.give("I1", YES)
    sitting.undo()
    sitting.give("I3", YES)
    with pytest.raises(CannotAct, match="nothing of yours to redo"):
        sitting.redo()


def test_undo_and_redo_may_take_turns_for_ever(sitting: Sitting) -> None:
    sitting.give("I1", YES)
    sitting.give("I3", NO)
    for _ in range(3):
        sitting.undo()
        sitting.undo()
        assert sitting.screening.answered == 0
        sitting.redo()
        assert sitting.screening.effect("I1") is Effect.MET
        sitting.redo()
        assert sitting.screening.effect("I3") is Effect.FAILS


def test_every_act_can_be_taken_back(sitting: Sitting) -> None:
    before = (
        sitting.screening.cohorts(),
        [sitting.screening.scope(row.code) for row in sitting.screening.checklist.rows],
    )
    sitting.keep(sitting.screening.give("I1", YES))
    sitting.keep(sitting.screening.confirm_scopes())
    sitting.keep(sitting.screening.move("I1", ["B"]))
    sitting.keep(sitting.screening.close_cohort("A"))
    sitting.keep(sitting.screening.reopen_cohort("A"))
    for _ in range(5):
        sitting.undo()
    after = (
        sitting.screening.cohorts(),
        [sitting.screening.scope(row.code) for row in sitting.screening.checklist.rows],
    )
    assert before == after


def test_the_pair_of_rows_that_ask_the_same_is_undone_as_one() -> None:
    sitting = Sitting(sample_shape())
    sitting.give("R1", YES)
    sitting.give("I16", NO)
    sitting.undo()
    assert sitting.screening.effect("I16") is sitting.screening.effect("R1") is Effect.MET
    sitting.undo()
    assert sitting.screening.answer("R1") is sitting.screening.answer("I16") is None


def test_history_holds_every_event_about_a_row(sitting: Sitting) -> None:
    sitting.give("I1", YES)
    sitting.give("I3", YES)
    sitting.keep(sitting.screening.move("I1", ["B"]))
    sitting.undo()
    assert [event.kind for event in sitting.screening.history("I1")] == [
        "answer.given",
        "scope.moved",
        "scope.moved",
    ]


# Proposals


def test_a_proposal_rests_on_what_a_person_said_and_is_no_answer() -> None:
    rows = checklist(
        criterion("I1", condition="female"),
        criterion("E1", condition="female"),
        criterion("E2", condition="male"),
    )
    sitting = Sitting(rows)
    assert sitting.screening.proposal("E1") is None
    sitting.give("I1", NA, "no such treatment given")
    assert sitting.screening.proposal("E1") is None
    sitting.give("I1", YES)
    sitting.give("I1", NA, "female participants only")
    assert sitting.screening.proposal("E1") == Proposal("female participants only", "I1")
    assert sitting.screening.proposal("E2") is None
    assert sitting.screening.effect("E1") is Effect.OPEN
    sitting.give("E1", NO)
    assert sitting.screening.proposal("E1") is None


def test_a_required_sex_proposes_what_concerns_the_other() -> None:
    rows = checklist(
        criterion("E1", condition="male"),
        criterion("E2", condition="female"),
        limits=EligibilityModule(sex="FEMALE"),
    )
    sitting = Sitting(rows)
    assert sitting.screening.proposal("E1") is None
    sitting.give("R2", YES)
    assert sitting.screening.proposal("E1") == Proposal("male participants only", "R2")
    assert sitting.screening.proposal("E2") is None


def test_usual_reasons_begin_with_what_fits_the_row() -> None:
    assert usual_reasons("male")[0] == "male participants only"
    assert sorted(usual_reasons("childbearing")) == sorted(usual_reasons())


# Speed


def test_200_rows_and_40_cohorts_are_judged_at_once() -> None:
    labels = [f"C{number}" for number in range(40)]
    criteria = []
    for number in range(1, 51):
        criteria.append(criterion(f"E{number}", "any", scope=(labels[number % 40],) if number % 2 else ()))
        criteria += [criterion(f"E{number}.{part}") for part in (1, 2, 3)]
    sitting = Sitting(checklist(*criteria, cohorts=labels))
    best = 1.0
    for row in sitting.screening.checklist.rows[:40]:
        event = sitting.screening.give(row.code, NO)
        sitting.keep(event)
        start = time.process_time()
        sitting.screening.cohorts()
        sitting.screening.overall()
        best = min(best, time.process_time() - start)
    assert best < 0.02  # 2 ms where nothing else runs
