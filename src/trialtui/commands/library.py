"""The trials a site keeps, on the command line: take copies in, list, search, take away, check."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trialtui.front import (
    DONE,
    FOUND,
    NOT_SAVED,
    STOPPED,
    WRONG,
    Parser,
    WrongUse,
    common,
    fail,
    print_json,
    print_lines,
    time_left,
    warn,
)
from trialtui.library.directory import data_directory
from trialtui.library.trials.store import Library, LibraryRefused, NoLibrary, told
from trialtui.record.words import phase_words

if TYPE_CHECKING:
    from trialtui.library.trials.adding import Adding, Counts
    from trialtui.library.trials.entry import Entry
    from trialtui.library.trials.index import TrialIndex
    from trialtui.library.trials.searching import Search

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
    """Takes "-word" for a word that must not be there, unless it is one of our own options; "--word" is always an option."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        given, is_value = [], False
        for word in args:
            option = self._option_string_actions.get(word)
            ours = is_value or option or word.startswith("--") or _HOW_MANY.fullmatch(word)
            given.append(word if ours else _MARK + word)
            is_value = not is_value and option is not None and option.nargs is None
        options = super().parse_args(given, namespace)
        options.words = [word.removeprefix(_MARK) for word in options.words]
        return options


_MARK = "\0"  # no shell can give it
_HOW_MANY = re.compile(r"-n\d+", re.A)


def search_parser() -> Parser:
    parser = common(
        _SearchParser(
            prog="trialtui search",
            allow_abbrev=False,
            description='Search the library: words, "phrases", prefix*, -not, field:value.',
        )
    )
    parser.add_argument("words", metavar="WORDS", nargs="*")
    parser.add_argument(
        "--save", metavar="NAME", help="keep the search under a name, in place of what had it"
    )
    parser.add_argument(
        "--saved", action="store_true", help="list the saved searches with what each finds now"
    )
    parser.add_argument("--forget", metavar="NAME", help="take a saved search away")
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
    parser.add_argument(
        "-n", dest="limit", type=_number, default=SHOWN, metavar="N", help="how many to print"
    )


def _number(words: str) -> int:
    if not (words.isascii() and words.isdigit() and len(words) <= 9):
        raise argparse.ArgumentTypeError(f"{words} is no number of trials")
    return int(words)


@contextmanager
def changing(options: argparse.Namespace) -> Iterator[tuple[Library, TrialIndex]]:
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


def refused(run: Any) -> Any:
    def inside(options: argparse.Namespace) -> int:
        import sqlite3

        from trialtui.library.trials.index import IndexUnusable
        from trialtui.library.trials.lock import LibraryBusy
        from trialtui.library.trials.query import QueryError

        try:
            return int(run(options))
        except (QueryError, NoLibrary) as problem:
            return fail(str(problem), WRONG)
        except UnicodeEncodeError as problem:
            return fail(f"{problem.object}: holds bytes that are no text", WRONG)
        except BrokenPipeError:
            raise
        except (LibraryBusy, LibraryRefused, IndexUnusable) as problem:
            return fail(str(problem), NOT_SAVED)
        except (OSError, sqlite3.Error) as problem:
            return fail(told(data_directory(options.data), problem), NOT_SAVED)

    return inside


# --- add


@refused
def _add(options: argparse.Namespace) -> int:
    from trialtui.copies.bundles import pieces_of_path
    from trialtui.library.trials.adding import Adding

    with changing(options) as (library, index):
        adding = Adding(library, index)
        with _stoppable(adding):
            pieces = (piece for path in options.paths for piece in pieces_of_path(path))
            counts = adding.run(pieces, _progress(whole_size(options.paths)))
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    if options.json:
        print_json(_counted(adding, counts))
    else:
        print_lines([_sentence(counts, adding.stopped)])
    for failed in () if options.json else adding.failures:
        warn(failed.reason)
    if adding.stopped:
        return STOPPED
    if not counts.taken:
        return fail(f"{', '.join(options.paths)}: holds no copy of a trial", WRONG)
    return WRONG if counts.failed and not counts.kept else FOUND if counts.failed else DONE


@contextmanager
def _stoppable(adding: Adding) -> Iterator[None]:
    """The first Ctrl-C ends the taking in after what was read is written; the second ends it there and then."""

    def stop(*_: Any) -> None:
        adding.stop()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def whole_size(paths: Sequence[str]) -> int | None:
    """How many bytes of copies lie at these paths, unpacked; None where that cannot be known, as of standard input."""
    size = 0
    for path in paths:
        if path == "-":
            return None
        for folder, _, names in os.walk(path) if os.path.isdir(path) else [("", (), (path,))]:
            size += sum(_size(os.path.join(folder, name)) for name in names)
    return size


def _size(path: str) -> int:
    import zipfile

    try:
        with zipfile.ZipFile(path) if path.lower().endswith(".zip") else nullcontext() as archive:
            return sum(one.file_size for one in archive.infolist()) if archive else os.path.getsize(path)
    except (OSError, ValueError, zipfile.BadZipFile):
        return 0  # what is wrong is said when its turn comes


def _progress(whole: int | None) -> Any:
    """Says on a terminal, once a second, how far it is and how long the rest will take."""
    begun = last = time.monotonic()

    def progress(counts: Counts, size: int) -> None:
        nonlocal last
        now = time.monotonic()
        if sys.stderr.isatty() and now - last >= PROGRESS_SECONDS and counts.taken:
            last = now
            print("\r" + progress_words(counts, size, whole, now - begun), end="\033[K", file=sys.stderr)

    return progress


