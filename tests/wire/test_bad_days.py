"""A person at a terminal on a bad day: suspended, a line that stalls, a log that is put back to yesterday's."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path

import pytest
from tests.wire.terminal import SAMPLE, Terminal, command

LOG = "screening.sqlite3"
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="watches processes in /proc")


def state(terminal: Terminal) -> str:
    """What the kernel says the program is doing: "T" for stopped."""
    return Path(f"/proc/{terminal.pid}/stat").read_text().rpartition(")")[2].split()[0]


def until(terminal: Terminal, wanted: str) -> None:
    end = time.monotonic() + 5
    while (state(terminal) == "T") != (wanted == "T"):
        assert time.monotonic() < end, state(terminal)
        terminal.read(0.01)


def answers(data: Path) -> dict[str, str]:
    """Each row of the draft's screening and its answer, from the log."""
    done = command(data, "screen", SAMPLE, "--subject", "DRAFT-1", "--plain")
    assert done.returncode == 0, done.stderr
    return dict(re.findall(r"^ *([RIE][0-9.]+)(?: \([^)]*\))? \[([^\]]+)\]", done.stdout.decode(), re.M))


def test_suspended_it_gives_the_terminal_back_and_resumed_it_draws_itself_anew(
    on_sample: Terminal, data: Path
) -> None:
    on_sample.press("3", "j", "y")
    before, sent = on_sample.text(), len(on_sample.sent)
    on_sample.signal(signal.SIGTSTP)
    until(on_sample, "T")
    on_sample.settle()
    given_back = bytes(on_sample.sent[sent:])
    assert b"\x1b[?1049l" in given_back
    assert b"\x1b[?25h" in given_back
    sent = len(on_sample.sent)
    on_sample.signal(signal.SIGCONT)
    until(on_sample, "S")
    on_sample.settle()
    assert b"\x1b[?1049h" in bytes(on_sample.sent[sent:])
    assert on_sample.text().splitlines()[:-2] == before.splitlines()[:-2]
    on_sample.type("\x1a")  # in a full-screen program ctrl+z is a key, and one that does nothing here
    on_sample.press("]", "n")
    assert list(answers(data).values()).count("No") == 1


def test_what_is_typed_while_the_line_stalls_is_saved_once_it_moves_again(
    on_sample: Terminal, data: Path
) -> None:
    """The pipe to the terminal is full, so the program cannot draw; keys wait in the terminal's own buffer."""
    on_sample.press("3", "j", "y")
    for _ in range(150):
        on_sample.type("G")
        on_sample.type("g")
    on_sample.type("g")
    for _ in range(4):
        on_sample.type("]")
        on_sample.type("n")
    time.sleep(0.5)
    on_sample.wait_for("No ", timeout=20)
    on_sample.settle(0.4)
    given = list(answers(data).values())
    assert (given.count("Yes"), given.count("No")) == (1, 4)
