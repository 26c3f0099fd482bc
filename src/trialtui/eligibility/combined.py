"""A label that names several cohorts at once: "Part A, B and C", "Cohorts 1 to 3", "Arm A and Arm B"."""

from __future__ import annotations

import re

from trialtui.eligibility.tables import Rule

NOUNS = {
    "cohort": "cohort", "arm": "arm", "group": "group", "part": "part", "phase": "phase", "step": "step",
    "stage": "stage", "stratum": "stratum", "strata": "stratum", "period": "period", "panel": "panel",
}  # fmt: skip
_NOUN = "|".join(NOUNS)
_NAME = r"(?:[A-Za-z]|[ivxIVX]{1,4}|\d{1,2})[a-z]?\d?"
_AGAIN = rf"(?:(?:{_NOUN})s?\s+)?"

SEVERAL = Rule(
    rf"(?P<noun>{_NOUN})s?\s+(?P<names>{_NAME}(?:\s*,\s*{_AGAIN}{_NAME}){{0,8}}\s*,?\s*(?:and|or|&)\s*{_AGAIN}{_NAME})",
    re.IGNORECASE,
)
RANGE = Rule(
    rf"(?P<noun>{_NOUN})s?\s+(?P<first>\d{{1,2}}|[A-Za-z])\s*(?:-|–|to|through)\s*(?P<last>\d{{1,2}}|[A-Za-z])",
    re.IGNORECASE,
)
NAME = Rule(rf"\b(?!(?:and|or)\b){_NAME}(?!\w)")
MOST = 12  # cohorts in a range; more is a number of something else


def cohorts_named(label: str) -> tuple[str, ...]:
    """The cohorts that a label names, in its own order; () where it names one, or something else."""
    if several := SEVERAL.fullmatch(label):
        noun = _singular(several["noun"])
        names = [name for name in NAME.findall(several["names"]) if name.lower() not in NOUNS]
        return tuple(f"{noun} {name}" for name in dict.fromkeys(names))
    if span := RANGE.fullmatch(label):
        return tuple(f"{_singular(span['noun'])} {name}" for name in _between(span["first"], span["last"]))
    return ()


def _singular(noun: str) -> str:
    one = NOUNS[noun.lower()]
    return one.capitalize() if noun[0].isupper() else one


def _between(first: str, last: str) -> list[str]:
    if first.isdigit() and last.isdigit():
        numbers = range(int(first), int(last) + 1)
        return [str(number) for number in numbers] if 1 < len(numbers) <= MOST else []
    if first.isalpha() and last.isalpha() and first.isupper() == last.isupper():
        letters = range(ord(first), ord(last) + 1)
        return [chr(letter) for letter in letters] if 1 < len(letters) <= MOST else []
    return []
