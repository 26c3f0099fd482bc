"""Processes that read copies side by side. What they read comes back in the order in which the copies came, whoever was faster.

Each holds a pipe from us: when that closes, however we ended, it ends. What a process that died was to read is read here.
"""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from fcntl import fcntl
from queue import SimpleQueue
from threading import Condition, Thread
from types import TracebackType
from typing import IO, Any, NamedTuple

from trialtui.copies.bundles import Unread
from trialtui.copies.copy import CopyError
from trialtui.copies.detect import Part
from trialtui.library.trials.entry import Entry
from trialtui.library.trials.index import Written
from trialtui.library.trials.packing import Packed
from trialtui.library.trials.reading import Failed, Piece, Prepared, Reader, Ready

FEW = 1000  # copies, or files of them, that are read before other processes would have begun
FEW_BYTES = 64 << 20  # of these, at most
MOST_PROCESSES = 4
BATCH_COPIES = 64  # sent at once
BATCH_BYTES = 1 << 18  # few enough to stay in a core's own memory; a larger copy goes alone
MOST_BYTES = 8 << 20  # of raw copies under way, or in one transaction: more leaves the cores' own memory
PIPE_BYTES = 1 << 20

Batch = list[Piece]
Process = subprocess.Popen[bytes]


def cores() -> int:
    """How many of us can work at once."""
    ours = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(ours, MOST_PROCESSES)


class Sent(NamedTuple):
    """A batch, and who reads it."""

    process: Process
    batch: Batch
    size: int


class Readers:
    """So many processes, begun at once and ended with the `with` block; fewer where the host lets no more begin."""

    def __init__(self, number: int) -> None:
        self._processes: list[Process] = []
        with suppress(OSError):
            self._processes.extend(_begun() for _ in range(number))
        self._sent: SimpleQueue[Sent | BaseException | None] = SimpleQueue()
        self._room = Condition()
        self._under_way = 0
        self._ended = False
        self._feeder: Thread | None = None

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._room:
            self._ended = True
            self._room.notify_all()
        for process in self._processes:
            process.kill()  # it has nothing to lose
        if self._feeder:
            self._feeder.join(1)
        for process in self._processes:
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]

    def read(self, pieces: Iterable[Piece], dictionary: bytes) -> Iterator[Prepared]:
        """What comes of all the pieces, in their order."""
        here = Reader(dictionary)
        if not self._processes:
            for piece in pieces:
                yield from here.read(piece)
            return
        self._feeder = Thread(target=self._feed, args=(pieces, dictionary), daemon=True)
        self._feeder.start()
        while (sent := self._sent.get()) is not None:
            if isinstance(sent, BaseException):
                raise sent
            answer = _received(sent.process.stdout)
            self._give_back(sent.size)
            if answer is None:
                for piece in sent.batch:
                    yield from here.read(piece)
            else:
                yield from map(_prepared, answer)

    # --- in a thread: whatever waits here, answers are taken meanwhile

    def _feed(self, pieces: Iterable[Piece], dictionary: bytes) -> None:
        try:
            for process in self._processes:
                _send(process.stdin, dictionary)
            for number, (batch, size) in enumerate(_batches(pieces)):
                if not self._take(size):
                    return
                process = self._processes[number % len(self._processes)]
                self._sent.put(Sent(process, batch, size))
                _send(process.stdin, [_plain(piece) for piece in batch])
            self._sent.put(None)
        except BaseException as problem:
            self._sent.put(problem)

    def _take(self, size: int) -> bool:
        """Wait until so many bytes more may be under way; whether there is still somebody who wants them."""
        with self._room:
            self._room.wait_for(
                lambda: self._ended or not self._under_way or self._under_way + size <= MOST_BYTES
            )
            self._under_way += size
            return not self._ended

    def _give_back(self, size: int) -> None:
        with self._room:
            self._under_way -= size
            self._room.notify_all()


def _batches(pieces: Iterable[Piece]) -> Iterator[tuple[Batch, int]]:
    """Pieces, some at a time, and how many bytes they are."""
    batch: Batch = []
    size = 0
    for piece in pieces:
        more = 0 if isinstance(piece, CopyError) else len(piece.raw)
        if batch and (len(batch) == BATCH_COPIES or size + more > BATCH_BYTES):
            yield batch, size
            batch, size = [], 0
        batch.append(piece)
        size += more
    if batch:
        yield batch, size


# --- in plain tuples, which cost a tenth of objects on their way


def _plain(piece: Piece) -> tuple[object, ...]:
    if isinstance(piece, CopyError):
        return (_FAILED, piece.name, str(piece))
    return (_PART if isinstance(piece, Part) else _UNREAD, piece.name, piece.raw)


def _read(reader: Reader, item: tuple[Any, ...]) -> Iterator[Prepared]:
    kind, name, rest = item
    if kind == _FAILED:
        yield Failed(name, rest)
    else:
        yield from reader.read(Part(name, rest) if kind == _PART else Unread(name, rest))


_PART, _UNREAD, _FAILED = range(3)


def _told(one: Prepared) -> tuple[object, ...]:
    if isinstance(one, Failed):
        return tuple(one)
    entry, *packed = one.packed
    return tuple(entry), packed, tuple(one.written)


def _prepared(told: tuple[Any, ...]) -> Prepared:
    if len(told) == 2:
        return Failed(*told)
    entry, packed, written = told
    return Ready(Packed(Entry(*entry), *packed), Written(*written))


# --- the processes


def _begun() -> Process:
    """A process that reads. Of a group of its own, so that Ctrl-C is for us to answer."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "trialtui.library.trials.reading_process"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, process_group=0,
    )  # fmt: skip
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError, ImportError):
            from fcntl import F_SETPIPE_SZ

            fcntl(pipe, F_SETPIPE_SZ, PIPE_BYTES)  # type: ignore[arg-type]
    return process


def attend() -> None:
    """What such a process does: read batches until nobody sends any more."""
    given, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb", 0)
    os.dup2(2, 1)  # what somebody prints is no answer
    with suppress(OSError):
        dictionary = _received(given)
        if dictionary is None:
            return
        reader = Reader(dictionary)
        while (batch := _received(given)) is not None:
            _send(answers, [_told(one) for item in batch for one in _read(reader, item)])


def _send(pipe: IO[bytes] | None, message: Any) -> None:
    """Send a message; to nobody where the process is gone, which is found out where its answer is awaited."""
    assert pipe is not None
    body = marshal.dumps(message)
    with suppress(BrokenPipeError):
        for part in (len(body).to_bytes(8, "big"), body):
            view = memoryview(part)
            while view:
                view = view[pipe.write(view) :]
        pipe.flush()


def _received(pipe: IO[bytes] | None) -> Any:
    """The next message; None where there will be none."""
    assert pipe is not None
    head = pipe.read(8)
    size = int.from_bytes(head, "big")
    body = pipe.read(size) if len(head) == 8 else b""
    return marshal.loads(body) if body and len(body) == size else None
