"""On which version of its trial a screening stands, and what another version would change. Pure.

Every event of a screening holds the hash of the copy it was made on, and all of them are folded together, whatever copy
they were made on. What keeps versions apart is this:
- A screening stands on the copy it was opened on, then on a copy with the same criteria that it was gone on with, then on
  the one that a person took it to ("version.taken"). A copy with other criteria, or an older one, takes no acts before.
- An answer counts in full on the copies that hold the same criteria as the one it was given on (`kin`). On another copy it
  is found by the fingerprint of its criterion, as carried: what it speaks against stays spoken against, and nothing is
  cleared by it before a person re-affirms it there. What is not found by its fingerprint stands apart and counts for nothing.
- An answer to the registry's limit that a criterion repeated was given to the limit: where the limit changed, the criterion is open.
- Nobody's answer is ever rewritten: going over and re-affirming are events, and undone by events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from trialtui.screening.events import AuditEvent, NewEvent

if TYPE_CHECKING:
    from trialtui.screening.screening import Screening

TAKEN, LEFT, OPENED = "version.taken", "version.left", "screening.opened"
VERSION_KINDS = frozenset({TAKEN, LEFT, OPENED})
CLOSED = "this screening is closed: it stays on the version it was closed on"
CODES_NAMED = 12  # of what changed, in a sentence


class Gap(NamedTuple):
    """Another version of the trial, whose criteria differ: `changed` names the rows, "I5 reworded", in the newer's order.

    `version` is the registry's date, "" for none. `older`: the copy on the desk is older than that version, or has no date.
    """

    record: str
    version: str
    changed: tuple[str, ...]
    older: bool = False

    @property
    def dated(self) -> str:
        return dated(self.version)

    @property
    def places(self) -> str:
        """How much changed: "3 places"."""
        return f"{len(self.changed)} place{'s' * (len(self.changed) != 1)}"

    def told(self) -> str:
        """What changed, as far as a sentence holds it: "I5 reworded, E7 removed, +3"."""
        left = len(self.changed) - CODES_NAMED
        return ", ".join(self.changed[:CODES_NAMED]) + (f", +{left}" if left > 0 else "")


class Footing(NamedTuple):
    """How a screening stands, seen from the copy on the desk.

    `kin` are the records (SHA-256) known to hold the same criteria as that copy, itself among them. `gap` is the version the
    screening stands on, where it is not this one; `newer` the library's, where it is newer and its criteria changed.
    """

    kin: frozenset[str]
    gap: Gap | None = None
    newer: Gap | None = None
    dates: Mapping[str, str] = MappingProxyType({})  # the registry's date by record, as far as it is known
    since: str = (
        ""  # the version it stands on, where that is an earlier one with the same criteria as this copy
    )

    def dated(self, record: str) -> str:
        """The version of a record: "the version of 2025-04-06"."""
        return dated(self.dates.get(record, ""))


class Stood(NamedTuple):
    """The version a screening stands on, and its date. `seq` is the event that took it there, 0 where it was only opened."""

    record: str
    seq: int = 0
    version: str = ""


def dated(version: str) -> str:
    """A version by the registry's date: "the version of 2026-03-01"."""
    return f"the version of {version}" if version else "a version without a date"


def stood_on(events: Iterable[AuditEvent]) -> Stood | None:
    """The version that the events of one screening leave it on; None where it was never opened.

    Who opened an older copy had not seen yet that another person went on: the screening stays on the newer one.
    """
    stood: list[Stood] = []
    for event in events:
        if event.subject is None or event.record is None or event.content is None:
            continue
        version = str(event.content.get("version") or "")
        if event.kind == TAKEN or (event.kind == OPENED and not stood):
            stood.append(Stood(event.record, event.seq if event.kind == TAKEN else 0, version))
        elif event.kind == OPENED and ("version" not in event.content or version >= stood[-1].version):
            stood[-1] = stood[-1]._replace(record=event.record, version=version)
        elif event.kind == LEFT and len(stood) > 1:
            stood.pop()
    return stood[-1] if stood else None


def takings(events: Iterable[AuditEvent]) -> list[AuditEvent]:
    """The times this screening was taken to another version, those that were undone left out."""
    taken: list[AuditEvent] = []
    for event in events:
        if event.kind == TAKEN:
            taken.append(event)
        elif event.kind == LEFT and taken:
            taken.pop()
    return taken


def came_from(events: Iterable[AuditEvent]) -> str | None:
    """The record that this screening was taken from last; None where it stands where it was opened."""
    taken = takings(events)
    before: Mapping[str, Any] = (taken[-1].content or {}).get("from") or {} if taken else {}
    return str(before["record"]) if before.get("record") else None


def dates_of(events: Iterable[AuditEvent]) -> dict[str, str]:
    """The registry's date of each version that these events know of, by record."""
    found: dict[str, str] = {}
    for event in events:
        content = event.content or {}
        if event.kind in (OPENED, TAKEN) and event.record:
            found[event.record] = str(content.get("version") or "")
        if event.kind == TAKEN:
            before: Mapping[str, Any] = content.get("from") or {}
            found.setdefault(str(before.get("record")), str(before.get("version") or ""))
    return found


# --- what a person does ---


def take(screening: Screening, version: str) -> NewEvent:
    """Take the screening to the copy on the desk, whose registry date is `version`. Raises CannotAct."""
    from trialtui.screening.acts import CannotAct, NothingToChange

    if screening.subject is None:
        raise CannotAct("nobody is being screened: pick a subject first")
    if screening.closing is not None:
        raise CannotAct(CLOSED)
    if screening.second:
        raise CannotAct(
            "you read it a second time, blind: finish that on the version it stands on, or let another person go over"
        )
    gap, adrift = screening.footing.gap, screening.adrift
    if gap is not None and gap.older:
        raise CannotAct(
            f"the screening stands on {gap.dated}; this copy is older, or has no date, and never becomes current"
        )
    if gap is None and not adrift:
        raise NothingToChange("the screening stands on this version already")
    stood = (
        {"record": gap.record, "version": gap.version}
        if gap
        else {"record": screening.record, "version": version}
    )
    content = {
        "from": stood,
        "version": version,
        "changed": list(gap.changed) if gap else [],
        "carried": list(screening.carried),
        "apart": [{"code": one.code, "text": one.text} for one in adrift],
    }
    return NewEvent(TAKEN, content, screening.subject, screening.trial, screening.record)


def changed_words(screening: Screening) -> list[str]:
    """Why CRITERIA CHANGED stands over a screening, each in a few words."""
    footing, carried, adrift = screening.footing, screening.carried, screening.adrift
    words = []
    if gap := footing.gap:
        order = "this copy is older" if gap.older else "this is another one"
        words.append(
            f"the screening stands on {gap.dated}; {order} ({gap.told() or 'the criteria are the same'})"
        )
    if newer := footing.newer:
        words.append(f"the library holds {newer.dated}: {newer.told()}")
    if carried:
        words.append(f"carried from another version, not re-affirmed: {', '.join(carried)}")
    if adrift:
        codes = ", ".join(one.code for one in adrift)
        words.append(
            f"{len(adrift)} answer{'s' * (len(adrift) != 1)} to criteria that are not in this copy or reading: {codes}"
        )
    return words


def refusal(gap: Gap) -> str:
    """Why nothing can be done for a screening on this copy."""
    if gap.older:
        return f"This copy is older, or has no date: the screening stands on {gap.dated}. Nothing is done for it here."
    return (
        f"The screening stands on {gap.dated}: N takes it to this copy, D tells what changed ({gap.places})."
    )
