"""Taking copies in: read side by side, written by one, stopped and gone on with at any moment.

What is counted adds up: in = added + updated + unchanged + failed. A copy is whole in the library or absent; the index follows, and what
it does not know yet is written down in the same transaction as the trial (`pending`), so that a kill leaves nothing half done.
"""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import NamedTuple

import msgspec

from trialtui.copies.copy import CopyError
from trialtui.copies.detect import Part
from trialtui.copies.reader import quick_look, read_copy
from trialtui.library.trials.entry import Entry, Indexed, entry_of, indexed
from trialtui.library.trials.index import IndexWriter, TrialIndex
from trialtui.library.trials.packing import SAMPLES, Press, make_dictionary
from trialtui.library.trials.settling import settle
from trialtui.library.trials.store import Library, Packed

SAVE_SECONDS = 1.0  # between transactions
MOST_WAITING = 2000  # copies, for one transaction
INDEX_SECONDS = 20.0  # between commits of the index
UNDER_WAY = 64  # copies being pressed
MOST_BYTES = (
    64 << 20
)  # of raw copies, in each of these and in the first ones: memory stays bounded however much comes in


class Failed(NamedTuple):
    """A copy that could not be read: one line, with the file and the place."""

    name: str
    reason: str


class Counts(NamedTuple):
    """How far the taking in is."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0

    @property
    def taken(self) -> int:
        return sum(self)

    @property
    def kept(self) -> int:
        return self.taken - self.failed


class Glanced(NamedTuple):
    """A copy, read."""

    entry: Entry
    indexed: Indexed
    digest: bytes
    name: str
    format: str
    raw: bytes


class Ready(NamedTuple):
    """A copy, read and pressed, and what the index takes of it."""

    packed: Packed
    indexed: Indexed


class Pressing(NamedTuple):
    """A copy, read and being pressed."""

    glanced: Glanced
    pressed: Future[bytes]


Prepared = Ready | Failed
Progress = Callable[[Counts, int], None]
"""Told how many copies are taken in, and how many bytes these were."""


def glance(one: Part | CopyError) -> Glanced | Failed:
    """Read as much of a copy as the list and the index need. Never raises for what stands in it."""
    if isinstance(one, CopyError):
        return Failed(one.name, str(one))
    try:
        reading = quick_look(one.name, one.raw)
    except CopyError as problem:
        return Failed(one.name, str(problem))
    entry = entry_of(reading, reading.trial)
    return Glanced(
        entry,
        indexed(reading.study, entry.trial),
        bytes.fromhex(reading.copy.digest),
        one.name,
        reading.format,
        one.raw,
    )


def said(raw: bytes) -> bytes:
    """What a copy says, as a hash: neither white space between its fields nor the way characters are escaped changes it."""
    reading = read_copy("", raw)
    everything = (reading.study, [(left.place, left.text) for left in reading.left_over])
    return hashlib.sha256(_ENCODER.encode(everything)).digest()


_ENCODER = msgspec.json.Encoder(order="sorted")


class Adding:
    """One taking in, by the holder of the library's lock."""

    def __init__(self, library: Library, index: TrialIndex) -> None:
        self.library, self.index = library, index
        self.counts, self.size = Counts(), 0
        self.failures: list[Failed] = []
        self.stopped = False

    def run(
        self, parts: Iterable[Part | CopyError], progress: Progress = lambda counts, size: None
    ) -> Counts:
        """Take copies in until they end, or `stop` is called (from a signal's handler, say).

        Raises IndexUnusable, OSError, sqlite3.Error: what was counted until then is in the library.
        """
        settle(self.library, self.index)
        writer = self.index.writer()
        try:
            self._write(self._prepared(parts), writer, progress)
            writer.commit()
            self.library.settle()
        finally:
            writer.close()
        return self.counts

    def stop(self) -> None:
        """Write what was read, and end."""
        self.stopped = True

    def _write(self, prepared: Iterator[Prepared], writer: IndexWriter, progress: Progress) -> None:
        waiting: list[Ready] = []
        size = 0
        saved = committed = time.monotonic()
        for one in prepared:
            if isinstance(one, Failed):
                self.failures.append(one)
                self.counts = self.counts._replace(failed=self.counts.failed + 1)
            else:
                waiting.append(one)
                size += one.packed.size
            now = time.monotonic()
            if now - saved >= SAVE_SECONDS or len(waiting) >= MOST_WAITING or size >= MOST_BYTES:
                self._save(waiting, writer)
                waiting, size, saved = [], 0, now
                progress(self.counts, self.size)
            if now - committed >= INDEX_SECONDS and not waiting:
                committed = now
                writer.commit()
                self.library.settle()
            if self.stopped:
                break
        self._save(waiting, writer)
        progress(self.counts, self.size)

    def _save(self, ready: list[Ready], writer: IndexWriter) -> None:
        outcomes = self.library.keep((one.packed for one in ready), said)
        counts = self.counts._asdict()
        for one, (outcome, row) in zip(ready, outcomes, strict=True):
            counts[outcome] += 1
            if outcome == "added":
                writer.put(row, one.indexed, new=True)
            elif outcome == "updated" and self._is_current(row, one):
                writer.put(row, one.indexed, new=False)
        self.counts = Counts(**counts)
        self.size += sum(one.packed.size for one in ready)

    def _is_current(self, row: int, one: Ready) -> bool:
        return any(
            version.current and version.digest == one.packed.digest.hex()
            for version in self.library.versions(one.packed.entry.trial)
        )

    # --- reading

    def _prepared(self, parts: Iterable[Part | CopyError]) -> Iterator[Prepared]:
        """Copies made ready, in the order they came. They are pressed beside the reading: zstd lets go of the interpreter."""
        source = iter(parts)
        first = _first(source)
        press = Press(self._dictionary(first))
        with ThreadPoolExecutor(1) as pool:
            under_way: deque[Failed | Pressing] = deque()
            size = 0
            for one in _on(first, source):
                glanced = glance(one)
                if isinstance(glanced, Failed):
                    under_way.append(glanced)
                else:
                    under_way.append(Pressing(glanced, pool.submit(press.pressed, glanced.raw)))
                    size += len(glanced.raw)
                while len(under_way) >= UNDER_WAY or size >= MOST_BYTES:
                    oldest = under_way.popleft()
                    size -= len(oldest.glanced.raw) if isinstance(oldest, Pressing) else 0
                    yield _ready(oldest)
            yield from map(_ready, under_way)

    def _dictionary(self, first: list[Part | CopyError]) -> bytes:
        content = self.library.dictionary()
        if not content:
            content = make_dictionary([one.raw for one in first if isinstance(one, Part)])
            if content:
                self.library.keep_dictionary(content)
        return content


def _first(source: Iterator[Part | CopyError]) -> list[Part | CopyError]:
    """As many copies as a dictionary is made of, or as memory takes."""
    first: list[Part | CopyError] = []
    size = 0
    for one in islice(source, SAMPLES):
        first.append(one)
        size += len(one.raw) if isinstance(one, Part) else 0
        if size >= MOST_BYTES:
            break
    return first


def _on(first: list[Part | CopyError], source: Iterator[Part | CopyError]) -> Iterator[Part | CopyError]:
    """The first copies, each let go of, and all behind them."""
    first.reverse()
    while first:
        yield first.pop()
    yield from source


def _ready(one: Failed | Pressing) -> Prepared:
    if isinstance(one, Failed):
        return one
    glanced = one.glanced
    packed = Packed(
        glanced.entry, glanced.digest, glanced.name, glanced.format, len(glanced.raw), one.pressed.result()
    )
    return Ready(packed, glanced.indexed)
