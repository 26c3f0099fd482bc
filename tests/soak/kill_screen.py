"""Kill the real screen with SIGKILL while somebody answers, again and again: what it called saved must be there.

    python -m tests.soak.kill_screen [KILLS] [--seed S] [--data DIR]

Each of the KILLS (200 unless told) runs opens the sample in a pseudo-terminal on a fresh screening log, presses random
answer keys as a person would, and kills the program at a random moment. Every row that the status line called saved, up
to the last byte that reached the terminal, is then looked up with `trialtui screen … --plain`, in a process of its own.
Exit code 0 if nothing is missing, 1 if anything is. 200 kills take about eight minutes. The test suite does six of them.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.wire.terminal import SAMPLE, Terminal, command, trialtui

_SAVED = re.compile(r"saved [0-9:]{8} (?:·|-) (\S+) (Yes|No|\?|n/a)")
_ON_PAPER = re.compile(r"^ *([RIE][0-9.]+)(?: \([^)]*\))? \[([^\]]+)\]", re.M)
_WORDS = {"Yes": "Yes", "No": "No", "?": "Unknown", "n/a": "Not applicable"}
_GIVES = {"y": "Yes", "n": "No", "u": "Unknown"}
SUBJECT = "DRAFT-1"


class Killed(NamedTuple):
    """What came of the kills. `missing` says run, row, what was called saved, and what is kept."""

    kills: int
    acknowledged: int
    missing: list[tuple[int, str, str, str]]
    problems: list[str]


class Sitting:
    """One person answering on one screen until it is killed. `saved` holds each row and the answer last called saved."""

    def __init__(self, terminal: Terminal, chance: random.Random) -> None:
        self.terminal, self.chance = terminal, chance
        self.saved: dict[str, str] = {}
        self.last: set[str] = set()  # the row called saved last, and those since somebody began to hurry
        self.hurrying = False
        terminal.on_frame = self.take_down

    def take_down(self) -> None:
        """Take down what the status line calls saved, frame by frame."""
        if said := _SAVED.search(self.terminal.text()):
            row = _one_name(said[1])
            self.saved[row] = _WORDS[said[2]]
            self.last = self.last | {row} if self.hurrying else {row}

    def press(self) -> str:
        """Go somewhere, press an answer key, and wait for nothing; the key."""
        for _ in range(self.chance.randrange(3)):
            self.terminal.type(self.chance.choice("]]jjk["))
        key = self.chance.choice(["y", "n", "u", "Space"])
        self.terminal.type(key)
        return key

    def answer(self) -> None:
        """Press an answer key and wait for what comes of it; a change of an answer gets its reason."""
        before, until = self.terminal.line(-2), time.monotonic() + 1
        asked = False
        self.press()
        while time.monotonic() < until:
            self.terminal.read(0.005)
            if "because:" in self.terminal.text():
                if not asked:
                    self.terminal.type("1")
                    self.terminal.type("Enter")
                asked = True
            elif self.terminal.line(-2) != before:
                self.terminal.settle(0.06)
                return


def _one_name(row: str) -> str:
    """The sample's I16 repeats R1: one answer for both."""
    return "R1" if row == "I16" else row


def kill_once(data: Path, chance: random.Random) -> dict[str, set[str]]:
    """One run: each row that was called saved, and what may be kept for it.

    That is what was called saved; for the last such rows also what was pressed in a hurry and perhaps never shown.
    """
    with trialtui(data, SAMPLE) as terminal:
        terminal.wait_for("scopes proposed")
        terminal.settle(0.1)
        terminal.press("3")
        sitting = Sitting(terminal, chance)
        for _ in range(chance.randrange(1, 10)):
            sitting.answer()
        sitting.hurrying = True
        pressed = {sitting.press() for _ in range(chance.randrange(4))}
        until = time.monotonic() + chance.random() * 0.06
        while time.monotonic() < until:
            terminal.read(0.005)
        terminal.kill9()  # what had reached the terminal by then counts too
    kept = {row: {word} for row, word in sitting.saved.items()}
    for row in sitting.last:
        kept[row] |= {_GIVES[key] for key in pressed if key in _GIVES}
    return kept


def kept_answers(data: Path) -> dict[str, str]:
    """Each row and its answer, as the text command prints them."""
    done = command(data, "screen", SAMPLE, "--subject", SUBJECT, "--plain")
    if done.returncode:
        raise RuntimeError(f"the answers of {data} cannot be printed: {done.stderr.decode()}")
    return dict(_ON_PAPER.findall(done.stdout.decode()))


def kill(kills: int, directory: Path, *, seed: int = 0) -> Killed:
    """Run and kill; then compare."""
    chance = random.Random(seed)
    acknowledged = 0
    missing: list[tuple[int, str, str, str]] = []
    problems: list[str] = []
    for number in range(kills):
        data = directory / f"run-{number}"
        saved = kill_once(data, chance)
        acknowledged += len(saved)
        kept = kept_answers(data) if saved else {}
        for row, words in saved.items():
            if kept.get(row) not in words:
                missing.append((number, row, "/".join(sorted(words)), kept.get(row, "nothing")))
        if saved and (verified := command(data, "verify")).returncode:
            problems.append(verified.stderr.decode().strip())
    return Killed(kills, acknowledged, missing, problems)


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Kill the screen and count what it called saved and is missing."
    )
    parser.add_argument("kills", nargs="?", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--data", type=Path, help="keep the logs here (else in a temporary directory)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        done = kill(chosen.kills, chosen.data or Path(temporary), seed=chosen.seed)
    print(f"{done.kills} kills of the screen (seed {chosen.seed})")
    print(f"{done.acknowledged} rows called saved, {len(done.missing)} of them missing")
    for number, row, words, kept in done.missing:
        print(f"run {number}: {row} was {words}, kept is {kept}")
    for problem in done.problems:
        print(problem)
    return 1 if done.missing or done.problems or not done.acknowledged else 0


if __name__ == "__main__":
    sys.exit(main())
