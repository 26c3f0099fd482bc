"""The library on screen: all that is kept, found while words are typed, opened, come back to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.ui.sitting import LOW, Sitting, sitting
from tests.unit.library.trials.invented_studies import study

from trialtui.cli import main
from trialtui.ui.screens.library import LibraryScreen
from trialtui.ui.screens.start import StartScreen
from trialtui.ui.screens.trial import TrialScreen

STUDIES = (
    study(1, "Fictimab in gout", updated="2025-03-01"),
    study(
        2, "Lupus and rest", conditions=["Lupus"], status="COMPLETED", phases=["PHASE1"], updated="2025-02-01"
    ),
    study(3, "Walking [bold]\x1b[31mon the moon", conditions=["Stroke"], phases=[], updated="2025-01-01"),
)


@pytest.fixture
def kept(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A data folder with three trials in its library."""
    copies = tmp_path / "studies.json"
    copies.write_text(json.dumps(STUDIES), "utf-8")
    assert main(["add", str(copies), "--data", str(data)]) == 0
    assert capsys.readouterr().out == "3 in: 3 added, 0 updated, 0 unchanged, 0 failed\n"
    return data


async def open_library(screen: Sitting) -> None:
    assert isinstance(screen.app.screen, StartScreen)
    assert "3 trials kept here" in screen.text
    await screen.press("enter")
    assert isinstance(screen.app.screen, LibraryScreen)


async def test_the_opening_screen_leads_to_the_library_newest_first(kept: Path) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await open_library(screen)
        assert screen.lines[0] == " Library · 3 trials"
        assert screen.lines[1] == " Recruiting 2 · Completed 1   phase 1: 1 · 2: 1"
        assert screen.lines[3] == "▌ NCT00000001  Recruiting          2     Fictimab in gout"
        assert screen.lines[4] == "  NCT00000002  Completed           1     Lupus and rest"
        assert "Walking [bold]<U+001B>[31mon the moon" in screen.lines[5]


async def test_trials_are_found_while_words_are_typed_and_a_filter_half_typed_takes_nothing_away(
    kept: Path,
) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await open_library(screen)
        await screen.press("slash", *"lup")
        assert " / lup  1 of 3  Completed 1" in screen.lines[1]
        assert "Lupus and rest" in screen.lines[3]
        await screen.press(*" stat")
        await screen.press(*"us")
        await screen.press("colon", *"op")
        assert "character 12: a status" in screen.text
        await screen.press(*"en", "enter")
        assert "No trial of the library holds all of this" in screen.text
        await screen.press("escape")
        assert screen.lines[1].startswith(" Recruiting 2")


async def test_a_trial_is_opened_and_l_comes_back_to_its_row_and_then_to_the_start(kept: Path) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await open_library(screen)
        await screen.press("down", "enter")
        assert isinstance(screen.app.screen, TrialScreen)
        assert screen.lines[0].startswith(" NCT00000002 · Lupus and rest")
        await screen.press("l")
        assert isinstance(screen.app.screen, LibraryScreen)
        assert screen.lines[4].startswith("▌ NCT00000002")
        await screen.press("l")
        assert isinstance(screen.app.screen, StartScreen)


async def test_a_library_that_is_damaged_says_so_and_the_rest_goes_on(kept: Path) -> None:
    (kept / "library.sqlite3").write_bytes(b"no database at all, and long enough to be looked at" * 100)
    async with sitting(kept, None, paths=[]) as screen:
        assert isinstance(screen.app.screen, StartScreen)
        assert "library.sqlite3" in screen.text
        assert "Open the sample copy" in screen.text


async def test_it_fits_a_small_terminal(kept: Path) -> None:
    async with sitting(kept, None, paths=[], size=LOW) as screen:
        await open_library(screen)
        assert screen.lines[0] == " Library · 3 trials"
        assert "NCT00000001" in screen.text
        assert "Fictimab in gout" in screen.text
