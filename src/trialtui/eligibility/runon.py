"""Lists written into one line: "1. … 2. …", "i. … OR ii. …", "any of: (a) …; (b) …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialtui.eligibility.entries import Entry
from trialtui.eligibility.markers import Marker, inline_markers
from trialtui.eligibility.tables import Rule, holds_any, words

JOINT = Rule(r"\b(?:and/or|and|or)\s+$", re.IGNORECASE)
BULLETED = Rule(r"\s+[•●▪◦](?=\s*\S)|(?<=[.;:)])\s+o\s(?=[A-Z])|(?<=[a-z0-9.;)%])-\s+(?=[A-Z][a-z])")
# "Inclusion criteria: - Age 18 - Signed consent - …": a list that a line break was lost from.
SPACED = Rule(r"(?:&#x[dD];|\s)+[-–•]\s+(?=[A-Z≥≤<>])")
FOOTNOTE = Rule(r"\s+\\?\*+(?=\s?[A-Z]\w{1,9} ?[=:])")  # "… * ULN = upper limit of normal"
SPACED_STYLES = ("-", "–", "•")
# One of these stands in every line that holds bullets.
SIGNS = ("*", " o ", "•", "●", "▪", "◦", "–")
DASH = Rule(r"-\s")
WORD_BEFORE = Rule(r"(?:^|[\s(])([a-z]{2,})$")
PREFIXES = words(
    "non anti pre post self co re multi semi sub inter intra extra ex peri mid under over and or to the of pro neo trans bi mono"
)
MOST = 200  # markers in one line beyond which it is no list a person wrote
LEAST = 3  # letters a part must have
Cut = tuple[int, Marker]


def _continues(marker: Marker | Entry, before: Marker | Entry) -> bool:
    """Whether the marker is the next of the list that `before` belongs to."""
    if marker.style == before.style and marker.ordinal == before.ordinal + 1:
        return True
    letters = marker.family.lower() in "ai" and before.family.lower() in "ai" and bool(before.family)
    same = marker.style.lower().replace("i", "a") == before.style.lower().replace("i", "a")
    return letters and same and bool(before.roman) and marker.roman == before.roman + 1


def _run(markers: Sequence[Cut], first: Marker | Entry) -> list[Cut]:
    """The markers that count on from `first`, in order."""
    found: list[Cut] = []
    last = first
    for cut in markers:
        marker = cut[1]
        renumbered = (
            len(found) >= 1 and marker.ordinal == last.ordinal + 1 and marker.style[-1:] == last.style[-1:]
        )
        if _continues(marker, last) or renumbered:
            found.append(cut)
            last = marker
    return found


def _siblings(entry: Entry, markers: Sequence[Cut], after: Entry | None) -> list[Cut]:
    """Markers that go on with the entry's own numbering, where the next line does not."""
    own = _numbered(entry)
    next_line = None if after is None else _numbered(after)
    if own is not None and next_line is not None and next_line.family == own.family == "1":
        between = _between(markers, own.ordinal, next_line.ordinal)
        if between:
            return between
    if own is None or (
        next_line is not None and next_line.family == own.family and _continues(next_line, own)
    ):
        return []
    firsts = [
        n
        for n, (_, marker) in enumerate(markers)
        if marker.style == own.style and 1 in (marker.ordinal, marker.roman)
    ]
    return _run(markers[: firsts[0]] if firsts else markers, own)


def _between(markers: Sequence[Cut], low: int, high: int) -> list[Cut]:
    """The markers of the numbers that are missing between two lines, however they are closed: "5. … 6) … 7) …", "8) …"."""
    found: list[Cut] = []
    for at, marker in markers:
        if marker.family == "1" and marker.ordinal == low + len(found) + 1 < high:
            found.append((at, marker))
    return found if len(found) == high - low - 1 else []


def _numbered(entry: Entry) -> Marker | Entry | None:
    """What holds the number of an entry: itself, or the second of two markers ("* 1. …")."""
    if entry.ordinal:
        return entry
    return entry.second if entry.second is not None and entry.second.ordinal else None


def _parts(entry: Entry, markers: Sequence[Cut]) -> list[Cut]:
    """A list of two or more inside the entry, from its first marker on."""
    text = entry.text
    for n, (at, marker) in enumerate(markers):
        if 1 not in (marker.ordinal, marker.roman):
            continue
        before = text[max(entry.words, at - 40) : at].rstrip()
        run = _run(markers[n + 1 :], marker)
        abrupt = not before.endswith((":", ";", ",", "(", "following", "either", "."))
        if marker.style[-1] == "." and abrupt and len(run) < 2:
            continue
        cuts = [(at, marker), *run]
        if run and at - entry.words > 2 and _worded(text, cuts, entry.end):
            return cuts
    return []


def _worded(text: str, cuts: Sequence[Cut], end: int) -> bool:
    stops = [*(at for at, _ in cuts[1:]), end]
    return all(
        sum(character.isalpha() for character in text[marker.end : stop]) >= LEAST
        for (_, marker), stop in zip(cuts, stops, strict=True)
    )


