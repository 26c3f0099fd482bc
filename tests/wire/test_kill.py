"""What the screen called saved is there after kill -9. `tests/soak/kill_screen.py` does the same 200 times."""

from __future__ import annotations

from pathlib import Path

from tests.soak.kill_screen import kill


def test_no_answer_that_the_screen_called_saved_is_lost_over_six_kills(tmp_path: Path) -> None:
    done = kill(6, tmp_path, seed=7)
    assert done.acknowledged > 12
    assert done.missing == []
    assert done.problems == []
