"""`trialtui [PATH…]`: the screen, on these copies or on the library; away from a terminal the same as plain text."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from trialtui import __version__
from trialtui.copies.bundles import open_only, open_study
from trialtui.copies.copy import CopyError, CopyReading
from trialtui.front import (
    BROKEN,
    DONE,
    Parser,
    WrongUse,
    common,
    environ_at_start,
    fail,
    open_log,
    print_lines,
    warn,
    with_study,
)
from trialtui.named import open_named
from trialtui.record.literal import is_utf8_locale

if TYPE_CHECKING:
    from trialtui.library.log import ScreeningLog

ABOUT = """\
Read offline copies of clinical-trial records, and screen patients against
their eligibility criteria.

trialtui [PATH…|ID]       open the browser: on these copies (files, zips,
                          folders), on a trial of the library, or on the library

The library
  add PATH…               take copies in: files, folders, zips, - (stdin)
  list, search WORDS      words, "phrases", prefix*, -not, status:open phase:2
                          cond:lupus country:Germany age:64
  history ID              the versions kept of a trial
  changes --since DATE [ID…]  what changed in the marked trials, or in these
  related ID|PATH         the trials that are related to one, and why
  mark [ID…], unmark ID…  mark trials, list the marked ones, take marks away
  update [ID…]            newer versions from ClinicalTrials.gov
  remove ID…              take trials out of the library; screenings stay
  library check|rebuild   is it whole? make the search index again

One trial
  show ID|PATH            all that a copy says
  criteria ID|PATH        the eligibility criteria as an indented checklist
  screen ID|PATH          screen a subject; with --answers FILE, from a file
  worksheet ID|PATH --subject CODE     the eligibility worksheet
  reading export|import ID|PATH        what this site corrected in the reading
  import-criteria ID|PATH CSV          the site's own protocol criteria

The screening log
  log                     as CSV; --consort: counts with reasons
  audit                   the events with their hashes
  verify                  recompute the chain of hashes
  export --deidentified   all screenings without what could name a subject
  purge --subject CODE    take a subject's content out for good

trialtui COMMAND --help tells the options of a command.
--log postgresql://user@host/database names a log shared by several hosts.
Where PATH holds several studies, --study ID names the one that is meant.
Exit codes: 0 done, 1 the check found something, 2 wrong use or bad input,
3 could not save.
"""


def browse_parser() -> Parser:
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
    parser.set_defaults(run=browse)
    return parser


def browse(options: argparse.Namespace) -> int:
    why = _why_no_screen()
    if options.plain or why:
        return _plain(options, why if not options.plain else "")
    readings = _readings(options)
    return _open_screen(options, open_log(options), readings)


def _readings(options: argparse.Namespace) -> list[CopyReading]:
    """The one study that is meant; none where a list of several is shown. Raises CopyError, WrongUse."""
    one = len(options.paths) == 1
    if options.study is not None and not one:
        raise WrongUse("--study names a study of one PATH")
    if one and not os.path.lexists(options.paths[0]):
        return [open_named(options.paths[0], options)]
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
        warn(why)
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
        return [trial_lines(open_named(options.paths[0], options))]
    return [_text(path, options) for path in options.paths]


def _text(path: str, options: argparse.Namespace) -> list[str]:
    from trialtui.exports.checklist import trial_lines

    # Standard input can be read once.
    whole = path == "-" or not os.path.lexists(path)
    only = open_named(path, options) if whole else open_only(path)
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
