"""XML as a tree of objects, lists and words.

An element with nothing but words is those words; children of one name more than once are a list; attributes are keys with "@".
Namespaces are left out of the names: no registry mixes two.
"""

from __future__ import annotations

import re
from typing import Any

from trialtui.copies.copy import Copy
from trialtui.copies.json_sorting import Path
from trialtui.copies.registry_tree import TEXT
from trialtui.copies.xml_parsing import Element, is_entity, parse

COMMENT = "comment()"


def read_xml(copy: Copy) -> dict[str, Any]:
    """The tree of an XML copy, under the name of its root. Raises CopyError for what is no well-formed and harmless XML."""
    root = parse(copy)
    return {_name(root): _tree(root)}


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else COMMENT


def _tree(element: Element) -> Any:
    if not isinstance(element.tag, str):
        return element.text or ""
    words, children = element.text or "", []
    for child in element:
        if is_entity(child):
            words += child.text or ""
        else:
            children.append(child)
        words += child.tail or ""
    if not children and not element.attrib:
        return words
    below: dict[str, list[Any]] = {}
    for child in children:
        below.setdefault(_name(child), []).append(_tree(child))
    tree: dict[str, Any] = {f"@{key.rpartition('}')[2]}": value for key, value in element.attrib.items()}
    tree |= {name: inside[0] if len(inside) == 1 else inside for name, inside in below.items()}
    if words.strip():
        tree[TEXT] = words
    return tree


def slices(text: str, name: str) -> list[str]:
    """The elements of this name, in the letters of the copy; none lies in another."""
    opening = re.compile(rf"<(?:\w+:)?{name}(?=[\s>])")
    closing = re.compile(rf"</(?:\w+:)?{name}\s*>")
    found: list[str] = []
    at = 0
    while (start := opening.search(text, at)) and (end := closing.search(text, start.end())):
        found.append(text[start.start() : end.end()])
        at = end.end()
    return found


def xml_place(path: Path) -> str:
    """A path as people write it: "allTrials/fullTrial[2]/trial/title", "trial/@version"."""
    words = "".join(f"[{step + 1}]" if isinstance(step, int) else f"/{step}" for step in path)
    return words.removeprefix("/").removesuffix("/" + TEXT)
