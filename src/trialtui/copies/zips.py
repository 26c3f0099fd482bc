"""The members of a zip archive as sources of copies: nothing is written to disk, nothing is unpacked before it is asked for."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath, PureWindowsPath
from typing import IO, NamedTuple

from trialtui.copies.copy import CopyError
from trialtui.copies.decoding import LARGEST_COPY, too_large

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
CHUNK = 1 << 20

MOST_MEMBERS = 1_000_000
"""Members of an archive; the whole registry is 560,000 studies."""

LARGEST_RATIO, FREE = 100, 128 << 20
"""An archive may unpack to this many times its size and FREE bytes; JSON packs to a fifth, a zip bomb to a thousandth."""

OFFICE = ("[Content_Types].xml", "mimetype")
"""First members of the office documents and books that are zip archives too."""

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, struct.error)
"""What zipfile raises for archives that are damaged (RuntimeError: encrypted, or a method it does not know)."""


class Member(NamedTuple):
    """A file in an archive; `name` is "studies.zip: NCT01234567.json"."""

    name: str
    archive: Archive
    info: zipfile.ZipInfo

    def load(self) -> bytes:
        """Its bytes. Raises CopyError."""
        return self.archive.read(self.name, self.info)


class Archive:
    """An open archive and how much of it may still be unpacked."""

    def __init__(self, name: str, file: IO[bytes]) -> None:
        """Raises CopyError for what is no readable archive."""
        self.name = name
        try:
            self._zip = zipfile.ZipFile(file)
        except BROKEN as error:
            raise CopyError(name, "", f"a damaged or truncated zip archive ({_reason(error)})") from None
        size = file.seek(0, 2)
        self._bound = self._left = LARGEST_RATIO * size + FREE
        self._counted: set[int] = set()  # members that were read once need not count again

    def members(self) -> Iterator[Member | CopyError]:
        """The members in the archive's order; those that are refused, with the reason. Folders and hidden files are passed over."""
        infos = self._zip.infolist()
        if not infos:
            yield CopyError(self.name, "", "an empty zip archive")
        elif infos[0].filename in OFFICE:
            yield CopyError(self.name, "", "an office document; save it as text, or name a registry's file")
        elif len(infos) > MOST_MEMBERS:
            yield CopyError(
                self.name, "", f"more than {MOST_MEMBERS:,} members: unpack it and name the folder"
            )
        else:
            yield from self._members(infos)

    def _members(self, infos: list[zipfile.ZipInfo]) -> Iterator[Member | CopyError]:
        seen: Counter[str] = Counter()
        for info in infos:
            if info.filename.endswith("/") or _hidden(
                info.filename
            ):  # `is_dir` fails on a member without a name
                continue
            seen[info.filename] += 1
            again = f" ({seen[info.filename]})" if seen[info.filename] > 1 else ""
            name = f"{self.name}: {info.filename or 'a member without a name'}{again}"
            refused = _refused(name, info)
            yield refused or Member(name, self, info)

    def read(self, name: str, info: zipfile.ZipInfo) -> bytes:
        """Unpack one member, in pieces, and no more of it than a copy may hold. Raises CopyError."""
        if self._left < 0:
            raise self._bomb(name)
        raw, counts = bytearray(), info.header_offset not in self._counted
        try:
            with self._zip.open(info) as file:
                for piece in iter(partial(file.read, CHUNK), b""):
                    raw += piece
                    self._left -= len(piece) * counts
                    if len(raw) > LARGEST_COPY:
                        raise too_large(name, len(raw))
                    if self._left < 0:
                        raise self._bomb(name)
        except BROKEN as error:
            raise CopyError(name, "", f"damaged in the zip archive ({_reason(error)})") from None
        self._counted.add(info.header_offset)
        return bytes(raw)

    def _bomb(self, name: str) -> CopyError:
        return CopyError(
            name,
            "",
            f"not unpacked: the zip archive holds more than {self._bound >> 20:,} MB, a zip bomb by its size",
        )


def _hidden(name: str) -> bool:
    return any(
        (step.startswith(".") and step not in (".", "..")) or step == "__MACOSX"
        for step in name.replace("\\", "/").split("/")
    )


def _refused(name: str, info: zipfile.ZipInfo) -> CopyError | None:
    """Why a member is not read, from what the archive says of it."""
    path = info.filename.replace("\\", "/")
    if path.startswith("/") or PureWindowsPath(path).drive or ".." in PurePosixPath(path).parts:
        return CopyError(name, "", "its name leads out of the zip archive: not read")
    if info.flag_bits & 1:
        return CopyError(name, "", "encrypted: unpack it with its password first")
    if info.compress_type not in METHODS:
        return CopyError(
            name, "", f"packed by method {info.compress_type}: pack it by the usual one (deflate)"
        )
    return too_large(name, info.file_size) if info.file_size > LARGEST_COPY else None


def _reason(error: Exception) -> str:
    return str(error).lower() or type(error).__name__
