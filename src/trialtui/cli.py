"""The front door: words in, exit code out. Settles the terminal before anything of `ui` is imported.

Exit codes: 0 done · 1 the check found something · 2 wrong use or bad input · 3 could not save. Errors are one line on
stderr that names file and place. Nothing about a subject beyond its site code stands in the arguments: answers come in
by file or standard input.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from trialtui import __version__
from trialtui.copies.bundles import open_only, open_study
from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.reader import read_eligibility_text
from trialtui.front import (
    BROKEN,
    DONE,
    NOT_SAVED,
    WRONG,
    Parser,
    WrongUse,
    common,
    environ_at_start,
    fail,
    file_bytes,
    open_log,
    print_json,
    print_lines,
    printable,
    with_study,
)  # fmt: skip
from trialtui.record.literal import is_utf8_locale, one_line
from trialtui.settings import SettingsError

if TYPE_CHECKING:
    from trialtui.desk import Desk
    from trialtui.library.log import ScreeningLog
    from trialtui.screening.answers_file import AnswersFile

VERSIONS = ("history", "changes", "mark", "unmark")
COMMANDS = (
    *("show", "criteria", "screen", "reading", "import-criteria"),
    *("add", "list", "search", "remove", "library", "update"),
    *VERSIONS,
    "related",
    *("worksheet", "log", "export", "audit", "verify", "purge"),
)

ABOUT = """\
trialtui [PATH…|ID]         open the browser on these copies: files, zips, folders, a trial of the library; without a path: the screenings kept here
trialtui add PATH…          take copies into the library: files, folders, zip archives, - for standard input
trialtui list               the trials of the library   [--json] [-n N]
trialtui search WORDS       words, "phrases", prefix*, -not, status:open phase:2 cond:lupus country:Germany age:64
trialtui remove ID…         take trials out of the library; screenings stay
trialtui update [ID…]       fetch newer versions of kept trials from ClinicalTrials.gov   [--marked] [--json]
trialtui history ID         the versions kept of a trial
trialtui changes --since DATE [ID…]        what changed in the marked trials, or in these: criteria word by word   [--json]
trialtui related ID|PATH    the trials of the library that are related to one, and why   [--json] [-n N]
trialtui mark [ID…], unmark ID…            mark trials, list the marked ones, take marks away
trialtui library check|rebuild             look whether all of it is whole; make the search index again
trialtui show ID|PATH       print all that a copy says   [--plain] [--markdown] [--json] [--study ID]
trialtui criteria ID|PATH   print the eligibility criteria as an indented checklist   [--json] [--text] [--plain]
trialtui screen ID|PATH     screen a subject on the screen; with --answers, from a file
trialtui reading export ID|PATH [-o FILE]  write what this site corrected in the reading of a trial
trialtui reading import ID|PATH FILE       make such corrections here
trialtui import-criteria ID|PATH CSV       put the site's own protocol criteria in place of the registry's summary
trialtui worksheet ID|PATH --subject CODE  the eligibility worksheet   [--cohort LABEL] [--format html] [-o FILE]
trialtui log                the screening log as CSV; --consort: counts with reasons   [--trial ID] [--json] [-o FILE]
trialtui export --deidentified             all screenings without what could name a subject, as JSON
trialtui audit              the events of the log with their hashes   [--subject CODE] [--trial ID] [--format json]
trialtui purge --subject CODE              take a subject's content out of the log for good
trialtui verify             recompute the hash chain of the screening log

--log postgresql://user@host/database      a screening log shared by several hosts (else TRIALTUI_LOG, else log in the settings)
Where PATH holds several studies (a download of the registry, a zip, a folder), --study ID names the one that is meant.
Exit codes: 0 done, 1 the check found something, 2 wrong use or bad input, 3 could not save.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _run(words)
    except WrongUse as problem:
        return fail(str(problem), WRONG)
    except (CopyError, SettingsError) as problem:
        return fail(str(problem), WRONG)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return DONE
    except KeyboardInterrupt:
        return 130


def _run(words: list[str]) -> int:
    command = next((word for word in words if not word.startswith("-")), "")
    if command in COMMANDS:
        parser: Parser = _COMMAND_PARSERS[command]()
        rest = words.copy()
        rest.remove(command)
        options = parser.parse_args(rest)
        return int(options.run(options))
    options = _browse_parser().parse_args(words)
    return _browse(options)


