"""Copies pressed for keeping: zstd, with a dictionary made of the library's own first copies.

Registry records are much alike: a dictionary of 256 kB takes invented studies of 23 kB from 0.36 to 0.28 of their size, real ones from
0.23 to 0.15. Trained for two seconds on the same copies it would take them to 0.27 and 0.15.
A frame names the dictionary it needs (RFC 8878, Dictionary_ID).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from trialtui.library.trials.entry import Entry

LEVEL = 2
DICTIONARY_SIZE = 256 * 1024
FEWEST_SAMPLES, SAMPLES = 400, 500  # copies a dictionary is made of; fewer make a poor one
LARGEST_SAMPLE = 128 * 1024
STRETCH = 8 * 1024  # of one copy in the dictionary


class Packed(NamedTuple):
    """A copy ready to be kept."""

    entry: Entry
    digest: bytes  # SHA-256 of the raw copy
    name: str
    format: str
    size: int
    raw: bytes  # pressed


def zstd() -> Any:
    """The compressor: of the standard library from Python 3.14 on, its backport before."""
    try:
        from compression import zstd as ours  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        from backports import zstd as ours
    return ours


def make_dictionary(copies: Sequence[bytes]) -> bytes:
    """A dictionary of these copies; b"" where they are too few."""
    if len(copies) < FEWEST_SAMPLES:
        return b""
    samples = [one[:LARGEST_SAMPLE] for one in copies[:: max(1, len(copies) // SAMPLES)][:SAMPLES]]
    few = samples[:: max(1, len(samples) * STRETCH // DICTIONARY_SIZE)]
    stretches = b"".join(_stretch(one, number) for number, one in enumerate(few))
    raw = zstd().ZstdDict(stretches[-DICTIONARY_SIZE:], is_raw=True)
    content: bytes = zstd().finalize_dict(raw, samples, DICTIONARY_SIZE, LEVEL).dict_content
    return content


def _stretch(copy: bytes, number: int) -> bytes:
    """A stretch of a copy: of the first its first, of the second its second, so that every part of a record has its turn."""
    start = number % 4 * STRETCH
    return copy[start : start + STRETCH] if len(copy) > start + STRETCH else copy[-STRETCH:]


class Press:
    """Presses copies with one dictionary, or none (b""). Not for several threads: its memory is used again and again."""

    def __init__(self, dictionary: bytes = b"") -> None:
        ours = zstd()
        self._compressor = ours.ZstdCompressor(
            level=LEVEL, zstd_dict=ours.ZstdDict(dictionary).as_digested_dict if dictionary else None
        )
        self._whole = self._compressor.FLUSH_FRAME

    def pressed(self, raw: bytes) -> bytes:
        """The copy, pressed."""
        packed: bytes = self._compressor.compress(raw, self._whole)
        return packed


@lru_cache(4)
def _loaded(dictionary: bytes) -> Any:
    return zstd().ZstdDict(dictionary).as_digested_dict


def unpressed(packed: bytes, dictionary: Callable[[int], bytes]) -> bytes:
    """The copy again, byte for byte. `dictionary` gives the one that a frame names. Raises ValueError."""
    ours = zstd()
    try:
        named = ours.get_frame_info(packed).dictionary_id
        raw: bytes = ours.decompress(packed, zstd_dict=_loaded(dictionary(named)) if named else None)
    except ours.ZstdError as error:
        raise ValueError(str(error)) from None
    return raw


def dictionary_number(content: bytes) -> int:
    """The number a dictionary goes by."""
    return int(zstd().ZstdDict(content).dict_id)
