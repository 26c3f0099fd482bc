"""History: the versions of a trial that are kept here, what changed between two, an old one opened to read."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ui.sitting import LOW, Sitting, sitting, visible_characters
from tests.unit.library.trials.invented_studies import study

from trialtui.cli import main
from trialtui.copies.reader import read_copy
from trialtui.kept_versions import Compared, compare
from trialtui.ui import theme
from trialtui.ui.glyphs import show
from trialtui.ui.panes.changes import change_rows, told
from trialtui.ui.screens.comparison import ComparisonScreen
from trialtui.versions.words import Words

FIRST = """Inclusion Criteria:

1. Age 18 years or older
2. Able to walk without help
3. eGFR of 30 mL/min or more
4. Signed consent

Exclusion Criteria:

1. Gout of the mind
2. Moon fever within 6 months"""
SECOND = """Inclusion Criteria:

* Age 16 years or older
* Able to walk without help
* eGFR of 45 mL/min or more
* A carer at home
* Signed consent

Exclusion Criteria:

* Moon fever within 6 months"""
CSV = "NCT Number,Study Title,Study Status,Last Update Posted\nNCT00000001,A trial,COMPLETED,2024-06-01\n"


def versions() -> list[dict[str, Any]]:
    return [
        study(1, "A trial", criteria=FIRST, updated="2023-01-01"),
        study(1, "A trial", criteria=SECOND, updated="2024-01-01", status="COMPLETED", minimum="16 Years", city="Bonn"),
        study(1, "A trial", criteria=SECOND, updated="2022-01-01", status="COMPLETED"),
        study(2, "Another of its kind", drug="Fictimab", updated="2023-01-01"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    (folder / "studies.json").write_text(json.dumps(versions()), "utf-8")
    assert main(["add", str(folder / "studies.json"), "--data", str(folder / "data")]) == 0
    return folder / "data"


@pytest.fixture
def data(library: Path, tmp_path: Path) -> Path:
    """A library with three versions of one trial, and another trial."""
    return Path(shutil.copytree(library, tmp_path / "data"))


def opened(number: int = 1) -> Any:
    """A version as a copy; the second is the current one of the library."""
    return read_copy("NCT00000001.json", json.dumps(versions()[number]).encode())


async def on_history(screen: Sitting) -> None:
    await screen.press("9")
    assert "9 HISTORY" in screen.text
    assert "3 versions kept here" in screen.text


async def compared(screen: Sitting) -> None:
    for _ in range(1000):
        await screen.settle()
        if isinstance(screen.app.screen, ComparisonScreen) and "→" in screen.text[:40]:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("no comparison is shown")


async def test_versions_are_listed_newest_first_with_what_each_is(data: Path) -> None:
    async with sitting(data, opened(0)) as screen:
        await screen.press("3", "j", "y")
        await on_history(screen)
        rows = [words for key, words in screen.listed.items() if key.startswith("version.")]
        assert [one[:10] for one in rows] == ["2024-01-01", "2023-01-01", "2022-01-01"]
        assert "CURRENT" in rows[0]
        assert "OPEN NOW" in rows[1]
        assert "studies.json" in rows[0]
        assert "CURRENT" not in rows[2]
        assert "open screenings on it: DRAFT-1 (1 answer)" in rows[1]


async def test_a_version_is_compared_with_the_one_before_limits_and_criteria_first(data: Path) -> None:
    async with sitting(data, opened()) as screen:
        await on_history(screen)
        await screen.press("enter")
        await compared(screen)
        assert screen.lines[0].startswith(" 2023-01-01 → 2024-01-01 · what changed in NCT00000001")
        assert [" ".join(line.strip("▌ ").split()) for line in screen.lines[1:11]] == [
            "Limits changed: 3",
            "minimum age: 18 Years → 16 Years",
            "I1: Age 18 years or → Age 16 years or",
            "I3: eGFR of 30 mL/min → eGFR of 45 mL/min",
            "",
            "Criteria 3 unchanged, 2 reworded, 1 new, 1 removed",
            "reworded I1: Age [-18-]{+16+} years or older",
            "… 1 unchanged · Enter shows them",
            "reworded I3: eGFR of [-30-]{+45+} mL/min or more",
            "new I4: {+A carer at home+}",
        ]
        assert "removed E1: [-Gout of the mind-]" in screen.text
        assert "overall status: [-RECRUITING-] → {+COMPLETED+}" in screen.words
        await screen.press("escape")
        assert "9 HISTORY" in screen.text


async def test_what_is_unchanged_is_a_count_that_unfolds_and_is_searched_all_the_same(data: Path) -> None:
    async with sitting(data, opened()) as screen:
        await on_history(screen)
        await screen.press("enter")
        await compared(screen)
        assert "Able to walk" not in screen.text
        await screen.press("slash", *"able", "enter")
        assert screen.cursor == "▌ I2: Able to walk without help"
        assert "1 of 1 rows" in screen.status
        await screen.press("k", "enter")
        assert "Able to walk" not in screen.text
        await screen.press("g", "ctrl+y")
        assert "Copied" in screen.status


async def test_d_compares_with_the_open_one_the_older_first_and_the_oldest_has_none_before(
    data: Path,
) -> None:
    async with sitting(data, opened()) as screen:
        await on_history(screen)
        await screen.press("d")
        assert "Enter compares it with the one before" in screen.status
        await screen.press("G", "enter")
        assert "oldest version" in screen.status
        await screen.press("d")
        await compared(screen)
        assert screen.lines[0].startswith(" 2022-01-01 → 2024-01-01")
        assert "6 unchanged" in screen.lines[5] + screen.lines[4]
        assert "minimum age: 18 Years → 16 Years" in screen.text


async def test_an_old_version_is_read_as_one_and_nothing_is_answered_on_it_without_a_question(
    data: Path,
) -> None:
    async with sitting(data, opened()) as screen:
        await on_history(screen)
        await screen.press("down", "O")
        loud = "OLD VERSION of 2023-01-01, the newest here is of 2024-01-01"
        assert loud in screen.text
        assert "open to read. Esc goes back" in screen.status
        await screen.press("g", "y")
        await screen.pick(1)
        assert not screen.events
        assert "open to read" in screen.status
        await screen.press("C")
        assert not screen.events
        await screen.press("y")
        await screen.pick(2)
        assert screen.kinds[-1] == "answer.given"
        await screen.press("escape")
        assert "OLD VERSION" not in screen.text
        assert screen.cursor.startswith("▌ 2023-01-01")
        assert "2024-01-01" in screen.lines[1]


async def test_without_a_kept_version_there_is_no_such_tab(tmp_path: Path) -> None:
    async with sitting(tmp_path / "none", opened()) as screen:
        assert "9 " not in screen.lines[2]
        await screen.press("9")
        assert "No version of this trial is kept here" in screen.status
        for count, copy in enumerate(versions()[:2], start=1):
            (tmp_path / "one.json").write_text(json.dumps(copy), "utf-8")
            assert main(["add", str(tmp_path / "one.json"), "--data", str(tmp_path / "none")]) == 0
            await screen.press("9")
            assert f"{count} version" in screen.text


async def test_another_source_says_so_and_what_it_does_not_tell_is_not_gone(
    data: Path, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text(CSV, "utf-8")
    assert main(["add", str(tmp_path / "list.csv"), "--data", str(data)]) == 0
    async with sitting(data, opened(), size=LOW) as screen:
        await screen.press("9")
        assert any("From 2 sources" in row.words for row in screen.trial.listing.rows)
        await screen.press("g", "enter")
        await compared(screen)
        shown = " ".join(screen.listed.values())
        assert "The newer version (ClinicalTrials.gov CSV) holds no criteria" in shown
        assert "removed" not in shown
        assert "Only the older source tells:" in shown
        assert "Hospital" not in shown
        await screen.press("G", "k", "enter")
        assert "site · facility: Hospital" in " ".join(screen.listed.values())


# --- every word once


def words_in(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text))


def marked(found: Compared, form: str) -> Counter[str]:
    rows = change_rows(found, 80, {f"fold.criteria.{number}" for number in range(99)})
    words = "\n".join(row.words for row in rows if row.key.startswith(("change.", "aside.")))
    return words_in("\n".join(re.findall(form, words, re.DOTALL)))


@pytest.mark.parametrize(("older", "newer"), [(0, 1), (1, 0), (0, 2), (1, 2)])
def test_every_word_that_changed_in_the_criteria_is_marked_in_one_row(older: int, newer: int) -> None:
    """Reckoned from the raw texts alone: what went less what came is what the older text has more."""
    found = compare(opened(older), opened(newer))
    texts = [
        versions()[one]["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
        for one in (older, newer)
    ]
    old, new = (words_in(re.sub(r"(?m)^\s*(?:\*|\d+\.)\s", "", text)) for text in texts)
    gone, came = marked(found, r"\[-(.*?)-\]"), marked(found, r"\{\+(.*?)\+\}")
    assert gone - came == old - new
    assert came - gone == new - old


@given(
    st.lists(st.tuples(st.sampled_from(("same", "gone", "came")), st.text(max_size=12)), max_size=6),
    st.integers(12, 60),
)
@settings(max_examples=60, deadline=None)
def test_no_character_of_a_row_is_lost_or_styled_as_what_it_is_not(
    pieces: list[tuple[str, str]], width: int
) -> None:
    words = [Words(kind, text) for kind, text in pieces]
    row = told("key", "reworded", "I1", words, width)
    drawn = [
        (character, segment.style) for line in row.lines for segment in line for character in segment.text
    ]
    assert visible_characters("".join(character for character, _ in drawn)) == visible_characters(
        show(row.words)
    )
    for kind, style in (("gone", theme.GONE), ("came", theme.CAME)):
        marks = {"gone": "[--]", "came": "{++}"}[kind]
        texts = "".join(show(f"{marks[:2]}{one.text}{marks[2:]}") for one in words if one.kind == kind)
        styled = "".join(character for character, found in drawn if found == style)
        assert visible_characters(styled) == visible_characters(texts)
