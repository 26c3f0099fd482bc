"""Entries: the pieces of a text that become a criterion, a heading or a note, before it is known which."""

from __future__ import annotations

from itertools import pairwise

from trialtui.eligibility.clean import clean
from trialtui.eligibility.lines import Line, split_lines
from trialtui.eligibility.markers import Marker, follows, inline_markers, read_marker
from trialtui.eligibility.tables import Rule

# A line that is this full was probably broken by a program, not by its author.
FULL = 72
SENTENCE_END = (".", ";", ":", "?", "!", "。", "；")


# A line of its own that goes on with the criterion above: "unless approved by the sponsor".
QUALIFIES = Rule(r"(?:unless|except|provided|excluding|and/or|(?:and|or|but|in\s+which\s+case)\s+(?=[a-z]))")


QUOTES = '"“„«‘'  # a question of a diary or a scale, quoted below the criterion that asks it


class Entry:
    """A piece of text on its way to becoming part of the outline. Offsets as in `Line`; `end` is where its own words end."""

    __slots__ = (
        "code", "column", "combine", "content", "depth", "end", "expr", "family", "gap", "inline", "joint", "listed", "ordinal", "parent", "path",
        "reason", "role", "roman", "scope", "second", "shown_span", "shown_words", "side", "source", "stacked", "start", "stated", "style", "text", "under_heading", "within", "words",
    )  # fmt: skip

    def __init__(self, text: str, start: int, words: int, end: int, column: int, gap: bool) -> None:
        self.text = text
        self.start, self.words, self.end = start, words, end
        self.column = column
        self.content = column + words - start
        self.gap = gap
        self.style = self.family = ""
        self.ordinal = self.roman = 0
        self.path: tuple[int, ...] = ()
        self.inline = False  # split off a longer line
        self.within: Entry | None = None  # the entry it was split off as a part of
        self.role = "item"  # item, header, scope, group, note, lead
        self.side: str | None = None
        self.parent: Entry | None = None
        self.depth = 0
        self.code = ""
        self.combine: str | None = None
        self.expr: str | None = None
        self.stated = False
        self.scope: tuple[str, ...] = ()
        self.source: str | None = None
        self.reason = ""
        self.stacked = False  # two markers in a row: "* 1. …"
        self.second: Marker | None = None  # the other of the two
        self.under_heading = False  # stands right below a heading
        self.listed = False  # one of a list without markers, an entry a line
        self.joint: str | None = None  # an AND or OR alone on the line before it
        self.shown_span: tuple[int, int] | None = None
        self.shown_words = ""

    @property
    def own(self) -> str:
        """Its words as the text has them, without the marker."""
        return self.text[self.words : self.end]

    @property
    def shown(self) -> str:
        """Its words as a person reads them; cleaned once as long as they stay the same."""
        span = self.words, self.end
        if span != self.shown_span:
            self.shown_span, self.shown_words = span, clean(self.own)
        return self.shown_words

    def trim(self) -> None:
        """Take white space off the end."""
        while self.end > self.words and self.text[self.end - 1].isspace():
            self.end -= 1

    def mark(self, marker: Marker) -> None:
        self.words = marker.end
        self.style, self.family = marker.style, marker.family
        self.ordinal, self.roman, self.path = marker.ordinal, marker.roman, marker.path


WIDE = 110  # characters of a line that no program wrapped


def _listed(text: str, lines: list[Line]) -> set[int]:
    """The lines, as indices, that are entries of a list without markers: one a line, so that no break is a wrap.

    Of the lines that stand together one is wider than any wrapped line, or one breaks off where the next word had room.
    """
    found: set[int] = set()
    first = 0
    for index in range(1, len(lines) + 1):
        if index < len(lines) and lines[index].marker is None and not lines[index].gap:
            continue
        if index - first > 1 and lines[first].marker is None:
            block = lines[first:index]
            widest = max(line.end - line.start for line in block)
            if widest > WIDE or any(_breaks_off(text, *pair, widest) for pair in pairwise(block)):
                found.update(range(first, index))
        first = index
    return found


def _breaks_off(text: str, line: Line, after: Line, widest: int) -> bool:
    """Whether the next line's first word would have fitted, and no sentence ends."""
    space = text.find(" ", after.start, after.end)
    word = (after.end if space < 0 else space) - after.start
    return line.end - line.start + 1 + word <= widest and text[line.end - 1] not in SENTENCE_END


