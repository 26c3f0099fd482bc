"""What was acknowledged is there after kill -9 at any moment. tests/soak/kill_writers.py does the same 500 times with four writers."""

from __future__ import annotations

from pathlib import Path

from tests.soak.kill_writers import kill


def test_nothing_acknowledged_is_lost_over_twenty_kills(directory: Path) -> None:
    done = kill(20, directory, writers=1, seed=20)
    assert done.acknowledged > 20
    assert done.missing == []
    assert done.problems == []
