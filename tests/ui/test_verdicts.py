"""The verdict by cohort, always on the screen: OPEN, NOT ELIGIBLE with its blockers, NO BLOCKER FOUND. Never ELIGIBLE alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, WIDE, Sitting, sample_page, sitting, study

PARTS_OF_ONE_SEX = ("I17", "I18")


def favourable(screen: Sitting, label: str) -> dict[str, str]:
    """A key for each row that counts for a cohort: Space, which never gives anything but the favourable answer."""
    screening = screen.desk.screening
    return {code: "space" for code in screen.codes if screening.in_cohort(code, label)}


async def test_every_favourable_answer_in_a_confirmed_cohort_finds_no_blocker(data: Path) -> None:
    async with sitting(data, sample_page({"WITHDRAWN": "RECRUITING"})) as screen:
        await screen.go_down(favourable(screen, "SSc"))
        assert "SSc NO BLOCKER FOUND" not in screen.verdict
        assert "SSc open, scopes" in screen.verdict
        await screen.press("C", "1")
        assert "SSc NO BLOCKER FOUND, needs sign-off" in screen.verdict
        assert "LN open, 9 left" in screen.verdict
        assert "TRIAL NOT OPEN" not in screen.verdict
        await screen.press("V")
        assert "Overall: NO BLOCKER FOUND, needs investigator sign-off" in screen.words


async def test_one_reopened_row_takes_no_blocker_found_away(data: Path) -> None:
    async with sitting(data, study("Inclusion Criteria:\n\n1. Has a cough.\n2. Has a cold.\n")) as screen:
        await screen.go_down({"I1": "y", "I2": "y"})
        assert "NO BLOCKER FOUND" in screen.verdict
        await screen.press("u")
        assert "NO BLOCKER FOUND" not in screen.verdict
        assert "1 left" in screen.verdict


async def test_all_yes_on_the_sample_names_every_exclusion_of_the_cohort(data: Path) -> None:
    async with sitting(data, size=WIDE) as screen:
        await screen.go_down(dict.fromkeys(screen.codes, "y"))
        everyone = " ".join(f"E{number}" for number in range(14, 22))
        assert f"LN NOT ELIGIBLE E1 E2 E3 E4 {everyone}" in screen.verdict
        assert f"SSc NOT ELIGIBLE E5 E6 E7 E8 E9 E10 E11 E12 E13 {everyone}" in screen.verdict
        await screen.resize(LOW)
        listed = re.findall(r"\bE\d+\b", screen.verdict)
        whole = {"LN": 12, "SSc": 17}
        assert set(listed) <= {f"E{number}" for number in range(1, 22)}
        shown_whole = all(f"{label} NOT ELIGIBLE" in screen.verdict for label in whole)
        assert shown_whole or "more" in screen.verdict, "a cohort that is not shown is counted"
        assert not re.search(r"E\d+[…~]", screen.verdict), "no code is cut in the middle"


async def test_the_word_eligible_never_stands_alone(data: Path) -> None:
    async with sitting(data, sample_page({"WITHDRAWN": "RECRUITING"})) as screen:
        await screen.press("3", "C", "1")
        await screen.go_down(favourable(screen, "SSc"))
        for keys in ((), ("V",), ("escape", "enter"), ("escape", "1")):
            await screen.press(*keys)
            assert not re.search(r"(?<!NOT )\bELIGIBLE\b", screen.text)


@pytest.mark.parametrize("size", [SMALL, WIDE, LOW])
async def test_a_trial_that_is_not_open_says_so_on_every_tab(data: Path, size: tuple[int, int]) -> None:
    async with sitting(data, size=size) as screen:
        for tab in "123480":
            await screen.press(tab)
            assert "TRIAL NOT OPEN" in screen.verdict
            assert "WITHDRAWN" in screen.lines[1]
            assert "2025-04-06" in screen.lines[1]


async def test_unknown_is_listed_apart_from_what_nobody_answered(data: Path) -> None:
    async with sitting(data, study("Inclusion Criteria:\n\n1. Has a cough.\n2. Has a cold.\n")) as screen:
        await screen.go_down({"I1": "u"})
        assert "all participants open, 2 left" in screen.verdict
        await screen.press("V")
        assert "unknown I1" in screen.words
        assert "unanswered I2" in screen.words


async def test_no_criteria_are_said_in_words_and_give_no_verdict(data: Path) -> None:
    async with sitting(data, study("")) as screen:
        assert "no criteria read: no verdict" in screen.verdict
        assert "open" not in screen.verdict.lower()
        await screen.press("3")
        assert "No criteria could be read from this copy: there is no verdict." in screen.words
        await screen.press("y")
        assert "not a criterion" in screen.status
        assert screen.events == []


async def test_blockers_of_one_cohort_do_not_show_in_the_other(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I1="n", I6="y")
        assert "LN NOT ELIGIBLE I1" in screen.verdict
        assert "SSc open" in screen.verdict
