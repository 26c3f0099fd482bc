"""What the path to the first screen imports, and what each module costs: the 25 dearest, and everything of ours.

    python -m tests.bench.import_cost [--runs N] [--top N]

Runs `python -X importtime` on the program up to the class of the application, several times, and takes the median of
each module's own time (what it imports in turn not counted), in milliseconds.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
from collections import defaultdict

# The modules that `trialtui COPY` has imported when its first screen stands, by the same way.
PATH = (
    "import trialtui.__main__, trialtui.ui.app;"
    "from trialtui.copies.reader import open_copy;"
    "from trialtui.copies.sample import sample_path;"
    "from trialtui.library.directory import data_directory;"
    "from trialtui.library.log import ScreeningLog;"
    "from trialtui.desk import Desk;"
    "import trialtui.ui.panes.sheet, trialtui.sheets.summary, tempfile;"
    "from pathlib import Path;"
    "Desk(open_copy(sample_path()), ScreeningLog(Path(tempfile.mkdtemp()), who='bench'))"
)
_LINE = re.compile(r"import time:\s*(\d+) \|\s*(\d+) \| +(\S+)")


def own_milliseconds() -> dict[str, float]:
    """Each module imported on the way to the first screen: its own time in ms, in the order of import."""
    # Without bytecode on disk every run would compile our sources anew, and those of nobody else.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    argv = [sys.executable, "-X", "importtime", "-c", PATH]
    done = subprocess.run(argv, env=environ, capture_output=True, text=True, check=True)
    return {name: int(own) / 1000 for own, _, name in _LINE.findall(done.stderr)}


def medians(runs: int) -> dict[str, float]:
    """The median own time of each module over `runs` runs, in ms."""
    seen: dict[str, list[float]] = defaultdict(list)
    for _ in range(runs):
        for name, own in own_milliseconds().items():
            seen[name].append(own)
    return {name: statistics.median(times) for name, times in seen.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description="What the path to the first screen imports, and its cost.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--top", type=int, default=25)
    chosen = parser.parse_args()
    own_milliseconds()  # the bytecode is there and the disk is warm
    cost = medians(chosen.runs)
    by_cost = sorted(cost.items(), key=lambda pair: -pair[1])
    rooms: dict[str, float] = defaultdict(float)
    for name, own in cost.items():
        rooms[name.partition(".")[0]] += own
    print(f"{len(cost)} modules, {sum(cost.values()):.1f} ms")
    for title, pairs in (
        ("by package", sorted(rooms.items(), key=lambda pair: -pair[1])[: chosen.top]),
        (f"the {chosen.top} dearest modules", by_cost[: chosen.top]),
        ("all of ours", [pair for pair in by_cost if pair[0].startswith("trialtui")]),
    ):
        print(f"\n{title}: own ms")
        for name, own in pairs:
            print(f"{own:8.2f}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
