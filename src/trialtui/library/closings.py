"""Which screenings stand closed: the last closing or reopening event of each decides."""

from __future__ import annotations

from typing import Any

_CLOSED = """
    SELECT subject, trial FROM event WHERE kind = 'screening.closed' AND seq IN (
        SELECT max(seq) FROM event WHERE kind IN ('screening.closed', 'screening.reopened') GROUP BY subject, trial)"""


def closed(connection: Any) -> set[tuple[str, str]]:
    """Subject and trial of each."""
    return {(str(subject), str(trial)) for subject, trial in connection.execute(_CLOSED)}
