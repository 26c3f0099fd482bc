"""Writing what goes out: to standard output, or into a file that is whole or not there, for its owner alone."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterable
from contextlib import suppress


class NotWritten(Exception):
    """Why a file could not be written: one line that names it. What stood there before stands as it was."""


def write_out(chunks: Iterable[str], path: str | None, *, byte_order_mark: bool = False) -> None:
    """Write text as UTF-8 to a file (mode 0600), or to standard output where none is named, or "-". Raises NotWritten."""
    if path in (None, "-"):
        _print(_encoded(chunks, byte_order_mark))
        return
    try:
        if _is_device(path):
            with open(path, "wb") as device:
                device.writelines(_encoded(chunks, byte_order_mark))
        else:
            _replace(path, _encoded(chunks, byte_order_mark))
    except OSError as error:
        raise NotWritten(f"{path}: {(error.strerror or str(error)).lower()}") from None


def _print(parts: Iterable[bytes]) -> None:
    out = sys.stdout.buffer
    try:
        for part in parts:
            out.write(part)
        out.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotWritten(f"standard output: {(error.strerror or str(error)).lower()}") from None


def _encoded(chunks: Iterable[str], byte_order_mark: bool) -> Iterable[bytes]:
    if byte_order_mark:
        from trialtui.exports.spreadsheet import BYTE_ORDER_MARK

        yield BYTE_ORDER_MARK.encode()
    for chunk in chunks:
        yield chunk.encode("utf-8", "backslashreplace")


def _is_device(path: str) -> bool:
    try:
        return not stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def _replace(path: str, parts: Iterable[bytes]) -> None:
    """An older file stays whole until the new one is, on the disk."""
    folder, name = os.path.split(path)
    handle, beside = tempfile.mkstemp(prefix=f".{name}.", dir=folder or ".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