def _browse_parser() -> Parser:
    parser = common(
        Parser(
            prog="trialtui",
            usage=argparse.SUPPRESS,
            description=ABOUT,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
    )
    with_study(parser)
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="copies of trial records: files, zips, folders, - (with --plain)",
    )
    parser.add_argument(
        "--plain",
        action="store_true",
        help="print the trial and its criteria as text instead of opening the screen",
    )
    parser.add_argument("--version", action="version", version=f"trialtui {__version__}")
    return parser


def _criteria_parser() -> Parser:
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


def _screen_parser() -> Parser:
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


def _reading_parser() -> Parser:
    from trialtui.site_commands import reading_parser

    return reading_parser()


def _import_criteria_parser() -> Parser:
    from trialtui.site_commands import import_criteria_parser

    return import_criteria_parser()


def _paper_parser(command: str) -> Callable[[], Parser]:
    def parser() -> Parser:
        from trialtui import keeping_commands, paper_commands

        room = keeping_commands if command in ("audit", "verify", "purge") else paper_commands
        made: Parser = getattr(room, f"{command}_parser")()
        return made

    return parser


def _show_parser() -> Parser:
    from trialtui.record_commands import show_parser

    return show_parser()


def _update_parser() -> Parser:
    from trialtui.update_command import update_parser

    return update_parser()


def _related_parser() -> Parser:
    from trialtui.related_command import related_parser

    return related_parser()


def _library_parsers(name: str) -> Callable[[], Parser]:
    def parser() -> Parser:
        from trialtui import library_commands, version_commands

        room = version_commands if name in VERSIONS else library_commands
        made: Parser = getattr(room, f"{name}_parser")()
        return made

    return parser


_COMMAND_PARSERS: dict[str, Callable[[], Parser]] = {
    "show": _show_parser,
    "criteria": _criteria_parser,
    "screen": _screen_parser,
    "reading": _reading_parser,
    "import-criteria": _import_criteria_parser,
    "update": _update_parser,
    "related": _related_parser,
    **{name: _paper_parser(name) for name in ("worksheet", "log", "export", "audit", "verify", "purge")},
    **{name: _library_parsers(name) for name in ("add", "list", "search", "remove", "library", *VERSIONS)},
}


def _named(named: str, options: argparse.Namespace) -> CopyReading:
    """What PATH|ID stands for. Raises CopyError, WrongUse."""
    from trialtui.library.log import LogRefused
    from trialtui.named import open_named

    try:
        return open_named(named, options)
    except LogRefused as problem:
        raise WrongUse(str(problem)) from None


# --- criteria ---


def _criteria(options: argparse.Namespace) -> int:
    from trialtui.eligibility.reading import read_criteria

    if options.text and options.study is not None:
        raise WrongUse("--text takes the whole of PATH for criteria: no --study beside it")
    if options.text:
        name = "standard input" if options.path == "-" else options.path
        reading = read_eligibility_text(name, file_bytes(options.path))
    else:
        reading = _named(options.path, options)
    study = reading.study
    text = study.eligibility.eligibility_criteria
    outline = read_criteria(text or "", study.arms_interventions.arm_groups)
    if options.json:
        from trialtui.eligibility.outline_json import outline_json

        print_json({**outline_json(outline), "copy": _place(reading)})
    else:
        from trialtui.exports.checklist import outline_lines

        print_lines(outline_lines(outline))
    return DONE


def _place(reading: CopyReading) -> dict[str, Any]:
    """Where in the copy the eligibility text stands."""
    place = reading.criteria_place
    where = {"start": place.start, "end": place.end, "path": place.path} if place else None
    found = {"format": reading.format, "sha256": reading.copy.digest, "criteria": where}
    stretches = [stretch._asdict() for stretch in reading.stretches]
    return found | {"stretches": stretches} if stretches else found


# --- screen ---


