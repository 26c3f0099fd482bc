"""The words of a field that a copy in JSON or XML holds, and where each of them stands there."""

from __future__ import annotations

from trialtui.copies import json_places
from trialtui.copies.json_path_places import place_of
from trialtui.copies.json_sorting import dotted
from trialtui.copies.registry_criteria import Field, Piece, pieces_of
from trialtui.copies.registry_tree import TEXT, Node
from trialtui.copies.xml_places import find_criteria


def json_field(text: str, node: Node, number: str | None = None) -> Field:
    """The words of a JSON string."""
    words = node.value if isinstance(node.value, str) else ""
    place = place_of(text, dotted(node.path)) if words else None
    if place is None:
        return Field(words, None, number)
    pieces = pieces_of(text, *place, json_places._escape(), json_places._character)
    same = "".join(piece.text for piece in pieces) == words
    return Field(words, pieces if same else None, number)


def xml_field(text: str, node: Node, number: str | None = None) -> Field:
    """The words of an XML element."""
    words = node.value.get(TEXT, "") if isinstance(node.value, dict) else node.value
    words = words if isinstance(words, str) else ""
    names = tuple(step for step in node.path if isinstance(step, str))
    found = find_criteria(text, words, names) if words else None
    if found is None:
        return Field(words, None, number)
    pieces = (
        Piece(words[stretch.start : stretch.end], stretch.copy_start, stretch.copy_end)
        for stretch in found.stretches
    )
    return Field(words, tuple(pieces), number)
