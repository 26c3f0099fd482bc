"""One writer at a time: who holds the library, and waiting for it."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from trialtui.library import directory
from trialtui.library.who import account

FILE_NAME = "library.lock"


class LibraryBusy(Exception):
    """Somebody else is changing the library. `str()` is one line that says who."""


@contextmanager
def alone(folder: Path, seconds: float) -> Iterator[None]:
    """Hold the library for changes. The lock goes with the process, however it ends. Raises LibraryBusy, OSError."""
    with directory.private(folder):
        handle = os.open(folder / FILE_NAME, os.O_RDWR | os.O_CREAT, 0o660)
    try:
        _wait(handle, folder, seconds)
        os.ftruncate(handle, 0)
        os.pwrite(
            handle, f"{account()} (process {os.getpid()}) since {datetime.now():%Y-%m-%d %H:%M}".encode(), 0
        )
        yield
    finally:
        os.close(handle)


def _wait(handle: int, folder: Path, seconds: float) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                holder = os.pread(handle, 200, 0).decode("utf-8", "replace") or "another process"
                raise LibraryBusy(
                    f"{folder}: the library is being changed by {holder}; try again when it is done"
                ) from None
            time.sleep(0.05)
