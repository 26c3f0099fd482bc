"""Where the log lives, who may read it, and who writes in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.library.conftest import OpenLog
from tests.unit.library.invented import answered, at, created

from trialtui.library.directory import file_system
from trialtui.library.log import ScreeningLog, data_directory
from trialtui.library.who import account, printable, who


def test_the_option_comes_before_the_environment_before_the_host(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("TRIALTUI_DATA", raising=False)
    assert data_directory().name == "trialtui"
    monkeypatch.setenv("TRIALTUI_DATA", str(tmp_path / "named"))
    assert data_directory() == tmp_path / "named"
    assert data_directory(str(tmp_path / "given")) == tmp_path / "given"
    monkeypatch.chdir(tmp_path)
    assert data_directory("here") == tmp_path / "here"
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_directory("~/mine") == tmp_path / "mine"


def test_the_longest_mount_point_counts_and_of_two_on_one_place_the_last() -> None:
    mounts = (
        "1 0 8:1 / / rw - ext4 /dev/sda rw\n"
        "2 1 0:1 / /home rw shared:1 master:2 - nfs4 server:/home rw\n"
        "3 1 8:2 / /home rw - xfs /dev/sdb rw\n"
        "4 1 0:2 / /homes rw - cifs //server/homes rw\n"
        "not a line of mountinfo\n"
    )
    found = [
        file_system(Path(name), mounts) for name in ("/", "/home", "/home/a/b", "/homes/a", "/homestead")
    ]
    assert found == ["ext4", "xfs", "xfs", "cifs", "ext4"]
    assert file_system(Path("/home"), "") is None


def test_an_account_always_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert account()
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_123)
    assert account() == "uid 4000000123"


def test_initials_stand_behind_the_shared_account(monkeypatch: pytest.MonkeyPatch) -> None:
    assert who("AB") == f"{account()}/AB"
    assert who("  ") == who(None) == account()


def test_a_name_does_nothing_to_a_terminal() -> None:
    assert printable("A\x1b[31mB\n\u202eC\udcff ") == "A [31mB C"


def modes(folder: Path) -> dict[str, int]:
    """The mode of each file, and under "." that of the directory."""
    return {path.name or ".": path.stat().st_mode & 0o7777 for path in [folder, *folder.rglob("*")]}


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever the account's own umask is."""
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize(("directory_mode", "file_mode"), [(0o2770, 0o660), (0o770, 0o600), (0o700, 0o600)])
def test_files_are_for_whom_the_directory_is(tmp_path: Path, directory_mode: int, file_mode: int) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(directory_mode)
    log = ScreeningLog(folder, who="x")
    log.append(created("s1", "S-014"), answered("s1"))
    log.rest(at("s1", "I6"))
    (folder / "screening.sqlite3").chmod(0o644)  # as a restored copy may come
    again = ScreeningLog(folder, who="x")
    again.append(answered("s1", "I7"))
    found = modes(folder)
    again.close()
    log.close()
    assert found.pop("shared") == directory_mode
    assert found == dict.fromkeys(
        [f"screening.sqlite3{ending}" for ending in ("", "-wal", "-shm", "-head")], file_mode
    )


def test_a_log_set_aside_in_a_shared_directory_stays_shared(written: Path, open_log: OpenLog) -> None:
    written.parent.chmod(0o2770)
    written.chmod(0o660)
    with open(written, "r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096)
    assert open_log().damage
    assert {mode for name, mode in modes(written.parent).items() if name.startswith("screening")} == {0o660}


def test_a_directory_that_is_made_is_for_its_owner_alone(tmp_path: Path) -> None:
    log = ScreeningLog(tmp_path / "new" / "data", who="x")
    log.append(created("s1", "S-014"))
    log.close()
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("new", "new/data")] == [0o700, 0o700]
