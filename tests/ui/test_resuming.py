"""The next start offers the last screening first: same subject, trial, tab and row."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.ui.sitting import SAMPLE, sitting

from trialtui.ui.screens.trial import REST_SECONDS


async def test_enter_goes_back_to_the_row_that_was_answered_last(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I6="n")
    async with sitting(data) as screen:
        assert screen.status.startswith("resume DRAFT-1, I6,")
        assert "no subject" in screen.lines[1]
        await screen.press("enter")
        assert "subject DRAFT-1" in screen.lines[1]
        assert screen.trial.tab == "3"
        assert screen.cursor == screen.row("I6")
        assert screen.edge("I6") == "No FAILS"
        assert "1 answer kept" in screen.status


@pytest.mark.parametrize("tab", ["1", "2", "4", "8", "0"])
async def test_the_tab_that_was_left_is_the_tab_that_comes_back(data: Path, tab: str) -> None:
    async with sitting(data) as screen:
        await screen.answer(I6="n")
        await screen.press(tab, "down", "down", "q")
        left = screen.app.return_code
    assert left == 0
    async with sitting(data) as screen:
        await screen.press("enter")
        assert screen.trial.tab == tab


async def test_leaving_at_once_keeps_the_row(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I6="n")
        await screen.press("down", "down", "q")
    async with sitting(data) as screen:
        await screen.press("enter")
        assert screen.trial.listing.current_key == "I8"


async def test_a_cut_connection_keeps_the_row_the_cursor_rested_on(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I6="n")
        await screen.press("down", "down")
        await asyncio.sleep(REST_SECONDS + 0.2)
    async with sitting(data) as screen:
        await screen.press("enter")
        assert screen.trial.listing.current_key == "I8"


async def test_an_opened_criterion_comes_back_as_its_row(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I6="n")
        await screen.press("enter", "down", "y", "q")
    async with sitting(data) as screen:
        await screen.press("enter")
        assert screen.cursor == screen.row("I7")
        assert screen.edge("I7") == "Yes met"


async def test_the_opening_screen_offers_the_last_screening_first(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I6="n")
    async with sitting(data, None, paths=[]) as screen:
        assert "resume DRAFT-1 · NCT06377228 · I6" in screen.cursor
        await screen.press("enter")
        assert "subject DRAFT-1" in screen.lines[1]
        assert screen.edge("I6") == "No FAILS"


async def test_the_kept_copy_stands_in_for_a_file_that_is_gone(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "copy.txt"
    file.write_bytes(SAMPLE.read_bytes())
    async with sitting(data, file) as screen:
        await screen.answer(I6="n")
    file.unlink()
    async with sitting(data, None, paths=[]) as screen:
        await screen.press("enter")
        assert screen.edge("I6") == "No FAILS"


async def test_with_nothing_kept_the_opening_screen_says_what_to_do_and_opens_the_sample(data: Path) -> None:
    async with sitting(data, None, paths=[]) as screen:
        assert "Nothing is kept here yet." in screen.words
        assert "Open the sample copy" in screen.cursor
        await screen.press("enter")
        assert "NCT06377228" in screen.lines[0]
        await screen.press("l")
        assert "trialtui" in screen.lines[0]


async def test_another_persons_screening_is_offered_by_its_code_and_not_taken_silently(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I6="n")
    async with sitting(data, who="AB") as screen:
        assert "resume DRAFT-1" in screen.status
        assert "no subject" in screen.lines[1]
        await screen.press("3", "down", "V", "escape")
        assert "no subject" in screen.lines[1]
