"""How an HTML page's lists are marked and its tables laid out in lines of text."""

from __future__ import annotations

import re
from typing import Any

TALL = frozenset(["ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6", "br", "pre", "hr", "li"])
"""What takes a table's cell more than a line."""


def marks_of(tag: str, element: Any) -> tuple[str, int, int]:
    """How a list marks its items: the kind of mark, the first number, and whether it counts up or down."""
    style = re.search(r"list-style(?:-type)?\s*:\s*([\w-]+)", element.get("style", ""))
    if tag != "ol":
        return ("" if style and style[1] == "none" else "*"), 1, 1
    kinds = {
        "lower-alpha": "a",
        "lower-latin": "a",
        "upper-alpha": "A",
        "upper-latin": "A",
        "lower-roman": "i",
        "upper-roman": "I",
    }
    kind = kinds.get(style[1] if style else "", element.get("type", "1"))
    start = element.get("start", "")
    number = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
    if element.get("reversed") is None:
        return kind, number, 1
    return kind, (number if start else len(element.findall("li"))), -1


def mark(kind: str, number: int) -> str:
    """The mark of an item with the space behind it: "* ", "3. ", "c. ", "iii. "."""
    if kind in ("*", ""):
        return "* " if kind else ""
    words = str(number)
    if kind in "aA" and 0 < number <= 26:
        words = chr(ord("a") + number - 1)
    elif kind in "iI" and 0 < number < 40:
        words = (
            "x" * (number // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
        )
    return (words.upper() if kind in "AI" else words) + ". "


def layout_of(table: Any) -> str:
    """How to write a table: "" where a cell takes more than a line, "marked" where its first row names the columns."""
    rows, marked = 0, False
    for element in table.iter("*"):
        tag = str(element.tag).lower()
        if element is not table and tag in TALL:
            return ""
        if tag == "p" and element.getprevious() is not None and element.getprevious().tag == "p":
            return ""
        if tag == "tr":
            rows += 1
            if rows == 1:
                marked = len(element) > 1 and all(cell.tag == "th" for cell in element)
    return "marked" if marked and rows > 1 else "rows"


def is_first_row(row: Any) -> bool:
    before = row.getprevious()
    group = row.getparent()
    return before is None and (
        group is None or group.tag in ("thead", "table") or group.getprevious() is None
    )
