"""Codes for people: side, ordinal, then the ordinals of the parts ("I17.3.1")."""

from __future__ import annotations

from collections.abc import Sequence


def number(sides: Sequence[str], parents: Sequence[int | None]) -> list[str]:
    """The code of each criterion, given its side and the index of its parent, in text order. Unique within an outline.

    Top-level criteria count through one side. Where the text's own numbers run cleanly from 1 they are these ordinals;
    where they do not, they repeat or leave gaps and could not serve as codes.
    """
    counts: dict[str, int] = {}
    codes: list[str] = []
    for side, parent in zip(sides, parents, strict=True):
        stem = side if parent is None else codes[parent] + "."
        counts[stem] = counts.get(stem, 0) + 1
        codes.append(f"{stem}{counts[stem]}")
    return codes
