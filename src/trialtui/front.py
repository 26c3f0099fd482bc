"""What all commands have in common: exit codes, options, one-line errors, and the log they work in."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from trialtui.record.literal import ascii_words, is_utf8_locale, literal, one_line

if TYPE_CHECKING:
    from trialtui.library.log import ScreeningLog

DONE, FOUND, WRONG, NOT_SAVED, BROKEN = 0, 1, 2, 3, 70
STOPPED = 130  # as a shell says of what Ctrl-C ended


class WrongUse(Exception):
    """The command line cannot be understood; `str()` is one line."""


class Parser(argparse.ArgumentParser):
    """A parser that raises WrongUse instead of leaving the program."""

    def error(self, message: str) -> NoReturn:
        raise WrongUse(f"{message} ({self.prog} --help shows the use)")


def common(parser: Parser) -> Parser:
    """Add the options of every command that opens the log."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="where screenings are kept (else TRIALTUI_DATA, else the user's data folder)",
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


def fail(words: str, code: int) -> int:
    """Say in one line on stderr what is wrong; returns the exit code."""
    print(printable("trialtui: " + one_line(words)), file=sys.stderr)
    return code


def printable(words: str) -> str:
    return words if is_utf8_locale(environ_at_start()) and _is_utf8_output() else ascii_words(words)


def _is_utf8_output() -> bool:
    """Whether standard output takes all characters: PYTHONIOENCODING may say otherwise than the locale."""
    return (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"


@cache
def environ_at_start() -> dict[str, str]:
    """The environment the program was started with: Python itself turns a C locale into C.UTF-8 (PEP 538)."""
    try:
        with open("/proc/self/environ", "rb") as file:
            given = file.read().decode("utf-8", "surrogateescape").split("\0")
    except OSError:
        return dict(os.environ)
    return dict(name.split("=", 1) for name in given if "=" in name)


def print_json(value: Any) -> None:
    print(json_text(value))


def json_text(value: Any) -> str:
    import json

    return json.dumps(value, indent=1)  # ASCII: no byte of a copy can act on a terminal


def print_lines(lines: Sequence[str]) -> None:
    print("\n".join(printable(literal(line)).expandtabs(4) for line in lines), flush=True)


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
        print(printable("trialtui: " + one_line(log.caution)), file=sys.stderr)
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
