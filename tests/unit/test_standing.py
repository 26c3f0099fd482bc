"""A reading as it stands at a site: corrected, kept in the log, undone, seen by others, and honest about what it does to answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialtui.copies.copy import CopyReading
from trialtui.copies.reader import open_copy, read_copy
from trialtui.copies.sample import sample_path
from trialtui.desk import Desk
from trialtui.exports.wording import standing_line
from trialtui.exports.worksheet_text import screening_lines
from trialtui.library.log import NotSaved, Place, ScreeningLog
from trialtui.screening.answers import Answer, Effect
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.screening import CannotAct, NothingToChange

PROTOCOL = [
    {"id": "I1", "category": "I", "cohort": "", "text": "Adults."},
    {"id": "I2", "category": "I", "cohort": "A", "text": "Two of these:"},
    {"id": "I2.1", "category": "I", "cohort": "", "text": "Fever."},
    {"id": "I2.2", "category": "I", "cohort": "", "text": "Cough."},
    {"id": "E1", "category": "E", "cohort": "B", "text": "Pregnant."},
]


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


def undo(desk: Desk) -> None:
    assert not desk.act([desk.screening.undo(desk.log.who, desk.log.sitting)]).not_saved


def redo(desk: Desk) -> None:
    assert not desk.act([desk.screening.redo(desk.log.who, desk.log.sitting)]).not_saved


def correct(desk: Desk, op: str, code: str, value: str | int | None = None) -> None:
    assert not desk.act([desk.correct(op, code, value)]).not_saved


def give(desk: Desk, code: str, answer: Answer) -> None:
    assert not desk.act([desk.screening.give(code, answer)]).not_saved


def test_a_correction_leaves_the_copy_and_what_was_read_as_they_are(desk: Desk) -> None:
    read = desk.read_outline
    correct(desk, "operator", "I18", "any")
    assert desk.outline.text == read.text
    assert desk.read_outline == read
    assert desk.checklist.row("I18").combine == "any"
    assert desk.checklist.row("I18").stated


def test_a_correction_holds_for_the_site_and_needs_no_subject(desk: Desk, log: Unplugged) -> None:
    correct(desk, "note", "E21")
    (event,) = log.events()
    assert (event.kind, event.subject, event.trial) == ("reading.corrected", None, desk.trial)
    assert desk.outline.criteria == Desk(desk.reading, ScreeningLog(log.directory, who="AB")).outline.criteria


def test_an_answer_whose_criterion_was_corrected_stands_apart_and_the_others_stay(desk: Desk) -> None:
    desk.take_code("S-014")
    give(desk, "I6", Answer.NO)
    give(desk, "I18", Answer.YES)
    correct(desk, "operator", "I18", "any")
    assert desk.screening.effect("I6") is Effect.FAILS
    assert desk.screening.effect("I18") is Effect.OPEN
    assert [old.code for old in desk.screening.apart] == ["I18"]
    assert "CRITERIA_CHANGED" in desk.screening.overlays()
    undo(desk)
    assert desk.screening.effect("I18") is Effect.MET
    assert not desk.screening.apart


def test_a_correction_lets_the_confirmed_scopes_lapse_until_it_is_undone(desk: Desk) -> None:
    desk.act([desk.screening.confirm_scopes()])
    correct(desk, "split", "I6", 30)
    assert not desk.screening.scopes_confirmed
    undo(desk)
    assert desk.screening.scopes_confirmed


def test_corrections_and_answers_are_undone_and_done_again_in_the_one_order_they_were_made(
    desk: Desk,
) -> None:
    desk.take_code("S-014")
    give(desk, "I6", Answer.NO)
    correct(desk, "join", "I8")
    correct(desk, "operator", "I16", "all")
    give(desk, "I16", Answer.YES)
    states = []
    for _ in range(4):
        states.append((desk.outline, desk.screening.answered))
        undo(desk)
    assert desk.outline == desk.read_outline
    assert desk.screening.answered == 0
    with pytest.raises(CannotAct):
        desk.screening.undo(desk.log.who, desk.log.sitting)
    for state in reversed(states):
        redo(desk)
        assert (desk.outline, desk.screening.answered) == state


def test_another_desk_that_is_open_takes_the_correction_in_with_its_own_answers(
    desk: Desk, reading: CopyReading, log: Unplugged
) -> None:
    other = Desk(reading, ScreeningLog(log.directory, who="AB"))
    other.take_code("S-014")
    give(other, "I6", Answer.NO)
    correct(desk, "heading", "I7")
    assert other.refresh()
    assert other.outline == desk.outline
    assert other.screening.effect("I6") is Effect.FAILS


def test_an_answer_on_its_way_while_another_corrects_goes_to_the_words_it_was_given_to(
    desk: Desk, reading: CopyReading, log: Unplugged
) -> None:
    other = Desk(reading, ScreeningLog(log.directory, who="AB"))
    other.take_code("S-014")
    words = other.checklist.row("I9").text
    answer = other.screening.give("I9", Answer.NO)
    correct(desk, "join", "I8")
    other.act([answer])
    assert other.checklist.row("I8").text == words
    assert other.screening.effect("I8") is Effect.FAILS


def test_two_people_who_split_a_criterion_at_once_split_it_once(
    desk: Desk, reading: CopyReading, log: Unplugged
) -> None:
    other = Desk(reading, ScreeningLog(log.directory, who="AB"))
    both = desk.correct("split", "I5", 25), other.correct("split", "I5", 25)
    desk.act(both[:1])
    outline = desk.outline
    other.act(both[1:])
    assert other.outline == outline
    assert other.not_applied == ()
    undo(other)
    assert other.outline == outline


def test_a_correction_another_made_is_not_mine_to_undo(
    desk: Desk, reading: CopyReading, log: Unplugged
) -> None:
    correct(desk, "heading", "I7")
    other = Desk(reading, ScreeningLog(log.directory, who="AB"))
    with pytest.raises(CannotAct):
        other.screening.undo(other.log.who, other.log.sitting)


def test_a_correction_that_cannot_be_saved_stands_on_the_desk_until_it_is(desk: Desk, log: Unplugged) -> None:
    log.plugged = False
    assert desk.act([desk.correct("operator", "I18", "any")]).not_saved
    assert desk.checklist.row("I18").combine == "any"
    log.plugged = True
    assert not desk.retry().not_saved
    assert desk.checklist.row("I18").combine == "any"
    assert [event.kind for event in log.events()] == ["reading.corrected"]


def test_on_a_newer_copy_a_correction_fits_where_the_words_are_the_same_and_is_listed_where_not(
    desk: Desk, reading: CopyReading, log: Unplugged
) -> None:
    correct(desk, "operator", "I18", "any")
    correct(desk, "note", "I5")
    reworded = reading.copy.raw.replace("total score ≥6".encode(), "total score ≥8".encode())
    newer = Desk(read_copy("newer.txt", reworded), log)
    assert newer.checklist.row("I18").combine == "any"
    assert "I5" in newer.checklist
    (left,) = newer.not_applied
    assert left.correction.op == "note"
    assert "not in this copy" in left.words
    assert any("CORRECTIONS THAT DO NOT FIT" in line for line in screening_lines(newer))


@pytest.mark.parametrize(
    ("op", "code", "value", "why"),
    [
        ("operator", "I1", "all", "no parts"),
        ("operator", "I18", "atleast:9", "3 parts only"),
        ("operator", "I18", "most", "does not go"),
        ("split", "I1", 0, "no words on one side"),
        ("split", "I1", None, "does not go"),
        ("join", "E1", None, "heading"),
        ("criterion", "I1", None, "already"),
        ("note", "X9", None, "no such row"),
        ("turn", "I1", None, "op is one of"),
    ],
)  # fmt: skip
def test_what_cannot_be_corrected_is_refused_with_a_sentence(
    desk: Desk, op: str, code: str, value: str | int | None, why: str
) -> None:
    with pytest.raises(CannotAct, match=why):
        desk.correct(op, code, value)


def test_a_note_is_named_by_its_place_and_can_become_a_criterion(desk: Desk) -> None:
    correct(desk, "note", "I7")
    note = desk.outline.notes[-1]
    assert len(desk.outline.criteria) == 50
    correct(desk, "criterion", f"@{note.span.start}")
    assert [one.text for one in desk.outline.criteria] == [one.text for one in desk.read_outline.criteria]
    assert [one.fingerprint for one in desk.outline.criteria] == [
        one.fingerprint for one in desk.read_outline.criteria
    ]


def test_the_protocol_version_is_filled_in_printed_and_taken_back(desk: Desk) -> None:
    assert standing_line(desk).endswith("version ___")
    desk.act([desk.set_protocol_version("  4.0,  2026-03-01 ")])
    assert desk.protocol_version == "4.0, 2026-03-01"
    assert standing_line(desk) in screening_lines(desk)
    with pytest.raises(NothingToChange):
        desk.set_protocol_version("4.0, 2026-03-01")
    with pytest.raises(CannotAct):
        desk.set_protocol_version("4\x1b[31m")
    undo(desk)
    assert standing_line(desk).endswith("version ___")


def test_the_sites_own_criteria_stand_in_place_of_the_reading_until_they_are_taken_back(desk: Desk) -> None:
    desk.take_code("S-014")
    give(desk, "I6", Answer.NO)
    give(desk, "R1", Answer.YES)
    desk.act([desk.import_criteria("own.csv", "4.0", PROTOCOL)])
    assert [one.code for one in desk.outline.criteria] == ["I1", "I2", "I2.1", "I2.2", "E1"]
    assert desk.protocol_version == "4.0"
    assert desk.screening.scopes_confirmed
    assert [old.code for old in desk.screening.apart] == ["I6"]
    assert desk.screening.effect("R1") is Effect.MET
    with pytest.raises(CannotAct, match="own protocol criteria"):
        desk.correct("note", "I1")
    undo(desk)
    assert desk.outline == desk.read_outline
    redo(desk)
    desk.act([desk.remove_criteria()])
    assert desk.screening.effect("I6") is Effect.FAILS
    undo(desk)
    assert desk.own_criteria


def test_a_second_import_takes_the_firsts_place_and_undo_brings_it_back(desk: Desk) -> None:
    desk.act([desk.import_criteria("own.csv", "4.0", PROTOCOL)])
    with pytest.raises(NothingToChange):
        desk.import_criteria("again.csv", "4.0", PROTOCOL)
    desk.act([desk.import_criteria("own.csv", "5.0", PROTOCOL[:1])])
    assert (desk.protocol_version, len(desk.outline.criteria)) == ("5.0", 1)
    undo(desk)
    assert (desk.protocol_version, len(desk.outline.criteria)) == ("4.0", 5)


def test_a_criterion_of_the_protocol_that_is_moved_wants_its_scopes_confirmed(desk: Desk) -> None:
    desk.act([desk.import_criteria("own.csv", "4.0", PROTOCOL)])
    desk.act([desk.screening.move("I1", ("A",))])
    assert not desk.screening.scopes_confirmed
    desk.act([desk.screening.confirm_scopes()])
    assert desk.screening.scopes_confirmed


def test_corrections_outlast_the_sites_own_criteria(desk: Desk) -> None:
    correct(desk, "operator", "I18", "any")
    desk.act([desk.import_criteria("own.csv", "4.0", PROTOCOL)])
    desk.act([desk.remove_criteria()])
    assert desk.checklist.row("I18").combine == "any"
