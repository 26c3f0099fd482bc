"""Busy, full, read-only, gone, newer, on a network: each is said in words, nothing is half-written, a retry works."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.unit.library.conftest import OpenLog
from tests.unit.library.invented import COPY, answered, at, created

from trialtui.library import opening, schema
from trialtui.library.chain import fresh_salt
from trialtui.library.log import LogRefused, NotSaved, ScreeningLog

ROOT = Path(__file__).parents[3]  # where the tests are a package
BUSY = "The screening log is busy: another program is writing to it."
READ_ONLY = "The screening log cannot be written: it is read-only."
FULL = "The screening log cannot be written: the disk is full."


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mounts a small file system of its own, where this machine lets the test do so."""
    points: list[Path] = []

    def mount(options: str) -> Path:
        point = tmp_path / f"mounted{len(points)}"
        point.mkdir()
        if os.geteuid() != 0 or not shutil.which("mount"):
            pytest.skip("only root can mount a file system")
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(point)], capture_output=True
        )
        if done.returncode:
            pytest.skip("mounting is not permitted here")
        points.append(point)
        return point

    yield mount
    for point in points:
        subprocess.run(["umount", "-l", str(point)], check=False)


# -- busy ------------------------------------------------------------------------------------------------------------


def test_a_busy_log_is_waited_for(written: Path, open_log: OpenLog) -> None:
    log = open_log(busy_seconds=5)
    other = sqlite3.connect(written, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.2, lambda: other.execute("ROLLBACK")).start()
    (event,) = log.append(answered("s1"))
    assert event.seq == 32
    other.close()


def test_a_log_that_stays_busy_is_not_saved_until_it_is_free(written: Path, open_log: OpenLog) -> None:
    log = open_log(busy_seconds=0.1)
    other = sqlite3.connect(written, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with pytest.raises(NotSaved, match=BUSY):
        log.append(answered("s1"))
    log.rest(at("s1", "I6"))  # waits for nobody, says nothing
    assert time.monotonic() - began < 1
    assert len(log.events()) == 31  # reading goes on
    other.execute("ROLLBACK")
    other.close()
    (event,) = log.append(answered("s1"))
    assert event.seq == 32
    assert log.verify().ok


def test_a_commit_that_failed_and_stands_all_the_same_is_not_written_twice(
    written: Path, open_log: OpenLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sync that fails leaves the commit in the WAL, where the next one who opens the log finds it."""
    log, commit = open_log(), opening.transaction

    def fail_after(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], object]) -> None:
        commit(connection, work)
        raise sqlite3.OperationalError("disk I/O error")

    held = answered("s1")._replace(salt=fresh_salt())
    with monkeypatch.context() as disk:
        disk.setattr(opening, "transaction", fail_after)
        with pytest.raises(NotSaved):
            log.append(held)
    assert [event.seq for event in log.append(held, answered("s1"))] == [32, 33]
    assert log.verify().count == 33


# -- full ------------------------------------------------------------------------------------------------------------


def test_where_no_file_may_grow_nothing_is_half_written(written: Path, open_log: OpenLog) -> None:
    """RLIMIT_FSIZE stands in for a full disk: it works for every account, and for one process at a time."""
    program = f"""
import resource, signal
from pathlib import Path
from tests.unit.library.invented import answered
from trialtui.library.log import NotSaved, ScreeningLog
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
log = ScreeningLog(Path({str(written.parent)!r}), who="x")
log.append(answered("s1"))
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, resource.RLIM_INFINITY))
saved = 0
try:
    while saved < 50:
        log.append(answered("s1"))
        saved += 1
except NotSaved as reason:
    print(reason)
assert saved < 50
assert len(log.events()) == 32 + saved
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
(event,) = log.append(answered("s1"))
assert event.seq == 33 + saved
assert log.verify().ok and log.damage is None
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert done.stderr == ""
    assert "cannot be written" in done.stdout
    assert open_log().verify().ok


def test_a_full_disk_is_said_and_is_no_damage(mounted: Callable[[str], Path], open_log: OpenLog) -> None:
    disk = mounted("size=400k")
    log = open_log(disk / "data")
    log.append(created("s1", "S-014"))
    ballast = disk / "ballast"
    with pytest.raises(OSError, match="No space"):
        ballast.write_bytes(bytes(400_000))
    before = log.events()
    with pytest.raises(NotSaved, match=FULL):
        log.append(answered("s1", note="n" * 50_000))
    assert log.events() == before
    ballast.unlink()
    log.append(answered("s1", note="n" * 50_000))
    assert log.verify().ok
    assert len(log.events()) == len(before) + 1


def test_a_log_that_cannot_be_made_on_a_full_disk_can_be_made_later(
    mounted: Callable[[str], Path], open_log: OpenLog
) -> None:
    disk = mounted("size=40k")
    log = open_log(disk)
    with pytest.raises(NotSaved, match="cannot be written"):
        log.append(created("s1", "S-014"), copy=COPY)
    assert list(disk.iterdir()) == []
    assert log.events() == []
    subprocess.run(["mount", "-o", "remount,size=4m", str(disk)], check=True)
    log.append(created("s1", "S-014"), copy=COPY)
    assert log.verify().ok


