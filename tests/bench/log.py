"""What the screening log costs: writers at once, a tick, opening and verifying a log of a million events.

    python -m tests.bench.log [--events N] [--logs DIR] [--seconds S] [--runs N]

Logs of a tenth of N and of N events (1,000,000) are made in DIR (else in a temporary directory), about a minute and
1 GB a million; those that are there already are used. A tick is from the key to "saved" in the desk, without painting;
its floor is a bare SQLite insert and commit on the same disk, turn by turn. Starts are taken pair by pair against a log
of one subject. Exit code 1 if a figure misses its must.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.many_events import ANSWERS, fill
from tests.bench.start import USABLE, seconds_until
from tests.wire.terminal import SAMPLE, TRIALTUI, environment, trialtui

from trialtui.copies.reader import open_copy
from trialtui.desk import Desk
from trialtui.library.directory import FILE_NAME
from trialtui.library.log import Place, ScreeningLog, new_subject
from trialtui.screening.answers import Answer
from trialtui.screening.events import NewEvent

WRITERS, THINKING, TICKS = 4, 0.05, 400
OPENING = ("resume", "quit")


def write(directory: Path, who: str, seconds: float) -> None:
    """One writer: answers and thinks in turns; prints how long each answer waited, in milliseconds."""
    log, subject = ScreeningLog(directory, who=who), new_subject()
    log.append(NewEvent("subject.created", {"code": who, "draft": False}, subject))
    new = {"answer": "yes", "reason": "", "note": "", "source": ""}
    waits: list[float] = []
    print("ready", flush=True)
    sys.stdin.readline()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(THINKING)
        row = f"I{len(waits) % 40}"
        content = {"code": row, "text": "words of a criterion " * 6, "old": None, "new": new}
        event = NewEvent("answer.given", content, subject, "NCT00000001", "0" * 64, row)
        began = time.perf_counter()
        log.append(event, place=Place(subject, "NCT00000001", row=row))
        waits.append((time.perf_counter() - began) * 1000)
    print(json.dumps(waits))


def writers(folder: Path, seconds: float) -> list[float]:
    """How long the answers of all writers waited, in milliseconds."""
    argv = [
        sys.executable,
        "-m",
        "tests.bench.log",
        "--write",
        str(folder),
        "--seconds",
        str(seconds),
        "--who",
    ]
    running = [
        subprocess.Popen([*argv, f"W-{n}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for n in range(WRITERS)
    ]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    return sorted(wait for process in running for wait in json.loads(process.communicate("go\n")[0]))


def ticks(folder: Path) -> tuple[list[float], list[float]]:
    """Milliseconds of ticks on the sample, and of bare commits of as many bytes, turn by turn."""
    desk = Desk(open_copy(SAMPLE), ScreeningLog(folder, who="x"))
    desk.take_code("S-001")
    folder.mkdir()
    bare = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    bare.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE one (body TEXT)")
    rows = [criterion.code for criterion in desk.outline.criteria][:30]
    ours, floor = [], []
    for number in range(TICKS):
        code, answer = rows[number % len(rows)], (Answer.YES, Answer.NO)[number // len(rows) % 2]
        began = time.perf_counter()
        reason = "again" if desk.screening.needs_change_reason(code, answer) else ""
        desk.act([desk.screening.give(code, answer, change_reason=reason)], Place(None, desk.trial, row=code))
        ours.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        bare.execute("INSERT INTO one VALUES (?)", ("x" * 900,))
        floor.append((time.perf_counter() - began) * 1000)
    return sorted(ours), sorted(floor)


def start_ratio(
    log: Path, empty: Path, words: Sequence[str | Path], usable: Sequence[str], runs: int
) -> float:
    """Starts in a large log against starts in an empty one, pair by pair."""
    ratios = []
    for run in range(runs + 1):
        seconds = []
        for data in (log, empty):
            with trialtui(data, *words) as terminal:
                seconds.append(seconds_until(terminal, tuple(usable)))
        if run:
            ratios.append(seconds[0] / seconds[1])
    return statistics.median(ratios)


def verified(log: Path) -> tuple[float, float]:
    """Events a second of processor time, and the peak of resident memory in MB, of `trialtui verify`."""
    process = subprocess.Popen(
        [*TRIALTUI, "verify", "--json"], env=environment(log), stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    found = json.loads(process.stdout.read())
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert found["ok"], found
    return found["count"] / (used.ru_utime + used.ru_stime), used.ru_maxrss / 1024


def made(folder: Path, count: int) -> Path:
    """A log of so many events, made if it is not there."""
    log = folder / f"{count}"
    if not (log / FILE_NAME).exists():
        fill(log, count)
    return log


class Figure(NamedTuple):
    """One line of the table; `must` is the largest that will do, None where the figure only explains another."""

    name: str
    measured: float
    must: float | None = None


def figures(count: int, folder: Path, seconds: float, runs: int, logs: Path) -> Iterator[Figure]:
    """The table, line by line as it is measured."""
    waits = writers(folder / "writers", seconds)
    yield Figure(
        f"answers a second, {WRITERS} writers thinking {THINKING * 1000:.0f} ms", len(waits) / seconds
    )
    yield Figure("  of them: longest wait, ms", waits[-1], 50)
    yield Figure("  of them: wait, p99, ms", p99(waits))
    ours, floor = ticks(folder / "ticks")
    yield Figure("a tick until it is saved, p99, ms", p99(ours), 5)
    yield Figure("  the same, median, ms", statistics.median(ours))
    yield Figure("  floor: a bare insert and commit, p99, ms", p99(floor))
    yield Figure("  floor: the same, median, ms", statistics.median(floor))
    tenth, large = made(logs, count // 10), made(logs, count)
    speeds = []
    for log, events in ((tenth, count // 10), (large, count)):
        speed, memory = verified(log)
        speeds.append(speed)
        yield Figure(f"verify {events:,} events: events a second of processor", speed)
        yield Figure("  peak resident memory, MB", memory, 60)
    yield Figure("  time an event, the large log against the small one", speeds[0] / speeds[1], 1.25)
    for name, words, usable in (("a trial", [SAMPLE], USABLE), ("the opening screen", [], OPENING)):
        ratio = start_ratio(large, made(folder, ANSWERS + 2), words, usable, runs)
        yield Figure(f"start on {name}, {count:,} events against those of one subject", ratio, 1.1)


def p99(values: Sequence[float]) -> float:
    """Of sorted values."""
    return values[len(values) * 99 // 100]


def main() -> int:
    parser = argparse.ArgumentParser(description="What the screening log costs.")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--logs", type=Path, help="make the large logs here, or find them here")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long the writers write")
    parser.add_argument("--runs", type=int, default=9, help="pairs of starts")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--who", default="", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.write:
        write(chosen.write, chosen.who, chosen.seconds)
        return 0
    missed = False
    print(f"{'figure':<62}{'measured':>12}{'must':>8}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for one in figures(chosen.events, folder, chosen.seconds, chosen.runs, chosen.logs or folder):
            over = one.must is not None and one.measured > one.must
            missed = missed or over
            must = "" if one.must is None else f"{one.must:g}"
            print(f"{one.name:<62}{one.measured:>12,.2f}{must:>8}{'  MISSED' if over else ''}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
