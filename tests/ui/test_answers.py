"""Answering on the checklist: the effect stands in words at the right edge, the cursor stays, nothing is turned round."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ui.sitting import LOW, SMALL, WIDE, sitting


@pytest.mark.parametrize("size", [SMALL, WIDE, LOW])
async def test_each_answer_stands_with_its_effect_at_the_right_edge(
    data: Path, size: tuple[int, int]
) -> None:
    async with sitting(data, size=size) as screen:
        for code, key, edge in (
            ("I5", "y", "Yes met"), ("I5", "n", "No FAILS"), ("I5", "u", "? unknown"),
            ("E7", "y", "Yes EXCLUDES"), ("E7", "n", "No clear"),
        ):  # fmt: skip
            await screen.to(code)
            await screen.press(key)
            assert screen.edge(code) == edge
            assert screen.cursor == screen.row(code)


async def test_an_exclusion_answered_yes_excludes_and_names_only_its_own_cohort(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(E7="y")
        assert screen.edge("E7") == "Yes EXCLUDES"
        assert "SSc NOT ELIGIBLE E7" in screen.verdict
        assert "LN open, 26 left" in screen.verdict
        assert "E7 Yes EXCLUDES by MK" in screen.status


async def test_answer_keys_leave_the_cursor_where_it_is(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I5")
        for key in ("space", "n", "u", "y"):
            await screen.press(key)
            assert screen.trial.listing.current_key == "I5"


async def test_space_gives_the_favourable_answer_to_either_side(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="space", E1="space")
        assert screen.edge("E1") == "No clear"
        await screen.to("I5")
        assert screen.edge("I5") == "Yes met"


@pytest.mark.parametrize(
    ("code", "key", "edge"), [("E7", "y", "Yes EXCLUDES"), ("I5", "n", "No FAILS"), ("I5", "u", "? unknown")]
)
async def test_space_never_turns_an_answer_round_and_says_why(
    data: Path, code: str, key: str, edge: str
) -> None:
    async with sitting(data) as screen:
        await screen.to(code)
        await screen.press(key, "space")
        assert screen.edge(code) == edge
        assert code in screen.status
        assert "Space never turns an answer round" in screen.status
        assert screen.kinds.count("answer.given") == 1


async def test_the_same_answer_twice_is_said_and_not_written_again(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I5")
        await screen.press("y", "y")
        assert screen.status == "I5 is Yes already"
        assert screen.kinds.count("answer.given") == 1


async def test_the_registry_age_and_the_criterion_that_repeats_it_are_answered_together(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I16="y")
        assert screen.edge("I16") == "Yes met"
        await screen.to("R1")
        assert screen.edge("R1") == "Yes met"
        assert "same as I16: one answer for both" in screen.words
        await screen.press("down", "up", "n")
        await screen.pick(1)
        assert screen.edge("R1") == "No FAILS"
        assert "LN NOT ELIGIBLE R1 I16" in screen.verdict
        await screen.to("I16")
        assert screen.edge("I16") == "No FAILS"


async def test_a_parent_that_its_parts_contradict_shows_conflict(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(E16_1="y", E16="n")
        assert screen.edge("E16") == "No CONFLICT"
        assert "parts say otherwise" in screen.words
        assert "NOT ELIGIBLE E16" in screen.verdict


async def test_a_parent_says_where_its_parts_decide_it(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(E16_3="y")
        await screen.to("E16")
        assert screen.edge("E16") == "EXCLUDES"
        assert "from parts" in screen.words


async def test_unknown_and_unanswered_are_both_open_and_told_apart(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="u")
        assert "LN open, 26 left" in screen.verdict
        await screen.press("V")
        words = screen.words
        unknown = words.index("unknown I5")
        assert unknown < words.index("unanswered R1")
        assert "unanswered I5" not in words


async def test_a_later_change_asks_why_and_keeps_the_reason(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I5")
        await screen.press("y", "down", "up", "n")
        assert "I5: Yes becomes No, because:" in screen.foot
        assert screen.edge("I5") == "Yes met"
        await screen.press("escape")
        assert screen.edge("I5") == "Yes met"
        assert screen.status == "I5 stays Yes: a change of an answer needs a reason."
        await screen.press("n")
        await screen.type("lab corrected")
        await screen.press("enter")
        assert screen.edge("I5") == "No FAILS"
        await screen.press("h")
        assert "yes → no, because: lab corrected" in screen.words


async def test_a_number_picks_a_usual_reason_for_the_change(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I5")
        await screen.press("n", "down", "up", "y")
        assert "1 wrong key" in screen.foot
        await screen.pick(1)
        assert screen.edge("I5") == "Yes met"
        last = screen.events[-1].content
        assert last is not None
        assert "wrong key" in str(last)


async def test_a_second_key_on_another_subject_still_asks_for_a_reason(data: Path) -> None:
    """The row under the cursor was answered a moment ago, but for somebody else."""
    async with sitting(data) as screen:
        await screen.new_subject("S-001")
        await screen.answer(I5="y")
        await screen.new_subject("S-002")
        await screen.press("y", "s", "end", "up", "enter")
        assert "S-001" in screen.lines[1]
        await screen.press("n")
        assert "because:" in screen.foot
        assert screen.edge("I5") == "Yes met"


async def test_in_the_open_view_a_second_key_never_answers_another_row(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "v", "y", "n")
        given = {
            event.content["code"] for event in screen.events if event.kind == "answer.given" and event.content
        }
        assert given == {"R1"}
