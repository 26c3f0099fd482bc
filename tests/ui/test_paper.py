"""The worksheet is written from the screen: where a person says, for its owner alone, never over another file unsaid."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, sitting


@pytest.mark.parametrize("size", [SMALL, LOW])
async def test_the_worksheet_of_the_subject_on_the_desk_is_written_under_a_usual_name(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.chdir(tmp_path)
    async with sitting(data, size=size) as screen:
        await screen.new_subject("S-014")
        await screen.answer(E7="y")
        await screen.press("P", "enter")
        written = tmp_path / "worksheet-NCT06377228-S-014.html"
        assert "written as html" in screen.status
        assert written.read_text("utf-8").startswith("<!DOCTYPE html>")
        assert stat.S_IMODE(written.stat().st_mode) == 0o600


async def test_a_file_that_is_there_is_written_over_only_where_a_person_says_so(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there = tmp_path / "a.md"
    there.write_text("a letter")
    async with sitting(data) as screen:
        await screen.answer(E7="y")
        await screen.press("S", "end", "enter", "ctrl+u")
        await screen.type("a.md")
        await screen.press("enter")
        assert "a.md is there already." in screen.foot
        await screen.press("escape")
        assert (there.read_text(), "stays as it was" in screen.status) == ("a letter", True)
        await screen.press("P", "ctrl+u")
        await screen.type("a.md")
        await screen.press("enter", "1", "ctrl+u")
        await screen.type("b.txt")
        await screen.press("enter")
        assert (tmp_path / "b.txt").read_text("utf-8").startswith("ELIGIBILITY WORKSHEET")
        await screen.press("P", "ctrl+u")
        await screen.type("a.md")
        await screen.press("enter", "2")
        assert there.read_text("utf-8").startswith("# Eligibility worksheet")


async def test_what_cannot_be_written_says_why_and_without_a_subject_there_is_no_paper(
    data: Path, tmp_path: Path
) -> None:
    async with sitting(data) as screen:
        await screen.press("P")
        assert "Nobody is being screened" in screen.status
        await screen.answer(E7="y")
        await screen.press("P", "ctrl+u")
        await screen.type(str(tmp_path / "nowhere" / "a.html"))
        await screen.press("enter")
        assert "NOT WRITTEN" in screen.status
        assert "no such file or directory" in screen.status
