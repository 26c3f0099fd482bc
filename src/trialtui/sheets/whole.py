"""The whole record: all sheets one after the other, and after them whatever none of them told.

A field is told where a block vouches for its path and its words stand in that block's words (white space aside). What is told in
other words only (enumerations, yes and no) is listed once more as the registry writes it; what is not told at all, by its path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
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
    for path, value in record_leaves(study_json(study)):
        words = spelled(value)
        by = [text for prefix in _prefixes(path) for text in told.get(prefix, ())]
        needle = normal(words)
        if not needle or any(_stands(needle, text) for text in by):
            continue
        known = by and (isinstance(value, bool) or ENUMERATION.fullmatch(words))
        (in_other_words if known else untold).append((path, words))
    return Account(tuple(in_other_words), tuple(untold))


def record_leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a record as `study_json` gives it, with its dotted path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from record_leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from record_leaves(inner, f"{path}[{number}]")
    else:
        yield path, value


def normal(text: str) -> str:
    """`text` with each run of white space as one space."""
    return " ".join(text.split())


def _told(blocks: Iterable[Block]) -> dict[str, list[str]]:
    """By path, the words of the blocks that vouch for it."""
    told: dict[str, list[str]] = {}
    for block in blocks:
        for paths, words in _words(block):
            text = normal(words)
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


def _prefixes(path: str) -> Iterator[str]:
    """The path itself, and every path above it."""
    yield path
    for place in range(len(path) - 1, 0, -1):
        if path[place] in ".[":
            yield path[:place]


def _stands(needle: str, text: str) -> bool:
    """Whether these words stand in the text as words: 5 does not stand in 50."""
    place = text.find(needle)
    while place >= 0:
        end = place + len(needle)
        if not (
            _continues(text[place - 1 : place], needle[:1]) or _continues(needle[-1:], text[end : end + 1])
        ):
            return True
        place = text.find(needle, place + 1)
    return False


def _continues(one: str, two: str) -> bool:
    return one.isalnum() and two.isalnum()


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
