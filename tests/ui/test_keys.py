"""One registry of keys: bindings, footer, help and palette come from it, and a key that cannot act says why."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, WIDE, sitting
from textual.binding import Binding

from trialtui.ui.actions import ACTIONS, BY_NAME, CRITERIA, EVERYWHERE, LIBRARY, SUBJECTS, TRIAL, shown_key
from trialtui.ui.screens.base import KeyScreen
from trialtui.ui.screens.library import LibraryScreen
from trialtui.ui.screens.subjects import SubjectsScreen
from trialtui.ui.screens.trial import TrialScreen

TAKEN_BY_TERMINALS = {"ctrl+b", "ctrl+j", "ctrl+o", "ctrl+s", "ctrl+d"}


@pytest.mark.parametrize(
    "places", [(EVERYWHERE, TRIAL, CRITERIA), (EVERYWHERE, TRIAL, SUBJECTS), (EVERYWHERE, LIBRARY)]
)
def test_no_two_actions_share_a_key_in_one_place(places: tuple[str, ...]) -> None:
    keys = chain.from_iterable(action.keys for action in ACTIONS if action.where in places)
    assert [key for key, count in Counter(keys).items() if count > 1] == []


def test_no_action_takes_a_key_that_terminals_and_multiplexers_take() -> None:
    assert TAKEN_BY_TERMINALS.isdisjoint(chain.from_iterable(action.keys for action in ACTIONS))


def test_every_action_has_one_name_and_a_sentence() -> None:
    assert len(BY_NAME) == len(ACTIONS)
    assert all(action.help.endswith(".") for action in ACTIONS)


def test_what_the_key_line_promises_has_a_word_to_show() -> None:
    names = {*TrialScreen.FOOTER, *TrialScreen.CRITERIA_FOOTER, *SubjectsScreen.FOOTER, *KeyScreen.FOOTER}
    assert all(BY_NAME[name].label for name in names)


@pytest.mark.parametrize(
    ("kind", "places"),
    [
        (TrialScreen, (EVERYWHERE, TRIAL, CRITERIA)),
        (SubjectsScreen, (EVERYWHERE, SUBJECTS)),
        (LibraryScreen, (EVERYWHERE, LIBRARY)),
    ],
)
def test_every_action_of_a_screen_has_a_handler_there(kind: type[KeyScreen], places: tuple[str, ...]) -> None:
    tabs = {action.name for action in ACTIONS if action.name.startswith("tab_")}
    missing = [
        action.name
        for action in ACTIONS
        if action.where in places and action.name not in tabs and not hasattr(kind, f"do_{action.name}")
    ]
    assert missing == []


def test_bindings_are_the_registrys_and_can_be_rebound_by_name() -> None:
    bound = [binding for binding in TrialScreen.BINDINGS if isinstance(binding, Binding)]
    assert {binding.id for binding in bound} == {
        action.name for action in ACTIONS if action.where in (EVERYWHERE, TRIAL, CRITERIA)
    }


async def test_no_key_works_that_is_not_in_the_registry(data: Path) -> None:
    async with sitting(data) as screen:
        known = set(chain.from_iterable(action.keys for action in ACTIONS))
        assert set(screen.app.screen.active_bindings) <= known | {"ctrl+q", "ctrl+c", "super+c"}


@pytest.mark.parametrize("key", ["y", "n", "u", "a", "space", "e", "m", "v", "h"])
async def test_answer_keys_on_another_tab_say_where_they_work(data: Path, key: str) -> None:
    async with sitting(data) as screen:
        await screen.press("4", key)
        assert "press 3" in screen.status
        assert screen.trial.prompt is None
        assert screen.events == []


@pytest.mark.parametrize("key", ["w", "t", "semicolon"])
async def test_a_key_that_means_nothing_says_so(data: Path, key: str) -> None:
    async with sitting(data) as screen:
        await screen.press(key)
        assert "? lists the keys" in screen.status or key == "semicolon"


async def test_a_key_of_another_place_says_which(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("l", "y")
        assert "Criteria" in screen.status
        await screen.press("r")
        assert "subjects" in screen.status or "Criteria" in screen.status


async def test_escape_never_quits(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press(
            "escape", "escape", "3", "enter", "escape", "escape", "escape", "s", "escape", "escape"
        )
        assert screen.app.is_running
        assert screen.lines[0].startswith(" NCT06377228")
        assert "q quits" in screen.status


@pytest.mark.parametrize("size", [SMALL, WIDE, LOW])
async def test_the_key_line_fits_and_always_ends_in_more(data: Path, size: tuple[int, int]) -> None:
    async with sitting(data, size=size) as screen:
        for tab in "1230":
            await screen.press(tab)
            assert screen.lines[-1].endswith("? more")
            assert len(screen.lines[-1]) <= size[0]


async def test_help_lists_every_action_with_its_key(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "question_mark")
        pages = []
        for _ in range(12):
            pages.append(screen.words)
            await screen.press("pagedown")
        words = " ".join(pages)
        rows = screen.listed
        for action in ACTIONS:
            if not action.name.startswith("tab_"):
                assert rows[f"key.{action.name}"].endswith(action.help)
            assert action.help.split(":")[0].split()[0] in words
        assert "not a validated 21 CFR Part 11 system" in words


async def test_the_palette_lists_what_can_be_done_here_each_with_its_key(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "ctrl+p")
        rows = screen.listed
        here = {action.name for action in ACTIONS if action.where in (EVERYWHERE, TRIAL, CRITERIA)}
        assert set(rows) == here
        for name in here:
            assert rows[name] == "  ".join(map(shown_key, BY_NAME[name].keys)) + f" {BY_NAME[name].help}"


async def test_the_palette_narrows_as_one_types_and_does_what_is_picked(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "ctrl+p")
        await screen.type("favourable")
        assert screen.cursor.startswith("▌ ␣")
        await screen.press("enter")
        assert screen.edge("R1") == "Yes met"


async def test_the_palette_says_when_nothing_fits_and_escape_leaves_it(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "ctrl+p")
        await screen.type("zzz")
        assert "No command has these words." in screen.words
        await screen.press("enter")
        assert screen.events == []
        if "Commands" in screen.lines[0]:
            await screen.press("escape")
        assert screen.lines[0].startswith(" NCT06377228")


@pytest.mark.parametrize("opening", [("3", "enter"), ("V",), ("s",)])
async def test_nothing_the_palette_offers_does_nothing(data: Path, opening: tuple[str, ...]) -> None:
    async with sitting(data) as screen:
        await screen.press(*opening, "ctrl+p")
        offered = list(screen.listed)
        await screen.press(*["escape"] * 4)
        assert {"down", "help", "back"} <= set(offered)
        for name in offered:
            if name not in ("quit", "library"):
                await screen.press(*opening, BY_NAME[name].keys[0])
                assert "does nothing" not in screen.words, name
                assert "not here" not in screen.words, name
                await screen.press(*["escape"] * 4)


async def test_rebinding_changes_behaviour_key_line_help_and_palette(data: Path) -> None:
    async with sitting(data, keys={"tick": "t", "yes": "Y"}) as screen:
        await screen.press("3")
        assert "t tick" in screen.lines[-1]
        assert "Y yes" in screen.lines[-1]
        await screen.press("space", "y")
        assert screen.events == []
        assert "no key here" in screen.status or "works" not in screen.status
        await screen.press("t")
        assert screen.edge("R1") == "Yes met"
        await screen.press("question_mark")
        rows = screen.listed
        assert rows["key.tick"].startswith("t ")
        await screen.press("escape", "ctrl+p")
        rows = screen.listed
        assert rows["yes"].startswith("Y ")


async def test_what_a_key_could_not_do_is_said_in_full_on_a_low_screen(data: Path) -> None:
    async with sitting(data, size=LOW) as screen:
        await screen.press("1", "enter")
        assert screen.status
        for keys in (("1", "enter"), ("1", "y"), ("3", "x"), ("z",), ("escape",), ("full_stop",)):
            await screen.press(*keys)
            assert "…" not in screen.status
            assert screen.status.endswith((".", "sitting")), screen.status
