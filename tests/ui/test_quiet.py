"""An idle screen paints nothing; a key paints what it changed and no more."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.ui.sitting import sitting, study
from textual.app import App
from textual.strip import Strip

from trialtui.ui.widgets.bar import Bar
from trialtui.ui.widgets.row_list import RowList

HUNDREDS = "\n\n".join(
    f"{side} Criteria:\n\n" + "\n".join(f"{number}. The participant has {thing} number {number} of the list." for number in range(1, 101))
    for side, thing in (("Inclusion", "finding"), ("Exclusion", "illness"))
)  # fmt: skip


class Painted:
    """Which lines of the list and of the bars were drawn, and how often anything went to the terminal."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows: list[int] = []
        self.bars: list[str] = []
        self.frames = 0
        draw_row, draw_bar, display = RowList.render_line, Bar.render_line, App._display

        def row(widget: RowList, y: int) -> Strip:
            self.rows.append(y)
            return draw_row(widget, y)

        def bar(widget: Bar, y: int) -> Strip:
            self.bars.append(widget.id or "")
            return draw_bar(widget, y)

        def frame(app: App[Any], *what: Any) -> None:
            self.frames += 1
            display(app, *what)

        monkeypatch.setattr(RowList, "render_line", row)
        monkeypatch.setattr(Bar, "render_line", bar)
        monkeypatch.setattr(App, "_display", frame)

    def forget(self) -> None:
        self.rows.clear()
        self.bars.clear()
        self.frames = 0


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Painted:
    return Painted(monkeypatch)


@pytest.mark.parametrize("keys", [("3", "y"), ("3", "enter"), ("3", "e")])
async def test_an_idle_screen_paints_nothing(data: Path, painted: Painted, keys: tuple[str, ...]) -> None:
    async with sitting(data) as screen:
        await screen.press(*keys)
        await asyncio.sleep(0.5)  # the cursor's place is noted meanwhile
        painted.forget()
        await asyncio.sleep(0.5)
        assert (painted.frames, painted.rows, painted.bars) == (0, [], [])


async def test_a_move_paints_two_cells_of_the_gutter(data: Path, painted: Painted) -> None:
    async with sitting(data) as screen:
        await screen.press("3")
        painted.forget()
        await screen.press("down")
        assert len(set(painted.rows)) == 2
        assert painted.bars == []


async def test_an_answer_paints_its_row_the_verdict_and_the_status(data: Path, painted: Painted) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        await screen.press("down", "up")
        await screen.to("I9")
        painted.forget()
        await screen.press("y")
        top = screen.trial.listing.region.y
        row = next(y for y, line in enumerate(screen.lines) if line.startswith("▌")) - top
        assert set(painted.rows) == {row}
        assert set(painted.bars) == {"head", "status"}


async def test_with_two_hundred_criteria_an_answer_still_paints_one_row(data: Path, painted: Painted) -> None:
    async with sitting(data, study(HUNDREDS)) as screen:
        assert len(screen.codes) == 200
        await screen.press("3", "pagedown", "pagedown", "n")
        await screen.press("down")
        painted.forget()
        await screen.press("y")
        assert len(set(painted.rows)) == 1
        painted.forget()
        await screen.press("down")
        assert len(set(painted.rows)) == 2


async def test_scrolling_goes_by_half_a_page(data: Path, painted: Painted) -> None:
    async with sitting(data, study(HUNDREDS)) as screen:
        await screen.press("3")
        listing = screen.trial.listing
        tops = {listing.top}
        for _ in range(60):
            await screen._send("down")
            tops.add(listing.top)
        await screen.settle()
        steps = sorted(tops)
        assert max(later - sooner for sooner, later in pairwise(steps)) <= listing.size.height
        assert len(steps) <= 60 // (listing.size.height // 2 - 1) + 2


async def test_nothing_about_a_subject_stands_in_the_title(data: Path) -> None:
    async with sitting(data, subject="S-014") as screen:
        await screen.answer(I5="y")
        assert "S-014" not in f"{screen.app.title} {screen.app.sub_title}"
