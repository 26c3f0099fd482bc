"""`trialtui update`: newer versions of kept trials from ClinicalTrials.gov, where the host has a network."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from trialtui.commands.library import PROGRESS_SECONDS, changing, refused
from trialtui.commands.versions import NO_MARKS
from trialtui.copies.copy import CopyError
from trialtui.copies.reader import read_copy
from trialtui.front import (
    DONE,
    FOUND,
    STOPPED,
    WRONG,
    Parser,
    WrongUse,
    common,
    fail,
    print_json,
    print_lines,
    time_left,
    warn,
)
from trialtui.kept_versions import compare
from trialtui.library.directory import data_directory
from trialtui.library.trials.store import Library, Version
from trialtui.updating import Changed, Taken, Updating

if TYPE_CHECKING:
    from trialtui.registry.asking import Asking
    from trialtui.registry.studies import Fetched

NO_CLIENT = (
    "`trialtui update` needs an HTTP client that is not installed here: pip install 'trialtui[update]'"
)
OFFLINE = "the offline library goes on"
LONG_WAIT = 3.0  # seconds


def update_parser() -> Parser:
    parser = common(
        Parser(
            prog="trialtui update",
            description="Fetch newer versions of kept trials from ClinicalTrials.gov. Only NCT numbers leave this host.",
        )
    )
    parser.add_argument(
        "trials", metavar="ID", nargs="*", help="NCT numbers; else every trial kept that has one"
    )
    parser.add_argument("--marked", action="store_true", help="only the marked trials")
    parser.add_argument("--base-url", metavar="URL", help="a mirror of the registry's API v2")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=_update)
    return parser


@refused
def _update(options: argparse.Namespace) -> int:
    try:
        from trialtui.registry.asking import Asking, NoAnswer, Refused
    except ModuleNotFoundError as missing:
        if missing.name != "httpx":
            raise
        return fail(NO_CLIENT, WRONG)
    from trialtui.registry.pacing import Pace

    base = _base(options)
    with closing(Library(data_directory(options.data))) as library:
        trials = _trials(options, library)
        try:
            with closing(Asking(base, Pace(_wait))) as asking:
                return _online(options, library, asking, trials)
        except NoAnswer as problem:
            return fail(f"{problem if problem.reached else f'no network: {problem}'}; {OFFLINE}", WRONG)
        except Refused as problem:
            return fail(f"{problem}; {OFFLINE}", WRONG)


def _base(options: argparse.Namespace) -> str:
    """The address to ask: of the option, else of the settings, else the registry's own. Raises WrongUse, SettingsError."""
    from trialtui.registry.asking import address
    from trialtui.registry.studies import BASE
    from trialtui.settings import read_settings, settings_path

    named = options.base_url or read_settings(settings_path()).base_url or BASE
    try:
        return address(named)
    except ValueError:
        raise WrongUse(f"{named}: an address such as {BASE} was expected") from None


def _trials(options: argparse.Namespace, library: Library) -> list[str]:
    """The NCT numbers to ask about, the marked ones first. Raises WrongUse, LibraryRefused."""
    from trialtui.library.trials.freshness import numbers
    from trialtui.library.trials.marks import marked
    from trialtui.registry.studies import nct_number

    if options.trials:
        if options.marked:
            raise WrongUse("--marked stands for the marked trials: no ID beside it")
        named = {words: nct_number(words) for words in options.trials}
        if wrong := [words for words, number in named.items() if number is None]:
            raise WrongUse(
                f"{', '.join(wrong)}: no NCT number; ClinicalTrials.gov is asked about nothing else"
            )
        return list(dict.fromkeys(filter(None, named.values())))
    found = numbers(library, options.marked)
    if options.marked and not marked(library):
        raise WrongUse(NO_MARKS.partition(",")[0])
    if not found:
        which = "marked trials" if options.marked else f"{library.count():,} trials kept here"
        raise WrongUse(f"none of the {which} has an NCT number and a copy")
    return found


def _online(options: argparse.Namespace, library: Library, asking: Asking, trials: list[str]) -> int:
    """Ask how new the registry's data are, then about the trials. Raises NoAnswer and Refused for the first question."""
    from trialtui.library.trials.freshness import Asked, dates, kept, last_asked, remember
    from trialtui.registry.studies import Registry

    registry, base = Registry(asking), asking.base
    try:
        as_of = registry.data_timestamp()
    except KeyboardInterrupt:
        return fail("stopped before the registry had answered: nothing is changed", STOPPED)
    everything = not options.trials and not options.marked
    run = Updating(
        registry,
        dates=lambda some: dates(library, some) if library.exists() else {},
        take=lambda fetched: _take(options, fetched),
        progress=_progress(),
    )
    last = last_asked(library.folder) if everything else None
    if last and (last.kept, last.as_of) == (kept(library, trials, base), as_of):
        run.whole, run.fresh = len(trials), len(trials) - len(last.gone)
        run.gone, run.notes = list(last.gone), list(last.notes)
        return _tell(options, run, as_of)
    try:
        run.run(trials)
    except BaseException:
        _tell(options, run, as_of)  # what is in the library is said, whatever ended it
        raise
    if everything and not (run.failures or run.ended or run.stopped):
        now = kept(library, trials, base)
        remember(library.folder, Asked(now, as_of, tuple(run.gone), tuple(run.notes)))
    return _tell(options, run, as_of)


