"""Make docs/criteria.svg, the picture in the README: the real program on the sample, a few answers given.

python docs/screenshot.py
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

os.environ["TEXTUAL_THEME"] = "ansi-dark"
os.environ["TZ"] = "UTC"

from trialtui.copies.reader import open_copy
from trialtui.copies.sample import sample_path
from trialtui.library.log import ScreeningLog
from trialtui.ui.app import TrialApp

PICTURE = Path(__file__).with_name("criteria.svg")
CLOCK = datetime(2026, 11, 22, 14, 2, 31, tzinfo=UTC)
KEYS = ("3", "space", "down", "y", *["down"] * 5, "y", "down", "n", "down")


async def picture() -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = str(sample_path())
        log = ScreeningLog(Path(folder), who="MK", now=lambda: CLOCK)
        app = TrialApp(log, [path], [open_copy(path)], subject="S-014")
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            for key in KEYS:
                await pilot.press(key)
            await pilot.pause()
            return app.export_screenshot(title="trialtui")


if __name__ == "__main__":
    PICTURE.write_text(asyncio.run(picture()), encoding="utf-8")
    print(PICTURE)
