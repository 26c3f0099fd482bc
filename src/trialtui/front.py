"""What all commands have in common: exit codes, options, one-line errors, and the log they work in."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from trialtui.record.literal import ascii_words, is_utf8_locale, literal, one_line

if TYPE_CHECKING:
    from trialtui.library.log import ScreeningLog

DONE, FOUND, WRONG, NOT_SAVED, BROKEN = 0, 1, 2, 3, 70
STOPPED = 130  # as a shell says of what Ctrl-C ended


NO_LOG = "{where}: no screening log is kept here"


class WrongUse(Exception):
    """The command line cannot be understood; `str()` is one line."""


class NotPrinted(Exception):
    """Why standard output takes no more; `str()` is one line."""


NO_TEXT = frozenset(("path", "paths", "file", "out", "data", "answers", "words"))
"""Options that may name a file, and so be no text at all; and the words of a search, which says where in them."""


class Parser(argparse.ArgumentParser):
    """A parser that raises WrongUse instead of leaving the program, and for words that nobody can have meant."""

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        options = super().parse_args(args, namespace)
        for name, value in vars(options).items():
            for words in value if isinstance(value, list) else (value,):
                if isinstance(words, str) and name not in NO_TEXT and not is_text(words):
                    self.error(f"{words}: no text in UTF-8")
        return options

    def _print_message(self, message: str, file: Any = None) -> None:
        print_text(printable(message), end="")

    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"{message} ({self.prog} --help shows the use)")


def common(parser: Parser) -> Parser:
    """Add the options of every command that opens the log."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="where trials and screenings are kept (else TRIALTUI_DATA, else the user's data folder)",
    )
    parser.add_argument(
        "--log",
        metavar="URL",
        help="a screening log on a server, postgresql://user@host/database (else TRIALTUI_LOG, else the settings, else in DIR)",
    )
    parser.add_argument(
        "--who", metavar="INITIALS", help="who is screening, where several people share this account"
    )
    return parser


def with_study(parser: Parser) -> Parser:
    """Add the option that names one study of a file, zip or folder of several."""
    parser.add_argument(
        "--study",
        metavar="ID",
        help="the study meant, where PATH holds several: its NCT or other number, or its place there",
    )
    return parser


def with_out(parser: Parser) -> Parser:
    """Add the option that names a file to write to."""
    parser.add_argument("-o", dest="out", metavar="FILE", help="write to this file")
    return parser


def with_csv(parser: Parser) -> Parser:
    """Add the option of a CSV for a spreadsheet that takes it for another encoding without a mark."""
    parser.add_argument("--bom", action="store_true", help="begin the CSV with a byte-order mark")
    return parser


def fail(words: str, code: int) -> int:
    """Say in one line on stderr what is wrong; returns the exit code."""
    warn(words)
    return code


def warn(words: str) -> None:
    """Say something in one line on stderr."""
    with suppress(OSError):  # then there is nobody to say it to
        print(printable("trialtui: " + one_line(words)), file=sys.stderr, flush=True)


def printable(words: str) -> str:
    return words if is_utf8_locale(environ_at_start()) and _is_utf8_output() else ascii_words(words)


def _is_utf8_output() -> bool:
    """Whether standard output takes all characters: PYTHONIOENCODING may say otherwise than the locale."""
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"


def is_text(words: str) -> bool:
    """Whether these are characters: bytes that are no UTF-8 come in as halves of some (PEP 383)."""
    return words.isascii() or words == words.encode("utf-8", "ignore").decode()


def open_streams() -> None:
    """A standard stream that was closed before the start leads nowhere, and no file opened later takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


@cache
def environ_at_start() -> dict[str, str]:
    """The environment the program was started with: Python itself turns a C locale into C.UTF-8 (PEP 538)."""
    try:
        with open("/proc/self/environ", "rb") as file:
            given = file.read().decode("utf-8", "surrogateescape").split("\0")
    except OSError:
        return dict(os.environ)
    return dict(name.split("=", 1) for name in given if "=" in name)


def print_text(text: str, end: str = "\n") -> None:
    """Print to standard output, now. Raises NotPrinted, BrokenPipeError."""
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotPrinted(f"standard output: {(error.strerror or str(error)).lower()}") from None


def print_json(value: Any) -> None:
    print_text(json_text(value))


def json_text(value: Any) -> str:
    import json

    return json.dumps(value, indent=1)  # ASCII: no byte of a copy can act on a terminal


def print_lines(lines: Iterable[str]) -> None:
    if made := [printable(literal(line)).expandtabs(4) for line in lines]:
        print_text("\n".join(made))


def time_left(seconds: float, share: float) -> str:
    """How long the rest takes where this share took so many seconds: "9 s left", "3 min left"."""
    left = int(seconds * (1 - share) / share) + 1
    return f"{left} s left" if left < 120 else f"{left // 60} min left"


def file_bytes(path: str) -> bytes:
    """The bytes of a file, or of standard input for "-". Raises CopyError."""
    from trialtui.copies.decoding import LARGEST_COPY
    from trialtui.copies.reader import read_bytes

    return sys.stdin.buffer.read(LARGEST_COPY + 1) if path == "-" else read_bytes(path)


def open_log(options: argparse.Namespace) -> ScreeningLog:
    """The log that the common options name. Raises LogRefused, WrongUse, SettingsError."""
    from trialtui.library.directory import data_directory
    from trialtui.library.log import ScreeningLog
    from trialtui.library.who import who

    person = who(options.who or os.environ.get("TRIALTUI_WHO"))
    log = ScreeningLog(data_directory(options.data), who=person, address=log_address(options))
    if log.caution:
        warn(log.caution)
    return log


def existing_log(options: argparse.Namespace) -> ScreeningLog:
    """The same, where something is kept in it. Raises also WrongUse where nothing is."""
    log = open_log(options)
    if not log.exists():
        raise WrongUse(NO_LOG.format(where=log.name))
    return log


def log_address(options: argparse.Namespace) -> str:
    """The server that `--log`, TRIALTUI_LOG or the settings name, "" for the file. Raises WrongUse, SettingsError."""
    from trialtui.settings import read_settings, settings_path

    places = (("--log", getattr(options, "log", None)), ("TRIALTUI_LOG", os.environ.get("TRIALTUI_LOG")))
    place, address = next(((place, named) for place, named in places if named), ("", ""))
    if not address:
        path = settings_path()
        place, address = f"{path}: log", read_settings(path).log
    if address:
        from trialtui.library.postgres.address import AddressError, check

        try:
            check(address)
        except AddressError as problem:
            raise WrongUse(f"{place}: {problem}") from None
    return address
