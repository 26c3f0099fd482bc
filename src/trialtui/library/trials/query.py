"""The words people search with: words, "phrases", prefix*, -not, field:value. All that is asked must hold.

lupus nephritis status:recruiting,completed phase:2 country:"United States",Spain cond:="Lupus Nephritis" -pregnancy age:64 updated:2025

Values of one field behind a comma are alternatives, and so are values of a fixed set asked one after the other: status:recruiting
status:completed finds both. "=" asks for a value as the registry has it, not for its words; a quotation mark in it is doubled. age:64
admits a person of that age, age:older one of that group of ages (child, adult, older); updated:2025 is a year, updated:>=2025-06 a date.
The beginning of a value of a fixed set stands for each value that begins so: status:rec for recruiting, sex:f for female.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    values: tuple[
        str, ...
    ] = ()  # the registry's words, where the field has a fixed set of them, or behind "="
    at: int = 0
    either: tuple[Asked, ...] = ()  # alternatives of one field that are not all values

    @property
    def is_filter(self) -> bool:
        """Whether it holds or does not: nothing that it finds is better than the rest."""
        return bool(self.values) or self.field in ("age", "updated", "marked")


class Clause(NamedTuple):
    """One thing asked, from `start` to `end` of the text, and its alternatives as they were typed."""

    start: int
    end: int
    parts: tuple[str, ...]
    asked: Asked


FIELDS = {
    "status": "status", "phase": "phase", "type": "study_type", "cond": "condition", "condition": "condition",
    "drug": "intervention", "intervention": "intervention", "country": "country", "city": "city",
    "sponsor": "sponsor", "sex": "sex", "results": "results", "title": "title", "id": "ids", "age": "age",
    "updated": "updated", "marked": "marked",
}  # fmt: skip
"""What stands before the colon, and the field it asks."""

PHASES = {
    "early1": "EARLY_PHASE1", "early": "EARLY_PHASE1", "0": "EARLY_PHASE1", "1": "PHASE1", "2": "PHASE2",
    "3": "PHASE3", "4": "PHASE4", "na": "NA",
}  # fmt: skip
STUDY_TYPES = {
    "interventional": "INTERVENTIONAL", "observational": "OBSERVATIONAL", "expanded": "EXPANDED_ACCESS",
    "expanded_access": "EXPANDED_ACCESS",
}  # fmt: skip
AGE_GROUPS = {
    "child": "CHILD", "adult": "ADULT", "older": "OLDER_ADULT", "older_adult": "OLDER_ADULT",
}  # fmt: skip
SEXES = {"all": "ALL", "female": "FEMALE", "male": "MALE"}
YES_NO = {"yes": "yes", "no": "no"}
AS_IT_STANDS = (
    "status", "phase", "study_type", "condition", "intervention", "country", "city", "sponsor", "sex", "results",
)  # fmt: skip
"""Fields that "=" can ask for a whole value of."""

_SEVERAL = {"OPEN": tuple(sorted(OPEN_STATUSES))}
_STATUSES = {"open": "OPEN"} | {one.lower(): one for one in sorted(STATUSES)}
_NOT_APPLICABLE = re.compile("n/a|not applicable")
MOST_WORDS = 100
"""That a search may ask for: thousands, pasted into the line, would hold up every key for seconds."""

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_HEAD = re.compile(r"(?P<not>-(?=\S))?(?:(?P<field>[A-Za-z]+):)?")
_MARK, _ELSE = '["“”„]', '[^"“”„]'  # quotation marks, as word processors write them too
_TERM = re.compile(rf"{_MARK}(?P<quoted>{_ELSE}*){_MARK}|(?P<open>{_MARK}{_ELSE}*$)|(?P<bare>[^\s\"“”„]+)")
_VALUE = re.compile(
    rf"=?(?:{_MARK}(?P<quoted>(?:{_ELSE}|(?P<mark>{_MARK})(?P=mark))*){_MARK}|(?P<open>{_MARK}{_ELSE}*$)|(?P<bare>[^\s\"“”„,]*))"
)
_DOUBLED = re.compile(rf"({_MARK})\1")
_WORD = re.compile(r"[^\W_]+")
_HALF = re.compile("[\ud800-\udfff]")  # bytes of the command line that are no text
_DATE = re.compile(r"(?P<sign>>=|<=|>|<|)(?P<date>\d{4}(?:-\d\d){0,2})")


def parse(text: str) -> list[Asked]:
    """What a search asks, values of a filter together. Raises QueryError, which points at the character."""
    asked: list[Asked] = []
    for one in (clause.asked for clause in clauses(text)):
        same = next((other for other in asked if _are_alternatives(one, other)), None)
        if same is not None:
            asked.remove(same)
            one = same._replace(values=same.values + one.values)
        asked.append(one)
    return asked


def _are_alternatives(one: Asked, other: Asked) -> bool:
    values = one.values and other.values and not one.negated and not other.negated
    return bool(values) and one.field == other.field


def clauses(text: str) -> Iterator[Clause]:
    """What a search asks, piece by piece. Raises QueryError, which points at the character."""
    if half := _HALF.search(text):
        raise QueryError(half.start(), "half of a character stands here")
    at = words = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        clause = _clause(text, at)
        words += 0 if clause.asked.values else len(_WORD.findall(clause.asked.text))
        if words > MOST_WORDS:
            raise QueryError(at, f"a search asks for {MOST_WORDS} words at most")
        yield clause
        at = clause.end


def _clause(text: str, at: int) -> Clause:
    head = _HEAD.match(text, at)
    assert head is not None  # it matches nothing, too
    if head["field"] and (head["field"].lower() in FIELDS or text[head.end() : head.end() + 1].strip()):
        return _of_field(text, head)
    negated = bool(head["not"])
    found = _TERM.match(text, at + negated)
    if found is None:
        raise QueryError(at, "there is nothing to search for after this")
    words, quoted = _said(found)
    prefix = not quoted and words.endswith("*")
    asked = Asked(words.rstrip("*") if prefix else words, "", quoted, prefix, negated, (), at)
    return Clause(at, found.end(), (found[0],), asked)


def _of_field(text: str, head: re.Match[str]) -> Clause:
    """A field with its values, one or several that are alternatives."""
    name = FIELDS.get(head["field"].lower())
    if name is None:
        raise QueryError(head.start() + bool(head["not"]), _no_field(head["field"]))
    parts: list[str] = []
    several: list[Asked] = []
    at = head.end()
    while True:
        found = _VALUE.match(text, at)
        assert found is not None  # it matches nothing, too
        several.append(_value(found, head["field"], name)._replace(negated=bool(head["not"])))
        parts.append(found[0])
        at = found.end()
        if text[at : at + 1] != ",":
            break
        at += 1
    asked = several[0]._replace(at=head.start())
    if len(several) > 1:
        words = " ".join(one.text for one in several)
        values = tuple(value for one in several for value in one.values)
        either = () if all(one.values for one in several) else tuple(several)
        asked = Asked(
            words, name, False, False, asked.negated, () if either else values, head.start(), either
        )
    return Clause(head.start(), at, tuple(parts), asked)


def _value(found: re.Match[str], field: str, name: str) -> Asked:
    words, quoted = _said(found)
    start = found.start("quoted") if quoted else found.start("bare")
    if not words.strip():
        raise QueryError(start, f"{field}: has no value")
    if found[0].startswith("=") and name in AS_IT_STANDS:
        return Asked(words, name, quoted, False, False, (words,), found.start())
    values = _values(name, words, start)
    prefix = not quoted and not values and words.endswith("*")
    text = words.rstrip("*") if prefix else words
    return Asked(text, name, quoted, prefix, False, values, found.start())


def _said(found: re.Match[str]) -> tuple[str, bool]:
    """The words, and whether they stood in quotation marks. Raises QueryError."""
    if found["open"] is not None:
        raise QueryError(found.start("open"), "this quotation mark is never closed")
    if found["quoted"] is None:
        return found["bare"], False
    return _DOUBLED.sub(r"\1", found["quoted"]), True


def in_marks(value: str) -> str:
    """A value in quotation marks; those in it are doubled."""
    doubled = re.sub(f"({_MARK})", r"\1\1", value)
    return f'"{doubled}"'


def _no_field(named: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(named.lower(), FIELDS, 1, 0.5)
    meant = f"did you mean {near[0]}:" if near else f"known: {', '.join(FIELDS)}"
    return f"no field {named!r}; {meant} (in quotation marks these are words)"


def _values(field: str, words: str, at: int) -> tuple[str, ...]:
    """The registry's words for a value, where the field has a fixed set of them. Raises QueryError."""
    if field == "status":
        return _statuses(words, at)
    if field == "phase":
        return _phases(words, at)
    if field == "age":
        return _ages(words, at)
    if field == "updated":
        if not _DATE.fullmatch(words):
            raise QueryError(at, "a date, such as updated:2025, updated:>=2025-06 or updated:<2024-01-31")
        return (words,) if len(words) == 4 else ()  # a year is a value
    tables = {"study_type": STUDY_TYPES, "sex": SEXES, "results": YES_NO, "marked": YES_NO}
    if table := tables.get(field):
        if not (found := _meant(words, table)):
            raise QueryError(at, f"one of {', '.join(first_words(table).values())}")
        return found
    return ()


