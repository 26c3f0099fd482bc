"""Looking whether every copy of the library is whole, and whether the search index knows every trial."""

from __future__ import annotations

import hashlib

from trialtui.library.trials.index import IndexUnusable, TrialIndex
from trialtui.library.trials.searching import Search
from trialtui.library.trials.store import Library


def check(library: Library) -> list[str]:
    """What is wrong, a line each; nothing where all is well. Raises LibraryRefused."""
    found = [
        f"{library.path}: {problem}"
        for (problem,) in library.connection.execute("PRAGMA quick_check")
        if problem != "ok"
    ]
    return found + _copies(library) + _index(library)


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
        known = Search(TrialIndex(library.folder)).best("", 1).total
    except IndexUnusable as problem:
        return [f"{problem}: it is made again on the next search, or with `trialtui library rebuild`"]
    behind = len(library.pending())
    if known == library.count() and not behind:
        return []
    return [
        f"the search index knows {known:,} of {library.count():,} trials; it is made good on the next search"
    ]
