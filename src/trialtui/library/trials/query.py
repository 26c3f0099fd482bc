"""The words people search with: words, "phrases", prefix*, -not, field:value. All that is asked must hold.

lupus nephritis status:recruiting phase:2 country:"United States" -pregnancy age:64 updated:2025
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import NamedTuple

from trialtui.record.words import OPEN_STATUSES, STATUSES


class QueryError(Exception):
    """A search that cannot be understood. `at` is the character (from 0) where."""

    def __init__(self, at: int, reason: str) -> None:
        super().__init__(f"character {at + 1}: {reason}")
        self.at, self.reason = at, reason


class Asked(NamedTuple):
    """One thing asked. `field` is "" for words that may stand anywhere."""

    text: str
    field: str = ""
    phrase: bool = False
    prefix: bool = False
    negated: bool = False
    values: tuple[str, ...] = ()  # the registry's words, where the field has a fixed set of them
    at: int = 0


FIELDS = {
    "status": "status", "phase": "phase", "type": "study_type", "cond": "condition", "condition": "condition",
    "drug": "intervention", "intervention": "intervention", "country": "country", "city": "city",
    "sponsor": "sponsor", "sex": "sex", "results": "results", "title": "title", "id": "ids", "age": "age",
    "updated": "updated",
}  # fmt: skip
"""What stands before the colon, and the field it asks."""

PHASES = {
    "early1": "EARLY_PHASE1", "early": "EARLY_PHASE1", "0": "EARLY_PHASE1", "1": "PHASE1", "2": "PHASE2",
    "3": "PHASE3", "4": "PHASE4", "na": "NA", "n/a": "NA",
}  # fmt: skip
STUDY_TYPES = {
    "interventional": "INTERVENTIONAL", "observational": "OBSERVATIONAL", "expanded": "EXPANDED_ACCESS",
}  # fmt: skip
SEXES = {"all": "ALL", "female": "FEMALE", "male": "MALE"}
YES_NO = {"yes": "yes", "no": "no"}

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_WORD = re.compile(
    r'(?P<not>-?)(?:(?P<field>[A-Za-z]+):)?(?:"(?P<quoted>[^"]*)"|(?P<open>"[^"]*$)|(?P<bare>[^\s"]+))'
)
_QUOTATION_MARKS = str.maketrans("“”„", '"""')  # as word processors write them
_DATE = re.compile(r"(?P<sign>>=|<=|>|<|)(?P<date>\d{4}(?:-\d\d){0,2})")


def parse(text: str) -> list[Asked]:
    """What a search asks. Raises QueryError, which points at the character."""
    asked: list[Asked] = []
    text = text.translate(_QUOTATION_MARKS)
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found = _WORD.match(text, at)
        if found is None:
            raise QueryError(at, "there is nothing to search for after this")
        asked.append(_asked(found))
        at = found.end()
    return asked


def _asked(found: re.Match[str]) -> Asked:
    at = found.start()
    if found["open"] is not None:
        raise QueryError(found.start("open"), "this quotation mark is never closed")
    quoted = found["quoted"] is not None
    words = found["quoted"] if quoted else found["bare"]
    negated = bool(found["not"])
    if not found["field"]:
        prefix = not quoted and words.endswith("*")
        return Asked(words.rstrip("*") if prefix else words, "", quoted, prefix, negated, (), at)
    name = FIELDS.get(found["field"].lower())
    if name is None:
        raise QueryError(at + len(found["not"]), _no_field(found["field"]))
    start = found.start("quoted") if quoted else found.start("bare")
    if not words.strip():
        raise QueryError(start, f"{found['field']}: has no value")
    values = _values(name, words, start)
    prefix = not quoted and not values and words.endswith("*")
    return Asked(words.rstrip("*") if prefix else words, name, quoted, prefix, negated, values, at)


def _no_field(named: str) -> str:
    near = get_close_matches(named.lower(), FIELDS, 1, 0.5)
    meant = f"did you mean {near[0]}:" if near else f"known: {', '.join(FIELDS)}"
    return f"no field {named!r}; {meant} (in quotation marks these are words)"


def _values(field: str, words: str, at: int) -> tuple[str, ...]:
    """The registry's words for a value, where the field has a fixed set of them. Raises QueryError."""
    if field == "status":
        return _statuses(words, at)
    if field == "phase":
        return tuple(_phase(part, at) for part in words.lower().split("/"))
    if field == "age" and not (words.isascii() and words.isdigit() and len(words) <= 3):
        raise QueryError(at, "an age in years, such as age:64")
    if field == "updated" and not _DATE.fullmatch(words):
        raise QueryError(at, "a date, such as updated:2025, updated:>=2025-06 or updated:<2024-01-31")
    tables = {"study_type": STUDY_TYPES, "sex": SEXES, "results": YES_NO}
    if table := tables.get(field):
        if words.lower() not in table:
            raise QueryError(at, f"one of {', '.join(table)}")
        return (table[words.lower()],)
    return ()


def _statuses(words: str, at: int) -> tuple[str, ...]:
    asked = words.upper().replace(" ", "_").replace("-", "_")
    if asked == "OPEN":
        return tuple(sorted(OPEN_STATUSES))
    if asked in STATUSES:
        return (asked,)
    raise QueryError(at, "a status: open, " + ", ".join(sorted(status.lower() for status in STATUSES)))


def _phase(part: str, at: int) -> str:
    part = part.removeprefix("phase").strip(" _")
    found = PHASES.get(_ROMAN.get(part, part))
    if found is None:
        raise QueryError(at, "a phase: early1, 1, 2, 3, 4 or na")
    return found


def dates(words: str) -> tuple[int, int]:
    """The days, as numbers such as 20250406, between which an `updated:` value lies, both ends in."""
    found = _DATE.fullmatch(words)
    assert found is not None
    digits = found["date"].replace("-", "")
    first, last = (
        int(digits.ljust(8, "0")),
        int(digits + "1231"[len(digits) - 4 :]) if len(digits) < 8 else int(digits),
    )
    if len(digits) == 6:
        last = int(digits + "31")
    return {
        "": (first, last),
        ">=": (first, 99999999),
        ">": (last + 1, 99999999),
        "<=": (1, last),
        "<": (1, first - 1),
    }[found["sign"]]
