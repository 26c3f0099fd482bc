"""The second reading: blind while it goes on, then the differences, each settled by a person; both readings stay."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.screening.outlines import checklist, criterion
from tests.unit.screening.sitting import RECORD, SUBJECT, TRIAL, Sitting

from trialtui.screening import closing, second_reading, signing, waivers
from trialtui.screening.acts import CannotAct
from trialtui.screening.answers import Answer, Effect
from trialtui.screening.checklist import Checklist
from trialtui.screening.screening import Screening

YES, NO, UNKNOWN, NA = Answer.YES, Answer.NO, Answer.UNKNOWN, Answer.NOT_APPLICABLE
ANSWERS = st.dictionaries(
    st.sampled_from(["I1", "I2", "I2.1", "I2.2", "E1"]), st.sampled_from([YES, NO, UNKNOWN])
)


def rows() -> Checklist:
    return checklist(
        criterion("I1"), criterion("I2", "all"), criterion("I2.1"), criterion("I2.2"), criterion("E1")
    )


class Second(Sitting):
    """The second reader before the same log: what the desk shows is folded blind."""

    def __init__(self, first: Sitting) -> None:
        super().__init__(first.screening.checklist, log=first.log, who="AB", sitting="two")
        self.keep(second_reading.begin(self.screening, "AB"))
        self.screening = self.screening.as_second()

    def finish(self) -> None:
        self.keep(second_reading.finish(self.screening))


def settled_view(first: Sitting) -> Screening:
    """The first reading's screening with everything in the log."""
    return Screening(
        first.screening.checklist,
        trial=TRIAL,
        record=RECORD,
        status="RECRUITING",
        subject=SUBJECT,
        events=first.log,
    )


def first_reading(**answers: Answer) -> Sitting:
    sitting = Sitting(rows())
    sitting.give_all({code.replace("_", "."): answer for code, answer in answers.items()})
    return sitting


def test_the_second_reader_sees_no_answer_effect_verdict_exception_or_closing_of_the_first() -> None:
    first = first_reading(I1=NO, E1=YES)
    first.keep(waivers.record(first.screening, "I1", "WV-1", "monitor", "2026-11-02"))
    blind = Second(first).screening
    untouched = Sitting(rows()).screening
    assert [blind.answer(row.code) for row in blind.checklist.rows] == [None] * 5
    assert [blind.effect(row.code) for row in blind.checklist.rows] == [
        untouched.effect(row.code) for row in blind.checklist.rows
    ]
    assert blind.cohorts() == untouched.cohorts()
    assert (blind.waivers, blind.closing, blind.signatures, blind.differences) == ({}, None, (), ())
    assert blind.history("I1") == ()
    assert blind.overlays() == ("SECOND_READING",)


@given(ANSWERS, ANSWERS)
@settings(max_examples=80, deadline=None)
def test_what_the_first_reader_answers_meanwhile_changes_nothing_a_second_reader_sees(
    first: dict[str, Answer], later: dict[str, Answer]
) -> None:
    one = first_reading(I1=YES)
    second = Second(one)
    second.give_all(first)
    before = [second.screening.effect(row.code) for row in second.screening.checklist.rows]
    for code, answer in later.items():
        try:
            event = one.keep(one.screening.give(code, answer, change_reason="new information"))
        except CannotAct:
            continue
        second.screening.apply(event)
    assert [second.screening.effect(row.code) for row in second.screening.checklist.rows] == before
    assert settled_view(one).answered == settled_view(first_reading_from(one)).answered


def first_reading_from(one: Sitting) -> Sitting:
    """Only the first reading's events."""
    alone = Sitting(rows())
    alone.log = [event for event in one.log if event.kind == "answer.given"]
    return alone


def test_a_second_reading_never_changes_the_verdict_of_the_first() -> None:
    first = first_reading(I1=YES, I2=YES, E1=NO)
    before = first.screening.cohorts()
    second = Second(first)
    second.give_all({"I1": NO, "I2": NO, "E1": YES})
    second.finish()
    assert settled_view(first).cohorts() == before


def test_the_second_reader_undoes_an_own_answer_of_the_second_reading() -> None:
    second = Second(first_reading(I1=YES))
    second.give("I1", NO)
    second.undo()
    assert second.screening.answer("I1") is None
    assert [event.kind for event in second.log[-2:]] == ["second.given", "second.given"]
    assert settled_view(second).effect("I1") is Effect.MET


def test_only_the_differences_show_and_only_when_the_second_reading_is_finished() -> None:
    first = first_reading(I1=YES, I2=YES, E1=NO)
    second = Second(first)
    second.give_all({"I1": YES, "I2": NO, "E1": NO})
    assert settled_view(first).differences == ()
    assert settled_view(first).history("I2")[-1].who == "MK"
    second.finish()
    view = settled_view(first)
    assert [(one.code, one.first_effect, one.second_effect, one.settled) for one in view.differences] == [
        ("I2", "met", "FAILS", "")
    ]
    assert [(event.who, event.kind) for event in view.history("I2")] == [
        ("MK", "answer.given"),
        ("AB", "second.given"),
    ]


def test_one_who_answers_the_whole_and_one_who_answers_its_parts_agree_where_the_effects_do() -> None:
    first = first_reading(I1=YES, I2=YES, E1=NO)
    second = Second(first)
    second.give_all({"I1": YES, "I2.1": YES, "I2.2": YES, "E1": NO})
    second.finish()
    assert settled_view(first).differences == ()


