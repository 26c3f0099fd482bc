"""Nothing is clipped: every word of every criterion stands on the screen at some moment of scrolling through."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import set_cell_size
from tests.ui.sitting import LOW, SMALL, WIDE, Sitting, sitting, study, visible_characters

from trialtui.ui.panes.criteria import ANSWER_WIDTH, EFFECT_WIDTH

LONG = "pneumonoultramicroscopicsilicovolcanoconiosis" * 6
WIDE_CHARACTERS = "患者必须能够理解并遵守试验程序和要求" * 4
AWKWARD = f"""Inclusion Criteria:

1. Has {LONG} unless treated; however, a cough is allowed.
2. {WIDE_CHARACTERS}, except colds.
3. Titre ≥1:80 and 800 × 10\\^6 cells, ½ of 5 µg/mL, naïve café, 10⁶.
"""


async def scrolled_through(screen: Sitting) -> list[str]:
    """The lines of the list from its first to its last, each once, as the window passed over them."""
    await screen.press("3", "g")
    listing = screen.trial.listing
    lines: dict[int, str] = {}
    for _ in range(300):
        region = listing.region
        for y, line in enumerate(screen.lines[region.y : region.bottom]):
            lines[listing.top + y] = line
        top = listing.top
        await screen.press("pagedown")
        if listing.top == top:
            break
    assert set(range(listing.total_lines)) <= set(lines), "the pages join without a gap"
    return [lines[number] for number in range(listing.total_lines)]


def words_of_rows(screen: Sitting, lines: list[str]) -> dict[str, str]:
    """What stood in the text column of each row, white space left out."""
    width = screen.app.size.width
    edge = width - ANSWER_WIDTH - EFFECT_WIDTH
    found: dict[str, str] = {}
    start = 0
    for row in screen.trial.listing.rows:
        block = lines[start : start + len(row.lines)]
        start += len(row.lines)
        if row.key in screen.desk.checklist:
            first = block[0][1:] if width < 60 else set_cell_size(block[0][1:], edge - 1)
            found[row.key] = visible_characters("".join([first, *block[1:]]))
    return found


@pytest.mark.parametrize("size", [SMALL, LOW, WIDE])
async def test_every_word_of_the_sample_is_on_the_screen(data: Path, size: tuple[int, int]) -> None:
    async with sitting(data, size=size) as screen:
        shown = words_of_rows(screen, await scrolled_through(screen))
        for row in screen.desk.checklist.rows:
            assert visible_characters(row.text) in shown[row.code], row.code


@pytest.mark.parametrize("size", [SMALL, LOW])
async def test_long_words_and_wide_characters_are_not_cut(data: Path, size: tuple[int, int]) -> None:
    async with sitting(data, study(AWKWARD), size=size) as screen:
        shown = words_of_rows(screen, await scrolled_through(screen))
        for row in screen.desk.checklist.rows:
            assert visible_characters(row.text) in shown[row.code], row.code


async def test_the_carve_out_at_the_end_of_a_row_is_read_before_the_cursor_leaves_it(data: Path) -> None:
    """A row taller than the window: the arrow key goes on through it, not past it."""
    async with sitting(data, size=LOW) as screen:
        await screen.to("E2")
        seen = screen.words
        for _ in range(12):
            await screen.press("down")
            if screen.trial.listing.current_key != "E2":
                break
            seen += " " + screen.words
        assert screen.trial.listing.current_key == "E3"
        assert "However, participants" in " ".join(seen.split())
        assert "polyneuropathy can be" in " ".join(seen.split())


@pytest.mark.parametrize("size", [SMALL, LOW])
async def test_the_opened_criterion_shows_all_of_its_words_too(data: Path, size: tuple[int, int]) -> None:
    async with sitting(data, size=size) as screen:
        for code in ("E14", "I17.3.2"):
            await screen.to(code)
            await screen.press("enter")
            seen = [screen.text]
            for _ in range(10):
                await screen.press("pagedown")
                seen.append(screen.text)
            text = screen.desk.checklist.row(code).text
            joined = visible_characters("".join(seen).replace("▌", ""))
            for sentence in text.split(", "):
                for word in sentence.split():
                    assert visible_characters(word) in joined
            await screen.press("escape")


@pytest.mark.parametrize("size", [SMALL, LOW, WIDE])
async def test_the_rows_stay_as_high_wherever_the_cursor_is(data: Path, size: tuple[int, int]) -> None:
    async with sitting(data, size=size) as screen:
        await screen.press("3")
        heights = [len(row.lines) for row in screen.trial.listing.rows]
        await screen.press("down", "down", "pagedown", "G")
        assert [len(row.lines) for row in screen.trial.listing.rows] == heights


async def test_without_unicode_every_word_is_still_there_in_ascii(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trialtui.ui.glyphs import show

    monkeypatch.setattr(show, "utf8", False)
    async with sitting(data, size=SMALL) as screen:
        for keys in (
            ("1",),
            ("2",),
            ("3",),
            ("y",),
            ("a",),
            ("escape", "enter"),
            ("escape", "V"),
            ("escape", "question_mark"),
        ):
            await screen.press(*keys)
            assert screen.text.isascii()
        await screen.press("escape", "3")
        lines = " ".join(await scrolled_through(screen))
        assert "ppFVC <=45% or DLCO <=40%" in " ".join(lines.split())
