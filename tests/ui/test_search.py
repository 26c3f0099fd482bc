"""`/` searches the whole record; `.` and `,` go from match to match; `o` shows the copy itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.sitting import LOW, Sitting, sitting


async def search(screen: Sitting, words: str) -> None:
    await screen.press("slash", "ctrl+u")
    await screen.type(words)
    await screen.press("enter")


async def test_a_word_is_found_across_the_tabs(data: Path) -> None:
    async with sitting(data) as screen:
        await search(screen, "centromere")
        assert screen.trial.tab == "3"
        assert screen.cursor == screen.row("E7")
        assert "1 of 2" in screen.status
        await screen.press("full_stop")
        assert screen.trial.tab == "0"
        assert "anti-centromere antibody" in screen.cursor
        await screen.press("comma")
        assert screen.trial.listing.current_key == "E7"


async def test_upper_and_lower_case_are_the_same(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3")
        await search(screen, "CENTROMERE")
        assert screen.trial.listing.current_key == "E7"


async def test_what_is_not_there_is_said(data: Path) -> None:
    async with sitting(data) as screen:
        await search(screen, "xyzzy")
        assert screen.status == "'xyzzy' is not in this copy."
        assert screen.trial.tab == "1"


@pytest.mark.parametrize("words", ["[ISN/RPS]", "(for example", "7 days"])
async def test_signs_are_searched_as_they_stand(data: Path, words: str) -> None:
    async with sitting(data) as screen:
        await search(screen, words)
        assert "1 of" in screen.status


@pytest.mark.parametrize("words", [".*", "a|b", "[a-z]"])
async def test_patterns_mean_nothing(data: Path, words: str) -> None:
    async with sitting(data) as screen:
        await search(screen, words)
        assert "is not in this copy" in screen.status


async def test_a_code_is_found(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3")
        await search(screen, "E7")
        assert screen.trial.listing.current_key == "E7"


async def test_a_view_that_hides_a_row_does_not_hide_it_from_the_search(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "v", "v")
        await search(screen, "centromere")
        assert screen.trial.listing.current_key == "E7"
        assert "anti-centromere" in screen.cursor


async def test_without_a_search_the_match_keys_say_so(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("full_stop")
        assert "/ searches" in screen.status


async def test_the_source_of_a_criterion_is_shown_in_the_copy(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("E7")
        await screen.press("o")
        assert screen.trial.tab == "0"
        assert "7. The participant has anti-centromere antibody." in screen.cursor
        assert "E7 is marked" in screen.status
        await screen.press("3")
        assert screen.cursor == screen.row("E7")


async def test_a_limit_of_the_record_has_no_place_in_the_text(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("R3")
        await screen.press("o")
        assert "R3" in screen.status
        assert "text" in screen.status
        assert screen.trial.tab == "3"


async def test_the_source_of_an_opened_criterion_is_its_own_even_if_the_view_hides_it(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I2="n")
        await screen.press("v", "v", "enter", "down")
        assert "I3" in screen.text
        await screen.press("o")
        assert "I3 is marked" in screen.status
        assert "must be positive for ANA" in screen.text


async def test_copying_gives_the_rows_words(data: Path) -> None:
    async with sitting(data, size=LOW) as screen:
        await screen.to("E7")
        await screen.press("ctrl+y")
        assert "The participant has anti-centromere antibody." in screen.app.clipboard
        assert "Copied" in screen.status
