"""The record on the command line: `trialtui show` prints all that a copy says, `trialtui criteria` its criteria as an outline."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from trialtui.copies.copy import CopyError, CopyReading, LeftOver
from trialtui.copies.reader import read_eligibility_text
from trialtui.front import (
    DONE,
    WRONG,
    Parser,
    WrongUse,
    common,
    fail,
    file_bytes,
    json_text,
    print_json,
    print_lines,
    print_text,
    with_study,
)
from trialtui.named import is_path, open_named
from trialtui.sheets.whole import record_json, whole_blocks

PLAIN_WIDTH = 80  # where no terminal says how wide it is


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


def criteria_parser() -> Parser:
    parser = common(
        Parser(
            prog="trialtui criteria", description="Print the eligibility criteria of a copy as an outline."
        )
    )
    with_study(parser)
    parser.add_argument(
        "path",
        metavar="PATH|ID",
        help="a copy of a trial record, or a trial of the library; - for standard input",
    )
    parser.add_argument("--text", action="store_true", help="PATH holds bare eligibility text")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="the reading with its spans, for programs")
    form.add_argument("--plain", action="store_true", help="an indented checklist (the default)")
    parser.set_defaults(run=_criteria)
    return parser


# --- show


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
            print_text(f"{',' if written else '['}\n{json_text(reading_json(reading))}")
            written += 1
    if written:
        print_text("]")
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
    from trialtui.copies.bundles import open_copies

    if options.study is None and is_path(options.path):
        return _at_least_one(options.path, open_copies(options.path))
    return iter([open_named(options.path, options)])


def _at_least_one(path: str, found: Iterator[CopyReading | CopyError]) -> Iterator[CopyReading | CopyError]:
    """A folder or an archive without a copy is said to hold none, rather than shown as nothing."""
    first = next(found, None)
    yield first or CopyError(path, "", "holds no copy of a trial")
    yield from found


# --- criteria


def _criteria(options: argparse.Namespace) -> int:
    from trialtui.eligibility.reading import read_criteria

    if options.text and options.study is not None:
        raise WrongUse("--text takes the whole of PATH for criteria: no --study beside it")
    if options.text:
        name = "standard input" if options.path == "-" else options.path
        reading = read_eligibility_text(name, file_bytes(options.path))
    else:
        reading = open_named(options.path, options)
    study = reading.study
    text = study.eligibility.eligibility_criteria
    outline = read_criteria(text or "", study.arms_interventions.arm_groups)
    if options.json:
        from trialtui.eligibility.outline_json import outline_json

        print_json({**outline_json(outline), "copy": _criteria_place(reading)})
    else:
        from trialtui.exports.checklist import outline_lines

        print_lines(outline_lines(outline))
    return DONE


def _criteria_place(reading: CopyReading) -> dict[str, Any]:
    """Where in the copy the eligibility text stands."""
    place = reading.criteria_place
    where = {"start": place.start, "end": place.end, "path": place.path} if place else None
    found = {"format": reading.format, "sha256": reading.copy.digest, "criteria": where}
    stretches = [stretch._asdict() for stretch in reading.stretches]
    return found | {"stretches": stretches} if stretches else found
