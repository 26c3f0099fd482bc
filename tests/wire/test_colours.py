"""What kind of terminal it is: colours, character set, and one that can do nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.wire.control import COLOURS, EXTENDED, acting, styles
from tests.wire.terminal import SAMPLE, TRIALTUI, Terminal, command, environment, trialtui

WALK = (
    "2",
    "3",
    "j",
    "y",
    "j",
    "n",
    "u",
    "Enter",
    "Escape",
    "4",
    "8",
    "0",
    "?",
    "Escape",
    "V",
    "Escape",
    "3",
    "c",
    "a",
    "1",
    "Enter",
    "1",
    "Enter",
    "Escape",
    "Escape",
)


def walked(terminal: Terminal) -> bytes:
    """Everything a walk through all tabs, answers and questions sends."""
    terminal.wait_for("WITHDRAWN")
    terminal.settle()
    terminal.press(*WALK, answers=False)
    assert not terminal.is_gone()
    return bytes(terminal.sent)


@pytest.mark.parametrize("shown", ["truecolor", None])
def test_only_the_sixteen_colours_of_the_terminal_are_used(data: Path, shown: str | None) -> None:
    with trialtui(data, SAMPLE, COLORTERM=shown) as terminal:
        used = styles(walked(terminal))
    assert used & COLOURS, "no colour at all"
    assert not used & EXTENDED
    assert not used & {5, 6}, "something blinks"


def test_no_color_sends_no_colour(data: Path) -> None:
    with trialtui(data, SAMPLE, NO_COLOR="1") as terminal:
        used = styles(walked(terminal))
        assert "TRIAL NOT OPEN" in terminal.text()
    assert used & {1, 7}, "no style at all"
    assert not used & COLOURS


@pytest.mark.parametrize(
    "locale",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": None, "LC_CTYPE": "POSIX", "PYTHONCOERCECLOCALE": "0", "LANG": "C.UTF-8"},
        {"LC_ALL": None, "LANG": "C"},  # Python coerces LC_CTYPE to C.UTF-8 (PEP 538)
    ],
    ids=["LC_ALL", "LC_CTYPE", "LANG"],
)
def test_outside_utf_8_every_byte_is_ascii(data: Path, locale: dict[str, str | None]) -> None:
    with Terminal([*TRIALTUI, str(SAMPLE)], environment(data, **locale)) as terminal:
        sent = walked(terminal)
        terminal.press("3")
        assert ">=6" in find(terminal, "SLEDAI-2K")
    beyond = {byte for byte in sent if byte > 0x7F}
    assert not beyond


def find(terminal: Terminal, words: str) -> str:
    """Search the record for words; the screen with them on it."""
    terminal.press("/")
    for letter in words:
        terminal.type(letter)
    terminal.settle()
    terminal.press("Enter")
    return terminal.text()


@pytest.mark.parametrize("kind", ["dumb", "unknown", None])
def test_a_dumb_terminal_gets_plain_text_and_a_word_of_why(
    data: Path, tmp_path: Path, kind: str | None
) -> None:
    errors = tmp_path / "errors"
    with trialtui(data, SAMPLE, errors=errors, TERM=kind) as terminal:
        assert terminal.ended() == 0
        sent = bytes(terminal.sent)
    assert b"\x1b" not in sent
    assert acting(sent) == []
    assert b"I17.3" in sent
    assert b"WITHDRAWN" in sent
    why = errors.read_text()
    assert why.count("\n") == 1
    assert "TERM" in why


def test_without_a_terminal_it_prints_plain_text(data: Path) -> None:
    done = command(data, SAMPLE)
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout + done.stderr
    assert b"I17.3" in done.stdout
    assert b"not on a terminal" in done.stderr


@pytest.mark.parametrize("words", [("--plain", SAMPLE), ("criteria", SAMPLE), ("criteria", SAMPLE, "--json")])
def test_text_commands_are_ascii_outside_utf_8(data: Path, words: tuple[str | Path, ...]) -> None:
    done = command(data, *words, LC_ALL="C")
    assert done.returncode == 0
    assert done.stdout.isascii()


def test_a_window_too_small_says_how_large_it_must_be(data: Path) -> None:
    with trialtui(data, SAMPLE, columns=30, rows=8) as terminal:
        terminal.wait_for("40x10")
        terminal.resize(80, 24)
        terminal.wait_for("WITHDRAWN")
