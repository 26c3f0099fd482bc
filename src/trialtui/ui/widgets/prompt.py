"""A question at the foot of the screen: one line to type, numbered usual answers, Esc to leave it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Input

from trialtui.ui import theme
from trialtui.ui.glyphs import show, wrap
from trialtui.ui.widgets.bar import Bar
from trialtui.ui.widgets.row_list import Line


class Prompt(Vertical):
    """Asks once; `answer` is a future of what was typed or picked, None where the person backed out.

    A digit picks its usual answer while nothing has been typed; with `closed` only those can be picked.
    """

    def __init__(
        self,
        question: str,
        *,
        value: str = "",
        usual: Sequence[str] = (),
        closed: bool = False,
        width: int = 80,
    ) -> None:
        super().__init__(id="prompt")
        self._usual, self._closed, self._value = usual, closed, value
        self._question = self._question_lines(question, width)
        self.answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    def _question_lines(self, question: str, width: int) -> list[Line]:
        lines: list[Line] = [[Segment(" " + line, theme.BOLD)] for line in wrap(show(question), width - 2)]
        keys = "esc leaves it" if self._closed else "Enter accepts, esc leaves it"
        words = [f"{number} {usual}" for number, usual in enumerate(self._usual, 1)]
        return lines + [[Segment(" " + line, theme.DIM)] for line in packed([*words, keys], width - 2)]

    def compose(self) -> ComposeResult:
        question = Bar(height=len(self._question))
        question.lines = self._question
        yield question
        if not self._closed:
            yield Entry(value=self._value, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        if not self._closed:
            entry = self.query_one(Entry)
            entry.cursor_blink = False
            entry.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.settle(event.value.strip())

    def pick(self, event: Key) -> bool:
        """Take a key as a usual answer, or as backing out, where that is what it means; True where it was taken."""
        if event.key == "escape":
            self.settle(None)
            return True
        if event.key.isdigit() and (self._closed or not self.query_one(Entry).value):
            number = int(event.key)
            if 1 <= number <= len(self._usual):
                self.settle(self._usual[number - 1])
                return True
        return False

    def settle(self, answer: str | None) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)


class Entry(Input):
    """The line to type on: a digit on an empty line, and Esc, go to the prompt first."""

    def on_key(self, event: Key) -> None:
        if isinstance(self.parent, Prompt) and self.parent.pick(event):
            event.stop()
            event.prevent_default()


def packed(words: Sequence[str], width: int) -> list[str]:
    """Short answers side by side, three spaces apart, none broken over two lines unless it is wider than a line."""
    lines: list[str] = []
    for word in map(show, words):
        if lines and len(lines[-1]) + 3 + len(word) <= width:
            lines[-1] += "   " + word
        else:
            lines += wrap(word, width)
    return lines
