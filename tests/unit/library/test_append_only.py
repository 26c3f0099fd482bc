"""Nothing but appending: SQLite itself refuses the rest, and what gets around it is found by verifying."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.library.conftest import OpenLog, over_both
from tests.unit.library.invented import COPY, answered, created

from trialtui.library import chain
from trialtui.library.log import ScreeningLog


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET who = 'nobody' WHERE seq = 2",
        "DELETE FROM event WHERE seq = 31",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event WHERE seq = 2",
        'INSERT INTO event SELECT 99, at, "offset", who, sitting, kind, subject, trial, record, fingerprint, undoes, '
        "commitment, previous, hash FROM event WHERE seq = 2",
        'INSERT INTO event SELECT 32, at, "offset", who, sitting, kind, subject, trial, record, fingerprint, undoes, '
        "commitment, previous, hash FROM event WHERE seq = 2",
        "UPDATE content SET body = '{}' WHERE seq = 2",
        "DELETE FROM content WHERE seq = 2",
        "INSERT OR REPLACE INTO content VALUES (2, x'00', '{}')",
        "INSERT OR REPLACE INTO content VALUES (31, x'00', '{}')",
        "INSERT INTO content VALUES (99, x'00', '{}')",
        "UPDATE copy SET raw = x''",
        "DELETE FROM copy",
        "INSERT OR REPLACE INTO copy SELECT * FROM copy",
    ],
)
def test_sql_can_change_nothing(statement: str, written: Path, open_log: OpenLog) -> None:
    open_log().append(copy=COPY)
    sql = sqlite3.connect(written, isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        sql.execute(statement)
    sql.close()
    assert open_log().verify().ok


def without_triggers(sql: sqlite3.Connection, *statements: str) -> None:
    """What somebody with the file and no scruples does: the triggers come back as they were."""
    triggers = sql.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        sql.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        sql.execute(statement)
    for _, text in triggers:
        sql.execute(text)
    sql.close()


SWAP = tuple(f"UPDATE event SET seq = {new} WHERE seq = {old}" for old, new in [(3, 900), (4, 3), (900, 4)])


@pytest.mark.parametrize(
    ("statements", "first_bad", "reason"),
    [
        (["UPDATE event SET who = 'somebody' WHERE seq = 5"], 5, "event 5 was changed"),
        (["UPDATE event SET undoes = 1 WHERE seq = 5"], 5, "event 5 was changed"),
        (['UPDATE event SET "offset" = 0 WHERE seq = 1'], 1, "event 1 was changed"),
        (["UPDATE event SET hash = previous WHERE seq = 5"], 5, "event 5 was changed"),
        (
            ["UPDATE content SET body = replace(body, 'yes', 'no') WHERE seq = 7"],
            7,
            "the content of event 7 was changed",
        ),
        (["UPDATE content SET salt = zeroblob(32) WHERE seq = 7"], 7, "the content of event 7 was changed"),
        (
            ["DELETE FROM content WHERE seq = 8"],
            8,
            "the content of event 8 is missing, and its subject was not purged",
        ),
        (["DELETE FROM event WHERE seq = 9", "DELETE FROM content WHERE seq = 9"], 9, "event 9 is missing"),
        (["DELETE FROM event WHERE seq = 1"], 1, "event 1 is missing"),
        (["DELETE FROM event WHERE seq = 31"], 31, "event 31 is missing, its content is there"),
        (SWAP, 3, "event 3 was changed"),
        (
            ["UPDATE subject SET code = 'S-015' WHERE id = 's1'"],
            1,
            "the code of a subject is not the one its events gave",
        ),
        (["DELETE FROM subject WHERE id = 's2'"], 17, "the subject that event 17 created has no code"),
        (["UPDATE copy SET raw = zeroblob(9)"], 2, "a kept copy was changed"),
    ],
)
def test_verifying_names_the_first_bad_event(
    statements: list[str], first_bad: int, reason: str, written: Path, open_log: OpenLog
) -> None:
    open_log().append(copy=COPY)
    without_triggers(sqlite3.connect(written, isolation_level=None), *statements)
    found = open_log().verify()
    assert (found.ok, found.first_bad, found.reason) == (False, first_bad, reason)


def test_an_event_forged_with_the_right_hash_breaks_the_chain_after_it(
    written: Path, open_log: OpenLog
) -> None:
    sql = sqlite3.connect(written, isolation_level=None)
    columns = ", ".join(f'"{column}"' for column in chain.COLUMNS)
    row = list(sql.execute(f"SELECT {columns} FROM event WHERE seq = 5").fetchone())
    row[3] = "somebody"
    without_triggers(
        sql, f"UPDATE event SET who = 'somebody', hash = '{chain.event_hash(row[:-1])}' WHERE seq = 5"
    )
    found = open_log().verify()
    assert (found.first_bad, found.reason) == (6, "event 6 does not follow the event before it")


def test_a_whole_log_holds_and_names_its_head(written: Path, open_log: OpenLog) -> None:
    log = open_log()
    found = log.verify()
    assert (found.ok, found.count, found.head) == (True, 31, log.events()[-1].hash)


def test_what_was_changed_is_not_shown_and_the_reader_is_told(written: Path, open_log: OpenLog) -> None:
    without_triggers(
        sqlite3.connect(written, isolation_level=None),
        "UPDATE event SET subject = 's2' WHERE seq = 5",
        "UPDATE content SET body = '{}' WHERE seq = 7",
    )
    log = open_log()
    events = log.events()
    assert [event.seq for event in events] == [*range(1, 5), *range(6, 32)]
    assert [event.seq for event in events if event.content is None] == [7]
    assert log.damage is not None
    assert "event 5" in log.damage


def test_a_swapped_code_is_put_right(written: Path, open_log: OpenLog) -> None:
    without_triggers(
        sqlite3.connect(written, isolation_level=None),
        "UPDATE subject SET code = 'S-099', key = 's-099' WHERE id = 's1'",
    )
    log = open_log()
    assert [subject.code for subject in log.subjects()] == ["DRAFT-1", "S-014"]
    assert log.damage is not None


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM screening WHERE subject = 's1'",
        "UPDATE screening SET last = 3",
        "UPDATE screening SET subject = 'x' || subject",
    ],
)
def test_a_screening_that_is_not_listed_as_it_was_is_found_by_verify(
    written: Path, open_log: OpenLog, change: str
) -> None:
    sql = sqlite3.connect(written, isolation_level=None)
    sql.execute(change)
    sql.close()
    found = open_log().verify()
    assert not found.ok
    assert "list of screenings" in found.reason


def test_a_log_without_its_triggers_is_not_trusted(written: Path, open_log: OpenLog) -> None:
    sql = sqlite3.connect(written, isolation_level=None)
    sql.execute("DROP TRIGGER event_stands")
    sql.close()
    log = open_log()
    assert log.damage is not None
    assert len(log.events()) == 32
    sql = sqlite3.connect(written)
    with pytest.raises(sqlite3.IntegrityError):
        sql.execute("UPDATE event SET who = 'x'")
    sql.close()


@over_both
def test_verifying_reads_one_state_while_others_append(log: ScreeningLog, open_log: OpenLog) -> None:
    log.append(created("s1", "S-014"))
    other = open_log()
    seen: list[int] = []
    check: Callable[..., str] = chain.event_hash

    def appending(columns: tuple[str | int | None, ...]) -> str:
        if not seen:
            seen.append(1)
            other.append(answered("s1"))
        return check(columns)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chain, "event_hash", appending)
        assert log.verify().count == 1
    assert log.verify().count == 2
