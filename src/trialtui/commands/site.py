"""What a site lays over the reading of a trial, on the command line: corrections out and in, its own protocol criteria."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from trialtui.copies.copy import CopyError
from trialtui.desk import Desk, Saved
from trialtui.exports.files import NotWritten, write_out
from trialtui.front import (
    DONE,
    FOUND,
    NOT_SAVED,
    WRONG,
    Parser,
    WrongUse,
    common,
    fail,
    file_bytes,
    json_text,
    open_log,
    print_lines,
    with_study,
)
from trialtui.library.log import LogRefused
from trialtui.named import open_named
from trialtui.record.literal import one_line
from trialtui.screening.events import NewEvent
from trialtui.screening.screening import CannotAct, NothingToChange

if TYPE_CHECKING:
    from trialtui.screening.reading_file import ReadingFile

OWN_CRITERIA = (
    "this site's own protocol criteria stand in place of the reading of {trial}: "
    "take them back first (trialtui import-criteria PATH --remove)"
)


class _NotSaved(Exception):
    """Why what was to be done is not on the disk."""


def reading_parser() -> Parser:
    parser = Parser(
        prog="trialtui reading",
        description="Take what this site corrected in the reading of a trial to another store, and back.",
    )
    with_study(common(parser))
    parser.add_argument("what", choices=("export", "import"))
    parser.add_argument("path", metavar="PATH|ID", help="a copy of a trial record, or a trial of the library")
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="import: what export wrote; - for standard input"
    )
    parser.add_argument("-o", dest="out", metavar="FILE", help="export: write to this file")
    parser.set_defaults(run=_reading)
    return parser


def import_criteria_parser() -> Parser:
    parser = Parser(
        prog="trialtui import-criteria",
        description="Put the site's own protocol criteria in place of the registry's summary. "
        "The CSV file has the columns id, category, cohort, text, version.",
    )
    with_study(common(parser))
    parser.add_argument("path", metavar="PATH|ID", help="a copy of a trial record, or a trial of the library")
    parser.add_argument("file", metavar="CSV", nargs="?", help="the criteria; - for standard input")
    parser.add_argument("--remove", action="store_true", help="take the site's own criteria back")
    parser.set_defaults(run=_import_criteria)
    return parser


def _act(desk: Desk, events: Sequence[NewEvent]) -> Saved:
    saved = desk.act(events)
    if saved.not_saved:
        raise _NotSaved(saved.not_saved)
    return saved


# --- the reading ---


def _reading(options: argparse.Namespace) -> int:
    if options.what == "export" and options.file is not None:
        raise WrongUse("export takes a copy, and -o FILE (trialtui reading --help shows the use)")
    if options.what == "import" and (options.file is None or options.out is not None):
        raise WrongUse(
            "import takes a copy and the file that export wrote (trialtui reading --help shows the use)"
        )
    try:
        log = open_log(options)
        desk = Desk(open_named(options.path, options), log)
        if desk.own_criteria:
            return fail(OWN_CRITERIA.format(trial=desk.trial), WRONG)
        return _export(options, desk) if options.what == "export" else _import(options, desk)
    except (LogRefused, NotWritten, _NotSaved) as problem:
        return fail(f"NOT SAVED: {problem}", NOT_SAVED)


def _export(options: argparse.Namespace, desk: Desk) -> int:
    from trialtui.screening.reading_file import reading_json

    text = json_text(reading_json(desk.screening, desk.corrections, desk.outline.reader))
    write_out([text, "\n"], options.out)
    return DONE


def _import(options: argparse.Namespace, desk: Desk) -> int:
    from trialtui.copies.decoding import decode_copy
    from trialtui.screening.reading_file import ReadingFileError, parse_reading

    name = "standard input" if options.file == "-" else options.file
    try:
        wanted = parse_reading(decode_copy(name, file_bytes(options.file)).text, desk.trial)
    except ReadingFileError as problem:
        return fail(f"{name}: {problem}", WRONG)
    lines, left = _take(desk, wanted)
    print_lines([one_line(line) for line in [*lines, *left]])
    return FOUND if left else DONE


def _take(desk: Desk, wanted: ReadingFile) -> tuple[list[str], list[str]]:
    """Do what the file says as far as it fits; what was done, and what was not, in lines."""
    from trialtui.screening.reading_file import correction_events

    fitting = list(desk.corrections)
    for unfit in desk.not_applied:
        fitting.remove(unfit.correction)
    events, already, unfits = correction_events(desk.screening, desk.outline, fitting, wanted.corrections)
    if events:
        _act(desk, events)
    left = [f"does not fit: {unfit.words}" for unfit in unfits]
    lines = [f"corrections: {len(events)} made, {already} made before, {len(unfits)} not made"]
    if wanted.record != desk.reading.copy.digest:
        lines.insert(0, "made on another copy of this trial")
    moved, stayed = _take_moves(desk, wanted)
    if wanted.moved:
        lines.append(f"scopes: {moved} moved, {len(wanted.moved) - moved - len(stayed)} moved before")
    if wanted.confirmed is not None:
        said, doubt = _take_confirmation(desk, wanted.confirmed)
        lines += said
        stayed += doubt
    return lines, left + stayed


def _take_moves(desk: Desk, wanted: ReadingFile) -> tuple[int, list[str]]:
    """Move criteria one after the other, since parts go with their parents; how many, and those that could not be."""
    moved, left = 0, []
    for move in wanted.moved:
        row = desk.checklist.by_fingerprint.get(move.fingerprint)
        where = "+".join(move.scope) or "everyone"
        try:
            if row is None:
                raise CannotAct("no criterion of this copy reads so")
            _act(desk, [desk.screening.move(row.code, move.scope)])
            moved += 1
        except NothingToChange:
            continue
        except CannotAct as problem:
            left.append(f"does not fit: move to {where} “{move.code} {move.text[:60]}”: {problem}")
    return moved, left


def _take_confirmation(desk: Desk, confirmed: dict[str, frozenset[str]]) -> tuple[list[str], list[str]]:
    here = {own: frozenset(scope) for own, scope in desk.screening.scopes_by_fingerprint.items()}
    if here != confirmed:
        return [], ["does not fit: the scopes confirmed there are not those of this reading"]
    try:
        _act(desk, [desk.screening.confirm_scopes()])
    except CannotAct:  # confirmed already, or nothing to confirm
        return ["scopes confirmed before"], []
    return ["scopes confirmed"], []


# --- the site's own criteria ---


def _import_criteria(options: argparse.Namespace) -> int:
    if options.remove == (options.file is not None):
        raise WrongUse("name a CSV file, or --remove (trialtui import-criteria --help shows the use)")
    try:
        log = open_log(options)
        desk = Desk(open_named(options.path, options), log)
        return _remove(desk) if options.remove else _put(options.file, desk)
    except NothingToChange as nothing:
        print_lines([f"{desk.trial}: {nothing}"])
        return DONE
    except (LogRefused, _NotSaved) as problem:
        return fail(f"NOT SAVED: {problem}", NOT_SAVED)


def _put(path: str, desk: Desk) -> int:
    from trialtui.copies.decoding import LARGEST_COPY
    from trialtui.eligibility.protocol_criteria import CriteriaFileError, read_protocol_criteria

    name = "standard input" if path == "-" else path
    raw = file_bytes(path)
    if len(raw) > LARGEST_COPY:
        raise CopyError(name, "", f"more than {LARGEST_COPY >> 20} MB")
    try:
        criteria = read_protocol_criteria(raw)
    except CriteriaFileError as problem:
        return fail(f"{name}: {problem}", WRONG)
    short = name.replace("\\", "/").rpartition("/")[2]  # a path may name a person
    _act(desk, [desk.import_criteria(short, criteria.version, criteria.rows)])
    cohorts = ", ".join(cohort.label for cohort in desk.outline.cohorts) or "everyone"
    print_lines(
        [
            one_line(
                f"{desk.trial}: {len(criteria.rows)} criteria and parts of protocol version {criteria.version} "
                f"stand in place of the registry's summary; for {cohorts}"
            )
        ]
    )
    return DONE


def _remove(desk: Desk) -> int:
    _act(desk, [desk.remove_criteria()])
    print_lines([f"{desk.trial}: the reading of the registry's summary stands again"])
    return DONE
