"""Related trials on the command line: those of the library that share conditions, interventions or names with one."""

from __future__ import annotations

import argparse

from trialtui.commands.library import refused
from trialtui.front import DONE, FOUND, Parser, common, print_json, print_lines, with_study
from trialtui.library.directory import data_directory

NONE = "no trial of the library shares a condition, an intervention or a name with this one"


def related_parser() -> Parser:
    parser = common(
        Parser(
            prog="trialtui related",
            description="List the trials of the library that are related to one, and why.",
        )
    )
    with_study(parser)
    parser.add_argument("path", metavar="PATH|ID", help="a copy of a trial record, or a trial of the library")
    parser.add_argument("-n", type=_number, default=20, metavar="N", help="how many (20)")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=_related)
    return parser


def _number(words: str) -> int:
    if not (words.isascii() and words.isdigit() and len(words) <= 4 and 0 < int(words) <= 1000):
        raise argparse.ArgumentTypeError(f"{words} is no number from 1 to 1000")
    return int(words)


@refused
def _related(options: argparse.Namespace) -> int:
    from trialtui.library.trials.related import related_in
    from trialtui.named import open_named

    reading = open_named(options.path, options)
    found = related_in(data_directory(options.data), reading.study, reading.trial, options.n)
    if options.json:
        print_json(
            [
                {
                    "trial": one.entry.trial,
                    "title": one.entry.title,
                    "status": one.entry.status,
                    "reasons": one.reasons,
                }
                for one in found
            ]
        )
    elif found:
        for one in found:
            print_lines(
                [f"{one.entry.trial}  {one.entry.title}", *(f"    {reason}" for reason in one.reasons)]
            )
    else:
        print_lines([NONE])
    return DONE if found else FOUND
