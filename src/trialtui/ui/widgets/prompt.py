"""A question at the foot of the screen: one line to type, numbered usual answers, Esc to leave it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show, wrap
from trialtui.ui.widgets.bar import Bar
from trialtui.ui.widgets.lines import Line

PICK_SECONDS = (
    0.5  # a digit alone picks its usual answer after this long; a digit typed on is the start of words
)


class Prompt(Vertical):
    """Asks once; `answer` is a future of what was typed or picked, None where the person backed out.

    A digit alone on the line picks its usual answer; with `picks_only` there is no line, and it does so at once.
    `changed` is told the words while they are typed.
    """

    def __init__(
        self,
        question: str,
        *,
        value: str = "",
        usual: Sequence[str] = (),
        picks_only: bool = False,
        changed: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__(id="prompt")
        self._changed = changed
        self._place: tuple[int, int] | None = None  # columns and lines it was laid out for
        self._question, self._usual, self._value = question, tuple(usual), value
        self.picks_only = picks_only
        self._words = Bar(height=1)
        self.answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()

    def fit_in(self, width: int, height: int) -> int:
        """Lay the words out for a place of this size; the lines needed in all. The line to type on stays in sight."""
        self._place = (width, height)
        most = max(1, height - (0 if self.picks_only else 1))
        width = max(10, width - 2)
        keys = "esc leaves it" if self.picks_only else "Enter accepts, esc leaves it"
        usual = packed([*(f"{number} {words}" for number, words in enumerate(self._usual, 1)), keys], width)
        question = wrap(show(self._question), width)[: max(1, most - len(usual))]
        lines: list[Line] = [[Segment(" " + fit(line, width), theme.BOLD)] for line in question]
        self._words.draw((lines + [[Segment(" " + line, theme.DIM)] for line in usual])[:most])
        return len(self._words.lines) + (0 if self.picks_only else 1)

    def put(self, question: str) -> None:
        """Ask in other words, in the same place."""
        self._question = question
        if self._place is not None:
            self.fit_in(*self._place)

    def compose(self) -> ComposeResult:
        yield self._words
        if not self.picks_only:
            yield Entry(value=self._value, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        if not self.picks_only:
            entry = self.query_one(Entry)
            entry.cursor_blink = False
            entry.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        words = event.value.strip()
        self.settle(self._usual_answer(words) or words)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        overtaken = event.value != event.input.value  # more was typed meanwhile, and its turn comes
        if self._changed is not None and not self.answer.done() and not overtaken:
            self._changed(event.value)
        if self._usual_answer(event.value):
            self.set_timer(PICK_SECONDS, lambda: self._pick_if_still(event.value))

    def _pick_if_still(self, digit: str) -> None:
        if not self.answer.done() and self.query_one(Entry).value == digit:
            self.settle(self._usual_answer(digit))

    def _usual_answer(self, words: str) -> str | None:
        number = int(words) if len(words) == 1 and words in "123456789" else 0
        return self._usual[number - 1] if 1 <= number <= len(self._usual) else None

    def take(self, event: Key) -> bool:
        """Esc backs out; a digit picks where there is no line to type on. True where the key was taken."""
        if event.key == "escape":
            self.settle(None)
            return True
        if self.picks_only and (answer := self._usual_answer(event.character or "")):
            self.settle(answer)
            return True
        return False

    def settle(self, answer: str | None) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)


class Entry(Input):
    """The line to type on; Esc goes to the prompt first."""

    virtual_size = Reactive(Size(0, 0))  # Textual's own lays the whole screen out anew at every letter

    def on_key(self, event: Key) -> None:
        if isinstance(self.parent, Prompt) and self.parent.take(event):
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
