"""The record of a screening on the screen: sign-off, second reading, exceptions, how it ended, who is before the screen."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, WIDE, Sitting, sitting

from trialtui.copies.reader import read_copy
from trialtui.desk import Desk
from trialtui.library.log import ScreeningLog
from trialtui.library.who import account
from trialtui.screening.answers import Answer

SHORT = b"""{"protocolSection": {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "A short trial"},
 "statusModule": {"overallStatus": "RECRUITING"},
 "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\\n\\n* Has the disease.\\n* Gave consent.\\n\\nExclusion Criteria:\\n\\n* Is pregnant.\\n",
  "healthyVolunteers": true}}}"""
Start = Callable[..., AbstractAsyncContextManager[Sitting]]


@pytest.fixture
def start(data: Path) -> Start:
    """Start the program on the short trial, as `who`."""

    @asynccontextmanager
    async def begin(
        who: str = "MK", size: tuple[int, int] = WIDE, ask_who: bool = False
    ) -> AsyncIterator[Sitting]:
        copy = read_copy("short.json", SHORT)
        async with sitting(data, copy, who=who, size=size, ask_who=ask_who) as screen:
            yield screen

    return begin


async def complete(screen: Sitting, code: str = "S-014", **answers: str) -> None:
    await screen.new_subject(code)
    await screen.answer(**{"I1": "y", "I2": "y", "E1": "n", **answers})


async def pick(screen: Sitting, number: int) -> None:
    """Pick a numbered answer of the open question, and of no question that follows it."""
    asked = screen.app.screen.prompt  # type: ignore[attr-defined]
    await screen.press(str(number))
    if not asked.answer.done():
        await screen.press("enter")


async def take(screen: Sitting) -> None:
    """Put the only subject on the desk."""
    await screen.press("s", "home", "enter")


async def sign(screen: Sitting, role: int, decision: int = 0, name: str = "M. Karg") -> None:
    """S, the row to sign, role, decision of an investigator, printed name, and the last question."""
    await screen.press("S")
    while "Sign (Enter)" not in screen.cursor:
        await screen.press("down")
    await screen.press("enter")
    await pick(screen, role)
    if decision:
        await pick(screen, decision)
    if screen.app.screen.prompt is None:  # type: ignore[attr-defined]
        return
    await screen.press("end", *["backspace"] * 20)
    await screen.type(name)
    await screen.press("enter")


# --- consent ---


async def test_consent_is_recorded_with_its_day_and_version_and_changed_visibly(start: Start) -> None:
    async with start() as screen:
        await screen.new_subject("S-014")
        await screen.press("S")
        while "Not recorded. Enter" not in screen.cursor:
            await screen.press("down")
        await screen.press("enter")
        await screen.type("2026-11-0")
        await screen.press("enter")
        await screen.type("3.1")
        await screen.press("enter")
        assert "2026-11-0 is no day of the form" in screen.foot
        await screen.type("1")
        await screen.press("enter", "enter")
        assert "2026-11-01, form version 3.1; recorded by MK" in screen.cursor
        assert screen.kinds[-1] == "consent.recorded"
        await screen.press("enter")
        await pick(screen, 2)
        assert "Not recorded" in screen.cursor
        assert screen.kinds.count("consent.recorded") == 2, "nothing is erased"


# --- sign-off ---


async def test_an_investigator_signs_with_name_and_meaning_and_the_verdict_keeps_its_words(
    start: Start,
) -> None:
    async with start() as screen:
        await complete(screen)
        await sign(screen, 3, 1, "Dr A. Berg")
        assert "in my judgement this subject may enter the trial" in screen.foot
        assert "Registry summary: confirm against protocol version ___" in screen.foot
        assert "Dr A. Berg, investigator" in screen.foot
        assert screen.kinds[-1] == "answer.given"
        await pick(screen, 1)
        assert screen.kinds[-1] == "signature.given"
        assert "investigator: may enter, Dr A. Berg" in screen.words
        await screen.press("escape")
        assert "signed investigator: may enter" in screen.verdict
        assert "NO BLOCKER FOUND, needs sign-off" in screen.verdict
        assert "ELIGIBLE" not in screen.text.replace("NOT ELIGIBLE", "")


async def test_a_refused_sign_off_lists_all_that_stands_against_it(start: Start) -> None:
    async with start() as screen:
        await screen.new_subject("S-014")
        await screen.answer(I1="y", I2="u")
        await sign(screen, 1)
        assert "NOT SIGNED, screener. Against it stand:" in screen.words
        assert "unanswered: E1" in screen.words
        assert "unknown: I2" in screen.words
        assert "2 things stand against it" in screen.status
        assert "signature.given" not in screen.kinds


async def test_a_sign_off_that_is_not_confirmed_is_none(start: Start) -> None:
    async with start() as screen:
        await complete(screen)
        await sign(screen, 1)
        await pick(screen, 2)
        assert screen.status == "Not signed."
        assert "Nobody has signed" in screen.words
        assert "signature.given" not in screen.kinds


@pytest.mark.parametrize("size", [SMALL, WIDE, LOW])
async def test_a_later_answer_voids_a_sign_off_in_sight_on_every_size(
    start: Start, size: tuple[int, int]
) -> None:
    async with start(size=size) as screen:
        await complete(screen)
        await sign(screen, 1)
        await pick(screen, 1)
        await screen.press("escape")
        assert "signed screener" in screen.verdict
        await screen.answer(E1="y")
        await pick(screen, 1)
        assert "NOT ELIGIBLE E1" in screen.verdict
        assert "SIGN-OFF VOID" in screen.verdict or "more: V" in screen.verdict
        await screen.press("V")
        assert "SIGN-OFF VOID: screener" in " ".join(screen.listed.values()) + screen.words
        await screen.press("escape", "z")
        assert "SIGN-OFF VOID" in screen.verdict or "more: V" in screen.verdict
        await screen.press("S")
        assert any("VOID (changed since: E1 by MK)" in words for words in screen.listed.values())


async def test_a_sign_off_is_withdrawn_with_a_reason_and_z_says_so(start: Start) -> None:
    async with start() as screen:
        await complete(screen)
        await sign(screen, 1)
        await pick(screen, 1)
        await screen.press("escape", "z")
        assert "withdraw it with a reason" in screen.status
        await screen.press("S", "home", "enter")
        await pick(screen, 1)
        await pick(screen, 1)
        assert "VOID (withdrawn by MK: signed too early)" in screen.words


async def test_what_another_person_changes_during_the_last_question_is_not_signed(
    start: Start, data: Path
) -> None:
    async with start() as screen:
        await complete(screen)
        await sign(screen, 1)
        there = Desk(screen.desk.reading, ScreeningLog(data, who="AB"))
        there.take_code("S-014")
        there.act([there.screening.give("E1", Answer.YES, change_reason="new information")])
        screen.trial._look_for_news()
        await pick(screen, 1)
        assert "changed meanwhile" in screen.status
        assert "signature.given" not in screen.kinds


async def test_a_new_person_before_an_opened_criterion_sees_only_what_is_theirs(start: Start) -> None:
    async with start() as screen:
        await complete(screen)
    async with start(f"{account()}/AB") as screen:
        await screen.press("s", "home", "b")
        await pick(screen, 1)
        await screen.answer(I2="n")
    async with start(f"{account()}/MK") as screen:
        await take(screen)
        await screen.to("I2")
        await screen.press("enter")
        assert "effect: met" in screen.words
        await screen.press("i")
        await screen.type("AB")
        await screen.press("enter")
        assert "effect: FAILS" in screen.words
        assert "effect: met" not in screen.words
        assert "SECOND READING, BLIND" in screen.words


async def test_a_sign_off_that_cannot_be_saved_is_not_signed(start: Start, data: Path) -> None:
    async with start() as screen:
        await complete(screen)
        await sign(screen, 1)
        other = sqlite3.connect(data / "screening.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await pick(screen, 1)
        other.execute("ROLLBACK")
        other.close()
        assert "NOT SIGNED" in screen.status
        assert "Nobody has signed" in screen.words
        assert screen.desk.unsaved == []


async def test_signing_for_one_of_several_cohorts_asks_which(data: Path) -> None:
    async with sitting(data, size=WIDE) as screen:
        await screen.new_subject("S-014")
        await screen.press("S")
        while "Sign (Enter)" not in screen.cursor:
            await screen.press("down")
        await screen.press("enter")
        await pick(screen, 3)
        await pick(screen, 1)
        assert "For which cohort?" in screen.foot
        assert "1 LN" in screen.foot
        assert "all cohorts" not in screen.foot
        await pick(screen, 1)
        assert "NOT SIGNED, investigator may enter (LN)" in screen.words
        assert "scopes not confirmed" in screen.words


async def test_without_a_subject_there_is_nothing_to_sign(start: Start) -> None:
    async with start() as screen:
        await screen.press("S")
        assert "s picks a subject" in screen.status
        assert screen.events == []


# --- the second reading ---


async def second_reading(start: Start, **answers: str) -> None:
    """MK's answers, then AB's second reading, blind, from the list of subjects."""
    async with start() as screen:
        await complete(screen)
    async with start("AB") as screen:
        await screen.press("s", "home", "b")
        await pick(screen, 1)
        await screen.answer(**answers)
        await screen.press("b")
        await pick(screen, 1)


async def test_a_second_reader_sees_nothing_of_the_first_reading_on_any_screen(start: Start) -> None:
    async with start() as screen:
        await complete(screen, E1="y")
        await screen.press("e")
        await screen.type("first source")
        await screen.press("enter", "enter")
        await screen.press("b")
        await pick(screen, 1)
        assert screen.kinds[-1] == "second.asked"
    async with start("AB") as screen:
        seen = [screen.text]
        await screen.press("enter")
        assert "a second reading is asked for" in screen.status
        assert "no subject" in screen.lines[1]
        await screen.press("s", "home")
        seen.append(screen.text)
        assert "SECOND READING ASKED FOR" in screen.text
        await screen.press("b")
        await pick(screen, 1)
        assert "subject S-014" in screen.lines[1]
        for keys in (
            ["3"],
            ["end", "enter"],
            ["escape", "h"],
            ["escape", "V"],
            ["escape", "s"],
            ["escape", "S"],
        ):
            await screen.press(*keys)
            seen.append(screen.text)
        assert "SECOND READING, BLIND" in screen.verdict
        everything = "\n".join(seen)
        for words in ("EXCLUDES", "NOT ELIGIBLE", "first source", "clear", "Yes met"):
            assert words not in everything


async def test_a_second_reader_who_comes_back_is_still_blind(start: Start) -> None:
    async with start() as screen:
        await complete(screen)
    async with start("AB") as screen:
        await screen.press("s", "home", "b")
        await pick(screen, 1)
        await screen.answer(I2="n")
    async with start("AB") as screen:
        await screen.press("enter")
        assert screen.edge("I2") == "No FAILS"
        assert screen.edge("I1") == "open"
        assert "SECOND READING, BLIND" in screen.verdict
    async with start("MK") as screen:
        await take(screen)
        await screen.press("3")
        assert screen.edge("I2") == "Yes met"


async def test_the_differences_show_at_the_end_and_a_person_settles_each(start: Start) -> None:
    await second_reading(start, I1="y", I2="n", E1="n")
    async with start() as screen:
        await take(screen)
        assert "1 difference to settle: S" in screen.verdict
        await sign(screen, 3, 1)
        assert "differences between the readings: I2" in screen.words
        while not screen.cursor.lstrip("▌ ").startswith("I2 "):
            await screen.press("down")
        assert "first: Yes met · second: No FAILS" in screen.cursor
        await screen.press("enter")
        await pick(screen, 2)
        await pick(screen, 1)
        assert screen.kinds[-2:] == ["difference.settled", "answer.given"]
        assert "The readings do not differ." in screen.words
        await screen.press("escape", "3")
        assert screen.edge("I2") == "No FAILS"
        await screen.to("I2")
        await screen.press("h")
        told = " ".join(screen.listed.values())
        assert "no answer → yes" in told
        assert "second reading: no" in told
        assert "difference settled: no stands, because: misread by the first reader" in told
        assert "yes → no, because: second reading: misread by the first reader" in told


async def test_who_gave_first_answers_is_not_a_second_reader_and_may_ask_for_one(start: Start) -> None:
    async with start() as screen:
        await complete(screen)
        await screen.press("b")
        assert "Ask another person" in screen.foot
        await pick(screen, 2)
        assert "second.asked" not in screen.kinds
        await screen.press("s", "home", "b")
        assert "another person" in screen.status


async def test_that_the_first_answers_were_on_the_screen_is_kept(start: Start) -> None:
    async with start() as screen:
        await complete(screen)
    async with start("AB") as screen:
        await take(screen)
        await screen.press("b")
        assert "It is kept that the first answers were on your screen" in screen.foot
        await pick(screen, 1)
        assert screen.events[-1].content == {"first_seen": True}
        await screen.press("3")
        assert screen.edge("I1") == "open"


# --- exceptions ---


async def test_an_exception_stands_beside_a_blocker_and_the_verdict_stays(start: Start) -> None:
    async with start() as screen:
        await complete(screen, E1="y")
        await screen.press("W")
        for words in ("WV-12", "the sponsor", "2026-11-02"):
            await screen.type(words)
            await screen.press("enter")
        assert "NOT ELIGIBLE E1" in screen.verdict
        assert "exception WV-12 recorded" in screen.verdict
        assert "exception WV-12 recorded" in screen.part("#list")
        await screen.press("enter")
        assert "WV-12, granted by the sponsor, 2026-11-02; the verdict stays" in screen.words
        await screen.press("W")
        await pick(screen, 2)
        assert "exception taken out" in screen.status
        assert "exception WV-12 recorded" not in screen.verdict


async def test_an_exception_needs_a_blocker_and_a_real_day(start: Start) -> None:
    async with start() as screen:
        await complete(screen, E1="y")
        await screen.to("I1")
        await screen.press("W")
        assert "I1 blocks nothing" in screen.status
        await screen.to("E1")
        await screen.press("W")
        for words in ("WV-12", "the sponsor", "soon"):
            await screen.type(words)
            await screen.press("enter")
        assert "no day of the form 2026-11-02" in screen.foot
        assert "exception.recorded" not in screen.kinds
        await screen.press("enter", "enter", *["backspace"] * 4)
        await screen.type("2026-11-02")
        await screen.press("enter")
        assert "exception WV-12 recorded" in screen.verdict, "what was typed was there again"


# --- how it ended ---


async def test_a_screen_failure_is_closed_for_the_blockers_that_a_person_leaves_in(start: Start) -> None:
    async with start() as screen:
        await complete(screen, I2="n", E1="y")
        await screen.press("X")
        await pick(screen, 1)
        assert "I2 E1" in screen.foot
        await screen.press("end", "backspace", "backspace", "enter")
        await screen.type("moved away")
        await screen.press("enter")
        assert "CLOSED: screen failure (I2), moved away" in screen.verdict
        assert "NOT ELIGIBLE I2 E1" in screen.verdict
        before = len(screen.events)
        for keys in (["n"], ["a"], ["e"], ["space"], ["W"], ["z"]):
            await screen.to("I1")
            await screen.press(*keys)
            assert screen.trial.prompt is None
            assert "closed (screen failure)" in screen.status or keys in (["space"], ["z"])
        await screen.press("Z")
        assert [event.kind for event in screen.events[before:]] == ["screening.reopened", "screening.closed"]
        assert screen.edge("I1") == "Yes met"


async def test_a_closed_screening_takes_answers_once_it_is_open_again_with_a_reason(start: Start) -> None:
    async with start() as screen:
        await screen.new_subject("S-014")
        await screen.answer(I1="y")
        await screen.press("X")
        await pick(screen, 3)
        await screen.press("enter")
        assert "CLOSED: declined" in screen.verdict
        await screen.to("I2")
        await screen.press("y")
        assert "closed (declined)" in screen.status
        assert screen.edge("I2") == "open"
        await screen.press("X", "escape")
        assert "needs a reason" in screen.status
        await screen.press("X")
        await pick(screen, 1)
        assert "CLOSED" not in screen.verdict
        await screen.press("y")
        assert screen.edge("I2") == "Yes met"


async def test_a_closed_subject_is_screened_anew_and_the_first_screening_stays(start: Start) -> None:
    async with start() as screen:
        await complete(screen, E1="y")
        await screen.press("s", "home", "R")
        assert "close it first" in screen.status
        await screen.press("escape", "X")
        await pick(screen, 1)
        await screen.press("enter", "enter", "s", "home", "R")
        assert "S-014 is screened anew" in screen.foot
        await screen.press("enter")
        assert "subject S-014-R1" in screen.lines[1]
        assert screen.edge("E1") == "open"
        await screen.press("y", "s")
        rows = list(screen.listed.values())
        assert any("S-014-R1" in row and "re-screening of S-014" in row for row in rows)
        assert any(
            "S-014 " in row and "CLOSED: screen failure (E1)" in row and "3 answers" in row for row in rows
        )


# --- the list of subjects ---


async def test_the_subjects_tell_their_verdict_who_was_there_last_and_can_be_found(start: Start) -> None:
    async with start() as screen:
        await complete(screen, "S-001")
        await complete(screen, "S-002", E1="y")
        await screen.press("s")
        told = " ".join(screen.listed.values())
        assert "S-001 all participants NO BLOCKER FOUND, needs sign-off, 3 answers" in " ".join(told.split())
        assert "S-002 all participants NOT ELIGIBLE E1, 3 answers" in " ".join(told.split())
        assert "by MK" in told
        await screen.press("slash")
        await screen.type("s-002")
        await screen.press("enter")
        assert "S-001" not in screen.text
        assert "S-002" in screen.text
        await screen.press("escape")
        assert "S-001" in screen.text


async def test_more_subjects_than_are_worked_out_at_once_all_get_their_verdict(
    start: Start, data: Path
) -> None:
    async with start() as screen:
        for number in range(30):
            screen.desk.take_code(f"S-{number:03}")
            screen.desk.act([screen.desk.screening.give("I1", Answer.NO if number % 2 else Answer.YES)])
        await screen.press("s")
        for _ in range(100):
            await screen.pilot.pause(0.05)
            if "…" not in " ".join(screen.listed.values()):
                break
        rows = [words for words in screen.listed.values() if words.startswith("S-0")]
        assert len(rows) == 30
        assert sum("NOT ELIGIBLE I1" in row for row in rows) == 15


# --- who ---


async def test_who_is_screening_is_switched_on_the_screen_and_asks_for_a_reason_then(start: Start) -> None:
    async with start(ask_who=True) as screen:
        await screen.type("MK")
        await screen.press("enter")
        await screen.new_subject("S-014")
        await screen.answer(I1="y")
        first = screen.events[-1].who
        await screen.press("i")
        await screen.type("AB")
        await screen.press("enter")
        assert "/AB is screening" in screen.status
        await screen.press("n")
        assert "because:" in screen.foot
        await pick(screen, 1)
        assert screen.events[-1].who != first
        assert screen.events[-1].who.endswith("/AB")
        await screen.press("i", "escape")
        assert "/AB is screening, as before" in screen.status


async def test_a_source_is_written_without_a_reason_and_changed_later_with_one(start: Start) -> None:
    async with start() as screen:
        await screen.new_subject("S-014")
        await screen.answer(I1="y")
        await screen.press("e")
        await screen.type("lab 1")
        await screen.press("enter", "enter", "e")
        await screen.type("2")
        await screen.press("enter", "enter")
        assert screen.trial.prompt is None  # the cursor has not left the row since it was answered
        await screen.press("down", "up", "e")
        await screen.type("3")
        await screen.press("enter")
        assert "the source changes to “lab 123”, because:" in screen.foot
        await screen.press("escape")
        assert "I1 keeps its source: a change needs a reason." in screen.status
        await screen.press("e")
        await screen.type("3")
        await screen.press("enter")
        await pick(screen, 3)
        content = screen.events[-1].content or {}
        assert (content["old"]["source"], content["new"]["source"]) == ("lab 12", "lab 123")
        assert content["reason"] == "source corrected"
