"""Text of a copy, and text a person typed, is shown literally: never as markup, never as a terminal control."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, sitting, study

from trialtui.ui.glyphs import wrap

HOSTILE = "[red]RED[/red] [@click=app.quit]GO[/] \x1b[31mHOT\x07 \u202egnp.exe\u2066 [/bold] \\[x\\]"
CRITERIA = (
    f"Inclusion Criteria:\n\n1. {HOSTILE} end.\n\nExclusion Criteria:\n\n1. Sings {HOSTILE} at night.\n"
)
MARKS = ("[red]RED[/red]", "[@click=app.quit]GO[/]", "<U+001B>[31mHOT<U+0007>", "<U+202E>gnp.exe<U+2066>")


@pytest.mark.parametrize("size", [SMALL, LOW])
async def test_text_of_a_copy_is_shown_literally_everywhere(data: Path, size: tuple[int, int]) -> None:
    reading = study(
        CRITERIA,
        title=HOSTILE,
        descriptionModule={"briefSummary": HOSTILE},
        conditionsModule={"conditions": [HOSTILE]},
        outcomesModule={"primaryOutcomes": [{"measure": HOSTILE, "description": HOSTILE}]},
        referencesModule={"references": [{"citation": HOSTILE}]},
        contactsLocationsModule={"locations": [{"facility": HOSTILE, "city": HOSTILE, "country": HOSTILE}]},
        armsInterventionsModule={"armGroups": [{"label": HOSTILE}], "interventions": [{"name": HOSTILE}]},
    )
    async with sitting(data, reading, size=size) as screen:
        for keys in (("1",), ("2",), ("3",), ("4",), ("f", "x", "enter"), ("escape", "5"), ("6",), ("7",), ("8",), ("0",), ("3", "n"), ("enter",), ("escape", "V"), ("escape", "h"), ("escape", "o")):  # fmt: skip
            await screen.press(*keys)
            assert all(character.isprintable() for character in screen.text.replace("\n", ""))
            assert "\u202e" not in screen.text
        await screen.press("3", "enter")
        joined = "".join(screen.text.split())
        for mark in MARKS[: 4 if size == SMALL else 1]:
            assert "".join(mark.split()) in joined


async def test_what_is_copied_acts_on_no_terminal_that_it_is_pasted_into(data: Path) -> None:
    async with sitting(data, study(CRITERIA)) as screen:
        await screen.press("3")
        await screen.to("E1")
        for keys in (("ctrl+y",), ("enter", "ctrl+y")):
            await screen.press(*keys)
            assert "<U+001B>[31mHOT<U+0007> <U+202E>gnp.exe<U+2066>" in screen.app.clipboard
            assert screen.app.clipboard.isprintable()


@pytest.mark.parametrize("size", [SMALL, LOW, (20, 12)])
@pytest.mark.parametrize(
    "words", ["e" + "\u0301" * 300, "\u0301" * 300, "漢字" * 100, "👩\u200d👩" * 50, "ก็" * 90]
)
async def test_characters_of_no_width_and_of_two_cells_are_shown_in_every_tab(
    data: Path, words: str, size: tuple[int, int]
) -> None:
    reading = study(
        f"* {words}",
        title=words,
        conditionsModule={"conditions": [words]},
        outcomesModule={"primaryOutcomes": [{"measure": words, "description": words}]},
        contactsLocationsModule={"locations": [{"facility": words, "city": words}]},
        armsInterventionsModule={"armGroups": [{"label": words}], "interventions": [{"name": words}]},
    )
    async with sitting(data, reading, size=size) as screen:
        for key in "12345670":
            await screen.press(key, "pagedown")
            assert screen.app.is_running


@pytest.mark.parametrize("width", [1, 2, 3, 40])
@pytest.mark.parametrize("words", ["\u0301" * 99, "e" + "\u0301" * 99, "漢字" * 30, "a漢\u0301" * 30])
def test_a_word_is_cut_into_lines_without_loss_at_every_width(words: str, width: int) -> None:
    assert "".join(wrap(words, width)) == words


async def test_a_note_with_markup_is_shown_as_it_was_typed(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I5")
        await screen.press("e")
        await screen.type("lab [bold]x[/bold] [link]")
        await screen.press("enter", "escape", "enter")
        assert "lab [bold]x[/bold] [link]" in screen.words


async def test_a_search_for_markup_is_said_literally(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("slash")
        await screen.type("[red]")
        await screen.press("enter")
        assert screen.status == "'[red]' is not in this copy."


async def test_a_subject_code_with_markup_stays_itself(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.new_subject("S[b]1")
        assert "subject S[b]1" in screen.lines[1]


async def test_a_line_of_many_thousand_characters_is_shown_and_moved_through(data: Path) -> None:
    async with sitting(
        data, study("Inclusion Criteria:\n\n1. " + "x" * 60_000 + "\n2. Has a cough.\n")
    ) as screen:
        await screen.press("3", "pagedown", "G")
        assert "Has a cough." in screen.cursor
        await screen.press("y", "0", "G", "1")
        assert screen.app.is_running
