"""What the screen called saved is there after kill -9. With the ten of tests/unit/library/test_kill.py that is twenty; `tests/soak/kill_screen.py` does the same 200 times."""

from __future__ import annotations

from pathlib import Path

from tests.soak.kill_screen import kill


def test_no_answer_that_the_screen_called_saved_is_lost_over_ten_kills(tmp_path: Path) -> None:
    done = kill(10, tmp_path, seed=7)
    assert done.acknowledged > 20
    assert done.missing == []
    assert done.problems == []
