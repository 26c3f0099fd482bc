"""A screen left alone shows nothing of anybody; a key brings it back and does nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.sitting import Sitting, sitting

from trialtui.ui.app import TrialApp


def left_alone(screen: Sitting) -> None:
    """Time goes by without a key."""
    app = screen.app
    app._blank_after = 60
    app._last_key -= 61
    app._blank_if_idle()


async def test_a_screen_left_alone_is_blank_and_a_key_brings_it_back_without_acting(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        before, events = screen.lines, len(screen.events)
        left_alone(screen)
        await screen.settle()
        assert screen.words == "trialtui: press a key"
        await screen.press("n")
        assert screen.lines == before
        assert len(screen.events) == events


@pytest.mark.parametrize("key", ["q", "ctrl+c", "escape", "enter", "9"])
async def test_what_was_typed_into_an_open_question_is_there_again(data: Path, key: str) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        await screen.press("e")
        await screen.type("lab rep")
        left_alone(screen)
        await screen.settle()
        assert screen.words == "trialtui: press a key"
        await screen.press(key)
        await screen.type("ort")
        await screen.press("enter")
        given = screen.desk.screening.answer("I5")
        assert given is not None
        assert given.source == "lab report"


async def test_a_second_look_at_the_clock_lays_no_second_blank(data: Path) -> None:
    async with sitting(data) as screen:
        left_alone(screen)
        left_alone(screen)
        await screen.press("x")
        assert "press a key" not in screen.words


async def test_nothing_is_blanked_while_keys_are_pressed_or_where_it_is_not_set(data: Path) -> None:
    async with sitting(data) as screen:
        assert screen.app._blank_after == 0
        left_alone(screen)
        await screen.press("x")
        screen.app._blank_if_idle()
        await screen.settle()
        assert "press a key" not in screen.words
    assert TrialApp(screen.log, [], blank_after=0.5)._blank_after == 30
