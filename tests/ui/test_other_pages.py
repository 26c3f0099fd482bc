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
        assert screen.lines[1].strip().startswith("UNRECOGNISED PAGE · STATUS MISSING · ")
        await screen.press("1", "pagedown")
        assert "unrecognised page" in screen.words
        await screen.press("3")
        await screen.to("E1")
        await screen.press("y")
        assert "EXCLUDES" in screen.words
        await screen.press("0")
        assert "unrecognised page" in screen.words


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_that_a_page_is_not_recognised_stands_on_the_first_screen(
    data: Path, size: tuple[int, int]
) -> None:
    async with sitting(data, open_copy(COPIES / "another_site.txt"), size=size) as screen:
        assert "UNRECOGNISED PAGE" in screen.lines[1]
    async with sitting(data, open_copy(COPIES / "whole_page.txt"), size=size) as screen:
        assert "UNRECOGNISED" not in screen.words


def test_the_header_knows_the_format_by_its_name() -> None:
    from trialtui.copies.unrecognised_text import FORMAT
    from trialtui.ui.panes.header import UNRECOGNISED

    assert UNRECOGNISED == FORMAT


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
