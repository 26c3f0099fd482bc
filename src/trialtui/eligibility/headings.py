"""Headings: inclusion and exclusion in all their spellings, cohorts, and topics that only sort what stands below them."""

from __future__ import annotations

import re
from typing import NamedTuple

# What a heading of a side says, misspellings met in real records included.
SIDE_WORD = (
    r"(?P<e>non[- ]?inclusion|not[- ]inclusion|ex[cls]{1,3}u[sc]{1,2}io?ns?|exculsions?|exclu(?:ded|de|ding)|ineligib(?:le|ility))"
    r"|(?P<i>in[cls]{1,3}u[sc]{1,2}io?ns?|inculsions?|incusions?|inclu(?:ded|de)|eligib(?:le|ility)|entry|enrol?lment|selection)"
)
CRITERIA_WORD = r"(?:cr?i?t[eir]{1,3}r?i[aou]n?s?|critera|criteria|criterion|conditions|factors|requirements)"


class Found(NamedTuple):
    """A heading read at the start of an entry: `end` is where it ends in the raw text, `scope` the words it limits to."""

    end: int
    role: str
    side: str | None
    scope: str = ""


HEAD = re.compile(
    rf"(?P<before>(?:[^\s:.;]+\s+){{0,7}}?)(?:{SIDE_WORD})(?:\s+{CRITERIA_WORD})?\b(?P<after>[^:\n]{{0,120}}?)\s*(?P<colon>[:：]|$)",
    re.IGNORECASE,
)


def side_heading(text: str, start: int, end: int) -> Found | None:
    """An inclusion or exclusion heading at `start`, or None. The rest of the line, if any, is a criterion."""
    match = HEAD.match(text, start, min(end, start + 240))
    if match is None:
        return None
    side = "E" if match["e"] else "I"
    return Found(match.end(), "header", side, (match["before"] + match["after"]).strip())
