"""A newer version of the trial comes into the library: flagged, gone over to with a key, re-affirmed row by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, Sitting, busy, sitting, study

from trialtui.cli import main
from trialtui.copies.copy import CopyReading
from trialtui.desk import Desk
from trialtui.library.log import ScreeningLog
from trialtui.screening.answers import Answer

OLD = "Inclusion Criteria:\n\n* Has gout.\n* Can walk.\n* Gave consent.\n\nExclusion Criteria:\n\n* Smokes."
NEW = OLD.replace("Can walk.", "Can walk 500 meters.") + "\n* Drinks."


def version(criteria: str, updated: str, status: str = "RECRUITING") -> CopyReading:
    dated = {"overallStatus": status, "lastUpdateSubmitDate": updated}
    return study(criteria, statusModule=dated)


V1, V2 = version(OLD, "2025-01-01"), version(NEW, "2026-03-01")


def add(data: Path, tmp_path: Path, *copies: CopyReading) -> None:
    for number, one in enumerate(copies):
        path = tmp_path / f"copy-{number}.json"
        path.write_bytes(one.copy.raw)
        assert main(["add", str(path), "--data", str(data)]) == 0


@pytest.fixture
async def screened(data: Path, tmp_path: Path) -> Path:
    """S-014 answered on the older version, which the library holds."""
    add(data, tmp_path, V1)
    async with sitting(data, V1) as screen:
        await screen.new_subject("S-014")
        await screen.answer(I1="y", I2="y", I3="y", E1="n")
    return data


async def signed(screen: Sitting) -> None:
    await screen.press("S", "enter", "1")
    await screen.type("M. Karg")
    await screen.press("enter", "1")
    assert "signed" in screen.status
    await screen.press("escape")


async def test_it_is_flagged_gone_over_to_and_re_affirmed(screened: Path, tmp_path: Path) -> None:
    async with sitting(screened, V1) as screen:
        await screen.press("enter")
        await signed(screen)
        add(screened, tmp_path, V2)
        await screen.press("i", "escape")
        screen.trial._look_for_news()
        await screen.settle()
        assert "SIGN-OFF VOID" in screen.verdict
        assert "CRITERIA CHANGED (N)" in screen.verdict
        assert (
            "newer: the version of 2026-03-01, criteria changed in 2 places. N goes over to it"
            in screen.status
        )
        await screen.press("D")
        assert "I2 reworded: Can walk{+ 500 meters+}." in screen.text
        assert "answered: Yes by MK" in screen.text
        await screen.press("escape", "N")
        assert "Criteria changed in 2 places: I2 reworded, E2 new." in screen.words
        await screen.press("1")
        assert "registry updated 2026-03-01" in screen.text
        assert "3 answers carried over: = re-affirms one" in screen.status
        assert "I2 [Yes] Can walk. · on the version of 2025-01-01" in screen.words
        assert "carried from the version of 2025-01-01: = re-affirms" in screen.words
        assert screen.edge("I1") == "Yes met"
        assert screen.desk.screening.answer("I2") is None
        await screen.answer(I2="y", E2="n")
        assert "all participants open, 3 carried" in screen.verdict
        await screen.answer(I1="equals_sign")
        assert "I1 Yes met re-affirmed by MK · 2 carried left" in screen.status
        await screen.press("D")
        assert "2025-01-01 → 2026-03-01" in screen.lines[0]
        await screen.press("escape", "n")
        assert "because:" in screen.foot  # re-affirmed is no wrong key of a moment ago
        await screen.press("escape", "A", "2")
        assert "2 answers re-affirmed on the version of 2026-03-01, nothing carried is left" in screen.status
        assert "CRITERIA CHANGED" not in screen.verdict
        assert "NO BLOCKER FOUND" in screen.verdict
        await screen.to("I3")
        await screen.press("h")
        assert "yes (carried), re-affirmed on this version, together with 1 others" in screen.words
        assert screen.kinds.count("version.taken") == 1
        await screen.press("escape", "S")
        assert "Taken from the version of 2025-01-01 to the version of 2026-03-01, MK" in screen.words
        assert "I2 [Yes] Can walk. · MK, on the version of 2025-01-01; does not count" in screen.words


@pytest.mark.parametrize("size", [SMALL, LOW])
async def test_on_the_newer_copy_nothing_is_answered_before_a_person_goes_over(
    screened: Path, size: tuple[int, int]
) -> None:
    async with sitting(screened, V2, size=size) as screen:
        await screen.press("enter")
        before = len(screen.events)
        await screen.answer(E2="n")
        assert "The screening stands on the version of 2025-01-01" in screen.status
        assert len(screen.events) == before
        await screen.press("N", "1")
        assert "open, 2 left, 3 carried" in screen.verdict
        await screen.press("g", "A")
        assert "each as it stands: I1, I3, E1?" in screen.words  # wherever the cursor stands
        await screen.press("1", "z")
        assert screen.kinds[-2:] == ["version.taken", "version.left"]
        assert "CRITERIA CHANGED (N)" in screen.verdict


async def test_an_older_copy_says_so_and_takes_nothing(screened: Path) -> None:
    async with sitting(screened, V2) as screen:
        await screen.press("enter", "N", "1")
    async with sitting(screened, V1) as screen:
        await screen.press("enter")
        assert (
            "This copy is older, or has no date: the screening stands on the version of 2026-03-01"
            in screen.status
        )
        await screen.answer(I1="n")
        await screen.press("N")
        assert screen.kinds[-1] == "version.taken"


async def test_with_the_same_criteria_the_screening_goes_on_on_the_newer_version(
    screened: Path, tmp_path: Path
) -> None:
    add(screened, tmp_path, version(OLD.replace("\n", "\r\n"), "2026-03-01", "SUSPENDED"))
    async with sitting(screened, None, paths=[]) as screen:
        await screen.press("s")
        await screen.press("enter")
        assert (
            "S-014 goes on on this version; its criteria are those of the version of 2025-01-01"
            in screen.status
        )
        assert "TRIAL NOT OPEN" in screen.verdict
        assert "CRITERIA CHANGED" not in screen.verdict
        assert "carried" not in screen.text


async def test_what_another_person_changes_during_the_question_is_not_re_affirmed(screened: Path) -> None:
    async with sitting(screened, V2) as screen:
        await screen.press("enter", "N", "1", "A")
        given = screen.desk.screening.give("E1", Answer.YES, change_reason="new information")
        ScreeningLog(screened, who="AB").append(given._replace(record=V1.copy.digest))
        await screen.press("2")
        assert "E1 changed meanwhile: not re-affirmed. 2 answers re-affirmed" in screen.status
        assert screen.desk.screening.carried == ("E1",)


@pytest.mark.parametrize("keys", [("N", "1"), ("A", "2")])
async def test_what_is_said_of_a_version_and_not_saved_says_so(screened: Path, keys: tuple[str, str]) -> None:
    async with sitting(screened, V2, busy_seconds=0.05) as screen:
        await screen.press("enter")
        if keys[0] == "A":
            await screen.press("N", "1")
        with busy(screened):
            await screen.press(*keys)
            assert "NOT SAVED" in screen.status
            assert screen.desk.unsaved


async def test_two_go_over_at_once_and_what_is_not_saved_then_is_tried_again(
    screened: Path, tmp_path: Path
) -> None:
    add(screened, tmp_path, V2)
    async with sitting(screened, V1, busy_seconds=0.05) as screen:
        await screen.press("enter", "N")
        with busy(screened):
            await screen.press("1")
            assert "NOT SAVED (1)" in screen.text
            assert screen.app._retry is not None
        await screen.app._try_again(screen.desk)
        await screen.press("z")
    async with sitting(screened, V1) as screen:
        await screen.press("enter", "N")
        desk = Desk(V2, ScreeningLog(screened, who="AB"))
        desk.take_code("S-014")
        desk.go_over()
        await screen.press("1")
        assert "registry updated 2026-03-01" in screen.text
        assert screen.kinds.count("version.taken") == 2


@pytest.mark.parametrize(
    ("key", "told"), [("S", "NOT ELIGIBLE I2"), ("enter", "AB"), ("V", "NOT ELIGIBLE"), ("h", "AB yes → no")]
)
async def test_what_another_person_answers_arrives_on_every_screen_of_the_subject(
    screened: Path, key: str, told: str
) -> None:
    async with sitting(screened, V1) as screen:
        await screen.press("enter")
        await screen.to("I2")
        await screen.press(key)
        other = Desk(V1, ScreeningLog(screened, who="AB"))
        other.take_code("S-014")
        other.act([other.screening.give("I2", Answer.NO, change_reason="new information")])
        screen.trial._look_for_news()
        await screen.settle()
        assert told in screen.words
        assert "NO BLOCKER FOUND" not in screen.words
        assert "Taken in" in screen.status