def _meant(words: str, table: dict[str, str]) -> tuple[str, ...]:
    """The value of this word, or each value whose word begins so."""
    typed = re.sub(r"[\W_]+", "_", words.lower()).strip("_")
    if typed in table:
        return (table[typed],)
    found = (value for word, value in table.items() if typed and word.startswith(typed))
    return tuple(dict.fromkeys(found))


def first_words(table: dict[str, str]) -> dict[str, str]:
    """The first word of each value."""
    found: dict[str, str] = {}
    for word, value in table.items():
        found.setdefault(value, word)
    return found


def _ages(words: str, at: int) -> tuple[str, ...]:
    """The groups of ages; nothing for an age in years."""
    if words.isascii() and words.isdigit() and len(words) <= 3:
        return ()
    if found := _meant(words, AGE_GROUPS):
        return found
    raise QueryError(at, "an age in years, such as age:64, or child, adult, older")


def _statuses(words: str, at: int) -> tuple[str, ...]:
    found = _meant(words, _STATUSES)
    if not found:
        raise QueryError(at, "a status: " + ", ".join(_STATUSES))
    return tuple(dict.fromkeys(one for value in found for one in _SEVERAL.get(value, (value,))))


def _phases(words: str, at: int) -> tuple[str, ...]:
    """Phases with a stroke between them, however they are written; the last may not be typed yet."""
    written = words.lower()
    if written and "phase".startswith(written):
        return tuple(dict.fromkeys(PHASES.values()))
    parts = re.sub(r"phase|[\s_-]", "", _NOT_APPLICABLE.sub("na", written)).split("/")
    found = [_meant(_ROMAN.get(part, part), PHASES) for part in parts if part]
    if not found or not all(found):
        raise QueryError(at, "a phase: early1, 1, 2, 3, 4 or na")
    return tuple(dict.fromkeys(one for some in found for one in some))


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
