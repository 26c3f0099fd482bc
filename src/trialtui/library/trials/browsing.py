"""The library as a screen looks at it: what is found as words are typed, counts, marks, saved searches, copies. One kind of refusal.

What may take its time (the index made good, counts, a copy, writing) is called from threads; each asks one after the other.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from trialtui.copies.reader import quick_look
from trialtui.library.trials import marks, searches
from trialtui.library.trials.entry import Entry
from trialtui.library.trials.query import QueryError, parse
from trialtui.library.trials.store import Library, LibraryRefused, told
from trialtui.record.study import Study

if TYPE_CHECKING:  # what searches is loaded after the first paint: the list by date does without
    from trialtui.library.trials.index import TrialIndex
    from trialtui.library.trials.searching import Hits, Search

LISTED = 500  # trials at once; nobody scrolls further, and a word more finds the rest

BEST, NEWEST, NUMBER = "best first", "newest first", "by number"
ORDERS = (BEST, NEWEST, NUMBER)
"""Each over all that is found. Where there is no best one the newest stands first."""

Counts = dict[str, list[tuple[str, int]]]


class IndexBehind(Exception):
    """The search index has to be made good before words can be searched: `make_ready`, in a thread."""


def has_best(words: str) -> bool:
    """Whether some of what is found is better than the rest: filters alone rank nothing. Raises QueryError."""
    return any(not (one.negated or one.is_filter) for one in parse(words))


class Found(NamedTuple):
    """The rows of the trials found, in the order asked for, and how many there are in all. `guessed`: a letter was taken for another."""

    rows: tuple[int, ...]
    total: int
    guessed: bool = False


class Browsing:
    """A library that is read, and in which trials are marked and searches saved. Every fault is a LibraryRefused."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._library = Library(folder)
        self._beside = Library(folder)  # of the threads
        self._one = threading.Lock()
        self._index: TrialIndex | None = None

    # --- the list

    def count(self) -> int:
        """How many trials are kept; 0 where there is no library. Raises LibraryRefused."""
        if not self._library.exists():
            return 0
        with self._refusing():
            return self._library.count()

    def found(self, words: str, order: str = BEST) -> Found:
        """What these words find while they are typed. Raises QueryError, IndexBehind, LibraryRefused."""
        with self._refusing():
            if not parse(words):
                by: Literal["updated DESC, trial", "trial"] = (
                    "trial" if order == NUMBER else "updated DESC, trial"
                )
                return Found(tuple(self._library.first_rows(by, LISTED)), self._library.count())
            hits = self._hits(words, order)
            rows = self._library.by_number(hits.rows, LISTED) if order == NUMBER else hits.rows
            return Found(tuple(rows), hits.total, hits.guessed)

    def entries(self, rows: Sequence[int]) -> dict[int, Entry]:
        """The line of each of these rows that is here. Raises LibraryRefused."""
        with self._refusing():
            return self._library.entry_of(rows)

    def row_of(self, trial: str) -> int | None:
        """The row of a trial. Raises LibraryRefused."""
        with self._refusing():
            return self._library.row_of(trial)

    def _hits(self, words: str, order: str) -> Hits:
        from trialtui.library.trials.index import IndexUnusable

        limit = self._library.count() if order == NUMBER else LISTED
        try:
            return self._search().best(
                words, limit, typing=True, newest=order == NEWEST or not has_best(words)
            )
        except IndexUnusable:  # torn where it is not looked at before it is searched
            if self._index is not None:
                self._index.drop()
                self._index = None
            raise IndexBehind from None

    def _search(self) -> Search:
        from trialtui.library.trials.index import TrialIndex
        from trialtui.library.trials.searching import Search
        from trialtui.library.trials.settling import is_behind

        if self._index is None:
            index = TrialIndex(self.folder)
            if is_behind(self._library, index):
                raise IndexBehind
            self._index = index
        return Search(self._index, marks.marked_rows(self._library))

    @property
    def is_ready(self) -> bool:
        """Whether words can be searched and counted."""
        return self._index is not None

    def find_index(self) -> bool:
        """Whether words can be searched, from a thread; False where the index has to be made good first. Raises LibraryRefused."""
        from trialtui.library.trials.index import IndexUnusable, TrialIndex
        from trialtui.library.trials.settling import is_behind

        if self._index is None:
            with self._one, self._refusing():
                index = TrialIndex(self.folder)
                try:
                    self._index = None if is_behind(self._beside, index) else index
                except IndexUnusable:
                    return False
        return self._index is not None

    def make_ready(self) -> bool:
        """Make the search index good, however long that takes; False where somebody is adding, and it knows only some yet.

        Raises LibraryRefused.
        """
        from trialtui.library.trials.settling import is_behind, usable_index

        library = Library(self.folder)
        try:
            with self._refusing():
                self._index = usable_index(library)
                return not is_behind(library, self._index)
        finally:
            library.close()

    def counts(self, words: str, filters: Sequence[str], most: int = 20) -> Counts:
        """How many of the trials found have each value of these filters, the commonest first; nothing while the index is behind.

        Raises QueryError, LibraryRefused.
        """
        from trialtui.library.trials.index import IndexUnusable
        from trialtui.library.trials.searching import Search

        with self._one, self._refusing():
            index = self._index
            if index is None:
                return {}
            try:
                search = Search(index, marks.marked_rows(self._beside))
                return search.counts(words, filters, typing=True, most=most)
            except IndexUnusable:
                return {}  # the next search finds out

    # --- a trial

    def copy(self, trial: str) -> tuple[str, bytes]:
        """The current copy of a trial: its name and its bytes. Raises LibraryRefused."""
        return self._copy(self._library, trial)

    def record(self, trial: str) -> Study:
        """The record of a trial's current copy. Raises CopyError, LibraryRefused."""
        with self._one:
            name, raw = self._copy(self._beside, trial)
        return quick_look(name, raw).study

    def _copy(self, library: Library, trial: str) -> tuple[str, bytes]:
        with self._refusing():
            versions = library.versions(trial)
            if not versions:
                raise LibraryRefused(f"{trial} is not in the library any more")
            try:
                return versions[0].name, library.raw(versions[0].id)
            except (KeyError, ValueError):
                raise LibraryRefused(f"{trial}: its copy in the library is damaged: add it again") from None

    # --- a person's own

    def marked(self) -> set[str]:
        """The trials that are marked. Raises LibraryRefused."""
        with self._refusing():
            return set(marks.marked(self._library))

    def mark(self, trial: str, on: bool) -> None:
        """Mark a trial, or take its mark away; on the disk when this returns. Raises LibraryRefused."""
        with self._one, self._refusing():
            (marks.mark if on else marks.unmark)(self._beside, [trial])

    def saved(self) -> list[searches.SavedSearch]:
        """The saved searches, by their names. Raises LibraryRefused."""
        with self._refusing():
            return searches.saved_searches(self._library)

    def save(self, name: str, words: str) -> None:
        """Save a search; on the disk when this returns. Raises LibraryRefused."""
        with self._one, self._refusing():
            searches.save_search(self._beside, name, words)

    def delete(self, name: str) -> None:
        """Take a saved search away. Raises LibraryRefused."""
        with self._one, self._refusing():
            searches.delete_search(self._beside, name)

    def total(self, words: str) -> int | None:
        """How many trials these words find, from any thread; None while that cannot be said."""
        from trialtui.library.trials.index import IndexUnusable
        from trialtui.library.trials.searching import Search

        try:
            with self._one, self._refusing():
                index = self._index
                return Search(index, marks.marked_rows(self._beside)).best(words, 1).total if index else None
        except (QueryError, IndexUnusable, LibraryRefused):
            return None

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as problem:
            raise LibraryRefused(told(self.folder, problem)) from None
        except Exception as problem:
            from trialtui.library.trials.index import IndexUnusable
            from trialtui.library.trials.lock import LibraryBusy

            if isinstance(problem, IndexUnusable | LibraryBusy):
                raise LibraryRefused(str(problem)) from None
            raise
