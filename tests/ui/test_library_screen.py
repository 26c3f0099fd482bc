"""The library as the opening screen: found while words are typed, filtered with counts, marked, opened, come back to."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, WIDE, Sitting, sitting
from tests.unit.library.trials.invented_studies import study

from trialtui.cli import main
from trialtui.library.trials.index import IndexUnusable
from trialtui.library.trials.searches import saved_searches
from trialtui.library.trials.store import Library
from trialtui.ui.screens.library import LibraryScreen
from trialtui.ui.screens.start import StartScreen
from trialtui.ui.screens.trial import TrialScreen

STUDIES = (
    study(1, "Fictimab in gout", updated="2025-03-01", country="Germany"),
    study(
        2, "Lupus and rest", conditions=["Lupus"], status="COMPLETED", phases=["PHASE1"], updated="2025-02-01",
        country="France",
    ),
    study(
        3, "Walking [bold]\x1b[31mon the moon", conditions=["Stroke"], phases=[], updated="2024-01-01",
        summary="It tells of \x1b[31mfeet.", country="United States",
    ),
)  # fmt: skip


@pytest.fixture
def kept(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A data folder with three trials in its library."""
    copies = tmp_path / "studies.json"
    copies.write_text(json.dumps(STUDIES), "utf-8")
    assert main(["add", str(copies), "--data", str(data)]) == 0
    assert capsys.readouterr().out == "3 in: 3 added, 0 updated, 0 unchanged, 0 failed\n"
    return data


async def until(screen: Sitting, holds: Callable[[], bool]) -> None:
    """What is worked on beside the screen stands on it in the end."""
    for _ in range(1000):
        await screen.settle()
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError(screen.text)


async def test_the_library_is_the_opening_screen_newest_first(kept: Path) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        assert isinstance(screen.app.screen, LibraryScreen)
        assert screen.lines[0].startswith(" trialtui · 3 trials")
        assert screen.lines[0].endswith("MK")
        assert screen.lines[1].endswith("3 · newest first")
        assert screen.lines[3] == "▌ NCT00000001  Recruiting         2     Fictimab in gout"
        assert screen.lines[4] == "  NCT00000002  Completed          1     Lupus and rest"
        assert "Walking [bold]<U+001B>[31mon the moon" in screen.lines[5]
        await until(screen, lambda: "Recruiting 2 · Completed 1   phase 1: 1 · 2: 1" in screen.text)


async def test_trials_are_found_while_words_are_typed_and_a_filter_half_typed_takes_nothing_away(
    kept: Path,
) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("slash", *"lupus")
        assert screen.lines[1].split() == ["/", "lupus", "1", "of", "3", "·", "best", "first"]
        assert "Lupus and rest" in screen.lines[3]
        await screen.type(" status:x")
        assert "not understood yet" in screen.lines[1]
        assert "character 14: a status: open, active_not_recruiting" in screen.words
        await screen.press("backspace")
        await screen.type("comp")
        assert screen.lines[1].split()[-6:-3] == ["1", "of", "3"]
        await screen.press(*["backspace"] * 4)
        await screen.type("open")
        await screen.press("enter")
        assert "No trial of the library holds all of this" in screen.text
        await screen.press("escape")
        assert "All trials again. The search was: lupus status:open" in screen.words
        assert screen.lines[1].endswith("3 · newest first")


async def test_a_filter_shows_its_values_with_counts_and_what_is_chosen_is_words_of_the_search(
    kept: Path,
) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("f")
        assert "Filters" in screen.text
        await screen.press("enter")
        await until(screen, lambda: "[ ] Recruiting" in screen.text)
        assert "2" in next(line for line in screen.lines if "[ ] Recruiting" in line)[:34]
        await screen.press("space")
        assert screen.lines[1].startswith(" / status:recruiting ")
        assert "2 of 3" in screen.lines[1]
        await screen.press("down", "enter")
        assert screen.lines[1].startswith(" / status:recruiting,completed ")
        assert "3 of 3" in screen.lines[1]
        await screen.press("enter", "escape", "escape")
        assert screen.lines[1].startswith(" / status:recruiting ")
        assert "Filters" not in screen.text
        assert [key for key in screen.listed if key.startswith("NCT")] == ["NCT00000001", "NCT00000003"]


