"""The list of studies of a download, a zip or a folder: read while one looks, filtered, opened, come back to."""

from __future__ import annotations

import asyncio
import json
import os
import time
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SAMPLE, SMALL, WIDE, Sitting, sitting

from trialtui.copies.glancing import Listed, glances
from trialtui.ui.screens.copies import CopiesScreen
from trialtui.ui.screens.start import StartScreen
from trialtui.ui.screens.trial import TrialScreen


def a_study(number: int, status: str, title: str, *phases: str) -> dict[str, object]:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT9900{number:04}", "briefTitle": title},
            "statusModule": {"overallStatus": status},
            "designModule": {"phases": list(phases)},
            "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\n\n* Adults\n"},
        }
    }


STUDIES = [
    a_study(1, "RECRUITING", "Fictimab in Lupus of the Kidney", "PHASE2", "PHASE3"),
    a_study(2, "ACTIVE_NOT_RECRUITING", "A Sham Sofa", "NA"),
    a_study(3, "WITHDRAWN", "Lupus [bold]and[/bold] \x1b[31mthe Sea"),
    a_study(4, "RECRUITING", "A Registry of Lighthouse Keepers"),
]


def a_page(folder: Path, *studies: dict[str, object], name: str = "page.json") -> str:
    path = folder / name
    path.write_text(json.dumps({"studies": studies or STUDIES, "nextPageToken": "abc"}), "utf-8")
    return str(path)


async def until(screen: Sitting, true: Callable[[], bool]) -> None:
    """Wait for the thread that reads, as a person would."""
    for _ in range(400):
        await asyncio.sleep(0.01)
        await screen.settle()
        if true():
            return
    raise AssertionError(screen.text)


async def read(screen: Sitting) -> None:
    """Until all is read and shown."""

    def is_read() -> bool:
        here = screen.app.screen
        return isinstance(here, CopiesScreen) and here.copies.done and here._timer is None

    await until(screen, is_read)


def row_of(screen: Sitting, number: str) -> str:
    return next(line for line in screen.lines if number in line)


async def test_status_phase_and_title_stand_in_columns_under_their_counts(data: Path, tmp_path: Path) -> None:
    async with sitting(data, None, paths=[a_page(tmp_path)]) as screen:
        await read(screen)
        assert screen.lines[0] == " page.json · 4 studies"
        assert screen.lines[1] == " Recruiting 2 · Active, not recr. 1 · Withdrawn 1"
        assert screen.lines[3] == "▌ NCT99000001  Recruiting          2/3   Fictimab in Lupus of the Kidney"
        assert screen.lines[4] == "  NCT99000002  Active, not recr.   n/a   A Sham Sofa"
        assert screen.lines[6] == "  NCT99000004  Recruiting                A Registry of Lighthouse Keepers"
        await screen.resize(WIDE)
        assert screen.lines[1].endswith("Withdrawn 1   phase none: 2 · 2/3: 1 · n/a: 1")


async def test_what_stands_beside_the_studies_is_said(data: Path, tmp_path: Path) -> None:
    async with sitting(data, None, paths=[a_page(tmp_path)]) as screen:
        await read(screen)
        assert "nextPageToken abc: more studies are on other pages" in screen.status


async def test_text_of_a_title_is_shown_and_never_acts(data: Path, tmp_path: Path) -> None:
    async with sitting(data, None, paths=[a_page(tmp_path)], size=WIDE) as screen:
        await read(screen)
        assert "Lupus [bold]and[/bold] <U+001B>[31mthe Sea" in row_of(screen, "NCT99000003")


async def test_the_title_under_the_cursor_is_read_in_full_at_the_foot(data: Path, tmp_path: Path) -> None:
    title = (
        "A Study of Many Words That Goes On and On Until the Line Is Full and Then Some More for Good Measure"
    )
    path = a_page(tmp_path, a_study(1, "COMPLETED", "One"), a_study(2, "COMPLETED", title))
    async with sitting(data, None, paths=[path]) as screen:
        await read(screen)
        height = screen.app.screen.query_one("#list").size.height
        await screen.press("down")
        assert screen.status == title
        assert screen.app.screen.query_one("#list").size.height == height


async def test_a_study_that_cannot_be_read_stands_among_the_others_with_the_reason(
    data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "a.json").write_text('{"protocolSection": {', "utf-8")
    (folder / "b.json").write_text(json.dumps(STUDIES[0]), "utf-8")
    async with sitting(data, None, paths=[str(folder)]) as screen:
        await read(screen)
        assert screen.lines[0] == " copies · 1 study · 1 not read"
        assert "the JSON ends in the middle: the file is truncated" in screen.words
        await screen.press("g", "enter")
        assert isinstance(screen.app.screen, CopiesScreen)
        assert "a.json: line 1, column 22: the JSON ends in the middle" in screen.status


async def test_words_typed_filter_the_list_and_esc_shows_all_again(data: Path, tmp_path: Path) -> None:
    async with sitting(data, None, paths=[a_page(tmp_path)]) as screen:
        await read(screen)
        await screen.press("slash")
        await screen.type("lupus")
        assert list(screen.listed) == ["0", "2"]
        await screen.press("enter", "down")
        assert "/ lupus 2 of 4" in screen.words
        await screen.press("escape")
        assert list(screen.listed) == ["0", "1", "2", "3"]
        assert "NCT99000003" in screen.cursor


async def test_a_filter_that_is_left_with_esc_is_as_before(data: Path, tmp_path: Path) -> None:
    async with sitting(data, None, paths=[a_page(tmp_path)]) as screen:
        await read(screen)
        await screen.press("slash")
        await screen.type("zebra")
        assert "No study here holds these words" in screen.words
        await screen.press("escape")
        assert list(screen.listed) == ["0", "1", "2", "3"]


