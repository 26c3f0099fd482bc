"""Finding the log's rows in the bytes of a damaged file, page by page, without the tree that led to them.

Every row proves itself: an event by its hash, a content by an event's commitment, a copy by its digest. So the bytes
are searched for anything that looks like the header of such a row, and what does not prove itself is dropped; damage
costs the rows it touches and no others. Formats: https://www.sqlite.org/fileformat2.html (records, overflow pages, WAL frames).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from trialtui.library import chain, reading
from trialtui.library.schema import PAGE_SIZE as PAGE

WAL_HEADER, FRAME_HEADER = 32, 24
_LARGEST_LOCAL, _SMALLEST_LOCAL = PAGE - 35, (PAGE - 12) * 32 // 255 - 23

# Serial types in record headers: 0 NULL, 12 + 2n a blob, 13 + 2n a text of n bytes. 64 hexadecimal digits: 0x81 0x0D.
_EVENT = re.compile(rb"(?=\x81\x0d\x81\x0d\x81\x0d)")  # the header ends in commitment, previous, hash
_CONTENT = re.compile(
    rb"(?=[\x04-\x08]\x00\x4c)"
)  # seq (NULL, it is the row's number), a salt of 32 bytes, body
_COPY = re.compile(rb"(?=[\x07-\x12]\x81\x0d)")  # digest, name, format, at, raw
_EVENT_HEADERS = range(15, 60)


class Carved(NamedTuple):
    """What was found: events by number (mostly one each), contents by commitment, copies by digest."""

    events: dict[int, list[tuple[Any, ...]]]
    contents: dict[str, tuple[bytes, str]]
    copies: dict[str, tuple[str, str, str, bytes]]  # name, format, at, packed


class Frame(NamedTuple):
    number: int  # of the page in the file
    commits: bool
    salts: bytes
    page: bytes


def carve(path: Path) -> Carved:
    """Search the file and its WAL. Raises OSError."""
    main = _pages(path.read_bytes())
    frames = list(wal_frames(path))
    overlaid = {**main, **{frame.number: frame.page for frame in frames}}
    found = Carved({}, {}, {})
    for pages in (overlaid, main):
        for number in pages:
            _search(pages[number], pages, found)
    for frame in frames:  # older states of a page may hold what damage took from the newest
        _search(frame.page, overlaid, found)
    return found


def wal_frames(path: Path) -> Iterator[Frame]:
    """The frames of the WAL beside the file, in order; none if there is no WAL."""
    try:
        raw = path.with_name(path.name + "-wal").read_bytes()
    except OSError:
        return
    for start in range(WAL_HEADER, len(raw) - FRAME_HEADER - PAGE + 1, FRAME_HEADER + PAGE):
        head = raw[start : start + FRAME_HEADER]
        page = raw[start + FRAME_HEADER : start + FRAME_HEADER + PAGE]
        yield Frame(int.from_bytes(head[:4], "big"), head[4:8] != bytes(4), head[8:16], page)


def breaks_off(path: Path, head: int, acknowledged: int = 0) -> bool:
    """Whether the WAL holds committed events after `head`, which SQLite says is the last: one bad frame hides all after it.

    A bad frame in the last transaction is what a kill leaves in the middle of writing it, and no damage, unless the event
    in it was `acknowledged`. Frames with other salts are left from before a checkpoint. Of the log's files only the WAL is
    opened here: to close the database or its -shm would drop the locks that SQLite holds on them in this process
    (https://www.sqlite.org/howtocorrupt.html, 2.2).
    """
    frames = list(wal_frames(path))
    current = {frames[0].salts, _salts(path)} if frames else set()
    frames = [frame for frame in frames if frame.salts in current]
    commits = [number for number, frame in enumerate(frames, 1) if frame.commits]
    last, before = (commits[-1], commits[-2]) if len(commits) > 1 else (sum(commits), 0)
    return _last_event(frames[:before]) > head or head < acknowledged <= _last_event(frames[before:last])


def _last_event(frames: Sequence[Frame]) -> int:
    """Events stand in ascending order in the frames, so the last frame with any of them tells."""
    found = (max((row[0] for row in events_in(frame.page)), default=0) for frame in reversed(frames))
    return next((number for number in found if number), 0)


def _salts(path: Path) -> bytes:
    """Those that stand in the WAL's own header."""
    with open(f"{path}-wal", "rb") as wal:
        return wal.read(24)[16:24]


def events_in(page: bytes) -> Iterator[tuple[Any, ...]]:
    """The events (all columns, sound ones only) whose rows start on this page."""
    for match in _EVENT.finditer(page):
        end = match.start() + 6
        for size in _EVENT_HEADERS:
            start = end - size
            if start < 2 or page[start] != size or page[start + 1] != 0:
                continue
            row = _record(page, start, {})
            if row is None or len(row) != len(chain.COLUMNS):
                continue
            for seq in _numbers_before(page, start):
                if chain.is_sound((seq, *row[1:])):
                    yield (seq, *row[1:])
                    break


def _search(page: bytes, pages: Mapping[int, bytes], found: Carved) -> None:
    for row in events_in(page):
        known = found.events.setdefault(row[0], [])
        if row not in known:
            known.append(row)
    for match in _CONTENT.finditer(page):
        record = _record(page, match.start(), pages)
        if record is not None and len(record) == 3 and isinstance(record[2], str):
            _, salt, body = record
            found.contents.setdefault(chain.commitment(salt, body), (salt, body))
    for match in _COPY.finditer(page):
        record = _record(page, match.start(), pages)
        if record is not None and len(record) == 5 and reading.unpacked(record[4], record[0]) is not None:
            found.copies.setdefault(record[0], record[1:])


def _pages(raw: bytes) -> dict[int, bytes]:
    return {start // PAGE + 1: raw[start : start + PAGE] for start in range(0, len(raw), PAGE)}


def _numbers_before(page: bytes, end: int) -> Iterator[int]:
    """The row numbers that could stand right before `end`: variable-length integers of 1 to 9 bytes."""
    for start in range(end - 1, max(-1, end - 10), -1):
        value, stop = _varint(page, start)
        if stop == end:
            yield value


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    """A variable-length integer and where it ends (beyond the page if it is cut off)."""
    value = 0
    for offset in range(at, min(at + 8, len(raw))):
        value = value << 7 | raw[offset] & 0x7F
        if raw[offset] < 0x80:
            return value, offset + 1
    return (value << 8 | raw[at + 8], at + 9) if at + 8 < len(raw) else (value, len(raw) + 1)


def _record(page: bytes, start: int, pages: Mapping[int, bytes]) -> tuple[Any, ...] | None:
    """The values of the record whose header starts here, its overflow pages followed; None if there is none."""
    size, at = _varint(page, start)
    end = start + size
    types = []
    while at < min(end, len(page)):
        kind, at = _varint(page, at)
        types.append(kind)
    if at != end or not types or any(kind in (10, 11) for kind in types):
        return None
    lengths = [_length(kind) for kind in types]
    raw = _payload(page, start, size + sum(lengths), pages)
    if raw is None:
        return None
    values, at = [], size
    for kind, length in zip(types, lengths, strict=True):
        values.append(_value(kind, raw[at : at + length]))
        at += length
    return tuple(values)


def _length(kind: int) -> int:
    """https://www.sqlite.org/fileformat2.html#record_format"""
    return (kind - 12) // 2 if kind >= 12 else (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind]


def _value(kind: int, raw: bytes) -> Any:
    if kind >= 12:
        return raw if kind % 2 == 0 else raw.decode("utf-8", "replace")
    if kind in (8, 9):
        return kind - 8
    return None if kind in (0, 7) else int.from_bytes(raw, "big", signed=True)


def _payload(page: bytes, start: int, size: int, pages: Mapping[int, bytes]) -> bytes | None:
    """`size` bytes of a row, the rest of them on overflow pages where they are too many for one page."""
    if size <= _LARGEST_LOCAL:
        return page[start : start + size] if start + size <= len(page) else None
    if size > len(pages) * PAGE:
        return None
    local = _SMALLEST_LOCAL + (size - _SMALLEST_LOCAL) % (PAGE - 4)
    if local > _LARGEST_LOCAL:
        local = _SMALLEST_LOCAL
    parts, left = [page[start : start + local]], size - local
    following = int.from_bytes(page[start + local : start + local + 4], "big")
    while left > 0:
        overflow = pages.get(following)
        if overflow is None:
            return None
        parts.append(overflow[4 : 4 + min(left, PAGE - 4)])
        left -= PAGE - 4
        following = int.from_bytes(overflow[:4], "big")
    return b"".join(parts)
