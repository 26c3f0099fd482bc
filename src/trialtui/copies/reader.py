"""The one door for copies: decide the format from the content, and read."""

from __future__ import annotations

import os
from pathlib import Path

from trialtui.copies.copy import Copy, CopyError, CopyReading, CriteriaPlace
from trialtui.copies.decoding import LARGEST_COPY, decode_copy
from trialtui.copies.detect import FormatModule, format_of, unread_bytes, unread_text
from trialtui.record.study import EligibilityModule, Study

FAULT = "a fault of this program, please report it"


def open_copy(path: str | Path) -> CopyReading:
    """Read the copy in a file. Raises CopyError, one line that names the file, for whatever cannot be read."""
    return read_copy(str(path), read_bytes(path))


def read_bytes(path: str | Path) -> bytes:
    """The bytes of a file, at most one more than a copy may hold. Raises CopyError."""
    name = str(path)
    try:
        with open(path, "rb", opener=_opened) as file:
            small = 0 < os.fstat(file.fileno()).st_size <= LARGEST_COPY  # asking for more costs 40 µs a file
            return file.read() if small else file.read(LARGEST_COPY + 1)
    except IsADirectoryError:
        raise CopyError(name, "", "this is a directory; name a file in it") from None
    except OSError as error:
        raise CopyError(name, "", (error.strerror or str(error)).lower()) from None
    except ValueError as error:  # a NUL in the path
        raise CopyError(name.replace("\0", "?"), "", str(error)) from None


def _opened(path: str, flags: int) -> int:
    """Open without waiting for the other end of a pipe: one that nobody writes to is empty; one with a writer is waited for."""
    file = os.open(path, flags | os.O_NONBLOCK)
    os.set_blocking(file, True)
    return file


def read_copy(name: str, raw: bytes) -> CopyReading:
    """Read a copy from its bytes; `name` is what messages call it. Raises CopyError."""
    if binary := unread_bytes(raw):
        raise CopyError(name, "", binary)
    copy = decode_copy(name, raw)
    if (module := format_of(copy.text)) is None:
        raise CopyError(name, "", unread_text(copy.text))
    return read_as(module, copy)


def read_as(module: FormatModule, copy: Copy) -> CopyReading:
    """Read a copy whose format is known. Raises CopyError, also for a fault of ours: it must spoil no other copy."""
    try:
        return module.read(copy)
    except CopyError:
        raise
    except Exception as fault:
        raise CopyError(copy.name, "", f"{FAULT} ({type(fault).__name__})") from fault


def quick_look(name: str, raw: bytes) -> CopyReading:
    """The record of a copy, without the account of what is left over where that would take its time. Raises CopyError."""
    from trialtui.copies.ctgov_json import FORMAT, glance

    copy = decode_copy(name, raw)
    study = glance(copy.text)
    return CopyReading(copy, FORMAT, study) if study else read_copy(name, raw)


def listed_look(name: str, raw: bytes) -> CopyReading:
    """The same, of a registry's JSON only what a list or a search asks. Raises CopyError."""
    return listed_alone(name, raw) or read_copy(name, raw)


def listed_alone(name: str, raw: bytes) -> CopyReading | None:
    """The same where the bytes are one study in a registry's JSON, told at once; else None. Raises CopyError."""
    from trialtui.copies.ctgov_json import FORMAT, listed

    copy = decode_copy(name, raw)
    study = listed(copy.text)
    return CopyReading(copy, FORMAT, study) if study else None


def as_value(refusal: CopyError) -> CopyError:
    """The refusal without what led to it: kept in a list, its frames would hold the bytes of every file that was refused."""
    refusal.__context__ = refusal.__cause__ = None
    return refusal.with_traceback(None)


def read_eligibility_text(name: str, raw: bytes) -> CopyReading:
    """Take the whole file for bare eligibility text, whatever it says. Raises CopyError where it is no text."""
    copy = decode_copy(name, raw)
    study = Study(eligibility=EligibilityModule(eligibility_criteria=copy.text))
    return CopyReading(copy, "eligibility text", study, criteria_place=CriteriaPlace(0, len(copy.text)))
