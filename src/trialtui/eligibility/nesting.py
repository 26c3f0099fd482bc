"""Which entry is a part of which: by indentation, by numbering that restarts and goes on, by lead-ins."""

from __future__ import annotations

from collections.abc import Sequence

from trialtui.eligibility.adoption import opens
from trialtui.eligibility.entries import Entry

LEAD_IN_ENDS = (":", "following", "following criteria", "must", "defined as", "and", "or", "either", "：")


AHEAD = 40  # entries looked at for a numbering that goes on


LETTERED = ("a", "A", "i", "I")  # families whose markers may be letters or roman numerals


class Level:
    """An open list: its column, its marker, how far it has counted, what it is a part of, and its latest entry."""

    __slots__ = ("column", "entry", "family", "ordinal", "owner", "roman", "style")

    def __init__(self, entry: Entry, owner: Entry | None) -> None:
        self.owner = owner
        self.column = entry.column
        self.take(entry)

    def take(self, entry: Entry) -> None:
        self.entry = entry
        self.style, self.family = entry.style, entry.family
        self.ordinal, self.roman = entry.ordinal, entry.roman

    def goes_on_with(self, entry: Entry) -> bool:
        """Whether `entry` has the number after this list's latest."""
        if not self.ordinal or not entry.ordinal:
            return False
        if entry.family in LETTERED and self.family in LETTERED:
            if entry.roman and self.roman and entry.roman == self.roman + 1:
                return True
            return entry.family == self.family and entry.ordinal == self.ordinal + 1
        return entry.family == self.family and entry.ordinal == self.ordinal + 1


def leads_in(entry: Entry) -> bool:
    """Whether the entry's words announce parts."""
    tail = entry.text[max(entry.words, entry.end - 40) : entry.end].rstrip(" .…")
    return tail.lower().endswith(LEAD_IN_ENDS)


def nest(section: Sequence[Entry]) -> None:
    """Set the parents of the criteria of one section, in text order. Headings close the lists on their level."""
    levels: list[Level] = []
    for index, entry in enumerate(section):
        if entry.role in ("scope", "group"):
            while levels and (levels[-1].column >= entry.column or entry.inline):
                levels.pop()
        elif entry.role != "item":
            continue
        elif entry.within is not None:
            entry.parent = entry.within
        else:
            _place(entry, levels, section, index)


def _complete(entry: Entry) -> bool:
    """Whether the entry reads as a criterion of its own and not as the head of a list."""
    return not leads_in(entry) and entry.end - entry.words > 2


def straighten(items: Sequence[Entry]) -> None:
    """Undo a list whose first entry lost its indentation, so that the rest of the side hangs below it.

    The registry's conversion leaves such lists behind: often with two markers in a row ("* 1. …"), else to be told by
    the parts, which open as criteria of their own. Where a list before it is whole, it takes more of them to tell.
    """
    tops = [entry for entry in items if entry.parent is None]
    if not tops or not tops[-1].style or not _complete(tops[-1]):
        return
    first, alone = tops[-1], len(tops) == 1
    parts = [entry for entry in items if entry.parent is first and entry.within is None]
    opening = sum(opens(part) for part in parts)
    if (first.stacked and alone) or (len(parts) >= (2 if alone else MANY) and opening * 2 >= len(parts)):
        for part in parts:
            part.parent = None


MANY = 5  # parts that open as criteria, below the last entry of a list
STEPS = 3  # entries, each the only part of the one before, that no author means


def level_stairs(items: Sequence[Entry]) -> None:
    """Make one list of entries that stand each one deeper than the last, which the registry's conversion leaves behind."""
    parts: dict[int, list[Entry]] = {}
    for entry in items:
        if entry.parent is not None:
            parts.setdefault(id(entry.parent), []).append(entry)
    seen: set[int] = set()
    for entry in items:
        if id(entry) in seen:
            continue
        stairs, last = [], entry
        while (
            len(below := parts.get(id(last), [])) == 1 and below[0].style == "*" and below[0].within is None
        ):
            last = below[0]
            seen.add(id(last))
            stairs.append(last)
        if len(stairs) < STEPS or id(last) in parts or not leads_in(entry):
            continue
        if not any(leads_in(step) for step in stairs):
            for step in stairs:
                step.parent = entry


# In the National Cancer Institute's texts the glyph tells the depth, whatever the column: "*", below it "-", "+", "=".
GLYPH_ABOVE = {"+": "-", "=": "+"}


def _by_glyph(entry: Entry, levels: list[Level]) -> bool:
    """Place an entry by its glyph; False where glyphs say nothing."""
    if levels and levels[-1].style in GLYPH_ABOVE and entry.style not in GLYPH_ABOVE:
        return _back_to(entry, levels)
    above = GLYPH_ABOVE.get(entry.style)
    if above is None or not any(level.style in (above, entry.style) for level in levels):
        return False
    while levels[-1].style not in (above, entry.style):
        levels.pop()
    if levels[-1].style == above:
        _open(entry, levels)
    else:
        entry.parent = levels[-1].owner
        levels[-1].take(entry)
    return True


