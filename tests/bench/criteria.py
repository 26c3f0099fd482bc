"""How fast criteria are read: texts a second over ../shared/corpora, and against the plainest splitter there is.

    python -m tests.bench.criteria [--runs N]

Prints processor time, not time on the clock, so that what else the machine does matters less; the fastest of the runs
counts. The splitter tries one regular expression on each line, makes one criterion of each that is marked, and knows no
sides, parts, operators or cohorts: the ratio holds on any machine. Says so and stops where there are no corpora.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence

from tests.unit.eligibility.test_corpora import CORPORA, texts

from trialtui.eligibility.reading import read_criteria

MARKED = re.compile(r"\s*(?:[*•·-]|\(?\w{1,3}[.)])\s+(\S.*)")


def split_plainly(text: str) -> list[str]:
    """The words of every line that begins with a bullet or a number."""
    return [match[1] for line in text.splitlines() if (match := MARKED.match(line))]


def seconds(read: Callable[[str], object], everything: Sequence[str], runs: int) -> float:
    """Processor seconds for all the texts, in the fastest of the runs; one more, which warms up, does not count."""
    taken = []
    for _ in range(runs + 1):
        began = time.process_time()
        for text in everything:
            read(text)
        taken.append(time.process_time() - began)
    return min(taken[1:])


def main() -> int:
    parser = argparse.ArgumentParser(description="How fast criteria are read.")
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    if not CORPORA.exists():
        print(f"skipped: there are no corpora at {CORPORA}")
        return 0
    everything = list(texts())
    criteria = sum(len(read_criteria(text).criteria) for text in everything)
    ours = seconds(read_criteria, everything, chosen.runs)
    plain = seconds(split_plainly, everything, chosen.runs)
    print(f"{len(everything)} texts, {sum(map(len, everything)):,} characters, {criteria:,} criteria")
    print(f"{len(everything) / ours:>10,.0f} texts a second, {1e6 * ours / criteria:.0f} µs a criterion")
    print(f"{len(everything) / plain:>10,.0f} texts a second by one expression a line")
    print(f"{ours / plain:>10.1f} times the time of that")
    return 0


if __name__ == "__main__":
    sys.exit(main())
