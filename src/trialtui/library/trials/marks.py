"""The trials somebody marked: "my ten trials". A mark stays while its trial is away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from trialtui.library.trials.store import Library


def marked(library: Library) -> list[str]:
    """The marked trials, the one marked first in front."""
    return [
        str(trial) for (trial,) in library.connection.execute("SELECT trial FROM marked ORDER BY at, rowid")
    ]


def marked_rows(library: Library) -> list[int]:
    """The rows of the marked trials that are here."""
    found = library.connection.execute("SELECT t.id FROM marked m JOIN trial t ON t.trial = m.trial")
    return [int(row) for (row,) in found]


def mark(library: Library, trials: Iterable[str]) -> int:
    """Mark trials; how many were not marked before."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _changed(library, "INSERT OR IGNORE INTO marked VALUES (?, ?)", [(one, at) for one in trials])


def unmark(library: Library, trials: Iterable[str]) -> int:
    """Take marks away; how many there were."""
    return _changed(library, "DELETE FROM marked WHERE trial = ?", [(one,) for one in trials])


def _changed(library: Library, statement: str, rows: list[tuple[str, ...]]) -> int:
    with library.own_work() as connection:
        return sum(max(0, connection.execute(statement, row).rowcount) for row in rows)
