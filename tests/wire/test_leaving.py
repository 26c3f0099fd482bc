"""How it ends: the terminal is given back, and nothing of it stays behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from tests.wire.control import sequences
from tests.wire.terminal import SAMPLE, TRIALTUI, Terminal, environment, trialtui

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="watches processes in /proc")


def gone_within(terminal: Terminal, seconds: float) -> bool:
    """Whether the program has ended in so many seconds; its terminal is not read meanwhile."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if terminal.is_gone():
            return True
        time.sleep(0.02)
    return False


def test_quitting_gives_the_terminal_back(on_sample: Terminal) -> None:
    on_sample.press("3")
    on_sample.type("q")
    assert on_sample.ended() == 0
    sent = sequences(bytes(on_sample.sent))
    for mode in ("1049", "25", "2004", "1004"):  # alternate screen; cursor; bracketed paste; focus reports
        on, off = sent[f"\x1b[?{mode}h"], sent[f"\x1b[?{mode}l"]
        if mode == "25":
            assert bytes(on_sample.sent).rfind(b"\x1b[?25h") > bytes(on_sample.sent).rfind(b"\x1b[?25l")
        else:
            assert on == off, mode
    assert sent["\x1b[?1049h"] == 1


def test_escape_never_quits(on_sample: Terminal) -> None:
    for _ in range(4):
        on_sample.press("Escape", answers=False)
    assert not on_sample.is_gone()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
@pytest.mark.parametrize("keys", [(), ("3", "j", "y"), ("3", "e")], ids=["idle", "answered", "asking"])
def test_a_signal_ends_it_at_once(on_sample: Terminal, number: signal.Signals, keys: tuple[str, ...]) -> None:
    for key in keys:
        on_sample.press(key)
    on_sample.signal(number)
    assert gone_within(on_sample, 2.0)


def test_a_terminated_program_gives_the_terminal_back(on_sample: Terminal) -> None:
    on_sample.signal(signal.SIGTERM)
    on_sample.ended()
    sent = bytes(on_sample.sent)
    assert sent.count(b"\x1b[?1049h") == sent.count(b"\x1b[?1049l") == 1


@pytest.mark.parametrize("keys", [(), ("3", "j", "y"), ("3", "e")], ids=["idle", "answered", "asking"])
def test_a_closed_terminal_leaves_no_process(on_sample: Terminal, keys: tuple[str, ...]) -> None:
    for key in keys:
        on_sample.press(key)
    on_sample.close_master()
    if not gone_within(on_sample, 2.0):
        used = on_sample.cpu_seconds()
        time.sleep(1)
        pytest.fail(
            f"still there 2 s later, using {on_sample.cpu_seconds() - used:.2f} s of processor a second"
        )


def test_a_lost_connection_leaves_no_process(on_sample: Terminal) -> None:
    on_sample.hang_up()
    assert gone_within(on_sample, 2.0)


def test_a_terminal_closed_while_starting_leaves_no_process(data: Path) -> None:
    for delay in (0.02, 0.1, 0.2, 0.3, 0.4):
        with trialtui(data, SAMPLE) as terminal:
            time.sleep(delay)
            terminal.close_master()
            assert gone_within(terminal, 10.0), f"closed after {delay} s"


def test_a_hang_up_that_nobody_sent_is_still_noticed(data: Path) -> None:
    """Under nohup SIGHUP is ignored; the terminal is gone all the same."""
    ignoring = "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); os.execv(sys.argv[1], sys.argv[1:])"
    argv = [TRIALTUI[0], "-c", ignoring, *TRIALTUI, str(SAMPLE)]
    with Terminal(argv, environment(data)) as terminal:
        terminal.wait_for("scopes proposed")
        terminal.settle()
        terminal.close_master()
        assert gone_within(terminal, 2.0)


def test_answers_outlive_a_lost_connection(on_sample: Terminal, data: Path) -> None:
    on_sample.press("3", "j", "y")
    assert "saved" in on_sample.line(-2)
    on_sample.hang_up()
    assert gone_within(on_sample, 2.0)
    with trialtui(data, SAMPLE) as again:
        again.wait_for("resume DRAFT-1")
    assert (data / "screening.sqlite3").stat().st_mode & 0o777 == 0o600
    assert os.stat(data).st_mode & 0o777 == 0o700


def test_a_terminal_that_froze_and_then_closed_leaves_no_process(on_sample: Terminal) -> None:
    """A lost connection first takes no more bytes, and only later hangs up."""
    on_sample.press("3")
    for _ in range(200):
        on_sample.type("G")
        on_sample.type("g")
        time.sleep(0.002)
    time.sleep(1)
    on_sample.hang_up()
    assert gone_within(on_sample, 2.0)
