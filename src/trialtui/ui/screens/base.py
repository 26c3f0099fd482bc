"""What every screen shares: keys from the one registry, a status line, a key line, and questions at its foot."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key, Resize
from textual.screen import Screen

from trialtui.library.log import LogRefused, NotSaved
from trialtui.screening.screening import CannotAct
from trialtui.ui import theme
from trialtui.ui.actions import ACTIONS, BY_NAME, EVERYWHERE, Action, shown_key
from trialtui.ui.glyphs import fit, show
from trialtui.ui.widgets.bar import Bar
from trialtui.ui.widgets.prompt import Prompt
from trialtui.ui.widgets.row_list import Line, ListRow, RowList

if TYPE_CHECKING:
    from trialtui.ui.app import TrialApp


RETRY_SECONDS = 3  # between tries to save what could not be saved


def bindings(*places: str) -> list[BindingType]:
    """Textual bindings of the registry's actions on the given places; each can be rebound by its name."""
    return [
        Binding(
            ",".join(action.keys),
            f"act('{action.name}')",
            action.label or action.help,
            show=False,
            id=action.name,
        )
        for action in ACTIONS
        if action.where in (EVERYWHERE, *places)
    ]


class KeyScreen(Screen[Any]):
    """A screen moved through by keys. `act` looks up `do_<name>`; what cannot act says why on the status line."""

    AUTO_FOCUS: ClassVar[str | None] = ""
    BINDINGS = bindings()
    FOOTER: ClassVar[tuple[str, ...]] = ("open", "help", "back", "quit")

    def __init__(self) -> None:
        super().__init__()
        self.status_bar = Bar(id="status")
        self.key_bar = Bar(id="keys")
        self.prompt: Prompt | None = None
        self._status: tuple[str, theme.Style] = ("", theme.PLAIN)

    @property
    def trial_app(self) -> TrialApp:
        return cast("TrialApp", self.app)

    def rows(self) -> RowList | None:
        """The list that the motion keys move."""
        return None

    # --- keys ---

    async def action_act(self, name: str) -> None:
        """Do what the key named `name` does, or say why it cannot."""
        if self.prompt is not None:
            return
        handler = getattr(self, f"do_{name}", None)
        if handler is None:
            self.say(
                f"{BY_NAME[name].label or name} does nothing on this screen. ? lists the keys.", theme.WARN
            )
            return
        try:
            handler()
        except (CannotAct, NotSaved, LogRefused) as reason:
            self.say(str(reason), theme.WARN)

    def on_key(self, event: Key) -> None:
        """A digit answers an open question; a key that means nothing here says so."""
        if self.prompt is not None:
            if self.prompt.pick(event):
                event.stop()
                event.prevent_default()
            return
        known = self.active_bindings
        if event.key not in known and event.is_printable:
            action = next((one for one in ACTIONS if event.key in one.keys), None)
            self.say(self._elsewhere(action, event.character or event.key), theme.WARN)

    def _elsewhere(self, action: Action | None, key: str) -> str:
        if action is None:
            return f"'{key}' is no key here. ? lists the keys."
        return f"'{key}' ({action.label}) works in an open trial, not here. ? lists the keys."

    def do_down(self) -> None:
        self._move(1)

    def do_up(self) -> None:
        self._move(-1)

    def _move(self, step: int) -> None:
        if rows := self.rows():
            rows.move(step)

    def do_page_down(self) -> None:
        if rows := self.rows():
            rows.page(1)

    def do_page_up(self) -> None:
        if rows := self.rows():
            rows.page(-1)

    def do_first(self) -> None:
        if rows := self.rows():
            rows.edge(-1)

    def do_last(self) -> None:
        if rows := self.rows():
            rows.edge(1)

    def do_back(self) -> None:
        if len(self.app.screen_stack) > 2:
            self.dismiss(None)
        else:
            self.say("Esc backs out; there is nothing to back out of. q quits.", theme.DIM)

    def do_quit(self) -> None:
        self.trial_app.leave()

    def do_help(self) -> None:
        from trialtui.ui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self))

    def do_palette(self) -> None:
        from trialtui.ui.screens.palette import PaletteScreen

        self.app.push_screen(PaletteScreen(self), self._picked)

    def _picked(self, name: str | None) -> None:
        if name:
            self.call_later(self.action_act, name)

    def do_library(self) -> None:
        self.trial_app.go_to_start()

    # --- status and key lines ---

    def say(self, words: str, style: theme.Style = theme.PLAIN) -> None:
        """Show one line on the status line; it stays until something else is said."""
        self._status = (" ".join(show(words).split()), style)
        self.draw_status()

    def draw_status(self) -> None:
        words, style = self._status
        self.status_bar.draw([[Segment(" " + fit(words, max(0, self.size.width - 2)), style)]])

    def draw_keys(self) -> None:
        self.key_bar.draw([self.key_line(self.size.width)])

    def key_line(self, width: int) -> Line:
        """As many keys as fit, `? more` always."""
        last: Line = [Segment(show(shown_key("question_mark")), theme.KEY), Segment(" more", theme.DIM)]
        line: Line = [Segment(" ")]
        used = 1 + 6
        for name in self.FOOTER:
            action = BY_NAME[name]
            key = show(shown_key(self.trial_app.keys_of(name)[0]))
            size = len(key) + len(action.label) + 3
            if used + size > width or name == "help":
                continue
            line += [Segment(key, theme.KEY), Segment(f" {action.label}  ", theme.DIM)]
            used += size
        return line + last

    def on_resize(self, event: Resize) -> None:
        self.draw_status()
        self.draw_keys()

    # --- questions ---

    async def ask(
        self, question: str, *, value: str = "", usual: Sequence[str] = (), closed: bool = False
    ) -> str | None:
        """Ask at the foot of the screen; None where the person backed out. Only from a worker."""
        foot = self.query_one("#foot", Vertical)
        self.prompt = Prompt(question, value=value, usual=usual, closed=closed, width=self.size.width)
        self.key_bar.display = False
        await foot.mount(self.prompt)
        try:
            return await self.prompt.answer
        finally:
            prompt, self.prompt = self.prompt, None
            await prompt.remove()
            self.key_bar.display = True

    async def pick(self, question: str, usual: Sequence[str]) -> str | None:
        """Ask to pick one of the numbered answers."""
        return await self.ask(question, usual=usual, closed=True)

    def start(self, question: Coroutine[Any, Any, None]) -> None:
        """Run a conversation at the foot of the screen; one at a time."""
        self.run_worker(self._guarded(question), exclusive=True, group="question")

    async def _guarded(self, question: Coroutine[Any, Any, None]) -> None:
        try:
            await question
        except (CannotAct, NotSaved, LogRefused) as reason:
            self.say(str(reason), theme.WARN)


class ListScreen(KeyScreen):
    """A screen that is one list under a title: help, palette, verdict, history."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title_words = title
        self.title_bar = Bar(id="title")
        self.listing = RowList(self.build, id="list")

    def build(self, width: int) -> list[ListRow]:
        """The rows, for a width in cells."""
        raise NotImplementedError

    def compose(self) -> Any:
        yield self.title_bar
        yield self.listing
        with Vertical(id="foot"):
            yield self.status_bar
            yield self.key_bar

    def rows(self) -> RowList:
        return self.listing

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self.retitle(self.title_words)

    def retitle(self, words: str) -> None:
        """Say what this screen shows, on its first line."""
        self.title_words = words
        if width := self.size.width:
            self.title_bar.draw(self.title_lines(width))

    def title_lines(self, width: int) -> list[Line]:
        return [[Segment(" " + fit(show(self.title_words), max(0, width - 2)), theme.BOLD)]]
