"""Read ClinicalTrials.gov's legacy XML that a third party turned into JSON: elements as keys, attributes under "@attributes".

The tree is walked by the tables of the legacy XML itself. The third party left character references undecoded in the words
("Alzheimer&apos;s", "&#xD;" for a line's end): they are decoded here, as XML has them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from trialtui.copies.copy import Copy, CopyError, CopyReading
from trialtui.copies.ctgov_xml import read_tree
from trialtui.copies.ctgov_xml_walk import Account
from trialtui.copies.json_sorting import Repeated, spelled
from trialtui.copies.registry_criteria import CriteriaText, substituted
from trialtui.copies.registry_places import json_field
from trialtui.copies.registry_tree import Account as Tree
from trialtui.copies.registry_tree import read_json

FORMAT = "ClinicalTrials.gov legacy XML as JSON"
NO_TRIAL = "no trial of ClinicalTrials.gov's legacy form"
ATTRIBUTES = "@attributes"


class JsonElement:
    """An element of the tree, as `xml_parsing.Element` asks for it."""

    tail = None

    def __init__(self, tag: str, value: Any) -> None:
        self.tag = tag
        inside = value if isinstance(value, dict) else {}
        self.text = None if isinstance(value, dict) or value is None else decoded(spelled(value))
        attributes = inside.get(ATTRIBUTES)
        self.attrib: Mapping[str, str] = (
            {key: decoded(spelled(each)) for key, each in attributes.items()}
            if isinstance(attributes, dict)
            else {}
        )
        pairs = [*(inside.earlier if isinstance(inside, Repeated) else ()), *inside.items()]
        self._children = [
            JsonElement(key, each)
            for key, below in pairs
            if key != ATTRIBUTES or not isinstance(below, dict)
            for each in (below if isinstance(below, list) else [below])
        ]

    def __iter__(self) -> Iterator[JsonElement]:
        return iter(self._children)


@cache
def _reference() -> re.Pattern[str]:
    return re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|lt|gt|amp|quot|apos);")


def decoded(words: str) -> str:
    """The words with XML's character references read; a carriage return is the end of a line."""
    return _reference().sub(lambda match: _character(match[0]), words) if "&" in words else words


def _character(reference: str) -> str:
    return html.unescape(reference).replace("\r", "\n")


def read(copy: Copy) -> CopyReading:
    """Read one trial. Raises CopyError where there is none."""
    tree = Tree(read_json(copy, NO_TRIAL))
    account = Account()
    study = read_tree(JsonElement("clinical_study", tree.root.value), account)
    if study.identification.nct_id is None:
        raise CopyError(copy.name, "", f"{NO_TRIAL}: it has no nct_id")
    built = _criteria(copy, tree, study.eligibility.eligibility_criteria)
    place = built.place("eligibility.criteria.textblock") if built else None
    return CopyReading(
        copy, FORMAT, study, tuple(account.left_over), tuple(account.warnings), place, tuple(account.as_written),
        tuple(built.stretches) if built and place else (),
    )  # fmt: skip


def _criteria(copy: Copy, tree: Tree, criteria: str | None) -> CriteriaText | None:
    """Where the eligibility text stands, if its field holds these very words."""
    node = tree.root.at("eligibility", "criteria", "textblock")
    field = substituted(json_field(copy.text, node), _reference(), _character)
    if field.text != criteria:
        return None
    built = CriteriaText()
    built.theirs(field)
    return built
