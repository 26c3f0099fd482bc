"""Newer versions of kept trials, from the registry into the library: in small batches, so that a stop at any moment keeps what came.

Each trial asked about is up to date, taken in, gone from the registry, or failed; what a stop left is asked about the next time.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from trialtui.library.trials.adding import Counts, Failed
from trialtui.library.trials.store import Version

if TYPE_CHECKING:
    from trialtui.registry.studies import Fetched, Listed, Registry

BATCH = 20  # studies, half a minute's fetching
BATCH_BYTES = 32 << 20
FAULTS_IN_A_ROW = 3  # studies that could not be had, after which the registry is left alone

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Changed(NamedTuple):
    """A trial whose current copy is another now: `before` is None where none was kept."""

    trial: str
    before: Version | None
    after: Version


class Taken(NamedTuple):
    """What became of a batch in the library."""

    counts: Counts
    changed: list[Changed]
    failures: list[Failed]


Dates = Callable[[Sequence[str]], dict[str, str]]
Take = Callable[[Sequence["Fetched"]], Taken]


class Updating:
    """One run. `dates` tells of which day the kept copies are; `take` takes studies in; `progress` is told how many are done."""

    def __init__(
        self, registry: Registry, dates: Dates, take: Take, progress: Callable[[Updating], None]
    ) -> None:
        self._registry, self._dates, self._take, self._progress = registry, dates, take, progress
        self.whole = self.fresh = self.fetched = 0
        self.counts = Counts()
        self.changed: list[Changed] = []
        self.failures: list[Failed] = []
        self.notes: list[str] = []
        self.gone: list[str] = []
        self.stopped = False
        self.ended = ""  # why the registry was left alone before the end
        self._batch: list[Fetched] = []
        self._had: set[str] = set()
        self._faults = 0

    @property
    def done(self) -> int:
        """How many trials were asked about to the end; what is fetched and not taken in yet is none of them."""
        return self.fresh + self.counts.taken + len(self.gone) + len(self.failures) - self.counts.failed

    @property
    def waiting(self) -> int:
        """How many studies were fetched and wait to be taken in."""
        return len(self._batch)

    def run(self, trials: Sequence[str]) -> None:
        """Ask about these trials (NCT numbers), in their order. Ctrl-C ends it after what came is taken in.

        Raises what `take` and `dates` raise; what was counted until then is in the library.
        """
        from trialtui.registry.asking import NoAnswer, Refused
        from trialtui.registry.studies import AT_ONCE

        self.whole = len(trials)
        try:
            for start in range(0, len(trials), AT_ONCE):
                self._ask(trials[start : start + AT_ONCE])
        except KeyboardInterrupt:
            self.stopped = True
        except (NoAnswer, Refused) as problem:
            self.ended = str(problem)
        try:
            self._take_in()
        except KeyboardInterrupt:
            self.stopped = True

    def _ask(self, trials: Sequence[str]) -> None:
        listed = self._registry.listed(trials)
        now = {number: listed[number].number if number in listed else number for number in trials}
        dated = self._dates(list(dict.fromkeys((*trials, *now.values()))))
        for trial in trials:
            self._one(trial, listed.get(trial), dated.get(now[trial]))
            self._progress(self)

    def _one(self, trial: str, listed: Listed | None, dated: str | None) -> None:
        """One trial: `dated` is the day of the copy kept under its number of today, None where none is kept."""
        if listed and listed.number != trial:
            self.notes.append(_renamed(trial, listed.number))
        if listed and dated and _is_day(dated) and _is_day(listed.updated) and listed.updated <= dated:
            self.fresh += 1
            if listed.updated < dated:
                self.notes.append(
                    f"{trial}: the registry's is of {listed.updated}, older than the copy kept of {dated}"
                )
            return
        number = listed.number if listed else trial
        if number in self._had:  # asked for by an alias too
            self.fresh += 1
            return
        fetched = self._fetch(number)
        if fetched is None:
            return
        if fetched.number != number:
            self.notes.append(_renamed(trial, fetched.number))
            dated = self._dates([fetched.number]).get(fetched.number)
        if dated and _is_day(dated) and fetched.updated < dated:
            words = f"{fetched.part.name}: is of {fetched.updated or 'no day'}, older than the copy kept of {dated}: not taken in"
            self.failures.append(Failed(number, words))
            return
        self._had.add(fetched.number)
        self._batch.append(fetched)
        if len(self._batch) >= BATCH or sum(len(one.part.raw) for one in self._batch) >= BATCH_BYTES:
            self._take_in()

    def _fetch(self, number: str) -> Fetched | None:
        from trialtui.registry.asking import NoAnswer, NotThere, Refused

        try:
            found = self._registry.study(number)
        except NotThere:
            self.gone.append(number)
        except Refused as problem:
            self.failures.append(Failed(number, str(problem)))
        except NoAnswer as problem:
            self._faults += 1
            if self._faults >= FAULTS_IN_A_ROW or not problem.reached:
                raise
            self.failures.append(Failed(number, str(problem)))
            return None
        else:
            self.fetched += 1
            self._faults = 0
            return found
        self._faults = 0
        return None

    def _take_in(self) -> None:
        if not self._batch:
            return
        batch, self._batch = self._batch, []
        with _to_the_end():
            taken = self._take(batch)
            self.counts = Counts(*map(sum, zip(self.counts, taken.counts, strict=True)))
            self.changed += taken.changed
            self.failures += taken.failures


def _is_day(date: str) -> bool:
    return _DAY.fullmatch(date) is not None


def _renamed(trial: str, number: str) -> str:
    return f"{trial}: the registry has it as {number} now; the copy kept as {trial} stays"


@contextmanager
def _to_the_end() -> Iterator[None]:
    """The first Ctrl-C in here comes through behind it; the second at once."""
    noted = []

    def note(*_: Any) -> None:
        noted.append(True)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if noted:
        raise KeyboardInterrupt
