"""Where copies lie: a file, the members of a zip, all below a folder, standard input. Named in order, read when asked for."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from mmap import ACCESS_READ, mmap
from typing import IO, NamedTuple

from trialtui.copies.copy import CopyError
from trialtui.copies.decoding import LARGEST_COPY
from trialtui.copies.reader import read_bytes

STANDARD_INPUT = "standard input"
ZIPPED = (b"PK\x03\x04", b"PK\x05\x06")


class Source(NamedTuple):
    """Where bytes come from that hold one study or several: a file, a member of a zip, standard input."""

    name: str
    load: Callable[[], bytes | mmap]  # raises CopyError
    path: str = ""  # the file on disk; "" for standard input


def sources(path: str) -> Iterator[Source | CopyError]:
    """The files at a path, not yet read: the file itself, the members of a zip, all below a folder in the order of their
    names (hidden ones are passed over), standard input for "-". What is no file of copies is an error."""
    if path == "-":
        yield from _bytes(STANDARD_INPUT, sys.stdin.buffer.read(LARGEST_COPY + 1))
    elif os.path.isdir(path):
        yield from _folder(path)
    else:
        yield from _file(path)


def _file(path: str) -> Iterator[Source | CopyError]:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # a pipe, say, that can be read once
            yield from _bytes(path, read_bytes(path), path)
            return
        file = open(path, "rb")  # noqa: SIM115 -- members of a zip are read from it later
        zipped = file.read(4).startswith(ZIPPED)
    except (OSError, ValueError):
        yield Source(path, partial(read_bytes, path), path)  # says what is wrong
        return
    except CopyError as refusal:
        yield refusal
        return
    if zipped:
        yield from _members(path, file, path)
    else:
        file.close()
        yield Source(path, partial(_mapped, path), path)


def _bytes(name: str, raw: bytes, path: str = "") -> Iterator[Source | CopyError]:
    if raw.startswith(ZIPPED):
        yield from _members(name, BytesIO(raw), path)
    else:
        yield Source(name, lambda: raw, path)


def _members(name: str, file: IO[bytes], path: str) -> Iterator[Source | CopyError]:
    from trialtui.copies.zips import Archive

    try:
        archive = Archive(name, file)
    except CopyError as refusal:
        yield refusal
        return
    for member in archive.members():
        yield member if isinstance(member, CopyError) else Source(member.name, member.load, path)


def _folder(path: str) -> Iterator[Source | CopyError]:
    """All files below a folder, in the order of their names; a link back to a folder above is told and not followed."""
    waiting: list[tuple[str, frozenset[tuple[int, int]]]] = [(path, frozenset())]
    while waiting:
        here, above = waiting.pop()
        try:
            found = os.stat(here)
            if stat.S_ISREG(found.st_mode):
                yield from _file(here)
            elif not stat.S_ISDIR(found.st_mode):
                yield CopyError(here, "", "a pipe, socket or device: not read")
            elif (itself := (found.st_dev, found.st_ino)) in above:
                yield CopyError(here, "", "a link back to a folder that it lies in: not followed")
            else:
                names = sorted((name for name in os.listdir(here) if not name.startswith(".")), reverse=True)
                waiting += [(os.path.join(here, name), above | {itself}) for name in names]
        except OSError as error:
            yield CopyError(here, "", (error.strerror or str(error)).lower())


def _mapped(path: str) -> bytes | mmap:
    """The bytes of a file; one that is larger than a copy may be is mapped, not read. Raises CopyError."""
    try:
        if os.path.getsize(path) > LARGEST_COPY:
            with open(path, "rb") as file:
                return mmap(file.fileno(), 0, access=ACCESS_READ)
    except (OSError, ValueError) as error:
        raise CopyError(path, "", str(error).lower()) from None
    return read_bytes(path)
