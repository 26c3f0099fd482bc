"""The trials somebody marked: "my ten trials". A mark stays while its trial is away. By the holder of the lock, where it writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from trialtui.library.trials.store import Library


def marked(library: Library) -> list[str]:
    """The marked trials, the one marked first in front."""
    return [
        str(trial) for (trial,) in library.connection.execute("SELECT trial FROM marked ORDER BY at, rowid")
    ]


def mark(library: Library, trials: Iterable[str]) -> int:
    """Mark trials; how many were not marked before."""
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _changed(library, "INSERT OR IGNORE INTO marked VALUES (?, ?)", [(one, at) for one in trials])


def unmark(library: Library, trials: Iterable[str]) -> int:
    """Take marks away; how many there were."""
    return _changed(library, "DELETE FROM marked WHERE trial = ?", [(one,) for one in trials])


def _changed(library: Library, statement: str, rows: list[tuple[str, ...]]) -> int:
    with library.transaction() as connection:
        return sum(max(0, connection.execute(statement, row).rowcount) for row in rows)
