"""Settings: the defaults without a file, and one line that names the place where a file is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialtui.settings import Settings, SettingsError, read_settings

ACTIONS = frozenset({"tick", "yes"})


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "config.toml", ACTIONS) == Settings()


def test_keys_are_rebound_by_name(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('shared_account = true\nblank_after = 10\n[keys]\ntick = "space,t"\n')
    assert read_settings(path, ACTIONS) == Settings(
        shared_account=True, blank_after=10, keys=(("tick", "space,t"),)
    )


def test_what_is_no_file_of_settings_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"^{tmp_path}: is a directory$"):
        read_settings(tmp_path)
    with pytest.raises(SettingsError, match="/dev/zero: more than 1,048,576 characters are no settings"):
        read_settings(Path("/dev/zero"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("keys = 3\n", "keys"),
        ("[keys]\ntock = 't'\n", "keys.tock"),
        ("[keys]\ntick = 3\n", "keys.tick"),
        ("shared_account = 'yes'\n", "shared_account"),
        ("colour = 'red'\n", "colour"),
        ("blank_after = 'soon'\n", "blank_after"),
        ("blank_after = -1\n", "blank_after"),
        ("blank_after = nan\n", "blank_after"),
        ("blank_after = true\n", "blank_after"),
        ("[keys\n", "line 1"),
        ("update = 3\n", "update"),
        ("[update]\nurl = 'http://x'\n", "update"),
        ("[update]\nbase_url = 3\n", "update.base_url"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_place(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=r"config\.toml") as caught:
        read_settings(path, ACTIONS)
    assert place in str(caught.value)
    assert "\n" not in str(caught.value)