def _cut(entry: Entry, cuts: Sequence[Cut]) -> list[Entry]:
    """New entries from the cuts; the entry keeps what stands before the first."""
    text, end = entry.text, entry.end
    pieces: list[Entry] = []
    floor = entry.words
    for at, marker in cuts:
        joint = JOINT.search(text, max(floor, at - 8), at)
        start = joint.start() if joint and text[floor : joint.start()].strip() else at
        piece = Entry(text, start, marker.end, end, entry.column, False)
        piece.mark(marker)
        piece.content, piece.inline, piece.side = entry.content, True, entry.side
        (pieces[-1] if pieces else entry).end = start
        pieces.append(piece)
        floor = marker.end
    for piece in [entry, *pieces]:
        piece.trim()
    return pieces


def _bullets(entry: Entry) -> list[re.Match[str]]:
    """Bullets inside the line. One dash alone is punctuation, two are a list; a footnote is one by its sign."""
    own = entry.own
    if not holds_any(own, SIGNS) and ("-" not in own or DASH.search(own) is None):
        return []
    found = [*BULLETED.finditer(entry.text, entry.words, entry.end)]
    if len(found) == 1 and "-" in found[0].group() and not entry.inline and not _glued(entry, found[0]):
        found = []
    if not found and entry.inline and entry.style in SPACED_STYLES:
        found = [*SPACED.finditer(entry.text, entry.words, entry.end)]
    return found or [*FOOTNOTE.finditer(entry.text, entry.words, entry.end)]


def _glued(entry: Entry, dash: re.Match[str]) -> bool:
    """Whether the one dash of a line stands for a lost line break: "… sexual desire- History of stroke …"."""
    text = entry.text
    before = WORD_BEFORE.search(text, max(entry.words, dash.start() - 24), dash.start())
    return (
        before is not None
        and before[1] not in PREFIXES
        and text[entry.words : dash.start()].count(" ") > 1
        and text[dash.end() : entry.end].count(" ") > 1
    )


def _unbullet(entry: Entry, found: Sequence[re.Match[str]]) -> list[Entry]:
    """The entry cut at the bullets inside its line ("… erectile dysfunction- Stable relationship- …")."""
    pieces = [entry]
    for match in found:
        if not entry.text[pieces[-1].words : match.start()].strip():
            continue
        piece = Entry(
            entry.text,
            match.start() + len(match.group()) - len(match.group().lstrip()),
            match.end(),
            pieces[-1].end,
            entry.column,
            False,
        )
        piece.style, piece.family = entry.style or "•", entry.family or "•"
        piece.content, piece.inline, piece.side = entry.content, True, entry.side
        piece.role = "note" if "*" in match.group() else entry.role
        piece.within = (
            entry if match.group().strip() == "o" and entry.style != "o" else None
        )  # the second level of a list kept in a word processor
        while piece.words < piece.end and entry.text[piece.words].isspace():
            piece.words += 1
        pieces[-1].end = match.start()
        pieces[-1].trim()
        pieces.append(piece)
    return pieces


def split_run_on(entry: Entry, after: Entry | None, count: int = 0) -> list[Entry]:
    """The entry and what its line holds besides: entries of its own list, and parts of it (`within` set).

    `count` is the number that the lines before have come to: a bullet's line may count on ("* Other reasons 14. …").
    """
    bulleted = _bullets(entry)
    if bulleted:
        return [piece for part in _unbullet(entry, bulleted) for piece in split_run_on(part, None)]
    markers = list(inline_markers(entry.text, entry.words, entry.end))
    if not markers or len(markers) >= MOST:
        return [entry]
    siblings = _siblings(entry, markers, after)
    if siblings and _worded(entry.text, siblings, entry.end):
        pieces = _cut(entry, siblings)
        for piece in pieces if entry.second is not None and not entry.ordinal else ():
            piece.style, piece.family, piece.ordinal = entry.style, entry.family, 0
        return [piece for sibling in [entry, *pieces] for piece in _with_parts(sibling)]
    further = _run(markers, _counted(count)) if count and not entry.ordinal else []
    if len(further) > 1 and further[0][1].ordinal == count + 1 and _worded(entry.text, further, entry.end):
        pieces = _cut(entry, further)
        for piece in pieces:
            piece.within = entry
        return [entry, *pieces]
    return _with_parts(entry)


def _counted(count: int) -> Marker:
    """The mark of a number as the lines before have it."""
    return Marker(0, "1.", "1", count)


def _with_parts(entry: Entry) -> list[Entry]:
    """The entry and the list it holds, if any."""
    parts = _parts(entry, [*inline_markers(entry.text, entry.words, entry.end)])
    pieces = _cut(entry, parts) if parts else []
    for piece in pieces:
        piece.within = entry
    return [entry, *pieces]
