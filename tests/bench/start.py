"""What a start, a key and a quiet minute cost, in a real terminal of 80x24 on the sample: the table of the figures we keep to.

    python -m tests.bench.start [--runs N] [--moves N]

Starts of `trialtui COPY` and of the least Textual program (`hello.py`) are interleaved, A B A B …, and their ratio is
taken pair by pair, so that it holds on a noisy machine; the first pair warms up and does not count. A start ends when
title, status, first facts and verdict line are on the screen. Exit code 1 if a figure misses its must.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.wire.terminal import SAMPLE, Terminal, environment, trialtui
from tests.wire.test_bytes import walk

USABLE = ("NCT06377228", "WITHDRAWN", "TRIAL NOT OPEN", "Interventional", "Healthy volunteers")
HELLO = Path(__file__).with_name("hello.py")


class Figure(NamedTuple):
    """One line of the table."""

    name: str
    measured: float
    must: float
    aim: float
    form: str = "{:,.0f}"


def seconds_until(terminal: Terminal, words: tuple[str, ...]) -> float:
    """From the start until all the words are on the screen."""
    return max(terminal.wait_for(word) for word in words)


def starts(runs: int, folder: Path) -> list[tuple[float, float]]:
    """Seconds until usable, ours and the bare program's, pair by pair."""
    pairs = []
    for run in range(runs + 1):
        with trialtui(folder / "data", SAMPLE) as ours:
            own = seconds_until(ours, USABLE)
        with Terminal([sys.executable, str(HELLO)], environment(folder / "data")) as bare:
            theirs = bare.wait_for("hello")
        if run:
            pairs.append((own, theirs))
    return pairs


def session(moves: int, folder: Path) -> dict[str, float]:
    """Bytes of the first screen, of moves, scrolls and ticks, while idle; memory at its end."""
    with trialtui(folder / "session", SAMPLE) as terminal:
        seconds_until(terminal, USABLE)
        terminal.settle(0.5)
        first = len(terminal.sent)
        idle = len(terminal.settle(quiet=3.0)) / 3
        at_start = terminal.resident_mb()
        terminal.press("3")
        still, scrolled = walk(terminal, "j", moves)
        terminal.press("g")
        ticks = [_tick(terminal) for _ in range(moves // 2)]
        return {
            "first": first, "idle": idle, "rss": at_start, "rss_after": terminal.resident_mb(),
            "move": statistics.median(still), "scroll": max(scrolled), "tick": statistics.median(ticks), "tick_max": max(ticks),
        }  # fmt: skip


def _tick(terminal: Terminal) -> int:
    """Bytes of an answer that is acknowledged; then on to the next open row."""
    sent = len(terminal.press("Space"))
    terminal.press("]")
    return sent


def figures(runs: int, moves: int, folder: Path) -> tuple[list[Figure], list[tuple[float, float]]]:
    """The table, and the starts it rests on."""
    pairs = starts(runs, folder)
    one = session(moves, folder)
    table = [
        Figure(
            "usable, against the bare program", statistics.median(a / b for a, b in pairs), 1.5, 1.2, "{:.2f}"
        ),
        Figure("bytes until settled", one["first"], 20_000, 12_000),
        Figure("bytes a move that does not scroll, median", one["move"], 300, 150),
        Figure("bytes a move that scrolls, largest", one["scroll"], 4_000, 2_500),
        Figure("bytes a tick, median", one["tick"], 900, 500),
        Figure("bytes a second while nobody types", one["idle"], 0, 0),
        Figure("resident MB, first screen", one["rss"], 60, 45, "{:.1f}"),
        Figure("resident MB, after the session", one["rss_after"], 60, 45, "{:.1f}"),
    ]
    return table, pairs


def told(table: Sequence[Figure]) -> bool:
    """Print the table; whether every figure meets its must."""
    print(f"{'figure, 80x24':<48}{'measured':>10}{'must':>9}{'aim':>9}")
    for figure in table:
        met = (
            ""
            if figure.measured <= figure.aim
            else "over aim"
            if figure.measured <= figure.must
            else "MISSED"
        )
        cells = "".join(
            f"{figure.form.format(value):>{width}}"
            for value, width in ((figure.measured, 10), (figure.must, 9), (figure.aim, 9))
        )
        print(f"{figure.name:<48}{cells}  {met}".rstrip())
    return all(figure.measured <= figure.must for figure in table)


def main() -> int:
    parser = argparse.ArgumentParser(description="What a start and a key cost, in a real terminal.")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--moves", type=int, default=24)
    chosen = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        table, pairs = figures(chosen.runs, chosen.moves, Path(folder))
    met = told(table)
    own, bare = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    ratios = sorted(a / b for a, b in pairs)
    print(
        f"usable after {own:.0f} ms, the bare program after {bare:.0f} ms; ratios {ratios[0]:.2f} to {ratios[-1]:.2f}"
    )
    print(f"{chosen.runs} pairs, {time.perf_counter() - began:.0f} s")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
