"""Where in a JSON copy the value of a registry path stands: "protocolSection.statusModule.whyStopped" → a span of its text.

One walk from the root down to the value. What lies beside the path is passed over by the JSON scanner itself, at its speed.
"""

from __future__ import annotations

import json
import re
from functools import cache

_SCANNER = json.JSONDecoder(strict=False)  # a copy may hold raw control characters


@cache
def _step() -> re.Pattern[str]:
    """A field, or the place in a list: "armGroups", "[2]"."""
    return re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@cache
def _gap() -> re.Pattern[str]:
    """What may stand between two values: white space, a comma or a colon, a byte-order mark."""
    return re.compile(r"[\s,:\ufeff]*+")


Step = str | int
Begins = dict[tuple[Step, ...], int | None]  # where what was passed on the way begins


def place_of(text: str, path: str, passed: Begins | None = None) -> tuple[int, int] | None:
    """The span of the value at `path`, of a string without its quotation marks; None where the text has no such value.

    Where a key is repeated, the last one counts, as JSON readers have it. A text that is a list holds the study as its first item.
    `passed` keeps what was passed on the way, for further paths in the same text.
    """
    steps: list[Step] = [name or int(number) for name, number in _step().findall(path)]
    begins: Begins = {} if passed is None else passed
    at: int | None = begins.setdefault((), _skip(text, 0))
    if at is not None and text[at : at + 1] == "[":
        steps.insert(0, 0)
    try:
        for count, step in enumerate(steps, 1):
            here = tuple(steps[:count])
            if here not in begins:
                begins[here] = None if at is None else _below(text, at, step)
            at = begins[here]
        if at is None:
            return None
        end = _end(text, at)
    except (ValueError, RecursionError):  # no JSON, or not such as anybody could read
        return None
    return (at + 1, end - 1) if text[at] == '"' else (at, end)


def _below(text: str, at: int, step: Step) -> int | None:
    """Where the value of a field, or the item of a list, begins within the value that begins at `at`."""
    if isinstance(step, str):
        return _field(text, at, step) if text[at : at + 1] == "{" else None
    return _item(text, at, step) if text[at : at + 1] == "[" else None


def _field(text: str, at: int, name: str) -> int | None:
    found = None
    at = _skip(text, at + 1)
    while text[at : at + 1] not in ("}", ""):
        key, at = _SCANNER.raw_decode(text, at)
        at = _skip(text, at)
        if key == name:
            found = at
        at = _skip(text, _end(text, at))
    return found


def _item(text: str, at: int, number: int) -> int | None:
    at = _skip(text, at + 1)
    while text[at : at + 1] not in ("]", ""):
        if number == 0:
            return at
        number -= 1
        at = _skip(text, _end(text, at))
    return None


def _skip(text: str, at: int) -> int:
    match = _gap().match(text, at)
    return match.end() if match else at


def _end(text: str, at: int) -> int:
    end: int = _SCANNER.raw_decode(text, at)[1]
    return end
