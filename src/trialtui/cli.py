"""The front door: words in, exit code out.

Exit codes: 0 done · 1 the check found something · 2 wrong use or bad input · 3 could not save. Errors are one line on
stderr that names file and place. Nothing about a subject beyond its site code stands in the arguments: answers come in
by file or standard input.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from trialtui.copies.copy import CopyError
from trialtui.exports.files import NotWritten
from trialtui.front import DONE, NOT_SAVED, STOPPED, WRONG, NotPrinted, Parser, WrongUse, fail, open_streams
from trialtui.library.faults import LogRefused
from trialtui.settings import SettingsError

BROWSE = "browse"
ROOMS = {
    BROWSE: "browse",
    "screen": "screen",
    **dict.fromkeys(("show", "criteria"), "record"),
    **dict.fromkeys(("reading", "import-criteria"), "site"),
    **dict.fromkeys(("add", "list", "search", "remove", "library"), "library"),
    **dict.fromkeys(("history", "changes", "mark", "unmark"), "versions"),
    "related": "related",
    "update": "update",
    **dict.fromkeys(("worksheet", "log", "export"), "paper"),
    **dict.fromkeys(("audit", "verify", "purge"), "keeping"),
}
"""Which module of `commands` holds the parser of a command; only that one is loaded."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    open_streams()
    try:
        return _run(words)
    except (WrongUse, CopyError, SettingsError) as problem:
        return fail(str(problem), WRONG)
    except BrokenPipeError:
        _print_no_more()
        return DONE
    except LogRefused as problem:
        return fail(str(problem), NOT_SAVED)
    except NotWritten as problem:
        _print_no_more()
        return fail(f"NOT SAVED: {problem}", NOT_SAVED)
    except NotPrinted as problem:
        _print_no_more()
        return fail(str(problem), NOT_SAVED)
    except OSError as problem:
        return fail(f"{problem.filename or 'trialtui'}: {(problem.strerror or str(problem)).lower()}", WRONG)
    except KeyboardInterrupt:
        return STOPPED


def _run(words: list[str]) -> int:
    first = next((word for word in words if not word.startswith("-")), "")
    if first in ROOMS and first != BROWSE:
        words.remove(first)
        return _do(first, words)
    try:
        return _do(BROWSE, words)
    except (WrongUse, CopyError) as problem:
        if meant := _meant(first):
            raise WrongUse(f"{problem}; did you mean `trialtui {meant}`?") from None
        raise


def _do(command: str, words: list[str]) -> int:
    options = _parser(command).parse_args(words)
    return int(options.run(options))


def _meant(word: str) -> str:
    """The command that a word is like which names no file; "" where it is like none."""
    from difflib import get_close_matches

    close = get_close_matches(word, ROOMS.keys() - {BROWSE}, 1, 0.75)
    return close[0] if close and not os.path.lexists(word) else ""


def _parser(command: str) -> Parser:
    room = import_module(f"trialtui.commands.{ROOMS[command]}")
    parser: Parser = getattr(room, f"{command.replace('-', '_')}_parser")()
    return parser


def _print_no_more() -> None:
    """What is still to be printed is printed nowhere: Python would try once more at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