def progress_words(counts: Counts, size: int, whole: int | None, seconds: float) -> str:
    """How far it is: "4,000 taken in, 2,000 a second, 1 failed, 40 %, 3 s left". The rest is told by bytes."""
    words = f"{counts.taken:,} taken in, {counts.taken / seconds:,.0f} a second, {counts.failed:,} failed"
    if not whole or not size:
        return words
    done = min(size / whole, 0.99)
    return f"{words}, {done:.0%}, {time_left(seconds, done)}"


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


@refused
def _list(options: argparse.Namespace) -> int:
    library = Library(data_directory(options.data))
    entries = library.newest(options.limit)
    return _print(options, entries, library.count(), "no trial is kept here")


@refused
def _search(options: argparse.Namespace) -> int:
    from trialtui.library.trials.index import IndexUnusable
    from trialtui.library.trials.marks import marked_rows
    from trialtui.library.trials.searching import Search
    from trialtui.library.trials.settling import usable_index

    library = Library(data_directory(options.data))
    if options.forget is not None:
        return _forget(library, options.forget)
    if not options.words and not options.saved:
        raise WrongUse("name the words to search for; --saved lists the saved searches")
    for again in (True, False):
        index = usable_index(library)
        try:
            return _searched(options, library, Search(index, marked_rows(library)))
        except IndexUnusable:  # torn where it is not looked at before it is searched
            if not again:
                raise
            index.drop()
    raise AssertionError("the second time returns or raises")


def _searched(options: argparse.Namespace, library: Library, search: Search) -> int:
    from trialtui.library.trials.entry import Facets
    from trialtui.library.trials.searches import save_search

    if options.saved:
        return _print_saved(options, library, search)
    words = " ".join(options.words)
    hits = search.best(words, options.limit)
    if options.save is not None:
        if not (name := " ".join(options.save.split())):
            raise WrongUse("--save: the search has no name")
        save_search(library, name, words)
    counted = search.counts(words, Facets._fields) if options.counts and not options.json else {}
    if hits.guessed and not options.json:
        print_lines(["Nothing says so; these differ by one letter:"])
    code = _print(
        options, library.entries(hits.rows), hits.total, "no trial of the library holds all of this"
    )
    for name, values in counted.items():
        told = " · ".join(f"{value} {count}" for value, count in values)
        print_lines([f"{name.replace('_', ' ')}: {told}"])
    return code


def _print_saved(options: argparse.Namespace, library: Library, search: Search) -> int:
    from trialtui.library.trials.searches import saved_searches

    found = [(one, _total(search, one.words)) for one in saved_searches(library)]
    if options.json:
        print_json([one._asdict() | {"count": count} for one, count in found])
    else:
        numbers = ["?" if count is None else f"{count:,}" for _, count in found]
        lines = [
            f"{one.name:<24} {number:>9}  {one.words}"
            for (one, _), number in zip(found, numbers, strict=True)
        ]
        print_lines(lines or ["no search is saved"])
    return DONE


def _total(search: Search, words: str) -> int | None:
    """How many trials a saved search finds; None where it cannot be understood, as by another version of this program."""
    from trialtui.library.trials.query import QueryError

    try:
        return search.best(words, 1).total
    except QueryError:
        return None


def _forget(library: Library, name: str) -> int:
    from trialtui.library.trials.searches import delete_search

    if not any(delete_search(library, one) for one in (name, " ".join(name.split()))):
        return fail(f"no search is saved as {name}", WRONG)
    print_lines([f"{name} is forgotten"])
    return DONE


def _print(options: argparse.Namespace, entries: list[Entry], count: int, nothing: str) -> int:
    if options.json:
        print_json({"count": count, "trials": [entry._asdict() for entry in entries]})
    else:
        lines = [line(entry) for entry in entries]
        if count > len(entries):
            lines.append(f"… {len(entries):,} of {count:,}; -n N prints more")
        print_lines(lines or [nothing])
    return DONE if count else FOUND


def line(entry: Entry) -> str:
    """A trial in one line: "NCT06377228  WITHDRAWN  Phase 1  TAK-007 in …"."""
    phase = phase_words(entry.phases) or "no phase"
    title = " ".join(entry.title.split()) or "no title"
    return f"{entry.trial:<14} {entry.status or 'no status':<24} {phase:<16} {title}"


# --- remove, check, rebuild


@refused
def _remove(options: argparse.Namespace) -> int:
    from trialtui.library.trials.settling import settle

    with changing(options) as (library, index):
        rows = {trial: library.row_of(trial) for trial in options.trials}
        unknown = [trial for trial, row in rows.items() if row is None]
        if unknown:
            return fail(f"not in the library, so nothing was removed: {', '.join(unknown)}", WRONG)
        before = library.count()
        trials = list({row: trial for trial, row in rows.items()}.values())
        library.remove(trials)
        settle(library, index)
        left = library.count()
        print_lines([f"{before - left:,} removed, {left:,} left; screenings are untouched"])
    return DONE


@refused
def _library(options: argparse.Namespace) -> int:
    from trialtui.library.trials.checking import check
    from trialtui.library.trials.settling import settle

    folder: Path = data_directory(options.data)
    if options.what == "check":
        problems = check(Library(folder))
        print_lines(problems or ["every copy is whole, and the search index knows every trial"])
        return FOUND if problems else DONE
    with changing(options) as (library, index):
        index.drop()
        print_lines([f"{settle(library, index):,} trials indexed"])
    return DONE
