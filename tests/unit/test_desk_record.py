"""The record of a screening at the desk: signed on the disk or not at all, read a second time blind, screened anew by link."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialtui.copies.copy import CopyReading
from trialtui.copies.reader import open_copy, read_copy
from trialtui.copies.sample import sample_path
from trialtui.desk import Desk
from trialtui.library.log import CodeTaken, NotSaved, Place, ScreeningLog
from trialtui.screening import closing, second_reading, signing
from trialtui.screening.answers import Answer, Effect
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.screening import CannotAct
from trialtui.screening.signatures import state_hash

YES, NO = Answer.YES, Answer.NO


class Unplugged(ScreeningLog):
    """The real log, with a disk that can be pulled out."""

    plugged = True

    def append(
        self, *events: NewEvent, copy: tuple[str, str, str, bytes] | None = None, place: Place | None = None
    ) -> tuple[AuditEvent, ...]:
        if not self.plugged:
            raise NotSaved("the disk is gone.")
        return super().append(*events, copy=copy, place=place)


SHORT = b"""{"protocolSection": {"identificationModule": {"nctId": "NCT00000001", "briefTitle": "A short trial"},
 "statusModule": {"overallStatus": "RECRUITING"},
 "eligibilityModule": {"eligibilityCriteria": "Inclusion Criteria:\\n\\n* Has the disease.\\n* Gave consent.\\n\\nExclusion Criteria:\\n\\n* Is pregnant.\\n",
  "healthyVolunteers": true}}}"""


@pytest.fixture
def reading() -> CopyReading:
    return read_copy("short.json", SHORT)


@pytest.fixture
def log(tmp_path: Path) -> Unplugged:
    return Unplugged(tmp_path / "data", who="MK")


@pytest.fixture
def desk(reading: CopyReading, log: Unplugged) -> Desk:
    found = Desk(reading, log)
    found.take_code("S-014")
    for code, answer in (("I1", YES), ("I2", YES), ("E1", NO)):
        found.act([found.screening.give(code, answer)])
    return found


def other(desk: Desk, who: str) -> Desk:
    """Another person before another screen, at the same subject."""
    assert desk.subject is not None
    found = Desk(desk.reading, ScreeningLog(desk.log.directory, who=who))
    found.take(desk.subject.id)
    return found


def test_a_sign_off_is_in_the_log_and_another_program_finds_it_standing(desk: Desk) -> None:
    desk.sign("investigator", "A. Berg", decision="may enter")
    (one,) = other(desk, "AB").screening.signatures
    assert (one.name, one.decision, one.void) == ("A. Berg", "may enter", "")
    assert one.protocol == "Registry summary: confirm against protocol version ___"
    assert other(desk, "AB").log.verify().ok


def test_a_sign_off_that_cannot_be_saved_is_not_signed_and_not_held(desk: Desk, log: Unplugged) -> None:
    log.plugged = False
    with pytest.raises(NotSaved):
        desk.sign("screener", "M. Karg")
    assert desk.screening.signatures == ()
    assert desk.unsaved == []


def test_answers_that_are_not_saved_stand_against_a_sign_off(desk: Desk, log: Unplugged) -> None:
    log.plugged = False
    desk.act([desk.screening.give("I1", note="seen")])
    assert desk.against("screener") == ["NOT SAVED: 1 events stand in memory only"]
    with pytest.raises(signing.Refused):
        desk.sign("screener", "M. Karg")


def test_an_answer_of_another_person_voids_it_before_this_screen_signs_anything_else(desk: Desk) -> None:
    desk.sign("screener", "M. Karg")
    there = other(desk, "AB")
    there.act([there.screening.give("E1", YES, change_reason="new information")])
    desk.refresh()
    assert desk.screening.signatures[0].void == "changed since: E1 by AB"


def test_what_was_changed_since_it_was_looked_at_is_not_signed(desk: Desk) -> None:
    seen = state_hash(desk.screening)
    there = other(desk, "AB")
    there.act([there.screening.give("I1", note="from another chart")])
    with pytest.raises(CannotAct, match="changed meanwhile"):
        desk.sign("screener", "M. Karg", seen=seen)
    assert not desk.screening.signatures
    desk.sign("screener", "M. Karg", seen=state_hash(desk.screening))
    assert [one.void for one in desk.screening.signatures] == [""]


def test_an_answer_that_is_only_held_in_memory_voids_it_as_well(desk: Desk, log: Unplugged) -> None:
    desk.sign("screener", "M. Karg")
    log.plugged = False
    desk.act([desk.screening.give("E1", YES, change_reason="new information")])
    assert desk.screening.signatures[0].void == "changed since: E1 by MK"
    log.plugged = True
    desk.retry()
    assert desk.screening.signatures[0].void == "changed since: E1 by MK"


@pytest.mark.parametrize(
    ("old", "new", "void"),
    [
        (b"A short trial", b"A short trial, renamed", ""),
        (b"RECRUITING", b"TERMINATED", "what was signed is not what stands here"),
        (b"Is pregnant", b"Is or was pregnant", "signed on a version without a date"),
    ],
)
def test_a_sign_off_stands_on_a_newer_copy_while_criteria_and_overlays_are_those_that_were_signed(
    desk: Desk, old: bytes, new: bytes, void: str
) -> None:
    desk.sign("investigator", "A. Berg", decision="may enter")
    newer = Desk(read_copy("newer.json", SHORT.replace(old, new)), desk.log)
    assert desk.subject is not None
    newer.take(desk.subject.id)
    assert newer.screening.effect("I1") is Effect.MET
    (one,) = newer.screening.signatures
    assert (one.void, one.record) == (void, desk.reading.copy.digest)


def test_an_old_log_without_any_of_this_opens_and_reads_as_before() -> None:
    reading = open_copy(sample_path())
    assert Desk(reading, ScreeningLog(Path("/nowhere/at/all"), who="MK")).screening.signatures == ()


# --- the second reading ---


def test_a_second_reader_is_blind_from_the_moment_it_begins_and_after_every_new_start(desk: Desk) -> None:
    second = other(desk, "AB")
    second.begin_second()
    assert second.screening.answer("I1") is None
    second.act([second.screening.give("I1", NO)])
    again = other(desk, "AB")
    assert again.screening.second
    given = again.screening.answer("I1")
    assert given is not None
    assert given.answer is NO
    assert again.screening.answer("E1") is None
    assert other(desk, "MK").screening.effect("I1") is Effect.MET
    assert other(desk, "CD").screening.effect("I1") is Effect.MET


def test_a_first_answer_that_arrives_meanwhile_does_not_reach_the_second_reader(desk: Desk) -> None:
    second = other(desk, "AB")
    second.begin_second()
    desk.act([desk.screening.give("I2", NO, change_reason="new information")])
    second.refresh()
    assert second.screening.answer("I2") is None


def test_the_differences_come_to_the_desk_when_the_second_reading_is_finished(desk: Desk) -> None:
    second = other(desk, "AB")
    second.begin_second()
    for code, answer in (("I1", YES), ("I2", NO), ("E1", NO)):
        second.act([second.screening.give(code, answer)])
    second.act([second_reading.finish(second.screening)])
    assert not second.screening.second
    assert [one.code for one in second.screening.differences] == ["I2"]
    desk.refresh()
    assert [one.code for one in desk.screening.differences] == ["I2"]


def test_a_list_of_subjects_shows_a_second_reader_nothing_of_the_first_reading(desk: Desk) -> None:
    second = other(desk, "AB")
    assert desk.subject is not None
    second.begin_second()
    second.take(None)
    assert second.screening_of(desk.subject.id).second
    assert not desk.screening_of(desk.subject.id).second


def test_what_the_second_reader_cannot_save_is_held_as_a_second_answer(
    desk: Desk, reading: CopyReading
) -> None:
    log = Unplugged(desk.log.directory, who="AB")
    second = Desk(reading, log)
    assert desk.subject is not None
    second.take(desk.subject.id)
    second.begin_second()
    log.plugged = False
    second.act([second.screening.give("I1", NO)])
    assert second.screening.effect("I1") is Effect.FAILS
    log.plugged = True
    assert second.retry().not_saved == ""
    desk.refresh()
    assert desk.screening.effect("I1") is Effect.MET


# --- screening anew ---


def test_a_new_screening_is_linked_to_the_closed_one_whose_answers_stay_untouched(desk: Desk) -> None:
    first = desk.subject
    assert first is not None
    desk.act([closing.close(desk.screening, "screen failure", ["I1"], "platelets too low")])
    before = desk.log.events(subject=first.id)
    desk.rescreen(first, "S-014-R1")
    assert desk.subject is not None
    assert desk.subject.code == "S-014-R1"
    assert desk.screening.answered == 0
    assert desk.screening.rescreens == first.id
    desk.act([desk.screening.give("I1", YES)])
    assert desk.log.events(subject=first.id) == before
    assert desk.screening_of(first.id).closing is not None


def test_a_screening_that_is_open_is_not_screened_anew_and_a_taken_code_is_refused(desk: Desk) -> None:
    first = desk.subject
    assert first is not None
    with pytest.raises(CannotAct, match="close that screening first"):
        desk.rescreen(first, "S-014-R1")
    desk.act([closing.close(desk.screening, "declined")])
    with pytest.raises(CodeTaken):
        desk.rescreen(first, "s-014")


def test_a_desk_reads_only_its_own_subject_and_the_site(desk: Desk) -> None:
    desk.act([desk.set_protocol_version("v3.0")])
    stranger = Desk(desk.reading, desk.log)
    stranger.take_code("S-015")
    stranger.act([stranger.screening.give("I1", NO)])
    assert desk.subject is not None
    events = desk.log.events(subject=desk.subject.id, trial=desk.trial)
    assert [event.subject for event in events if event.kind == "protocol.version"] == [None]
    assert {event.subject for event in events} == {desk.subject.id, None}
    assert [event.seq for event in events] == sorted(event.seq for event in events)
    assert other(desk, "AB").protocol_version == "v3.0"
