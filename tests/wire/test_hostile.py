"""Text from a copy is shown literally: never as a control of the terminal, never as markup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.wire.control import acting
from tests.wire.hostile import SEEN, hostile_page, hostile_study
from tests.wire.terminal import Terminal, command, trialtui

COPIES = pytest.mark.parametrize(
    ("name", "make"), [("hostile.txt", hostile_page), ("hostile.json", hostile_study)], ids=["page", "json"]
)


def copy_in(folder: Path, name: str, text: str) -> Path:
    """The copy as a file."""
    path = folder / name
    path.write_bytes(text.encode())
    return path


def read_through(terminal: Terminal, tab: str) -> str:
    """Show a tab and page to its end; every screen of it."""
    terminal.press(tab, "g", answers=False)
    screens = [terminal.text()]
    for _ in range(60):
        terminal.press("PageDown", answers=False)
        if terminal.text() == screens[-1]:
            break
        screens.append(terminal.text())
    return "\n".join(screens)


@COPIES
def test_no_control_of_a_copy_reaches_the_terminal(
    data: Path, tmp_path: Path, name: str, make: Callable[[], str]
) -> None:
    path = copy_in(tmp_path, name, make())
    with trialtui(data, path, columns=120, rows=40) as terminal:
        terminal.wait_for("NCT99000001")
        terminal.settle()
        screens = [read_through(terminal, tab) for tab in "124803"]
        terminal.press("g", "y", "j", "n", answers=False)
        for key in ("Enter", "V", "h", "s", "?", "C"):
            terminal.press(key)
            screens.append(terminal.text())
            terminal.press("Escape", answers=False)
        terminal.press("0", "o", "/", "[", "r", "e", "d", "]", "Enter", ".", ",", answers=False)
        screens.append(terminal.text())
        assert not terminal.is_gone()
        terminal.type("q")
        assert terminal.ended() == 0
        sent = bytes(terminal.sent)
    assert acting(sent) == []
    seen = "\n".join(screens)
    assert [words for words in SEEN if words not in seen] == []


TEXT_COMMANDS = (
    ("--plain", "PATH"),
    ("criteria", "PATH", "--plain"),
    ("criteria", "PATH", "--json"),
    ("screen", "PATH", "--subject", "S-1", "--plain"),
    ("screen", "PATH", "--subject", "S-1", "--json"),
)


@COPIES
def test_no_control_of_a_copy_reaches_a_text_command(
    data: Path, tmp_path: Path, name: str, make: Callable[[], str]
) -> None:
    path = copy_in(tmp_path, name, make())
    given = b'{"subject": "S-1", "answers": {"I1": "yes", "E1": "no"}}'
    assert command(data, "screen", path, "--answers", "-", "--json", given=given).returncode == 0
    for words in TEXT_COMMANDS:
        done = command(data, *(str(path) if word == "PATH" else word for word in words))
        assert (words, done.returncode) == (words, 0), done.stderr
        assert (words, acting(done.stdout), acting(done.stderr)) == (words, [], [])
        assert b"E2" in done.stdout, words


def test_a_name_of_a_copy_cannot_act_either(data: Path, tmp_path: Path) -> None:
    path = copy_in(tmp_path, "odd\x1b]0;owned\x07\u202e[red].txt", hostile_page())
    with trialtui(data, path, path) as terminal:
        terminal.wait_for("2 studies")
        terminal.wait_for("▌")
        terminal.press("Enter")
        terminal.wait_for("0 Source")
        terminal.press("0")
        terminal.wait_for("[red].txt")
        terminal.settle()
        assert acting(bytes(terminal.sent)) == []
    for words in (("criteria", str(path) + "x"), ("screen", str(path) + "x", "--subject", "S-1", "--plain")):
        done = command(data, *words)
        assert done.returncode == 2
        assert done.stderr.count(b"\n") == 1
        assert acting(done.stderr) == []


def test_the_title_of_the_terminal_is_never_set(data: Path, tmp_path: Path) -> None:
    path = copy_in(tmp_path, "hostile.txt", hostile_page())
    with trialtui(data, "screen", path, "--subject", "S-4711") as terminal:
        terminal.wait_for("S-4711")
        terminal.press("j", "y", "j", "n")
        assert "saved" in terminal.line(-2)
        terminal.type("q")
        terminal.ended()
        sent = bytes(terminal.sent)
    for title in (b"\x1b]0;", b"\x1b]1;", b"\x1b]2;", b"\x1bk", b"\x1b]l", b"\x1b]L"):
        assert title not in sent
