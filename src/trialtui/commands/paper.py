"""What leaves the program on paper and in files, on the command line: worksheet, screening log, counts, de-identified export."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from trialtui.copies.copy import CopyReading
from trialtui.copies.reader import read_copy
from trialtui.desk import Desk
from trialtui.exports.files import write_out
from trialtui.exports.worksheet_file import ENDINGS, FORMATS, format_of, worksheet_file
from trialtui.front import (
    DONE,
    FOUND,
    Parser,
    WrongUse,
    common,
    existing_log,
    fail,
    json_text,
    open_log,
    print_lines,
    with_csv,
    with_out,
    with_study,
)
from trialtui.library.log import ScreeningLog
from trialtui.named import in_library, is_path, open_named

if TYPE_CHECKING:
    from trialtui.exports.consort import Consort
    from trialtui.exports.screenings import Screened
    from trialtui.exports.worksheet import Worksheet


def worksheet_parser() -> Parser:
    parser = common(
        Parser(
            prog="trialtui worksheet",
            description="Print the eligibility worksheet of one subject in one trial.",
        )
    )
    parser.add_argument("trial", metavar="ID|PATH", help="a trial that was screened here, or a copy of it")
    parser.add_argument(
        "--subject", metavar="CODE", required=True, help="the site code of the subject, never a name"
    )
    with_study(parser)
    parser.add_argument("--cohort", metavar="LABEL", help="only what counts for this cohort")
    parser.add_argument("--format", choices=FORMATS, help="else as FILE ends; else text")
    with_out(parser)
    parser.set_defaults(run=_worksheet)
    return parser


def log_parser() -> Parser:
    parser = common(
        Parser(
            prog="trialtui log", description="The screening log as CSV, or its counts for a CONSORT diagram."
        )
    )
    parser.add_argument("--trial", metavar="ID", help="this trial only")
    parser.add_argument("--from", dest="first", metavar="DATE", type=_day, help="begun on this day or later")
    parser.add_argument("--to", dest="last", metavar="DATE", type=_day, help="begun on this day or earlier")
    parser.add_argument(
        "--consort", action="store_true", help="counts by trial, cohort and period, with the reasons"
    )
    parser.add_argument(
        "--period", choices=("month", "year"), default="month", help="what --consort counts by"
    )
    parser.add_argument("--json", action="store_true", help="for programs")
    with_csv(with_out(parser))
    parser.set_defaults(run=_log)
    return parser


def export_parser() -> Parser:
    parser = common(
        Parser(
            prog="trialtui export", description="All screenings without what could name a subject, as JSON."
        )
    )
    parser.add_argument(
        "--deidentified",
        action="store_true",
        required=True,
        help="pseudonyms for codes; no notes, sources, people or dates",
    )
    with_out(parser)
    parser.set_defaults(run=_export)
    return parser


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{words} is no day of the form 2026-11-22") from None


# --- worksheet ---


def _worksheet(options: argparse.Namespace) -> int:
    from trialtui.exports.worksheet import UnknownCohort, worksheet

    form = options.format or _format_of(options.out or "")
    log = open_log(options)
    desk = _desk(options, log, options.trial, options.subject.strip())
    try:
        sheet = worksheet(desk, datetime.now().astimezone(), options.cohort)
    except UnknownCohort as problem:
        raise WrongUse(f"--cohort: {problem}") from None
    _write_worksheet(sheet, form, options.out)
    return _damaged(log, DONE)


def _format_of(path: str) -> str:
    """The format that a file's name asks for. Raises WrongUse for one that a worksheet has not, such as .pdf."""
    ending = os.path.splitext(path)[1].lower()
    if ending[1:].isalpha() and ending not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise WrongUse(f"-o {path}: a worksheet ends in {known}; --format writes one under another name")
    return format_of(path)


def _desk(options: argparse.Namespace, log: ScreeningLog, trial: str, code: str) -> Desk:
    """The screening of this subject: on the copy that is named, or on the one it was last screened on. Raises WrongUse."""
    subject = log.find_subject(code)
    if is_path(trial):
        desk = Desk(open_named(trial, options), log)
        if subject is None or subject.id not in {one.subject for one in desk.screenings()}:
            raise WrongUse(f"{code}: no screening of this subject for {desk.trial} is kept in {log.where}")
    elif options.study is not None:
        raise WrongUse("--study names a study of a PATH")
    else:
        desk = Desk(_kept(options, log, trial, code, subject.id if subject else None), log)
    desk.take(subject.id if subject else None)
    return desk


def _kept(
    options: argparse.Namespace, log: ScreeningLog, trial: str, code: str, subject: str | None
) -> CopyReading:
    known = [one for one in log.screenings() if one.trial.casefold() == trial.strip().casefold()]
    if not known:
        raise WrongUse(f"{trial}: no such file, and no screening of such a trial is kept in {log.where}")
    own = next((one for one in known if one.subject == subject), None)
    if own is None:
        raise WrongUse(f"{code}: no screening of this subject for {known[0].trial} is kept in {log.where}")
    kept = log.kept_copy(own.record) if own.record else None
    if kept is None and (current := in_library(own.trial, options)) is not None:
        return current
    if kept is None:
        raise WrongUse(
            f"{own.trial}: the copy that was screened is not in the log: name a file that holds it"
        )
    return read_copy(kept.name, kept.raw)


