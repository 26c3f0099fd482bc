"""Where in the copy the thing under the cursor stands: by its registry paths in the registry's JSON, else by its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from trialtui.copies.copy import CopyReading
from trialtui.sheets.blocks import ABSENT

JSON = "ClinicalTrials.gov v2 JSON"  # the format in which paths lead to a place; see copies.ctgov_json
MOST_PATHS = 60
BETWEEN = r"(?:\s|\\[nrt])+"  # white space, as it stands or as JSON escapes it
QUOTED = {'"': r'\\?"'}
MARKUP = {
    "&": "(?:&|&amp;)",
    "<": "(?:<|&lt;)",
    ">": "(?:>|&gt;)",
    '"': '(?:"|&quot;)',
    "'": "(?:'|&apos;|&#39;)",
}


class Places(NamedTuple):
    """Spans of the copy's text, the one to show first in front; `guessed` where they rest on words alone."""

    spans: tuple[tuple[int, int], ...]
    guessed: str = ""  # the words that were looked for
    held: bool = True  # whether the copy holds anything of it


def places_of(reading: CopyReading, paths: Sequence[str], words: str) -> Places:
    """The places of what the record tells under `paths` (or, without any, of `words`); none where they do not stand in the copy in one piece."""
    text, json = reading.copy.text, reading.format.startswith(JSON)
    if paths and json:
        from trialtui.copies.json_path_places import Begins, place_of

        passed: Begins = {}
        found = [place_of(text, path, passed) for path in paths[:MOST_PATHS]]
        if spans := tuple(dict.fromkeys(span for span in found if span is not None)):
            return Places(spans)
    written = MARKUP if text.lstrip("\ufeff \t\r\n").startswith("<") else QUOTED
    values = sorted(dict.fromkeys(_values(reading, paths)), key=len, reverse=True)
    ours = json and not paths  # each row of such a record names its fields, but for our own words
    for value in [*values, *_spelled(values)] if paths or ours else [words]:
        if spans := tuple(match.span() for match in _pattern(value, written).finditer(text)):
            return Places(spans, " ".join(value.split()))
    return Places((), held=bool(values) or not words.endswith(ABSENT))


def _spelled(values: Sequence[str]) -> list[str]:
    """The registry's words among these in plain ones: "PHASE2" is "Phase 2" in other formats."""
    from trialtui.record.words import spell

    return [spell(value) for value in values if spell(value) != value]


def _pattern(words: str, written: Mapping[str, str]) -> re.Pattern[str]:
    """These words as they may stand in a copy: any white space between them, and no word running on at either end."""
    signs = ["".join(written.get(sign) or re.escape(sign) for sign in word) for word in words.split()]
    if not signs:
        return re.compile(r"(?!)")
    before = r"(?<!\w)" if re.match(r"\w", words.split()[0]) else ""
    after = r"(?!\w)" if re.search(r"\w$", words.split()[-1]) else ""
    return re.compile(before + BETWEEN.join(signs) + after)


def _values(reading: CopyReading, paths: Sequence[str]) -> Iterator[str]:
    """The words and numbers of the record under these paths."""
    if not paths:
        return
    from trialtui.sheets.whole import record_json

    whole = record_json(reading.study)
    for path in paths[:MOST_PATHS]:
        found: Any = whole
        for name, number in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
            if isinstance(found, dict) and name:
                found = found.get(name)
            elif isinstance(found, list | tuple) and number and int(number) < len(found):
                found = found[int(number)]
            else:
                found = None
        yield from _leaves(found)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for below in value.values():
            yield from _leaves(below)
    elif isinstance(value, list | tuple):
        for below in value:
            yield from _leaves(below)
    elif isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield str(value)