def _back_to(entry: Entry, levels: list[Level]) -> bool:
    """Go on with the list outside that has the entry's glyph, if one is open."""
    if not entry.style or all(level.style != entry.style for level in levels):
        return False
    while levels[-1].style != entry.style:
        levels.pop()
    entry.parent = levels[-1].owner
    levels[-1].take(entry)
    return True


def _place(entry: Entry, levels: list[Level], section: Sequence[Entry], index: int) -> None:
    if _by_glyph(entry, levels):
        return
    if _outdented(entry, levels):
        return
    while levels and levels[-1].column > entry.column and not entry.inline:
        levels.pop()
    if not levels:
        levels.append(Level(entry, None))
        return
    if not entry.style and _stands_alone(entry, levels):
        return
    top = levels[-1]
    if entry.column > top.column and entry.column >= top.entry.content - 1 and not _mistyped(entry, top):
        _open(entry, levels)
        return
    level = _same_column(entry, levels, section, index)
    if level is None:
        _open(entry, levels)
        return
    while levels[-1] is not level:
        levels.pop()
    entry.parent = level.owner
    level.take(entry)


# Markers typed by hand that the conversion did not know ("-.", ". ", Word's "o"): it indents their lines.
MISTYPED = (".", "o")


def _mistyped(entry: Entry, top: Level) -> bool:
    """Whether an entry is indented by a mangled marker only, below a criterion that announces nothing."""
    return entry.style in MISTYPED and top.style == "*" and not leads_in(top.entry)


def _stands_alone(entry: Entry, levels: list[Level]) -> bool:
    """Place a paragraph without a marker that would be a part: below a complete criterion, or after the marked parts
    of a list, it is a criterion of its own. False where it is no such paragraph.
    """
    deeper = entry.column > levels[-1].column and entry.column >= levels[-1].entry.content - 1
    owner = levels[-1].entry if deeper else levels[-1].owner
    marked = levels[-1].style
    if entry.inline or owner is None or not marked or (deeper and leads_in(owner)):
        return False
    while levels[-1].entry is not owner:
        levels.pop()
    entry.parent = levels[-1].owner
    if not levels[-1].style:
        levels[-1].take(entry)
    return True


def _outdented(entry: Entry, levels: list[Level]) -> bool:
    """Go on with a list whose first entry alone kept its indentation ("  i. …", then "ii. …"); False where there is none."""
    if not entry.ordinal or entry.inline or not levels or levels[-1].column <= entry.column:
        return False
    deeper = [level for level in levels if level.column > entry.column]
    if any(level.goes_on_with(entry) for level in levels if level.column <= entry.column):
        return False
    level = next((one for one in reversed(deeper) if one.goes_on_with(entry)), None)
    if level is None:
        return False
    while levels[-1] is not level:
        levels.pop()
    entry.parent = level.owner
    level.take(entry)
    return True


def _open(entry: Entry, levels: list[Level]) -> None:
    entry.parent = levels[-1].entry
    levels.append(Level(entry, entry.parent))


def _goes_on(top: Level, entry: Entry, section: Sequence[Entry], index: int) -> bool:
    """Whether the list that `entry` would leave is taken up again further down, on the same column."""
    return any(
        other.role == "item" and other.column <= entry.column and top.goes_on_with(other)
        for other in section[index + 1 : index + 1 + AHEAD]
    )


def _same_column(entry: Entry, levels: list[Level], section: Sequence[Entry], index: int) -> Level | None:
    """The open list that the entry goes on with, or None where it begins a list under the latest entry."""
    top = levels[-1]
    if top.column >= entry.column and top.style == entry.style and top.goes_on_with(entry):
        return top
    peers = [level for level in reversed(levels) if level.column >= entry.column or entry.inline]
    for exact in (True, False):
        for level in peers:
            if level.goes_on_with(entry) and (level.style == entry.style or not exact):
                return level
    for level in peers:
        if level.family == "1" and entry.family == "a" and entry.ordinal == level.ordinal + 1 > 2:
            return (
                level  # "1. 2. c. d.": the conversion numbers a lettered list up to where something breaks it
            )
    if entry.ordinal:
        first = 1 in (entry.ordinal, entry.roman)
        if first and not top.style and leads_in(top.entry):
            return None
        if (
            first
            and top.ordinal
            and (leads_in(top.entry) or (entry.family != top.family and _goes_on(top, entry, section, index)))
        ):
            return None
        return top
    if (top.ordinal or not top.style) and entry.style and leads_in(top.entry):
        return None
    for level in peers:
        if level.style == entry.style:
            return level
    return top
