"""The words of a field that a copy in JSON or XML holds, and where each of them stands there."""

from __future__ import annotations

from collections.abc import Iterable

from trialtui.copies import json_places
from trialtui.copies.json_path_places import place_of
from trialtui.copies.json_sorting import Path, dotted
from trialtui.copies.registry_criteria import Field, Piece, pieces_of
from trialtui.copies.registry_tree import TEXT, Node
from trialtui.copies.xml_places import find_criteria

LONGEST = 200_000
"""Characters of a field whose words are led back one by one; ten times the longest eligibility text that a registry has shown."""


def json_field(text: str, node: Node) -> Field:
    """The words of a JSON string."""
    found = place_of(text, dotted(node.path)) if 0 < len(_words(node)) <= LONGEST else None
    return _json_field(text, node, found, None)


def json_fields(text: str, parent: Node, listed: Iterable[tuple[Node, str | None]]) -> list[Field]:
    """The words of JSON strings below one node, each with its number: the copy is walked once for all of them."""
    listed = list(listed)
    short = sum(len(_words(node)) for node, _ in listed) <= LONGEST
    whole = place_of(text, dotted(parent.path)) if parent and short else None
    places = _strings(text, *whole, parent.path) if whole else {}
    return [_json_field(text, node, places.get(node.path), number) for node, number in listed]


def _json_field(text: str, node: Node, place: tuple[int, int] | None, number: str | None) -> Field:
    words = _words(node)
    if place is None or not words:
        return Field(words, None, number)
    pieces = pieces_of(text, *place, json_places._escape(), json_places._character)
    same = "".join(piece.text for piece in pieces) == words
    return Field(words, pieces if same else None, number)


def _strings(text: str, start: int, end: int, path: Path) -> dict[Path, tuple[int, int]]:
    """The insides of all strings between two places of a JSON copy, by their paths; of a repeated key the last."""
    found: dict[Path, tuple[int, int]] = {}
    levels: list[str | int] = []  # one a level: the key, or the number in a list, of what is being read
    last, before = "", ""  # the string and the mark that came last
    for token in json_places._token().finditer(text, start, end):
        mark = token[0]
        if mark in "{[":
            levels.append("" if mark == "{" else 0)
        elif mark in "}]":
            levels = levels[:-1]
        elif mark == ":" and levels:
            levels[-1] = json_places.unescape(last)
        elif mark == "," and levels and isinstance(levels[-1], int):
            levels[-1] += 1
        elif len(mark) > 1:
            last = mark[1:-1]
            if before == ":" or (levels and isinstance(levels[-1], int)):
                found[(*path, *levels)] = (token.start() + 1, token.end() - 1)
        before = mark
    return found


def xml_field(text: str, node: Node) -> Field:
    """The words of an XML element."""
    words = _words(node)
    names = tuple(step for step in node.path if isinstance(step, str))
    found = find_criteria(text, words, names) if 0 < len(words) <= LONGEST else None
    if found is None:
        return Field(words, None)
    pieces = (
        Piece(words[stretch.start : stretch.end], stretch.copy_start, stretch.copy_end)
        for stretch in found.stretches
    )
    return Field(words, tuple(pieces))


def _words(node: Node) -> str:
    """The words of a leaf as they stand, white space and all."""
    words = node.value.get(TEXT) if isinstance(node.value, dict) else node.value
    return words if isinstance(words, str) else ""
