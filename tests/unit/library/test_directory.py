"""Where the log lives, and who writes in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from trialtui.library.directory import file_system
from trialtui.library.log import data_directory
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
