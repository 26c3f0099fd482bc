"""The log gives back what was put in, touches nothing before that, and keeps subjects apart."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.library.conftest import OpenLog, over_both
from tests.unit.library.invented import (
    COPY,
    NOON,
    OTHER_TRIAL,
    PAGE,
    RECORD,
    TRIAL,
    answered,
    at,
    confirmed,
    created,
    named,
)

from trialtui.library.log import CodeTaken, NotSaved, Place, ScreeningLog, SubjectGone, new_subject
from trialtui.screening.events import NewEvent


def test_opening_touches_nothing_and_an_absent_log_is_empty(log: ScreeningLog, directory: Path) -> None:
    assert log.events() == []
    assert log.subjects() == []
    assert log.screenings() == []
    assert log.place() is None
    assert log.kept_copy(RECORD) is None
    assert log.verify().ok
    log.rest(at(None, "I6"))
    assert not directory.exists()
    assert log.read_only_reason is None
    assert log.damage is None


def test_without_a_log_no_database_is_loaded(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from trialtui.library.log import ScreeningLog\n"
        f"log = ScreeningLog(Path({str(tmp_path / 'data')!r}), who='x'); log.subjects(); log.place()\n"
        "print('sqlite3' in sys.modules, 'psycopg' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


@over_both
def test_what_was_appended_is_read_back_by_another_start(log: ScreeningLog, open_log: OpenLog) -> None:
    first = log.append(created("s1", "S-014"), answered("s1", note="naïve ≥ 10⁶ \x1b[31m \u202e"))
    second = log.append(answered("s1", "E7", "no"))
    again = open_log(who="another")
    assert again.events() == [*first, *second]
    assert [event.seq for event in again.events(after=1)] == [2, 3]
    event = again.events()[0]
    assert (event.at, event.offset, event.who) == ("2026-11-22T12:00:00.000250Z", 60, "coordinator")
    assert event.sitting == log.sitting != again.sitting
    assert event.content == {"code": "S-014", "draft": False}


def test_everything_is_for_its_owner_alone_whatever_the_umask(log: ScreeningLog, directory: Path) -> None:
    before = os.umask(0)
    try:
        log.append(created("s1", "S-014"))
        log.rest(Place("s1", TRIAL))
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [directory, *directory.iterdir()]}
    files = [f"screening.sqlite3{ending}" for ending in ("", "-wal", "-shm", "-head")]
    assert modes == {"data": 0o700, **dict.fromkeys(files, 0o600)}


def test_a_file_restored_with_a_wide_mode_is_closed_again(written: Path, open_log: OpenLog) -> None:
    written.chmod(0o644)
    open_log()
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


@over_both
def test_a_subject_with_a_trial_brings_the_events_of_the_site(log: ScreeningLog) -> None:
    log.append(created("s1", "S-014"), created("s2", "S-015"))
    log.append(confirmed(), confirmed(OTHER_TRIAL))
    log.append(answered("s1"), answered("s2"), answered("s1", trial=OTHER_TRIAL))
    assert [event.seq for event in log.events(subject="s1", trial=TRIAL)] == [3, 5]
    assert [event.seq for event in log.events(trial=TRIAL)] == [3, 5, 6]
    assert [event.seq for event in log.events(subject="s1")] == [1, 5, 7]


def test_the_clock_may_go_back_the_sequence_may_not(directory: Path) -> None:
    moments = iter([NOON, NOON - timedelta(hours=3)])
    log = ScreeningLog(directory, who="x", now=lambda: next(moments))
    log.append(created("s1", "S-014"))
    log.append(answered("s1"))
    assert [event.at[:13] for event in log.events()] == ["2026-11-22T12", "2026-11-22T09"]
    assert log.verify().ok
    log.close()


@over_both
def test_a_transaction_is_whole_or_nothing(log: ScreeningLog) -> None:
    log.append(created("s1", "S-014"))
    with pytest.raises(CodeTaken):
        log.append(answered("s1"), created("s2", "s-014"), copy=COPY, place=at("s1", "I6"))
    with pytest.raises(ValueError, match="JSON"):
        log.append(answered("s1"), NewEvent("answer.given", {"number": float("nan")}, "s1"))
    assert [event.seq for event in log.events()] == [1]
    assert log.kept_copy(RECORD) is None
    assert log.place() is None
    (event,) = log.append(answered("s1"))
    assert event.seq == 2


@over_both
@pytest.mark.parametrize("code", ["S-014", "s-014", " S-014 ", "Ｓ-014"])
def test_one_code_one_subject(log: ScreeningLog, open_log: OpenLog, code: str) -> None:
    log.append(created("s1", "S-014"), created("s2", "DRAFT-1", draft=True))
    with pytest.raises(CodeTaken) as taken:
        open_log().append(named("s2", "DRAFT-1", code))
    assert taken.value.code == code
    found = log.find_subject(code)
    assert found is not None
    assert found.id == "s1"


@over_both
def test_a_draft_is_named_and_its_number_is_not_given_again(log: ScreeningLog) -> None:
    assert log.next_draft_code() == "DRAFT-1"
    log.append(created("s1", "DRAFT-1", draft=True))
    log.append(named("s1", "DRAFT-1", "S-020"))
    assert [(s.code, s.draft) for s in log.subjects()] == [("S-020", False)]
    assert log.next_draft_code() == "DRAFT-2"
    log.append(named("s1", "S-020", "DRAFT-1"))  # taken back
    assert [(s.code, s.draft) for s in log.subjects()] == [("DRAFT-1", True)]


@over_both
def test_a_subject_keeps_its_code_in_another_spelling(log: ScreeningLog) -> None:
    log.append(created("s1", "s-014"))
    log.append(named("s1", "s-014", "S-014"))
    assert [subject.code for subject in log.subjects()] == ["S-014"]


@over_both
def test_nothing_is_written_about_a_subject_that_is_not_there(log: ScreeningLog) -> None:
    with pytest.raises(SubjectGone):
        log.append(answered("nobody"))
    assert log.events() == []


@over_both
def test_the_screenings_count_what_is_answered_now(log: ScreeningLog, open_log: OpenLog) -> None:
    log.append(created("s1", "S-014"), created("s2", "S-015"), copy=COPY)
    log.append(answered("s1", "I6"), answered("s1", "I7"), answered("s1", "I6", "no"), answered("s2", "I6"))
    log.append(answered("s1", "I7", None))  # taken back
    open_log(who="second").append(answered("s2", "E1", trial=OTHER_TRIAL))
    found = [(s.code, s.trial, s.answers, s.last_who, s.copy_name) for s in log.screenings()]
    assert found == [
        ("S-015", OTHER_TRIAL, 1, "second", "invented.txt"),
        ("S-014", TRIAL, 1, "coordinator", "invented.txt"),
        ("S-015", TRIAL, 1, "coordinator", "invented.txt"),
    ]
    assert [s.code for s in log.screenings(OTHER_TRIAL)] == ["S-015"]
    assert [s.code for s in log.subjects()] == ["S-015", "S-014"]


@over_both
def test_a_copy_is_kept_once_and_byte_for_byte(log: ScreeningLog) -> None:
    log.append(created("s1", "S-014"), copy=COPY)
    log.append(answered("s1"), copy=(RECORD, "another name", "text", PAGE))
    kept = log.kept_copy(RECORD)
    assert kept is not None
    assert (kept.name, kept.format, kept.raw) == COPY[1:]
    with pytest.raises(ValueError, match="digest"):
        log.append(answered("s1"), copy=("0" * 64, "x", "text", PAGE))


@settings(max_examples=25, deadline=None)
@given(raw=st.binary(max_size=30_000))
def test_any_bytes_are_kept(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    log = ScreeningLog(tmp_path_factory.mktemp("kept"), who="x")
    digest = hashlib.sha256(raw).hexdigest()
    log.append(copy=(digest, "x.txt", "text", raw))
    kept = log.kept_copy(digest)
    log.close()
    assert kept is not None
    assert kept.raw == raw


@over_both
def test_the_last_place_comes_with_the_answer_or_with_the_cursor(
    log: ScreeningLog, open_log: OpenLog
) -> None:
    log.append(created("s1", "S-014"), place=at("s1", "I6"))
    assert log.place() == at("s1", "I6")._replace(at="2026-11-22T12:00:00.000250Z")
    log.rest(at("s1", "I9"))
    other = open_log(who="second")
    assert other.place() == log.place()  # nobody by that name yet: the last of all
    other.rest(at("s1", "E2"))
    places = [seen.row for seen in (log.place(), other.place()) if seen is not None]
    assert places == ["I9", "E2"]


@over_both
def test_a_place_by_a_name_that_is_no_text_is_kept(log: ScreeningLog) -> None:
    log.append(created("s1", "S-014"), place=Place("s1", TRIAL, path="copy-\udcff\0.txt"))
    place = log.place()
    assert place is not None
    assert place.path == "copy-\\udcff\\x00.txt"


def test_a_directory_with_any_name(tmp_path: Path, open_log: OpenLog) -> None:
    log = open_log(tmp_path / "50% of ward #3?")
    log.append(created("s1", "S-014"))
    log.rest(at("s1", "I6"))
    assert open_log(tmp_path / "50% of ward #3?").place() is not None


def test_subject_identifiers_are_random() -> None:
    assert len({new_subject() for _ in range(100)}) == 100


def test_not_saved_says_nothing_about_the_subject(log: ScreeningLog, directory: Path) -> None:
    log.append(created("s1", "S-014"))
    log.close()
    directory.rename(directory.with_name("elsewhere"))
    with pytest.raises(NotSaved) as failed:
        log.append(answered("s1", note="coughs since May"))
    assert str(failed.value) == "The screening log is gone from its directory."
    assert failed.value.__suppress_context__ or failed.value.__context__ is None
    directory.with_name("elsewhere").rename(directory)
    (event,) = log.append(answered("s1"))
    assert event.seq == 2
