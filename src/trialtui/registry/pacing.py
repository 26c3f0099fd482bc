"""How often the registry is asked, and how long is waited before it is asked again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

INTERVAL = 1.2
"""Seconds between two requests. The registry publishes no limit for its API; its robots.txt asks for one, and 50 a minute are less."""

ATTEMPTS = 5
FIRST_WAIT = 1.0  # seconds, doubled with each attempt
LONGEST_WAIT = 120.0  # seconds that a registry may ask for

Wait = Callable[[float], None]


class Pace:
    """One asker's pace. `wait` sleeps, `clock` counts seconds, `chance` gives 0 to 1."""

    def __init__(
        self,
        wait: Wait = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._wait, self.clock, self._chance = wait, clock, chance
        self._next = clock()

    def turn(self) -> None:
        """Wait until the next request may go."""
        now = self.clock()
        if now < self._next:
            self._wait(self._next - now)
        self._next = max(now, self._next) + INTERVAL

    def back_off(self, attempt: int, asked: float | None) -> None:
        """Wait after an attempt (0 is the first) that failed: as long as the registry asked for, else longer each time.

        A share is left to chance, so that many who were turned away together do not come back together.
        """
        self._wait(FIRST_WAIT * 2**attempt * (0.5 + self._chance()) if asked is None else asked)


def retry_after(header: str | None, now: datetime | None = None) -> float | None:
    """The seconds that a Retry-After header asks for (RFC 9110, 10.2.3: seconds, or a date); None where it says nothing."""
    if not header:
        return None
    words = header.strip()
    if words.isascii() and words.isdigit():
        return float(words[:9])
    from email.utils import parsedate_to_datetime

    try:
        until = parsedate_to_datetime(words)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())
