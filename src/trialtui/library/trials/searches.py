"""The searches somebody saved under a name. A person's work: they stay whatever is added, removed or indexed again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from trialtui.library.trials.store import Library


class SavedSearch(NamedTuple):
    """`words` are those of the search line."""

    name: str
    words: str


def saved_searches(library: Library) -> list[SavedSearch]:
    """All of them, by their names."""
    found = library.connection.execute("SELECT name, words FROM saved_search ORDER BY name COLLATE NOCASE")
    return [SavedSearch(str(name), str(words)) for name, words in found]


def save_search(library: Library, name: str, words: str) -> None:
    """Keep a search, in place of the one that had its name."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with library.own_work() as connection:
        connection.execute("INSERT OR REPLACE INTO saved_search VALUES (?, ?, ?)", (name, words, at))


def delete_search(library: Library, name: str) -> bool:
    """Take a saved search away; False where none has this name."""
    with library.own_work() as connection:
        return connection.execute("DELETE FROM saved_search WHERE name = ?", (name,)).rowcount > 0
