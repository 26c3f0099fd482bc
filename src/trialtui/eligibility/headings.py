"""Headings of a side: inclusion and exclusion in all their spellings, alone on a line, before a criterion, or glued to one."""

from __future__ import annotations

import re
from functools import cache

from trialtui.eligibility.tables import Rule, holds_any, words

# What names a side. Misspellings are those of real records; `_LOOSE` lets one or two letters be wrong.
INCLUSION = words(
    "inclusion inclusions inclusive included include eligibility eligible entry enrollment enrolment selection"
)
EXCLUSION = words("exclusion exclusions excluded exclude ineligibility ineligible noninclusion non-inclusion")
CRITERIA = words("criteria criterion criterias requirements requirement conditions factors")
# Words that make the line a sentence when they stand before "inclusion criteria".
SENTENCE_WORDS = words(
    """meet meets meeting met fulfil fulfill fulfills fulfilling satisfy satisfies not any if who which that is are
    was were has have had will must should been prior before after until apply applied applies see than for to from
    no since during violate violates did does do or and/or following per by"""
)
# Words that may follow it in a heading.
HEADING_WORDS = words(
    "for in of at on to – - — ( [ and & only are include includes including is as followed applied specific"
)
UNITS = words("stage cohort arm group part phase step period")  # "Inclusion Criteria Stage 1"
# Words that may stand before it where the line has a bullet.
QUALIFIERS = words(
    "key main major minor general other additional specific further the patient participant subject partner study"
)

# Letters that every spelling of a side's name holds, for a quick no.
STEMS = ("clu", "sion", "ligib", "entry", "enrol", "selec")
WINDOW = 220  # characters within which a heading ends

DASHES = ("-", "–", "—")
SIDE = Rule(
    r"[\[(<*#=_\s]{0,4}(?P<before>(?:[^\s:;.]+\s+){0,8}?)"
    r"(?P<word>(?:non|not)[- ]?inclu\w+|in[a-z]{4,9}|ex[a-z]{4,9}|inclu\w+|exclu\w+|eligib\w+|entry|enrol+ment|selection)"
    r"(?:/(?P<second>\w+))?"
    r"(?:\s+(?P<criteria>[A-Za-z]{5,12})(?![\w-]))?"
    r"(?P<after>.{0,90}?)[\s\]>*#=_]*(?P<colon>[:：]|$)[*_]{0,2}",
    re.IGNORECASE,
)
# "…mg/dL. Exclusion Criteria:" inside a line or at its end; only in title case and with the colon or the end of the line.
GLUED = Rule(
    r"(?<=\S)\s*(?<![\w(\"“/])(?:(?:[A-D1-4][.)]\s*)?(?:Key|Main|Major|Other|General|Additional|Specific|Patient)\s+)?"
    r"(?:Inclusion|Exclusion|INCLUSION|EXCLUSION|Non-inclusion)\s+(?:[Cc]riteri(?:a|on)|CRITERIA)\s*(?:[:：]|(?=\s*$)|(?=\s*\n))"
    r"|(?<=[.;])\s+(?:Inclusion|Exclusion|INCLUSION|EXCLUSION)s?\s*:"
)


class Found:
    """A heading at the start of an entry: `end` is where it ends in the raw text, `limit` the words it limits to ("Cohort A")."""

    __slots__ = ("end", "limit", "side")

    def __init__(self, end: int, side: str, limit: str = "") -> None:
        self.end, self.side, self.limit = end, side, limit


def _near(word: str, target: str) -> bool:
    """Whether two words differ by one letter changed, dropped, added or swapped."""
    if word == target:
        return True
    if abs(len(word) - len(target)) > 1:
        return False
    low = 0
    while low < min(len(word), len(target)) and word[low] == target[low]:
        low += 1
    a, b = word[low:], target[low:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


@cache
def side_of(word: str) -> str | None:
    """The side that one word names ("Exclusion", "Exlusion", "Excluded"), or None."""
    word = word.lower().replace(" ", "-")
    if word.startswith(("non", "not-")) and "inclu" in word:
        return "E"
    if word in EXCLUSION or (
        len(word) > 7 and any(_near(word, known) for known in ("exclusion", "exclusions"))
    ):
        return "E"
    if word in INCLUSION or (
        len(word) > 7 and any(_near(word, known) for known in ("inclusion", "inclusions"))
    ):
        return "I"
    return None


@cache
def _criteria(word: str) -> bool:
    word = word.lower()
    return word in CRITERIA or any(_near(word, known) for known in ("criteria", "criterion", "criterias"))


def side_heading(text: str, start: int, end: int, marked: bool) -> Found | None:
    """An inclusion or exclusion heading at `start`, or None. What stands behind it on the line is a criterion.

    `marked` entries ("* Exclusion Criteria:") must say "criteria" and end there, since a bullet is a criterion at first sight.
    """
    window = text[start : min(end, start + WINDOW)]
    if not holds_any(window.lower(), STEMS):
        return None
    cut = -1 if ":" in window else window.find("\n")
    if cut < 0 and end > start + WINDOW and ":" not in window and "：" not in window:
        return None
    match = SIDE.match(window[:cut] if cut >= 0 else window)
    if match is None or (match["colon"] == "" and cut < 0 and end > start + WINDOW):
        return None
    return _judge(window, match, marked, start)


def _judge(line: str, match: re.Match[str], marked: bool, start: int) -> Found | None:
    side = side_of(match["word"])
    if side is None:
        return None
    says_criteria = bool(match["criteria"] and _criteria(match["criteria"]))
    before = match["before"].lower().replace("-", " ").split()
    after = match["after"].strip()
    if match["criteria"] and not says_criteria:
        after = f"{match['criteria']} {after}".strip()
    if any(word in SENTENCE_WORDS for word in before):
        return None
    alone = match["colon"] == "" or not line[match.end() :].strip()
    if not says_criteria:
        plain = match["word"].lower() in (
            "inclusion",
            "exclusion",
            "inclusions",
            "exclusions",
            "excluded",
            "included",
        )
        if not plain or after or len(before) > 2 or not (match["colon"] or not marked):
            return None
    if match["colon"] == "" and not _titled(after):
        return None
    if (
        match["colon"] == ""
        and after[:1] in DASHES
        and says_criteria
        and not UNITS.intersection(after.lower().split())
    ):
        return Found(start + match.start("after"), side, match["before"])  # "Exclusion criteria - pregnancy"
    if marked and not (
        says_criteria and alone and (match["colon"] or not after) and QUALIFIERS.issuperset(before)
    ):
        return None
    limit = " ".join(f"{match['before']} {after}".split())
    return Found(start + match.end(), side, limit)


def _titled(after: str) -> bool:
    """Whether the words after "criteria" still belong to a heading and not to a sentence."""
    rest = after.lower().rstrip(".").split()
    if not rest:
        return True
    if after.endswith((".", ";", ",")) or {
        "apply",
        "applies",
        "applied",
        "may",
        "will",
        "be",
        "must",
        "were",
    } & set(rest):
        return False
    return rest[0].lstrip("([") in HEADING_WORDS or rest[0] in UNITS or rest[0][0] in "([–-—"
