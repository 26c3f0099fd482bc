"""A screen left alone shows nothing of a subject or a trial. Any key brings it back and does nothing else; what is under it stays."""

from __future__ import annotations

from typing import Any

from rich.segment import Segment
from textual.events import Key, Paste, Resize
from textual.screen import Screen

from trialtui.ui import theme
from trialtui.ui.glyphs import fit
from trialtui.ui.widgets.bar import Bar

WORDS = "trialtui: press a key"


class BlankedScreen(Screen[None]):
    """Laid over whatever was there, an open question included."""

    def compose(self) -> Any:
        yield Bar(id="blanked")

    def on_resize(self, event: Resize) -> None:
        self.query_one(Bar).draw([[Segment(fit(" " + WORDS, event.size.width), theme.PLAIN)]])

    def on_key(self, event: Key) -> None:
        self._back(event)

    def on_paste(self, event: Paste) -> None:
        self._back(event)

    def _back(self, event: Key | Paste) -> None:
        event.stop()
        event.prevent_default()
        if self.is_current:
            self.app.pop_screen()
