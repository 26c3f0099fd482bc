"""What stands on the wire besides words: escape sequences, controls, colours. Strict, so that nothing hides."""

from __future__ import annotations

import re
from collections import Counter

# The only sequences the program has use for: styles, cursor, erasing, modes and their queries, keyboard protocol.
_SEQUENCE = re.compile(
    r"\x1b\[[0-9;]*m"  # SGR
    r"|\x1b\[[0-9;]*[HJKABCDf]"  # cursor and erasing
    r"|\x1b\[\?[0-9;]+[hl]|\x1b\[\?[0-9]+\$p"  # modes, set and asked
    r"|\x1b\[[<>=][0-9;]*u"  # keyboard protocol
    r"|\x1b\[[0-9]*[ ]?[nq]"  # reports, cursor shape
    r"|\x1b\[22;0;0t|\x1b\[23;0;0t"  # title kept and given back
    r"|\x1b\]22;[a-z]+\x07"  # shape of the pointer, sent by Textual
    r"|\x1b[78]"
)
_ACTING = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)
_SGR = re.compile(r"\x1b\[([0-9;]*)m")


def words_only(wire: bytes) -> str:
    """The wire without the sequences known above."""
    return _SEQUENCE.sub("", wire.decode())


def acting(wire: bytes) -> list[str]:
    """Controls, and sequences no screen of ours sends: each with the words after it. Empty where all is well."""
    words = words_only(wire)
    return [repr(words[found.start() : found.start() + 24]) for found in _ACTING.finditer(words)]


def sequences(wire: bytes) -> Counter[str]:
    """Every known sequence on the wire, counted."""
    return Counter(_SEQUENCE.findall(wire.decode()))


def styles(wire: bytes) -> set[int]:
    """Every single parameter of every SGR sequence: 1 bold, 7 reverse, 30-37 colours, 38 and 48 extended colours."""
    return {int(number or 0) for found in _SGR.findall(wire.decode()) for number in found.split(";")}


COLOURS = frozenset({*range(30, 39), *range(40, 49), *range(90, 108)})
EXTENDED = frozenset({38, 48})
