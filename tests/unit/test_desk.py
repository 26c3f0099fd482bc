"""The desk: saved before it counts, held in memory when it cannot be saved, never attached to a subject silently."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from trialtui.copies.copy import CopyReading
from trialtui.copies.reader import open_copy, read_copy
from trialtui.copies.sample import sample_path
from trialtui.desk import Desk
from trialtui.library.log import CodeTaken, NotSaved, Place, ScreeningLog, Subject
from trialtui.screening.answers import Answer, Effect
from trialtui.screening.answers_file import parse_answers
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.screening import CannotAct


class Unplugged(ScreeningLog):
    """The real log, with a disk that can be pulled out."""

    plugged = True

    def append(
        self, *events: NewEvent, copy: tuple[str, str, str, bytes] | None = None, place: Place | None = None
    ) -> tuple[AuditEvent, ...]:
        if not self.plugged:
            raise NotSaved("the disk is gone.")
        return super().append(*events, copy=copy, place=place)


@pytest.fixture
def log(tmp_path: Path) -> Unplugged:
    return Unplugged(tmp_path / "data", who="MK")


@pytest.fixture
def reading() -> CopyReading:
    return open_copy(sample_path())


@pytest.fixture
def desk(reading: CopyReading, log: Unplugged) -> Desk:
    return Desk(reading, log)


def answer(desk: Desk, code: str, given: Answer) -> str:
    return desk.act([desk.screening.give(code, given)]).not_saved


def test_opening_a_trial_writes_nothing(desk: Desk, log: Unplugged) -> None:
    assert not log.directory.exists()


def test_the_first_answer_of_a_draft_keeps_subject_copy_and_answer_together(
    desk: Desk, log: Unplugged, reading: CopyReading
) -> None:
    desk.open_draft()
    answer(desk, "I1", Answer.YES)
    assert [event.kind for event in log.events()] == ["subject.created", "screening.opened", "answer.given"]
    kept = log.kept_copy(reading.copy.digest)
    assert kept is not None
    assert kept.raw == reading.copy.raw


def test_another_desk_finds_the_answers_only_when_it_takes_the_subject(
    desk: Desk, reading: CopyReading, log: Unplugged
) -> None:
    desk.take_code("S-014")
    answer(desk, "I1", Answer.NO)
    other = Desk(reading, ScreeningLog(log.directory, who="AB"))
    assert other.screening.effect("I1") is Effect.OPEN
    other.take_code("s-014")
    assert other.screening.effect("I1") is Effect.FAILS


def test_two_desks_on_one_subject_see_each_others_answers(
    desk: Desk, reading: CopyReading, log: Unplugged
) -> None:
    desk.take_code("S-014")
    answer(desk, "I1", Answer.YES)
    other = Desk(reading, ScreeningLog(log.directory, who="AB"))
    other.take_code("S-014")
    answer(other, "I2", Answer.NO)
    answer(desk, "I3", Answer.YES)
    assert desk.screening.effect("I2") is Effect.FAILS


def test_what_cannot_be_saved_is_held_and_saved_later(desk: Desk, log: Unplugged) -> None:
    desk.take_code("S-014")
    log.plugged = False
    assert answer(desk, "I1", Answer.NO) == "the disk is gone."
    assert answer(desk, "I2", Answer.YES) == "the disk is gone."
    assert desk.screening.effect("I1") is Effect.FAILS
    assert desk.unsaved
    log.plugged = True
    assert desk.retry().not_saved == ""
    assert desk.unsaved == []
    again = Desk(desk.reading, ScreeningLog(log.directory, who="MK"))
    again.take_code("S-014")
    assert (again.screening.effect("I1"), again.screening.effect("I2")) == (Effect.FAILS, Effect.MET)


def test_an_older_log_put_back_under_the_desk_is_what_the_desk_shows(desk: Desk, log: Unplugged) -> None:
    desk.take_code("S-014")
    answer(desk, "I1", Answer.YES)
    log.close()
    older = log.path.with_name("older")
    shutil.copy(log.path, older)
    for code in ("I2", "I6", "I7"):
        answer(desk, code, Answer.YES)
    log.close()
    older.replace(log.path)
    answer(desk, "I12", Answer.NO)
    given = {code: desk.screening.answer(code) for code in ("I1", "I2", "I6", "I7", "I12")}
    assert {code for code, one in given.items() if one is not None and one.answer is not None} == {
        "I1",
        "I12",
    }
    assert "older than it was" in (log.damage or "")


def test_a_subject_is_not_switched_away_from_unsaved_answers(desk: Desk, log: Unplugged) -> None:
    desk.take_code("S-014")
    log.plugged = False
    answer(desk, "I1", Answer.NO)
    with pytest.raises(CannotAct):
        desk.take(None)


def test_a_draft_is_named_later_and_a_taken_code_is_refused(desk: Desk, log: Unplugged) -> None:
    desk.take_code("S-001")
    answer(desk, "I1", Answer.YES)
    desk.open_draft()
    answer(desk, "I1", Answer.NO)
    draft = desk.subject
    assert draft is not None
    with pytest.raises(CodeTaken):
        desk.name_subject(draft, "s-001")
    desk.name_subject(draft, "S-002")
    found = log.find_subject("S-002")
    assert found is not None
    assert not found.draft
    assert desk.screening.effect("I1") is Effect.FAILS


def test_answers_on_another_copy_stand_apart_and_do_not_count(
    desk: Desk, reading: CopyReading, log: Unplugged
) -> None:
    desk.take_code("S-014")
    answer(desk, "I5", Answer.NO)
    answer(desk, "I6", Answer.YES)
    reworded = reading.copy.raw.replace("total score ≥6".encode(), "total score ≥8".encode())
    newer = Desk(read_copy("newer.txt", reworded), log)
    newer.take_code("S-014")
    assert newer.screening.effect("I5") is Effect.OPEN
    assert newer.screening.effect("I6") is Effect.MET
    assert [old.code for old in newer.screening.apart] == ["I5"]
    assert "CRITERIA_CHANGED" in newer.screening.overlays()


def test_a_file_of_answers_is_taken_whole_and_twice_is_once(desk: Desk, log: Unplugged) -> None:
    answers = parse_answers(
        '{"subject": "S-014", "confirm_scopes": true, "answers": {"I1": "yes", "R1": "yes", "I16": "yes"}}'
    )
    desk.take_file(answers)
    count = len(log.events())
    desk.take_file(answers)
    assert len(log.events()) == count
    assert desk.screening.scopes_confirmed
    assert desk.screening.effect("I16") is Effect.MET


class Unreadable(Unplugged):
    """The real log on a disk that fails for good after the first answers."""

    def events(
        self, *, subject: str | None = None, trial: str | None = None, after: int = 0
    ) -> list[AuditEvent]:
        if not self.plugged:
            raise NotSaved("the disk reports an error.")
        return super().events(subject=subject, trial=trial, after=after)

    def subjects(self) -> list[Subject]:
        if not self.plugged:
            raise NotSaved("the disk reports an error.")
        return super().subjects()


def test_every_answer_is_held_while_the_log_can_neither_be_written_nor_read(
    tmp_path: Path, reading: CopyReading
) -> None:
    log = Unreadable(tmp_path / "data", who="MK")
    desk = Desk(reading, log)
    desk.open_draft()
    log.plugged = False
    for code in ("I1", "I2", "I3"):
        assert answer(desk, code, Answer.YES)
    assert [desk.screening.effect(code) for code in ("I1", "I2", "I3")] == [Effect.MET] * 3
    log.plugged = True
    desk.retry()
    assert sum(event.kind == "answer.given" for event in log.events()) == 3


def test_two_drafts_opened_at_once_get_two_numbers(reading: CopyReading, log: Unplugged) -> None:
    desks = [Desk(reading, log), Desk(reading, ScreeningLog(log.directory, who="AB"))]
    for desk in desks:
        desk.open_draft()
    for desk in desks:
        assert answer(desk, "I1", Answer.YES) == ""
    assert sorted(one.code for one in log.subjects()) == ["DRAFT-1", "DRAFT-2"]
    assert {desk.subject.code for desk in desks if desk.subject} == {"DRAFT-1", "DRAFT-2"}
