"""The law of the account for copies that are trees or tables: each leaf is in the record, said as written, or left over.

Written apart from the readers: it walks the copy itself and asks whether the words of each leaf can be found again.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from typing import Any

from tests.unit.copies.account_law import leaves

from trialtui.copies.copy import CopyReading
from trialtui.copies.json_places import source_span


def json_leaves(value: Any) -> Iterator[str]:
    """Every leaf of a JSON copy that holds anything, as words."""
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in below:
        yield from json_leaves(each)
    if not isinstance(value, dict | list) and value is not None:
        yield value if isinstance(value, str) else json.dumps(value)


def xml_leaves(text: str) -> Iterator[str]:
    """Every text and attribute of an XML copy."""
    for element in ElementTree.fromstring(text.encode()).iter():
        yield from (element.text or "", element.tail or "", *element.attrib.values())


def fold(words: str) -> str:
    return " ".join(words.split())


def unaccounted(reading: CopyReading, words: Iterator[str]) -> list[str]:
    """The leaves that are found nowhere. The law wants none."""
    study = reading.study
    held = {fold(item.text) for item in (*reading.left_over, *reading.as_written)}
    held |= {fold(str(leaf)) for leaf in leaves(study)}
    criteria = fold(study.eligibility.eligibility_criteria or "")
    # White space aside: line ends may have been put in where the copy has them as letters.
    bare = re.sub(r"\s|<br ?/?>", "", criteria)
    return [
        leaf
        for leaf in map(fold, words)
        if leaf and leaf not in held and re.sub(r"\s|<br ?/?>", "", leaf) not in bare
    ]


def strays(reading: CopyReading) -> list[str]:
    """Words of the eligibility text that lead to other words in the copy; where they stand as an escape is not compared."""
    text, criteria = reading.copy.text, reading.study.eligibility.eligibility_criteria or ""
    found = []
    for stretch in reading.stretches:
        start, end = source_span(reading, stretch.start, stretch.end)
        words = criteria[stretch.start : stretch.end]
        if end - start == len(words) and text[start:end] != words and words.strip():
            found.append(words)
    return found
