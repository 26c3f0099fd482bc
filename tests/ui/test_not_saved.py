"""What cannot be saved is said, kept in memory, tried again; leaving asks first."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, Sitting, busy, sitting

WAIT = 0.1  # seconds for a busy log, instead of two
ASKED = "Leaving now loses what is not saved."


async def screened(screen: Sitting) -> None:
    """One answer on the disk, the cursor on the next row."""
    await screen.answer(I5="y")
    await screen.press("down")


@pytest.mark.parametrize("size", [SMALL, LOW])
async def test_a_busy_log_shows_the_bar_and_never_says_saved(data: Path, size: tuple[int, int]) -> None:
    async with sitting(data, size=size, busy_seconds=WAIT) as screen:
        await screened(screen)
        with busy(data):
            await screen.press("n")
            assert "NOT SAVED (1)" in screen.foot
            assert "busy" in screen.foot
            assert "saved" not in screen.status.replace("NOT SAVED", "")
            assert screen.edge("I6") == "No FAILS"
            assert screen.kinds.count("answer.given") == 1


async def test_what_was_held_back_is_saved_by_itself_and_in_its_order(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trialtui.ui.app.RETRY_SECONDS", 0.3)
    async with sitting(data, busy_seconds=WAIT) as screen:
        await screened(screen)
        with busy(data):
            await screen.press("n", "down", "y")
            assert "NOT SAVED (2)" in screen.foot
        await screen.press("down", "n")
        for _ in range(40):
            if not screen.desk.unsaved:
                break
            await asyncio.sleep(0.1)
        await screen.settle()
        assert "NOT SAVED" not in screen.text
        assert "on disk now" in screen.status or "saved" in screen.status
        given = [
            event.content["code"] for event in screen.events if event.kind == "answer.given" and event.content
        ]
        assert given == ["I5", "I6", "I7", "I8"]
        assert screen.log.verify().ok


WAYS_OUT = (("q",), ("ctrl+q",), ("l",), ("enter", "q"), ("question_mark", "q"), ("V", "l"), ("h", "q"))


@pytest.mark.parametrize(
    ("way", "size"), [*((way, SMALL) for way in WAYS_OUT), (("q",), LOW), (("enter", "l"), LOW)]
)
async def test_leaving_asks_first_wherever_one_is(
    data: Path, way: tuple[str, ...], size: tuple[int, int]
) -> None:
    async with sitting(data, size=size, busy_seconds=WAIT) as screen:
        await screened(screen)
        with busy(data):
            await screen.press("n", *way)
            assert screen.app.is_running
            assert ASKED in screen.words, "the whole question is on the screen"
            assert "3 leave without it" in screen.words
            await screen.press("escape")
            assert "Still here" in screen.status
            assert len(screen.desk.unsaved) == 1


async def test_leaving_without_it_leaves(data: Path) -> None:
    async with sitting(data, busy_seconds=WAIT) as screen:
        await screened(screen)
        with busy(data):
            await screen.press("n", "q", "3")
            assert not screen.app.is_running
        assert screen.kinds.count("answer.given") == 1


async def test_trying_again_saves_and_leaves(data: Path) -> None:
    async with sitting(data, busy_seconds=WAIT) as screen:
        await screened(screen)
        with busy(data):
            await screen.press("n", "q", "1")
            assert ASKED in screen.words
        await screen.press("1")
        assert not screen.app.is_running
        assert screen.kinds.count("answer.given") == 2


async def test_a_question_that_was_overtaken_by_the_saving_does_not_go_on_asking(data: Path) -> None:
    async with sitting(data, busy_seconds=WAIT) as screen:
        await screened(screen)
        with busy(data):
            await screen.press("n", "q")
        screen.desk.retry()
        await screen.press("escape")
        assert "is not saved" not in screen.status


async def test_nobody_else_is_taken_on_while_something_is_not_saved(data: Path) -> None:
    async with sitting(data, busy_seconds=WAIT) as screen:
        await screened(screen)
        with busy(data):
            await screen.press("n")
            await screen.new_subject("S-009")
            assert "subject DRAFT-1" in screen.lines[1]
            assert "not saved" in screen.status
            assert len(screen.desk.unsaved) == 1


async def test_what_is_not_saved_cannot_be_undone_in_the_log(data: Path) -> None:
    async with sitting(data, busy_seconds=WAIT) as screen:
        await screened(screen)
        with busy(data):
            await screen.press("n", "z")
            assert "cannot be undone" in screen.status
            assert screen.edge("I6") == "No FAILS"


async def test_with_everything_saved_q_leaves_at_once(data: Path) -> None:
    async with sitting(data) as screen:
        await screened(screen)
        await screen.press("q")
        assert not screen.app.is_running
        assert screen.app.return_code == 0
