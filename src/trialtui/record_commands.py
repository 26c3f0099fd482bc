"""The record on the command line: `trialtui show` prints all that a copy says."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from trialtui.copies.copy import CopyError, CopyReading, LeftOver
from trialtui.front import (
    DONE,
    WRONG,
    Parser,
    WrongUse,
    common,
    fail,
    json_text,
    open_log,
    print_json,
    print_lines,
    with_study,
)
from trialtui.sheets.whole import record_json, whole_blocks

PLAIN_WIDTH = 80  # where no terminal says how wide it is

NOT_KEPT = "{trial}: no such file, and no trial of the library or of the screenings kept here is called so"


def show_parser() -> Parser:
    parser = common(Parser(prog="trialtui show", description="Print all that a copy of a trial record says."))
    parser.add_argument(
        "path",
        metavar="PATH|ID",
        help="a copy, or several in one file, zip or folder; - for standard input; or a trial of the library, or one that was screened here",
    )
    with_study(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--plain", action="store_true", help="plain text (the default)")
    form.add_argument("--markdown", action="store_true", help="Markdown")
    form.add_argument(
        "--json", action="store_true", help="the record in the registry's own fields, for programs"
    )
    parser.set_defaults(run=_show)
    return parser


def _show(options: argparse.Namespace) -> int:
    found = _copies(options)
    if options.json:
        return _show_json(found)
    refused = 0
    for number, reading in enumerate(found):
        if isinstance(reading, CopyError):
            refused += 1
            fail(str(reading), WRONG)
        else:
            print_lines([*(["", ""] if number else []), *_lines(reading, options.markdown)])
    return WRONG if refused else DONE


def _lines(reading: CopyReading, markdown: bool) -> Iterator[str]:
    blocks = whole_blocks(reading)
    if markdown:
        from trialtui.sheets.markdown import markdown_lines

        return markdown_lines(blocks)
    from trialtui.sheets.plain_text import plain_lines

    return plain_lines(blocks, shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns)


def _show_json(found: Iterator[CopyReading | CopyError]) -> int:
    """One study as an object; several as an array, written one by one."""
    first = list(islice(found, 2))
    if len(first) == 1 and isinstance(first[0], CopyReading):
        print_json(reading_json(first[0]))
        return DONE
    refused = written = 0
    for reading in chain(first, found):
        if isinstance(reading, CopyError):
            refused += 1
            fail(str(reading), WRONG)
        else:
            print("," if written else "[", json_text(reading_json(reading)), sep="\n")
            written += 1
    if written:
        print("]")
    return WRONG if refused else DONE


def reading_json(reading: CopyReading) -> dict[str, Any]:
    """A reading for programs: the record in the fields of the registry's API, and all that the copy says beyond it."""
    return {
        "format": reading.format,
        "sha256": reading.copy.digest,
        "record": record_json(reading.study),
        "leftOver": list(map(_place, reading.left_over)),
        "asWritten": list(map(_place, reading.as_written)),
        "warnings": list(reading.warnings),
    }


def _place(left: LeftOver) -> dict[str, Any]:
    return {"place": left.place, "text": left.text}


# --- which copies


def _copies(options: argparse.Namespace) -> Iterator[CopyReading | CopyError]:
    """The studies that are meant. Raises CopyError, WrongUse."""
    from trialtui.copies.bundles import open_copies, open_study

    if options.path != "-" and not os.path.lexists(options.path) and os.sep not in options.path:
        if options.study is not None:
            raise WrongUse("--study names a study of a PATH")
        return iter([_kept(options)])
    if options.study is not None:
        return iter([open_study(options.path, options.study)])
    return open_copies(options.path)


def _kept(options: argparse.Namespace) -> CopyReading:
    """The library's current copy of this trial, else the copy on which it was last screened. Raises CopyError, WrongUse."""
    from trialtui.copies.reader import read_copy
    from trialtui.library.log import LogRefused
    from trialtui.library.trials.store import LibraryRefused

    try:
        found = _in_library(options) or _screened(options)
    except (LogRefused, LibraryRefused) as problem:
        raise WrongUse(str(problem)) from None
    if found is None:
        raise WrongUse(NOT_KEPT.format(trial=options.path))
    return read_copy(*found)


def _in_library(options: argparse.Namespace) -> tuple[str, bytes] | None:
    """Name and bytes of a copy. Raises LibraryRefused."""
    from trialtui.library.directory import data_directory
    from trialtui.library.trials.store import Library, LibraryRefused

    library = Library(data_directory(options.data))
    if not library.exists():
        return None
    trial = options.path.strip()
    versions = library.versions(trial) or library.versions(trial.upper())
    try:
        return (versions[0].name, library.raw(versions[0].id)) if versions else None
    except (KeyError, ValueError):
        raise LibraryRefused(f"{trial}: its copy in the library is damaged: add it again") from None
    finally:
        library.close()


def _screened(options: argparse.Namespace) -> tuple[str, bytes] | None:
    """Name and bytes of a copy. Raises LogRefused."""
    log = open_log(options)
    wanted = options.path.strip().casefold()
    records = [one.record for one in log.screenings() if one.trial.casefold() == wanted]
    kept = (log.kept_copy(record) for record in records if record)
    copy = next((one for one in kept if one is not None), None)
    log.close()
    return (copy.name, copy.raw) if copy else None
