"""An older log becomes one of this version: whole, or not at all."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest
from tests.unit.library.conftest import OpenLog
from tests.unit.library.invented import answered

from trialtui.library import schema
from trialtui.library.log import LogRefused

NEXT = schema.VERSION + 1
LATER = "CREATE TABLE sign_off (seq INTEGER PRIMARY KEY)"


def test_the_statements_of_version_1_never_change() -> None:
    """A log in the field that does not hold exactly these counts as damaged. If this fails, write a migration."""
    text = "\n".join(one for one in schema.statements() if one not in schema.MIGRATIONS[1])
    assert (
        hashlib.sha256(text.encode()).hexdigest()
        == "4f0c5be059e41e0036517241d21b6304001684e9d6b4859611969f9c3349a947"
    )


def test_the_statements_of_version_2_never_change() -> None:
    text = "\n".join(schema.statements())
    assert (
        hashlib.sha256(text.encode()).hexdigest()
        == "33222dff390e3982474fceb90be6478defbecb9d9fd1f2649161650d63aaa658"
    )


def as_version_1(path: Path) -> None:
    """Make of a log what a program of version 1 left."""
    sql = sqlite3.connect(path)
    sql.executescript(
        "DROP TABLE screening; DROP INDEX subject_by_number; DROP INDEX closing; PRAGMA user_version = 1; PRAGMA wal_checkpoint(TRUNCATE)"
    )
    sql.close()


def test_a_log_of_version_1_lists_its_screenings_as_before(written: Path, open_log: OpenLog) -> None:
    before = open_log().screenings()
    as_version_1(written)
    log = open_log()
    assert log.screenings() == before
    assert [(one.code, one.answers) for one in before] == [("DRAFT-1", 14), ("S-014", 15)]
    assert (log.next_draft_code(), log.damage) == ("DRAFT-2", None)
    assert log.verify().ok


def version(path: Path) -> tuple[int, bool]:
    sql = sqlite3.connect(path)
    (number,) = sql.execute("PRAGMA user_version").fetchone()
    there = sql.execute("SELECT 1 FROM sqlite_master WHERE name = 'sign_off'").fetchone() is not None
    sql.close()
    return number, there


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A program of the next version."""
    monkeypatch.setattr(schema, "VERSION", NEXT)
    monkeypatch.setattr(schema, "MIGRATIONS", {NEXT - 1: (LATER,)})
    return monkeypatch


def test_an_older_log_is_brought_up_and_keeps_everything(
    written: Path, open_log: OpenLog, next_version: pytest.MonkeyPatch
) -> None:
    log = open_log()
    assert version(written) == (NEXT, True)
    assert log.append(answered("s1"))[0].seq == 32
    assert log.verify().ok
    log.close()
    next_version.undo()
    with pytest.raises(LogRefused, match="newer"):
        open_log()


def test_a_migration_that_fails_leaves_the_log_as_it_was(
    written: Path, open_log: OpenLog, next_version: pytest.MonkeyPatch
) -> None:
    next_version.setattr(schema, "MIGRATIONS", {NEXT - 1: (LATER, "CREATE TABLE event (seq)")})
    with pytest.raises(LogRefused):
        open_log()
    assert version(written) == (NEXT - 1, False)
    next_version.undo()
    log = open_log()
    assert log.damage is None
    assert len(log.events()) == 31


def test_a_log_is_migrated_once(written: Path, open_log: OpenLog, next_version: pytest.MonkeyPatch) -> None:
    logs = [open_log() for _ in range(3)]
    assert [len(log.events()) for log in logs] == [31] * 3
    assert version(written) == (NEXT, True)
