"""What parts say of their parent's quantities and words: a looser limit for some, a table by age, a definition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from trialtui.eligibility.tables import Rule, holds_any

AT_MOST = ("≤", "<", "<=", "=<", "at most", "no more than", "up to", "less than", "below")
SIGNS = "≤≥<>="
WORDED = ("at least", "at most", "more than", "less than", "greater than", "up to", "above", "below")
LIMIT = Rule(
    r"(?P<sign>≤|≥|<=|>=|=<|=>|<|>|\b(?:at\s+least|at\s+most|no\s+more\s+than|up\s+to|less\s+than|greater\s+than|more\s+than|above|below)\b)"
    r"\s*(?P<figure>\d{1,3}(?:[, ]\d{3})+|\d+(?:\.\d+)?)\s*(?:[x×*]|times)?\s*(?:the\s+)?(?P<unit>[a-zµ%]*)",
    re.IGNORECASE,
)
FOR_SOME = Rule(
    r"\b(?:if|when|unless|who|with|provided|due\s+to|for|in\s+(?:the\s+)?(?:patients|subjects|participants|those|cases?|presence|children|men|women))\b",
    re.IGNORECASE,
)
SOME = Rule(r"\W*(?:(?:for|in)\s+)?(?:patients|subjects|participants|those)\b", re.IGNORECASE)
# "Patients with Gilbert's syndrome: direct bilirubin ≤ ULN", a limit of their own.
NAMED_SOME = Rule(
    r"\W*(?:(?:for|in)\s+)?(?:patients|subjects|participants|those)\s+(?:with|who\s+have|on|receiving)\b[^:;.≥≤<>]{2,100}:",
    re.IGNORECASE,
)
NO_UNIT = frozenset(
    {"if", "for", "in", "with", "when", "unless", "or", "and", "who", "is", "at", "due", "on"}
)
NORMAL = frozenset({"institutional", "upper", "uln", "iuln", "normal"})
SHOWN = 300  # characters of an entry looked at
NOUN = Rule(r"[a-z]{3,}")

AGE_UNIT = r"(?:days?|d|weeks?|wks?|months?|mos?|years?|yrs?|y)"
# "1 month to < 6 months: 0.4 mg/dL", "Age ≥ 16 years = 1.7"
AGE_ROW = Rule(
    rf"\W*(?:ages?d?\s+)?[<>≥≤=\s]*\d+\s*(?:{AGE_UNIT}\b\s*)?(?:(?:to|-|–|through|and)\s*[<>≥≤=\s]*\d+\s*)?{AGE_UNIT}\b[^:=;]{{0,40}}[:=]",
    re.IGNORECASE,
)
AGE_BAND = Rule(
    rf"\bage[ds]?\b[\s:]*(?:(?P<sign>≤|≥|<=|>=|<|>)\s*)?(?P<low>\d+)(?:\s*(?:-|–|to)\s*(?P<high>\d+))?\s*(?P<unit>{AGE_UNIT})\b",
    re.IGNORECASE,
)
AGE_STEMS = ("day", "week", "month", "year", "yrs", "wks", "mos")
DAYS = {"d": 1, "w": 7, "m": 30.4, "y": 365.25}


def _limits(words: str) -> list[tuple[bool, float, str, int]]:
    found = []
    for match in LIMIT.finditer(words[:SHOWN]):
        unit = match["unit"].lower()
        unit = "" if unit in NO_UNIT else "uln" if unit in NORMAL else unit
        figure = float(match["figure"].replace(",", "").replace(" ", ""))
        found.append((" ".join(match["sign"].lower().split()) in AT_MOST, figure, unit, match.start()))
    return found


def looser(parent: str, part: str) -> bool:
    """Whether a part lets some people in beyond the limit of its parent: "≤ 5 x ULN if liver metastases" below "AST ≤ 2.5 x ULN"."""
    if not any(sign in part for sign in SIGNS) and not holds_any(part.lower(), WORDED):
        return False
    if NAMED_SOME.match(part[:SHOWN]) and _limits(parent):
        return True
    own = _limits(part)[:1]
    if not own or FOR_SOME.search(part[:SHOWN]) is None:
        return False
    at_most, figure, unit, start = own[0]
    subject = part[:start]
    nouns = set(NOUN.findall(parent.lower()))
    if subject.strip(" :") and not SOME.match(subject) and nouns.isdisjoint(NOUN.findall(subject.lower())):
        return False
    return any(
        at_most == most and (figure > bound if most else figure < bound) and unit == measure
        for most, bound, measure, _ in _limits(parent)
    )


def by_age(parts: Sequence[str]) -> bool:
    """Whether the parts are the rows of a table by age, or ranges of age that nobody can be in at once."""
    if len(parts) < 2:
        return False
    if holds_any(parts[0][:SHOWN].lower(), AGE_STEMS) and all(AGE_ROW.match(part[:SHOWN]) for part in parts):
        return True
    bands = [band for part in parts if (band := _band(part)) is not None]
    return any(a[1] <= b[0] or b[1] <= a[0] for a, b in combinations(bands[:20], 2))


def _band(part: str) -> tuple[float, float] | None:
    """The range of age that a part gives, in days."""
    match = AGE_BAND.search(part[:SHOWN]) if "age" in part[:SHOWN].lower() else None
    if match is None:
        return None
    scale = DAYS[match["unit"][0].lower()]
    low = int(match["low"]) * scale
    if match["high"]:
        return low, int(match["high"]) * scale
    if match["sign"] is None:
        return None
    return (0.0, low) if match["sign"][0] in "≤<" else (low, float("inf"))


DEFINING = (":", "=", "defined")
TERM = Rule(r"\W*(?P<term>[A-Za-z][\w -]{2,40}?)\s*(?:[:=]|\b(?:is|are)\s+defined\s+(?:as|by))\s*\S")
OPENS_LIST = Rule(r"(?::|：|\bfollowing|\bdefined\s+(?:as|by))\W*$", re.IGNORECASE)


def defines_terms(parent: str, parts: Sequence[str]) -> bool:
    """Whether each part defines a word of a parent that is complete without it: "Low testosterone: below 300 ng/dL"."""
    if not all(holds_any(part[:SHOWN], DEFINING) for part in parts) or OPENS_LIST.search(parent[-40:]):
        return False
    named = set(NOUN.findall(parent.lower()))
    terms = [TERM.match(part[:SHOWN]) for part in parts]
    return all(
        term is not None and named.issuperset(NOUN.findall(term["term"].lower()) or [""]) for term in terms
    )
