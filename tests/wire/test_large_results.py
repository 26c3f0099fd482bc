"""A study with thousands of adverse events: its tables cost a thin line no more than any other list."""

from __future__ import annotations

import json
import statistics
import time
from pathlib import Path

from tests.wire.terminal import trialtui
from tests.wire.test_bytes import walk

GROUPS, EVENTS = 8, 3_000


def large_study(folder: Path) -> Path:
    """3,000 invented events in eight groups of 50."""
    groups = [{"id": f"EG00{n}", "title": f"Invented group {n}"} for n in range(GROUPS)]
    events = [
        {
            "term": f"Invented complaint {number}",
            "organSystem": f"Organ system {number // 100}",
            "stats": [
                {"groupId": group["id"], "numAffected": number % 7, "numAtRisk": 50} for group in groups
            ],
        }
        for number in range(EVENTS)
    ]
    study = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT99000079", "briefTitle": "A Large Invented Trial"},
            "statusModule": {"overallStatus": "COMPLETED"},
        },
        "resultsSection": {"adverseEventsModule": {"eventGroups": groups, "otherEvents": events}},
        "hasResults": True,
    }
    path = folder / "large.json"
    path.write_text(json.dumps(study, indent=2), "utf-8")
    return path


def test_a_large_table_opens_at_once_and_is_moved_through_cheaply(data: Path, tmp_path: Path) -> None:
    with trialtui(data, large_study(tmp_path)) as terminal:
        terminal.wait_for("A Large Invented Trial")
        terminal.settle(0.5)
        began = time.perf_counter()
        terminal.type("6")
        terminal.wait_for("RESULTS")
        opened = time.perf_counter() - began
        terminal.settle()
        terminal.press("G")
        for _ in range(9):
            if "Invented complaint 2999" not in terminal.text():
                terminal.press("PageUp")
        assert "Invented complaint 2999" in terminal.text()
        assert "Term" in terminal.text(), "the names of the columns stay in sight"
        still, scrolled = walk(terminal, "k", 30)
        sideways = [len(terminal.press("\x1b[C")), len(terminal.press("\x1b[D"))]
        page = len(terminal.press("PageUp"))
    assert opened < 2  # 0.1 s on a machine with nothing else to do
    assert 0 < statistics.median(still) <= 150
    assert max([*scrolled, page, *sideways]) <= 4_000
