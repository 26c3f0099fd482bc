"""A purge takes a subject's words and code away for good, out of every byte; the chain stays whole."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from tests.unit.library.conftest import OpenLog, over_both
from tests.unit.library.invented import TRIAL, answered, at, created, named

from trialtui.library.log import ScreeningLog, SubjectGone

WORDS = [b"coughs since May", b"S-0777", b"DRAFT-1", b"lab report of invented"]


def filled(log: ScreeningLog) -> list[str]:
    log.append(created("s1", "DRAFT-1", draft=True), created("s2", "S-002"))
    for number in range(60):
        log.append(answered("s1", f"I{number}", note=f"coughs since May {number} " * (1 + number * 5)))
        log.append(answered("s2", f"I{number}", note="nothing of note"))
    log.append(named("s1", "DRAFT-1", "S-0777"), place=at("s1", "I6"))
    log.append(answered("s1", note="lab report of invented lab"))
    return [event.hash for event in log.events()]


def traces(directory: Path) -> list[tuple[str, bytes]]:
    return [(path.name, word) for path in directory.iterdir() for word in WORDS if word in path.read_bytes()]


def test_nothing_of_a_purged_subject_is_left_in_any_file(
    log: ScreeningLog, directory: Path, open_log: OpenLog
) -> None:
    hashes = filled(log)
    assert traces(directory)
    done = log.purge("s1")
    assert done.erased
    assert traces(directory) == []
    assert [event.hash for event in log.events()] == [*hashes, done.tombstone.hash]
    assert all(event.content is None for event in log.events(subject="s1")[:-1])
    assert all(event.content is not None for event in log.events(subject="s2"))
    assert log.verify().ok
    assert log.damage is None
    assert [subject.code for subject in log.subjects()] == ["S-002"]
    assert [screening.code for screening in log.screenings(TRIAL)] == ["S-002"]
    assert log.place() is None
    log.close()
    assert traces(directory) == []
    assert open_log().verify().ok


@over_both
def test_a_purged_subject_takes_no_more_answers_and_its_code_is_free(log: ScreeningLog) -> None:
    filled(log)
    log.purge("s1")
    with pytest.raises(SubjectGone):
        log.append(answered("s1"))
    with pytest.raises(SubjectGone):
        log.purge("s1")
    with pytest.raises(ValueError, match="once"):
        log.append(created("s1", "S-0777"))
    log.append(created("s3", "S-0777"))
    assert log.verify().ok


def test_a_reader_in_the_way_is_no_reason_to_say_it_is_erased(
    log: ScreeningLog, directory: Path, open_log: OpenLog
) -> None:
    filled(log)
    reader = sqlite3.connect(directory / "screening.sqlite3", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM content").fetchone()
    impatient = open_log(busy_seconds=0.1)
    assert not impatient.purge("s1").erased
    reader.close()
    assert impatient.erase()
    assert traces(directory) == []


def test_a_rescue_does_not_bring_back_what_was_purged(
    log: ScreeningLog, directory: Path, open_log: OpenLog
) -> None:
    """The tombstone counts even where an old state of the file still holds the words."""
    filled(log)
    before = (directory / "screening.sqlite3-wal").read_bytes()
    log.purge("s1")
    log.close()
    raw = (directory / "screening.sqlite3").read_bytes()
    (directory / "screening.sqlite3").write_bytes(bytes(16) + raw[16:])
    (directory / "screening.sqlite3-wal").write_bytes(bytes(32) + before[32:])  # unread by SQLite
    again = open_log()
    assert again.damage is not None
    assert [event.content for event in again.events(subject="s1")[:-1]] == [None] * 63
    assert [subject.code for subject in again.subjects()] == ["S-002"]
    assert again.verify().ok
    (aside,) = again.purge("s2").set_aside
    assert ".damaged-" in aside.name
