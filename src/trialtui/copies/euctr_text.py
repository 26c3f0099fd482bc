"""The plain text that the EU Clinical Trials Register gives ("Download: full trial details") as a tree of fields.

A field is a line that opens with its code and label, "E.3 Principal inclusion criteria:", and goes on to the next field. The same
field may follow in another language: "E.3 Principal inclusion criteria (es):". Sponsors, products and MedDRA terms come one or more times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

SUMMARY = "Summary"

SUMMARY_LABELS = (
    "EudraCT Number",
    "Sponsor's Protocol Code Number",
    "National Competent Authority",
    "Clinical Trial Type",
    "Trial Status",
    "Date on which this record was first entered in the EudraCT database",
    "Link",
)

GROUPS = {"Sponsor ": "sponsors", "D.IMP: ": "products"}
"""How a line begins that opens one more sponsor, or product."""

_LETTERS = "ABDEFGHNP"


class FieldText(NamedTuple):
    """A field's label with its code, and where its words stand."""

    label: str
    start: int
    end: int


@cache
def _line() -> re.Pattern[str]:
    """A line that opens a field, a group or a section. Codes are followed by a blank or, in the register's own text, a tab."""
    labels = "|".join(map(re.escape, SUMMARY_LABELS))
    return re.compile(
        rf"^(?:(?P<summary>{labels}):[ \t]*"
        r"|(?P<group>Sponsor |D\.IMP: )(?P<number>\d+)[ \t\r]*$"
        rf"|(?P<code>[{_LETTERS}]\.\d[\d.]*(?: (?:and|to) [{_LETTERS}]\.[\d.]+)?|[NP]\.)[ \t]+(?P<label>[^\n:]*)"
        r"(?P<colon>:[ \t]*)?"
        rf"|(?P<section>[{_LETTERS}]\. [^\n:]*$|MedDRA Classification\r?$|Summary\r?$))",
        re.MULTILINE,
    )


def starts(text: str) -> list[int]:
    """Where each country's record of a trial begins: its "Summary"."""
    return [match.start() for match in re.finditer(r"^Summary[ \t]*\r?\nEudraCT Number:", text, re.MULTILINE)]


def fields(text: str) -> Iterator[tuple[str, FieldText]]:
    """The fields in the order of the text, each with the group it stands in: "", "sponsors[0]", "products[1]".

    A line inside an answer that looks like a field is none where its code would lead back: codes only rise.
    """
    group, numbers = "", {"sponsors": -1, "products": -1}
    open_field: tuple[str, str, int] | None = None
    reached = ""
    for match in _line().finditer(text):
        code = match["code"] or ""
        if code and not _follows(reached, code):
            continue
        if open_field is not None:
            label, within, begin = open_field
            yield within, FieldText(label, begin, match.start())
        open_field = None
        if match["group"]:
            name = GROUPS[match["group"]]
            numbers[name] += 1
            group, reached = f"{name}[{numbers[name]}]", "B" if name == "sponsors" else "D"
        elif match["section"]:
            group, reached = (
                "" if match["section"][:2] != "B." else group,
                _section(match["section"], reached),
            )
        elif match["summary"]:
            open_field = (match["summary"], "", match.end())
        else:
            reached = code
            group = group if code[0] in "BD" and not code.startswith("D.8") else ""
            if match["colon"]:
                open_field = (f"{code} {match['label'].strip()}", group, match.end())
    if open_field is not None:
        yield open_field[1], FieldText(open_field[0], open_field[2], len(text))


def _section(line: str, reached: str) -> str:
    return line[0] if line[1:2] == "." else reached


def _follows(reached: str, code: str) -> bool:
    """Whether a field with this code can come after that one. Within E.1.2 and D.3 terms and substances come several times."""
    if code[0] != reached[:1]:
        return code[0] > reached[:1]
    if code[0] != "E" or code.startswith("E.1."):
        return True
    return _numbers(code) >= _numbers(reached)


def _numbers(code: str) -> list[tuple[int, str]]:
    """The numbers of a code, in a form that compares as they do, however long."""
    return [(len(number), number) for number in re.findall(r"\d+", code.split(" ")[0])]


def tree(text: str) -> tuple[dict[str, Any], dict[tuple[str | int, ...], FieldText]]:
    """The fields as a tree like that of a JSON copy, and for each of its paths where the words stand."""
    root: dict[str, Any] = {}
    places: dict[tuple[str | int, ...], FieldText] = {}
    for within, field in fields(text):
        target, path = root, tuple[str | int, ...]()
        if within:
            name, number = within[:-1].split("[")
            listed = root.setdefault(name, [])
            while len(listed) <= int(number):
                listed.append({})
            target, path = listed[int(number)], (name, int(number))
        words = text[field.start : field.end].rstrip()
        field = field._replace(end=field.start + len(words))
        held = target.setdefault(field.label, [])
        places[(*path, field.label, len(held))] = field
        held.append(words)
    return root, places
