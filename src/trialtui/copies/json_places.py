"""Places inside a JSON copy: where the eligibility text stands, and how offsets in it map to the copy.

No JSON parser gives positions, so the text is walked once more, token by token; the walk never recurses.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from functools import cache

from trialtui.copies.copy import CopyReading, CriteriaPlace, Stretch

CRITERIA_KEYS = ("protocolSection", "eligibilityModule", "eligibilityCriteria")
CRITERIA_PATH = ".".join(CRITERIA_KEYS)

ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


@cache
def _token() -> re.Pattern[str]:
    """A string literal, or one of the six structural characters."""
    return re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[][{}:,]', re.DOTALL)


@cache
def _escape() -> re.Pattern[str]:
    """One escape that decodes to one code point: a surrogate pair, any other \\u, or a letter."""
    return re.compile(
        r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL
    )


def find_criteria(text: str, criteria: str) -> CriteriaPlace | None:
    """The inside of the string literal at `CRITERIA_PATH` that decodes to `criteria`; None where there is none.

    Where a key is repeated, the last one whose value is this text counts, as JSON readers have it.
    """
    return _only_place(text, criteria) or _last_place(text, criteria)


def _only_place(text: str, criteria: str) -> CriteriaPlace | None:
    """The place, where the key stands once in the whole text: no need to walk there."""
    key = f'"{CRITERIA_KEYS[-1]}"'
    at = text.find(key)
    if at < 0 or text.find(key, at + 1) >= 0:
        return None
    literal = _value().match(text, at + len(key))
    if literal is None or json.loads(f'"{literal[1]}"', strict=False) != criteria:
        return None
    return CriteriaPlace(literal.start(1), literal.end(1), CRITERIA_PATH)


@cache
def _value() -> re.Pattern[str]:
    """The string literal that is a key's value."""
    return re.compile(r'\s*+:\s*+"([^"\\]*+(?:\\.[^"\\]*+)*+)"', re.DOTALL)


def _last_place(text: str, criteria: str) -> CriteriaPlace | None:
    keys: list[str | None] = []  # one a level: the key whose value is being read; None in a list
    found: CriteriaPlace | None = None
    before = ""
    last: re.Match[str] | None = None  # the string literal before a colon
    for token in _token().finditer(text):
        mark = token[0]
        if mark == "{":
            keys.append("")
        elif mark == "[":
            keys.append(None)
        elif mark in ("}", "]"):
            if keys:
                keys.pop()
        elif mark == ":" and last is not None and keys:
            keys[-1] = unescape(last[0][1:-1]) if len(last[0]) < 200 else ""
        elif mark[0] == '"':
            if before == ":" and tuple(keys) == CRITERIA_KEYS and unescape(mark[1:-1]) == criteria:
                found = CriteriaPlace(token.start() + 1, token.end() - 1, CRITERIA_PATH)
            last = token
        before = mark
    return found


def unescape(inside: str) -> str:
    """What the inside of a JSON string literal decodes to."""
    return _escape().sub(lambda match: _character(match[0]), inside) if "\\" in inside else inside


def _character(escape: str) -> str:
    if len(escape) == 12:
        high, low = int(escape[2:6], 16), int(escape[8:], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    return chr(int(escape[2:], 16)) if len(escape) == 6 else ESCAPES.get(escape[1], escape[1])


def source_span(reading: CopyReading, start: int, end: int) -> tuple[int, int]:
    """Where characters `start` to `end` of the eligibility text stand in `Copy.text`, for every format.

    In JSON one character may be an escape of two to twelve. Where the text was put together from several places,
    words of ours between them stand nowhere: an empty span at the words that follow. Raises ValueError where the reading has no eligibility text
    or the span is not within it.
    """
    place = reading.criteria_place
    criteria = reading.study.eligibility.eligibility_criteria
    if place is None or criteria is None:
        raise ValueError("this copy holds no eligibility text")
    if not 0 <= start <= end <= len(criteria):
        raise ValueError(
            f"{start}-{end} is not within the {len(criteria)} characters of the eligibility text"
        )
    if reading.stretches:
        return _over(reading.stretches, start, end)
    if place.path is None:
        return place.start + start, place.start + end
    decoded, source = _steps(reading.copy.text, place)
    first, past = (n + source[bisect_right(decoded, n) - 1] for n in (start, end))
    return first, past


def _over(stretches: tuple[Stretch, ...], start: int, end: int) -> tuple[int, int]:
    """From the first place of these characters in the copy to the end of their last."""
    touched = [stretch for stretch in stretches if stretch.start < end and stretch.end > start]
    if not touched:
        after = next((stretch.copy_start for stretch in stretches if stretch.start >= start), None)
        nearest = stretches[-1].copy_end if after is None else after
        return nearest, nearest
    first, last = touched[0], touched[-1]
    begin = first.copy_start + (max(start - first.start, 0) if _even(first) else 0)
    past = last.copy_end - (max(last.end - end, 0) if _even(last) else 0)
    return min(begin, past), max(begin, past)


def _even(stretch: Stretch) -> bool:
    return stretch.end - stretch.start == stretch.copy_end - stretch.copy_start


def _steps(text: str, place: CriteriaPlace) -> tuple[list[int], list[int]]:
    """After each escape: the decoded offset it ends at, and what to add from there on to get the offset in the copy."""
    decoded, source = [0], [place.start]
    for match in _escape().finditer(text, place.start, place.end):
        shift = source[-1] + len(match[0]) - 1
        decoded.append(match.end() - shift)
        source.append(shift)
    return decoded, source


def nesting_place(text: str, deepest: int) -> str:
    """The line and column where the nesting first goes deeper than `deepest` levels; "" where it never does."""
    depth = 0
    for token in _token().finditer(text):
        depth += (token[0] in ("{", "[")) - (token[0] in ("}", "]"))
        if depth > deepest:
            line = text.count("\n", 0, token.start()) + 1
            return f"line {line}, column {token.start() - text.rfind(chr(10), 0, token.start())}"
    return ""
