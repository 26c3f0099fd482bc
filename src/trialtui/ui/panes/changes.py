"""What changed between two versions of a trial, as rows: limits first, then the criteria, then the rest of the record.

What went stands as [-words-], what came as {+words+}: the marks carry it, colour and strike only help.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.segment import Segment

from trialtui.ui import theme
from trialtui.ui.glyphs import show, wrap
from trialtui.ui.panes.rows import blank, heading, prose
from trialtui.ui.widgets.lines import Line
from trialtui.ui.widgets.list_row import ListRow
from trialtui.versions.words import Words, word_diff

if TYPE_CHECKING:
    from trialtui.kept_versions import Compared
    from trialtui.versions.criteria import Change, CriteriaChanges
    from trialtui.versions.record import FieldChange, RecordChanges

FOLD = "fold."  # key of a row that Enter unfolds
SHOWN_AT_ONCE = 12  # changes of a section before the rest is folded
SIDE_BY_SIDE = 60  # characters of two values up to which they are told as "old -> new"

MARKS = {"same": ("", "", theme.PLAIN), "gone": ("[-", "-]", theme.GONE), "came": ("{+", "+}", theme.CAME)}
KIND_STYLES = {"removed": theme.BAD, "new": theme.GOOD, "reworded": theme.WARN, "moved": theme.WARN}
NO_CHANGE = "Nothing changed: these versions say the same, white space and escapes aside."


def change_rows(found: Compared, width: int, unfolded: set[str]) -> list[ListRow]:
    """Every row of a comparison; `unfolded` are the keys of the folds that are open."""
    rows: list[ListRow] = []
    if not found.one_format:
        rows.append(prose("sources", _two_sources(found.formats), width, theme.WARN))
    rows += _limits(found, width)
    rows += _criteria(found, width, unfolded)
    rows += _record(found.record, width, unfolded)
    if not (found.record.fields or found.why or (found.criteria and found.criteria.is_change)):
        rows = [
            *rows[: not found.one_format],
            prose("nothing", NO_CHANGE, width),
            *rows[not found.one_format :],
        ]
    return rows


def _two_sources(formats: tuple[str, str]) -> str:
    return f"Two sources: {formats[0]}, then {formats[1]}. What only one of them tells stands at the end: it may be no change, and so may other words."


# --- limits and criteria


def _limits(found: Compared, width: int) -> list[ListRow]:
    limits = [(field.label, "; ".join(field.gone), "; ".join(field.came)) for field in found.record.limits]
    if found.criteria is not None:
        limits += [(code, one.before, one.after) for code, one in found.criteria.thresholds]
    if not limits:
        return []
    rows = [heading(f"Limits changed: {len(limits)}", width)]
    for number, (what, before, after) in enumerate(limits):
        words = f"{what}: {before or 'none'} → {after or 'none'}"
        rows.append(prose(f"limit.{number}", words, width, theme.WARN))
    return [*rows, blank()]


def _criteria(found: Compared, width: int, unfolded: set[str]) -> Iterator[ListRow]:
    if found.criteria is None:
        yield heading("Criteria", width)
        yield prose("why", f"{found.why[0].upper()}{found.why[1:]}.", width, theme.WARN)
        return
    counts = ", ".join(f"{count} {kind}" for kind, count in found.criteria.counts.items() if count)
    yield heading("Criteria", width, right=counts)
    yield from _changes(found.criteria, width, unfolded)
    for number, aside in enumerate(found.criteria.asides):
        kind = f"{aside.kind} heading or note"
        yield told(f"aside.{number}", kind, "", aside.words or _whole(aside.kind, aside.text), width)


def _changes(criteria: CriteriaChanges, width: int, unfolded: set[str]) -> Iterator[ListRow]:
    """The criteria in their order; those that nothing happened to as a count, where they stand."""
    for is_change, run in groupby(enumerate(criteria.changes), key=lambda one: one[1].is_change):
        changes = list(run)
        if is_change:
            for number, change in changes:
                yield from _change(number, change, width)
        else:
            key = f"{FOLD}criteria.{changes[0][0]}"
            yield _fold(key, f"{len(changes)} unchanged", key in unfolded, width)
            if key in unfolded:
                for number, change in changes:
                    text = change.after.text if change.after else ""
                    yield told(f"change.{number}", "", change.codes, (Words("same", text),), width)


def _change(number: int, change: Change, width: int) -> Iterator[ListRow]:
    shown = change.after or change.before
    words = change.words or _whole(change.kind, shown.text if shown else "")
    kind = "reworded, moved" if change.kind == "reworded" and change.moved else change.kind
    yield told(f"change.{number}", kind, change.codes, words, width, change.remarks)


def _whole(kind: str, text: str) -> tuple[Words, ...]:
    return (Words({"removed": "gone", "new": "came"}.get(kind, "same"), text),)


# --- the rest of the record


def _record(record: RecordChanges, width: int, unfolded: set[str]) -> Iterator[ListRow]:
    for section, run in groupby(record.fields, key=lambda field: field.section):
        fields = list(run)
        yield blank()
        yield heading(section, width, right=_counted(fields))
        key = f"{FOLD}section.{section}"
        left = len(fields) - SHOWN_AT_ONCE
        for number, one in enumerate(fields):
            if number == SHOWN_AT_ONCE and left > 1:
                yield _fold(key, f"{left} more", key in unfolded, width)
            if number < SHOWN_AT_ONCE or left == 1 or key in unfolded:
                yield _field(f"field.{section}.{number}", one, width)
    for which, only in (("older", record.only_before), ("newer", record.only_after)):
        if only:
            key = f"{FOLD}only.{which}"
            labels = ", ".join(dict.fromkeys(one.label for one in only))
            yield blank()
            yield _fold(key, f"Only the {which} source tells: {labels}", key in unfolded, width)
            for number, one in enumerate(only if key in unfolded else ()):
                words = (Words("same", "; ".join((*one.gone, *one.came))),)
                yield told(f"only.{which}.{number}", "", one.label, words, width)


def _counted(fields: Sequence[FieldChange]) -> str:
    kinds = {"changed": 0, "new": 0, "removed": 0}
    for one in fields:
        kinds["changed" if one.gone and one.came else "new" if one.came else "removed"] += 1
    return ", ".join(f"{count} {kind}" for kind, count in kinds.items() if count)


def _field(key: str, one: FieldChange, width: int) -> ListRow:
    gone, came = "; ".join(one.gone), "; ".join(one.came)
    named = one.item.rpartition(" · ")[2].rstrip("…")
    is_name = bool(named) and came.startswith(named)  # its name changed: it stands in the words themselves
    what = f"{one.item}: {one.label}" if one.item and not is_name else one.label
    if not (gone and came):
        kind = "removed" if gone else "new"
        return told(key, kind, what, _whole(kind, gone or came), width)
    if len(gone) + len(came) <= SIDE_BY_SIDE:
        words: tuple[Words, ...] = (Words("gone", gone), Words("same", " → "), Words("came", came))
    else:
        words = one.words or word_diff(gone, came)
    return told(key, "", what, words, width)


# --- rows


def _fold(key: str, what: str, is_open: bool, width: int) -> ListRow:
    does = "Enter folds them" if is_open else "Enter shows them"
    return prose(key, f"… {what} · {does}", width, theme.DIM)


def told(
    key: str, kind: str, what: str, words: Sequence[Words], width: int, remarks: Sequence[str] = ()
) -> ListRow:
    """A row: what happened to what, its words with their marks, and remarks below."""
    style = KIND_STYLES.get(kind.partition(",")[0].partition(" ")[0], theme.PLAIN)
    pieces = [(kind, style), (" " if what else ": ", theme.PLAIN)] if kind else []
    pieces += [(what, theme.BOLD), (": ", theme.PLAIN)] if what else []
    for one in words:
        before, after, style = MARKS[one.kind]
        pieces.append((f"{before}{one.text}{after}", style))
    lines = styled(pieces, width - 2)
    lines = [[Segment(" " if number == 0 else "   "), *line] for number, line in enumerate(lines)]
    for remark in remarks:
        lines += [[Segment("   " + line, theme.DIM)] for line in wrap(show(remark), width - 5)]
    plain = "".join(text for text, _ in pieces)
    return ListRow(key, lines, " · ".join((plain, *remarks)))


def styled(pieces: Sequence[tuple[str, theme.Style]], width: int) -> list[Line]:
    """Words with their styles, wrapped: each character keeps its own, a blank that of the words on both its sides."""
    shown = [(show(text), style) for text, style in pieces]
    styles = [style for text, style in shown for character in text if not character.isspace()]
    lines: list[Line] = []
    at = 0
    for line in wrap("".join(text for text, _ in shown), width - 2):
        found: list[tuple[str, theme.Style]] = []
        for character in line:
            if character.isspace():
                same = 0 < at < len(styles) and styles[at - 1] == styles[at]
                found.append((character, styles[at] if same else theme.PLAIN))
            else:
                found.append((character, styles[at] if at < len(styles) else theme.PLAIN))
                at += 1
        lines.append([Segment("".join(text for text, _ in run), style) for style, run in _runs(found)])
    return lines


def _runs(
    found: list[tuple[str, theme.Style]],
) -> Iterator[tuple[theme.Style, list[tuple[str, theme.Style]]]]:
    return ((style, list(run)) for style, run in groupby(found, key=lambda one: one[1]))
