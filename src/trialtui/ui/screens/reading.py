"""Reading the record tab by tab: parts and columns of its sheets, the filter of Sites, and the source of what the cursor is on."""

from __future__ import annotations

from trialtui.desk import Desk
from trialtui.screening.checklist import Row
from trialtui.screening.screening import CannotAct
from trialtui.ui import theme
from trialtui.ui.panes.header import TABS
from trialtui.ui.panes.record import OTHERS, PART, TO, Record
from trialtui.ui.screens.searching import Searching

LIMITS = {  # the fields that the registry's own limits rest on
    "R1": ("minimumAge", "maximumAge"),
    "R2": ("sex",),
    "R3": ("healthyVolunteers",),
}


class Reading(Searching):
    """The keys of the record's tabs on the trial screen."""

    desk: Desk
    record: Record
    _place = 0  # which of the marked places was shown last

    def show_tab(self, tab: str, row: str = "") -> None:
        raise NotImplementedError

    # --- parts and columns ---

    def step_part(self, step: int) -> None:
        """To the next (1) or previous (-1) heading of this tab."""
        rows, here = self.listing.rows, self.listing.cursor
        places = range(here + 1, len(rows)) if step > 0 else range(here - 1, -1, -1)
        key = next((rows[place].key for place in places if rows[place].key.startswith(PART)), "")
        if not key:
            self.say(f"No part {'below' if step > 0 else 'above'} in this tab.", theme.DIM)
        else:
            self.listing.bring_up(key)

    def do_columns_right(self) -> None:
        self._shift(1)

    def do_columns_left(self) -> None:
        self._shift(-1)

    def _shift(self, step: int) -> None:
        moved = self.listing.shift(step)
        if moved is None:
            self.say("No table here is wider than the screen.", theme.DIM)
        elif not moved:
            self.say(f"This is the {'last' if step > 0 else 'first'} column.", theme.DIM)

    # --- the sites ---

    def do_filter(self) -> None:
        if self.tab != "4":
            raise CannotAct("f filters the sites: press 4.")
        self.start(self._ask_filter())

    async def _ask_filter(self) -> None:
        words = await self.ask(
            "Sites with these words (facility, city, state, country, status):",
            value=self.record.wanted,
            changed=self._filter,
        )
        self._filter(words or "")

    def _filter(self, words: str) -> None:
        """Show the sites that hold these words; all of them without any."""
        if " ".join(words.split()) != self.record.wanted:
            self.record.wanted = " ".join(words.split())
            self.listing.start_over()
            self.listing.show_rows()

    def clear_filter(self) -> bool:
        """Show all sites again; False where nothing is filtered."""
        if self.tab != "4" or not self.record.wanted:
            return False
        key = self.listing.current_key
        self._filter("")
        self.listing.stand_on(key)
        return True

    # --- the source ---

    def do_source(self) -> None:
        """Show the copy itself, with the thing under the cursor marked; there, the next place of it."""
        row = self.listing.current
        if self.tab == "0":
            self._next_place()
        elif self.tab == "3":
            self.show_source(self.current_row())
        elif row is None:
            self.show_tab("0")
        else:
            self._show_places(row.paths, row.words, "This")

    def current_row(self) -> Row | None:
        raise NotImplementedError

    def show_source(self, row: Row | None) -> None:
        """The copy, with a criterion marked."""
        reading = self.desk.reading
        if row is None:
            self.show_tab("0")
        elif row.code in LIMITS and row.span is None:
            paths = [f"protocolSection.eligibilityModule.{name}" for name in LIMITS[row.code]]
            self._show_places(paths, "", row.code)
        elif row.span is None or reading.criteria_place is None or self.desk.own_criteria:
            self.say(f"{row.code} is not from the text of this copy: there is no source to mark.", theme.WARN)
        else:
            from trialtui.copies.json_places import source_span

            self._mark((source_span(reading, row.span.start, row.span.end),))
            self.say(f"{row.code} is marked in the copy. 3 goes back to it.", theme.DIM)

    def _show_places(self, paths: tuple[str, ...] | list[str], words: str, name: str) -> None:
        from trialtui.ui.panes.places import places_of

        places, tab = places_of(self.desk.reading, paths, words), self.tab
        if not places.held:
            self.say("The copy does not hold this: there is nothing to mark. 0 shows the copy.", theme.WARN)
            return
        if not places.spans:
            self.say(
                f"{name} stands nowhere in the text of this copy in one piece: its words were put together from several places, or are ours. 0 shows the copy.",
                theme.WARN,
            )
            return
        self._mark(places.spans)
        count = len(places.spans)
        said = (
            f"{name} is marked in the copy"
            if not places.guessed
            else f"Marked: where the copy says '{places.guessed[:60]}'"
        )
        more = f", the first of {count} places; o shows the next" if count > 1 else ""
        self.say(f"{said}{more}. {tab} goes back to {TABS[tab]}.", theme.DIM)

    def _mark(self, spans: tuple[tuple[int, int], ...]) -> None:
        self.record.marked, self._place = spans, 0
        self.show_tab("0", self._key_of(spans[0]))

    def _next_place(self) -> None:
        spans = self.record.marked
        if len(spans) < 2:
            self.say(
                "This is the copy itself. o on a row of another tab marks where it stands here.", theme.DIM
            )
            return
        self._place = (self._place + 1) % len(spans)
        self.listing.stand_on(self._key_of(spans[self._place]))
        self.say(f"{self._place + 1} of {len(spans)} places. o shows the next.", theme.DIM)

    def _key_of(self, span: tuple[int, int]) -> str:
        return self.record.source(self.listing.room).key_at(span[0])

    def open_part(self, key: str) -> bool:
        """Enter on a line of the index goes to its part, on the last line of Summary lists the rest; False on other rows."""
        if key == OTHERS:
            self.record.tell_all()
            self.listing.show_rows()
            return True
        if key.startswith(TO):
            return self.listing.bring_up(key.removeprefix(TO))
        if key.startswith(PART):
            self.say("] and [ go to the next and the previous part.", theme.DIM)
        return key.startswith(PART)
