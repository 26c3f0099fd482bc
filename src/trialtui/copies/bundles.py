"""Copies wherever they lie: a file of one study or of several, a zip, a folder, standard input. One after the other, lazily.

What cannot be read is a CopyError among the others, never the end of them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from mmap import mmap
from typing import NamedTuple, cast

from trialtui.copies.copy import Copy, CopyError, CopyReading
from trialtui.copies.decoding import BYTE_ORDER_MARKS, LARGEST_COPY, decode_copy, too_large
from trialtui.copies.detect import FormatModule, Part, SeveralStudies, format_of, unread_bytes, unread_text
from trialtui.copies.reader import FAULT, as_value, read_as, read_bytes, read_copy
from trialtui.copies.sources import ZIPPED, Source, sources
from trialtui.record.study import Study

LARGEST_ARRAY = 1 << 30
"""Bytes of a JSON file of several studies."""

SMALL = 1 << 20
"""Bytes of a file that is passed on as it is (`Unread`); a larger one may hold many studies, which are told apart one by one."""

NAMED = 3  # studies named in a refusal
NAME_ONE = "name one with --study ID"
NO_COPY = "no copy of a trial"


def open_copies(path: str) -> Iterator[CopyReading | CopyError]:
    """Read every study at a path (see `sources.sources`), one by one; what cannot be read is an error that names its place."""
    for part in parts_of_path(path):
        yield part if isinstance(part, CopyError) else _tried(part)


def parts_of_path(path: str) -> Iterator[Part | CopyError]:
    """The bytes of every study at a path (see `sources.sources`), one by one, unread: what no format takes is an error."""
    yield from _all(sources(path))


class Unread(NamedTuple):
    """A file or a member of a zip whose studies were not told apart yet: `parts_of_unread` does, in another process maybe."""

    name: str
    raw: bytes


def pieces_of_path(path: str) -> Iterator[Part | Unread | CopyError]:
    """The same studies as those of `parts_of_path`; what is small comes untouched."""
    for source in sources(path):
        if isinstance(source, CopyError):
            yield source
            continue
        try:
            body = source.load()
        except CopyError as refusal:
            yield as_value(refusal)
            continue
        if len(body) <= SMALL:
            yield Unread(source.name, bytes(body))
        else:
            yield from parts_of(source._replace(load=partial(_same, body)))


def _same(body: bytes | mmap) -> bytes | mmap:
    return body


def parts_of_unread(piece: Unread) -> Iterator[Part | CopyError]:
    """The studies of a file."""
    return parts_of(Source(piece.name, partial(_same, piece.raw)))


def read_part(part: Part) -> CopyReading:
    """Read one part; what stood beside it is said in its warnings. Raises CopyError."""
    reading = read_copy(part.name, part.raw)
    return reading._replace(warnings=(*reading.warnings, *part.warnings)) if part.warnings else reading


def _tried(part: Part) -> CopyReading | CopyError:
    try:
        return read_part(part)
    except CopyError as refusal:
        return as_value(refusal)


# --- the studies of one source


def parts_of(source: Source) -> Iterator[Part | CopyError]:
    """The studies of one source. A file larger than a copy may be is read where it is JSON of several studies."""
    try:
        body = source.load()
        if len(body) > LARGEST_COPY:
            yield from _large(source.name, body)
        else:
            yield from _parts(source.name, bytes(body))
    except CopyError as refusal:
        yield as_value(refusal)
    except Exception as fault:
        yield CopyError(source.name, "", f"{FAULT} ({type(fault).__name__})")


def _parts(name: str, raw: bytes) -> Iterator[Part | CopyError]:
    copy, module = _told(name, raw)
    several = getattr(module, "parts", None)
    if several is None:
        yield Part(name, raw)
    else:
        yield from several(copy)


def _told(name: str, raw: bytes) -> tuple[Copy, FormatModule]:
    """The copy as it decodes, and its format. Raises CopyError."""
    if binary := unread_bytes(raw):
        raise CopyError(name, "", binary)
    copy = decode_copy(name, raw)
    if (module := format_of(copy.text)) is None:
        raise CopyError(name, "", unread_text(copy.text))
    return copy, module


def _large(name: str, body: bytes | mmap) -> Iterator[Part | CopyError]:
    from trialtui.copies.json_slices import container

    if len(body) > LARGEST_ARRAY or not (found := container(name, body)):
        raise too_large(name, len(body))
    yield from found.parts


# --- the one study


def open_study(path: str, study_id: str | None = None) -> CopyReading:
    """Read the one study at a path; of several the one that `study_id` names: its number in a registry, else its organisation's
    or a secondary identifier, or its place as `parts_of_path` calls it. Upper and lower case are one.

    Raises CopyError: for what cannot be read; where several are there and none is named; where none or more than one is
    called so. Files and members that are named for it are looked into first; of the others, only the studies in whose bytes
    the identifier stands are read.
    """
    if study_id is not None:
        return _named(path, study_id.strip())
    if (plain := _plain_file(path)) is not None:
        return plain
    places = list(sources(path))
    if (only := _single(path, places)) is None:
        raise CopyError(path, "", f"holds {_counted(places)}: {NAME_ONE}")
    return only


def open_only(path: str) -> CopyReading | None:
    """Read the study at a path where there is one; None where there are several. Raises CopyError."""
    return _plain_file(path) or _single(path, sources(path))


def _plain_file(path: str) -> CopyReading | None:
    """The study of a file that holds one, decoded once; None for everything else. Raises CopyError."""
    if not os.path.isfile(path) or os.path.getsize(path) > LARGEST_COPY:
        return None
    raw = read_bytes(path)
    if raw.startswith(ZIPPED):
        return None
    copy, module = _told(path, raw)
    if hasattr(module, "parts"):
        parts = list(islice(cast(SeveralStudies, module).parts(copy), 2))
        if len(parts) != 1 or not isinstance(parts[0], Part) or parts[0].raw is not raw:
            return None
    return read_as(module, copy)


def _single(path: str, places: Iterable[Source | CopyError]) -> CopyReading | None:
    """The only study at these places; None where there are more."""
    found: list[Part] = []
    refused: list[CopyError] = []
    for part in _all(places):
        if isinstance(part, CopyError):
            refused.append(part)
        else:
            found.append(part)
        if len(found) > 1:
            return None
    if not found:
        raise refused[0] if refused else CopyError(path, "", f"holds {NO_COPY}")
    reading = read_part(found[0])
    return reading._replace(warnings=(*reading.warnings, *(f"not read: {refusal}" for refusal in refused)))


def _named(path: str, study_id: str) -> CopyReading:
    places = list(sources(path))
    own = [place for place in places if isinstance(place, Source) and _is_named_for(place.name, study_id)]
    if own and len(own) < len(places):
        near = _called(own, path, study_id)
        if len(near.by_number) == 1:
            return near.by_number[0]
    found = _called(places, path, study_id)
    if len(matching := found.by_number or found.by_other) == 1:
        return matching[0]
    if matching:
        names = "; ".join(reading.copy.name for reading in matching)
        raise CopyError(
            path, "", f"{len(matching)} studies are called {study_id}: name one by its place ({names})"
        )
    raise (
        found.refused[0] if found.refused else CopyError(path, "", _none_called(study_id, _counted(places)))
    )


def _none_called(study_id: str, counted: str) -> str:
    return f"holds {counted}" + (f", none called {study_id}: {NAME_ONE}" if counted != NO_COPY else "")


def _is_named_for(name: str, study_id: str) -> bool:
    return study_id.casefold() in os.path.basename(name).casefold()


class Called(NamedTuple):
    """The studies of one name: by their number in a registry, by another identifier; and those that hold it but cannot be read."""

    by_number: list[CopyReading]
    by_other: list[CopyReading]
    refused: list[CopyError]


def _called(places: Iterable[Source | CopyError], path: str, study_id: str) -> Called:
    """Look for a study at these places; copies that are the same to the byte are one."""
    found, wanted, stands_in = Called([], [], []), study_id.casefold(), _search(study_id)
    in_full = (study_id, f"{path}{study_id}", f"{path}: {study_id}", os.path.join(path, study_id))
    seen: set[str] = set()
    for part in _all(places):
        if isinstance(part, CopyError) or not (part.name in in_full or stands_in(part.raw)):
            continue
        try:
            reading = read_part(part)
        except CopyError as refusal:
            found.refused.append(as_value(refusal))
            continue
        if part.name in in_full:
            return Called([reading], [], [])
        numbers, others = _identifiers(reading.study)
        if reading.copy.digest not in seen and wanted in numbers | others:
            (found.by_number if wanted in numbers else found.by_other).append(reading)
            seen.add(reading.copy.digest)
    return found


def _all(places: Iterable[Source | CopyError]) -> Iterator[Part | CopyError]:
    for source in places:
        if isinstance(source, CopyError):
            yield source
        else:
            yield from parts_of(source)


def _counted(places: list[Source | CopyError]) -> str:
    """How many studies there are, and what the first are called."""
    only = places[0] if len(places) == 1 else None
    count = sum(1 for _ in parts_of(only)) if isinstance(only, Source) else len(places)
    if not count:
        return NO_COPY
    first = [
        _id_of(part) for part in islice((part for part in _all(places) if isinstance(part, Part)), NAMED)
    ]
    if count == 1:
        return f"one study ({first[0]})" if first else "one file that cannot be read"
    more = ", …" if count > len(first) else ""
    return f"{count:,} {'studies' if only else 'files'} ({', '.join(first)}{more})"


def _id_of(part: Part) -> str:
    try:
        return read_part(part).study.trial_id or part.name
    except CopyError:
        return part.name


def _identifiers(study: Study) -> tuple[set[str], set[str]]:
    """What a study is called, case folded: its numbers in registries, and its other identifiers."""
    own = study.identification
    numbers = (study.trial_id, own.nct_id, *own.nct_id_aliases)
    others = [own.org_study_id_info, *own.secondary_id_infos]
    return (
        {number.strip().casefold() for number in numbers if number},
        {info.id.strip().casefold() for info in others if info and info.id},
    )


def _search(study_id: str) -> Callable[[bytes], bool]:
    """Whether an identifier may stand in these bytes: its longest run of plain characters does, or they are no UTF-8."""
    needle = max(_PLAIN.findall(study_id.lower()), key=len, default="").encode()
    return lambda raw: raw.startswith(_UTF_16) or needle in raw.lower()


_PLAIN = re.compile(r"[a-z0-9_.-]+")
_UTF_16 = tuple(mark for mark, encoding in BYTE_ORDER_MARKS if encoding != "utf-8")
