"""How the rules' tables are written down: lists of words, and patterns compiled when first used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any


def words(listed: str) -> frozenset[str]:
    """The words of a table, written one after the other with white space between."""
    return frozenset(listed.split())


def holds_any(text: str, stems: Iterable[str]) -> bool:
    """Whether the text holds one of these letters in a row: the quick look before a slow rule, so every match must hold one."""
    for stem in stems:  # noqa: SIM110 (half the time of any())
        if stem in text:
            return True
    return False


class Rule:
    """A regular expression that is compiled when first used: most texts need few of them, and the first screen waits."""

    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]
    findall: Callable[..., list[str]]
    sub: Callable[..., str]

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in ("match", "fullmatch", "search", "finditer", "findall", "sub"):
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        self.match, self.fullmatch, self.search = compiled.match, compiled.fullmatch, compiled.search
        self.finditer, self.findall, self.sub = compiled.finditer, compiled.findall, compiled.sub
        return getattr(self, name)
