"""Looking whether every copy of the library is whole, and whether the search index knows every trial."""

from __future__ import annotations

import hashlib
import sqlite3

from trialtui.library.trials.index import IndexUnusable, TrialIndex
from trialtui.library.trials.searching import Search
from trialtui.library.trials.store import ADD_AGAIN, Library
from trialtui.record.literal import one_line


def check(library: Library) -> list[str]:
    """What is wrong, a line each; nothing where all is well. Raises LibraryRefused."""
    try:
        damaged = [
            f"{library.path}: {one_line(problem)}"
            for (problem,) in library.connection.execute("PRAGMA quick_check(10)")
            if problem != "ok"
        ]
        return damaged + _copies(library) + _index(library)
    except sqlite3.DatabaseError as problem:
        return [f"{library.path}: {problem}{ADD_AGAIN}"]


def _copies(library: Library) -> list[str]:
    found = []
    query = "SELECT v.id, v.digest, v.name, t.trial FROM version v LEFT JOIN trial t ON t.id = v.trial"
    for version, digest, name, trial in library.connection.execute(query):
        try:
            whole = hashlib.sha256(library.raw(version)).digest() == digest
        except ValueError as problem:
            found.append(f"{trial}: the copy {name} cannot be read back: {problem}")
            continue
        if not whole:
            found.append(f"{trial}: the copy {name} is not what was added: its hash differs")
        if trial is None:
            found.append(f"the copy {name} belongs to no trial")
    return found


def _index(library: Library) -> list[str]:
    try:
        index = TrialIndex(library.folder)
        search = Search(index)
        known = set(search.best("", search.known).rows)
    except IndexUnusable as problem:
        return [f"{problem}: it is made again on the next search, or with `trialtui library rebuild`"]
    rows = set(library.rows())
    if known == rows and not library.pending():
        return []
    return [
        f"the search index knows {len(known & rows):,} of {len(rows):,} trials; it is made good on the next search"
    ]
