"""Two people in one store at once: nobody's answer is turned round unseen."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.ui.sitting import SAMPLE, Sitting, sitting

from trialtui.copies.reader import open_copy
from trialtui.desk import Desk
from trialtui.library.log import ScreeningLog
from trialtui.screening.answers import Answer
from trialtui.ui.screens.trial import NEWS_SECONDS


def neighbour(data: Path, screen: Sitting) -> Desk:
    """Another process at the same subject and trial."""
    desk = Desk(open_copy(str(SAMPLE)), ScreeningLog(data, who="AB"))
    assert screen.desk.subject is not None
    desk.take(screen.desk.subject.id)
    return desk


async def test_space_does_not_turn_round_what_another_person_answered_meanwhile(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        other = neighbour(data, screen)
        await screen.to("I6")
        other.act([other.screening.give("I6", Answer.NO)])
        await screen.press("space")
        assert screen.edge("I6") == "No FAILS"
        assert "SSc NOT ELIGIBLE I6" in screen.verdict
        assert screen.events[-1].who == "AB"


async def test_turning_it_round_needs_a_reason_like_any_change(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        other = neighbour(data, screen)
        await screen.to("I6")
        other.act([other.screening.give("I6", Answer.NO)])
        await screen.press("y")
        assert "because:" in screen.foot
        await screen.press("escape")
        assert screen.edge("I6") == "No FAILS"


async def test_two_answers_in_the_same_moment_are_shown_as_a_conflict_and_settled_with_a_reason(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        other = neighbour(data, screen)
        await screen.to("I6")
        other.act([other.screening.give("I6", Answer.NO)])
        with monkeypatch.context() as moment:  # the other one wrote between our look and our writing
            moment.setattr(screen.trial, "catch_up", lambda: None)
            await screen.press("y")
        assert "AB said No, and MK said Yes without having seen it. Answer it again" in screen.status
        assert screen.edge("I6") == "No CONFLICT"
        assert "AB: no, MK: yes, at once" in screen.words
        await screen.press("y")
        assert "It becomes Yes, because:" in screen.words
        await screen.pick(2)
        assert screen.edge("I6") == "Yes met"


async def test_what_another_person_changes_while_a_reason_is_typed_is_not_overwritten(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y", I6="y")
        await screen.to("I5")
        other = neighbour(data, screen)
        await screen.press("n")
        other.act([other.screening.give("I5", Answer.UNKNOWN, change_reason="lab missing")])
        await screen.pick(2)
        assert "AB said ?, and MK said No without having seen it" in screen.status
        assert screen.edge("I5") == "? CONFLICT"


async def test_both_peoples_answers_come_together(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        other = neighbour(data, screen)
        other.act([other.screening.give("E7", Answer.YES)])
        await screen.to("I6")
        await screen.press("y")
        assert "SSc NOT ELIGIBLE E7" in screen.verdict
        other.refresh()
        given = other.screening.answer("I6")
        assert given is not None
        assert given.answer is Answer.YES
        assert screen.log.verify().ok


async def test_undo_does_not_take_back_what_another_person_wrote_since(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        other = neighbour(data, screen)
        other.act([other.screening.give("I5", Answer.NO, change_reason="lab corrected")])
        await screen.press("z")
        assert screen.edge("I5") == "No FAILS" or "changed by AB" in screen.status
        assert other.log.events()[-1].who == "AB"


async def test_a_draft_of_the_neighbour_is_not_taken_for_ones_own(data: Path) -> None:
    async with sitting(data) as screen, sitting(data, who="AB") as other:
        await screen.answer(I5="y")
        await other.press("3", "n")
        assert "Whose screening is this?" in other.lines[0]
        await other.press("end", "enter")
        assert "subject DRAFT-2" in other.lines[1]
        await screen.to("R1")
        assert screen.edge("R1") == "open"


async def test_what_another_person_answers_arrives_on_a_screen_left_alone(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        other = neighbour(data, screen)
        other.act([other.screening.give("I1", Answer.NO)])
        await asyncio.sleep(NEWS_SECONDS + 0.5)
        await screen.settle()
        assert "LN NOT ELIGIBLE I1" in screen.verdict
        await screen.to("I1")
        assert screen.edge("I1") == "No FAILS"
