"""`trialtui screen`: one subject against the criteria of a trial, on the screen, from a file of answers, or as plain paper."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from trialtui.commands.browse import browse
from trialtui.copies.copy import CopyReading
from trialtui.front import (
    DONE,
    NOT_SAVED,
    WRONG,
    Parser,
    WrongUse,
    common,
    fail,
    file_bytes,
    open_log,
    print_json,
    print_lines,
    warn,
    with_study,
)
from trialtui.named import open_named

if TYPE_CHECKING:
    from trialtui.desk import Desk
    from trialtui.library.log import ScreeningLog
    from trialtui.screening.answers_file import AnswersFile


def screen_parser() -> Parser:
    parser = common(
        Parser(prog="trialtui screen", description="Screen a subject against the criteria of a copy.")
    )
    with_study(parser)
    parser.add_argument("path", metavar="PATH|ID", help="a copy of a trial record, or a trial of the library")
    parser.add_argument("--subject", metavar="CODE", help="the site code of the subject, never a name")
    parser.add_argument(
        "--answers", metavar="FILE", help="take answers from a JSON file, or - for standard input"
    )
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep a code, or words of the answers file, that look like a name or a number",
    )
    parser.add_argument(
        "--carry",
        action="store_true",
        help="with --answers: take a screening that stands on another version of the criteria to this one first",
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print the verdicts, for programs")
    form.add_argument(
        "--plain", action="store_true", help="print the checklist with answers, effects, sources and verdict"
    )
    parser.set_defaults(run=_screen)
    return parser


def _screen(options: argparse.Namespace) -> int:
    if options.subject:
        options.subject = _site_code(options.subject, options.keep)
    if options.answers is None and not options.json and not options.plain:
        return browse(
            argparse.Namespace(
                paths=[options.path],
                study=options.study,
                plain=False,
                data=options.data,
                log=options.log,
                who=options.who,
                subject=options.subject,
            )
        )
    log = open_log(options)
    reading = open_named(options.path, options)
    return (_paper if options.answers is None else _answers_in)(options, reading, log)


def _site_code(text: str, keep: bool) -> str:
    """The site code that was named; what looks like a person's name or number is questioned. Raises WrongUse."""
    from trialtui.screening.subject import CodeRefused, clean_code, is_draft, question

    try:
        code = text.strip() if is_draft(text.strip()) else clean_code(text)
    except CodeRefused as refusal:
        raise WrongUse(f"--subject: {refusal}") from None
    if not keep and (doubt := question(code, "code")):
        raise WrongUse(f"--subject: {doubt} --keep takes it as it is")
    return code


def _answers_in(options: argparse.Namespace, reading: CopyReading, log: ScreeningLog) -> int:
    """Take a file of answers in: all of it is saved, or none. Exit code 0 says that it is on disk."""
    from trialtui.copies.decoding import decode_copy
    from trialtui.library.log import CodeTaken, NotSaved
    from trialtui.screening.answers_file import AnswersFileError, check_answers, parse_answers
    from trialtui.screening.screening import CannotAct

    name = "standard input" if options.answers == "-" else options.answers
    raw = file_bytes(options.answers)
    try:
        answers = parse_answers(decode_copy(name, raw).text)
        desk = _desk_of(options, reading, log, answers.subject or options.subject)
        check_answers(answers, desk.checklist)
        if options.subject and answers.subject not in (None, options.subject):
            raise AnswersFileError(
                f"subject: {answers.subject} stands in the file, {options.subject} on the command line"
            )
        _question(answers, options.keep)
        answers = answers._replace(subject=answers.subject or options.subject)
        try:
            saved = desk.take_file(answers, carry=options.carry)
        except CodeTaken:  # another process has entered the subject just now: then it is that one
            saved = desk.take_file(answers, carry=options.carry)
    except (AnswersFileError, CannotAct) as problem:
        return fail(f"{name}: {problem}", WRONG)
    except NotSaved as problem:
        return fail(f"NOT SAVED: {problem}", NOT_SAVED)
    if saved.not_saved:
        return fail(f"NOT SAVED: {saved.not_saved}", NOT_SAVED)
    return _report(options, desk)


def _desk_of(options: argparse.Namespace, reading: CopyReading, log: ScreeningLog, code: str | None) -> Desk:
    """The desk for a subject: on the copy named, or, where a number names the trial, on the version the screening stands on.

    Raises CannotAct where a PATH is another version than that, and --carry does not take the screening there.
    """
    from trialtui.desk import Desk
    from trialtui.named import is_path
    from trialtui.screening.screening import CannotAct

    desk = Desk(reading, log)
    known = log.find_subject(code) if code else None
    if known is None or known.id not in {one.subject for one in desk.screenings()}:
        return desk
    desk.take(known.id)
    gap = desk.screening.footing.gap
    if gap is None or options.carry:
        return desk
    stood = desk.amendments.sheet(gap.record)
    if stood is not None and not is_path(options.path):
        return Desk(stood.reading, log)
    if options.answers is None:
        return desk
    if gap.older:
        raise CannotAct(
            f"{known.code} stands on {gap.dated}, and this copy is older: nothing is answered on it"
        )
    raise CannotAct(
        f"{known.code} stands on {gap.dated}; this is another one ({gap.told()}): --carry takes the screening there"
    )


def _question(answers: AnswersFile, keep: bool) -> None:
    """What looks like a name, a number or a date of birth is not kept unasked; a file is asked through --keep."""
    from trialtui.screening.answers_file import AnswersFileError
    from trialtui.screening.subject import question

    words = [("subject", "code", answers.subject)]
    for given in answers.answers:
        words += [
            (f"{given.code} {field}", field, getattr(given, field)) for field in ("reason", "note", "source")
        ]
    for place, field, text in words:
        if text and not keep and (doubt := question(text, field)):
            raise AnswersFileError(f"{place}: {doubt} --keep saves it as it is")


def _paper(options: argparse.Namespace, reading: CopyReading, log: ScreeningLog) -> int:
    if not options.subject:
        raise WrongUse("name the subject with --subject CODE, or answers with --answers FILE")
    desk = _desk_of(options, reading, log, options.subject)
    known = log.find_subject(options.subject)
    if known is None or known.id not in {one.subject for one in desk.screenings()}:
        raise WrongUse(
            f"{options.subject}: no screening of this subject for {desk.trial} is kept in {log.where}"
        )
    desk.take(known.id)
    return _report(options, desk)


def _report(options: argparse.Namespace, desk: Desk) -> int:
    if options.json:
        from trialtui.screening.report import verdict_json

        print_json(verdict_json(desk.screening, desk.subject.code if desk.subject else None))
    else:
        from trialtui.exports.worksheet_text import screening_lines

        print_lines(screening_lines(desk))
    if desk.log.damage:
        warn(desk.log.damage)
    return DONE
