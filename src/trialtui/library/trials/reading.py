"""What the library takes of a copy: read, pressed, and ready to be written. Pure work, done in several processes where there is much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from trialtui.copies.bundles import Unread, parts_of_unread
from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.detect import Part
from trialtui.copies.reader import listed_alone, listed_look
from trialtui.library.trials.entry import entry_of, indexed
from trialtui.library.trials.index import Written, written
from trialtui.library.trials.packing import Packed, Press

Piece = Part | Unread | CopyError
"""What comes in: a study, a file that may hold several, or the reason why something cannot be read."""


class Failed(NamedTuple):
    """A copy that could not be read: one line, with the file and the place."""

    name: str
    reason: str


class Ready(NamedTuple):
    """A copy, read and pressed, and what the index takes of it."""

    packed: Packed
    written: Written


Prepared = Ready | Failed


class Reader:
    """Reads copies, and presses them with one dictionary (b"": with none)."""

    def __init__(self, dictionary: bytes = b"") -> None:
        self._press = Press(dictionary)

    def read(self, piece: Piece) -> Iterator[Prepared]:
        """What comes of a piece, in its order. Never raises for what stands in it."""
        if isinstance(piece, CopyError):
            yield Failed(piece.name, str(piece))
        elif isinstance(piece, Part):
            yield self._study(piece.name, piece.raw)
        elif alone := _alone(piece):
            yield self._ready(alone)
        else:
            for part in parts_of_unread(piece):
                yield from self.read(part)

    def _study(self, name: str, raw: bytes) -> Prepared:
        try:
            return self._ready(listed_look(name, raw))
        except CopyError as problem:
            return Failed(name, str(problem))

    def _ready(self, reading: CopyReading) -> Prepared:
        copy, entry = reading.copy, entry_of(reading, reading.trial)
        try:
            what = written(indexed(reading.study, entry.trial))
        except UnicodeEncodeError:  # JSON can spell one
            return Failed(copy.name, str(CopyError(copy.name, "", "half of a character stands in its text")))
        digest = bytes.fromhex(copy.digest)
        pressed = self._press.pressed(copy.raw)
        return Ready(Packed(entry, digest, copy.name, reading.format, len(copy.raw), pressed), what)


def _alone(piece: Unread) -> CopyReading | None:
    try:
        return listed_alone(piece.name, piece.raw)
    except CopyError:
        return None  # said in full where it is told apart
