"""The least Textual program that answers a key: what our search while typing is compared with. Run by `tests/bench/opening.py`."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Input, Static


class Echo(App[None]):
    """A line to type on, and above it what was typed."""

    def compose(self) -> ComposeResult:
        yield Static("nothing", markup=False)
        yield Input(compact=True)

    def on_input_changed(self, event: Input.Changed) -> None:
        self.query_one(Static).update(f"/ {event.value} of all")


if __name__ == "__main__":
    Echo().run()
