"""A person corrects the reading: the rows follow at once, answers stay with their words, and it can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SAMPLE, sitting


async def test_a_criterion_that_is_a_note_leaves_the_checklist_and_comes_back_with_undo(data: Path) -> None:
    async with sitting(data) as screen:
        before = screen.codes
        await screen.answer(I5="y")
        await screen.to("I3")
        await screen.press("r")
        assert "How should I3 be read?" in screen.foot
        number = next(n for n in range(1, 9) if f"{n} it is a note" in screen.foot)
        await screen.press(str(number))
        assert len(screen.codes) == len(before) - 1
        await screen.to("I4")
        assert "SLEDAI-2K" in screen.row("I4")
        assert screen.edge("I4") == "Yes met", "an answer belongs to words, not to a number"
        await screen.press("z")
        assert screen.codes == before
        await screen.to("I5")
        assert screen.edge("I5") == "Yes met"


async def test_an_answer_to_words_that_were_corrected_does_not_count(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I3="n")
        assert "LN NOT ELIGIBLE I3" in screen.verdict
        await screen.press("r")
        number = next(n for n in range(1, 9) if f"{n} split it in two" in screen.foot)
        await screen.press(str(number))
        await screen.pick(2)
        assert "will no longer count" in screen.foot
        await screen.press("1")
        assert screen.edge("I3") == "open"
        assert "CRITERIA CHANGED" in screen.verdict
        await screen.press("z")
        assert screen.edge("I3") == "No FAILS"
        assert "CRITERIA CHANGED" not in screen.verdict


async def test_how_parts_combine_can_be_corrected(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(E16_1="y")
        await screen.to("E16")
        assert screen.edge("E16") == "EXCLUDES"
        await screen.press("r", "1")
        assert "how do its parts combine?" in screen.foot
        await screen.press("1")
        assert "E16.1 [Yes]" in screen.foot
        await screen.press("1")
        assert screen.edge("E16") == "open"
        assert "all of these parts" in screen.words


async def test_the_copy_itself_is_never_changed(data: Path) -> None:
    before = SAMPLE.read_bytes()
    async with sitting(data) as screen:
        await screen.to("I3")
        await screen.press("r", "escape")
        assert screen.events == []
        await screen.press("r", "3")
        assert screen.kinds == ["reading.corrected"]
        await screen.press("0")
        assert screen.desk.reading.copy.raw == before
    assert SAMPLE.read_bytes() == before


async def test_a_correction_holds_for_the_next_start(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I3")
        await screen.press("r", "3")
        corrected = screen.codes
    async with sitting(data) as screen:
        assert screen.codes == corrected


async def test_an_answer_left_behind_by_a_correction_is_not_blamed_on_another_copy(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I3="n")
        await screen.press("r", "3")
        assert "I3 [No] FAILS" in screen.foot
        await screen.press("1", "g", "pageup")
        assert "I3 [No]" in screen.words
        assert "another copy" not in screen.words


async def test_an_opened_criterion_takes_the_correction_or_says_where_it_is_made(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I3")
        await screen.press("enter", "r")
        assert "How should I3 be read?" in screen.foot or "Esc goes back" in screen.foot


@pytest.mark.parametrize("code", ["I3", "I18"])
async def test_every_choice_of_a_correction_is_on_a_low_screen(data: Path, code: str) -> None:
    async with sitting(data, size=LOW) as screen:
        await screen.to(code)
        await screen.press("r")
        for words in (
            "split it in two",
            "join it with the one before",
            "it is a note",
            "it is a heading",
            "esc leaves it",
        ):
            assert words in screen.words
