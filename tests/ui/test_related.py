"""Related trials: those the copy names and those of the library, opened with Enter, left again with Esc or l."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from tests.ui.sitting import LOW, Sitting, sitting
from tests.unit.library.trials.invented_studies import study

from trialtui.cli import main
from trialtui.copies.copy import CopyReading
from trialtui.copies.reader import read_copy
from trialtui.ui.screens.library import LibraryScreen

STUDIES = (
    study(1, "Lunamab in moon fever", conditions=["Moon Fever"], drug="Lunamab", summary="Goes on from NCT00000003."),
    study(2, "Moon fever [bold]\x1b[31mby day", conditions=["Moon Fever"], drug="Rest"),
    study(3, "Something else", conditions=["Knee Ache"], drug="Walking"),
    study(4, "No kin", conditions=["Stroke"], drug="Placebo"),
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    (folder / "studies.json").write_text(json.dumps(STUDIES), "utf-8")
    assert main(["add", str(folder / "studies.json"), "--data", str(folder)]) == 0
    return folder


def opened(number: int) -> CopyReading:
    return read_copy(f"{number}.json", json.dumps(STUDIES[number - 1]).encode())


async def on_related(screen: Sitting) -> None:
    await screen.press("8")
    for _ in range(1000):
        await screen.settle()
        if "Looking in the library" not in screen.text:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing is found, nor said")


async def test_each_related_trial_says_why_the_named_one_first(library: Path) -> None:
    async with sitting(library, opened(1)) as screen:
        await on_related(screen)
        rows = [words for key, words in screen.listed.items() if key.startswith("related.")]
        assert len(rows) == 2
        assert rows[0].endswith("named in this record")
        assert "same condition: Moon Fever" in rows[1]
        assert "Moon fever [bold]<U+001B>[31mby day" in screen.text


async def test_enter_opens_it_and_esc_comes_back_to_its_row(library: Path) -> None:
    async with sitting(library, opened(1)) as screen:
        await on_related(screen)
        await screen.press("G", "enter")
        assert screen.lines[0].startswith(" NCT00000002")
        await on_related(screen)
        assert "NCT00000001" in screen.text
        await screen.press("g", "down", "enter")
        assert screen.lines[0].startswith(" NCT00000001")
        await screen.press("escape")
        assert screen.lines[0].startswith(" NCT00000002")
        await screen.press("escape")
        assert screen.lines[0].startswith(" NCT00000001")
        assert "8 RELATED" in screen.text
        await screen.press("l")
        assert isinstance(screen.app.screen, LibraryScreen)


async def test_where_nothing_is_related_and_where_no_library_is_it_says_so(
    library: Path, tmp_path: Path
) -> None:
    async with sitting(library, opened(4), size=LOW) as screen:
        await on_related(screen)
        assert "No trial of the library shares" in " ".join(screen.listed.values())
    async with sitting(tmp_path / "none", opened(1)) as screen:
        await on_related(screen)
        assert "No library is kept here" in screen.words
