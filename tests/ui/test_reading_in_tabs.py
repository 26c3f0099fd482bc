"""Reading a trial in tabs: fixed numbers, a header that never goes away, every fact or "not in this copy"."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, WIDE, Sitting, sitting, study

TABS = {
    "1": "SUMMARY", "2": "ARMS", "3": "CRITERIA", "4": "SITES", "5": "OUTCOMES", "6": "RESULTS", "7": "REFERENCES",
    "8": "RELATED", "0": "SOURCE",
}  # fmt: skip


async def whole_tab(screen: Sitting) -> str:
    """Everything a tab shows, read page by page."""
    pages = [screen.words]
    for _ in range(200):
        before = screen.trial.listing.top
        await screen.press("pagedown")
        pages.append(screen.words)
        if screen.trial.listing.top == before:
            break
    return " ".join(pages)


@pytest.mark.parametrize("size", [SMALL, WIDE, LOW])
async def test_the_header_stands_over_every_tab(data: Path, size: tuple[int, int]) -> None:
    async with sitting(data, size=size) as screen:
        for digit, name in TABS.items():
            await screen.press(digit)
            assert screen.lines[0].startswith(" NCT06377228 · A Study of TAK-007")
            assert screen.lines[1].startswith(" WITHDRAWN")
            assert "2025-04-06" in screen.lines[1]
            assert "no subject" in screen.lines[1]
            assert f"{digit} {name}" in screen.lines[2]
            await screen.press("G")
            assert screen.lines[1].startswith(" WITHDRAWN")
            assert all(len(line) <= size[0] for line in screen.lines)


async def test_tab_and_back_tab_go_round(data: Path) -> None:
    async with sitting(data) as screen:
        seen = []
        for _ in TABS:
            await screen.press("tab")
            seen.append(screen.trial.tab)
        assert seen == ["2", "3", "4", "5", "6", "7", "8", "0", "1"]
        await screen.press("shift+tab")
        assert screen.trial.tab == "0"


async def test_each_tab_keeps_its_place(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I6")
        line = screen.cursor
        await screen.press("0", "pagedown", "1", "3")
        assert screen.cursor == line


async def test_the_summary_says_what_is_there_and_what_is_not(data: Path) -> None:
    async with sitting(data) as screen:
        words = await whole_tab(screen)
        for fact in (
            "Status WITHDRAWN", "Phase Phase 1", "Enrollment not in this copy", "Start 2025-06-13",
            "Refractory Lupus Nephritis", "18 Years to 75 Years", "Takeda",
            "anti-CD19 chimeric antigen receptor natural killer cell",
        ):  # fmt: skip
            assert fact in words


async def test_arms_are_a_grid_and_a_description_each(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("2")
        words = await whole_tab(screen)
        for fact in (
            "1 LN Cohort: Single Dose TAK-007", "Criteria cohort: LN", "Criteria cohort: SSc",
            "800 × 10^6 TAK-007 on Day 1", "Fludarabine and cyclophosphamide IV infusion.",
        ):  # fmt: skip
            assert fact in words
        await screen.resize(LOW)
        await screen.press("g")
        assert "LN Cohort: Single Dose TAK-007" in await whole_tab(screen)


async def test_sites_and_related_trials(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("4")
        assert "University of Texas Health Science Center" in screen.words
        assert "Houston, Texas, United States" in screen.words
        await screen.press("8")
        assert "NCT07010835" in screen.words
        await screen.press("enter")
        assert "NCT07328581" in screen.status


async def test_a_related_trial_that_lies_beside_the_copy_is_opened(data: Path, tmp_path: Path) -> None:
    from tests.ui.sitting import SAMPLE

    text = SAMPLE.read_text("utf-8")
    (tmp_path / "one.txt").write_text(text, "utf-8")
    (tmp_path / "NCT07328581.txt").write_text(text.replace("NCT06377228", "NCT07328581"), "utf-8")
    async with sitting(data, tmp_path / "one.txt") as screen:
        await screen.press("8", "enter")
        assert screen.lines[0].startswith(" NCT07328581")
        assert "WITHDRAWN" in screen.lines[1]


async def test_a_study_with_nearly_nothing_says_so_everywhere(data: Path) -> None:
    async with sitting(data, study("", title="Bare")) as screen:
        for digit in "1245678":
            await screen.press(digit)
            assert "not in this copy" in screen.words


async def test_the_terminal_may_change_its_size_at_any_moment(data: Path) -> None:
    async with sitting(data) as screen:
        for keys in (
            ("1",), ("3",), ("0",), ("3", "enter"), ("escape", "s"), ("escape", "ctrl+p"), ("escape", "3", "a"), ("escape", "e"),
        ):  # fmt: skip
            await screen.press(*keys)
            for size in (LOW, (30, 8), WIDE):
                await screen.resize(size)
                assert len(screen.lines) == size[1]
                assert all(len(line) <= size[0] for line in screen.lines)
        assert screen.app.is_running


async def test_a_terminal_too_small_says_how_large_it_must_be(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.resize((30, 8))
        assert "40x10" in screen.words
        await screen.resize(LOW)
        assert "WITHDRAWN" in screen.lines[1]


async def test_the_rule_says_where_the_window_stands(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3")
        first = screen.lines[4]
        assert "1-17 of" in first
        await screen.press("a", "escape")
        shown = screen.trial.listing
        assert (
            f"{shown.top + 1}-{shown.top + shown.size.height} of {shown.total_lines} lines" in screen.lines[4]
        )
