"""The library as a screen looks at it: what is found as words are typed, and the copy of a trial. One kind of refusal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from trialtui.library.trials.entry import Entry
from trialtui.library.trials.index import IndexUnusable, TrialIndex
from trialtui.library.trials.lock import LibraryBusy
from trialtui.library.trials.searching import Search
from trialtui.library.trials.settling import usable_index
from trialtui.library.trials.store import Library, LibraryRefused

LISTED = 500  # trials at once; nobody scrolls further, and a word more finds the rest


class Found(NamedTuple):
    """The trials found, best first (without words: the newest first), and how many there are in all.

    `counts`: how many of them have each status and phase, the commonest first. `guessed`: a letter was taken for another.
    """

    entries: tuple[Entry, ...]
    total: int
    guessed: bool
    counts: dict[str, list[tuple[str, int]]]


class Browsing:
    """A library that is read and never changed but for its index. Every fault is a LibraryRefused."""

    def __init__(self, folder: Path) -> None:
        self._library = Library(folder)
        self._index: TrialIndex | None = None

    def count(self) -> int:
        """How many trials are kept; 0 where there is no library. Raises LibraryRefused."""
        if not self._library.exists():
            return 0
        with self._refusing():
            return self._library.count()

    def found(self, words: str) -> Found:
        """What these words find while they are typed. Raises QueryError, LibraryRefused."""
        with self._refusing():
            if self._index is None:
                self._index = usable_index(self._library)
            try:
                return self._found(Search(self._index), words)
            except IndexUnusable:  # torn where it is not looked at before it is searched
                self._index.drop()
                self._index = usable_index(self._library)
                return self._found(Search(self._index), words)

    def _found(self, search: Search, words: str) -> Found:
        hits = search.best(words, LISTED, typing=True)
        counts = search.counts(words, ("status", "phase"), typing=True)
        return Found(tuple(self._library.entries(hits.rows)), hits.total, hits.guessed, counts)

    def copy(self, trial: str) -> tuple[str, bytes]:
        """The current copy of a trial: its name and its bytes. Raises LibraryRefused."""
        with self._refusing():
            versions = self._library.versions(trial)
            if not versions:
                raise LibraryRefused(f"{trial} is not in the library any more")
            try:
                return versions[0].name, self._library.raw(versions[0].id)
            except (KeyError, ValueError):
                raise LibraryRefused(f"{trial}: its copy in the library is damaged: add it again") from None

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except (IndexUnusable, LibraryBusy) as problem:
            raise LibraryRefused(str(problem)) from None
        except (OSError, sqlite3.Error) as problem:
            words = (getattr(problem, "strerror", None) or str(problem)).lower()
            raise LibraryRefused(f"{self._library.folder}: {words}") from None
