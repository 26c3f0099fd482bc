"""A saved HTML page, a results page and an unknown text on the screen: what they are is said, what they lack is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.sitting import sitting

from trialtui.copies.reader import open_copy

COPIES = Path(__file__).parents[1] / "fixtures" / "copies"


@pytest.mark.parametrize("name", ["ctgov_new_page.html", "unknown_layout.txt"])
async def test_an_unrecognised_page_says_so_and_its_criteria_can_be_answered(data: Path, name: str) -> None:
    async with sitting(data, open_copy(COPIES / name)) as screen:
        await screen.press("1", "pagedown")
        assert "unrecognised page" in screen.words
        await screen.press("3")
        await screen.to("E1")
        await screen.press("y")
        assert "EXCLUDES" in screen.words
        await screen.press("0")
        assert "unrecognised page" in screen.words


async def test_the_source_of_a_criterion_is_shown_in_the_html_itself(data: Path) -> None:
    async with sitting(data, open_copy(COPIES / "ctgov_new_page.html")) as screen:
        await screen.press("3")
        await screen.to("E2")
        await screen.press("o")
        assert "Pregnant<!-- reviewed -->" in screen.words


async def test_a_results_page_shows_no_criteria_and_no_verdict(data: Path) -> None:
    async with sitting(data, open_copy(COPIES / "results_page_flat.txt")) as screen:
        await screen.press("1", "pagedown")
        assert "holds no eligibility criteria" in screen.words
        assert "NO BLOCKER FOUND" not in screen.words
