"""The law of the account, checked from outside: what a reading neither holds nor knows as boilerplate is left over.

Written apart from the reader: it asks only whether the words of each line can be found again, not how they were read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trialtui.copies.copy import CopyReading
from trialtui.copies.page_tables import (
    BASIC_LABELS,
    DESIGN_LABELS,
    ELIGIBILITY_LABELS,
    NO_VALUE,
    ORG_STUDY_ID,
    ROW_LABELS,
    SECTION_LEADS,
    SPONSOR_ROLES,
    YES_NO,
)
from trialtui.record.module import Module
from trialtui.record.study import Study
from trialtui.record.words import spell

FIXTURES = Path(__file__).parents[2] / "fixtures" / "copies"
CORPORA = Path(__file__).parents[3].parent / "shared" / "corpora"

BOILERPLATE = {
    *SECTION_LEADS, *filter(None, SECTION_LEADS.values()), *BASIC_LABELS, *DESIGN_LABELS, *ELIGIBILITY_LABELS,
    *ROW_LABELS, NO_VALUE, "",
}  # fmt: skip


def leaves(value: Any) -> Iterator[Any]:
    """Every plain value in a record."""
    if isinstance(value, Module):
        value = tuple(getattr(value, field) for field in value.__struct_fields__)
    if isinstance(value, tuple):
        for inner in value:
            yield from leaves(inner)
    elif value is not None:
        yield value


def unaccounted(reading: CopyReading) -> list[str]:
    """Lines of a page that are in none of: the record, the boilerplate, what is left over. The law wants none."""
    text = reading.copy.text
    for item in reading.left_over:
        assert item.start is not None
        assert item.end is not None
        assert text[item.start : item.end] == item.text
        text = text[: item.start] + re.sub(r"[^\r\n]", " ", item.text) + text[item.end :]
    held = _Held(reading.study)
    lines = (line.strip() for line in re.split(r"[\r\n]", text))
    return [line for line in lines if not held.holds(line)]


class _Held:
    """The words of a record, as whole lines and piece by piece."""

    def __init__(self, study: Study) -> None:
        texts = [leaf for leaf in leaves(study) if isinstance(leaf, str)]
        self.lines = {line.strip() for text in texts for line in re.split(r"[\r\n]", text)}
        officials = study.contacts_locations.overall_officials
        self.lines |= {
            spell(official.role).title() for official in officials
        }  # stands where a person is missing
        self.pieces = {piece for text in texts for piece in _pieces(text)}
        count = study.design.enrollment_info and study.design.enrollment_info.count_
        self.pieces |= {str(count), "participants", "participant"} if count is not None else set()
        sponsors = study.sponsor_collaborators
        self.lines |= SPONSOR_ROLES if sponsors.lead_sponsor or sponsors.collaborators else set()
        self.lines |= {ORG_STUDY_ID} if study.identification.org_study_id_info else set()
        volunteers = study.eligibility.healthy_volunteers
        self.lines |= {word for word, meaning in YES_NO.items() if meaning is volunteers}

    def holds(self, line: str) -> bool:
        if line in BOILERPLATE or line in self.lines:
            return True
        for label in ROW_LABELS:
            if line.startswith(label) and self.holds(line.removeprefix(label).strip()):
                return True
        return all(piece in self.pieces for piece in _pieces(line))


def _pieces(text: str) -> list[str]:
    return re.findall(r"[^\s,/()]+", re.sub(r"(?<=\d),(?=\d)", "", text))