def test_a_row_that_only_one_of_them_answered_is_a_difference() -> None:
    first = first_reading(I1=YES, I2=YES)
    second = Second(first)
    second.give_all({"I1": YES, "I2_1".replace("_", "."): NO, "E1": NO})
    second.finish()
    assert [(one.code, one.first_effect, one.second_effect) for one in settled_view(first).differences] == [
        ("I2", "met", "FAILS"),
        ("E1", "open", "clear"),
    ]


def test_a_difference_is_settled_with_a_reason_and_the_first_answer_stays_in_the_history() -> None:
    first = first_reading(I1=YES, I2=YES, E1=NO)
    second = Second(first)
    second.keep(second.screening.give("I1", NO, source="lab report 2026-11-02"))
    second.give_all({"I2": YES, "E1": NO})
    second.finish()
    sitting = Sitting(rows(), log=first.log, who="MK", sitting="three")
    with pytest.raises(CannotAct, match="reason"):
        second_reading.settle(sitting.screening, "I1", NO, " ")
    for event in second_reading.settle(sitting.screening, "I1", NO, "the lab report decides"):
        sitting.keep(event)
    given_ = sitting.screening.answer("I1")
    assert given_ is not None
    assert (given_.answer, given_.source) == (NO, "lab report 2026-11-02")
    assert sitting.screening.differences == ()
    assert [event.kind for event in sitting.screening.history("I1")] == [
        "answer.given", "second.given", "difference.settled", "answer.given",
    ]  # fmt: skip


def test_a_settled_difference_is_open_again_when_the_answer_changes() -> None:
    first = first_reading(I1=YES, I2=YES, E1=NO)
    second = Second(first)
    second.give_all({"I1": NO, "I2": YES, "E1": NO})
    second.finish()
    sitting = Sitting(rows(), log=first.log, who="MK", sitting="three")
    for event in second_reading.settle(sitting.screening, "I1", None, "misread by the second reader"):
        sitting.keep(event)
    assert [one.settled for one in sitting.screening.differences] == ["misread by the second reader"]
    sitting.keep(sitting.screening.give("I1", UNKNOWN, change_reason="new information"))
    assert [one.settled for one in sitting.screening.differences] == [""]


def test_unsettled_differences_stand_against_the_investigator_and_not_against_the_screener() -> None:
    first = first_reading(I1=YES, I2=YES, E1=NO)
    second = Second(first)
    second.give_all({"I1": NO, "I2": YES, "E1": NO})
    view = settled_view(first)
    assert signing.against(view, "investigator", "DR", decision="may enter") == [
        "AB has not finished the second reading"
    ]
    second.finish()
    view = settled_view(first)
    assert signing.against(view, "investigator", "DR", decision="may enter") == [
        "differences between the readings: I1"
    ]
    assert signing.against(view, "screener", "MK") == []


def test_a_second_reading_leaves_the_screeners_sign_off_standing_and_voids_the_investigators() -> None:
    first = first_reading(I1=YES, I2=YES, E1=NO)
    first.keep(signing.sign(first.screening, "screener", "M. Karg", "MK"))
    first.keep(signing.sign(first.screening, "investigator", "A. Berg", "MK", decision="may enter"))
    Second(first)
    assert [one.void for one in settled_view(first).signatures] == ["", "changed since: second reading by AB"]


@pytest.mark.parametrize("who", ["MK"])
def test_who_gave_first_answers_cannot_read_a_second_time(who: str) -> None:
    with pytest.raises(CannotAct, match="another person"):
        second_reading.begin(first_reading(I1=YES).screening, who)


def test_a_second_reading_follows_a_first_and_a_closed_screening_takes_none() -> None:
    with pytest.raises(CannotAct, match="no first reading"):
        second_reading.begin(Sitting(rows()).screening, "AB")
    first = first_reading(I1=YES)
    first.keep(closing.close(first.screening, "declined"))
    with pytest.raises(CannotAct, match="closed"):
        second_reading.begin(first.screening, "AB")


def test_a_second_reader_who_settles_a_difference_stays_the_second_reader() -> None:
    first = first_reading(I1=YES, I2=YES, E1=NO)
    second = Second(first)
    second.give_all({"I1": NO, "I2": YES, "E1": NO})
    second.finish()
    again = Sitting(rows(), log=first.log, who="AB", sitting="three")
    for event in second_reading.settle(again.screening, "I1", NO, "the lab report decides"):
        again.keep(event)
    assert second_reading.first_readers(again.screening) == ("MK",)
    again.keep(signing.sign(again.screening, "second reader", "A. Bauer", "AB"))
    (signature,) = again.screening.signatures
    assert signature.void == ""
    assert signature.meaning.startswith(
        "I have answered the criteria on my own, without seeing the first answers"
    )
    with pytest.raises(CannotAct, match="gave answers of the first reading"):
        signing.sign(again.screening, "second reader", "M. Karg", "MK")


def test_another_may_begin_anew_where_a_second_reading_was_left_and_starts_from_nothing() -> None:
    first = first_reading(I1=YES)
    second = Second(first)
    second.give("I1", NO)
    third = Sitting(rows(), log=first.log, who="CD", sitting="three")
    with pytest.raises(CannotAct, match="AB is reading it"):
        second_reading.begin(third.screening, "CD")
    third.keep(second_reading.begin(third.screening, "CD", anew=True))
    blind = third.screening.as_second()
    assert blind.answer("I1") is None


def test_an_account_without_initials_may_be_the_second_reader_of_that_account() -> None:
    reading = second_reading.SecondReading("ward3/AB", "", False, {})
    assert second_reading.is_reader("ward3", reading)
    assert second_reading.is_reader("ward3/AB", reading)
    assert not second_reading.is_reader("ward3/MK", reading)
