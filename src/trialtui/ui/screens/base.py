"""What every screen shares: keys from the one registry, a status line, a key line, and questions at its foot."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.events import Key, Resize
from textual.screen import Screen

from trialtui.library.log import LogRefused, NotSaved
from trialtui.record.literal import literal
from trialtui.screening.screening import CannotAct
from trialtui.ui import theme
from trialtui.ui.actions import ACTIONS, BY_NAME, EVERYWHERE, PLACES, Action, shown_key
from trialtui.ui.glyphs import fit, show, wrap
from trialtui.ui.widgets.bar import Bar
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.prompt import Prompt
from trialtui.ui.widgets.row_list import ListRow, RowList

if TYPE_CHECKING:
    from trialtui.ui.app import TrialApp


STATUS_LINES = 3  # a reason is worth a line of the list
LOWEST_LIST = 2  # lines of the list that a question leaves in sight
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
    FOOTER: ClassVar[tuple[str, ...]] = ("down", "up", "back", "quit")

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
            self.say(self._elsewhere(BY_NAME[name]), theme.WARN)
            return
        try:
            handler()
        except (CannotAct, NotSaved, LogRefused) as reason:
            self.say(str(reason), theme.WARN)

    def on_key(self, event: Key) -> None:
        """A digit answers an open question; a key that means nothing here says so."""
        if self.prompt is not None:
            if self.prompt.take(event):
                event.stop()
                event.prevent_default()
            elif self.prompt.picks_only and event.is_printable:
                self.say("Pick a number, or leave with Esc.", theme.WARN)
            return
        if event.key not in self.active_bindings and event.is_printable:
            names = (one for one in ACTIONS if event.key in self.trial_app.keys_of(one.name))
            action = next(names, None)
            key = event.character or event.key
            self.say(
                self._elsewhere(action) if action else f"'{key}' is no key here. ? lists the keys.",
                theme.WARN,
            )

    def _elsewhere(self, action: Action) -> str:
        key = shown_key(self.trial_app.keys_of(action.name)[0])
        return f"{key} works {PLACES[action.where]}, not here: {action.help}"

    def can(self, name: str) -> bool:
        """Whether an action does anything on this screen."""
        return hasattr(self, f"do_{name}")

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
        elif not self.trial_app.back_to_copies() and not self.trial_app.back_to_library():
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

    def copy_words(self, words: str) -> None:
        """To the clipboard of the terminal (OSC 52, which works over SSH). Literally: what is pasted into a shell must not act."""
        words = literal(words)
        self.app.copy_to_clipboard(words)
        self.say(f"Copied {len(words)} characters, if the terminal allows it (OSC 52).", theme.DIM)

    # --- status and key lines ---

    def say(self, words: str, style: theme.Style = theme.PLAIN) -> None:
        """Show one line on the status line; it stays until something else is said."""
        self._status = (" ".join(show(words).split()), style)
        self.draw_status()

    def draw_status(self) -> None:
        words, style = self._status
        width = max(1, self.size.width - 2)
        lines = wrap(words, width)[:STATUS_LINES]
        self.status_bar.draw([[Segment(" " + fit(line, width), style)] for line in lines])

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
        self._make_room()

    # --- questions ---

    async def ask(
        self,
        question: str,
        *,
        value: str = "",
        usual: Sequence[str] = (),
        picks_only: bool = False,
        changed: Callable[[str], None] | None = None,
    ) -> str | None:
        """Ask at the foot of the screen; None where the person backed out. Only from a worker.

        `changed` is told the words while they are typed.
        """
        foot = self.query_one("#foot", Vertical)
        self.prompt = Prompt(question, value=value, usual=usual, picks_only=picks_only, changed=changed)
        self.key_bar.display = False
        self._make_room()
        await foot.mount(self.prompt)
        try:
            return await self.prompt.answer
        finally:
            prompt, self.prompt = self.prompt, None
            await prompt.remove()
            self.key_bar.display = True
            self.restore()

    def _make_room(self) -> None:
        """On a low terminal the header and the status line give way to a question, all but a little of the list too."""
        if self.prompt is not None:
            width, height = self.size
            low = height - self.prompt.fit_in(width, height - LOWEST_LIST) < LOWEST_LIST + 8
            if low:
                for bar in (self.status_bar, *self.upper()):
                    bar.display = False
            else:
                self.restore()

    def restore(self) -> None:
        """Show again what gave way to a question."""
        for bar in (self.status_bar, *self.upper()):
            bar.display = True

    def upper(self) -> list[Bar]:
        """What gives way to a question on a low terminal."""
        return []

    async def pick(self, question: str, usual: Sequence[str]) -> str | None:
        """Ask to pick one of the numbered answers."""
        return await self.ask(question, usual=usual, picks_only=True)

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

    def build(self, width: int) -> Sequence[ListRow]:
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

    def upper(self) -> list[Bar]:
        return [self.title_bar]

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
