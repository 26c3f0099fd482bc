"""The verdict in full: Enter on a code goes to its row."""

from __future__ import annotations

from pathlib import Path

from tests.ui.sitting import sitting

from trialtui.ui.screens.verdict import VerdictScreen


async def test_enter_on_a_blocker_goes_to_its_row(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I6="n")
        await screen.to("E21")
        await screen.press("V")
        shown = screen.app.screen
        assert isinstance(shown, VerdictScreen)
        assert shown.listing.stand_on("SSc blocker I6")
        await screen.press("enter")
        assert screen.trial.listing.current_key == "I6"
