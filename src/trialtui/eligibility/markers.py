"""Bullets and numbers at the start of a line: what kind they are and which place in a sequence they claim.

A marker the registry failed to parse (`8\\.`, `\\-`) counts as the marker it stands for, so escaping never changes a reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from trialtui.eligibility.tables import Rule

# Glyphs that are always a bullet, and those that are one only before white space or a word.
SURE_BULLETS = "•●○◦▪▫■□·‣⁃∙➢➤►▶✓✔√⮚❖◆◇"
WEAK_BULLETS = "*\\-–—−+"

# How nearly every list is marked: tried first, and enough for most texts.
PLAIN = Rule(r"(?:(?P<bullet>[*-])|(?:(?P<num>\d{1,3})|(?P<let>[A-Za-z]|[ivxIVX]{2,6}))(?P<close>[.)]))\s+")
# All the other ways. Groups: bullet, dec ("2.3"), num, let (a letter or a roman numeral).
MARKER = Rule(
    rf"(?:(?P<bullet>[{SURE_BULLETS}]+|\\?[{WEAK_BULLETS}](?:(?=\s)|(?=\\?[A-Za-z(≥≤<>\"“])|\.(?=[A-Z]))|[o=](?=\s)|\.(?=\s*[A-Z]))"
    r"|(?P<dec>\d{1,2}(?:\\?\.\d{1,2}){1,4})(?P<decend>\\?[.):]?)(?=\s|[A-Z])"
    r"|(?P<circled>[①-⑳])"
    r"|\\?(?P<open>[(\[（]?)(?:(?P<num>\d{1,3})|(?P<let>[A-Za-z]|[ivxIVX]{2,6}))"
    r"(?:(?P<close>\\?[.)\]）、．]{1,2})(?:(?!\d)|(?<=）))|(?P<dash>\s?[-–:/])(?=\s|[A-Z])))\s*"
)
# A marker inside a line stands after white space or an opening bracket, with white space or a capital behind it.
INLINE = Rule(
    r"[\s(:;,.（：；，。](?=(?P<marker>\\?[(\[（]?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{2,5})\\?(?:\)\.|[.)\]）])(?=\s|[A-Z(≥≤<>]|(?<=）)\d)|[①-⑳]))"
)
# What the end of each of these looks like in ASCII, for a quick no: no word of three letters that is no roman numeral.
CLOSING = Rule(r"[.)\]](?=[\W\dA-Z])(?<![A-Za-z]{2}[A-HJ-UWYZa-hj-uwyz].)")
CLOSING_WIDE = Rule(r"[）①-⑳]")
# "(Cohort 1) …": a number or letter that ends the words of a bracket is no mark. "(either 1) … or 2) …)" is a list.
NAMED_IN_BRACKETS = Rule(
    r"[(\[]\s*(?:[A-Za-z][\w/-]*\s+){0,3}(?!(?:as|by|or|and|either|both|with|of|in|for|if|is|are|the|to|from|than|including|includes|following|any|all)\s)[A-Za-z][\w/-]*\s*$",
    re.IGNORECASE,
)
ROMAN = {"i": 1, "v": 5, "x": 10}
LETTERS_OF_ROMAN = "ivxIVX"


class Marker:
    """`style` tells markers of one list from another ("*", "1.", "(a)"); `family` is the same without punctuation.

    `ordinal` is the place claimed (0 for a bullet), `roman` the place when a letter is read as a numeral.
    `path` holds the numbers of "2.3.1". `weak` markers count only where the text around them bears them out.
    """

    __slots__ = ("end", "family", "ordinal", "path", "roman", "style", "weak")

    def __init__(
        self,
        end: int,
        style: str,
        family: str,
        ordinal: int = 0,
        roman: int = 0,
        path: tuple[int, ...] = (),
        weak: bool = False,
    ) -> None:
        self.end, self.style, self.family = end, style, family
        self.ordinal, self.roman, self.path, self.weak = ordinal, roman, path, weak


def roman_value(letters: str) -> int:
    """The value of a roman numeral up to xxxix, 0 where the letters are none."""
    total = 0
    values = [ROMAN.get(letter, 0) for letter in letters.lower()]
    if not all(values):
        return 0
    for here, after in zip(values, [*values[1:], 0], strict=True):
        total += -here if here < after else here
    return total


def read_marker(text: str, start: int, end: int) -> Marker | None:
    """The marker that stands at `start`, or None. White space after it belongs to it."""
    if _is_word(text, start):
        return None
    match = PLAIN.match(text, start, end)
    if match is None:
        match = MARKER.match(text, start, end)
        return None if match is None else _rare(text, match)
    bullet, number, letters, close = match.groups()
    if bullet:
        return Marker(match.end(), bullet, bullet)
    if number:
        return Marker(match.end(), "1" + close, "1", int(number))
    return _letter(text, match, letters, "{}" + close)


def _is_word(text: str, start: int) -> bool:
    """Whether a letter stands here that cannot be a marker: others follow, and they are no roman numeral."""
    first = text[start : start + 1]
    if not first.isalpha() or first == "o":  # "o" is a bullet of word processors
        return False
    rest = text[start + 1 : start + 8]
    if first in LETTERS_OF_ROMAN:
        rest = rest.lstrip(LETTERS_OF_ROMAN)
    return rest.lstrip()[:1].isalpha()


def _rare(text: str, match: re.Match[str]) -> Marker | None:
    if match["bullet"]:
        glyph = "." if match["bullet"].endswith(".") else match["bullet"].lstrip("\\")[0]
        return Marker(match.end(), glyph, glyph)
    if match["dec"]:
        path = tuple(int(part) for part in match["dec"].replace("\\", "").split("."))
        return Marker(match.end(), "1.1", "dec", path[-1], path=path, weak=True)
    if match["circled"]:
        return Marker(match.end(), "①", "①", ord(match["circled"]) - ord("①") + 1)
    close = (match["close"] or match["dash"]).replace("\\", "").strip()
    style = ((match["open"] or "") + "{}" + close).replace("（", "(").replace("）", ")")
    dashed = match["close"] is None
    if match["num"]:
        return Marker(match.end(), style.format("1"), "1", int(match["num"]), weak=dashed)
    return None if dashed else _letter(text, match, match["let"], style)


def _letter(text: str, match: re.Match[str], letters: str, style: str) -> Marker | None:
    glued = match.end() < len(text) and not text[match.end() - 1].isspace()
    if style == "{}." and glued and (letters.isupper() or not text[match.end()].isupper()):
        return None
    upper = letters[0].isupper()
    roman = roman_value(letters)
    if len(letters) > 1:
        return Marker(match.end(), style.format("I" if upper else "i"), "I" if upper else "i", roman, roman)
    family = "A" if upper else "a"
    return Marker(match.end(), style.format(family), family, ord(letters.lower()) - 96, roman, weak=True)


def inline_markers(text: str, start: int, end: int) -> Iterator[tuple[int, Marker]]:
    """Markers that stand inside a line, with their offsets."""
    words = text[start:end]
    if CLOSING.search(words) is None and (words.isascii() or CLOSING_WIDE.search(words) is None):
        return
    past = start
    for match in INLINE.finditer(text, max(start - 1, 0), end):
        at = match.start("marker")
        if at < past:
            continue
        past = match.end("marker")
        if text[at] in "([（" and text[past - 1] == ".":
            at += 1  # "(a. …; b. …)"
        elif text[at - 1] == "（":
            at -= 1  # it stood behind a word: "the trial（1）Age"
        marker = read_marker(text, at, end)
        if marker is None or marker.end >= end:
            continue
        if marker.style[-1:] in ")]" and marker.style[0] not in "([" and _ends_bracket(text, start, at):
            continue
        yield at, marker


def _ends_bracket(text: str, start: int, at: int) -> bool:
    near = text[max(start, at - 40) : at]
    return ("(" in near or "[" in near) and NAMED_IN_BRACKETS.search(
        text, max(start, at - 40), at
    ) is not None


def follows(marker: Marker, other: Marker) -> bool:
    """Whether `other` is the next in a sequence after `marker`."""
    if marker.path and other.path:
        return other.path[:-1] == marker.path[:-1] and other.path[-1] == marker.path[-1] + 1
    if marker.family.lower() in "ai" and other.family.lower() in "ai" and marker.family and other.family:
        alphabetic = other.ordinal == marker.ordinal + 1 and other.family == marker.family
        return alphabetic or bool(marker.roman and other.roman == marker.roman + 1)
    return other.family == marker.family and other.ordinal == marker.ordinal + 1
