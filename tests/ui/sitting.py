"""A sitting at the real screen: keys go in, lines of text come out of the compositor. Real copies, a real log, no mocks."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import unicodedata
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from trialtui.copies.copy import CopyReading
from trialtui.copies.reader import open_copy, read_copy
from trialtui.desk import Desk
from trialtui.library.log import ScreeningLog
from trialtui.screening.events import AuditEvent
from trialtui.ui.app import TrialApp
from trialtui.ui.panes.criteria import ANSWER_WIDTH, EFFECT_WIDTH
from trialtui.ui.screens.trial import TrialScreen
from trialtui.ui.widgets.row_list import RowList

SAMPLE = Path(__file__).parents[2] / "seeds" / "NCT06377228.txt"
SMALL, WIDE, LOW = (80, 24), (120, 40), (40, 12)
CHARACTERS = {
    "space": " ", "full_stop": ".", "comma": ",", "slash": "/", "question_mark": "?", "minus": "-", "at": "@",
    "left_square_bracket": "[", "right_square_bracket": "]", "colon": ":",
}  # fmt: skip
KEY_NAMES = {character: name for name, character in CHARACTERS.items()}


class Sitting:
    """One person before one screen: `press` keys, read `lines`."""

    def __init__(self, app: TrialApp, pilot: Pilot[int]) -> None:
        self.app, self.pilot = app, pilot

    # --- what goes in ---

    async def press(self, *keys: str) -> None:
        """Press keys one after the other, as Textual names them, and let what they started settle."""
        for key in keys:
            await self._send(key)
        await self.settle()

    async def settle(self) -> None:
        """Until everything that was started has been done and laid out. (Pilot's `pause` sleeps until the machine idles.)"""
        for _ in range(2):
            for _ in range(30):
                await asyncio.sleep(0)
            if not self.app.is_running:
                return
            await self.pilot._wait_for_screen()
            self.app.screen._on_timer_update()

    async def _send(self, key: str) -> None:
        """One key, the way a driver brings it in. (Pilot's own `press` sleeps 60 ms a key, which 50 criteria add up.)"""
        driver = self.app._driver
        assert driver is not None
        event = events.Key(key, CHARACTERS.get(key, key if len(key) == 1 else None))
        event.set_sender(self.app)
        driver.send_message(event)
        for _ in range(30):
            await asyncio.sleep(0)
        if self.app.is_running:
            await self.pilot._wait_for_screen()

    async def type(self, words: str) -> None:
        """Type words into the open question."""
        await self.press(*(KEY_NAMES.get(character, character) for character in words))

    async def pick(self, number: int) -> None:
        """Pick a usual answer of the open question."""
        await self.press(str(number))
        prompt = getattr(self.app.screen, "prompt", None)
        if prompt is not None and not prompt.answer.done() and not prompt.picks_only:
            await self.press("enter")

    async def new_subject(self, code: str) -> None:
        """Create a subject with `s`; an empty code makes a draft."""
        await self.press("s", "end", "enter")
        await self.type(code)
        await self.press("enter")

    async def resize(self, size: tuple[int, int]) -> None:
        await self.pilot.resize_terminal(*size)
        await self.settle()

    async def to(self, code: str) -> None:
        """On Criteria, go to a row: by pages while it is far away, then with the arrow keys."""
        if self.trial.tab != "3":
            await self.press("3")
        for _ in range(400):
            keys = [row.key for row in self.trial.listing.rows]
            assert code in keys, f"{code} is not in this view"
            here = self.trial.listing.current_key
            if here == code:
                await self.settle()
                return
            away = keys.index(code) - (keys.index(here) if here in keys else -1)
            starts = self.trial.listing._starts
            lines = abs(starts[keys.index(code)] - starts[max(self.trial.listing.cursor, 0)])
            far = lines > 2 * self.trial.listing.size.height
            await self._send(("pagedown" if far else "down") if away > 0 else ("pageup" if far else "up"))
        raise AssertionError(f"the arrow keys do not reach {code}")

    async def answer(self, **answers: str) -> None:
        """Walk to rows and press a key on each: `answer(I1="y", I17_3="n")`."""
        for code, key in answers.items():
            await self.to(code.replace("_", "."))
            await self.press(key)

    async def go_down(self, keys: dict[str, str]) -> None:
        """Down the checklist from the top, pressing on each row the key given for it ("" for none)."""
        await self.press("3", "g")
        for code, key in keys.items():
            await self.to(code)
            if key:
                await self._send(key)
        await self.settle()

    # --- what is on the screen ---

    @property
    def lines(self) -> list[str]:
        """The screen as a person reads it, one string a line, without trailing blanks."""
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """All the words on the screen, one blank between two: for sentences that are wrapped."""
        return " ".join(self.text.split())

    def part(self, selector: str) -> str:
        """The lines of one part of the screen: "#status", "#foot", "#head", "#keys", "#alarm"."""
        region = self.app.screen.query_one(selector).region
        return "\n".join(self.lines[region.y : region.bottom])

    @property
    def status(self) -> str:
        """The status line, in one piece."""
        return " ".join(self.part("#status").split())

    @property
    def foot(self) -> str:
        """Bars, status line, question and key line, in one piece."""
        return " ".join(self.part("#foot").split())

    @property
    def verdict(self) -> str:
        """The verdict lines, in one piece."""
        lines = [
            line for line in self.lines[3 : self.trial.head.size.height] if not line.startswith(("─", "-"))
        ]
        return " ".join(" ".join(lines).split())

    def row(self, code: str) -> str:
        """The first line of a row of the checklist: code, scope, words, answer, effect."""
        found = [line for line in self.lines if re.match(rf"[ ▌|>] ?{re.escape(code)}\s", line + " ")]
        assert found, f"{code} is not on the screen:\n{self.text}"
        return found[0]

    def edge(self, code: str) -> str:
        """Answer and effect of a row as they stand at the right edge: "Yes EXCLUDES", "open"."""
        return " ".join(self.row(code)[self.app.size.width - ANSWER_WIDTH - EFFECT_WIDTH :].split())

    @property
    def cursor(self) -> str:
        """The line that the mark in the gutter stands on."""
        return next(line for line in self.lines if line.startswith(("▌", ">")))

    @property
    def listed(self) -> dict[str, str]:
        """Every row of the list that is shown, on the screen or below its edge: its key, and its words."""
        return {row.key: row.words for row in self.app.screen.query_one("#list", RowList).rows if row.key}

    # --- what is behind it ---

    @property
    def trial(self) -> TrialScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, TrialScreen))

    @property
    def desk(self) -> Desk:
        return self.trial.desk

    @property
    def log(self) -> ScreeningLog:
        return self.app.log_store

    @property
    def events(self) -> list[AuditEvent]:
        """Everything in the log, in order."""
        return self.log.events()

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    @property
    def codes(self) -> list[str]:
        """Every row of the checklist, in its order."""
        return [row.code for row in self.desk.checklist.rows]


