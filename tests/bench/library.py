"""How fast the library takes trials in and finds them, each figure beside its floor in the same run.

    python -m tests.bench.library NDJSON… [--library DIR] [--studies N] [--runs N]

NDJSON holds studies, one a line (invented ones are made by shared/tools/make_studies.py). They are added to a library in DIR, which
must be empty or is searched as it is where it holds trials; else to one that is thrown away. Figures are processor time of all
threads, since others may be at work on the machine; behind them the time that passed. "p99" is the slowest of a hundred. Floors:
decoding and pressing alone for adding; pressing alone for the disk; the engine's bare query, for its count only, for a search; the
engine's own counting of the same fields, commonest first, for the counts.
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import tantivy
from tests.bench.adding import processor

from trialtui.copies.detect import Part
from trialtui.library.trials.adding import Adding
from trialtui.library.trials.index import COLUMNS, FILTERS, LONG, SHORT, TrialIndex, column
from trialtui.library.trials.packing import Press
from trialtui.library.trials.searching import Search
from trialtui.library.trials.store import Library

SAMPLE = 2000  # studies of which the floors of adding are taken
COMMON = ("study", "cancer", "patients", "treatment")
HALF = ("pain", "lung")
ASKED = {
    "common word": COMMON,
    "two words": ("cancer patients", "heart failure", "breast cancer", "acute infection"),
    "phrase": ('"breast cancer"', '"heart failure"', '"informed consent"', '"prostate cancer"'),
    "filtered": ("cancer status:recruiting", "patients phase:2 country:Germany", "study age:64", "asthma updated:>=2020"),
    "prefix while typing": ("c", "can", "breast ca", "pat"),
}  # fmt: skip
MUST = {
    "common word": 10,
    "two words": 15,
    "phrase": 15,
    "filtered": 15,
    "prefix while typing": 15,
}  # ms at 100,000
COUNTS_MUST = 10


def lines(paths: Sequence[str], most: int) -> Iterator[tuple[str, bytes]]:
    """Studies with a name each."""
    opened = ((path, open(path, "rb")) for path in paths)  # noqa: SIM115 -- read to their ends
    every = (
        (f"{path}:{number}", line.rstrip(b"\n"))
        for path, file in opened
        for number, line in enumerate(file, 1)
    )
    return itertools.islice(every, most)


def adding(library: Library, paths: Sequence[str], most: int) -> None:
    sample = [raw for _, raw in lines(paths, min(most, SAMPLE))]
    press, before = Press(), time.process_time()
    pressed = 0
    for raw in sample:
        orjson.loads(raw)
        pressed += len(press.pressed(raw))
    floor = (time.process_time() - before) / len(sample)
    before, wall = processor(), time.perf_counter()
    counts = Adding(library, TrialIndex(library.folder)).run(Part(*one) for one in lines(paths, most))
    took, passed = (processor() - before) / counts.taken, time.perf_counter() - wall
    print(
        f"added {counts.taken:,}: {took * 1e6:,.0f} µs of processor a study, {took / floor:.1f} times decoding and pressing"
    )
    print(
        f"  {2 / took:,.0f} a second where two cores are free (must 2,500); {counts.taken / passed:,.0f} here and now"
    )
    print(f"  pressed alone, without a dictionary: {pressed / sum(map(len, sample)):.3f} of the raw size")


def disk(library: Library) -> None:
    (raw,) = library.connection.execute("SELECT sum(size) FROM version").fetchone()
    index = sum(one.stat().st_size for one in (library.folder / "index").iterdir())
    whole = library.path.stat().st_size + index
    print(
        f"size on disk against raw: {whole / raw:.3f} (must 0.45, aim 0.37), of which the index {index / raw:.3f}"
    )


class Times(NamedTuple):
    """Milliseconds of processor, and milliseconds that passed."""

    processor: list[float]
    passed: list[float]

    def __str__(self) -> str:
        p50, p99 = at(self.processor, 0.5), at(self.processor, 0.99)
        passed = f"{at(self.passed, 0.5):6.2f} /{at(self.passed, 0.99):6.2f}"
        return f"p50 {p50:6.2f}  p99 {p99:6.2f} ({passed} passed)"


def at(values: Sequence[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def measured(
    name: str, must: int, asked: Sequence[tuple[Callable[[], object], Callable[[], object]]], runs: int
) -> None:
    """Each thing asked, run after run beside its floor."""
    own, floor = Times([], []), Times([], [])
    for pair in asked:
        for one in pair:
            one()
        for _ in range(runs):
            for times, one in zip((own, floor), pair, strict=True):
                before, wall = time.process_time(), time.perf_counter()
                one()
                times.processor.append((time.process_time() - before) * 1000)
                times.passed.append((time.perf_counter() - wall) * 1000)
    print(f"{name:<28} {own} must {must:2}   floor {floor}")


def searching(library: Library, runs: int) -> None:
    search = Search(TrialIndex(library.folder))
    index = TrialIndex(library.folder).open()
    searcher = index.searcher()
    print(f"the index is in {searcher.num_segments} pieces; milliseconds of processor, and that passed:")

    def bare(words: str) -> Any:
        """The words in the text alone, as the engine's own parser takes them."""
        plain = " ".join(word for word in words.split() if ":" not in word)
        query = index.parse_query(f"+{plain}" if plain.startswith('"') else plain, ["text"])
        return lambda: searcher.search(query, 1, count=True)

    for name, several in ASKED.items():
        typing = name.startswith("prefix")
        asked = [(partial(shown, library, search, words, typing), bare(words)) for words in several]
        measured(name, MUST[name], asked, runs)
    before = time.process_time()
    search.counts("")
    print(
        f"counts, once for an index as it stands: {(time.process_time() - before) * 1000:.0f} ms of processor"
    )

    def engine(words: str, filters: Sequence[str]) -> Any:
        query = tantivy.Query.term_query(index.schema, "text", words)
        columns = {name: {"terms": {"field": column(name), "size": 12}} for name in filters if name in LONG}
        short = any(name in SHORT for name in filters)
        return lambda: (
            searcher.aggregate(query, columns),
            searcher.terms_with_prefix(FILTERS, "", query) if short else (),
        )

    groups: tuple[tuple[tuple[str, ...], str], ...] = ((COMMON, "common word"), (HALF, "two fifths"))
    for common, kind in groups:
        for filters in (COLUMNS, SHORT, *((name,) for name in LONG)):
            name = filters[0] if len(filters) == 1 else "all filters" if filters == COLUMNS else "all short"
            pairs = [(partial(search.counts, words, filters), engine(words, filters)) for words in common]
            measured(f"{kind}: {name}", COUNTS_MUST, pairs, runs)


def shown(library: Library, search: Search, words: str, typing: bool) -> object:
    """The 50 best with the exact count, and their lines."""
    return library.entries(search.best(words, typing=typing).rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", metavar="NDJSON")
    parser.add_argument("--library", type=Path)
    parser.add_argument("--studies", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        library = Library(options.library or Path(folder))
        library.create()
        if not library.count():
            adding(library, options.paths, options.studies)
        print(f"{library.count():,} trials; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        disk(library)
        searching(library, options.runs)


if __name__ == "__main__":
    main()
