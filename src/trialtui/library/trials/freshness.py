"""Which trials of the library a registry can be asked about, of which day their copies are, and when that was last asked of all."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from trialtui.copies.ctgov_json import FORMAT
from trialtui.library import directory
from trialtui.library.trials.marks import marked
from trialtui.library.trials.store import Library

FILE_NAME = "update.json"
AT_ONCE = 500

# A copy without criteria that is not the registry's JSON (the website's CSV) counts as undated: it is worth fetching.
_DATES = """
SELECT trial, CASE WHEN has_criteria OR (SELECT format FROM version WHERE version.id = current) = ? THEN updated ELSE '' END
FROM trial WHERE trial IN ({places})
"""
# There is no study of number 0, and the registry refuses a whole list that holds one.
_NUMBERS = (
    f"SELECT trial FROM trial WHERE trial GLOB 'NCT{'[0-9]' * 8}' AND trial <> 'NCT00000000' ORDER BY trial"
)


class Asked(NamedTuple):
    """The last time that all was asked: what was kept then, how new the registry's data were, what it did not know, what was said."""

    kept: str
    as_of: str
    gone: tuple[str, ...]
    notes: tuple[str, ...]


def numbers(library: Library, only_marked: bool = False) -> list[str]:
    """The trials that have an NCT number: the marked ones first."""
    known = dict.fromkeys(str(trial) for (trial,) in library.connection.execute(_NUMBERS))
    first = [one for one in marked(library) if one in known]
    return first if only_marked else list(dict.fromkeys((*first, *known)))


def dates(library: Library, trials: Sequence[str]) -> dict[str, str]:
    """The registry's date of the current copy of these trials; "" where it has none; one that is not kept is left out."""
    found: dict[str, str] = {}
    for start in range(0, len(trials), AT_ONCE):
        some = trials[start : start + AT_ONCE]
        query = _DATES.format(places=",".join("?" * len(some)))
        found.update(library.connection.execute(query, (FORMAT, *some)).fetchall())
    return found


def kept(library: Library, trials: Sequence[str], base: str) -> str:
    """A hash of what a registry at `base` would be asked: these trials, and the dates of their copies."""
    digest = hashlib.sha256(base.encode())
    for line in _lines(library, sorted(trials)):
        digest.update(line.encode())
    return digest.hexdigest()


def _lines(library: Library, trials: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(trials), AT_ONCE):
        some = trials[start : start + AT_ONCE]
        known = dates(library, some)
        yield from (f"\n{one} {known.get(one)}" for one in some)


def last_asked(folder: Path) -> Asked | None:
    """What `remember` wrote; None where nothing is there that can be read."""
    try:
        found = json.loads((folder / FILE_NAME).read_text("utf-8"))
        gone, notes = (tuple(map(str, found[name])) for name in ("gone", "notes"))
        return Asked(str(found["kept"]), str(found["as_of"]), gone, notes)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def remember(folder: Path, asked: Asked) -> None:
    """Write down that all was asked. Raises OSError."""
    new = folder / f".{FILE_NAME}.{os.getpid()}"
    with directory.private():
        new.write_text(json.dumps(asked._asdict()), "utf-8")
    new.rename(folder / FILE_NAME)
