"""The pane beside the library: filters with their counts, and views. Whatever is chosen there becomes words of the search."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.events import Key

from trialtui.library.trials.choosing import FILTERS, Filter, chosen, offered, toggled, without
from trialtui.library.trials.query import QueryError, parse
from trialtui.library.trials.searches import SavedSearch
from trialtui.library.trials.store import LibraryRefused
from trialtui.ui import theme
from trialtui.ui.aside import aside
from trialtui.ui.panes.choices import ALL, MARKED, MARKED_WORDS, filter_rows, value_rows, view_rows
from trialtui.ui.screens.resuming import Resuming
from trialtui.ui.widgets.list_row import ListRow
from trialtui.ui.widgets.row_list import RowList

if TYPE_CHECKING:
    from trialtui.ui.screens.library import Shelf

SIDE_WIDTH = 34
VALUES_COUNTED = 1000  # of a filter, the commonest
BESIDE = 70  # columns of a terminal from which the list stays beside the pane

PANE_KEYS = ("down", "up", "back", "filters", "views", "quit")

CLOSED, FILTER_LIST, VALUES, VIEWS = "", "filters", "values", "views"


class Choosing(Resuming):
    """What the pane shows, and what its keys do."""

    shelf: Shelf
    kept: int
    marked: set[str]

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.side = RowList(self._side_rows, id="side")
        self._shown = CLOSED
        self._filter: Filter = FILTERS[0]
        self._letters = ""
        self._counts: list[tuple[str, int]] | None = None
        self._counted = ""  # the words that `_counts` are of
        self._saved: list[SavedSearch] = []
        self._totals: dict[str, int | None] = {}

    def look(self, words: str, *, key: str = "") -> None:
        raise NotImplementedError

    def draw_title(self) -> None:
        raise NotImplementedError

    @property
    def side_is_closed(self) -> bool:
        return self._shown == CLOSED

    def draw_keys(self) -> None:
        self.FOOTER = type(self).FOOTER if self.side_is_closed else PANE_KEYS  # type: ignore[misc]
        super().draw_keys()

    # --- what it shows ---

    def _side_rows(self, width: int) -> list[ListRow]:
        if self._shown == VALUES:
            return value_rows(
                self._filter, self._counts, self._chosen(self._filter), self._letters, width,
                ready=self.shelf.browsing.is_ready,
            )  # fmt: skip
        if self._shown == VIEWS:
            return view_rows(self._saved, self._totals, self.kept, len(self.marked), width)
        return filter_rows(self._chosen, width) if self._shown == FILTER_LIST else []

    def _chosen(self, which: Filter) -> set[str]:
        try:
            return chosen(self.shelf.words, which)
        except QueryError:
            return set()

    def show_side(self, what: str, key: str = "") -> None:
        """Show the pane, the cursor on `key`, or close it."""
        self._shown = what
        self.lay_side_out()
        self.side.expect(SIDE_WIDTH if self.size.width >= BESIDE else self.size.width)
        self.side.start_over()
        self.side.show_rows()
        first = {FILTER_LIST: FILTERS[0].name, VIEWS: ALL}
        if key := key or first.get(what, ""):
            self.side.stand_on(key)
        self.count_choices()
        self.draw_keys()

    def lay_side_out(self) -> None:
        """The pane beside the list, or in its place where there is no room for both."""
        beside = self.size.width >= BESIDE
        self.side.display = not self.side_is_closed
        self.side.styles.width = SIDE_WIDTH if beside else "1fr"
        self.listing.display = beside or self.side_is_closed

    # --- counts, in a thread ---

    def count_choices(self) -> None:
        """Count anew what the pane shows where that may have changed."""
        if self._shown == VALUES:
            self.beside(self._count_values, "choices")
        elif self._shown == VIEWS:
            self.beside(self._count_views, "choices")

    async def _count_values(self) -> None:
        try:
            which, words = self._filter, without(self.shelf.words, self._filter)
            if self._counts is not None and self._counted == words:
                return
            counts = await aside(partial(self.shelf.browsing.counts, words, (which.counted,), VALUES_COUNTED))
        except (QueryError, LibraryRefused):
            return
        if which.counted in counts:
            self._counts, self._counted = offered(which, counts[which.counted]), words
            self.side.show_rows()

    async def _count_views(self) -> None:
        self._saved = self.shelf.browsing.saved()
        self.side.show_rows()
        for one in self._saved:
            self._totals[one.name] = await aside(partial(self.shelf.browsing.total, one.words))
        self.side.update_rows()

    # --- keys ---

    def do_filters(self) -> None:
        self.show_side(FILTER_LIST if self.side_is_closed or self._shown == VIEWS else CLOSED)

    def do_views(self) -> None:
        self.show_side(CLOSED if self._shown == VIEWS else VIEWS)

    def choose(self) -> None:
        """Enter or Space on a row of the pane."""
        key = self.side.current_key
        if not key:
            self.say("There is nothing under the cursor to choose.", theme.WARN)
        elif self._shown == FILTER_LIST:
            self._show_values(next(one for one in FILTERS if one.name == key))
        elif self._shown == VALUES:
            self._toggle(key)
        else:
            self._show_view(key)

    def _show_values(self, which: Filter) -> None:
        try:
            chosen(self.shelf.words, which)
        except QueryError as problem:
            self.say(f"Mend the search first (/). {problem}", theme.WARN)
            return
        self._filter, self._letters, self._counts = which, "", None
        self.show_side(VALUES)

    def _toggle(self, value: str) -> None:
        self.look(toggled(self.shelf.words, self._filter, value))
        self.side.show_rows()

    def _show_view(self, key: str) -> None:
        words = {ALL: "", MARKED: MARKED_WORDS} | {f"saved {one.name}": one.words for one in self._saved}
        self.show_side(CLOSED)
        self.look(words[key])

    def side_is_open_and_left(self) -> bool:
        """One step back out of the pane; False where it is closed."""
        if self.side_is_closed:
            return False
        if self._letters:
            self._narrow("")
        elif self._shown == VALUES:
            self.show_side(FILTER_LIST, self._filter.name)
        else:
            self.show_side(CLOSED)
        return True

    def _narrow(self, letters: str) -> None:
        self._letters = letters
        self.side.start_over()
        self.side.show_rows()

    def on_key(self, event: Key) -> None:
        """In a long list of values letters narrow it; Space chooses like Enter."""
        if self.prompt is None and not self.side_is_closed and self._takes(event):
            event.stop()
            event.prevent_default()
        else:
            super().on_key(event)

    def _takes(self, event: Key) -> bool:
        narrows = self._shown == VALUES and not self._filter.one_word
        if narrows and event.key == "backspace":
            self._narrow(self._letters[:-1])
        elif event.key == "space" and not self._letters:
            self.choose()
        elif narrows and event.is_printable and event.character:
            self._narrow(self._letters + event.character)
        else:
            return False
        return True

    # --- saved searches ---

    def do_save_search(self) -> None:
        if not self.shelf.words.strip():
            self.say("There is no search to save: / searches, f filters.", theme.WARN)
            return
        try:
            parse(self.shelf.words)
        except QueryError as problem:
            self.say(f"Mend the search first (/). {problem}", theme.WARN)
        else:
            self.start(self._save())

    async def _save(self) -> None:
        words = self.shelf.words.strip()
        name = " ".join((await self.ask(f"Save the search {words} as:") or "").split())
        if not name:
            self.say("Not saved: it has no name.", theme.WARN)
            return
        try:
            before = {one.name: one.words for one in self.shelf.browsing.saved()}
            if before.get(name, words) != words:
                question = f"{name} is the name of another search, {before[name]}. Put this one in its place?"
                if (
                    await self.pick(question, ("put it in its place", "keep the other"))
                    != "put it in its place"
                ):
                    self.say(f"Not saved: {name} stays as it was.", theme.WARN)
                    return
            await aside(partial(self.shelf.browsing.save, name, words))
        except LibraryRefused as problem:
            self.say(f"NOT SAVED: {problem}", theme.ALARM)
            return
        self._totals.pop(name, None)
        self.count_choices()
        self.say(f"Saved as {name}; v lists it.", theme.GOOD)

    def do_delete_search(self) -> None:
        key = self.side.current_key if self._shown == VIEWS else ""
        if key.startswith("saved "):
            self.start(self._delete(key.removeprefix("saved ")))
        else:
            self.say("d deletes a saved search: v lists them.", theme.WARN)

    async def _delete(self, name: str) -> None:
        if await self.pick(f"Delete the saved search {name}?", ("delete it", "keep it")) != "delete it":
            self.say(f"{name} is kept.", theme.DIM)
            return
        try:
            await aside(partial(self.shelf.browsing.delete, name))
        except LibraryRefused as problem:
            self.say(f"NOT SAVED: {problem}", theme.ALARM)
            return
        self.count_choices()
        self.say(f"The saved search {name} is deleted.", theme.GOOD)
