"""The pane beside the library: what it can be filtered by, the values of a filter with their counts, and the views."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.segment import Segment

from trialtui.library.trials.choosing import FILTERS, SINCE, Filter
from trialtui.library.trials.searches import SavedSearch
from trialtui.record.words import phase_words, spell, status_words
from trialtui.ui import theme
from trialtui.ui.glyphs import fit, show, wrap
from trialtui.ui.panes.rows import blank, prose
from trialtui.ui.widgets.list_row import ListRow

NAME_WIDTH = 14
ALL, MARKED = "all", "marked"
MARKED_WORDS = "marked:yes"


def value_words(which: Filter, value: str) -> str:
    """A value as people read it."""
    if which.counted == "status":
        return status_words(value)
    if which.counted == "phase":
        return phase_words((value,))
    if which.field == "updated":
        return f"since {value.removeprefix(SINCE)}"
    return spell(value) if which.one_word else value


def filter_rows(chosen: Callable[[Filter], set[str]], width: int) -> list[ListRow]:
    """Every filter, and what is chosen of it."""
    rows = [_title("Filters", "", width)]
    for which in FILTERS:
        words = ", ".join(sorted(value_words(which, value) for value in chosen(which)))
        line = [
            Segment(" " + fit(show(which.name), NAME_WIDTH)),
            Segment(fit(show(words), max(0, width - NAME_WIDTH - 2)), theme.WARN),
        ]
        rows.append(ListRow(which.name, [line], f"{which.name} {words}"))
    return rows + _foot("Enter picks, Esc or f closes", width)


def value_rows(
    which: Filter,
    counts: Sequence[tuple[str, int]] | None,
    chosen: set[str],
    letters: str,
    width: int,
    *,
    ready: bool,
) -> list[ListRow]:
    """The values of a filter with their counts, those chosen first; None while they are counted."""
    rows = [_title(which.name.capitalize(), letters, width)]
    counted = dict(counts or ())
    values = [*sorted(chosen - {*counted}), *counted]
    wanted = letters.casefold()
    values = [one for one in values if wanted in value_words(which, one).casefold()]
    for value in values:
        number = f"{counted[value]:,}" if value in counted else "" if counts is None else "0"
        rows.append(_choice(value, value_words(which, value), number, value in chosen, width))
    if counts is None:
        rows.append(
            prose("", "counting …" if ready else "Counted when the search index is good.", width, theme.DIM)
        )
    elif not values:
        rows.append(
            prose(
                "",
                "No value of what is found holds these letters." if letters else "Nothing found says it.",
                width,
                theme.DIM,
            )
        )
    keys = "Enter or Space chooses, Esc back" if which.one_word else "Enter chooses, letters narrow, Esc back"
    return rows + _foot(keys, width)


def view_rows(
    saved: Sequence[SavedSearch], totals: dict[str, int | None], kept: int, marked: int, width: int
) -> list[ListRow]:
    """All trials, the marked ones, and the saved searches with what each finds now."""
    rows = [_title("Views", "", width)]
    rows.append(_view(ALL, "All trials", f"{kept:,}", "", width))
    rows.append(_view(MARKED, "Marked trials", f"{marked:,}", MARKED_WORDS, width))
    for one in saved:
        total = totals.get(one.name)
        number = f"{total:,}" if total is not None else "…" if one.name not in totals else "?"
        rows.append(_view(f"saved {one.name}", one.name, number, one.words, width))
    words = "Enter shows, d deletes, Esc closes" if saved else "Enter shows. S saves a search under a name."
    return rows + _foot(words, width)


def _title(words: str, letters: str, width: int) -> ListRow:
    words = f"{words}: {letters}" if letters else words
    return ListRow("", [[Segment(" " + fit(show(words), max(0, width - 2)), theme.TAB)]])


def _choice(key: str, words: str, number: str, on: bool, width: int) -> ListRow:
    """ "[x] Recruiting  1,234", in as many lines as its words take."""
    box = "[x] " if on else "[ ] "
    room = max(8, width - 7 - cell_len(number))
    first, *rest = wrap(show(words), room) or [""]
    style = theme.WARN if on else theme.PLAIN
    lines = [[Segment(" " + box, style), Segment(fit(first, room), style), Segment(" " + number)]]
    lines += [[Segment("     " + line, style)] for line in rest]
    return ListRow(key, lines, words)


def _view(key: str, name: str, number: str, words: str, width: int) -> ListRow:
    room = max(8, width - 3 - cell_len(number))
    lines = [[Segment(" " + fit(show(name), room)), Segment(" " + number)]]
    lines += [[Segment("   " + line, theme.DIM)] for line in wrap(show(words), max(8, width - 4)) if words]
    return ListRow(key, lines, f"{name} {words}")


def _foot(words: str, width: int) -> list[ListRow]:
    return [blank(), prose("", words, width, theme.DIM)]