def _write_worksheet(sheet: Worksheet, form: str, out: str | None) -> None:
    if form == "text":
        _write_lines(worksheet_file(sheet, form).splitlines(), out)
    else:
        write_out([worksheet_file(sheet, form)], out)


def _write_lines(lines: list[str], out: str | None) -> None:
    """Plain text: in the terminal's own characters where it goes there, in UTF-8 where it goes into a file."""
    if out in (None, "-"):
        print_lines(lines)
    else:
        write_out(["\n".join(lines) + "\n"], out)


# --- the screening log and its counts ---


def _log(options: argparse.Namespace) -> int:
    if options.first and options.last and options.first > options.last:
        raise WrongUse(f"--from {options.first} is later than --to {options.last}")
    if options.bom and (options.json or options.consort):
        raise WrongUse("--bom begins the CSV: no --json or --consort beside it")
    log = existing_log(options)
    trial = _trial(log, options.trial) if options.trial else None
    return _counts(options, log, trial) if options.consort else _rows(options, log, trial)


def _trial(log: ScreeningLog, named: str) -> str:
    known = {one.trial for one in log.screenings()}
    found = next((trial for trial in known if trial.casefold() == named.strip().casefold()), None)
    if found is None:
        raise WrongUse(f"--trial: no screening of {named} is kept in {log.where}")
    return found


def _screened(options: argparse.Namespace, log: ScreeningLog, trial: str | None) -> Iterable[Screened]:
    from trialtui.exports.screening_log import within
    from trialtui.exports.screenings import screenings

    return (one for one in screenings(log, trial) if within(one, options.first, options.last))


def _rows(options: argparse.Namespace, log: ScreeningLog, trial: str | None) -> int:
    from trialtui.exports import screening_log

    screened = _screened(options, log, trial)
    if options.json:
        write_out([json_text(screening_log.screening_log_json(screened)), "\n"], options.out)
    else:
        write_out([screening_log.screening_log_csv(screened)], options.out, byte_order_mark=options.bom)
    return _damaged(log, FOUND)


def _counts(options: argparse.Namespace, log: ScreeningLog, trial: str | None) -> int:
    """The counts, or, where the totals do not reconcile, none at all and what does not add up."""
    from trialtui.exports import consort

    result, wrong = _reconciled(options, log, trial)
    if wrong or log.damage:
        return fail(
            "the counts do not reconcile, and are not given: " + "; ".join(wrong or [str(log.damage)]), FOUND
        )
    if options.json:
        write_out([json_text(consort.consort_json(result)), "\n"], options.out)
    else:
        _write_lines(consort.consort_lines(result), options.out)
    return DONE


def _reconciled(
    options: argparse.Namespace, log: ScreeningLog, trial: str | None
) -> tuple[Consort, list[str]]:
    """The counts, and what does not reconcile with the bare events.

    What was begun after the events were counted is left out; twice, since a subject may be purged meanwhile.
    """
    from trialtui.exports import consort
    from trialtui.exports.screening_log import is_within
    from trialtui.exports.wording import written_at

    for _ in range(2):
        begun: dict[tuple[str, str], int] = {}
        purged: dict[str, int] = {}
        with log.looking() as look:
            tallies = look.tally(trial)
        for tally in tallies:
            began = written_at(tally.at, tally.offset)
            if not is_within(began, options.first, options.last):
                continue
            if tally.purged:
                purged[tally.trial] = purged.get(tally.trial, 0) + 1
                continue
            for period in (consort.ALL_PERIODS, began[: consort.PERIODS[options.period]]):
                begun[tally.trial, period] = begun.get((tally.trial, period), 0) + 1
        newest = max((tally.seq for tally in tallies), default=0)
        screened = (one for one in _screened(options, log, trial) if one.events[0].seq <= newest)
        result = consort.consort(screened, purged, options.period)
        if not (wrong := consort.discrepancies(result, begun)):
            break
    return result, wrong


def _damaged(log: ScreeningLog, code: int) -> int:
    """Say what is wrong with the log; `code` is the exit code for that."""
    return fail(log.damage, code) if log.damage else DONE


# --- without what could name a subject ---


def _export(options: argparse.Namespace) -> int:
    from trialtui.exports.deidentified import deidentified
    from trialtui.exports.screenings import screenings

    log = existing_log(options)
    first_events = {subject.id: subject.created_at for subject in log.subjects()}
    known = (one for one in screenings(log) if one.summary.subject in first_events)
    write_out([json_text(deidentified(known, first_events)), "\n"], options.out)
    return _damaged(log, FOUND)
