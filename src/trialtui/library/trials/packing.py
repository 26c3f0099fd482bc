"""Copies pressed for keeping: zstd, with a dictionary made of the library's own first copies.

Registry records are much alike: on invented studies of 23 kB a dictionary of 256 kB takes them from 0.36 to 0.27 of their size.
A frame names the dictionary it needs (RFC 8878, Dictionary_ID).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from trialtui.library.trials.entry import Entry

LEVEL = 2
DICTIONARY_SIZE = 256 * 1024
FEWEST_SAMPLES, SAMPLES = (
    400,
    500,
)  # copies a dictionary is made of; fewer make a poor one, more take long and gain nothing
LARGEST_SAMPLE = 128 * 1024


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


def make_dictionary(samples: Sequence[bytes]) -> bytes:
    """A dictionary of these copies; b"" where they are too few."""
    if len(samples) < FEWEST_SAMPLES:
        return b""
    content: bytes = (
        zstd().train_dict([one[:LARGEST_SAMPLE] for one in samples], DICTIONARY_SIZE).dict_content
    )
    return content


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
