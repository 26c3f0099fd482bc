"""What each entry is: a heading, a lead-in or note, or a criterion; and the side it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from trialtui.eligibility.clean import clean
from trialtui.eligibility.entries import Entry
from trialtui.eligibility.headings import GLUED, side_heading
from trialtui.eligibility.markers import read_marker
from trialtui.eligibility.topics import cohort_heading, limit_label

LONE = re.compile(r"[\s*(\\]*(?:and/or|and|or|plus)[\s,:.)*\\]*$", re.IGNORECASE)
NOTHING = re.compile(
    r"(?:none|nil|n/?a|not applicable|no exclusion criteria|see above|\W*)\W*$", re.IGNORECASE
)
NOTE = re.compile(
    r"\W*(?:note|n\.?b|nota bene|please (?:note|contact|see|refer)|abbreviations?|\(?all of the following|source)\b",
    re.IGNORECASE,
)
MORE_APPLY = re.compile(
    r"(?:note:?\s*)?(?:there may be |there are )?(?:other|further|additional|more|the above)\b.{0,120}?(?:criteri\w+|information|requirements?|restrictions?)\b.{0,60}?\b(?:appl(?:y|ies|ied)|available|not a complete list|exist|protocol)",
    re.IGNORECASE,
)
# A line that announces the list of a whole side, and says nothing answerable itself.
ANNOUNCES = re.compile(
    r"\b(?:following|below|all of these|any of these|criteri(?:a|on)|if they|if any|if all|only if|if:|must:|are:)",
    re.IGNORECASE,
)
EXCLUDES = re.compile(
    r"\b(?:not\s+(?:be\s+)?(?:included|eligible|enrolled|admitted|allowed|permitted|participate)|excluded?|exclusion|prohibited\s+from|ineligible|disqualif\w+)\b",
    re.IGNORECASE,
)
INCLUDES = re.compile(
    r"\b(?:eligible|eligibility|included?|inclusion|enrolled|participat(?:e|ing|ion)|recruited|selected|fulfil\w*|meet|satisfy|considered)\b",
    re.IGNORECASE,
)
PEOPLE_FIRST = re.compile(
    r"(?:in order to|to\s+(?:be|continue|participate|enter|qualify)|all|any|an?|the|each|eligible|potential|study|individual)*\s*"
    r"(?:in order to|to\s+(?:be|continue|participate|enter|qualify|take)|patients?|subjects?|participants?|individuals?|volunteers?|candidates?|persons?|men|women|cases?|those|presence|following|inclusion|exclusion|eligibility|criteria|adults|children)\b",
    re.IGNORECASE,
)
REQUIREMENT = re.compile(
    r"\b(?:must|should|have|has|had|having|with|defined|following|any of|one of|all of|either|adequate|history|evidence|require[sd]?|meets?|including|at least|no|not|without|if|is|are|use|able|known)\b",
    re.IGNORECASE,
)
EXCLUDED_ITEM = re.compile(
    r"[^.;:(]*?\b(?:(?:will|would|shall|should|must|are|is|were|to)\s+(?:also\s+)?(?:be\s+|have\s+been\s+)?(?:excluded|ineligible|considered ineligible)"
    r"|(?:will|are|is|were|would)\s+not\s+(?:be\s+)?(?:eligible|included|enrolled)|not\s+eligible|(?:^|\W)excluded\s+(?:were|are))\b",
    re.IGNORECASE,
)
SHORT = 9  # words: a heading without a colon is no longer


def assign(entries: Sequence[Entry]) -> list[Entry]:
    """The entries with roles and sides set, split where a heading and a criterion share a line."""
    pieces = [piece for entry in entries for piece in _split_headings(entry)]
    side, ordered = "I", list(pieces)
    fresh = True  # nothing but headings and notes since the side began
    for index, entry in enumerate(ordered):
        after = ordered[index + 1] if index + 1 < len(ordered) else None
        if entry.role == "header":
            side = entry.side or side
            fresh = True
            continue
        entry.side = side
        entry.role = _role(entry, after, fresh)
        if entry.role == "header":
            side = entry.side
        elif entry.role == "item":
            fresh = False
            if side == "I" and EXCLUDED_ITEM.match(entry.own[:160]):
                entry.side = "E"
    return ordered


def _split_headings(entry: Entry) -> Iterator[Entry]:
    """The entry cut before and after the headings of a side it holds."""
    text = entry.text
    found = side_heading(text, entry.words, entry.end, bool(entry.style))
    if found is not None:
        rest = _behind(entry, found.end)
        entry.role, entry.side = "header", found.side
        label = limit_label(found.limit)
        entry.scope = (label,) if label else ()
        entry.end = found.end
        entry.trim()
        yield entry
        if rest is not None:
            yield from _split_headings(rest)
        return
    glued = GLUED.search(text, entry.words, entry.end)
    if glued is not None and glued.start() > entry.words:
        rest = _behind(entry, glued.start(), marked=False)
        entry.end = glued.start()
        entry.trim()
        yield entry
        if rest is not None:
            yield from _split_headings(rest)
        return
    yield entry


def _behind(entry: Entry, at: int, marked: bool = True) -> Entry | None:
    """What stands behind offset `at` in the entry, as an entry of its own; None where nothing does."""
    text = entry.text
    while at < entry.end and text[at].isspace():
        at += 1
    if at >= entry.end:
        return None
    rest = Entry(text, at, at, entry.end, entry.column, False)
    marker = read_marker(text, at, entry.end) if marked else None
    if marker is not None and marker.end < entry.end:
        rest.mark(marker)
    rest.inline = True
    return rest


def _role(entry: Entry, after: Entry | None, fresh: bool) -> str:
    words = entry.own
    if LONE.match(words) or NOTHING.match(words):
        return "note"
    short = clean(words[:300])
    if MORE_APPLY.match(short) and len(short) < 260:
        return "note"
    colon = short.endswith((":", "："))
    if entry.style:
        return _marked_role(entry, after, short, colon, fresh)
    if entry.inline and not colon:
        return "item"
    if NOTE.match(short):
        return "note"
    listed = after is not None and (bool(after.style) or after.gap) and after.role != "header"
    sentence = short.endswith((".", ";", ","))
    if (colon or short.endswith(("following", "following.", "study."))) and _announces(entry, short):
        return entry.role
    if colon or (
        not sentence and len(short.split()) <= SHORT and after is not None and after.style and after.gap
    ):
        return _topic(entry, after, short, colon, listed)
    return "item"


def _marked_role(entry: Entry, after: Entry | None, short: str, colon: bool, fresh: bool) -> str:
    if after is None or after.role == "header" or not colon:
        return "item"
    flat = after.column <= entry.column
    if fresh and _announces(entry, short, whole=True):
        return "note"
    if not flat:
        return "item"
    label = cohort_heading(short) if after.style == entry.style else None
    if label and after.style == entry.style and len(short.split()) <= SHORT:
        entry.scope = (label,)
        return "scope"
    if short.isupper() and len(short.split()) <= 6:
        return "group"
    return "item"


def _announces(entry: Entry, short: str, whole: bool = False) -> bool:
    """Whether a line only announces the list of its side; sets the role to header where it changes the side."""
    if not ANNOUNCES.search(short) or not PEOPLE_FIRST.match(short):
        return False
    if EXCLUDES.search(short):
        entry.role = "note" if entry.side == "E" else "header"
        entry.side = "E"
        return True
    if INCLUDES.search(short):
        entry.role = "header" if re.search(r"\binclusion\b", short, re.IGNORECASE) and not whole else "note"
        if entry.role == "header":
            entry.side = "I"
        return True
    return False


def _topic(entry: Entry, after: Entry | None, short: str, colon: bool, listed: bool) -> str:
    label = cohort_heading(short)
    if label is not None:
        entry.scope = (label,) if label else ()
        return "scope"
    if not listed:
        return "item"
    if colon and REQUIREMENT.search(short) and not short.isupper():
        return "item"
    return "group"