async def test_enter_opens_and_esc_or_l_comes_back_to_the_row(data: Path, tmp_path: Path) -> None:
    async with sitting(data, None, paths=[a_page(tmp_path)]) as screen:
        await read(screen)
        for key in ("escape", "l"):
            await screen.press("slash")
            await screen.type("lupus")
            await screen.press("enter", "down", "enter")
            assert screen.lines[0].startswith(" NCT99000003 · Lupus")
            await screen.press(key)
            assert isinstance(screen.app.screen, CopiesScreen)
            assert "NCT99000003" in screen.cursor
            assert "/ lupus 2 of 4" in screen.words
            await screen.press("escape", "g")


async def test_l_on_the_list_goes_to_the_opening_screen_and_enter_there_back(
    data: Path, tmp_path: Path
) -> None:
    async with sitting(data, None, paths=[a_page(tmp_path)]) as screen:
        await read(screen)
        await screen.press("l")
        assert isinstance(screen.app.screen, StartScreen)
        await screen.press("g", "enter")
        assert isinstance(screen.app.screen, CopiesScreen)


async def test_answers_of_a_trial_opened_from_the_list_are_kept(data: Path, tmp_path: Path) -> None:
    path = a_page(tmp_path)
    async with sitting(data, None, paths=[path]) as screen:
        await read(screen)
        await screen.press("enter")
        await screen.answer(I1="y")
        await screen.press("escape", "down", "enter")
        assert "no subject" in screen.text
        await screen.press("l", "up", "enter", "enter")
        assert screen.edge("I1") == "Yes met"
    async with sitting(data, None, paths=[]) as screen:
        await screen.press("enter")
        assert screen.lines[0].startswith(" NCT99000001")


async def test_several_paths_are_one_list(data: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("one.json", json.dumps(STUDIES[1]))
    paths = [str(SAMPLE), str(tmp_path / "z.zip")]
    async with sitting(data, None, paths=paths) as screen:
        await read(screen)
        assert screen.lines[0] == " 2 paths · 2 studies"
        assert row_of(screen, "NCT06377228").startswith(
            "▌ NCT06377228  Withdrawn           1     A Study of TAK-007"
        )
        await screen.press("down", "enter")
        assert screen.lines[0] == " NCT99000002 · A Sham Sofa"
        await screen.press("escape", "l")
        assert "all 2 as one list of studies" in screen.words
        await screen.press("g", "down", "down", "enter")
        assert isinstance(screen.app.screen, TrialScreen)
        await screen.press("l", "l", "g", "enter")
        await read(screen)
        assert screen.lines[0] == " 2 paths · 2 studies"


async def test_a_copy_that_has_gone_since_is_said(data: Path, tmp_path: Path) -> None:
    path = a_page(tmp_path)
    async with sitting(data, None, paths=[path]) as screen:
        await read(screen)
        os.unlink(path)
        await screen.press("enter")
        assert isinstance(screen.app.screen, CopiesScreen)
        assert "no such file" in screen.status


async def test_on_a_narrow_terminal_a_study_takes_two_lines(data: Path, tmp_path: Path) -> None:
    async with sitting(data, None, paths=[a_page(tmp_path)], size=LOW) as screen:
        await read(screen)
        assert screen.lines[2:4] == [
            "▌ NCT99000001  Recruiting          2/3",
            "    Fictimab in Lupus of the Kidney",
        ]
        await screen.resize(SMALL)
        assert row_of(screen, "NCT99000001").endswith("2/3   Fictimab in Lupus of the Kidney")


async def test_five_thousand_studies_are_read_while_keys_work(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.ndjson"
    with path.open("w") as file:
        for number in range(5_000):
            file.write(json.dumps(a_study(number, "COMPLETED", f"Trial {number}")) + "\n")
    async with sitting(data, None, paths=[str(path)]) as screen:
        await until(screen, lambda: "NCT99000010" in screen.text)
        await screen.press("down", "down")
        await read(screen)
        assert screen.lines[0] == " many.ndjson · 5,000 studies"
        assert "NCT99000002" in screen.cursor
        for keys in (("end",), ("pageup",), ("slash", *"4999", "enter")):
            start = time.process_time()
            await screen.press(*keys)
            assert time.process_time() - start < 1.5
        assert "NCT99004999" in screen.cursor
        start = time.process_time()
        await screen.press("enter")
        assert time.process_time() - start < 1.5
        assert isinstance(screen.app.screen, TrialScreen)


async def test_a_list_at_rest_has_no_timer(data: Path, tmp_path: Path) -> None:
    async with sitting(data, None, paths=[a_page(tmp_path)]) as screen:
        await read(screen)
        assert isinstance(screen.app.screen, CopiesScreen)
        assert not [
            timer
            for timer in screen.app.screen._timers
            if timer._active.is_set() and timer._task and not timer._task.done()
        ]


async def test_a_reader_that_fails_stands_among_the_studies_and_is_filtered_like_them(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(paths: list[str]) -> Iterator[Listed]:
        yield from islice(glances(paths), 2)
        raise RecursionError

    monkeypatch.setattr("trialtui.ui.screens.copies.glances", failing)
    async with sitting(data, None, paths=[a_page(tmp_path)]) as screen:
        await read(screen)
        await screen.press("slash")
        await screen.type("recursion")
        assert "1 of 3" in screen.lines[1]
        assert "stopped on a fault (RecursionError)" in screen.text
