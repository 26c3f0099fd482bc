"""What was acknowledged is there after kill -9 at any moment. tests/soak/kill_writers.py does the same 500 times with four writers."""

from __future__ import annotations

from pathlib import Path

from tests.soak.kill_writers import kill


def test_nothing_acknowledged_is_lost_over_ten_kills(directory: Path) -> None:
    done = kill(10, directory, writers=1, seed=20)
    assert done.acknowledged > 10
    assert done.missing == []
    assert done.problems == []
