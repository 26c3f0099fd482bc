"""How much is sent: a session over a thin line must stay quick, and an idle one silent."""

from __future__ import annotations

import re
import statistics
from pathlib import Path

import pytest
from tests.wire.terminal import SAMPLE, Terminal, trialtui

SIZES = ((80, 24), (120, 40), (40, 12))
RULE = re.compile(r"(\d+)-\d+ of \d+ lines")


def top_line(terminal: Terminal) -> str:
    """Where the list stands, as the screen says it; on low screens, the first words of the list."""
    found = RULE.search(terminal.text())
    return found[0] if found else terminal.line(5)


def walk(terminal: Terminal, key: str, times: int) -> tuple[list[int], list[int]]:
    """Bytes of each press that left the window where it was, and of each that scrolled it."""
    still: list[int] = []
    scrolled: list[int] = []
    for _ in range(times):
        before = top_line(terminal)
        sent = len(terminal.press(key))
        (still if top_line(terminal) == before else scrolled).append(sent)
    return still, scrolled


def answered(terminal: Terminal) -> list[int]:
    """Bytes of each of twelve answers, from the first row on."""
    terminal.press("g")
    ticks = []
    for number in range(12):
        ticks.append(len(terminal.press("Space" if number % 2 else "y")))
        assert "saved" in terminal.line(-2), terminal.text()
        terminal.press("]")
    return ticks


@pytest.mark.parametrize(("columns", "rows"), SIZES)
def test_the_first_screen_takes_few_bytes_a_move_and_an_answer_what_changed_a_scroll_is_bounded(
    data: Path, columns: int, rows: int
) -> None:
    with trialtui(data, SAMPLE, columns=columns, rows=rows) as terminal:
        terminal.wait_for("NCT06377228")
        terminal.wait_for("WITHDRAWN")
        terminal.settle(0.5)
        assert "TRIAL NOT OPEN" in terminal.text()
        assert 0 < len(terminal.sent) <= 20_000
        terminal.press("3")
        still, scrolled = walk(terminal, "j", 24)
        up_still, up_scrolled = walk(terminal, "k", 12)
        ticks = answered(terminal)
    moves, scrolls = still + up_still, scrolled + up_scrolled
    assert len(scrolls) >= 3
    assert max(scrolls) <= 4_000 * max(1, columns * rows / (80 * 24))
    if moves:  # where every row is taller than the window, each press scrolls
        assert 0 < statistics.median(moves) <= 300
    assert 0 < statistics.median(ticks) <= 900


def test_nothing_is_sent_while_nobody_types(on_sample: Terminal) -> None:
    on_sample.press("3")
    on_sample.press("j")
    on_sample.press("y")
    before = len(on_sample.sent)
    assert on_sample.settle(quiet=3.0) == b""
    assert len(on_sample.sent) == before


def test_a_prompt_waits_without_a_byte(on_sample: Terminal) -> None:
    on_sample.press("/")
    assert "Search this record for" in on_sample.text()
    assert on_sample.settle(quiet=3.0) == b""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads resident memory from /proc")
def test_it_stays_small_in_memory(on_sample: Terminal) -> None:
    assert on_sample.resident_mb() <= 60
    for key in ("2", "3", "4", "8", "0", "3", "j", "y", "Enter", "Escape", "?", "Escape"):
        on_sample.press(key)
    assert 10 < on_sample.resident_mb() <= 60
