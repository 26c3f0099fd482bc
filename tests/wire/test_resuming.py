"""After a kill or a lost line: the last screening comes first, and Enter is back where one was."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.wire.terminal import SAMPLE, Terminal, trialtui


def cursor(terminal: Terminal) -> str:
    """The code of the row with the mark in the gutter."""
    marked = next((line for line in terminal.text().splitlines() if line.startswith("▌")), "")
    return marked[1:].split()[0] if marked[1:].split() else ""


def standing(terminal: Terminal) -> tuple[str, list[str]]:
    """The open tab, and the rows under the first few: a copy that is kept goes by its name there, one in a file by its path.

    (The tabs beside it may differ: what was screened is a version kept here, and so has a history from then on.)
    """
    lines = terminal.text().splitlines()
    return " ".join(word for word in lines[2].split() if word.isupper()), lines[8:20]


def answered(terminal: Terminal, *keys: str) -> str:
    """Open Criteria, press keys, rest; the row the cursor is on."""
    terminal.wait_for("scopes proposed")
    terminal.settle()
    terminal.press("3", *keys, answers=False)
    terminal.wait_for("saved ")
    terminal.settle(0.8)  # the cursor rests, its place is noted
    return cursor(terminal)


KEYS = ("j", "y", "]", "n", "]", "]", "]", "]", "y")


@pytest.mark.parametrize("named", [False, True], ids=["no path", "path"])
def test_enter_is_back_at_subject_tab_and_row_after_a_kill(data: Path, named: bool) -> None:
    with trialtui(data, SAMPLE) as terminal:
        row = answered(terminal, *KEYS)
        terminal.kill9()
        assert terminal.exit_code == -9
    assert row
    with trialtui(data, *([SAMPLE] if named else [])) as again:
        again.wait_for("resume DRAFT-1")
        again.wait_for(row)
        again.settle()
        assert ": Enter" in again.text()
        again.press("Enter")
        again.wait_for("subject DRAFT-1")
        assert "3 CRITERIA" in again.text()
        assert cursor(again) == row
        again.press("y", answers=False)  # nobody is asked whose it is
        assert "DRAFT-2" not in again.text()


@pytest.mark.parametrize("key", ["2", "0"])
def test_enter_is_back_at_another_tab_too(data: Path, key: str) -> None:
    with trialtui(data, SAMPLE) as terminal:
        answered(terminal, "j", "y")
        terminal.press(key, "j", "j")
        terminal.settle(0.8)
        here = standing(terminal)
        terminal.kill9()
    with trialtui(data) as again:
        again.wait_for("resume DRAFT-1")
        again.settle()
        again.press("Enter")
        again.wait_for("subject DRAFT-1")
        again.settle()
        assert standing(again) == here


def test_an_open_draft_is_not_taken_up_silently(data: Path) -> None:
    with trialtui(data, SAMPLE) as terminal:
        answered(terminal, "j", "y")
        terminal.kill9()
    with trialtui(data, SAMPLE) as again:
        again.wait_for("resume DRAFT-1")
        again.settle()
        again.press("3", "j", "n")
        again.wait_for("Whose screening is this?")
        again.press("Escape")
        assert "nobody was picked" in again.text()
        assert "no subject" in again.text()


def test_the_copy_may_be_gone_by_then(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_bytes(SAMPLE.read_bytes())
    with trialtui(data, copy) as terminal:
        row = answered(terminal, *KEYS)
        terminal.kill9()
    copy.unlink()
    with trialtui(data) as again:
        again.wait_for("resume DRAFT-1")
        again.settle()
        again.press("Enter")
        again.wait_for("subject DRAFT-1")
        again.settle()
        assert cursor(again) == row


def test_with_nothing_kept_it_says_what_to_do_and_enter_opens_the_sample(data: Path) -> None:
    with trialtui(data) as terminal:
        terminal.wait_for("Press Enter to open the sample")
        terminal.settle()
        terminal.press("Enter")
        terminal.wait_for("WITHDRAWN")
