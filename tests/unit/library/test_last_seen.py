"""A log that was put back to an older copy, or whose end was cut, is told from the note of its last event."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from tests.unit.library.conftest import OpenLog
from tests.unit.library.invented import answered

from trialtui.cli import main
from trialtui.library.log import ScreeningLog

OLDER = "older than it was: it ends at event 31, and event 34"


@pytest.fixture
def yesterday(written: Path, open_log: OpenLog) -> Path:
    """A copy of a log of 31 events, which has 34 now."""
    copy = written.with_name("yesterday")
    shutil.copy(written, copy)
    log = open_log()
    for number in range(3):
        log.append(answered("s1", f"I{number}"))
    log.close()
    return copy


def told_and_noted(log: ScreeningLog) -> None:
    """The reader is told, what is done now is kept, and the log itself says what is missing."""
    (event,) = log.append(answered("s1", "I9"))
    assert log.damage is not None
    assert OLDER in log.damage
    shortened, last = log.events()[-2:]
    assert (shortened.kind, shortened.seq) == ("log.shortened", 32)
    assert shortened.content is not None
    assert (shortened.content["ends"], shortened.content["missing"][0]) == (31, 34)
    assert last == event
    assert log.verify().ok


def test_an_older_copy_put_back_before_a_start_is_told(
    yesterday: Path, written: Path, open_log: OpenLog, capsys: pytest.CaptureFixture[str]
) -> None:
    yesterday.replace(written)
    assert OLDER in (open_log().damage or "")
    assert main(["verify", "--data", str(written.parent)]) == 1
    assert OLDER in capsys.readouterr().err
    told_and_noted(open_log())
    assert open_log().damage is None  # told, and noted in the log
    assert main(["verify", "--data", str(written.parent)]) == 0


def test_an_older_copy_put_back_under_a_running_program_is_told(
    yesterday: Path, written: Path, open_log: OpenLog
) -> None:
    log = open_log()
    assert len(log.events()) == 34
    yesterday.replace(written)
    told_and_noted(log)


def test_an_older_copy_written_over_the_open_file_loses_no_answer_given_since_and_verify_tells(
    yesterday: Path, written: Path, open_log: OpenLog
) -> None:
    log = open_log()
    log.append(answered("s1", "I7"))
    with open(written, "r+b") as file:
        file.write(yesterday.read_bytes())
        file.truncate()
    log.append(answered("s1", "I8"))
    log.close()
    again = open_log()
    kept = [
        event.content["code"] for event in again.events() if event.content and event.kind == "answer.given"
    ]
    assert kept[-1] == "I8"
    assert again.damage or not again.verify().ok


def test_a_log_whose_end_was_cut_is_told(written: Path, open_log: OpenLog) -> None:
    sql = sqlite3.connect(written, isolation_level=None)
    triggers = sql.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        sql.execute(f"DROP TRIGGER {name}")
    sql.execute("DELETE FROM content WHERE seq > 20")
    sql.execute("DELETE FROM event WHERE seq > 20")
    for _, statement in triggers:
        sql.execute(statement)
    sql.close()
    assert "ends at event 20, and event 31" in (open_log().damage or "")


@pytest.mark.parametrize("note", [None, b"", b"torn", b"\xff\xfe 3"])
def test_without_a_note_nothing_is_claimed(written: Path, open_log: OpenLog, note: bytes | None) -> None:
    beside = written.with_name(f"{written.name}-head")
    beside.unlink()
    if note is not None:
        beside.write_bytes(note)
    log = open_log()
    assert log.append(answered("s1"))[0].seq == 32
    assert log.damage is None
    assert beside.stat().st_size == 85
