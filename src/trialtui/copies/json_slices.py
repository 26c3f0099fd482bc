"""Cut a JSON file that holds several studies into its studies, byte for byte: an array, a page of the API, one study a line.

`msgspec.Raw` gives each element as the bytes it stands in. What it refuses (a raw control character, a file cut off in the
middle) is walked token by token instead, so that one bad study spoils no other; the walk never recurses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from mmap import mmap
from typing import Any, NamedTuple

import msgspec

from trialtui.copies.copy import CopyError
from trialtui.copies.decoding import LARGEST_COPY, too_large
from trialtui.copies.detect import Part
from trialtui.copies.json_sorting import DEEPEST, Fraction, NestedTooDeep, Repeated, dotted, leaves, spelled

CUT = "the JSON ends in the middle: the file is truncated, and studies may be missing"
MORE_PAGES = "nextPageToken"
LINES_LOOKED_AT = 3  # to tell one study a line from one study laid out over lines

SPACE = b" \t\r\n"
UTF8_MARK = b"\xef\xbb\xbf"

Body = bytes | mmap


class Container(NamedTuple):
    """A file of several studies: a part for each, in the file's order, and the place and words of all that stands beside them."""

    parts: Iterator[Part | CopyError]
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        if not self.beside:
            return ()
        words = ", ".join(f"{place} {text}" for place, text in self.beside)
        more = any(place == MORE_PAGES for place, _ in self.beside)
        return (f"beside the studies stands {words}" + (": more studies are on other pages" if more else ""),)


def container(name: str, body: Body) -> Container | None:
    """The studies of a JSON file of several (UTF-8), or None where it is one JSON object, or none of these forms."""
    start = _first(body, len(UTF8_MARK) if body[: len(UTF8_MARK)] == UTF8_MARK else 0)
    opening = body[start : start + 1]
    if opening == b"[":
        return _array(name, body, start)
    if opening == b"{":
        page = None if _opens_with_a_study(body, start) else _page(name, body, start)
        return page or _lines(name, body, start)
    return None


def _opens_with_a_study(body: Body, start: int) -> bool:
    """Whether the first of several lines is a study: no page, then, and no need to look through all of the file for one."""
    end = body.find(b"\n", start)
    line = bytes(body[start:end]) if 0 < end < len(body) - 1 else b""
    return b'"protocolSection"' in line and b'"studies"' not in line and _is_object(line)


def _first(body: Body, start: int) -> int:
    """Where the first character stands that is no white space."""
    found = _solid().search(body, start)
    return found.start() if found else len(body)


@cache
def _solid() -> re.Pattern[bytes]:
    return re.compile(rb"[^ \t\r\n]")


# --- an array


