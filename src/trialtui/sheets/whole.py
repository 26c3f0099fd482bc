"""The whole record: all sheets one after the other, and after them whatever none of them told.

A field is told where a block vouches for its path and its words stand in that block's words (white space aside). What is told in
other words only (enumerations, yes and no) is listed once more as the registry writes it; what is not told at all, by its path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from trialtui.copies.copy import CopyReading, LeftOver
from trialtui.copies.ctgov_json import study_json
from trialtui.copies.json_sorting import spelled
from trialtui.record.study import Study
from trialtui.sheets.arms import arms_blocks
from trialtui.sheets.blocks import Block, Fact, Heading, Prose, Table
from trialtui.sheets.criteria import criteria_blocks
from trialtui.sheets.outcomes import outcomes_blocks
from trialtui.sheets.references import references_blocks
from trialtui.sheets.related import related_blocks
from trialtui.sheets.results import results_blocks
from trialtui.sheets.sites import sites_blocks
from trialtui.sheets.summary import body_blocks, head_blocks

OTHER_FIELDS = "Other fields"
AS_WRITTEN = "In the words of the copy"
LEFT_OVER = "Left over (no field of its own)"
WARNINGS = "About this copy"

ENUMERATION = re.compile(r"[A-Z][A-Z0-9]*(?:[_ ][A-Z0-9]+)*")
"""How the registry writes a value of a list that it keeps: "NOT_YET_RECRUITING", "NOT COMPLETED"."""

LONG = 10_000
"""Characters of a block beyond which no enumeration is looked for in it: it is listed in the words of the copy instead."""


class Account(NamedTuple):
    """What the sheets told of a record in other words, and what not at all: path and words of each."""

    in_other_words: tuple[tuple[str, str], ...]
    untold: tuple[tuple[str, str], ...]


def whole_blocks(reading: CopyReading) -> list[Block]:
    """Everything that the copy says, block by block."""
    sheets = sheet_blocks(reading.study)
    return [*sheets, *rest_blocks(reading, sheets), *other_blocks(reading)]


def rest_blocks(reading: CopyReading, sheets: Sequence[Block]) -> list[Block]:
    """What these sheets do not tell, by its registry path; and in the copy's words what they tell in others."""
    account = account_of(reading.study, sheets)
    return [*_other(account), *_as_written(account, reading.as_written)]


def sheet_blocks(study: Study) -> list[Block]:
    """The sheets of all tabs."""
    return [
        *head_blocks(study),
        *criteria_blocks(study),
        *body_blocks(study),
        *arms_blocks(study),
        *sites_blocks(study),
        *outcomes_blocks(study),
        *results_blocks(study),
        *references_blocks(study),
        *related_blocks(study),
    ]


def other_blocks(reading: CopyReading) -> list[Block]:
    """What no field holds, by its place in the copy and in its own words; and what the reader wants to be known."""
    blocks: list[Block] = []
    if reading.left_over:
        blocks += [Heading(LEFT_OVER, note=str(len(reading.left_over))), *map(_left, reading.left_over)]
    if reading.warnings:
        blocks += [Heading(WARNINGS), *map(Prose, reading.warnings)]
    return blocks


def _left(left: LeftOver) -> Prose:
    return Prose(f"{left.place}: {left.text}")


def _other(account: Account) -> list[Block]:
    if not account.untold:
        return []
    return [Heading(OTHER_FIELDS), *(Prose(f"{path}: {words}", (path,)) for path, words in account.untold)]


def _as_written(account: Account, written: Iterable[LeftOver]) -> list[Block]:
    """Each value once for all places of a kind: "…locations[].status: RECRUITING (12 places)"."""
    kinds: dict[tuple[str, str], int] = {}
    for path, words in account.in_other_words:
        kind = (re.sub(r"\[\d+\]", "[]", path), words)
        kinds[kind] = kinds.get(kind, 0) + 1
    blocks: list[Block] = [
        Prose(f"{path}: {words}" + (f" ({count} places)" if count > 1 else ""))
        for (path, words), count in kinds.items()
    ]
    blocks += map(_left, written)
    return [Heading(AS_WRITTEN), *blocks] if blocks else []


