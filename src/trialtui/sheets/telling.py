"""How sheets tell a field: a fact where the copy holds it, nothing where it does not, and one line for a part that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from trialtui.record.words import spell
from trialtui.sheets.blocks import ABSENT, Block, Fact, Heading, Prose

PROTOCOL = "protocolSection."
RESULTS = "resultsSection."
DERIVED = "derivedSection."

Item = TypeVar("Item")


def each(path: str, items: Iterable[Item]) -> Iterator[tuple[str, Item]]:
    """Each item with its own path: "…references[0]"."""
    for number, item in enumerate(items):
        yield f"{path}[{number}]", item


def told(label: str, text: str | int | float | None, *paths: str) -> list[Block]:
    """A fact, where the copy holds it."""
    return [] if text is None or text == "" else [Fact(label, str(text), paths)]


def said(text: str | None, *paths: str, lead: str = "") -> list[Block]:
    """Text as the copy has it, where it has it."""
    return [Prose(lead + text, paths)] if text else []


def answered(label: str, value: bool | None, *paths: str, yes: str = "yes", no: str = "no") -> list[Block]:
    """A yes or no of the copy in words; nothing where it says neither."""
    return told(label, None if value is None else (yes if value else no), *paths)


def part(title: str, blocks: Sequence[Block], level: int = 1, note: str = "") -> list[Block]:
    """A part of the sheet; one that holds nothing says so."""
    return [Heading(title, level, note), *(blocks or [Fact(title, None)])]


def joined(*words: str | None, by: str = ", ") -> str:
    """What there is of these words."""
    return by.join(word for word in words if word)


def worded(value: str | None, table: Mapping[str, str]) -> str:
    """A value of the registry in our words; one that the table does not know as `record.words` spells it, else verbatim."""
    return table.get(value, spell(value)) if value else ""


def qualified(words: str | None, kind: str | None) -> str:
    """ "University of Nowhere (other)"; a kind that the registry does not list stands verbatim."""
    if not kind:
        return words or ""
    known = spell(kind)
    return f"{words or ABSENT} ({known if known == kind else known.lower()})"


def counted(number: int, thing: str) -> str:
    """ "1 site", "2 sites"."""
    return f"{number} {thing}{'s' * (number != 1)}"
