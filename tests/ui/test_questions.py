"""Questions at the foot of the screen: every line of them can be read, Esc leaves them, and no key is taken for another."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, WIDE, sitting

REASONS = (
    "female participants only", "male participants only", "other cohort", "not of childbearing potential",
    "no such treatment given", "no such disease", "does not apply at this visit",
)  # fmt: skip


@pytest.mark.parametrize("size", [SMALL, LOW, WIDE])
async def test_every_usual_reason_and_the_line_to_type_on_are_on_the_screen(
    data: Path, size: tuple[int, int]
) -> None:
    async with sitting(data, size=size) as screen:
        await screen.to("E20")
        await screen.press("a")
        for reason in REASONS:
            assert reason in screen.words
        assert "esc leaves it" in screen.words
        await screen.type("typed here")
        assert "typed here" in screen.lines[-1]
        assert "E20" in screen.words


@pytest.mark.parametrize("size", [LOW, WIDE])
async def test_a_question_is_wrapped_anew_when_the_terminal_changes(
    data: Path, size: tuple[int, int]
) -> None:
    async with sitting(data) as screen:
        await screen.to("E20")
        await screen.press("a")
        await screen.resize(size)
        for reason in REASONS:
            assert reason in screen.words
        await screen.resize(SMALL)
        for reason in REASONS:
            assert reason in screen.words


async def test_what_was_typed_survives_a_change_of_size(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("E20")
        await screen.press("e")
        await screen.type("lab report")
        await screen.resize(LOW)
        await screen.resize(SMALL)
        assert "lab report" in screen.foot
        await screen.press("enter", "escape", "enter")
        assert "lab report" in screen.words


@pytest.mark.parametrize("keys", [("a",), ("e",), ("slash",), ("C",), ("m",)])
async def test_escape_leaves_every_question_and_nothing_else(data: Path, keys: tuple[str, ...]) -> None:
    async with sitting(data) as screen:
        await screen.to("I18")
        await screen.press(*keys)
        assert screen.trial.prompt is not None
        await screen.press("escape")
        assert screen.trial.prompt is None
        assert screen.trial.tab == "3"
        assert screen.lines[-1].endswith("? more")


async def test_letters_typed_into_a_question_are_no_answers(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I5")
        await screen.press("e")
        await screen.type("yes no q ? z")
        await screen.press("escape")
        assert screen.events == []
        assert screen.app.is_running


@pytest.mark.parametrize("key", ["C", "m"])
async def test_other_keys_do_nothing_while_a_number_is_asked_for(data: Path, key: str) -> None:
    async with sitting(data) as screen:
        await screen.to("I6")
        await screen.press(key, "y", "q", "9", "enter", "tab", "l", "s")
        assert screen.trial.prompt is not None
        assert screen.events == []
        await screen.press("1")
        assert len(screen.events) == 1


async def test_a_pasted_line_break_does_not_cut_a_note_short(data: Path) -> None:
    from textual import events

    async with sitting(data) as screen:
        await screen.to("I5")
        await screen.press("e")
        screen.app.screen.focused.post_message(events.Paste("seen in clinic\nand again"))  # type: ignore[union-attr]
        await screen.settle()
        await screen.press("enter", "escape", "enter")
        assert "seen in clinic" in screen.words


async def test_initials_are_asked_for_and_stand_in_the_log(data: Path) -> None:
    async with sitting(data, ask_who=True) as screen:
        assert "Your initials" in screen.foot
        await screen.type("AB")
        await screen.press("enter")
        await screen.answer(I5="y")
        assert screen.events[-1].who.endswith("/AB")


async def test_without_initials_one_can_read_but_not_answer(data: Path) -> None:
    async with sitting(data, ask_who=True) as screen:
        await screen.press("escape", "3", "down", "y")
        assert "Your initials" in screen.foot
        await screen.press("escape")
        assert screen.events == []
        await screen.press("q")
        assert not screen.app.is_running