async def test_a_word_half_typed_goes_on_whatever_is_chosen_beside_it_and_counts_are_what_is_found(
    kept: Path,
) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("slash")
        await screen.type("moo")
        await screen.press("enter", "f", "enter")
        await until(screen, lambda: re.search(r"\[ \] Recruiting +1 ", screen.text) is not None)
        await screen.press("space")
        assert screen.lines[1].split() == [
            "/",
            "moo",
            "status:recruiting",
            "1",
            "of",
            "3",
            "·",
            "best",
            "first",
        ]
        await until(screen, lambda: re.search(r"\[x\] Recruiting +1 ", screen.text) is not None)


async def test_letters_narrow_a_long_list_of_values_and_the_word_keeps_its_quotation_marks(
    kept: Path,
) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("f", *(["down"] * 5), "enter")
        await until(screen, lambda: "[ ] Germany" in screen.text)
        await screen.type("unit")
        assert "[ ] Germany" not in screen.text
        await screen.press("enter")
        assert screen.lines[1].startswith(' / country:="United States" ')
        assert "NCT00000003" in screen.text
        assert "NCT00000001" not in screen.text
        await screen.press("escape", "escape", "escape", "q")
    assert screen.app.return_code == 0


async def test_a_search_that_is_not_understood_is_mended_before_it_is_filtered(kept: Path) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("slash")
        await screen.type("-status:completed moon:full")
        await screen.press("enter", "f", "enter")
        assert "Mend the search first (/). character 19: no field 'moon'" in screen.words
        assert "/ -status:completed moon:full" in screen.lines[1]


async def test_a_marked_trial_is_on_the_disk_at_once_and_the_marked_ones_are_a_view(kept: Path) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("down", "asterisk")
        await until(screen, lambda: "NCT00000002 is marked" in screen.text)
        assert main(["mark", "--data", str(kept)]) == 0
        assert " 1   * Lupus" in screen.lines[4]
        assert "3 trials · 1 marked" in screen.lines[0]
        await screen.press("v", "down", "enter")
        assert screen.lines[1].startswith(" / marked:yes ")
        assert [key for key in screen.listed if key] == ["NCT00000002"]
        await screen.press("asterisk")
        await until(screen, lambda: "not marked any more" in screen.text)
        assert "NCT00000002" in screen.listed


