"""What each room pulls in, proven in a process of its own: no screen below `ui`, nothing heavy before the first screen."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import trialtui

SAMPLE = Path(__file__).resolve().parents[2] / "seeds" / "NCT06377228.txt"
ROOMS = ("record", "copies", "eligibility", "screening", "library", "exports")
SCREEN = {"textual", "rich"}
# Each costs a cold start more than reading the whole sample does.
HEAVY = {"pydantic", "pydantic_core", "tomllib", "http", "ssl", "urllib.request", "zipfile", "xml", "email"}


def modules_after(program: str, *words: str, data: Path | None = None) -> set[str]:
    """The names in `sys.modules` after `program` has run, packages above them included."""
    environ = {**os.environ, **({"TRIALTUI_DATA": str(data)} if data else {})}
    tail = "\nimport sys\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    argv = [sys.executable, "-c", program + tail, *words]
    done = subprocess.run(argv, capture_output=True, text=True, env=environ, check=True, timeout=60)
    return set(done.stderr.split())


def modules_of(room: str) -> list[str]:
    """Every module of a room."""
    path = [str(Path(trialtui.__file__).parent / room)]
    return [f"trialtui.{room}", *(f"trialtui.{room}.{found.name}" for found in pkgutil.iter_modules(path))]


def test_no_room_below_ui_nor_the_desk_nor_the_front_door_pulls_in_a_screen() -> None:
    modules = [name for room in ROOMS for name in modules_of(room)]
    assert len(modules) > 10 * len(ROOMS)
    imports = [*modules, "trialtui.desk", "trialtui.cli", "trialtui.__main__"]
    loaded = modules_after("\n".join(f"import {name}" for name in imports))
    assert set(imports) <= loaded
    assert not SCREEN & loaded


@pytest.mark.parametrize(
    "words",
    [("criteria", str(SAMPLE), "--plain"), ("criteria", str(SAMPLE), "--json"), ("--plain", str(SAMPLE))],
    ids=lambda words: f"{words[0]} {words[-1]}" if isinstance(words, tuple) else None,
)
def test_a_text_command_pays_for_no_screen(words: tuple[str, ...], tmp_path: Path) -> None:
    run = "import sys; from trialtui.cli import main; assert main(sys.argv[1:]) == 0"
    loaded = modules_after(run, *words, data=tmp_path / "data")
    assert not SCREEN & loaded
    assert not HEAVY & loaded
    assert "trialtui.eligibility.reading" in loaded


def test_opening_the_sample_up_to_the_desk_imports_nothing_heavy(tmp_path: Path) -> None:
    run = """
import sys
from pathlib import Path
import trialtui.cli
from trialtui.copies.reader import open_copy
from trialtui.desk import Desk
from trialtui.library.directory import data_directory
from trialtui.library.log import ScreeningLog
desk = Desk(open_copy(sys.argv[1]), ScreeningLog(data_directory(), who="test"))
assert len(desk.outline.criteria) == 51
assert not desk.screenings()
"""
    loaded = modules_after(run, str(SAMPLE), data=tmp_path / "data")
    assert "trialtui.desk" in loaded
    assert not SCREEN & loaded
    assert not HEAVY & loaded
