"""What cannot be saved says so, is kept in memory, is tried again by itself, and is never left behind unasked."""

from __future__ import annotations

import re
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.wire.terminal import SAMPLE, TRIALTUI, Terminal, command, environment, trialtui

LOG = "screening.sqlite3"


@contextmanager
def busy(log: Path) -> Iterator[None]:
    """Another program writes, and does not stop."""
    other = sqlite3.connect(log, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def started(terminal: Terminal) -> Terminal:
    """Criteria shown, one answer saved."""
    terminal.wait_for("scopes proposed")
    terminal.settle()
    terminal.press("3", "j", "y")
    assert "saved" in terminal.line(-2)
    return terminal


def paper(data: Path) -> str:
    """The checklist as text, from the log."""
    done = command(data, "screen", SAMPLE, "--subject", "DRAFT-1", "--plain")
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def test_a_busy_log_shows_not_saved_and_saves_by_itself_when_it_is_free(data: Path) -> None:
    with trialtui(data, SAMPLE) as terminal:
        started(terminal)
        with busy(data / LOG):
            terminal.type("]")
            terminal.type("n")
            terminal.wait_for("NOT SAVED (1)")
            assert "No" in terminal.text()  # the answer stands on the screen, and in memory
            terminal.settle(0.3)
            assert "I1 [NOT ANSWERED]" in paper(data).replace(" (LN, proposed)", "")
        terminal.wait_for("are on disk now")
        terminal.settle()
        assert "NOT SAVED" not in terminal.text()
        assert "I1 [No]" in paper(data).replace(" (LN, proposed)", "")


def test_a_log_busy_for_a_moment_is_waited_for(data: Path) -> None:
    with trialtui(data, SAMPLE) as terminal:
        started(terminal)
        with busy(data / LOG):
            terminal.type("]")
            terminal.type("n")
            time.sleep(0.7)
        terminal.wait_for("I1 No")
        assert "NOT SAVED" not in terminal.text()


def test_quitting_with_something_not_saved_asks(data: Path) -> None:
    with trialtui(data, SAMPLE) as terminal:
        started(terminal)
        with busy(data / LOG):
            terminal.type("]")
            terminal.type("n")
            terminal.wait_for("NOT SAVED (1)")
            terminal.type("q")
            terminal.wait_for("leave without it")
            terminal.type("2")  # stay
            terminal.wait_for("Still here")
            terminal.type("q")
            terminal.wait_for("leave without it")
            terminal.type("3")
            assert terminal.ended() == 0
    assert "I1 [NOT ANSWERED]" in paper(data).replace(" (LN, proposed)", "")


def test_escape_from_the_question_stays(data: Path) -> None:
    with trialtui(data, SAMPLE) as terminal:
        started(terminal)
        with busy(data / LOG):
            terminal.type("]")
            terminal.type("n")
            terminal.wait_for("NOT SAVED (1)")
            terminal.type("q")
            terminal.wait_for("leave without it")
            terminal.type("Escape")
            terminal.wait_for("Still here")
        terminal.wait_for("are on disk now")
        terminal.type("q")
        assert terminal.ended() == 0
    assert "I1 [No]" in paper(data).replace(" (LN, proposed)", "")


def test_a_hang_up_while_the_log_is_busy_ends_it_all_the_same(data: Path) -> None:
    with trialtui(data, SAMPLE) as terminal:
        started(terminal)
        with busy(data / LOG):
            terminal.type("]")
            terminal.type("n")
            time.sleep(0.2)
            terminal.signal(signal.SIGHUP)
            until = time.monotonic() + 2
            while time.monotonic() < until and not terminal.is_gone():
                time.sleep(0.02)
            assert terminal.is_gone()


# root may write everywhere: give up the capabilities that say so (1 and 2 of capabilities(7)) before the program starts
NO_RIGHTS = """
import ctypes, os, sys
for capability in (1, 2):
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(24, capability, 0, 0, 0):
        sys.exit("these rights cannot be given up here")
os.execv(sys.argv[1], sys.argv[1:])
"""


def without_rights(data: Path, *words: str | Path) -> Terminal:
    """The program without the right to write what its file modes forbid."""
    argv = [TRIALTUI[0], "-c", NO_RIGHTS, *TRIALTUI, *map(str, words)]
    return Terminal(argv, environment(data))


def test_a_read_only_directory_says_that_nothing_can_be_saved(data: Path) -> None:
    with trialtui(data, SAMPLE) as terminal:
        started(terminal)
        terminal.type("q")
        terminal.ended()
    for path in data.iterdir():
        path.chmod(0o400)
    data.chmod(0o500)
    before = (data / LOG).read_bytes()
    with without_rights(data, SAMPLE) as terminal:
        terminal.wait_for("NOTHING CAN BE SAVED")
        terminal.wait_for("resume DRAFT-1")
        terminal.settle()
        terminal.press("Enter")
        terminal.wait_for("subject DRAFT-1")
        assert "Yes" in terminal.text()  # what is kept can be read
        terminal.press("]", "n")
        terminal.wait_for("NOT SAVED")
        terminal.type("q")
        terminal.wait_for("leave without it")
        terminal.type("3")
        terminal.ended()
    assert (data / LOG).read_bytes() == before


def test_a_directory_that_cannot_be_made_says_not_saved(tmp_path: Path) -> None:
    above = tmp_path / "above"
    above.mkdir(mode=0o500)
    with without_rights(above / "data", SAMPLE) as terminal:
        terminal.wait_for("WITHDRAWN")
        terminal.settle()
        terminal.press("3", "j", "y")
        terminal.wait_for("NOT SAVED")
    assert not (above / "data").exists()


def test_a_full_disk_says_not_saved_and_loses_nothing(data: Path) -> None:
    with trialtui(data, SAMPLE) as terminal:
        started(terminal)
        terminal.type("q")
        terminal.ended()
    # No file of this process may grow past its limit: what SQLite meets on a full disk, without filling one.
    limited = "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000,) * 2); os.execv(sys.argv[1], sys.argv[1:])"
    argv = [TRIALTUI[0], "-c", limited, *TRIALTUI, str(SAMPLE)]
    acknowledged: list[str] = []
    with Terminal(argv, environment(data)) as terminal:
        terminal.wait_for("resume DRAFT-1")
        terminal.settle()
        terminal.press("Enter")
        for _ in range(30):
            terminal.press("]", "n")
            if "NOT SAVED" in terminal.text():
                break
            said = re.search(r"saved [0-9:]+ · (\S+) No", terminal.line(-2))
            assert said, terminal.text()
            acknowledged.append(said[1])
        assert "NOT SAVED (1)" in terminal.text()
    kept = re.sub(r" \([^)]*\)", "", paper(data))
    assert [code for code in acknowledged if f"{code} [No]" not in kept] == []
    assert command(data, "verify").returncode == 0
