"""What it costs to take a study into the library: stage by stage, each beside its floor, then all of it.

    python -m tests.bench.adding NDJSON… [--studies N] [--sample N] [--whole]

NDJSON holds studies, one a line. Figures are microseconds of processor a study, the least of three runs, of all processes together:
others may be at work on the machine. Two cores that are free take in 2,000,000 / µs studies a second, if nobody waits.
"""

from __future__ import annotations

import argparse
import hashlib
import marshal
import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import tantivy

from trialtui.copies.bundles import pieces_of_path
from trialtui.copies.ctgov_json import listed
from trialtui.copies.decoding import decode_copy
from trialtui.copies.detect import Part
from trialtui.copies.reader import listed_look
from trialtui.library.trials import readers
from trialtui.library.trials.adding import Adding
from trialtui.library.trials.entry import entry_of, indexed
from trialtui.library.trials.index import TrialIndex, written
from trialtui.library.trials.packing import Press, make_dictionary, zstd
from trialtui.library.trials.reading import Reader, Ready
from trialtui.library.trials.store import Library

RUNS = 3
MUST = 2500  # studies a second


def processor() -> float:
    """Seconds of it, of this process and of those that ended."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def least(work: Callable[[], object]) -> float:
    """Seconds of processor, of the quickest run."""
    taken = []
    for _ in range(RUNS):
        before = time.process_time()
        work()
        taken.append(time.process_time() - before)
    return min(taken)


def every(function: Callable[[Any], object], values: Sequence[Any]) -> Callable[[], None]:
    def run() -> None:
        for value in values:
            function(value)

    return run


def stages(paths: Sequence[str], number: int) -> None:
    found = islice((piece for path in paths for piece in pieces_of_path(path)), number)
    raws = [piece.raw for piece in found if isinstance(piece, Part)]
    texts = [raw.decode() for raw in raws]
    readings = [listed_look("", raw) for raw in raws]
    dictionary = make_dictionary(raws)
    press, reader = Press(dictionary), Reader(dictionary)
    ready = [one for raw in raws for one in reader.read(Part("one", raw)) if isinstance(one, Ready)]
    told = [readers._told(one) for one in ready]
    rows: list[tuple[str, Callable[[], object], Callable[[], object] | None]] = [
        ("told apart, one a line", lambda: list(islice(pieces_of_path(paths[0]), len(raws))), None),
        (
            "decoded, with its hash",
            every(lambda raw: decode_copy("", raw), raws),
            every(hashlib.sha256, raws),
        ),
        ("read", every(listed, texts), every(msgspec.json.Decoder(msgspec.Raw).decode, texts)),
        (
            "listed and spelled out for the index",
            every(lambda one: (entry_of(one, ""), written(indexed(one.study, ""))), readings),
            None,
        ),
        ("pressed", every(press.pressed, raws), every(zstd().compress, raws)),
        ("sent to a process and back", lambda: marshal.loads(marshal.dumps([raws, told])), None),
        ("put into the tables", lambda: tables(ready), lambda: bare_tables(ready)),
        ("indexed", lambda: index(ready), lambda: bare_index(ready)),
    ]
    print(
        f"{len(raws):,} studies of {sum(map(len, raws)) // len(raws):,} bytes; load {os.getloadavg()[0]:.1f}"
    )
    whole = 0.0
    for name, work, floor in rows:
        took = least(work) / len(raws) * 1e6
        bare = f"   floor {least(floor) / len(raws) * 1e6:5.0f}" if floor else ""
        print(f"  {name:<38}{took:6.0f} µs{bare}")
        whole += took
    print(f"  {'together':<38}{whole:6.0f} µs")


def tables(ready: Sequence[Ready]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        library.create()
        for start in range(0, len(ready), 2000):
            library.keep((one.packed for one in ready[start : start + 2000]), lambda raw: b"")
        library.close()


def bare_tables(ready: Sequence[Ready]) -> None:
    """The pressed copies alone, in one table."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare")
        connection.execute("PRAGMA page_size = 65536")
        connection.execute("CREATE TABLE copy (raw BLOB)")
        connection.executemany("INSERT INTO copy VALUES (?)", ((one.packed.raw,) for one in ready))
        connection.commit()
        connection.close()


def index(ready: Sequence[Ready]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = TrialIndex(Path(folder))
        made.make()
        writer = made.writer()
        for row, one in enumerate(ready, 1):
            writer.put(row, one.written, new=True)
        writer.commit()
        writer.close()


def bare_index(ready: Sequence[Ready]) -> None:
    """The engine, with the text alone."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text")
    schema = builder.build()
    with tempfile.TemporaryDirectory() as folder:
        writer = tantivy.Index(schema, path=folder).writer(150_000_000, 1)
        for one in ready:
            text = msgspec.json.decode("{" + one.written.fields)["text"]
            writer.add_document(tantivy.Document.from_dict({"text": text}, schema))
        writer.commit()
        writer.wait_merging_threads()


def whole(paths: Sequence[str], most: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        library.create()
        pieces = islice((piece for path in paths for piece in pieces_of_path(path)), most)
        before, begun = processor(), time.perf_counter()
        counts = Adding(library, TrialIndex(library.folder)).run(pieces)
        took, passed = (processor() - before) / counts.taken, time.perf_counter() - begun
        segments = len(list((library.folder / "index").glob("*.idx")))
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(
        f"added {counts.taken:,}: {took * 1e6:,.0f} µs a study, {counts.taken / passed:,.0f} a second here and now"
    )
    print(
        f"  {2 / took:,.0f} a second on two free cores, if nobody waits (must {MUST:,}); {segments} segments"
    )
    print(f"  at most {own} MB here, the mapped file in it, and {child} MB in each of the others")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="+", metavar="NDJSON")
    parser.add_argument("--studies", type=int, default=100_000, help="to add")
    parser.add_argument("--sample", type=int, default=4000, help="to measure the stages by")
    parser.add_argument("--whole", action="store_true", help="no stages")
    options = parser.parse_args()
    if options.whole:
        whole(options.paths, options.studies)
    else:
        stages(options.paths, options.sample)


if __name__ == "__main__":
    main()