async def test_a_search_is_saved_under_a_name_opened_and_kept_when_the_index_is_made_again(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("S")
        assert "There is no search to save" in screen.status
        await screen.press("slash", *"lupus", "enter", "S")
        await screen.type("my lupus")
        await screen.press("enter")
        await until(screen, lambda: "Saved as my lupus" in screen.text)
        await screen.press("escape", "v", "down", "down")
        await until(screen, lambda: any("my lupus" in line and " 1 " in line[:34] for line in screen.lines))
        await screen.press("enter")
        assert screen.lines[1].startswith(" / lupus ")
    capsys.readouterr()
    assert main(["library", "rebuild", "--data", str(kept)]) == 0
    assert main(["search", "--saved", "--data", str(kept)]) == 0
    assert "my lupus" in capsys.readouterr().out
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("v", "end", "d", "1")
        await until(screen, lambda: "is deleted" in screen.text)
    assert saved_searches(Library(kept)) == []


async def test_the_order_is_told_and_holds_over_all_that_is_found(kept: Path) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("slash")
        await screen.type("updated:>=2024")
        await screen.press("enter", "o")
        assert screen.lines[1].endswith("3 of 3 · by number")
        assert [key for key in screen.listed if key] == ["NCT00000001", "NCT00000002", "NCT00000003"]


async def test_a_trial_is_opened_and_l_and_esc_come_back_to_its_row(kept: Path) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("slash", *"rest", "enter", "enter")
        assert isinstance(screen.app.screen, TrialScreen)
        assert screen.lines[0].startswith(" NCT00000002 · Lupus and rest")
        for key in ("l", "escape"):
            await screen.press(key)
            assert screen.lines[1].startswith(" / rest ")
            assert screen.cursor.startswith("▌ NCT00000002")
            await screen.press("enter")


async def test_what_else_is_kept_is_a_key_away_and_l_comes_back(kept: Path) -> None:
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("s")
        assert isinstance(screen.app.screen, StartScreen)
        assert "Open the sample copy" in screen.text
        assert "3 trials kept here" in screen.text
        await screen.press("l")
        assert isinstance(screen.app.screen, LibraryScreen)
        await screen.press("l")
        assert "This is the library" in screen.status


async def test_the_last_screening_comes_first_and_an_open_one_stands_beside_its_trial(kept: Path) -> None:
    async with sitting(kept) as screen:
        await screen.answer(I6="n")
    async with sitting(kept, None, paths=[]) as screen:
        assert "resume DRAFT-1 · NCT06377228 · I6" in screen.cursor
        await until(screen, lambda: "1 screening open" in screen.lines[0])
        await screen.press("asterisk")
        assert "no trial under the cursor" in screen.status
        await screen.press("down", "enter", "3", "y", "l")
        await until(screen, lambda: "2 screenings open" in screen.lines[0])
        assert screen.cursor.endswith("DRAFT-2 open")
        await screen.press("g", "enter")
        assert "subject DRAFT-2" in screen.lines[1]


async def test_the_preview_says_what_the_copy_says_once_the_cursor_rests(kept: Path) -> None:
    async with sitting(kept, None, paths=[], size=WIDE) as screen:
        await screen.press("end")
        assert "Stroke" in screen.cursor
        await until(screen, lambda: "It tells of <U+001B>[31mfeet." in screen.part("#preview"))
        assert "Recruiting, registry updated 2024-01-01" in screen.part("#preview")
        assert "18 Years to no limit given · sex: all" in screen.part("#preview")
        assert "1 site · 1 country: United States" in screen.part("#preview")


async def test_an_index_that_is_gone_is_made_again_beside_the_screen_and_the_search_goes_on(
    kept: Path,
) -> None:
    (kept / "index" / "trialtui-version").unlink()
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("slash", *"lup")
        await until(screen, lambda: "1 of 3" in screen.lines[1])
        assert "Lupus and rest" in screen.lines[3]


async def test_a_library_of_an_older_program_opens_and_is_completed_by_the_next_who_writes(
    kept: Path,
) -> None:
    def indexes() -> set[str]:
        found = sqlite3.connect(kept / "library.sqlite3").execute(
            "SELECT name FROM pragma_index_list('trial')"
        )
        return {name for (name,) in found}

    with sqlite3.connect(kept / "library.sqlite3") as connection:
        connection.execute("DROP INDEX by_date")
    async with sitting(kept, None, paths=[]) as screen:
        assert "NCT00000001" in screen.lines[3]
    assert main(["remove", "NCT00000003", "--data", str(kept)]) == 0
    assert "by_date" in indexes()


async def test_a_library_that_is_damaged_says_so_and_the_rest_goes_on(kept: Path) -> None:
    (kept / "library.sqlite3").write_bytes(b"no database at all, and long enough to be looked at" * 100)
    async with sitting(kept, None, paths=[]) as screen:
        assert isinstance(screen.app.screen, StartScreen)
        assert "library.sqlite3" in "".join(screen.text.split())
        assert "take the file away and add the copies again" in screen.words
        assert "Nothing is kept here yet" not in screen.text
        assert "Open the sample copy" in screen.text


async def test_it_fits_a_small_terminal(kept: Path) -> None:
    async with sitting(kept, None, paths=[], size=LOW) as screen:
        assert screen.lines[0].startswith(" trialtui · 3 trials")
        assert "NCT00000001" in screen.text
        assert "Fictimab in gout" in screen.text
        await screen.press("f")
        assert "NCT00000001" not in screen.text
        assert "country" in screen.text
        await screen.press("escape", "slash")
        await screen.type("phase:9")
        assert "character 7: a phase" in screen.words
        await screen.press("escape", "f")
        await screen.resize(SMALL)
        assert "country" in screen.text
        assert "NCT00000001" in screen.text
        await screen.resize(LOW)
        assert "NCT00000001" not in screen.text
        assert "country" in screen.text


async def test_a_preview_that_fails_ends_no_sitting(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("a fault of ours")

    monkeypatch.setattr("trialtui.library.trials.browsing.quick_look", broken)
    async with sitting(kept, None, paths=[], size=WIDE) as screen:
        await until(screen, lambda: "RecursionError" in screen.part("#preview"))
        await screen.press("down")
        assert screen.cursor.startswith("▌ NCT00000002")


async def test_an_index_that_stays_torn_is_told_and_the_list_stays(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(*_: object, **__: object) -> None:
        raise IndexUnusable("torn")

    monkeypatch.setattr("trialtui.library.trials.searching.Search.best", torn)
    async with sitting(kept, None, paths=[]) as screen:
        await screen.press("slash", "l")
        await until(screen, lambda: "The search index cannot be used" in screen.words)
        assert "Lupus and rest" in screen.text
