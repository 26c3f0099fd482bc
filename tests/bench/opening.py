"""The library as the opening screen, in a real terminal of 80x24: start, keys and memory, each beside the least Textual program.

    python -m tests.bench.opening --library DIR [--runs N]

DIR holds a library (`trialtui add NDJSON… --data DIR`). A start ends when trials are listed and counted in the head; a key when the
search line tells what the words typed so far find, the new list below it in the same frame. Ours and the bare program's are
interleaved. Keys are processor time of the thread that draws, since others may be at work on the machine, the wall clock beside.
Memory is the program's own; pages of the index that the system keeps for it are told beside. Exit code 1 if a figure misses its must.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench.start import HELLO, Figure, told
from tests.wire.terminal import Terminal, environment, trialtui

ECHO = Path(__file__).with_name("echo.py")
TYPED = ("cancer", "lupus neph", "study of p", "heart fail", "status:rec", "breast ca")
"""Common words and rare ones, first letters, two words, a filter."""
ANSWERS = (" of ", "not understood")
QUIET = 0.25  # seconds


def starts(runs: int, data: Path) -> list[tuple[float, float]]:
    """Seconds until the list is there, ours and the bare program's, pair by pair; the first pair warms up."""
    pairs = []
    for run in range(runs + 1):
        with trialtui(data) as ours:
            own = ours.wait_for("newest first")
        with Terminal([sys.executable, str(HELLO)], environment(data)) as bare:
            theirs = bare.wait_for("hello")
        if run:
            pairs.append((own, theirs))
    return pairs


class Key(NamedTuple):
    """Milliseconds from a key to what it finds."""

    processor: float
    wall: float


def processor_ms(terminal: Terminal) -> float:
    """Of the program's first thread so far (Linux)."""
    return int(Path(f"/proc/{terminal.pid}/task/{terminal.pid}/schedstat").read_text().split()[0]) / 1e6


def memory(terminal: Terminal) -> dict[str, float]:
    """Resident MB by kind (Linux): RssAnon is the program's own, RssFile what it has mapped."""
    lines = Path(f"/proc/{terminal.pid}/status").read_text().splitlines()
    return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.startswith("Rss")}


def key_times(terminal: Terminal, words: str) -> list[Key]:
    """Each key of `words` until the line above says what is found, or what is not understood."""
    taken = []
    for end in range(1, len(words) + 1):
        shown = f"/ {words[:end]} "
        terminal.settle(QUIET)  # what is counted after a key is not the next one's
        before, begun = processor_ms(terminal), time.perf_counter()
        terminal.type(words[end - 1])
        while shown not in (line := terminal.line(1) + terminal.line(0)) or not any(
            one in line for one in ANSWERS
        ):
            terminal.read(0.005)
        taken.append(Key(processor_ms(terminal) - before, (time.perf_counter() - begun) * 1000))
    return taken


def session(runs: int, data: Path) -> tuple[list[Key], list[Key], dict[str, float], int, int]:
    """Keys, those of the bare program, memory at the end, bytes of the first screen and while nobody types."""
    own: list[Key] = []
    theirs: list[Key] = []
    with trialtui(data) as ours, Terminal([sys.executable, str(ECHO)], environment(data)) as bare:
        ours.wait_for("newest first")
        bare.wait_for("nothing")
        ours.settle(1.0)
        first = len(ours.sent)
        idle = len(ours.settle(quiet=3.0))
        for words in TYPED * runs:
            ours.press("/")
            own += key_times(ours, words)
            theirs += key_times(bare, words)
            ours.press("Enter", "Escape")
            for _ in words:
                bare.type("\x7f")
            bare.settle()
        return own, theirs, memory(ours), first, idle


def p99(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]


def main() -> int:
    parser = argparse.ArgumentParser(description="What the opening screen costs, in a real terminal.")
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    pairs = starts(chosen.runs, chosen.library)
    own, theirs, held, first, idle = session(chosen.runs, chosen.library)
    ratio = statistics.median(a / b for a, b in pairs)
    met = told(
        [
            Figure("list, against the bare program", ratio, 1.8, 1.5, "{:.2f}"),
            Figure(
                "ms of processor from a key to its results, p99",
                p99([key.processor for key in own]),
                50,
                50,
                "{:.1f}",
            ),
            Figure("resident MB of its own, after the session", held["RssAnon"], 120, 60, "{:.1f}"),
            Figure("bytes until settled", first, 20_000, 12_000),
            Figure("bytes in 3 s while nobody types", idle, 0, 0),
        ]
    )
    listed, bare = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    print(f"list after {listed:.0f} ms, the bare program after {bare:.0f} ms; load {os.getloadavg()[0]:.1f}")
    for name, keys in (("a key", own), ("of the bare program", theirs)):
        for kind in Key._fields:
            times = [getattr(key, kind) for key in keys]
            print(f"{name}, {kind}: p50 {statistics.median(times):.1f}, p99 {p99(times):.1f} ms")
    print(f"mapped pages beside its own memory: {held['RssFile']:.0f} MB")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