def _runs_on(text: str, entry: Entry, before: Line, line: Line, listed: bool) -> bool:
    """Whether `line`, which has no marker, continues the entry that `before` is the last line of."""
    if (
        entry.style
        and text[line.start] in "uepabio"
        and text[before.end - 1] not in SENTENCE_END
        and QUALIFIES.match(text, line.start, line.end)
    ):
        return True
    if entry.style and text[before.end - 1] in ":：" and text[line.start] in QUOTES:
        return True
    if line.gap:
        return False
    if line.start == line.words and _counts(text, before):
        return True
    if line.column and entry.style and line.column >= entry.content - 1:
        return True
    tail = text[before.end - 1]
    if listed and not entry.style:
        return text[line.start].islower() and tail not in SENTENCE_END
    first_word = text.find(" ", line.start, line.end)
    width = (line.end if first_word < 0 else first_word) - line.start
    if before.column + before.end - before.start + 1 + width >= FULL and line.column <= entry.content:
        return line.column > 0 or tail not in SENTENCE_END
    wraps = bool(entry.style) or before.end - before.start >= FULL // 2
    return wraps and text[line.start].islower() and tail not in SENTENCE_END


def gather(text: str, stop: int) -> list[Entry]:
    """The entries of `text[:stop]`: one for each marker or paragraph, wrapped lines joined to what they continue."""
    entries: list[Entry] = []
    before: Line | None = None
    lines = confirm(text, list(split_lines(text, stop)))
    listed = _listed(text, lines)
    for index, line in enumerate(lines):
        marker = line.marker
        if (
            marker is None
            and before is not None
            and _runs_on(text, entries[-1], before, line, index in listed)
        ):
            entries[-1].end = line.end
        else:
            entry = Entry(text, line.start, line.words, line.end, line.column, line.gap)
            if marker is not None:
                entry.mark(marker)
                entry.content = line.column + len(text[line.start : line.words].replace("\\", ""))
                _second_marker(entry)
            entry.listed = index in listed
            entries.append(entry)
        before = line
    return entries


def _second_marker(entry: Entry) -> None:
    """Take a marker behind the marker off the words as well: "* 1. …", "* • …"."""
    second = None if entry.ordinal else read_marker(entry.text, entry.words, entry.end)
    if second is not None and not second.weak and second.end < entry.end and second.style not in "-–—+":
        entry.words, entry.stacked, entry.second = second.end, True, second


# A line wrapped before its number: "… two months before Day", "1. The dose …".
COUNTED = tuple(
    f" {noun}"
    for noun in (
        "Day", "Days", "Visit", "Week", "Weeks", "Cycle", "Cycles", "Month", "Type", "Types", "Grade", "Grades", "Stage",
        "Class", "Part", "Cohort", "Group", "Arm", "Step", "Phase",
    )
)  # fmt: skip


def _counts(text: str, before: Line) -> bool:
    return before.end - before.start >= FULL // 2 and text.endswith(COUNTED, before.start, before.end)


def confirm(text: str, lines: list[Line]) -> list[Line]:
    """Drop weak markers that stand in no sequence ("E. coli", "2 - 5 years", "1.5 mg")."""
    for index, line in enumerate(lines):
        marker = line.marker
        if marker is None:
            continue
        if index and marker.ordinal and not line.gap and _counts(text, lines[index - 1]):
            line.marker, line.words = None, line.start
            continue
        if not marker.weak:
            continue
        if not _borne_out(text, lines, index, marker):
            line.marker, line.words = None, line.start
    return lines


NEAR = 60  # lines looked at on either side for a weak marker's neighbours


def _lettered(marker: Marker, other: Marker) -> bool:
    """Whether a letter goes on with a list that the registry's conversion gave numbers: "1. 2. c."."""
    return marker.family == "1" and other.family == "a" and other.ordinal == marker.ordinal + 1 > 2


def _borne_out(text: str, lines: list[Line], index: int, marker: Marker) -> bool:
    for line in reversed(lines[max(0, index - NEAR) : index]):
        if line.marker is None:
            continue
        if follows(line.marker, marker) or (
            line.column == lines[index].column and _lettered(line.marker, marker)
        ):
            return True
    line = lines[index]
    first = 1 in (marker.ordinal, marker.roman)
    if first and any(follows(marker, other) for _, other in inline_markers(text, line.words, line.end)):
        return True
    for other in lines[index + 1 : index + NEAR]:
        if other.marker is not None and follows(marker, other.marker):
            return True
        if other.marker is None and "clusion" in text[other.start : other.end].lower():
            break  # what stands below the next heading bears nothing out
    return False
