"""Not applicable: open until a reason is given; a number picks a usual one, words can be typed, Esc leaves it open."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, sitting, study

TWO_CRITERIA = """Inclusion Criteria:

1. The participant has a cough.

Exclusion Criteria:

1. The participant sings at night.
"""


async def test_it_stays_open_until_it_has_a_reason(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I18")
        before = screen.verdict
        await screen.press("a")
        assert "I18 is not applicable, because:" in screen.foot
        await screen.press("escape")
        assert screen.edge("I18") == "n/a needs reason"
        assert screen.status == "I18 is n/a without a reason: it stays open."
        assert screen.verdict == before


async def test_a_number_picks_a_usual_reason_that_fits_the_criterion(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I18")
        await screen.press("a")
        assert "1 male participants only" in screen.foot
        await screen.pick(1)
        assert screen.edge("I18").startswith("n/a male")
        assert "I18 n/a because: male participants only" in screen.status
        assert "LN open, 25 left" in screen.verdict
        await screen.to("I18.1")
        assert screen.edge("I18.1").startswith("n/a")
        assert "closed by I18 n/a" in screen.words


async def test_a_reason_can_be_typed(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("E20")
        await screen.press("a")
        await screen.type("no donor")
        await screen.press("enter")
        assert screen.edge("E20") == "n/a no donor"


async def test_a_typed_reason_may_begin_with_a_digit(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("E20")
        await screen.press("a")
        await screen.type("2 weeks")
        await screen.press("enter")
        assert screen.edge("E20") == "n/a 2 weeks"
        assert screen.trial.prompt is None


async def test_a_reason_too_long_for_its_column_is_on_the_screen_in_full(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("E20")
        await screen.press("a")
        await screen.type("gave blood elsewhere")
        await screen.press("enter")
        assert "gave blood elsewhere" in screen.words.replace(screen.status, "")


async def test_a_second_press_asks_for_the_reason_that_is_missing(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("E20")
        await screen.press("a", "escape", "a")
        assert "E20 is not applicable, because:" in screen.foot
        await screen.pick(1)
        assert "needs reason" not in screen.edge("E20")


@pytest.mark.parametrize("size", [SMALL, LOW])
async def test_everything_not_applicable_gives_no_verdict(data: Path, size: tuple[int, int]) -> None:
    async with sitting(data, study(TWO_CRITERIA), size=size) as screen:
        for code in screen.codes:
            await screen.to(code)
            await screen.press("a")
            await screen.pick(1)
        assert "NO BLOCKER FOUND" not in screen.verdict
        assert "nothing but n/a" in screen.verdict
