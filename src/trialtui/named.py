"""What PATH|ID stands for, for every command alike: a path first, then a trial of the library, then one that was screened here."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from trialtui.copies.bundles import open_study
from trialtui.copies.copy import CopyReading
from trialtui.front import WrongUse, is_text, open_log
from trialtui.library.faults import LogRefused

if TYPE_CHECKING:
    from trialtui.library.trials.store import Library

NOT_KEPT = "{named}: no such file, and no trial of the library or of the screenings kept here is called so"
CALLED_SO = 6  # trials named in a refusal


def is_path(named: str) -> bool:
    """Whether this can only be a path: it is there, stands for standard input, or names a folder."""
    return named == "-" or os.sep in named or os.path.lexists(named)


def open_named(named: str, options: argparse.Namespace) -> CopyReading:
    """The one study that PATH|ID (and --study) means. Raises CopyError, WrongUse."""
    study = getattr(options, "study", None)
    if is_path(named):
        return open_study(named, study)
    if study is not None:
        raise WrongUse("--study names a study of a PATH")
    return kept(named, options)


def kept(named: str, options: argparse.Namespace) -> CopyReading:
    """The library's current copy of a trial, else the copy on which it was last screened. Raises CopyError, WrongUse."""
    found = (in_library(named, options) or _screened(named, options)) if is_text(named) else None
    if found is None:
        raise WrongUse(NOT_KEPT.format(named=named) + _what_is_there(options))
    return found


def in_library(named: str, options: argparse.Namespace) -> CopyReading | None:
    """The library's current copy of a trial: by its number, else by its organisation's or another identifier.

    Raises CopyError, WrongUse.
    """
    import sqlite3

    from trialtui.copies.reader import read_copy
    from trialtui.library.trials.store import LibraryRefused

    library = _library(options)
    if library is None:
        return None
    try:
        versions = library.versions(named.strip()) or library.versions(_called(library, named.strip()))
        return read_copy(versions[0].name, library.raw(versions[0].id)) if versions else None
    except (KeyError, ValueError):
        raise WrongUse(f"{named}: its copy in the library is damaged: add it again") from None
    except LibraryRefused as problem:
        raise WrongUse(str(problem)) from None
    except sqlite3.Error as problem:
        raise WrongUse(f"{library.path}: {problem}") from None
    finally:
        library.close()


def _library(options: argparse.Namespace) -> Library | None:
    from trialtui.library.directory import data_directory
    from trialtui.library.trials.store import Library

    library = Library(data_directory(getattr(options, "data", None)))
    return library if library.exists() else None


def _called(library: Library, named: str) -> str:
    """The trial that has this identifier beside its number; "" where none has, or nobody can tell. Raises WrongUse for several."""
    from trialtui.library.trials.index import IndexUnusable, TrialIndex
    from trialtui.library.trials.query import QueryError
    from trialtui.library.trials.searching import Search

    try:
        hits = Search(TrialIndex(library.folder)).best(f'id:"{named}"', CALLED_SO)
    except (IndexUnusable, QueryError):
        return ""
    trials = [entry.trial for entry in library.entries(() if hits.guessed else hits.rows)]
    if len(trials) > 1:
        raise WrongUse(f"{named}: {hits.total} trials of the library are called so: {', '.join(trials)}")
    return trials[0] if trials else ""


def _screened(named: str, options: argparse.Namespace) -> CopyReading | None:
    from trialtui.copies.reader import read_copy

    wanted = named.strip().casefold()
    try:
        log = open_log(options)
    except LogRefused as problem:
        raise WrongUse(str(problem)) from None
    try:
        trials = [trial for trial in log.trials() if trial.casefold() == wanted]
        records = [one.record for trial in trials for one in log.screenings(trial, limit=20)]
        copies = (log.kept_copy(record) for record in records if record)
        copy = next((one for one in copies if one is not None), None)
    except LogRefused as problem:
        raise WrongUse(str(problem)) from None
    finally:
        log.close()
    return read_copy(copy.name, copy.raw) if copy else None


def _what_is_there(options: argparse.Namespace) -> str:
    from trialtui.library.trials.store import LibraryRefused

    library = _library(options)
    try:
        count = library.count() if library else 0
    except LibraryRefused:
        count = 0
    return f"; `trialtui list` names the {count:,} trials of the library" if count else ""
