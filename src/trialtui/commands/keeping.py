"""What is done with the log itself, on the command line: verify it, print its events for an audit, purge a subject for good."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from trialtui.exports.files import write_out
from trialtui.front import (
    DONE,
    FOUND,
    NO_LOG,
    NOT_SAVED,
    STOPPED,
    WRONG,
    Parser,
    WrongUse,
    common,
    existing_log,
    fail,
    log_address,
    print_json,
    print_lines,
    printable,
    time_left,
    with_csv,
    with_out,
)
from trialtui.library.log import LogRefused, NotSaved, Purged, ScreeningLog, Subject, SubjectGone

if TYPE_CHECKING:
    from trialtui.library.looking import Look
    from trialtui.library.verification import Verification


_LOOKED_AT_ONCE = 1024  # events between two looks at the clock


def audit_parser() -> Parser:
    parser = common(
        Parser(
            prog="trialtui audit",
            description="Print the events of the screening log in order, with their hashes.",
        )
    )
    parser.add_argument("--subject", metavar="CODE", help="the events of this subject only")
    parser.add_argument("--trial", metavar="ID", help="the events of this trial only")
    parser.add_argument("--format", choices=("csv", "json"), default="csv")
    with_csv(with_out(parser))
    parser.set_defaults(run=_audit)
    return parser


def verify_parser() -> Parser:
    parser = common(
        Parser(prog="trialtui verify", description="Recompute the hash chain of the screening log.")
    )
    parser.add_argument("--json", action="store_true", help="what was found, for programs")
    parser.set_defaults(run=_verify)
    return parser


def purge_parser() -> Parser:
    parser = common(
        Parser(
            prog="trialtui purge",
            description="Take a subject's answers, notes, sources and code out of the log for good. "
            "The events keep their place in the chain, without their contents.",
        )
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--subject", metavar="CODE", help="the site code of the subject")
    what.add_argument(
        "--finish", action="store_true", help="overwrite what earlier purges had to leave in the file"
    )
    parser.add_argument("--yes", action="store_true", help="do not ask for the code again (for scripts)")
    parser.add_argument("--json", action="store_true", help="what was removed, for programs")
    parser.set_defaults(run=_purge)
    return parser


# --- audit ---


def _audit(options: argparse.Namespace) -> int:
    from trialtui.library.directory import FILE_NAME, data_directory
    from trialtui.library.looking import looking

    if options.bom and options.format == "json":
        raise WrongUse("--bom begins the CSV: no --format json beside it")
    path, address = data_directory(options.data) / FILE_NAME, log_address(options)
    if not address and not path.exists():  # raises where nobody may look
        raise WrongUse(NO_LOG.format(where=path))
    with looking(path, address=address) as look:
        found = look.verify()
        write_out(_events(options, look, found), options.out, byte_order_mark=options.bom)
        return _said(look.name, look, found)


def _events(options: argparse.Namespace, look: Look, found: Verification) -> Iterable[str]:
    from trialtui.exports.audit import audit_csv, audit_json

    subject = None
    if options.subject and (subject := look.subject(options.subject)) is None:
        raise WrongUse(f"--subject: {options.subject}: no subject with this code is in the log")
    trial = None
    if options.trial and (trial := look.trial(options.trial)) is None:
        raise WrongUse(f"--trial: {options.trial}: no event of the log is about this trial")
    # What others append meanwhile was not verified. A log that does not hold is shown to its end.
    entries = look.entries(subject, trial, found.count if found.ok else None)
    return audit_json(entries, found, look.damage) if options.format == "json" else audit_csv(entries)


def _said(path: str, look: Look, found: Verification) -> int:
    if not found.ok:
        where = f"event {found.first_bad}: " if found.first_bad is not None else ""
        return fail(f"{path}: {where}{found.reason}", FOUND)
    return fail(f"{path}: {look.damage}", FOUND) if look.damage else DONE


# --- verify ---


def _verify(options: argparse.Namespace) -> int:
    log = existing_log(options)
    how_far = HowFar(log.head())
    try:
        found = log.verify(how_far)
    except KeyboardInterrupt:
        how_far.clear()
        return fail(
            f"stopped: {how_far.done:,} of {how_far.whole:,} events looked at, all of them hold", STOPPED
        )
    how_far.clear()
    if log.damage:
        return fail(log.damage, FOUND)
    if options.json:
        names = ("ok", "count", "head", "first_bad", "reason")
        print_json({name: getattr(found, name) for name in names})
        return DONE if found.ok else FOUND
    if not found.ok:
        return fail(f"{log.name}: event {found.first_bad}: {found.reason}", FOUND)
    print_lines(
        [
            f"{found.count} events, chain whole, head {found.head}",
            "Note the head hash elsewhere: a chain cannot show that its own tail was cut.",
        ]
    )
    return DONE


class HowFar:
    """Says on a terminal, once a second, how far the verifying is. In a pipe it says nothing."""

    def __init__(self, whole: int, seconds: Callable[[], float] = time.monotonic) -> None:
        self.done, self.whole, self._seconds = 0, whole, seconds
        self._begun = self._last = seconds()
        self._shown = sys.stderr.isatty()

    def __call__(self, done: int) -> None:
        self.done = done
        if not self._shown or (done % _LOOKED_AT_ONCE and done != self.whole):
            return
        now = self._seconds()
        if now - self._last >= 1 or done == self.whole:
            self._last = now
            print(f"\r{self.words(now - self._begun)}\033[K", end="", file=sys.stderr, flush=True)

    def words(self, seconds: float) -> str:
        """How far it is: "412,000 of 1,000,000 events, 41%, 9 s left"; the pages of the file come last."""
        if self.done >= self.whole:
            return f"{self.done:,} events hold; looking at what is derived from them"
        share = self.done / self.whole
        return f"{self.done:,} of {self.whole:,} events, {share:.0%}, {time_left(seconds, share)}"

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


# --- purge ---


def _purge(options: argparse.Namespace) -> int:
    log = existing_log(options)
    if options.finish:
        return _finish(log)
    subject = log.find_subject(options.subject)
    if subject is None:
        raise WrongUse(f"--subject: {options.subject}: no subject with this code is in the log")
    if not options.yes and not _typed_again(subject.code):
        return fail("not the same code: nothing was purged", WRONG)
    try:
        done = log.purge(subject.id)
    except SubjectGone:
        return fail(f"{subject.code}: purged by somebody else meanwhile", WRONG)
    except (LogRefused, NotSaved) as problem:
        return fail(f"nothing was purged: {problem}", NOT_SAVED)
    try:
        return _told(log, subject, done, options.json)
    except LogRefused as problem:
        return fail(f"{subject.code} is purged, and the log cannot be read: {problem}", NOT_SAVED)


def _typed_again(code: str) -> bool:
    """Whether a person at the terminal types the code once more."""
    if not sys.stdin.isatty():
        raise WrongUse("there is no terminal to ask on: --yes purges without asking")
    print(
        printable(
            f"This takes all that is kept of {code} out of the screening log, for good. It cannot be undone.\n"
            "Type the code again to go on: "
        ),
        end="",
        file=sys.stderr,
        flush=True,
    )
    return sys.stdin.readline().strip() == code


def _told(log: ScreeningLog, subject: Subject, done: Purged, as_json: bool) -> int:
    events = [event for event in log.events(subject=subject.id) if event.seq < done.tombstone.seq]
    trials = list(dict.fromkeys(event.trial for event in events if event.trial))
    found = log.verify()
    if as_json:
        print_json(
            {
                "subject": subject.code,
                "trials": trials,
                "contents_removed": len(events),
                "tombstone": done.tombstone.seq,
                "erased": done.erased,
                "set_aside": [path.name for path in done.set_aside],
                "chain": {"ok": found.ok and not log.damage, "count": found.count, "head": found.head},
            }
        )
    else:
        print_lines(_removed(log, subject.code, trials, len(events), done.tombstone.seq))
    code = _verified(log, found, silent=as_json)
    if done.set_aside:
        names = ", ".join(path.name for path in done.set_aside)
        code = fail(f"a damaged log was set aside and may still hold what was purged: {names}", FOUND)
    if not done.erased:
        code = fail(_not_erased(log), NOT_SAVED)
    return code


def _removed(log: ScreeningLog, code: str, trials: list[str], count: int, tombstone: int) -> list[str]:
    return [
        f"{code}: purged from {', '.join(trials) or 'no trial'}",
        f"removed: the contents of {count} events (answers, reasons, sources, notes), the site code, where the cursor was",
        f"left: the {count} events without their contents, and event {tombstone}, which says that they were purged",
        "not touched: copies of the trials; what was printed, exported or backed up before",
        *([f"not reached: {log.erasing.beyond}"] if log.erasing.beyond else []),
    ]


def _not_erased(log: ScreeningLog) -> str:
    return f"NOT SAVED: {log.erasing.stands}: {log.erasing.finish}"


def _verified(log: ScreeningLog, found: Verification, *, silent: bool = False) -> int:
    if log.damage or not found.ok:
        return fail(log.damage or f"{log.name}: event {found.first_bad}: {found.reason}", FOUND)
    if not silent:
        print_lines([f"{found.count} events, chain whole, head {found.head}"])
    return DONE


def _finish(log: ScreeningLog) -> int:
    if not log.erase():
        return fail(_not_erased(log), NOT_SAVED)
    print_lines([log.erasing.done, *([f"not reached: {log.erasing.beyond}"] if log.erasing.beyond else [])])
    return _verified(log, log.verify())
