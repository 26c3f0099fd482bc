"""Undo and redo are new events of the log: nothing is taken out of it."""

from __future__ import annotations

from pathlib import Path

from tests.ui.sitting import sitting


async def test_undo_takes_the_answer_back_as_a_new_event(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        answered = screen.events[-1]
        await screen.press("z")
        assert screen.edge("I5") == "open"
        assert "I5 no answer" in screen.status
        assert "undone" in screen.status
        assert screen.kinds.count("answer.given") == 2
        assert screen.events[-1].undoes == answered.seq
        assert screen.log.verify().ok


async def test_redo_does_it_again(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="n")
        await screen.press("z", "Z")
        assert screen.edge("I5") == "No FAILS"
        assert "done again" in screen.status
        assert screen.kinds.count("answer.given") == 3


async def test_a_chain_of_undos_and_redos_comes_back_to_where_it_was(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y", I12="n")
        before = screen.verdict
        await screen.press("z", "z", "z")
        assert screen.status == "nothing of yours to undo in this sitting"
        assert screen.desk.screening.answered == 0
        await screen.press("Z", "Z")
        assert screen.verdict == before
        await screen.press("Z")
        assert screen.status == "nothing of yours to redo in this sitting"


async def test_the_history_tells_an_undo_from_a_redo(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        await screen.press("z", "Z", "h")
        assert "yes → no answer (undo)" in screen.words
        assert "no answer → yes (redo)" in screen.words


async def test_nobody_undoes_what_another_person_did(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
    async with sitting(data, who="AB") as screen:
        await screen.press("enter", "z")
        assert "nothing of yours to undo" in screen.status
        assert screen.edge("I5") == "Yes met"


async def test_a_former_sitting_is_not_undone(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
    async with sitting(data) as screen:
        await screen.press("enter", "z")
        assert "nothing of yours to undo in this sitting" in screen.status


async def test_undo_does_not_reach_the_answers_of_the_subject_before(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.new_subject("S-001")
        await screen.answer(I5="y")
        await screen.new_subject("S-002")
        await screen.press("z")
        await screen.press("s", "end", "up", "enter")
        assert "subject S-001" in screen.lines[1]
        assert screen.edge("I5") == "Yes met"


async def test_after_an_undo_a_new_answer_needs_no_reason(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        await screen.press("z", "n")
        assert screen.edge("I5") == "No FAILS"
        assert screen.trial.prompt is None


async def test_a_note_is_taken_back_too(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.answer(I5="y")
        await screen.press("e")
        await screen.type("lab report")
        await screen.press("enter", "escape", "z", "enter")
        assert "lab report" not in screen.words.split("History")[0]
        assert "Yes" in screen.words


async def test_undo_does_not_reach_past_another_subjects_answer_to_the_scopes(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "C", "1")
        await screen.new_subject("S-001")
        await screen.answer(I5="y")
        await screen.new_subject("S-002")
        await screen.press("z")
        assert "another subject" in screen.status
        assert "scopes proposed" not in screen.verdict


async def test_undo_says_that_the_last_action_was_for_another_subject(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.new_subject("S-001")
        await screen.answer(I5="y")
        await screen.new_subject("S-002")
        await screen.press("z")
        assert "another subject" in screen.status