@asynccontextmanager
async def sitting(
    data: Path,
    copy: str | Path | CopyReading | None = SAMPLE,
    *,
    size: tuple[int, int] = SMALL,
    who: str = "MK",
    subject: str | None = None,
    keys: dict[str, str] | None = None,
    busy_seconds: float = 2.0,
    paths: Sequence[str] | None = None,
    ask_who: bool = False,
    address: str = "",
) -> AsyncIterator[Sitting]:
    """Start the program on a copy (None: on the opening screen), with its log in `data` or at `address`; it is closed at the end."""
    log = ScreeningLog(data, who=who, busy_seconds=busy_seconds, address=address)
    reading = copy if copy is None or isinstance(copy, CopyReading) else open_copy(str(copy))
    names = [str(copy)] if isinstance(copy, (str, Path)) else [reading.copy.name] if reading else []
    app = TrialApp(
        log, names if paths is None else paths, [reading] if reading else [], subject=subject, ask_who=ask_who
    )
    if keys:
        app.set_keymap(keys)
    async with app.run_test(size=size) as pilot:
        screen = Sitting(app, pilot)
        await screen.settle()
        yield screen


@contextmanager
def busy(data: Path) -> Iterator[None]:
    """Another program holds the log: nothing can be written. (A mode of 0500 would not stop root.)"""
    connection = sqlite3.connect(data / "screening.sqlite3", isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


def page(text: str, name: str = "invented.txt") -> CopyReading:
    """A copy from text, as if it had been opened."""
    return read_copy(name, text.encode())


def study(
    criteria: str, *, status: str = "RECRUITING", title: str = "An Invented Trial", **more: Any
) -> CopyReading:
    """A registry study (JSON) with this eligibility text; `more` holds further modules."""
    modules = {
        "identificationModule": {"nctId": "NCT99000077", "briefTitle": title},
        "statusModule": {"overallStatus": status, "lastUpdateSubmitDate": "2026-01-02"},
        "eligibilityModule": {"eligibilityCriteria": criteria} if criteria else {},
        **more,
    }
    return read_copy("NCT99000077.json", json.dumps({"protocolSection": modules}).encode())


def sample_page(replaced: dict[str, str]) -> CopyReading:
    """The sample with words replaced."""
    text = SAMPLE.read_text("utf-8")
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return page(text)


def visible_characters(words: str) -> str:
    """Words without white space, composed: what must be on the screen whatever the wrapping."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", words))
