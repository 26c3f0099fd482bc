"""The chain: what each event commits to, and the hash that ties it to the event before.

hash       = SHA-256("trialtui event 1\\n" + canonical JSON of [every column in order, previous hash last])
commitment = SHA-256(salt + canonical JSON of the content)

The salt (32 random bytes) stands beside the content and goes with it when a subject is purged, so that nobody can
find a purged "yes" again by hashing the few contents it could have been.
Canonical JSON: keys sorted, no white space, everything beyond ASCII escaped, no NaN. A list of strings, integers and
nulls has exactly one such form, so no two different events have the same encoding.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any

GENESIS = "0" * 64  # what the first event has as the hash before it
SALT_BYTES = 32
COLUMNS = (
    *("seq", "at", "offset", "who", "sitting", "kind", "subject", "trial"),
    *("record", "fingerprint", "undoes", "commitment", "previous", "hash"),
)
_DOMAIN = b"trialtui event 1\n"


def canonical(value: Any) -> str:
    """The one JSON text of `value`. Raises ValueError or TypeError for what JSON cannot hold."""
    return json.dumps(value, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def fresh_salt() -> bytes:
    return os.urandom(SALT_BYTES)


def sealed(content: Mapping[str, Any], salt: bytes = b"") -> tuple[bytes, str, str]:
    """The salt (a fresh one where none is given), the canonical body and the commitment to both."""
    salt, body = salt or fresh_salt(), canonical(dict(content))
    return salt, body, commitment(salt, body)


def commitment(salt: bytes, body: str) -> str:
    return hashlib.sha256(salt + body.encode("utf-8", "surrogatepass")).hexdigest()


def event_hash(columns: Sequence[str | int | None]) -> str:
    """The hash of an event: `columns` are all of COLUMNS but the hash itself, `previous` last."""
    return hashlib.sha256(_DOMAIN + canonical(list(columns)).encode("ascii")).hexdigest()


def is_sound(row: Sequence[Any]) -> bool:
    """Whether a row (COLUMNS, the hash last) is word for word the event that was hashed."""
    try:
        return bool(row[-1] == event_hash(row[:-1]))
    except (TypeError, ValueError):  # bytes or infinities where damage changed a column's type
        return False


def opened(salt: Any, body: Any, committed: str) -> dict[str, Any] | None:
    """The content behind a commitment, or None if it is not there or is not what was committed to."""
    if not isinstance(salt, bytes) or not isinstance(body, str) or commitment(salt, body) != committed:
        return None
    try:
        content = json.loads(body)
    except ValueError:
        return None
    return content if isinstance(content, dict) else None
