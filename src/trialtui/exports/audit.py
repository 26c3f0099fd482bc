"""The events of the log as a file: CSV and JSON, a line at a time, with the hashes of the chain. For whoever audits.

Every column that an event's hash covers is there, so the chain can be recomputed elsewhere: `library.chain` says how.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from trialtui.exports.spreadsheet import csv_line
from trialtui.library.looking import Entry
from trialtui.library.verification import Verification

COLUMNS = (
    *(
        "seq",
        "at",
        "offset",
        "who",
        "sitting",
        "kind",
        "code",
        "subject",
        "trial",
        "record",
        "fingerprint",
        "undoes",
    ),
    *("content", "commitment", "previous", "hash", "state"),
)
PURGED, SOUND = "purged", "sound"


def audit_csv(entries: Iterable[Entry]) -> Iterator[str]:
    """Header and events. `content` is JSON; `state` is "sound", "purged" or what is wrong."""
    yield csv_line(COLUMNS)
    for entry in entries:
        fields = _fields(entry)
        content = fields["content"]
        fields["content"] = None if content is None else json.dumps(content, sort_keys=True)
        yield csv_line([fields[name] for name in COLUMNS])


def audit_json(entries: Iterable[Entry], found: Verification, damage: str = "") -> Iterator[str]:
    """One object: what the chain came to, and the events, each on a line."""
    chain = {
        "ok": found.ok and not damage,
        "count": found.count,
        "head": found.head,
        "first_bad": found.first_bad,
        "reason": found.reason or damage,
    }
    yield f'{{"chain": {json.dumps(chain)},\n"events": ['
    comma = "\n"
    for entry in entries:
        yield comma + json.dumps(_fields(entry))
        comma = ",\n"
    yield "\n]}\n"


def _fields(entry: Entry) -> dict[str, Any]:
    event = entry.event
    state = entry.fault or (PURGED if entry.purged else SOUND)
    if event is None:
        return {**dict.fromkeys(COLUMNS), "seq": entry.seq, "state": state}
    return {**event._asdict(), "code": entry.code, "state": state}
