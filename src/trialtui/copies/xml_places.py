"""Places inside an XML copy: where the eligibility text stands, and which of its characters are entities there.

`lxml` gives no offsets, so the copy is looked through once more. It is known to be well-formed, which keeps that simple.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from trialtui.copies.copy import CriteriaPlace, Stretch

CRITERIA_NAMES = ("clinical_study", "eligibility", "criteria", "textblock")
CRITERIA_PATH = "/".join(CRITERIA_NAMES)

NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
"""XML's own five; any other name stays as the copy has it."""


class CriteriaText(NamedTuple):
    """The eligibility text in the copy: its element's inside, and how its characters stand there."""

    place: CriteriaPlace
    stretches: tuple[Stretch, ...]


def find_criteria(text: str, criteria: str, names: tuple[str, ...] = CRITERIA_NAMES) -> CriteriaText | None:
    """Where the element of this path stands whose text is `criteria`; None where there is none."""
    for start, end in _insides(text, names):
        decoded, stretches = _read(text, start, end)
        if decoded == criteria:
            return CriteriaText(CriteriaPlace(start, end, "/".join(names)), tuple(stretches))
    return None


@cache
def _tag(names: tuple[str, ...]) -> re.Pattern[str]:
    """What may hide a tag (comment, CDATA, processing instruction), or the tag of one of these elements."""
    return re.compile(
        r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
        rf"|<(?P<end>/?)(?P<name>{'|'.join(names)})(?=[\s/>])(?:[^>\"'/]++|/(?!>)|\"[^\"]*+\"|'[^']*+')*+(?P<empty>/?)>",
        re.DOTALL,
    )


def _insides(text: str, names: tuple[str, ...]) -> list[tuple[int, int]]:
    """From the end of the start tag to the start of the end tag, of every element that has this path."""
    found = []
    path: list[str] = []
    start = 0
    for tag in _tag(names).finditer(text):
        if tag["name"] is None or tag["empty"]:
            continue
        if tag["end"]:
            if tuple(path) == names:
                found.append((start, tag.start()))
            path.pop()
        else:
            path.append(tag["name"])
            start = tag.end()
    return found


@cache
def _piece() -> re.Pattern[str]:
    """What does not stand for itself inside an element."""
    return re.compile(
        r"<!--.*?-->|<!\[CDATA\[(?P<raw>.*?)\]\]>|<\?.*?\?>"
        r"|</?[^\s<>/!?](?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+>"
        r"|&(?:#(?P<number>\d+)|#x(?P<hex>[0-9a-fA-F]+)|(?P<entity>lt|gt|amp|quot|apos));|(?P<newline>\r\n?)",
        re.DOTALL,
    )


def _read(text: str, start: int, end: int) -> tuple[str, list[Stretch]]:
    """The text of an element's inside, as an XML parser gives it, and where each stretch of it stands."""
    words: list[str] = []
    stretches: list[Stretch] = []
    reached = 0

    def take(piece: str, here: int, past: int) -> None:
        nonlocal reached
        if piece:
            words.append(piece)
            stretches.append(Stretch(reached, reached + len(piece), here, past))
            reached += len(piece)

    def walk(here: int, past: int, pattern: re.Pattern[str]) -> None:
        for match in pattern.finditer(text, here, past):
            take(text[here : match.start()], here, match.start())
            here = match.end()
            if match.groupdict().get("raw") is not None:
                walk(*match.span("raw"), _carriage_return())
            else:
                take(_character(match), *match.span())
        take(text[here:past], here, past)

    walk(start, end, _piece())
    return "".join(words), stretches


@cache
def _carriage_return() -> re.Pattern[str]:
    return re.compile(r"(?P<newline>\r\n?)")


def _character(match: re.Match[str]) -> str:
    """The character that a reference or a line's end stands for; "" for a tag or a comment."""
    groups = match.groupdict()
    if groups["newline"]:
        return "\n"
    if groups.get("entity"):
        return NAMED[groups["entity"]]
    if groups.get("number"):
        return chr(int(groups["number"]))
    return chr(int(groups["hex"], 16)) if groups.get("hex") else ""
