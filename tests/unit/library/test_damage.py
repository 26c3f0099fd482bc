"""A damaged log is set aside untouched, what proves itself is read, and the reader is told."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.library.conftest import OpenLog
from tests.unit.library.invented import COPY, PAGE, RECORD, answered, at, created, named

from trialtui.library import last_seen
from trialtui.library.log import LogRefused, NotSaved, ScreeningLog
from trialtui.screening.events import AuditEvent


def set_aside(directory: Path) -> list[Path]:
    found = [path for path in directory.iterdir() if ".damaged-" in path.name]
    return sorted(path for path in found if not path.name.endswith(("-wal", "-shm")))


def answers(events: list[AuditEvent]) -> list[AuditEvent]:
    return [event for event in events if event.kind != "log.salvaged"]


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("emptied", lambda raw: b""),
        ("one byte left", lambda raw: raw[:1]),
        ("another kind of file", lambda raw: b"%PDF-1.7\n" + raw[9:]),
        ("header gone", lambda raw: bytes(100) + raw[100:]),
        ("first page gone", lambda raw: bytes(4096) + raw[4096:]),
        ("cut in the middle", lambda raw: raw[: len(raw) // 2]),
        ("cut within a page", lambda raw: raw[:-5000]),
        ("a page in the middle gone", lambda raw: raw[: 4096 * 8] + bytes(4096) + raw[4096 * 9 :]),
        ("our name on it gone", lambda raw: raw[:68] + bytes(4) + raw[72:]),
        ("text all over", lambda raw: b"lorem ipsum " * 20_000),
    ],
)
def test_a_damaged_log_is_set_aside_and_the_reader_is_told(
    name: str, damage: object, written: Path, open_log: OpenLog
) -> None:
    whole = open_log()
    before = whole.events()
    whole.close()
    assert callable(damage)
    broken = damage(written.read_bytes())
    written.write_bytes(broken)
    log = open_log()
    events = log.events()
    assert {event.hash for event in answers(events)} <= {event.hash for event in before}
    (aside,) = set_aside(written.parent)
    assert aside.read_bytes() == broken
    assert aside.stat().st_mode & 0o777 == 0o600
    assert log.damage is not None
    assert aside.name in log.damage
    assert events[-1].kind == "log.salvaged"
    log.append(created("s9", "S-900"))
    assert len(log.events()) == len(events) + 1


def test_without_its_first_pages_every_answer_elsewhere_is_read(written: Path, open_log: OpenLog) -> None:
    whole = open_log()
    before = whole.events()
    whole.append(copy=COPY)
    whole.close()
    raw = written.read_bytes()
    written.write_bytes(bytes(100) + raw[100:])
    log = open_log()
    assert answers(log.events()) == before
    assert log.verify().ok
    assert [(s.code, s.draft) for s in log.subjects()] == [("DRAFT-1", True), ("S-014", False)]
    assert [s.answers for s in log.screenings()] == [14, 15]
    kept = log.kept_copy(RECORD)
    assert kept is not None
    assert kept.raw == PAGE


def test_answers_in_the_wal_are_read_when_the_file_under_it_is_lost(
    directory: Path, open_log: OpenLog
) -> None:
    log = open_log()
    log.append(created("s1", "S-014"))
    log.append(*(answered("s1", f"I{n}", note="long " * 2000) for n in range(10)))
    before = log.events()
    kept = {path.name: path.read_bytes() for path in directory.iterdir()}
    log.close()
    for name, raw in kept.items():
        (directory / name).write_bytes(bytes(32) + raw[32:] if name.endswith("-wal") else bytes(len(raw)))
    again = open_log()
    assert answers(again.events()) == before
    assert again.damage is not None


def test_a_bad_frame_in_the_wal_does_not_hide_the_answers_after_it(
    directory: Path, open_log: OpenLog
) -> None:
    """SQLite reads a WAL up to its first bad frame and says nothing of the rest."""
    log = open_log()
    log.append(created("s1", "S-014"))
    for number in range(30):
        log.append(answered("s1", f"I{number}"))
    before = log.events()
    kept = {path.name: path.read_bytes() for path in directory.iterdir()}
    log.close()
    for position in (
        20,
        32 + 10,
        32 + (24 + 4096) * 20 + 4000,
    ):  # its header, its first frame, one in the middle
        case = directory.parent / f"case{position}"
        case.mkdir()
        for name, raw in kept.items():
            flipped = bytearray(raw)
            if name.endswith("-wal"):
                flipped[position] ^= 0xFF
            if not name.endswith("-shm"):
                (case / name).write_bytes(bytes(flipped))
        again = open_log(case)
        assert again.damage is not None
        assert len(set_aside(case)) == 1
        assert [event.seq for event in answers(again.events())] == [event.seq for event in before]


def test_a_wal_cut_off_by_a_crash_is_no_damage(directory: Path, open_log: OpenLog) -> None:
    log = open_log()
    for number in range(10):
        log.append(created(f"s{number}", f"S-{number}"))
    kept = {path.name: path.read_bytes() for path in directory.iterdir()}
    log.close()
    case = directory.parent / "case"
    case.mkdir()
    (case / "screening.sqlite3").write_bytes(kept["screening.sqlite3"])
    (case / "screening.sqlite3-wal").write_bytes(kept["screening.sqlite3-wal"][:-5000])
    again = open_log(case)
    assert again.damage is None
    assert 0 < len(again.events()) < 10
    assert again.verify().ok


def test_lost_events_are_named_and_verifying_says_so_for_good(written: Path, open_log: OpenLog) -> None:
    raw = bytearray(written.read_bytes())
    place = raw.index(b"2026-11-22T12:00", raw.index(b"fingerprint of I7"))  # the event after I7, its time
    raw[place] ^= 0x01
    raw[:16] = bytes(16)
    written.write_bytes(bytes(raw))
    log = open_log()
    (lost,) = {*range(1, 32)} - {event.seq for event in log.events()}
    assert log.damage is not None
    assert f"lost: {lost}" in log.damage
    salvaged = log.events()[-1]
    assert salvaged.content is not None
    assert salvaged.content["lost"] == [[lost, lost]]
    assert (log.verify().ok, log.verify().first_bad) == (False, lost)


def test_a_subject_whose_name_was_lost_keeps_its_answers(directory: Path, open_log: OpenLog) -> None:
    log = open_log()
    log.append(created("s1", "S-014"))
    log.append(named("s1", "S-014", "S-015"))
    log.append(created("s2", "S-014"), answered("s2"), answered("s1"))
    log.append(created("s3", "S-016"), answered("s3"))
    log.close()
    path = directory / "screening.sqlite3"
    raw = (
        path.read_bytes()
        .replace(b'"new":"S-015"', b'"new":"S-025"')
        .replace(b'"code":"S-016"', b'"code":"S-026"')
    )
    path.write_bytes(bytes(16) + raw[16:])
    again = open_log()
    codes = {subject.id: subject.code for subject in again.subjects()}
    assert codes["s2"] == "S-014"
    assert codes["s1"].startswith("LOST-")
    assert codes["s3"].startswith("LOST-")
    assert len(again.events(subject="s3")) == 2
    again.append(named("s3", codes["s3"], "S-016"))
    found = again.find_subject("S-016")
    assert found is not None
    assert found.id == "s3"


def test_an_interrupted_rescue_is_finished_at_the_next_start(written: Path, open_log: OpenLog) -> None:
    aside = written.with_name("screening.sqlite3.damaged-20261122T140231Z")
    written.rename(aside)
    left = written.with_name(".screening.sqlite3.0123456789ab")  # half a new log
    left.write_bytes(b"")
    log = open_log()
    assert not left.exists()
    assert len(answers(log.events())) == 31
    assert log.damage is not None
    assert aside.exists()
    log.close()
    assert open_log().damage is None


def test_damage_that_shows_only_while_writing_is_rescued_and_the_answer_saved(
    written: Path, open_log: OpenLog
) -> None:
    log = open_log()
    raw = written.read_bytes()
    log.append(created("s3", "S-100"))
    log.close()
    with open(written, "r+b") as file:
        file.seek(4096)
        file.write(bytes(len(raw) - 4096))  # everything but the first page
    log = open_log()
    log.append(created("s4", "S-101"), answered("s4"), place=at("s4", "I6"))
    assert log.damage is not None
    assert [event.kind for event in log.events(subject="s4")] == ["subject.created", "answer.given"]


def test_a_program_that_has_the_log_open_goes_over_to_the_rescued_one(
    written: Path, open_log: OpenLog
) -> None:
    log, other = open_log(), open_log()
    other.append(answered("s1"))
    shutil.copy(written, copy := written.with_name("spare"))
    sql = sqlite3.connect(written)
    sql.execute("DROP TRIGGER event_stands")
    sql.commit()
    sql.close()
    assert open_log().damage is not None
    log.append(answered("s1"))
    other.append(answered("s1"))
    assert len(answers(open_log().events())) == 34
    assert [len(answers(each.events())) for each in (log, other)] == [34, 34]
    assert open_log().verify().ok
    assert other.damage is not None
    copy.unlink()


def test_a_damaged_log_that_cannot_be_set_aside_is_read_into_memory(
    written: Path, open_log: OpenLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = written.read_bytes()
    written.write_bytes(bytes(16) + raw[16:])
    import os

    refused = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: refused(path, mode) and not mode & os.W_OK)
    log = open_log()
    assert len(log.events()) == 31
    assert log.damage is not None
    assert "cannot be set aside" in log.damage
    with pytest.raises(NotSaved):
        log.append(answered("s1"))
    assert set_aside(written.parent) == []
    monkeypatch.undo()
    assert log.append(answered("s1"))[0].seq == 33
    assert len(set_aside(written.parent)) == 1


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], list[AuditEvent]]:
    """The files of a log as a crash would leave them, half of it in the WAL; and its events."""
    directory = tmp_path_factory.mktemp("sound")
    log = ScreeningLog(directory, who="x")
    log.append(
        created("s1", "S-014"), *(answered("s1", f"I{n}", note="w" * (n * 700)) for n in range(12)), copy=COPY
    )
    log.close()
    log = ScreeningLog(directory, who="x")
    log.append(created("s2", "S-015"), *(answered("s2", f"I{n}") for n in range(12)), place=at("s1", "I6"))
    files = {path.name: path.read_bytes() for path in directory.iterdir() if not path.name.endswith("-shm")}
    events = log.events()
    log.close()
    return files, events


damages = st.tuples(
    st.sampled_from(["screening.sqlite3", "screening.sqlite3-wal"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=24)), max_size=4),
    st.none() | st.floats(0, 1),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=damages)
def test_whatever_bytes_change_only_what_was_written_is_read(
    damage: tuple[str, list[tuple[float, bytes]], float | None],
    sound: tuple[dict[str, bytes], list[AuditEvent]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    files, before = sound
    directory = tmp_path_factory.mktemp("hurt")
    name, strokes, cut = damage
    for other, raw in files.items():
        changed = bytearray(raw)
        if other == name:
            for where, value in strokes:
                start = int(where * len(raw))
                changed[start : start + len(value)] = value
            changed = changed[: len(raw) if cut is None else int(cut * len(raw))]
        (directory / other).write_bytes(bytes(changed))
    try:
        log = ScreeningLog(directory, who="y")
        events = answers(log.events())
        subjects, verified = log.subjects(), log.verify()
        log.screenings(), log.place(), log.kept_copy(RECORD)
    except LogRefused:
        return
    by_seq = {event.seq: event for event in before}
    for event in events:
        assert event in (by_seq[event.seq], by_seq[event.seq]._replace(content=None))
    assert {subject.code for subject in subjects if not subject.code.startswith("LOST-")} <= {
        "S-014",
        "S-015",
    }
    if (
        log.damage is None and verified.ok
    ):  # nothing was said: nothing is missing but a tail that a crash may cut
        assert answers(log.events()) == before[: verified.count]
        assert name.endswith("-wal") or verified.count == len(before)
    log.close()
    shutil.rmtree(directory)


def test_an_older_file_put_under_a_newer_wal_loses_only_what_neither_holds(
    directory: Path, open_log: OpenLog
) -> None:
    """What a restore leaves that forgot the -wal: frames of another generation over older pages."""
    log = open_log()
    path = directory / "screening.sqlite3"

    def on() -> None:
        for number in range(8):
            log.append(answered("s1", f"I{number}", note="long " * 300))

    log.append(created("s1", "S-014"))
    on()
    log.close()
    backup = path.read_bytes()
    on()
    log.close()  # a checkpoint: these eight stand in the file alone
    on()
    before = log.events()
    wal = Path(f"{path}-wal").read_bytes()
    case = directory.parent / "case"
    case.mkdir()
    (case / path.name).write_bytes(backup)
    (case / f"{path.name}-wal").write_bytes(wal)
    again = open_log(case)
    kept = answers(again.events())
    assert again.damage is not None
    assert {event.hash for event in kept} <= {event.hash for event in before}
    assert {event.seq for event in kept} >= {*range(2, 10), *range(18, 26)}


@pytest.mark.parametrize(("acknowledged", "damaged"), [(10, False), (11, True)])
def test_a_last_frame_without_its_page_is_no_damage_unless_it_was_acknowledged(
    directory: Path, open_log: OpenLog, acknowledged: int, damaged: bool
) -> None:
    """kill -9 between the two writes of a commit frame: its head says that it commits, its page was never written."""
    log = open_log()
    log.append(created("s1", "S-014"))
    for number in range(10):
        log.append(answered("s1", f"I{number}"))
    hashes = {event.seq: event.hash for event in log.events()}
    case = directory.parent / "case"
    case.mkdir()
    wal = (directory / "screening.sqlite3-wal").read_bytes()
    shutil.copy(directory / "screening.sqlite3", case)
    (case / "screening.sqlite3-wal").write_bytes(wal[:-4096] + bytes(4096))
    last_seen.note(case / "screening.sqlite3", last_seen.Seen(acknowledged, hashes[acknowledged]))
    again = open_log(case)
    assert (again.damage is not None) == damaged
    assert [event.seq for event in answers(again.events())][:10] == [*range(1, 11)]
    assert again.verify().ok or damaged
    assert len(again.append(answered("s1", "I6"))) == 1