def _array(name: str, body: Body, start: int) -> Container | None:
    view = memoryview(body)[start:]
    try:
        found = msgspec.json.decode(view, type=list[msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError):
        if not _opens_object(body, start + 1):
            return None
        return Container(_walked(name, "", body, start + 1))
    if not any(bytes(memoryview(each)[:1]) == b"{" for each in found):
        return None
    return Container(_named(name, "", found))


def _opens_object(body: Body, at: int) -> bool:
    at = _first(body, at)
    return body[at : at + 1] == b"{"


def _named(name: str, key: str, found: list[msgspec.Raw]) -> Iterator[Part | CopyError]:
    for number, each in enumerate(found):
        view = memoryview(each)
        yield _part(_place(name, key, number), view, 0, len(view))


def _place(name: str, key: str, number: int) -> str:
    return f"{name}: {key}[{number}]" if key else f"{name}[{number}]"


def _part(name: str, body: Body | memoryview, begin: int, end: int) -> Part | CopyError:
    """These bytes as a part, without the white space around them."""
    if end - begin > LARGEST_COPY:
        return too_large(name, end - begin)
    return Part(name, bytes(body[begin:end]).strip(SPACE))


# --- a page of the API


def _page(name: str, body: Body, start: int) -> Container | None:
    """The studies of {"studies": [...], ...}; None where the object has no such key of its own, or is a study itself."""
    key = b'"studies"'
    at = body.find(key, start)
    if at < 0:
        return None
    if body.find(key, at + len(key)) < 0:
        try:
            fields = msgspec.json.decode(memoryview(body)[start:], type=dict[str, msgspec.Raw])
            studies = fields.get("studies")
            if studies is None or "protocolSection" in fields:
                return None
            found = msgspec.json.decode(studies, type=list[msgspec.Raw])
        except (msgspec.MsgspecError, RecursionError):
            pass
        else:
            value = _value().match(body, at)
            assert value is not None
            span = (value.end() - 1, value.end() - 1 + len(memoryview(studies)))
            return Container(_named(name, "studies", found), _beside(body, start, [span]))
    return _page_walked(name, body, start)


@cache
def _value() -> re.Pattern[bytes]:
    """The key and the bracket that opens its array."""
    return re.compile(rb'"studies"\s*+:\s*+\[')


def _page_walked(name: str, body: Body, start: int) -> Container | None:
    if not (arrays := list(_studies_arrays(body, start))):
        return None

    def parts() -> Iterator[Part | CopyError]:
        number = 0
        for opening, end in arrays:
            for part in _walked(name, "studies", body, opening + 1, number, end):
                number += 1
                yield part

    return Container(parts(), _beside(body, start, arrays))


def _beside(body: Body, start: int, arrays: list[tuple[int, int]]) -> tuple[tuple[str, str], ...]:
    """The places and words of all that stands outside these arrays of studies (start, end)."""
    outside, place = b"", start
    for opening, end in arrays:
        outside += body[place:opening] + b"null"
        place = end
    outside += body[place:]
    try:
        root = json.loads(outside, strict=False, parse_float=Fraction, object_pairs_hook=Repeated.of)
        pairs: list[tuple[str, Any]] = [*getattr(root, "earlier", ()), *root.items()]
        found = leaves(((key,), value) for key, value in pairs if (key, value) != ("studies", None))
        return tuple((dotted(path), spelled(value)) for path, value in found)
    except (ValueError, RecursionError, NestedTooDeep):
        return (("(malformed JSON)", outside.decode("utf-8", "backslashreplace")),)


def _studies_arrays(body: Body, start: int) -> Iterator[tuple[int, int]]:
    """Where the arrays open and end that are a value of the key "studies" of the outermost object."""
    depth, opening = 0, -1
    for token in _token().finditer(body, start):
        mark = token[0]
        if mark in (b"{", b"["):
            depth += 1
        elif mark in (b"}", b"]"):
            depth -= 1
            if depth == 1 and opening >= 0:
                yield opening, token.end()
                opening = -1
        elif mark == b'"studies"' and depth == 1 and (value := _value().match(body, token.start())):
            opening = value.end() - 1
        elif mark == b'"protocolSection"' and depth == 1:
            return
        elif mark == b'"':
            break
    if opening >= 0:
        yield opening, len(body)


# --- the walk


@cache
def _token() -> re.Pattern[bytes]:
    """A string literal; one that never ends; a bracket; a comma."""
    return re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{},]', re.DOTALL)


def _walked(
    name: str, key: str, body: Body, start: int, first: int = 0, end: int | None = None
) -> Iterator[Part | CopyError]:
    """The elements of the array whose inside begins at `start`, as far as it goes; a warning of what stands behind it.

    With `end`, the array ends there and what stands behind it is somebody else's.
    """
    number, depth, begin = first, 0, start
    for token in _token().finditer(body, start):
        mark = token[0]
        if mark in (b"{", b"["):
            depth += 1
        elif mark in (b"}", b"]"):
            depth -= 1
        if mark == b'"' or depth > DEEPEST:
            break
        if depth < 0 or (depth == 0 and mark == b","):
            if depth == 0 or _first(body, begin) < token.start():
                yield _part(_place(name, key, number), body, begin, token.start())
                number += 1
            begin = token.end()
        if depth < 0:
            if end is None and (behind := len(body) - _first(body, begin)):
                yield CopyError(name, "", f"{behind:,} bytes behind the array of studies: not read")
            return
    if _first(body, begin) < len(body):
        yield _part(_place(name, key, number), body, begin, len(body))
    else:
        yield CopyError(_place(name, key, number), "", CUT)


# --- one study a line


def _lines(name: str, body: Body, start: int) -> Container | None:
    """One study a line, blank lines allowed; None where the lines are those of one object."""
    first = [bytes(body[begin:end]) for _, begin, end in islice(_each_line(body, start), LINES_LOOKED_AT)]
    if len(first) < 2:
        return None
    whole = [line.startswith(b"{") and _is_object(line) for line in first]
    if not (whole[0] or (any(whole) and all(line.startswith(b"{") for line in first))):
        return None
    parts = (
        _part(f"{name}: line {number}", body, begin, end) for number, begin, end in _each_line(body, start)
    )
    return Container(parts)


def _is_object(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError):
        return False
    return True


def _each_line(body: Body, start: int) -> Iterator[tuple[int, int, int]]:
    """The number (from 1), the start and the end of every line that is not blank."""
    number, begin, size = 1 + bytes(body[:start]).count(b"\n"), start, len(body)
    while begin < size:
        found = body.find(b"\n", begin)
        end = size if found < 0 else found
        if body[begin : begin + 1] != b"{":
            begin = end - len(bytes(body[begin:end]).lstrip(SPACE))
        if begin < end:
            yield number, begin, end
        number, begin = number + 1, end + 1