def _take(options: argparse.Namespace, fetched: Sequence[Fetched]) -> Taken:
    """Take studies in as `trialtui add` does, the library held no longer than that takes."""
    from trialtui.library.trials.adding import Adding

    with changing(options) as (library, index):
        trials = [one.number for one in fetched]
        before = {trial: _current(library, trial) for trial in trials}
        adding = Adding(library, index)
        counts = adding.run(one.part for one in fetched)
        changed = [
            Changed(trial, before[trial], after)
            for trial in trials
            if (after := _current(library, trial)) and after != before[trial]
        ]
    return Taken(counts, changed, adding.failures)


def _current(library: Library, trial: str) -> Version | None:
    return next((one for one in library.versions(trial) if one.current), None)


# --- in words


def _wait(seconds: float) -> None:
    """Sleep; on a terminal a longer wait is said."""
    if seconds > LONG_WAIT and sys.stderr.isatty():
        _show(f"the registry is asked again in {seconds:,.0f} s")
    time.sleep(seconds)


def _show(words: str) -> None:
    """In place of the line that stands there; cut to its width, for a longer one cannot be taken back."""
    width = os.get_terminal_size(sys.stderr.fileno()).columns or 80
    print("\r" + words[: width - 1], end="\033[K", file=sys.stderr, flush=True)


def _progress() -> Callable[[Updating], None]:
    """Says on a terminal, once a second, how far it is and how long the rest will take."""
    begun = last = time.monotonic()

    def progress(run: Updating) -> None:
        nonlocal last
        now = time.monotonic()
        if sys.stderr.isatty() and now - last >= PROGRESS_SECONDS:
            last = now
            _show(progress_words(run, now - begun))

    return progress


def progress_words(run: Updating, seconds: float) -> str:
    """How far it is: "120 of 400 asked about, 12 fetched, 1 failed, 30 s left"."""
    asked = run.done + run.waiting
    words = f"{asked:,} of {run.whole:,} asked about, {run.fetched:,} fetched, {len(run.failures):,} failed"
    if not asked:
        return words
    return f"{words}, {time_left(seconds, asked / run.whole)}"


def _tell(options: argparse.Namespace, run: Updating, as_of: str) -> int:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)
    library = Library(data_directory(options.data))
    try:
        told = [_changed(library, one) for one in run.changed]
    finally:
        library.close()
    if options.json:
        print_json(_json(run, as_of, told))
    else:
        print_lines([*(_line(one) for one in told), _sentence(run, as_of)])
        gone = (f"{trial}: not in the registry; the offline copy stays" for trial in run.gone)
        for words in (*run.notes, *gone, *(one.reason for one in run.failures)):
            warn(words)
    if run.stopped:
        return STOPPED
    if run.ended:
        return fail(f"{run.ended}; {OFFLINE}", WRONG)
    if run.failures:
        return FOUND if run.done > len(run.failures) else WRONG
    return FOUND if run.gone else DONE


def _changed(library: Library, one: Changed) -> dict[str, Any]:
    """A trial that has another current copy now: of which day it was and is, and what became of its criteria."""
    before, after = one.before, one.after
    found: dict[str, Any] = {
        "trial": one.trial, "before": before.updated if before else None, "after": after.updated,
        "criteria_changed": None, "criteria": None,
    }  # fmt: skip
    if before is None:
        return found
    try:
        criteria = compare(*(read_copy(kept.name, library.raw(kept.id)) for kept in (before, after))).criteria
    except (KeyError, ValueError, CopyError):  # the older copy is damaged: nobody can tell
        return found
    if criteria:
        found |= {"criteria_changed": criteria.is_change, "criteria": dict(criteria.counts)}
    return found


def _line(one: dict[str, Any]) -> str:
    """ "NCT00000001  2024-01-01 -> 2025-01-01  criteria changed: 4 unchanged, 1 reworded"."""
    day = one["after"] or "no date"
    if one["before"] is None:
        return f"{one['trial']}  {day}  new here"
    criteria = {True: "criteria changed", False: "criteria unchanged", None: "criteria not compared"}
    words = criteria[one["criteria_changed"]]
    if one["criteria_changed"]:
        words += ": " + ", ".join(f"{count} {kind}" for kind, count in one["criteria"].items() if count)
    return f"{one['trial']}  {one['before'] or 'no date'} -> {day}  {words}"


def _sentence(run: Updating, as_of: str) -> str:
    counts = run.counts
    if run.fresh == run.whole:
        return f"{run.whole:,} asked about: up to date as of {as_of}"
    words = f"{run.whole:,} asked about, as of {as_of}: {counts.added:,} added, {counts.updated:,} updated, "
    words += f"{run.fresh + counts.unchanged:,} up to date, {len(run.gone):,} not in the registry, {len(run.failures):,} failed"
    left = run.whole - run.done
    return words + (f"; {left:,} left: the same command goes on from here" if left else "")


def _json(run: Updating, as_of: str, told: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "asked": run.whole, "as_of": as_of, "added": run.counts.added, "updated": run.counts.updated,
        "unchanged": run.fresh + run.counts.unchanged, "gone": run.gone, "failed": len(run.failures),
        "left": run.whole - run.done, "stopped": run.stopped, "ended": run.ended or None, "changes": told,
        "notes": run.notes, "failures": [one._asdict() for one in run.failures],
    }  # fmt: skip
