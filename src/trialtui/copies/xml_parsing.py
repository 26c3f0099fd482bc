"""Parse the XML of a copy safely: no entity of its own, nothing fetched, bounded in depth and size.

What `lxml` 6 (libxml2 2.14) does was tried, not taken from its documentation: with `resolve_entities=False` an entity stays an unread
node; 256 levels, a text of 10,000,000 characters and a name of 50,000 are its limits; an encoding given to the parser overrides
the declared one. A DOCTYPE that declares anything inside the file is refused before that: no registry writes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Protocol

from trialtui.copies.copy import Copy, CopyError

DECLARES = "a DOCTYPE that declares entities or attributes of its own; no registry's copy has one: not read"
TRUNCATED = "the XML ends in the middle: the file is truncated; save it again"
MOST_ATTRIBUTES = 100
"""Of one element; registries write no more than ten, and `lxml` looks for each of them from the first on."""
FEW = 5000  # equals signs: a copy without more of them is read in moments, however they stand

ATTRIBUTES = f"an element with more than {MOST_ATTRIBUTES} attributes: no registry's copy"
TOO_MUCH = "nested deeper than 256 levels, or one text of more than 10 million characters: no registry's copy"

RESOURCE_LIMITS = frozenset([110, 114])
"""libxml2's error codes."""
LONGEST_OPENING = len("<![CDATA")


class Element(Protocol):
    """What a reader asks of an element: all that `lxml` gives, and what a tree of another origin can offer as well.

    `tag` is a text, except for comments, processing instructions and unread entities, whose `text` is their own.
    """

    @property
    def tag(self) -> Any: ...
    @property
    def text(self) -> str | None: ...
    @property
    def tail(self) -> str | None: ...
    @property
    def attrib(self) -> Mapping[str, str]: ...
    def __iter__(self) -> Iterator[Element]: ...


def parse(copy: Copy) -> Element:
    """The root element of a copy. Raises CopyError, with line and column, for what is no well-formed and harmless XML."""
    from lxml import etree  # type: ignore[import-untyped]  # 10 ms that only a copy in XML need cost

    if declares := _internal_subset().match(copy.text):
        raise CopyError(copy.name, place_of(copy.text, declares.start(1)), DECLARES)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
    )
    try:
        root: Element = etree.fromstring(copy.text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(copy, error) from None
    if copy.text.count("=") > FEW and (full := etree.ETXPath(f"//*[@*[{MOST_ATTRIBUTES + 1}]]")(root)):
        raise CopyError(copy.name, f"line {full[0].sourceline}", ATTRIBUTES)
    return root


def around(root: Any) -> list[Element]:
    """What stands beside the root element: comments and processing instructions, before it and after."""
    return [*reversed(list(root.itersiblings(preceding=True))), *root.itersiblings()]


def declared_encoding(text: str) -> str | None:
    """The encoding that the XML declaration names, in capitals; None where it names none."""
    found = re.match(r"\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z][\w.-]{0,40})[\"']", text)
    return found[1].upper() if found else None


def place_of(text: str, at: int) -> str:
    """ "line 3, column 12" of a code point."""
    return f"line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)}"


def is_entity(node: Element) -> bool:
    """Whether this is an entity that the parser left unread: its text is "&nbsp;" as the copy has it."""
    return getattr(node.tag, "__name__", "") == "Entity"


@cache
def _internal_subset() -> re.Pattern[str]:
    """The prolog up to a DOCTYPE that opens a bracket; group 1 is that DOCTYPE."""
    return re.compile(
        r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+(<!DOCTYPE(?:[^\[>\"']++|\"[^\"]*+\"|'[^']*+')*+\[)", re.DOTALL
    )


def _refusal(copy: Copy, error: Any) -> CopyError:
    line, column = error.position
    place = f"line {line}, column {column}"
    if error.code in RESOURCE_LIMITS:
        return CopyError(copy.name, place, TOO_MUCH)
    reason = re.sub(r", line \d+, column \d+$", "", error.msg or "").strip()
    if _is_cut(copy.text) and len(_after(copy.text, line, column).strip()) <= LONGEST_OPENING:
        return CopyError(copy.name, place, TRUNCATED)
    return CopyError(copy.name, place, f"malformed XML ({reason}); save the copy again")


def _is_cut(text: str) -> bool:
    """Whether the root element's end tag is not at the end."""
    root = re.search(r"<([^\s<>!?/]+)", text[:65536])
    return root is not None and f"</{root[1]}" not in text[-4096:]


def _after(text: str, line: int, column: int) -> str:
    """The text from a place on, at most 200 characters of it."""
    at = -1
    for _ in range(line - 1):
        at = text.find("\n", at + 1)
    return text[at + column : at + column + 200]
