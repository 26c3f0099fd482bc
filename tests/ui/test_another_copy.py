"""The copy opened now is not the copy that was screened: answers to criteria it does not hold stand apart and do not count."""

from __future__ import annotations

from pathlib import Path

from tests.ui.sitting import LOW, SAMPLE, sample_page, sitting

from trialtui.copies.copy import CopyReading


def reworded() -> CopyReading:
    """The sample with E7 in other words."""
    return sample_page({"anti-centromere antibody": "anti-centromere antibodies"})


async def test_the_answer_to_a_reworded_criterion_stands_apart(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y", E7="y")
    async with sitting(data, reworded()) as screen:
        await screen.press("enter")
        assert "CRITERIA CHANGED" in screen.verdict
        assert "NOT ELIGIBLE" not in screen.verdict
        await screen.press("3", "g", "pageup")
        assert "ANSWERED, NO LONGER IN THIS READING" in screen.words
        assert "E7 [Yes] The participant has anti-centromere antibody." in screen.words
        await screen.to("I5")
        assert screen.edge("I5") == "Yes met"
        await screen.to("E7")
        assert screen.edge("E7") == "open"


async def test_an_answer_that_stands_apart_cannot_be_given_again_by_mistake(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(E7="y")
    async with sitting(data, reworded()) as screen:
        await screen.press("enter", "3", "g")
        assert screen.cursor.startswith("▌ E7 [Yes]")
        before = len(screen.events)
        await screen.press("n")
        assert "not a criterion" in screen.status
        assert len(screen.events) == before


async def test_back_on_the_copy_that_was_screened_the_answers_count(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(E7="y")
    async with sitting(data, reworded()) as screen:
        await screen.press("enter")
    async with sitting(data) as screen:
        await screen.press("enter")
        assert "CRITERIA CHANGED" not in screen.verdict
        assert "SSc NOT ELIGIBLE E7" in screen.verdict


async def test_white_space_and_escapes_are_no_change(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(E9="y")
    async with sitting(data, sample_page({"\\<0.7": "<0.7"})) as screen:
        await screen.press("enter")
        assert "CRITERIA CHANGED" not in screen.verdict
        assert "SSc NOT ELIGIBLE E9" in screen.verdict


async def test_a_copy_with_another_status_keeps_the_answers_and_loses_the_warning(data: Path) -> None:
    async with sitting(data, SAMPLE, size=LOW) as screen:
        await screen.answer(E7="y")
    async with sitting(data, sample_page({"WITHDRAWN": "RECRUITING"}), size=LOW) as screen:
        await screen.press("enter")
        assert "TRIAL NOT OPEN" not in screen.verdict
        assert "SSc NOT ELIGIBLE E7" in screen.verdict
