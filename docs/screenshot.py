"""Make the pictures of the README with the real program: docs/criteria.svg, the sample with a few answers given, and
docs/library.svg, the opening screen of a site that keeps the sample and three invented trials.

python docs/screenshot.py
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ["TEXTUAL_THEME"] = "ansi-dark"
os.environ["TZ"] = "UTC"

from trialtui.copies.bundles import pieces_of_path
from trialtui.copies.reader import open_copy
from trialtui.copies.sample import sample_path
from trialtui.library.log import ScreeningLog
from trialtui.library.trials.adding import Adding
from trialtui.library.trials.index import TrialIndex
from trialtui.library.trials.store import Library
from trialtui.ui.app import TrialApp

DOCS = Path(__file__).parent
SAMPLE = str(sample_path())
CLOCK = datetime(2026, 11, 22, 14, 2, 31, tzinfo=UTC)
ANSWERED = ("3", "space", "down", "y", *["down"] * 5, "y", "down", "n", "down")
SEARCHED = ("/", *"lupus", "enter")
INVENTED = (
    ("NCT99000011", "Fictimab Added to Standard Care in Lupus Nephritis", "RECRUITING", "PHASE2", "2026-10-05", "Lupus Nephritis"),
    ("NCT99000012", "Imaginib for Skin Lupus: a Dose-Finding Study", "NOT_YET_RECRUITING", "PHASE1", "2026-11-12", "Cutaneous Lupus"),
    ("NCT99000013", "Walking and Fatigue in Systemic Lupus", "COMPLETED", "NA", "2025-03-30", "Systemic Lupus Erythematosus"),
)  # fmt: skip


def study(number: str, title: str, status: str, phase: str, updated: str, condition: str) -> dict[str, Any]:
    """An invented study in the fields of the registry's API v2."""
    return {
        "protocolSection": {
            "identificationModule": {"nctId": number, "briefTitle": title},
            "statusModule": {"overallStatus": status, "lastUpdatePostDateStruct": {"date": updated}},
            "conditionsModule": {"conditions": [condition]},
            "designModule": {"studyType": "INTERVENTIONAL", "phases": [phase]},
            "descriptionModule": {"briefSummary": f"An invented study of people with {condition.lower()}."},
            "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": title.split()[0]}]},
            "contactsLocationsModule": {"locations": [{"city": "Nowhere", "country": "Germany"}]},
            "eligibilityModule": {
                "eligibilityCriteria": f"Inclusion Criteria:\n\n* {condition}",
                "sex": "ALL",
                "minimumAge": "18 Years",
                "maximumAge": "75 Years",
                "stdAges": ["ADULT", "OLDER_ADULT"],
            },
        }
    }


def fill(folder: Path) -> None:
    """Take the sample and the invented trials into the library."""
    copies = folder / "copies.json"
    copies.write_text(json.dumps([study(*one) for one in INVENTED]), encoding="utf-8")
    library = Library(folder)
    library.create()
    pieces = (piece for path in (SAMPLE, str(copies)) for piece in pieces_of_path(path))
    Adding(library, TrialIndex(folder)).run(pieces)
    library.close()


async def picture(app: TrialApp, size: tuple[int, int], keys: Sequence[str]) -> str:
    async with app.run_test(size=size) as pilot:
        await pilot.pause(0.5)
        for key in keys:
            await pilot.press(key)
        await pilot.pause(0.5)
        return app.export_screenshot(title="trialtui")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder)
        log = ScreeningLog(folder, who="MK", now=lambda: CLOCK)
        screening = TrialApp(log, [SAMPLE], [open_copy(SAMPLE)], subject="S-014")
        drawn = {"criteria.svg": asyncio.run(picture(screening, (80, 24), ANSWERED))}
        log = ScreeningLog(folder, who="MK", now=lambda: CLOCK)
        drawn["library.svg"] = asyncio.run(picture(TrialApp(log, [], []), (120, 30), SEARCHED))
    for name, text in drawn.items():
        (DOCS / name).write_text(text, encoding="utf-8")
        print(DOCS / name)


if __name__ == "__main__":
    main()
