"""Whose screening it is: a draft opened at once, never attached silently, named later, switched with `s`."""

from __future__ import annotations

from pathlib import Path

from tests.ui.sitting import SAMPLE, sitting


async def test_the_first_answer_opens_a_draft_without_a_question(data: Path) -> None:
    async with sitting(data) as screen:
        assert "no subject" in screen.lines[1]
        await screen.press("3", "y")
        assert "subject DRAFT-1" in screen.lines[1]
        assert screen.trial.prompt is None
        assert screen.edge("R1") == "Yes met"
        assert screen.kinds == ["subject.created", "screening.opened", "answer.given"]


async def test_reading_writes_nothing(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press(
            "1", "2", "3", "down", "down", "enter", "escape", "4", "8", "0", "V", "escape", "question_mark"
        )
    assert not data.exists() or not list(data.iterdir())


async def test_a_second_start_asks_whose_it_is_before_the_first_answer_counts(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
    async with sitting(data) as screen:
        before = len(screen.events)
        await screen.press("3", "y")
        assert "Whose screening is this?" in screen.lines[0]
        assert "DRAFT-1" in screen.text
        await screen.press("escape")
        assert "Not answered" in screen.status
        assert "no subject" in screen.lines[1]
        assert len(screen.events) == before


async def test_the_key_that_asked_is_not_applied_to_the_subject_that_was_picked(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
    async with sitting(data) as screen:
        before = len(screen.events)
        await screen.press("3", "n", "enter")
        assert "subject DRAFT-1" in screen.lines[1]
        assert "press it again" in screen.status
        assert len(screen.events) == before


async def test_a_new_subject_picked_at_the_question_gets_the_answer(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
    async with sitting(data) as screen:
        await screen.press("3", "n", "end", "enter")
        assert "subject DRAFT-2" in screen.lines[1]
        assert screen.edge("R1") == "No FAILS"


async def test_a_draft_is_named_later_and_keeps_its_answers(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        await screen.press("s", "r")
        assert "Site code for DRAFT-1:" in screen.foot
        await screen.type("S-014")
        await screen.press("enter")
        assert "subject S-014" in screen.lines[1]
        assert screen.edge("I5") == "Yes met"
        assert screen.kinds[-1] == "subject.named"


async def test_switching_subjects_shows_their_own_answers(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.new_subject("S-001")
        await screen.answer(I5="y")
        await screen.new_subject("S-002")
        assert "subject S-002" in screen.lines[1]
        assert screen.edge("I5") == "open"
        await screen.press("n", "s")
        assert "S-001" in screen.text
        await screen.press("end", "up", "enter")
        assert "subject S-001" in screen.lines[1]
        assert screen.edge("I5") == "Yes met"


async def test_a_code_in_another_case_is_the_same_subject(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.new_subject("S-001")
        await screen.answer(I5="y")
        await screen.new_subject("S-002")
        await screen.new_subject("s-001")
        assert "subject S-001" in screen.lines[1]
        assert "known already" in screen.status
        assert screen.edge("I5") == "Yes met"


async def test_a_code_that_exists_is_not_given_to_another_subject(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.new_subject("S-001")
        await screen.new_subject("S-002")
        await screen.press("s", "r")
        await screen.type("s-001")
        await screen.press("enter")
        assert "another subject" in screen.foot
        await screen.press("escape")
        assert "subject S-002" in screen.lines[1]


async def test_a_draft_name_is_no_site_code(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.new_subject("DRAFT-7")
        assert "give the site code" in screen.foot
        await screen.press("escape")
        assert "no subject" in screen.lines[1]


async def test_renaming_and_backing_out_leaves_the_desk_as_it_was(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.new_subject("S-001")
        await screen.new_subject("S-002")
        await screen.press("s", "end", "up")
        assert "S-001" in screen.cursor
        await screen.press("r", "escape")
        assert "subject S-002" in screen.lines[1]


async def test_a_subject_named_on_the_command_line_stays_when_picked(data: Path) -> None:
    async with sitting(data, SAMPLE, subject="S-014") as screen:
        assert "subject S-014" in screen.lines[1]
        await screen.press("s", "enter")
        assert "subject S-014" in screen.lines[1]
        await screen.answer(I5="y")
        assert screen.kinds == ["subject.created", "screening.opened", "answer.given"]


async def test_three_subjects_reach_verdicts_of_their_own(data: Path) -> None:
    async with sitting(data) as screen:
        for code, answers in (("S-001", {"I1": "n"}), ("S-002", {"I6": "n"}), ("S-003", {"E21": "y"})):
            await screen.new_subject(code)
            await screen.answer(**answers)
        assert "LN NOT ELIGIBLE E21" in screen.verdict
        await screen.press("s", "g")
        for code, verdict in (("S-001", "LN NOT ELIGIBLE I1 · SSc open"), ("S-002", "SSc NOT ELIGIBLE I6")):
            await screen.press("escape", "s", "g")
            while code not in screen.cursor:
                await screen.press("down")
            await screen.press("enter")
            assert f"subject {code}" in screen.lines[1]
            assert verdict in screen.verdict
