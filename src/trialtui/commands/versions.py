"""Versions on the command line: which are kept of a trial, what changed between them, and the marked trials that this is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date

from trialtui.commands.library import refused
from trialtui.exports.changes import SAYS_NOTHING, Since, change_json, change_lines, version_json
from trialtui.front import (
    DONE,
    FOUND,
    WRONG,
    Parser,
    WrongUse,
    common,
    fail,
    open_log,
    print_json,
    print_lines,
)
from trialtui.kept_versions import KeptVersion, KeptVersions, compare, of_the_library, read_version, sources
from trialtui.library.directory import data_directory
from trialtui.library.trials.store import Library

NOT_THERE = "not in the library: {trials}"
NO_MARKS = (
    "no trial is marked: `trialtui mark ID` marks one, or name trials (trialtui changes --since DATE ID…)"
)


def history_parser() -> Parser:
    parser = common(Parser(prog="trialtui history", description="List the versions kept of a trial."))
    parser.add_argument("trial", metavar="ID")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=_history)
    return parser


def changes_parser() -> Parser:
    parser = common(
        Parser(
            prog="trialtui changes",
            description="Tell what changed in the marked trials, or in those named, since a day: criteria first, word by word.",
        )
    )
    parser.add_argument("trials", metavar="ID", nargs="*", help="else the marked trials")
    parser.add_argument("--since", metavar="DATE", type=_day, required=True, help="such as 2026-01-31")
    parser.add_argument("--all", action="store_true", help="every field that changed, in full")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=_changes)
    return parser


def mark_parser() -> Parser:
    parser = common(
        Parser(prog="trialtui mark", description="Mark trials; without ID, list the marked ones.")
    )
    parser.add_argument("trials", metavar="ID", nargs="*")
    parser.set_defaults(run=_mark)
    return parser


def unmark_parser() -> Parser:
    parser = common(Parser(prog="trialtui unmark", description="Take the marks of trials away."))
    parser.add_argument("trials", metavar="ID", nargs="+")
    parser.set_defaults(run=_unmark)
    return parser


def _day(words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{words} is no day of the form 2026-11-22") from None


# --- which trials


def _library(options: argparse.Namespace) -> Library:
    library = Library(data_directory(options.data))
    library.count()  # refuses where there is none
    return library


def _known(library: Library, named: list[str]) -> list[str]:
    """The trials as the library writes them. Raises WrongUse, and nothing is done."""
    rows = {one: library.row_of(one.strip()) for one in named}
    unknown = [one for one, row in rows.items() if row is None]
    if unknown:
        raise WrongUse(NOT_THERE.format(trials=", ".join(unknown)))
    return [one.trial for one in library.entries([row for row in dict.fromkeys(rows.values()) if row])]


# --- marks


@refused
def _mark(options: argparse.Namespace) -> int:
    from trialtui.library.trials.marks import mark, marked

    if not options.trials:
        print_lines(marked(_library(options)) or ["no trial is marked"])
        return DONE
    library = _library(options)  # a mark waits for nobody who adds
    known = _known(library, options.trials)
    new = mark(library, known)
    print_lines([f"{new} marked, {len(known) - new} marked before; {len(marked(library))} in all"])
    return DONE


@refused
def _unmark(options: argparse.Namespace) -> int:
    from trialtui.library.trials.marks import marked, unmark

    library = _library(options)
    before = {trial.casefold() for trial in marked(library)}
    named = [one.strip() for one in options.trials]
    without = ", ".join(one for one in named if one.casefold() not in before)
    gone = unmark(library, named)
    told = f"{gone} taken away; {len(marked(library))} in all"
    print_lines([f"{told}; not marked: {without}" if without else told])
    return DONE if gone else FOUND


# --- history


@refused
def _history(options: argparse.Namespace) -> int:
    trial, versions = _kept(options)
    if options.json:
        print_json({"trial": trial, "versions": [version_json(one) for one in versions]})
        return DONE
    for one in versions:
        print_lines([_version_line(one), *(f"            {words}" for words in one.screened_words())])
    if len(found := sources(versions)) > 1:
        print_lines([f"from {len(found)} sources: {'; '.join(found)}; {SAYS_NOTHING}"])
    return DONE


def _kept(options: argparse.Namespace) -> tuple[str, list[KeptVersion]]:
    """A trial of the library, or of the screenings kept here, and its versions. Raises WrongUse, LibraryRefused."""
    from trialtui.library.log import LogRefused

    try:
        log = open_log(options)
        wanted = options.trial.strip().casefold()
        screened = next((one for one in log.trials() if one.casefold() == wanted), None)
        trial = screened or _known(_library(options), [options.trial])[0]
        if versions := KeptVersions(log, trial).found():
            return trial, versions
        return trial, of_the_library(_library(options), *_known(_library(options), [trial]))
    except LogRefused as problem:
        raise WrongUse(str(problem)) from None


def _version_line(one: KeptVersion) -> str:
    mark = "current" if one.current else ""
    added = f"added {one.added_at[:10]}" if one.added_at else "with a screening"
    return f"{one.dated:<10}  {mark:<7}  {added:<16}  {one.format:<24} {one.size:>11,} bytes  {one.name}"


# --- changes


@refused
def _changes(options: argparse.Namespace) -> int:
    from trialtui.library.trials.marks import marked

    library = _library(options)
    named = _known(library, options.trials) or marked(library)
    if not named:
        return fail(NO_MARKS, WRONG)
    found = [
        compared
        for trial in named
        if library.row_of(trial) is not None
        for compared in _since(library, trial, options.since)
    ]
    if options.json:
        print_json([change_json(one) for one in found])
    else:
        for one in found:
            print_lines(change_lines(one, whole=options.all))
        if not found:
            print_lines([f"no newer version since {options.since} of {len(named):,} trials"])
    return DONE


def _since(library: Library, trial: str, day: str) -> Iterator[Since]:
    """The newest version dated on this day or later, against the newest that is older (else the oldest kept)."""
    versions = of_the_library(library, trial)
    newer = [one for one in versions if (one.updated or one.added_at[:10]) >= day]
    if not newer:
        return
    older = [one for one in versions if one not in newer]
    before = older[0] if older else newer[-1] if len(newer) > 1 else None
    if before is None:
        yield Since(trial, None, newer[0])
        return
    readings = [read_version(library, trial, one) for one in (before, newer[0])]
    yield Since(trial, before, newer[0], compare(*readings))
