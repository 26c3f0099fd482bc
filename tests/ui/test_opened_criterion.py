"""An opened criterion: its words, why it stands where it stands, its answer, source, note and history."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, sitting


@pytest.mark.parametrize("size", [SMALL, LOW])
async def test_it_says_whose_it_is_what_it_does_and_for_which_cohort(
    data: Path, size: tuple[int, int]
) -> None:
    async with sitting(data, size=size) as screen:
        await screen.answer(E7="y")
        await screen.press("enter")
        for words in ("E7 · exclusion · SSc", "WITHDRAWN", "TRIAL NOT OPEN", "subject DRAFT-1", "EXCLUDES"):
            assert words in screen.words


async def test_why_it_is_thought_to_belong_to_a_cohort(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I11")
        await screen.press("enter")
        assert "SSc (proposed): in the block I6 to I11" in screen.words
        assert 'JUDGEMENT "investigator discretion"' in screen.words
        assert "TIME WINDOW" in screen.words


async def test_answers_given_there_count_like_those_of_the_list(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("E7")
        await screen.press("enter", "y")
        assert "effect: EXCLUDES" in screen.words
        assert "SSc NOT ELIGIBLE E7" in screen.words
        assert "no answer → yes" in screen.words
        await screen.press("escape")
        assert screen.edge("E7") == "Yes EXCLUDES"
        assert screen.cursor == screen.row("E7")


async def test_the_arrows_go_to_the_next_criterion_shown_from_its_top(data: Path) -> None:
    async with sitting(data, size=LOW) as screen:
        await screen.to("I11")
        await screen.press("enter", "pagedown", "pagedown", "pagedown", "down")
        assert "I12 · inclusion" in screen.words
        await screen.press("pageup")
        assert "Answer" in screen.words
        await screen.press("escape")
        assert screen.cursor == screen.row("I12")


async def test_a_new_criterion_is_shown_from_its_top_after_reading_to_the_end_of_another(data: Path) -> None:
    async with sitting(data, size=LOW) as screen:
        await screen.to("I11")
        await screen.press("enter", "pagedown", "pagedown", "pagedown", "pagedown", "down")
        assert "I12 · inclusion" in screen.words
        assert "Answer" in screen.words


async def test_the_next_open_one_is_a_key_away(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I6="y", I7="y")
        await screen.to("I5")
        await screen.press("enter", "right_square_bracket")
        assert "I6 ·" not in screen.words
        assert "I8 · inclusion" in screen.words
        await screen.press("left_square_bracket")
        assert "I5 · inclusion" in screen.words


async def test_a_parent_lists_its_parts_with_their_answers(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I18_1="y")
        await screen.to("I18")
        await screen.press("enter")
        assert "Parts: (1 or 2) and 3" in screen.words
        assert "I18.1 [Yes] met" in screen.words
        assert "never made n/a by the program" in screen.words


async def test_the_history_reads_from_the_first_to_the_last(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="u")
        await screen.press("down", "up", "y")
        await screen.pick(2)
        await screen.press("h")
        first, second = screen.words.index("no answer → unknown"), screen.words.index("unknown → yes")
        assert first < second
        assert "because: new information" in screen.words
        assert "MK" in screen.words


async def test_a_row_without_answers_has_no_history_and_says_so(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "h")
        assert "No answer has been given to this row." in screen.words


async def test_switching_subjects_there_shows_the_others_answer(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.new_subject("S-001")
        await screen.answer(I5="y")
        await screen.press("enter")
        await screen.new_subject("S-002")
        assert "subject S-002" in screen.words
        assert "not answered" in screen.words
