"""Entries cut apart where a heading shares a line with a criterion: before it, behind it, or glued to its end."""

from __future__ import annotations

import re

from trialtui.eligibility.entries import Entry
from trialtui.eligibility.headings import GLUED, side_heading
from trialtui.eligibility.markers import read_marker
from trialtui.eligibility.tables import Rule, holds_any
from trialtui.eligibility.topics import is_topic, limit_label

# A topic glued to the end of a criterion, with its letter or its colon: "…the study. C) Abnormal Laboratory Values".
TITLE_BEHIND = Rule(
    r"(?<=[.;。；])\s*(?P<title>(?:(?P<letter>[A-H])[.)]\s*)?(?P<words>[A-Z][\w/&-]*(?:[ \t]+[\w/&,-]+){0,6}?))\s*(?P<colon>[:：])?\s*$"
)
# A lettered topic before the first criterion of its list: "B) Concomitant Medication 1. Patients who …".
TITLE_BEFORE = Rule(r"(?P<words>[A-Z][\w/&-]*(?:[ \t]+[\w/&,-]+){0,6}?)\s*[:：]?\s+(?=1[.)]\s)")
TITLE_LENGTH = 100
TITLE_LETTERS = "ABCDEFGH"
TITLE_FOLLOWS = (".", ";", "。", "；")


def split_headings(entry: Entry) -> list[Entry]:
    """The entry cut before and after the headings of a side it holds."""
    pieces: list[Entry] = []
    rest: Entry | None = entry
    while rest is not None:
        entry = rest
        found = side_heading(entry.text, entry.words, entry.end, bool(entry.style))
        if found is not None:
            rest = _behind(entry, found.end)
            label = limit_label(found.limit)
            entry.role, entry.side, entry.scope = "header", found.side, (label,) if label else ()
            entry.end = rest.start if rest is not None else found.end
            entry.trim()
            pieces.append(entry)
            continue
        glued = _glued(entry)
        if glued is None or glued.start() <= entry.words:
            return [*pieces, *_split_titles(entry)]
        rest = _behind(entry, glued.start(), marked=False)
        entry.end = glued.start()
        entry.trim()
        pieces.append(entry)
    return pieces


def _glued(entry: Entry) -> re.Match[str] | None:
    """A heading of a side further on in the entry's line."""
    text = entry.text
    if text.find("clusion", entry.words, entry.end) < 0 and text.find("CLUSION", entry.words, entry.end) < 0:
        return None
    return GLUED.search(text, entry.words, entry.end)


def _behind(entry: Entry, at: int, marked: bool = True) -> Entry | None:
    """What stands behind offset `at` in the entry, as an entry of its own; None where nothing does."""
    text = entry.text
    while at < entry.end and (text[at].isspace() or text.startswith("&#x", at)):
        at = (
            text.find(";", at, entry.end) + 1 or entry.end if text[at] == "&" else at + 1
        )  # "&#xD;" is a lost line break
    if at >= entry.end:
        return None
    rest = Entry(text, at, at, entry.end, entry.column, False)
    marker = read_marker(text, at, entry.end) if marked else None
    if marker is not None and marker.end < entry.end:
        rest.mark(marker)
    rest.inline = True
    return rest


def _may_end_in_title(tail: str) -> bool:
    """Whether a colon ends these words, or their last full stop or bracket stands behind a topic's letter."""
    if tail.rstrip().endswith((":", "：")):
        return holds_any(tail, TITLE_FOLLOWS)
    stop = max(tail.rfind("."), tail.rfind(")"))
    return stop > 0 and tail[stop - 1] in TITLE_LETTERS and not tail[stop - 2 : stop - 1].isalnum()


def _split_titles(entry: Entry) -> list[Entry]:
    """The entry cut at a topic that only sorts what stands below."""
    text = entry.text
    before = (
        TITLE_BEFORE.match(text, entry.words, min(entry.end, entry.words + TITLE_LENGTH))
        if entry.family == "A"
        else None
    )
    if before is not None and is_topic(before["words"], titled=True):
        rest = _behind(entry, before.end())
        entry.end, entry.role = before.end("words"), "group"
        return [entry, *(_split_titles(rest) if rest is not None else [])]
    start = max(entry.words + 1, entry.end - TITLE_LENGTH)
    behind = (
        TITLE_BEHIND.search(text, start, entry.end) if _may_end_in_title(text[start : entry.end]) else None
    )
    if (
        behind is not None
        and (behind["letter"] or behind["colon"])
        and is_topic(behind["words"], titled=bool(behind["letter"]))
    ):
        title = Entry(text, behind.start("title"), behind.start("words"), entry.end, entry.column, False)
        title.role, title.inline = "group", True
        entry.end = behind.start()
        entry.trim()
        return [entry, title]
    return [entry]