def _screen(options: argparse.Namespace) -> int:
    from trialtui.library.log import LogRefused

    if options.subject:
        options.subject = _site_code(options.subject, options.keep)
    if options.answers is None and not options.json and not options.plain:
        return _browse(
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
    try:
        log = open_log(options)
        reading = _named(options.path, options)
        return (
            _answers_in(options, reading, log)
            if options.answers is not None
            else _paper(options, reading, log)
        )
    except LogRefused as problem:
        return fail(str(problem), NOT_SAVED)


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
        print(printable("trialtui: " + one_line(desk.log.damage)), file=sys.stderr)
    return DONE


# --- the screen ---


def _browse(options: argparse.Namespace) -> int:
    from trialtui.library.log import LogRefused

    why = _why_no_screen()
    if options.plain or why:
        return _plain(options, why if not options.plain else "")
    readings = _readings(options)
    try:
        log = open_log(options)
    except LogRefused as problem:
        return fail(str(problem), NOT_SAVED)
    return _open_screen(options, log, readings)


def _readings(options: argparse.Namespace) -> list[CopyReading]:
    """The one study that is meant; none where a list of several is shown. Raises CopyError, WrongUse."""
    one = len(options.paths) == 1
    if options.study is not None and not one:
        raise WrongUse("--study names a study of one PATH")
    if one and not os.path.lexists(options.paths[0]):
        return [_named(options.paths[0], options)]
    for path in () if one else options.paths:
        if not os.path.exists(path):
            raise CopyError(path, "", "no such file")
    if not one:
        return []
    if options.study is not None or getattr(options, "subject", None):
        return [open_study(options.paths[0], options.study)]
    only = open_only(options.paths[0])
    return [only] if only else []


def _why_no_screen() -> str:
    if os.environ.get("TERM", "") in ("dumb", "unknown", ""):
        return f"TERM is {os.environ.get('TERM') or 'not set'}: this terminal cannot show a screen, so here is plain text"
    if not (sys.stdout.isatty() and sys.stdin.isatty()):
        return "not on a terminal, so here is plain text"
    return ""


def _plain(options: argparse.Namespace, why: str) -> int:
    from trialtui.copies.sample import sample_path

    texts = _texts(options)
    if why:
        print(printable(f"trialtui: {why}"), file=sys.stderr, flush=True)
    if not texts:
        texts = [[ABOUT.rstrip(), "", f"The sample copy lies at {sample_path()}"]]
    for lines in texts:
        print_lines(lines)
    return DONE


def _texts(options: argparse.Namespace) -> list[list[str]]:
    """Each trial, or the list of the studies where a path holds several. Raises CopyError, WrongUse."""
    from trialtui.exports.checklist import trial_lines

    if options.study is not None:
        if len(options.paths) != 1:
            raise WrongUse("--study names a study of one PATH")
        return [trial_lines(_named(options.paths[0], options))]
    return [_text(path, options) for path in options.paths]


def _text(path: str, options: argparse.Namespace) -> list[str]:
    from trialtui.exports.checklist import trial_lines

    # Standard input can be read once.
    whole = path == "-" or not os.path.lexists(path)
    only = _named(path, options) if whole else open_only(path)
    return trial_lines(only) if only else _list_of(path)


def _list_of(path: str) -> list[str]:
    from trialtui.copies.glancing import glances
    from trialtui.exports.study_list import list_lines

    return list(list_lines(glances([path])))


def _open_screen(options: argparse.Namespace, log: ScreeningLog, readings: list[CopyReading]) -> int:
    # Only so does NO_COLOR paint on the terminal's own ground; and it must be set before textual is imported.
    os.environ["TEXTUAL_THEME"] = "ansi-dark"
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    from trialtui.settings import read_settings, settings_path
    from trialtui.ui.actions import BY_NAME
    from trialtui.ui.app import TrialApp
    from trialtui.ui.glyphs import show

    show.utf8 = is_utf8_locale(environ_at_start())
    settings = read_settings(settings_path(), frozenset(BY_NAME))
    ask_who = settings.shared_account and not (options.who or os.environ.get("TRIALTUI_WHO"))
    app = TrialApp(
        log, options.paths, readings, subject=getattr(options, "subject", None), ask_who=ask_who,
        blank_after=settings.blank_after,
    )  # fmt: skip
    app.set_keymap(dict(settings.keys))
    app.run(mouse=False)
    log.close()
    if app.fault:
        return fail(app.fault, BROKEN)
    return app.return_code or DONE
