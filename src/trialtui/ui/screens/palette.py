"""The command palette: every action by name, each line with its key; type to narrow, Enter does it."""

from __future__ import annotations

from typing import Any

from textual.containers import Vertical
from textual.widgets import Input

from trialtui.ui.actions import ACTIONS, Action, shown_key
from trialtui.ui.panes.rows import fact, prose
from trialtui.ui.screens.base import KeyScreen, ListScreen
from trialtui.ui.widgets.row_list import ListRow


class PaletteScreen(ListScreen):
    """Dismissed with the name of an action, or None."""

    AUTO_FOCUS = "Input"

    def __init__(self, over: KeyScreen) -> None:
        super().__init__("Commands · type to narrow, ↓ ↑ choose, Enter does it, Esc leaves")
        self.over = over
        self.words: list[str] = []

    def compose(self) -> Any:
        yield self.title_bar
        entry = Input(compact=True)
        entry.cursor_blink = False
        yield entry
        yield self.listing
        with Vertical(id="foot"):
            yield self.status_bar
            yield self.key_bar

    def build(self, width: int) -> list[ListRow]:
        found = [action for action in ACTIONS if self._can(action) and self._matches(action)]
        if not found:
            return [prose("", "No command has these words.", width)]
        return [
            fact(
                action.name,
                "  ".join(shown_key(key) for key in self.trial_app.keys_of(action.name)),
                action.help,
                width,
            )
            for action in found
        ]

    def _can(self, action: Action) -> bool:
        return self.over.can(action.name)

    def _matches(self, action: Action) -> bool:
        words = f"{action.name} {action.label} {action.help}".casefold()
        return all(word in words for word in self.words)

    def on_input_changed(self, event: Input.Changed) -> None:
        self.words = event.value.casefold().split()
        self.listing.cursor, self.listing.top = -1, 0
        self.listing._wanted = ""
        self.listing.show_rows()

    def on_input_submitted(self) -> None:
        self.do_open()

    def do_open(self) -> None:
        self.dismiss(self.listing.current_key or None)
