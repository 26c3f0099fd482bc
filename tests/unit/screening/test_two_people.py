"""Two people at one row at once: what either said is shown, and nothing is overwritten unseen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.screening.outlines import checklist, criterion
from tests.unit.screening.sitting import Sitting

from trialtui.screening import signing
from trialtui.screening.answers import Answer, Effect
from trialtui.screening.events import AuditEvent
from trialtui.screening.verdict import Verdict

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
ROWS = checklist(criterion("I1"), criterion("E1"))


class Two:
    """Two people who write one log, and each of whom sees the other's events only when told to look."""

    def __init__(self) -> None:
        self.log: list[AuditEvent] = []
        self.mk = Sitting(ROWS, log=self.log)
        self.ab = Sitting(ROWS, log=self.log, who="AB", sitting="two")

    def look(self, *who: Sitting) -> None:
        for one in who or (self.mk, self.ab):
            for event in self.log:
                one.screening.apply(event)


@pytest.fixture
def two() -> Two:
    return Two()


def test_two_different_answers_at_once_are_a_conflict_and_the_first_stands(two: Two) -> None:
    two.ab.give("I1", NO)
    two.mk.give("I1", YES)
    two.look()
    for screening in (two.mk.screening, two.ab.screening):
        given_answer = screening.answer("I1")
        assert given_answer is not None
        assert (given_answer.answer, given_answer.who) == (NO, "AB")
        assert given_answer.contested is not None
        assert (given_answer.contested.answer, given_answer.contested.who) == (YES, "MK")
        assert screening.effect("I1") is Effect.CONFLICT
        assert screening.effect_note("I1") == "AB: no, MK: yes, at once"
        assert "conflict: I1" in signing.against(screening, "screener", "MK")


def test_whoever_sees_both_answers_it_again_with_a_reason_even_with_the_same_answer(two: Two) -> None:
    two.ab.give("I1", NO)
    two.mk.give("I1", YES)
    two.look()
    for answer in (YES, NO):
        assert two.mk.screening.needs_change_reason("I1", answer)
    two.mk.keep(two.mk.screening.give("I1", NO, change_reason="chart looked at again"))
    two.look()
    assert two.ab.screening.contested == ()
    assert two.ab.screening.effect("I1") is Effect.FAILS
    two.mk.undo()
    assert two.mk.screening.contested == ("I1",)


def test_the_same_answer_twice_is_no_conflict(two: Two) -> None:
    two.ab.give("I1", NO)
    two.mk.give("I1", NO)
    two.look()
    assert two.mk.screening.contested == ()


def test_unknown_and_a_favourable_answer_leave_the_row_open_and_refuse_a_signature(two: Two) -> None:
    two.ab.give("I1", YES)
    two.mk.give("I1", UNKNOWN)
    two.look()
    assert two.mk.screening.effect("I1") is Effect.UNKNOWN
    assert two.mk.screening.overall() is Verdict.OPEN
    assert "two people answered at once: I1" in signing.against(two.mk.screening, "screener", "MK")


def test_a_note_of_one_and_a_source_of_the_other_come_together(two: Two) -> None:
    two.ab.give("I1", YES)
    two.look()
    two.ab.keep(two.ab.screening.give("I1", note="walks with a stick"))
    two.mk.keep(two.mk.screening.give("I1", source="chart"))
    two.look()
    given_answer = two.mk.screening.answer("I1")
    assert given_answer is not None
    assert (given_answer.note, given_answer.source, given_answer.contested) == (
        "walks with a stick",
        "chart",
        None,
    )


def test_a_note_written_while_the_answer_is_turned_round_does_not_turn_it_back(two: Two) -> None:
    two.ab.give("I1", YES)
    two.look()
    two.ab.keep(two.ab.screening.give("I1", NO, change_reason="new information"))
    two.mk.keep(two.mk.screening.give("I1", note="seen"))
    two.look()
    given_answer = two.mk.screening.answer("I1")
    assert given_answer is not None
    assert (given_answer.answer, given_answer.note) == (NO, "seen")


def test_who_was_second_takes_it_back_and_the_first_answer_stands_alone(two: Two) -> None:
    two.ab.give("I1", NO)
    two.mk.give("I1", YES)
    two.look()
    two.mk.undo()
    two.look()
    assert (two.ab.screening.contested, two.ab.screening.effect("I1")) == ((), Effect.FAILS)


def test_who_goes_on_without_having_seen_the_other_still_overwrites_nothing(two: Two) -> None:
    two.ab.give("I1", NO)
    two.mk.give("I1", YES)
    two.mk.keep(two.mk.screening.give("I1", note="held back for minutes"))
    two.look()
    given_answer = two.ab.screening.answer("I1")
    assert given_answer is not None
    assert given_answer.contested is not None
    assert (given_answer.answer, given_answer.contested.note) == (NO, "held back for minutes")


STEPS = st.lists(
    st.tuples(st.sampled_from(["mk", "ab"]), st.sampled_from([YES, NO, UNKNOWN, None])),
    min_size=1,
    max_size=12,
)


@given(STEPS)
@settings(max_examples=150)
def test_no_answer_gives_way_to_one_whose_writer_had_not_seen_it(
    steps: list[tuple[str, Answer | None]],
) -> None:
    """None: that person looks. After every step everybody who looks sees the same, and what stood stands or was seen."""
    two = Two()
    stood: dict[str, Answer | None] = {}
    for name, answer in steps:
        person = two.mk if name == "mk" else two.ab
        if answer is None:
            two.look(person)
            continue
        seen = person.screening.answer("I1")
        if seen is not None and seen.answer is answer and seen.contested is None:
            continue
        person.give("I1", answer)
        fresh = Sitting(ROWS, log=two.log).screening
        now = fresh.answer("I1")
        assert now is not None
        before = stood.get("I1")
        if before is not None and now.answer is not before:
            assert seen is not None
            assert seen.answer is before
        if now.answer is not answer:
            assert now.contested is not None
        stood["I1"] = now.answer
