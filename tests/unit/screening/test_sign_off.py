"""Sign-off and its laws: what stands against it, what voids it, and that nothing brings a void one back."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.screening.outlines import checklist, criterion
from tests.unit.screening.sitting import RECORD, SUBJECT, TRIAL, Sitting

from trialtui.screening import closing, signing, waivers
from trialtui.screening.acts import CannotAct
from trialtui.screening.answers import Answer
from trialtui.screening.checklist import Checklist
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.screening import Screening
from trialtui.screening.signatures import INVESTIGATOR, MAY_ENTER, MAY_NOT_ENTER, SCREENER, SECOND, may_enter

YES, NO, UNKNOWN, NA = Answer.YES, Answer.NO, Answer.UNKNOWN, Answer.NOT_APPLICABLE
ROWS = ("I1", "I2", "E1")


def three_rows(cohorts: tuple[str, ...] = (), unassigned: str = "") -> Checklist:
    scope = cohorts[:1]
    return checklist(
        criterion("I1"), criterion("I2", scope=scope), criterion("E1"), cohorts=cohorts, unassigned=unassigned
    )


def complete(rows: Checklist | None = None) -> Sitting:
    """A screening in which nothing blocks and nothing is open."""
    sitting = Sitting(rows or three_rows())
    sitting.give_all({"I1": YES, "I2": YES, "E1": NO})
    return sitting


def sign(
    sitting: Sitting, role: str = SCREENER, decision: str = "", cohort: str = "", name: str = "M. Karg"
) -> None:
    sitting.keep(
        signing.sign(
            sitting.screening, role, name, sitting.who, cohort=cohort, decision=decision, protocol="v3.0"
        )
    )


def against(sitting: Sitting, role: str = SCREENER, decision: str = "", cohort: str = "") -> list[str]:
    return signing.against(sitting.screening, role, sitting.who, cohort, decision)


# --- what a sign-off holds ---


def test_a_sign_off_holds_name_meaning_protocol_copy_and_the_hash_of_what_it_signs() -> None:
    sitting = complete()
    sign(sitting, INVESTIGATOR, MAY_ENTER, name="  Dr A.  Berg ")
    (one,) = sitting.screening.signatures
    assert (one.role, one.name, one.decision, one.protocol) == (
        "investigator",
        "Dr A. Berg",
        "may enter",
        "v3.0",
    )
    assert (
        one.meaning == "I have checked this screening, and in my judgement this subject may enter the trial."
    )
    assert (one.record, one.at, one.offset) == (RECORD, sitting.log[-1].at, 0)
    assert len(one.state) == 64
    assert one.void == ""
    assert may_enter(sitting.screening.signatures) is True


def test_the_verdict_is_the_same_after_a_sign_off() -> None:
    sitting = complete()
    sign(sitting, INVESTIGATOR, MAY_ENTER)
    assert sitting.screening.overall().words == "NO BLOCKER FOUND, needs investigator sign-off"


@pytest.mark.parametrize("name", ["", "   ", "A\x1b[31mB", "x" * 81])
def test_a_sign_off_needs_a_printed_name(name: str) -> None:
    with pytest.raises(CannotAct, match="printed name"):
        sign(complete(), name=name)


@pytest.mark.parametrize(
    ("role", "decision"),
    [(INVESTIGATOR, ""), (SCREENER, MAY_ENTER), ("sponsor", ""), (INVESTIGATOR, "eligible")],
)
def test_only_an_investigator_decides_about_entering_and_only_so(role: str, decision: str) -> None:
    with pytest.raises(CannotAct):
        sign(complete(), role, decision)


# --- what stands against it ---


def test_all_that_stands_against_a_sign_off_is_listed_at_once() -> None:
    sitting = Sitting(three_rows(("A", "B"), unassigned="left over"))
    sitting.give("I1", UNKNOWN)
    assert against(sitting) == [
        "unanswered (A): I2, E1",
        "unknown (A): I1",
        "unanswered (B): E1",
        "unknown (B): I1",
        "scopes not confirmed",
        "text that belongs to no criterion, and that nobody looked at",
    ]
    with pytest.raises(signing.Refused) as refused:
        sign(sitting)
    assert list(refused.value.against) == against(sitting)
    assert "unknown (A): I1" in str(refused.value)


def test_a_conflict_stands_against_a_sign_off() -> None:
    sitting = Sitting(checklist(criterion("I1", "all"), criterion("I1.1"), criterion("I1.2")))
    sitting.give_all({"I1": YES, "I1.1": NO, "I1.2": YES})
    assert against(sitting) == ["conflict: I1"]


def test_answers_to_criteria_that_changed_stand_against_a_sign_off() -> None:
    before = complete(
        checklist(criterion("I1"), criterion("I2"), criterion("E1"), criterion("E2", text="Old words."))
    )
    before.give("E2", NO)
    after = Sitting(three_rows(), log=before.log)
    assert against(after) == ["criteria changed: 1 answered that are not in this copy or reading (E2)"]


def test_not_applicable_without_a_reason_stands_against_a_sign_off() -> None:
    sitting = complete()
    sitting.give("I2", NA)
    assert against(sitting) == ["unanswered: I2"]


def test_a_sign_off_for_one_cohort_rests_on_its_rows_only() -> None:
    sitting = Sitting(
        checklist(
            criterion("I1"), criterion("I2", scope=("A",)), criterion("I3", scope=("B",)), cohorts=("A", "B")
        )
    )
    sitting.give_all({"I1": YES, "I2": YES})
    sitting.keep(sitting.screening.confirm_scopes())
    assert against(sitting, cohort="A") == []
    assert against(sitting, cohort="B") == ["unanswered (B): I3"]
    with pytest.raises(CannotAct, match="which cohort"):
        sign(sitting, INVESTIGATOR, MAY_ENTER)
    sign(sitting, INVESTIGATOR, MAY_ENTER, cohort="A")
    assert sitting.screening.signatures[0].meaning.endswith("may enter the trial. Cohort: A.")


def test_a_blocker_stands_against_entering_and_against_nothing_else() -> None:
    sitting = complete()
    sitting.give("E1", YES)
    assert against(sitting, INVESTIGATOR, MAY_ENTER) == ["E1 EXCLUDES, and no exception is recorded with it"]
    assert against(sitting, INVESTIGATOR, MAY_NOT_ENTER) == []


def test_an_investigator_signs_may_not_enter_over_open_rows_where_a_blocker_decides_and_names_them() -> None:
    sitting = Sitting(three_rows())
    sitting.give_all({"E1": YES, "I2": UNKNOWN})
    assert against(sitting, INVESTIGATOR, MAY_ENTER)[:2] == ["unanswered: I1", "unknown: I2"]
    assert against(sitting) == ["unanswered: I1", "unknown: I2"]
    sign(sitting, INVESTIGATOR, MAY_NOT_ENTER)
    (one,) = sitting.screening.signatures
    assert (one.open, one.void, may_enter(sitting.screening.signatures)) == (("I1", "I2"), "", False)
    sitting.give("I1", YES)
    assert sitting.screening.signatures[0].void == "changed since: I1 by MK"


def test_open_rows_refuse_may_not_enter_where_nothing_decides_in_some_cohort_signed_for() -> None:
    sitting = Sitting(three_rows(("A", "B")))
    sitting.keep(sitting.screening.confirm_scopes())
    sitting.give("I2", NO)  # the cohort A only
    assert against(sitting, INVESTIGATOR, MAY_NOT_ENTER, "A") == []
    assert "unanswered (B): I1, E1" in against(sitting, INVESTIGATOR, MAY_NOT_ENTER)


def test_a_screen_failure_that_was_closed_with_its_reasons_can_be_signed_though_rows_are_open() -> None:
    sitting = Sitting(three_rows())
    sitting.keep(closing.close(sitting.screening, "screen failure", (), "site stopped"))
    assert against(sitting, INVESTIGATOR, MAY_NOT_ENTER) == []
    assert against(sitting, INVESTIGATOR, MAY_ENTER) == ["unanswered: I1, I2, E1"]


def test_a_conflict_and_scopes_that_nobody_confirmed_refuse_may_not_enter_as_well() -> None:
    sitting = Sitting(
        checklist(
            criterion("I1", "all", scope=("A",)), criterion("I1.1"), criterion("I1.2"), cohorts=("A", "B")
        )
    )
    sitting.give_all({"I1": YES, "I1.1": NO, "I1.2": YES})
    assert against(sitting, INVESTIGATOR, MAY_NOT_ENTER, "A") == ["conflict (A): I1", "scopes not confirmed"]


def test_a_second_reader_is_another_person_than_the_first() -> None:
    sitting = complete()
    assert against(sitting, SECOND) == [
        "MK gave answers of the first reading: a second reader is another person"
    ]
    other = Sitting(three_rows(), log=sitting.log, who="AB", sitting="two")
    assert against(other, SECOND) == []


# --- what voids it ---


def test_a_later_answer_voids_a_sign_off_visibly() -> None:
    sitting = complete()
    sign(sitting)
    sitting.give("I2", NO)
    assert [one.void for one in sitting.screening.signatures] == ["changed since: I2 by MK"]
    assert may_enter(sitting.screening.signatures) is None


def test_taking_the_later_answer_back_does_not_bring_the_sign_off_back() -> None:
    sitting = complete()
    sign(sitting)
    state = sitting.screening.signatures[0].state
    sitting.give("I2", NO)
    sitting.undo()
    sign(sitting)
    first, second = sitting.screening.signatures
    assert first.void == "changed since: I2 by MK"
    assert second.void == ""
    assert second.state == state


def test_a_note_beside_an_answer_voids_a_sign_off() -> None:
    sitting = complete()
    sign(sitting)
    sitting.keep(sitting.screening.give("I1", note="seen on the scan"))
    assert sitting.screening.signatures[0].void == "changed since: I1 by MK"


def test_scopes_of_the_site_void_a_sign_off_while_the_screening_is_open_and_not_once_it_is_closed() -> None:
    for closed in (False, True):
        sitting = complete(three_rows(("A", "B")))
        sitting.keep(sitting.screening.confirm_scopes())
        sign(sitting, INVESTIGATOR, MAY_ENTER, cohort="A")
        if closed:
            sitting.keep(closing.close(sitting.screening, "enrolled"))
        before = sitting.screening.cohorts()
        elsewhere = Sitting(sitting.screening.checklist, log=sitting.log, subject="subject-2")
        sitting.screening.apply(elsewhere.keep(elsewhere.screening.move("I2", ["B"])))
        sitting.screening.apply(elsewhere.keep(elsewhere.screening.close_cohort("A")))
        expected = "" if closed else "changed since: scope I2 by MK"
        assert sitting.screening.signatures[0].void == expected
        assert (sitting.screening.cohorts() == before) == closed
        if closed:
            with pytest.raises(CannotAct, match="pick another subject"):
                sitting.screening.close_cohort("B")
            sitting.keep(closing.reopen(sitting.screening, "closed by mistake"))
            assert sitting.screening.is_closed("A")
            assert not sitting.screening.scopes_confirmed


def test_a_sign_off_is_not_carried_to_another_copy() -> None:
    sitting = complete()
    sign(sitting, INVESTIGATOR, MAY_ENTER)
    other = Screening(
        sitting.screening.checklist,
        trial=TRIAL,
        record="cd" * 32,
        status="RECRUITING",
        subject=SUBJECT,
        events=sitting.log,
    )
    assert other.signatures[0].void == "signed on another copy of the record"
    assert may_enter(other.signatures) is None


def test_a_sign_off_of_a_state_that_is_not_there_is_void() -> None:
    """Somebody answered between the last look and the sign-off, or the reading of the text has changed."""
    sitting = complete()
    event = signing.sign(sitting.screening, SCREENER, "M. Karg", "MK")
    sitting.give("I2", NO)
    sitting.keep(event)
    assert sitting.screening.signatures[0].void == "what was signed is not what stands here"


def test_signing_again_in_the_same_role_leaves_the_last_one_standing() -> None:
    sitting = complete()
    sign(sitting, INVESTIGATOR, MAY_ENTER)
    sign(sitting, SCREENER)
    sign(sitting, INVESTIGATOR, MAY_NOT_ENTER)
    assert [one.void for one in sitting.screening.signatures] == ["signed again by MK", "", ""]
    assert may_enter(sitting.screening.signatures) is False


def test_a_sign_off_is_withdrawn_by_its_signer_with_a_reason_and_is_never_undone() -> None:
    sitting = complete()
    sign(sitting)
    with pytest.raises(CannotAct, match="withdraw it"):
        sitting.undo()
    with pytest.raises(CannotAct, match="reason"):
        signing.withdraw(sitting.screening, SCREENER, "MK", "  ")
    with pytest.raises(CannotAct, match="no sign-off of yours"):
        signing.withdraw(sitting.screening, SCREENER, "AB", "not mine")
    sitting.keep(signing.withdraw(sitting.screening, SCREENER, "MK", "signed too early"))
    assert sitting.screening.signatures[0].void == "withdrawn by MK: signed too early"


# --- the laws, over any order of acts ---

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["give", "undo", "redo", "sign", "note"]),
        st.sampled_from(ROWS),
        st.sampled_from([YES, NO]),
    ),
    max_size=14,
)


def played(acts: list[tuple[str, str, Answer]]) -> Sitting:
    sitting = complete()
    for what, code, answer in acts:
        try:
            if what == "give":
                sitting.keep(sitting.screening.give(code, answer, change_reason="new information"))
            elif what == "note":
                sitting.keep(sitting.screening.give(code, note=f"note {len(sitting.log)}"))
            elif what == "sign":
                sign(sitting)
            elif what == "undo":
                sitting.undo()
            else:
                sitting.redo()
        except CannotAct:
            continue
    return sitting


@given(ACTS)
@settings(max_examples=150, deadline=None)
def test_a_sign_off_stands_just_when_nothing_was_written_after_it(
    acts: list[tuple[str, str, Answer]],
) -> None:
    sitting = played(acts)
    last = sitting.log[-1]
    standing = [one for one in sitting.screening.signatures if not one.void]
    assert [one.seq for one in standing] == ([last.seq] if last.kind == "signature.given" else [])


@given(ACTS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_events_arrive_does_not_matter(
    acts: list[tuple[str, str, Answer]], chance: random.Random
) -> None:
    sitting = played(acts)
    shuffled: list[AuditEvent] = list(sitting.log)
    chance.shuffle(shuffled)
    again = Screening(
        sitting.screening.checklist,
        trial=TRIAL,
        record=RECORD,
        status="RECRUITING",
        subject=SUBJECT,
        events=shuffled,
    )
    assert again.signatures == sitting.screening.signatures


@given(ACTS)
@settings(max_examples=60, deadline=None)
def test_no_sign_off_is_ever_erased(acts: list[tuple[str, str, Answer]]) -> None:
    sitting = played(acts)
    given_ = [event.seq for event in sitting.log if event.kind == "signature.given"]
    assert [one.seq for one in sitting.screening.signatures] == given_


# --- exceptions ---


def test_an_exception_is_recorded_with_a_blocker_and_changes_no_verdict() -> None:
    sitting = complete()
    sitting.give("E1", YES)
    before = sitting.screening.cohorts()
    sitting.keep(waivers.record(sitting.screening, "E1", "WV-12", "sponsor's medical monitor", "2026-11-02"))
    assert sitting.screening.cohorts() == before
    waiver = sitting.screening.waiver("E1")
    assert waiver is not None
    assert waiver.line() == "exception WV-12 recorded"
    assert waiver.words() == "WV-12, granted by sponsor's medical monitor, 2026-11-02"
    assert against(sitting, INVESTIGATOR, MAY_ENTER) == []


@pytest.mark.parametrize(
    ("number", "by", "day"),
    [
        ("", "monitor", "2026-11-02"),
        ("WV-12", " ", "2026-11-02"),
        ("WV-12", "monitor", "2026-02-30"),
        ("WV-12", "monitor", "soon"),
    ],
)
def test_an_exception_needs_number_grantor_and_a_real_day(number: str, by: str, day: str) -> None:
    sitting = complete()
    sitting.give("E1", YES)
    with pytest.raises(CannotAct):
        waivers.record(sitting.screening, "E1", number, by, day)


def test_an_exception_goes_with_a_blocker_only_and_can_be_taken_out_and_undone() -> None:
    sitting = complete()
    with pytest.raises(CannotAct, match="blocks nothing"):
        waivers.record(sitting.screening, "E1", "WV-12", "monitor", "2026-11-02")
    sitting.give("E1", YES)
    sitting.keep(waivers.record(sitting.screening, "E1", "WV-12", "monitor", "2026-11-02"))
    sign(sitting, INVESTIGATOR, MAY_NOT_ENTER)
    sitting.keep(waivers.take_out(sitting.screening, "E1"))
    assert sitting.screening.waiver("E1") is None
    assert sitting.screening.signatures[0].void == "changed since: exception E1 by MK"
    sitting.undo()
    assert sitting.screening.waiver("E1") is not None


# --- closing ---


def test_a_closed_screening_says_so_and_takes_no_answers_until_it_is_open_again() -> None:
    sitting = complete()
    sitting.give("E1", YES)
    sitting.keep(closing.close(sitting.screening, "screen failure", ["E1"]))
    assert sitting.screening.closing is not None
    assert sitting.screening.closing.line() == "CLOSED: screen failure (E1)"
    for act in (lambda: sitting.give("I1", NO), lambda: sitting.keep(sitting.screening.tick("I1"))):
        with pytest.raises(CannotAct):
            act()
    with pytest.raises(CannotAct, match="reason"):
        closing.reopen(sitting.screening, " ")
    sitting.keep(closing.reopen(sitting.screening, "new information"))
    assert sitting.screening.closing is None
    sitting.give("I1", NO)


def test_undo_opens_a_screening_that_was_closed_by_mistake_and_redo_closes_it_the_same_way() -> None:
    sitting = complete()
    sitting.keep(closing.close(sitting.screening, "other", words="moved away"))
    sitting.undo()
    assert sitting.screening.closing is None
    sitting.redo()
    assert sitting.screening.closing is not None
    assert sitting.screening.closing.line() == "CLOSED: other, moved away"


@pytest.mark.parametrize(
    ("outcome", "codes", "words"),
    [("screen failure", [], ""), ("other", [], " "), ("eligible", [], ""), ("screen failure", ["I9"], "")],
)
def test_a_closing_needs_a_known_outcome_and_its_reasons(outcome: str, codes: list[str], words: str) -> None:
    with pytest.raises(CannotAct):
        closing.close(complete().screening, outcome, codes, words)


def test_the_blockers_are_proposed_as_reasons_each_question_once() -> None:
    sitting = Sitting(sample_like())
    sitting.give_all({"I1": NO, "E1": YES})
    rows = closing.blocking(sitting.screening.checklist, sitting.screening.cohorts())
    assert [row.code for row in rows] == ["R1", "E1"]


def sample_like() -> Checklist:
    from trialtui.record.study import EligibilityModule

    return checklist(
        criterion("I1", text="Age 18 years or older"),
        criterion("E1"),
        limits=EligibilityModule(minimum_age="18 Years"),
    )


def test_old_events_and_kinds_of_a_later_program_are_folded_as_before() -> None:
    sitting = complete()
    before = sitting.screening.cohorts()
    sitting.keep(NewEvent("screening.audited", {}, SUBJECT, TRIAL, RECORD))
    assert sitting.screening.cohorts() == before
    assert sitting.screening.signatures == ()
