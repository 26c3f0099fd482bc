"""What looks like a person is asked about before it is saved: in codes, reasons, sources and notes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.sitting import Sitting, sitting


def everything(screen: Sitting) -> str:
    return " ".join(str(event.content) for event in screen.events)


async def test_a_name_as_a_site_code_is_questioned(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.new_subject("John Smith")
        assert "looks like a name" in screen.foot
        await screen.press("escape")
        assert "John Smith" in screen.foot, "it can be changed, not typed anew"
        await screen.press("escape")
        assert screen.events == []
        assert "no subject" in screen.lines[1]


@pytest.mark.parametrize(
    ("words", "kind"),
    [("call 0171 234 5678", "phone"), ("born 03/04/1961", "date of birth"), ("j.smith@home.example", "e-mail"), ("Mrs Jane Smith says so", "name")],
)  # fmt: skip
async def test_a_note_that_looks_like_a_person_is_questioned(data: Path, words: str, kind: str) -> None:
    async with sitting(data) as screen:
        await screen.to("I5")
        await screen.press("e", "enter")
        assert "I5 note:" in screen.foot
        await screen.type(words)
        await screen.press("enter")
        assert kind in screen.foot
        await screen.press("2")
        assert words in screen.foot
        await screen.press("escape")
        assert words not in everything(screen)


async def test_it_is_kept_when_a_person_says_so(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I5")
        await screen.press("e")
        await screen.type("letter of Mrs Jane Smith")
        await screen.press("enter", "1", "escape")
        assert "letter of Mrs Jane Smith" in everything(screen)
        assert screen.events[-1].content is not None
        assert screen.events[-1].content["questioned"] == ["source"], (
            "and the log says that it was questioned"
        )
        await screen.press("h")
        assert "source questioned, and kept" in " ".join(screen.lines)


async def test_a_question_that_only_takes_numbers_takes_nothing_else(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I5")
        await screen.press("e")
        await screen.type("born 03/04/1961")
        await screen.press("enter", "y", "x", "9", "enter")
        assert "date of birth" in screen.foot
        assert screen.events == []
        await screen.press("2")
        assert "born 03/04/1961" in screen.foot


async def test_sources_and_notes_stand_on_the_row_and_in_its_history(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        await screen.press("e")
        await screen.type("lab report 2026-11-02")
        await screen.press("enter")
        await screen.type("counted twice")
        await screen.press("enter", "enter")
        assert "lab report 2026-11-02" in screen.words
        assert "counted twice" in screen.words
        assert screen.kinds.count("answer.given") == 3


async def test_escape_keeps_the_source_that_stands(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        await screen.press("e")
        await screen.type("lab report")
        await screen.press("enter", "escape", "e")
        assert "lab report" in screen.foot
        await screen.press("escape", "enter")
        assert "lab report" in screen.words
