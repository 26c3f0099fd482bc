"""The trials a site keeps, on the command line: take copies in, list, search, take away, check."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trialtui.front import (
    DONE,
    FOUND,
    NOT_SAVED,
    WRONG,
    Parser,
    common,
    fail,
    print_json,
    print_lines,
    printable,
)
from trialtui.library.directory import data_directory
from trialtui.library.trials.store import Library, LibraryRefused
from trialtui.record.literal import one_line
from trialtui.record.words import phase_words

if TYPE_CHECKING:
    from trialtui.library.trials.adding import Adding, Counts
    from trialtui.library.trials.entry import Entry
    from trialtui.library.trials.index import TrialIndex

WAIT_SECONDS = 5.0
SHOWN = 50
PROGRESS_SECONDS = 1.0


def add_parser() -> Parser:
    parser = common(Parser(prog="trialtui add", description="Take copies of trial records into the library."))
    parser.add_argument(
        "paths", metavar="PATH", nargs="+", help="files, folders, zip archives; - for standard input"
    )
    parser.add_argument("--json", action="store_true", help="print the counts, for programs")
    parser.set_defaults(run=_add)
    return parser


def list_parser() -> Parser:
    parser = common(Parser(prog="trialtui list", description="List the trials of the library, newest first."))
    _listing(parser)
    parser.set_defaults(run=_list)
    return parser


class _SearchParser(Parser):
    """Takes "-word" for a word that must not be there, unless it is one of our own options."""

    OWN = ("-n", "-h", "--help", "--json", "--counts", "--data", "--who")

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        words = [word if word.partition("=")[0] in self.OWN else _MARK + word for word in args]
        for at, word in enumerate(words):
            if at and words[at - 1] in ("-n", "--data", "--who"):
                words[at] = word.removeprefix(_MARK)
        options = super().parse_args(words, namespace)
        options.words = [word.removeprefix(_MARK) for word in options.words]
        return options


_MARK = "\0"  # no shell can give it


def search_parser() -> Parser:
    parser = common(
        _SearchParser(
            prog="trialtui search",
            description='Search the library: words, "phrases", prefix*, -not, field:value.',
        )
    )
    parser.add_argument("words", metavar="WORDS", nargs="+")
    parser.add_argument("--counts", action="store_true", help="print how many hits each filter's values have")
    _listing(parser)
    parser.set_defaults(run=_search)
    return parser


def remove_parser() -> Parser:
    parser = common(
        Parser(
            prog="trialtui remove",
            description="Take trials and all their copies out of the library. Screenings stay.",
        )
    )
    parser.add_argument("trials", metavar="ID", nargs="+")
    parser.set_defaults(run=_remove)
    return parser


def library_parser() -> Parser:
    parser = common(
        Parser(prog="trialtui library", description="Check the library, or make its search index again.")
    )
    parser.add_argument("what", choices=("check", "rebuild"))
    parser.set_defaults(run=_library)
    return parser


def _listing(parser: Parser) -> None:
    parser.add_argument("--json", action="store_true", help="print the trials, for programs")
    parser.add_argument("-n", dest="limit", type=int, default=SHOWN, metavar="N", help="how many to print")


@contextmanager
def _changing(options: argparse.Namespace) -> Iterator[tuple[Library, TrialIndex]]:
    """The library, made if there is none, held for changes."""
    from trialtui.library import directory
    from trialtui.library.trials.index import TrialIndex
    from trialtui.library.trials.lock import alone

    folder = data_directory(options.data)
    directory.make(folder)
    library = Library(folder)
    with alone(folder, WAIT_SECONDS):
        library.create()
        try:
            yield library, TrialIndex(folder)
        finally:
            library.close()


def _refused(run: Any) -> Any:
    def inside(options: argparse.Namespace) -> int:
        import sqlite3

        from trialtui.library.trials.index import IndexUnusable
        from trialtui.library.trials.lock import LibraryBusy
        from trialtui.library.trials.query import QueryError

        try:
            return int(run(options))
        except QueryError as problem:
            return fail(str(problem), WRONG)
        except (LibraryBusy, LibraryRefused, IndexUnusable) as problem:
            return fail(str(problem), NOT_SAVED)
        except (OSError, sqlite3.Error) as problem:
            words = (getattr(problem, "strerror", None) or str(problem)).lower()
            return fail(f"{data_directory(options.data)}: {words}", NOT_SAVED)

    return inside


# --- add


@_refused
def _add(options: argparse.Namespace) -> int:
    from trialtui.copies.bundles import parts_of_path
    from trialtui.library.trials.adding import Adding

    with _changing(options) as (library, index):
        adding = Adding(library, index)
        with _stoppable(adding):
            counts = adding.run((part for path in options.paths for part in parts_of_path(path)), _progress())
    if options.json:
        print_json(_counted(adding, counts))
    else:
        print_lines([_sentence(counts, adding.stopped)])
    for failed in () if options.json else adding.failures:
        print(printable("trialtui: " + one_line(failed.reason)), file=sys.stderr)
    return WRONG if counts.failed and not (counts.taken - counts.failed) else FOUND if counts.failed else DONE


@contextmanager
def _stoppable(adding: Adding) -> Iterator[None]:
    """The first Ctrl-C ends the taking in after what was read is written."""
    before = signal.signal(signal.SIGINT, lambda *_: adding.stop())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _progress() -> Any:
    """Says on a terminal, once a second, how far it is."""
    begun = last = time.monotonic()

    def progress(counts: Counts) -> None:
        nonlocal last
        now = time.monotonic()
        if sys.stderr.isatty() and now - last >= PROGRESS_SECONDS and counts.taken:
            last = now
            rate = counts.taken / (now - begun)
            print(
                f"\r{counts.taken:,} taken in, {rate:,.0f} a second, {counts.failed:,} failed ",
                end="",
                file=sys.stderr,
            )

    return progress


def _sentence(counts: Counts, stopped: bool) -> str:
    words = (
        f"{counts.taken:,} in: {counts.added:,} added, {counts.updated:,} updated, "
        f"{counts.unchanged:,} unchanged, {counts.failed:,} failed"
    )
    return words + ("; stopped: the same command goes on from here" if stopped else "")


def _counted(adding: Adding, counts: Counts) -> dict[str, Any]:
    return {
        "in": counts.taken,
        **counts._asdict(),
        "stopped": adding.stopped,
        "failures": [{"name": one.name, "reason": one.reason} for one in adding.failures],
    }


# --- list and search


@_refused
def _list(options: argparse.Namespace) -> int:
    library = Library(data_directory(options.data))
    entries = library.newest(options.limit)
    return _print(options, entries, library.count())


@_refused
def _search(options: argparse.Namespace) -> int:
    from trialtui.library.trials.index import TrialIndex
    from trialtui.library.trials.searching import Search

    folder = data_directory(options.data)
    library = Library(folder)
    library.count()  # refuses where there is no library
    words = " ".join(options.words)
    search = Search(_usable(library, TrialIndex(folder)))
    hits = search.best(words, options.limit)
    if hits.guessed and not options.json:
        print_lines(["Nothing says so; these differ by one letter:"])
    code = _print(options, library.entries(hits.rows), hits.total)
    if options.counts and not options.json:
        for name, values in search.counts(words).items():
            print_lines(
                [f"{name.replace('_', ' ')}: " + " · ".join(f"{value} {count}" for value, count in values)]
            )
    return code


def _usable(library: Library, index: TrialIndex) -> TrialIndex:
    """The index, made again first where it is missing, torn or of another version."""
    from trialtui.library.trials.adding import settle
    from trialtui.library.trials.index import IndexUnusable
    from trialtui.library.trials.lock import alone

    try:
        index.open()
        behind = bool(library.pending())
    except IndexUnusable:
        behind = True
    if behind:
        with alone(library.folder, WAIT_SECONDS):
            settle(library, index)
    return index


def _print(options: argparse.Namespace, entries: list[Entry], count: int) -> int:
    if options.json:
        print_json({"count": count, "trials": [entry._asdict() for entry in entries]})
    else:
        print_lines([line(entry) for entry in entries])
        if count > len(entries):
            print_lines([f"… {len(entries):,} of {count:,}; -n N prints more"])
    return DONE if count else FOUND


def line(entry: Entry) -> str:
    """A trial in one line: "NCT06377228  WITHDRAWN  Phase 1  TAK-007 in …"."""
    phase = phase_words(entry.phases) or "no phase"
    return f"{entry.trial:<14} {entry.status or 'no status':<24} {phase:<16} {entry.title}"


# --- remove, check, rebuild


@_refused
def _remove(options: argparse.Namespace) -> int:
    from trialtui.library.trials.adding import settle

    with _changing(options) as (library, index):
        unknown = [trial for trial in options.trials if library.row_of(trial) is None]
        if unknown:
            return fail(f"not in the library, so nothing was removed: {', '.join(unknown)}", WRONG)
        library.remove(options.trials)
        settle(library, index)
        print_lines([f"{len(options.trials)} removed, {library.count():,} left; screenings are untouched"])
    return DONE


@_refused
def _library(options: argparse.Namespace) -> int:
    from trialtui.library.trials.adding import settle
    from trialtui.library.trials.checking import check

    folder: Path = data_directory(options.data)
    if options.what == "check":
        problems = check(Library(folder))
        print_lines(problems or ["every copy is whole, and the search index knows every trial"])
        return FOUND if problems else DONE
    with _changing(options) as (library, index):
        index.drop()
        print_lines([f"{settle(library, index):,} trials indexed"])
    return DONE
