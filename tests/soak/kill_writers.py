"""Kill writers of the screening log with SIGKILL, again and again, and count what was acknowledged and is missing.

    python tests/soak/kill_writers.py [KILLS] [--writers N] [--seed S] [--data DIR] [--log URL]

KILLS (500 unless told) times, N writers (4) append to one log at once, each printing the sequence number of every event
that `append` returned for; all are killed at a random moment between their start and a quarter of a second of writing.
Then the log is opened, every number that was printed is looked up, and the chain is recomputed.
Exit code 0 if nothing is missing, 1 if anything is. 500 kills take about six minutes. The test suite does 20 of them.
"""

from __future__ import annotations

import argparse
import os
import random
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from trialtui.library.log import NotSaved, Place, ScreeningLog, new_subject
from trialtui.screening.events import NewEvent

TRIAL, RECORD = "NCT00000001", "0" * 64


class Killed(NamedTuple):
    """What came of the kills: all acknowledged (who, seq) pairs, those missing, and what verifying said."""

    kills: int
    acknowledged: int
    missing: list[tuple[str, int]]
    problems: list[str]


def write_until_killed(directory: Path, who: str, address: str = "") -> None:
    """Append for ever, as a person in a great hurry would; print what is acknowledged, past every buffer."""
    log = ScreeningLog(directory, who=who, busy_seconds=30, address=address)
    subject = new_subject()
    number = 0
    while True:
        new = {"answer": "yes", "reason": "", "note": "n" * (number % 97) * 60, "source": ""}
        content = {"code": "I6", "text": "words", "old": None, "new": new}
        events = [NewEvent("answer.given", content, subject, TRIAL, RECORD, f"f{number}")]
        if number == 0:
            created = NewEvent("subject.created", {"code": who, "draft": False}, subject)
            events.insert(0, created)
        try:
            written = log.append(*events, place=Place(subject, TRIAL, row="I6"))
        except NotSaved as reason:
            print(reason, file=sys.stderr, flush=True)
            continue
        os.write(1, b"".join(b"%d\n" % event.seq for event in written))
        log.rest(Place(subject, TRIAL, row="I7"))
        number += 1


def kill(kills: int, directory: Path, *, writers: int = 2, seed: int = 0, address: str = "") -> Killed:
    """Start and kill; then compare. What a writer printed in its last, torn line is left out."""
    chance = random.Random(seed)
    acknowledged: list[tuple[str, int]] = []
    problems = []
    for round_number in range(kills):
        names = [f"W-{round_number}-{n}" for n in range(writers)]
        command = [sys.executable, __file__, "--write", "--data", str(directory), "--log", address, "--who"]
        running = [
            subprocess.Popen([*command, name], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for name in names
        ]
        _wait_and_kill(running, chance)
        for name, process in zip(names, running, strict=True):
            out, errors = process.communicate()
            acknowledged += [(name, int(line)) for line in out.split(b"\n")[:-1]]
            problems += [line for line in errors.decode().splitlines() if line]
    log = ScreeningLog(directory, who="checking", address=address)
    there = {(event.who, event.seq) for event in log.events()}
    found = log.verify()
    problems += [found.reason] if not found.ok else []
    problems += [log.damage] if log.damage else []
    log.close()
    missing = [pair for pair in acknowledged if pair not in there]
    return Killed(kills, len(acknowledged), missing, problems)


def _wait_and_kill(running: list[subprocess.Popen[bytes]], chance: random.Random) -> None:
    """Nine times in ten wait for the first acknowledgement, so that the kill falls into the writing; else anywhere."""
    first = running[0].stdout
    assert first is not None
    if chance.random() < 0.9:
        select.select([first], [], [], 30)  # readable at the first acknowledgement, or at its end
    time.sleep(chance.random() * 0.25)
    for process in running:
        process.kill()


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Kill writers of the screening log and count what is missing."
    )
    parser.add_argument("kills", nargs="?", type=int, default=500)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--data", type=Path, help="keep the log here (else in a temporary directory)")
    parser.add_argument("--log", default="", help="an empty log on a server, postgresql://… (else in --data)")
    parser.add_argument("--who", default="writer", help=argparse.SUPPRESS)
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.write:
        write_until_killed(chosen.data, chosen.who, chosen.log)
    with tempfile.TemporaryDirectory() as temporary:
        directory = chosen.data or Path(temporary) / "data"
        done = kill(chosen.kills, directory, writers=chosen.writers, seed=chosen.seed, address=chosen.log)
    print(f"{done.kills} kills of {chosen.writers} writers (seed {chosen.seed})")
    print(f"{done.acknowledged} events acknowledged, {len(done.missing)} of them missing")
    for problem in done.problems:
        print(problem)
    return 1 if done.missing or done.problems or not done.acknowledged else 0


if __name__ == "__main__":
    sys.exit(main())
