"""The index made good: what it does not know, or knows wrongly, is indexed again from the copies. By the holder of the lock."""

from __future__ import annotations

from trialtui.copies.copy import CopyError
from trialtui.copies.reader import listed_look
from trialtui.library.trials.entry import Entry, Indexed, indexed, indexed_entry
from trialtui.library.trials.index import IndexUnusable, IndexWriter, TrialIndex
from trialtui.library.trials.lock import LibraryBusy, alone
from trialtui.library.trials.readers import FEW, cores
from trialtui.library.trials.searching import Search
from trialtui.library.trials.store import Library

WAIT_SECONDS = 5.0


def usable_index(library: Library) -> TrialIndex:
    """The index of a library, made good first where that is needed and nobody else is at it.

    While somebody adds, and where the library may only be read, a search finds what the index knows so far. Raises LibraryBusy
    where there is no index yet that could be searched, LibraryRefused, IndexUnusable, OSError.
    """
    library.count()  # refuses where there is no library
    index = TrialIndex(library.folder)
    try:
        if not is_behind(library, index):
            return index
        seconds = 0.0
    except IndexUnusable:
        seconds = WAIT_SECONDS
    try:
        with alone(library.folder, seconds):
            settle(library, index)
    except (LibraryBusy, OSError):
        if seconds:
            raise
    return index


def is_behind(library: Library, index: TrialIndex) -> bool:
    """Whether the index does not know the library as it is. Raises IndexUnusable."""
    return Search(index).known != library.count() or bool(library.pending())


def settle(library: Library, index: TrialIndex) -> int:
    """Make the index know what the library holds; how many trials had to be indexed. Raises IndexUnusable, OSError."""
    try:
        rows = library.pending()
        # An index that is not of this library (put back from elsewhere, say) knows another number of trials.
        whole = bool(rows) or Search(index).known == library.count()
        index.open()
    except IndexUnusable:
        whole = False
    if not whole:
        index.make()
        rows = library.rows()
    if rows:
        _index(library, index, rows)
    index.finished()
    library.settle()
    if not whole or Search(index).known == library.count():
        return len(rows)
    index.drop()
    return settle(library, index)


def _index(library: Library, index: TrialIndex, rows: list[int]) -> None:
    writer = index.writer(cores() if len(rows) >= FEW else 1)
    try:
        for row in rows:
            _index_again(library, writer, row)
        writer.commit()
    finally:
        writer.close()


def _index_again(library: Library, writer: IndexWriter, row: int) -> None:
    entry = next(iter(library.entries([row])), None)
    if entry is None:
        writer.delete(row)
    else:
        writer.put(row, _found(library, entry), new=False)


def _found(library: Library, entry: Entry) -> Indexed:
    """What the index takes of a trial: of its copy, or of its line in the list where the copy is damaged."""
    current = library.versions(entry.trial)[0]
    try:
        return indexed(listed_look(current.name, library.raw(current.id)).study, entry.trial)
    except (CopyError, ValueError):
        return indexed_entry(entry)
