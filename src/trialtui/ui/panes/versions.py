"""Tab 9: the versions of a trial that this site has, newest first, and who was screened on which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.segment import Segment

from trialtui.kept_versions import sources
from trialtui.ui import theme
from trialtui.ui.glyphs import show, wrap
from trialtui.ui.panes.rows import blank, heading, prose
from trialtui.ui.widgets.list_row import ListRow

if TYPE_CHECKING:
    from trialtui.kept_versions import KeptVersion
    from trialtui.ui.widgets.lines import Line

KEY = "version."
WHAT_TO_DO = "Enter: what changed since the version before · d: against the open one · O: open it to read"


def version_rows(versions: Sequence[KeptVersion], opened: str, width: int) -> list[ListRow]:
    """A row a version; `opened` is the record (SHA-256) that is open."""
    count = len(versions)
    found = sources(list(versions))
    rows = [heading(f"{count} version{'s' * (count != 1)} kept here", width, right="newest first")]
    rows.append(prose("", WHAT_TO_DO, width, theme.DIM))
    if len(found) > 1:
        words = f"From {len(found)} sources ({'; '.join(found)}): what one of them does not tell was not therefore changed."
        rows.append(prose("", words, width, theme.WARN))
    for one in versions:
        rows += [blank(), _row(one, one.digest == opened, width)]
    return rows


def _row(one: KeptVersion, is_open: bool, width: int) -> ListRow:
    marks = [*(["CURRENT"] if one.current else []), *(["OPEN NOW"] if is_open else [])]
    head = " · ".join([one.updated or "no date in this copy", *marks])
    lines: list[Line] = [[Segment(" "), Segment(line, theme.BOLD)] for line in wrap(show(head), width - 2)]
    facts = [one.format, one.file_name, f"{one.size:,} bytes"]
    facts.append(
        f"added {one.added_at[:10]}" if one.added_at else "kept with a screening, not in the library"
    )
    told = [" · ".join(facts), *one.screened_words()]
    for words in told:
        lines += [[Segment("   " + line)] for line in wrap(show(words), width - 4)]
    return ListRow(KEY + one.digest, lines, " · ".join((head, *told)))
