"""Paragraphs without markers: one criterion a sentence, what only explains goes with the sentence before it."""

from __future__ import annotations

import re

from trialtui.eligibility.entries import Entry
from trialtui.eligibility.tables import Rule

BOUNDARY = Rule(r"(?<=[.!?])[)\"”]?\s+(?=[\"“(]?[A-Z0-9])")
ABBREVIATION = Rule(
    r"(?:\b(?:e\.g|i\.e|vs|cf|approx|etc|resp|no|dr|prof|st|fig|incl|excl|max|min|ca|wk|mo|yr|hr|[A-Z]|U\.S|a\.m|p\.m|spp|sp|al)\.)$",
    re.IGNORECASE,
)
# Sentences that go on about the one before.
GOES_ON = Rule(
    r"[\"“(]?(?:this|these|that|those\s+(?:criteria|values)|such|they|it|he|she|however|in addition to this|also|otherwise|for (?:example|instance|this)|note|if (?:so|yes|not|positive|negative)|therefore|thus|which)\b",
    re.IGNORECASE,
)
CRITERION = Rule(
    r"\b(?:must|should|shall|eligib\w+|ineligib\w+|exclu\w+|inclu\w+|requir\w+|ha(?:ve|s|d|ving)|not?|without|with|ages?|aged|years?|histor\w+|able|willing\w*|pregnan\w+|consent|"
    r"diagnos\w+|normal|adequate|at least|less than|more than|greater than|prior|previous|confirmed|disease|tumor|documented|male|female|men|women)\b|[≥≤<>]",
    re.IGNORECASE,
)


LEAST = 8  # characters of a sentence: fewer are a number ("I04.")


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of `text[start:end]` as spans; abbreviations and initials end none."""
    spans: list[tuple[int, int]] = []
    begin = start
    for match in BOUNDARY.finditer(text, start, end):
        if ABBREVIATION.search(text, max(begin, match.start() - 8), match.start()):
            continue
        spans.append((begin, match.start() + len(match.group().rstrip())))
        begin = match.end()
    spans.append((begin, end))
    return spans


def split_prose(entry: Entry) -> list[Entry]:
    """An unmarked paragraph as one entry a criterion sentence."""
    if entry.style or entry.listed or entry.end - entry.words < 40:
        return [entry]
    spans = sentences(entry.text, entry.words, entry.end)
    if len(spans) < 2:
        return [entry]
    pieces: list[Entry] = []
    for begin, end in spans:
        words = entry.text[begin:end]
        if pieces and (
            pieces[-1].end - pieces[-1].words < LEAST or GOES_ON.match(words) or not CRITERION.search(words)
        ):
            pieces[-1].end = end
            continue
        piece = Entry(entry.text, begin, begin, end, entry.column, entry.gap and not pieces)
        piece.side, piece.inline = entry.side, bool(pieces)
        piece.role = entry.role
        pieces.append(piece)
    return pieces
