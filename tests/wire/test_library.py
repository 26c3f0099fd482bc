"""The library in a real terminal: few bytes, and silent once what is found has been counted."""

from __future__ import annotations

import json
from pathlib import Path

from tests.unit.library.trials.invented_studies import study
from tests.wire.terminal import trialtui

from trialtui.cli import main


def test_a_filter_is_chosen_with_few_bytes_and_then_nothing_is_sent(data: Path, tmp_path: Path) -> None:
    copies = tmp_path / "studies.json"
    copies.write_text(json.dumps([study(number, f"Trial {number}") for number in range(1, 40)]), "utf-8")
    main(["add", str(copies), "--data", str(data)])
    with trialtui(data) as terminal:
        terminal.wait_for("Recruiting 39")  # counted beside the screen
        terminal.settle()
        assert 0 < len(terminal.sent) <= 20_000
        assert len(terminal.press("j")) <= 300
        terminal.press("f", "Enter")
        terminal.wait_for("[ ] Recruiting")
        assert len(terminal.press("Space")) <= 6_000
        assert "status:recruiting" in terminal.line(1)
        assert terminal.settle(quiet=1.0) == b""
