"""What the screening log keys an answer on, and when a reworded criterion is another criterion (PRODUCT.md section 10)."""

from __future__ import annotations

import unicodedata
from hashlib import sha256

LENGTH = 20  # hex digits: 80 bits, far beyond what the criteria of one trial can collide in


def fingerprint(side: str, operator: str | None, lineage: tuple[str, ...], seen: dict[str, int]) -> str:
    """A fingerprint of a criterion: its side, operator, and the clean text of its parents and of itself (`lineage`).

    NFC and never NFKC, which would turn 10⁶ into 106. `seen` counts equal criteria within one outline, so that the
    second of two equal ones has a fingerprint of its own; it is updated.
    """
    words = "\x1e".join(lineage)
    if not words.isascii():
        words = unicodedata.normalize("NFC", words)
    key = f"{side}\x1f{operator or ''}\x1f{words}"
    occurrence = seen.get(key, 0)
    seen[key] = occurrence + 1
    return sha256(f"{key}\x1f{occurrence}".encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
