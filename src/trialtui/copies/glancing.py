"""A glance at a study: what a list of studies shows of it, without reading all of it.

Of a registry's JSON only the fields shown are decoded (the rest is checked to be JSON and passed over), ten times as quick as reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from trialtui.copies.bundles import parts_of, read_part
from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.detect import Part
from trialtui.copies.reader import as_value
from trialtui.copies.sources import Source, sources
from trialtui.record.module import Module, module_name
from trialtui.record.study import Study


class Glance(NamedTuple):
    """What a list shows of a study, in the registry's words. `name` is its place, as the parts of a path are named."""

    name: str
    trial_id: str | None
    status: str | None
    phases: tuple[str, ...]
    title: str | None
    warnings: tuple[str, ...] = ()


class Listed(NamedTuple):
    """A study in a list, and the source to read it from."""

    source: Source
    glance: Glance


class _Identification(Module, frozen=True):
    nct_id: str | None = None
    brief_title: str | None = None
    official_title: str | None = None


class _Status(Module, frozen=True):
    overall_status: str | None = None


class _Design(Module, frozen=True):
    phases: tuple[str, ...] = ()


class _Protocol(Module, frozen=True, rename=module_name):
    identification: _Identification
    status: _Status = _Status()
    design: _Design = _Design()


class _Study(Module, frozen=True):
    protocol_section: _Protocol


_DECODER = msgspec.json.Decoder(_Study)


def glances(paths: Iterable[str]) -> Iterator[Listed | CopyError]:
    """Glance at every study at these paths, one after the other (see `sources.sources`)."""
    for path in paths:
        for source in sources(path):
            if isinstance(source, CopyError):
                yield source
                continue
            for part in parts_of(source):
                found = glance(part)
                yield found if isinstance(found, CopyError) else Listed(source, found)


def glance(part: Part | CopyError) -> Glance | CopyError:
    """What a list shows of one part."""
    if isinstance(part, CopyError):
        return part
    try:
        protocol = _DECODER.decode(part.raw).protocol_section
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return _read(part)
    own = protocol.identification
    title = own.brief_title or own.official_title
    return Glance(
        part.name, own.nct_id, protocol.status.overall_status, protocol.design.phases, title, part.warnings
    )


def _read(part: Part) -> Glance | CopyError:
    """The long way, for every other format."""
    try:
        reading = read_part(part)
    except CopyError as refusal:
        return as_value(refusal)
    return _glance(part.name, reading.study, part.warnings)


def _glance(name: str, study: Study, warnings: tuple[str, ...]) -> Glance:
    own = study.identification
    title = own.brief_title or own.official_title
    return Glance(name, study.trial_id, study.status.overall_status, study.design.phases, title, warnings)


def open_listed(listed: Listed) -> CopyReading:
    """Read a study of a list, from where it lies. Raises CopyError, also where it is there no more."""
    name = listed.glance.name
    refused = CopyError(name, "", "is there no more: the file has changed")
    for part in parts_of(listed.source):
        if isinstance(part, CopyError):
            refused = part
        elif part.name == name:
            return read_part(part)
    raise refused