# -- read-only and gone -----------------------------------------------------------------------------------------------


def test_a_read_only_file_system_is_read(mounted: Callable[[str], Path], open_log: OpenLog) -> None:
    disk = mounted("size=4m")
    first = open_log(disk)
    first.append(created("s1", "S-014"), answered("s1"), copy=COPY)
    first.close()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    log = open_log(disk)
    assert log.read_only_reason == READ_ONLY
    assert [event.seq for event in log.events()] == [1, 2]
    assert log.verify().ok
    assert log.damage is None
    log.rest(at("s1", "I6"))
    with pytest.raises(NotSaved, match=READ_ONLY):
        log.append(answered("s1"))
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert log.append(answered("s1"))[0].seq == 3
    assert log.read_only_reason is None


def test_a_read_only_log_is_read_with_what_waits_in_its_wal(
    mounted: Callable[[str], Path], directory: Path, open_log: OpenLog
) -> None:
    live = open_log()
    live.append(created("s1", "S-014"), answered("s1"))
    disk = mounted("size=4m")
    for path in directory.iterdir():
        if not path.name.endswith("-shm"):
            shutil.copy(path, disk)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    log = open_log(disk)
    assert [event.seq for event in log.events()] == [1, 2]
    assert log.read_only_reason is not None


@pytest.mark.skipif(os.geteuid() == 0, reason="modes do not stop root")
def test_a_directory_that_may_not_be_written_is_read(written: Path, open_log: OpenLog) -> None:
    written.parent.chmod(0o500)
    try:
        log = open_log()
        assert log.read_only_reason == READ_ONLY
        assert len(log.events()) == 31
        with pytest.raises(NotSaved, match=READ_ONLY):
            log.append(answered("s1"))
    finally:
        written.parent.chmod(0o700)


def test_where_the_host_refuses_writing_the_log_is_read(
    written: Path, open_log: OpenLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form of the two tests above that runs everywhere: the host's answer is set, the rest is real."""
    refused = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: refused(path, mode) and not mode & os.W_OK)
    before = written.read_bytes(), sorted(written.parent.iterdir())
    log = open_log()
    assert log.read_only_reason == READ_ONLY
    assert len(log.events()) == 31
    assert log.place() is None
    assert log.verify().ok
    with pytest.raises(NotSaved, match=READ_ONLY):
        log.append(answered("s1"))
    assert (written.read_bytes(), sorted(written.parent.iterdir())) == before
    monkeypatch.undo()
    assert log.append(answered("s1"))[0].seq == 32
    assert log.read_only_reason is None


def test_a_home_that_cannot_be_written_is_no_obstacle_to_reading_trials(
    tmp_path: Path, open_log: OpenLog
) -> None:
    (tmp_path / "file").write_text("not a directory")
    log = open_log(tmp_path / "file" / "data")
    assert log.events() == []
    with pytest.raises(NotSaved):
        log.append(created("s1", "S-014"))
    assert log.events() == []


def test_a_log_whose_directory_was_taken_away_is_not_begun_anew(written: Path, open_log: OpenLog) -> None:
    log = open_log()
    away = written.parent.with_name("away")
    written.parent.rename(away)
    with pytest.raises(NotSaved, match="gone"):
        log.append(answered("s1"))
    with pytest.raises(LogRefused):
        log.events()
    assert not written.parent.exists()
    away.rename(written.parent)
    assert log.append(answered("s1"))[0].seq == 32
    assert len(log.events()) == 32


# -- refused -----------------------------------------------------------------------------------------------------------


def test_a_newer_log_is_refused_in_words_and_left_alone(written: Path, open_log: OpenLog) -> None:
    sql = sqlite3.connect(written)
    sql.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    sql.close()
    with pytest.raises(LogRefused, match="written by a newer trialtui") as refused:
        open_log()
    assert "TRIALTUI_DATA" in str(refused.value)
    assert [path.name for path in written.parent.iterdir() if "damaged" in path.name] == []


@pytest.mark.parametrize(
    "kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "lustre", "ceph", "fuse.sshfs", "fuse.glusterfs"]
)
def test_a_network_file_system_is_refused_with_what_to_do_instead(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        f"36 22 0:40 / {tmp_path}/home\\040dirs rw shared:2 - {kind} server:/export rw\n"
        f"37 36 8:2 / {tmp_path}/home\\040dirs/local rw - xfs /dev/sdb1 rw\n"
    )
    with pytest.raises(LogRefused, match=rf"\({kind}\).*local disk with --data or TRIALTUI_DATA"):
        ScreeningLog(tmp_path / "home dirs" / "anna" / "data", who="x", mounts=mounts)
    assert ScreeningLog(tmp_path / "home dirs" / "local" / "data", who="x", mounts=mounts).events() == []
    assert ScreeningLog(tmp_path / "home dirs2", who="x", mounts=mounts).events() == []