# --- the account


def account_of(study: Study, blocks: Iterable[Block]) -> Account:
    """Which values of the record these blocks do not tell in its own words. White space alone needs no telling."""
    told = _told(blocks)
    in_other_words: list[tuple[str, str]] = []
    untold: list[tuple[str, str]] = []
    for path, value, by in _leaves(study_json(study), "", told, ()):
        words = spelled(value)
        listed = isinstance(value, bool) or ENUMERATION.fullmatch(words) is not None
        needle = normal(words)
        if needle and not any(text.tells(needle) for text in by if not (listed and text.long)):
            (in_other_words if by and listed else untold).append((path, words))
    return Account(tuple(in_other_words), tuple(untold))


def record_leaves(record: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every value of a record as `study_json` gives it, with its dotted path."""
    return ((path, value) for path, value, _ in _leaves(record, "", {}, ()))


def _leaves(
    value: Any, path: str, told: Mapping[str, Sequence[_Told]], above: Sequence[_Told]
) -> Iterator[tuple[str, Any, Sequence[_Told]]]:
    """Every value with its path and what was told under that path or one above it, the nearest first."""
    by = [*told[path], *above] if path in told else above
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key, told, by)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _leaves(inner, f"{path}[{number}]", told, by)
    else:
        yield path, value, by


def normal(text: str) -> str:
    """`text` with each run of white space as one space."""
    return " ".join(text.split())


class _Told:
    """The words of a block. Values come in the order in which they are told: each is looked for near the one before."""

    __slots__ = ("_near", "_text", "long")

    def __init__(self, words: str) -> None:
        self._text = normal(words)
        self._near = 0
        self.long = len(self._text) > LONG

    def tells(self, needle: str) -> bool:
        """Whether these words stand in the text as words: 5 does not stand in 50."""
        starts = dict.fromkeys((self._near, max(0, self._near - LONG), 0))
        return any(self._finds(needle, start) for start in starts)

    def _finds(self, needle: str, start: int) -> bool:
        text = self._text
        place = text.find(needle, start)
        while place >= 0:
            end = place + len(needle)
            if not (
                _runs_on(text[place - 1 : place], needle[:1]) or _runs_on(needle[-1:], text[end : end + 1])
            ):
                self._near = place
                return True
            place = text.find(needle, place + 1)
        return False


def _runs_on(one: str, two: str) -> bool:
    return one.isalnum() and two.isalnum()


def _told(blocks: Iterable[Block]) -> dict[str, list[_Told]]:
    """By path, the words of the blocks that vouch for it."""
    told: dict[str, list[_Told]] = {}
    for block in blocks:
        for paths, words in _words(block):
            if paths:
                text = _Told(words)
                for path in paths:
                    told.setdefault(path, []).append(text)
    return told


def _words(block: Block) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(block, Heading):
        yield block.paths, f"{block.text} {block.note}"
    elif isinstance(block, Table):
        head = " ".join((block.title, *block.columns))
        yield block.paths, head
        for row in block.rows:
            yield row.paths, " ".join((*row.cells, head))
    elif isinstance(block, Fact):
        yield block.paths, f"{block.label} {block.text or ''}"
    else:
        yield block.paths, block.text


def record_json(study: Study) -> dict[str, Any]:
    """The record as the registry's API would send it, with what only other formats hold beside it."""
    import msgspec

    beside = {
        "countries": study.countries,
        "registryEntry": msgspec.to_builtins(study.registry_entry),
        "resultsNote": study.results_note,
        "related": msgspec.to_builtins(study.related),
    }
    return study_json(study) | beside
