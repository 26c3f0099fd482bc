"""The rows of the library, and what stands above and below them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.segment import Segment

from trialtui.library.trials.browsing import Browsing
from trialtui.library.trials.entry import Entry
from trialtui.library.trials.store import LibraryRefused
from trialtui.record.words import is_open_status
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show
from trialtui.ui.panes.copies import ID_WIDTH, NARROW, PHASE_WIDTH, WIDEST_ID, short_phases, short_status
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.list_row import LaterRows, ListRow

STATUS_WIDTH = 18
WITH_CONDITIONS = 100  # cells of a row from which the conditions stand beside the title
CONDITIONS_PART = 0.38  # of the room for words
MARK = "*"
AT_ONCE = 32  # trials that are read together


def number_width(entries: Iterable[Entry]) -> int:
    """The width of the column of numbers: other registries' are longer than the NCT number."""
    return max((ID_WIDTH, *(min(WIDEST_ID, len(entry.trial)) for entry in entries)))


def open_words(codes: Sequence[str]) -> str:
    """ "S-014 open", or "2 open"; "" where nobody is being screened."""
    if len(codes) > 1:
        return f"{len(codes)} open"
    return f"{codes[0]} open" if codes else ""


class FoundRows(LaterRows):
    """The trials found, `lead` above and `tail` below them. A trial is read when it comes into sight, with its neighbours."""

    def __init__(
        self, found: Sequence[int], browsing: Browsing, height: int, draw: Callable[[Entry, int], ListRow],
        lead: Sequence[ListRow] = (), tail: Sequence[ListRow] = (),
    ) -> None:  # fmt: skip
        super().__init__(
            [*(row.height for row in lead), *[height] * len(found), *(row.height for row in tail)]
        )
        self.found, self._lead, self._tail = found, lead, tail
        self._browsing, self._draw, self._height = browsing, draw, height
        self._entries: dict[int, Entry] = {}  # by row
        self._gone = ""
        self._numbers = number_width(
            entry for entry in map(self._entry, range(min(len(found), AT_ONCE))) if entry
        )

    def title_of(self, key: str) -> str:
        """The title of a trial that is in sight; "" of what is none."""
        return next((entry.title for entry in self._entries.values() if entry.trial == key), "")

    def make(self, index: int) -> ListRow:
        at = index - len(self._lead)
        if at < 0:
            return self._lead[index]
        if at >= len(self.found):
            return self._tail[at - len(self.found)]
        if entry := self._entry(at):
            return self._draw(entry, self._numbers)
        return ListRow(
            "", [[Segment(show(f" {self._gone or 'removed meanwhile'}"), theme.DIM)]] * self._height
        )

    def _entry(self, at: int) -> Entry | None:
        row = self.found[at]
        if row not in self._entries:
            start = at - at % AT_ONCE
            try:
                self._entries |= self._browsing.entries(self.found[start : start + AT_ONCE])
            except LibraryRefused as problem:
                self._gone = str(problem)
        return self._entries.get(row)

    def index_of(self, key: str) -> int | None:
        at = next((at for at, row in enumerate(self._lead) if row.key == key), None)
        if at is not None:
            return at
        try:
            return len(self._lead) + self.found.index(self._browsing.row_of(key) or -1)
        except (ValueError, LibraryRefused):
            return None

    def holding(self, needle: str) -> Iterator[tuple[int, str]]:
        return iter(())  # the engine searches


def trial_row(entry: Entry, width: int, numbers: int, *, marked: bool, codes: Sequence[str]) -> ListRow:
    """A trial: number, status, phase, mark, title, conditions where there is room, and whose screenings of it are open."""
    height = 2 if width < NARROW else 1
    words = " ".join([entry.trial, entry.status, entry.title, *codes])
    return ListRow.later(
        entry.trial, height, lambda: _trial_lines(entry, width, numbers, marked, open_words(codes)), words
    )


def _trial_lines(entry: Entry, width: int, numbers: int, marked: bool, being_screened: str) -> list[Line]:
    columns: Line = [
        Segment(
            " " + fit(show(entry.trial), max(numbers, min(WIDEST_ID, len(entry.trial)))) + "  ", theme.BOLD
        ),
        Segment(
            fit(show(short_status(entry.status)), STATUS_WIDTH) + " ",
            theme.GOOD if is_open_status(entry.status) else theme.PLAIN,
        ),
        Segment(fit(show(short_phases(entry.phases)), PHASE_WIDTH)),
        Segment(MARK if marked else " ", theme.WARN),
    ]
    used = sum(cell_len(segment.text) for segment in columns)
    if width < NARROW:
        return [columns, [Segment("   "), *_words(entry, width - 4, being_screened)]]
    return [[*columns, Segment(" "), *_words(entry, width - used - 2, being_screened)]]


def _words(entry: Entry, room: int, being_screened: str) -> Line:
    """Title, conditions and screenings in `room` cells."""
    end: Line = []
    if being_screened:
        being_screened = show(being_screened)
        room -= cell_len(being_screened) + 1
        end = [Segment(" " + being_screened, theme.BOLD)]
    title = show(" ".join((entry.title or "title not in this copy").split()))
    conditions = show(", ".join(entry.conditions))
    part = int(room * CONDITIONS_PART)
    if room < WITH_CONDITIONS - 40 or not conditions:
        return [Segment(fit(title, max(1, room))), *end]
    beside = Segment("  " + fit(conditions, part - 2), theme.DIM)
    return [Segment(fit(title, room - part)), beside, *end]


def head_line(kept: int, marked: int, being_screened: int, who: str, width: int) -> Line:
    """ "trialtui · 412 trials · 3 marked · 2 screenings open", and who is before the screen."""
    facts = ["trialtui", f"{kept:,} trial{'s' * (kept != 1)}"]
    facts += [f"{marked:,} marked"] if marked else []
    facts += [f"{being_screened:,} screening{'s' * (being_screened != 1)} open"] if being_screened else []
    who = show(who)
    room = max(0, width - 3 - cell_len(who))
    return [Segment(" " + fit(show(" · ".join(facts)), room), theme.BOLD), Segment(" " + who, theme.DIM)]


def search_line(words: str, right: str, width: int, wrong_at: int | None = None) -> Line:
    """The line of the search: the words, the character at fault marked, and at the right what they find."""
    right = show(right)
    room = max(0, width - 3 - cell_len(right))
    line: Line = [Segment(" "), Segment("/ ", theme.KEY)]
    if not words:
        words_shown = fit(show("search, f filters, v views"), max(0, room - 2))
        return [*line, Segment(words_shown + " ", theme.DIM), Segment(right, theme.DIM)]
    if wrong_at is None:
        return [*line, Segment(fit(show(words), max(0, room - 2)) + " ", theme.WARN), Segment(right)]
    before, at = show(words[:wrong_at]), show(words[wrong_at : wrong_at + 1] or " ")
    before = before[-max(1, room - 12) :]
    after = fit(show(words[wrong_at + 1 :]), max(0, room - 2 - cell_len(before) - cell_len(at)))
    return [
        *line,
        Segment(before, theme.WARN),
        Segment(at, theme.ALARM),
        Segment(after + " ", theme.WARN),
        Segment(right),
    ]
