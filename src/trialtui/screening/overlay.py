"""What the site laid over a reading: corrections, its own protocol criteria, the protocol version. Pure.

Loaded only where the log holds such events, or where a person makes the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from trialtui.eligibility.corrections import (
    Correction,
    NotApplied,
    Refused,
    anchored,
    apply_corrections,
    corrected,
    from_json,
    to_json,
)
from trialtui.eligibility.outline import Criterion, Outline
from trialtui.screening.acts import CannotAct, NothingToChange
from trialtui.screening.events import AuditEvent, NewEvent
from trialtui.screening.screening import Screening

LONGEST_VERSION = 80  # characters


class Overlay(NamedTuple):
    """What stands. `imported` is the content of the import: its name, version and rows."""

    corrections: tuple[Correction, ...] = ()
    imported: Mapping[str, Any] | None = None
    version: str = ""  # as a person filled it in

    @property
    def protocol_version(self) -> str:
        """The version of the site's own criteria where they stand, else the one filled in, else ""."""
        return str(self.imported["version"]) if self.imported else self.version


def fold(events: Iterable[AuditEvent]) -> Overlay:
    """The overlay that these events of one trial come to, in the log's order."""
    corrections: list[Correction] = []
    imported: Mapping[str, Any] | None = None
    version = ""
    for event in events:
        content = event.content or {}
        if event.kind.startswith("reading."):
            _fold_correction(corrections, event.kind, content)
        elif event.kind == "criteria.imported":
            imported = content
        elif event.kind == "criteria.removed":
            imported = None
        elif event.kind == "protocol.version":
            version = str(content.get("new") or "")
    return Overlay(tuple(corrections), imported, version)


def _fold_correction(corrections: list[Correction], kind: str, content: Mapping[str, Any]) -> None:
    try:
        correction = from_json(content.get("correction"))
    except ValueError:  # written by a later version
        return
    if kind == "reading.corrected":
        corrections.append(correction)
    elif correction in corrections:
        last = len(corrections) - 1 - corrections[::-1].index(correction)
        del corrections[last]


def lay(overlay: Overlay, read: Outline) -> tuple[Outline, tuple[NotApplied, ...]]:
    """The outline as it stands: the site's own criteria, or the reading with its corrections."""
    if overlay.imported is not None:
        from trialtui.eligibility.protocol_criteria import protocol_outline

        rows = overlay.imported["rows"]
        return protocol_outline(rows, overlay.protocol_version, read.cohorts), ()
    return apply_corrections(read, overlay.corrections)


# --- what a person does ---


def correct(
    screening: Screening, overlay: Overlay, outline: Outline, op: str, code: str, value: str | int | None
) -> NewEvent:
    """The event of one correction, or CannotAct with a sentence."""
    refuse_own_criteria(overlay)
    try:
        correction = anchored(outline, op, code, value)
        from_json(to_json(correction))
        corrected(outline, correction)
    except Refused as refusal:
        raise (NothingToChange if refusal.already else CannotAct)(f"{code}: {refusal.why}") from None
    except ValueError as error:
        raise CannotAct(f"{code}: {error}") from None
    return correction_event(screening, outline, correction, code)


def correction_event(screening: Screening, outline: Outline, correction: Correction, code: str) -> NewEvent:
    """The event of a correction that is known to fit."""
    before = next((one for one in outline.criteria if one.code == code), None)
    content = {"code": code, "correction": to_json(correction), "old": _stood(before)}
    fingerprint = before.fingerprint if before else None
    return NewEvent("reading.corrected", content, None, screening.trial, screening.record, fingerprint)


def _stood(before: Criterion | None) -> dict[str, Any] | None:
    if before is None:
        return None
    operator = before.expr or before.combine
    return {"side": before.side, "parent": before.parent, "operator": operator, "stated": before.stated}


def refuse_own_criteria(overlay: Overlay) -> None:
    if overlay.imported is not None:
        raise CannotAct("these are the site's own protocol criteria: correct their file and import it again")


def set_version(screening: Screening, overlay: Overlay, words: str) -> NewEvent:
    """The protocol version that the registry's summary is confirmed against; "" for none."""
    version = " ".join(words.split())
    if overlay.imported is not None:
        raise CannotAct("the version comes with the site's own protocol criteria")
    if not version.isprintable():
        raise CannotAct("a protocol version has printable characters only")
    if len(version) > LONGEST_VERSION:
        raise CannotAct(f"a protocol version has at most {LONGEST_VERSION} characters")
    if version == overlay.version:
        raise NothingToChange(f"the protocol version is {version or 'not filled in'} already")
    content = {"old": overlay.version, "new": version}
    return NewEvent("protocol.version", content, None, screening.trial, screening.record)


def import_criteria(
    screening: Screening, overlay: Overlay, name: str, version: str, rows: Sequence[Mapping[str, str]]
) -> NewEvent:
    """The event that puts the site's own criteria in place of the reading, or of those imported before."""
    content = {"name": name, "version": version, "rows": [dict(row) for row in rows]}
    old = overlay.imported
    kept = None if old is None else {key: old.get(key) for key in ("name", "version", "rows")}
    if kept is not None and (kept["version"], kept["rows"]) == (version, content["rows"]):
        raise NothingToChange("these criteria stand already")
    return NewEvent("criteria.imported", {**content, "old": kept}, None, screening.trial, screening.record)


def remove_criteria(screening: Screening, overlay: Overlay) -> NewEvent:
    """The event that takes the site's own criteria back."""
    old = overlay.imported
    if old is None:
        raise NothingToChange("no protocol criteria of the site's own are in place")
    content = {"old": {key: old.get(key) for key in ("name", "version", "rows")}}
    return NewEvent("criteria.removed", content, None, screening.trial, screening.record)
