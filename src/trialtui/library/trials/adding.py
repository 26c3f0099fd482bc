"""Taking copies in: read side by side, written by one, stopped and gone on with at any moment.

What is counted adds up: in = added + updated + unchanged + failed. A copy is whole in the library or absent; the index follows, and what
it does not know yet is written down in the same transaction as the trial (`pending`), so that a kill leaves nothing half done.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import NamedTuple

import msgspec

from trialtui.copies.copy import CopyError
from trialtui.copies.reader import read_copy
from trialtui.library.trials.index import IndexWriter, TrialIndex
from trialtui.library.trials.packing import make_dictionary
from trialtui.library.trials.readers import FEW, FEW_BYTES, MOST_BYTES, Readers, cores
from trialtui.library.trials.reading import Failed as Failed
from trialtui.library.trials.reading import Piece, Prepared, Reader, Ready
from trialtui.library.trials.settling import settle
from trialtui.library.trials.store import Library

SAVE_SECONDS = 1.0  # between transactions
MOST_WAITING = 2000  # copies, for one transaction
INDEX_SECONDS = (
    60.0  # between commits of the index: reading waits for each, and each leaves segments to be merged
)


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


Progress = Callable[[Counts, int], None]
"""Told how many copies are taken in, and how many bytes these were."""


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

    def run(self, pieces: Iterable[Piece], progress: Progress = lambda counts, size: None) -> Counts:
        """Take copies in until they end, or `stop` is called (from a signal's handler, say).

        Raises IndexUnusable, OSError, sqlite3.Error: what was counted until then is in the library.
        """
        settle(self.library, self.index)
        source = iter(pieces)
        first, more = _first(source)
        number = cores() if more else 1
        writer = self.index.writer(number)
        try:
            with closing(self._prepared(first, source, number)) as prepared:
                self._write(prepared, writer, progress)
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
                writer.put(row, one.written, new=True)
            elif outcome == "updated" and self._is_current(row, one):
                writer.put(row, one.written, new=False)
        self.counts = Counts(**counts)
        self.size += sum(one.packed.size for one in ready)

    def _is_current(self, row: int, one: Ready) -> bool:
        return any(
            version.current and version.digest == one.packed.digest.hex()
            for version in self.library.versions(one.packed.entry.trial)
        )

    # --- reading

    def _prepared(self, first: list[Piece], rest: Iterator[Piece], number: int) -> Generator[Prepared]:
        """Copies made ready, in the order they came: in so many processes, or here."""
        pieces = _on(first, rest)
        dictionary = self._dictionary(first)
        if number > 1:
            with Readers(number) as readers:
                yield from readers.read(pieces, dictionary)
        else:
            reader = Reader(dictionary)
            for piece in pieces:
                yield from reader.read(piece)

    def _dictionary(self, first: list[Piece]) -> bytes:
        content = self.library.dictionary()
        if not content:
            content = make_dictionary([one.raw for one in first if not isinstance(one, CopyError)])
            if content:
                self.library.keep_dictionary(content)
        return content


def _first(source: Iterator[Piece]) -> tuple[list[Piece], bool]:
    """The first pieces, and whether there may be more than these few."""
    first: list[Piece] = []
    size = 0
    for one in islice(source, FEW):
        first.append(one)
        size += 0 if isinstance(one, CopyError) else len(one.raw)
        if size >= FEW_BYTES:
            return first, True
    return first, len(first) == FEW


def _on(first: list[Piece], source: Iterator[Piece]) -> Iterator[Piece]:
    """The first pieces, each let go of, and all behind them."""
    first.reverse()
    while first:
        yield first.pop()
    yield from source
