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
from itertools import chain, islice
from typing import NamedTuple

import msgspec

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.detect import Part
from trialtui.copies.reader import quick_look, read_copy
from trialtui.library.trials.entry import Entry, Indexed, entry_of, indexed
from trialtui.library.trials.index import IndexUnusable, IndexWriter, TrialIndex
from trialtui.library.trials.packing import SAMPLES, Press, make_dictionary
from trialtui.library.trials.store import Library, Packed

SAVE_SECONDS = 1.0  # between transactions
MOST_WAITING = 2000  # copies, for one transaction
INDEX_SECONDS = 20.0  # between commits of the index
UNDER_WAY = 64  # copies being pressed: memory stays bounded however much comes in


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


Prepared = Ready | Failed
Progress = Callable[[Counts], None]


def name_of(reading: CopyReading) -> str:
    """What the library calls a trial: its number in a registry, else the organisation's own, else the copy's hash."""
    info = reading.study.identification.org_study_id_info
    own = info.id if info else None
    return reading.study.trial_id or own or f"copy {reading.copy.digest[:16]}"


def glance(one: Part | CopyError) -> Glanced | Failed:
    """Read as much of a copy as the list and the index need. Never raises for what stands in it."""
    if isinstance(one, CopyError):
        return Failed(one.name, str(one))
    try:
        reading = quick_look(one.name, one.raw)
    except CopyError as problem:
        return Failed(one.name, str(problem))
    entry = entry_of(reading, name_of(reading))
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
        self.counts = Counts()
        self.failures: list[Failed] = []
        self.stopped = False

    def run(self, parts: Iterable[Part | CopyError], progress: Progress = lambda counts: None) -> Counts:
        """Take copies in until they end, or `stop` is called (from a signal's handler, say)."""
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
        saved = committed = time.monotonic()
        for one in prepared:
            if isinstance(one, Failed):
                self.failures.append(one)
                self.counts = self.counts._replace(failed=self.counts.failed + 1)
            else:
                waiting.append(one)
            now = time.monotonic()
            if now - saved >= SAVE_SECONDS or len(waiting) >= MOST_WAITING:
                self._save(waiting, writer)
                waiting, saved = [], now
                progress(self.counts)
            if now - committed >= INDEX_SECONDS and not waiting:
                committed = now
                writer.commit()
                self.library.settle()
            if self.stopped:
                break
        self._save(waiting, writer)
        progress(self.counts)

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

    def _is_current(self, row: int, one: Ready) -> bool:
        return any(
            version.current and version.digest == one.packed.digest.hex()
            for version in self.library.versions(one.packed.entry.trial)
        )

    # --- reading

    def _prepared(self, parts: Iterable[Part | CopyError]) -> Iterator[Prepared]:
        """Copies made ready, in the order they came. They are pressed beside the reading: zstd lets go of the interpreter."""
        source = iter(parts)
        first = list(islice(source, SAMPLES))
        press = Press(self._dictionary(first))
        with ThreadPoolExecutor(1) as pool:
            under_way: deque[Prepared | tuple[Glanced, Future[bytes]]] = deque()
            for one in chain(first, source):
                glanced = glance(one)
                if isinstance(glanced, Failed):
                    under_way.append(glanced)
                else:
                    under_way.append((glanced, pool.submit(press.pressed, glanced.raw)))
                if len(under_way) >= UNDER_WAY:
                    yield _ready(under_way.popleft())
            yield from map(_ready, under_way)

    def _dictionary(self, first: list[Part | CopyError]) -> bytes:
        content = self.library.dictionary()
        if not content:
            content = make_dictionary([one.raw for one in first if isinstance(one, Part)])
            if content:
                self.library.keep_dictionary(content)
        return content


def _ready(one: Prepared | tuple[Glanced, Future[bytes]]) -> Prepared:
    if isinstance(one, Failed | Ready):
        return one
    glanced, pressed = one
    packed = Packed(
        glanced.entry, glanced.digest, glanced.name, glanced.format, len(glanced.raw), pressed.result()
    )
    return Ready(packed, glanced.indexed)


# --- the index made good


def settle(library: Library, index: TrialIndex) -> int:
    """Make the index know what the library holds; how many trials had to be indexed. By the holder of the lock."""
    try:
        index.open()
    except IndexUnusable:
        index.make()
        rows = [row for (row,) in library.connection.execute("SELECT id FROM trial ORDER BY id")]
    else:
        rows = library.pending()
    if rows:
        writer = index.writer()
        try:
            for row in rows:
                _index_again(library, writer, row)
            writer.commit()
        finally:
            writer.close()
    library.settle()
    return len(rows)


def _index_again(library: Library, writer: IndexWriter, row: int) -> None:
    found = library.connection.execute(
        "SELECT t.trial, t.current, v.name FROM trial t JOIN version v ON v.id = t.current WHERE t.id = ?",
        (row,),
    ).fetchone()
    if found is None:
        writer.delete([row])
        return
    trial, version, name = found
    reading = read_copy(name, library.raw(version))
    writer.put(row, indexed(reading.study, trial), new=False)
