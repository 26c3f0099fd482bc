"""What else changed in a record: every value, by its place in the registry's words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

CRITERIA = "eligibilityModule.eligibilityCriteria"
"""The end of the place of the criteria, which `versions.criteria` compares."""

FIRST = (
    "overallStatus", "whyStopped", "minimumAge", "maximumAge", "sex", "healthyVolunteers", "phases", "briefTitle",
)  # fmt: skip
"""Fields whose changes come first and are told in full."""


class FieldChange(NamedTuple):
    """The values of one field that went and that came; of a list without order, as of the sites, only those."""

    place: str  # "statusModule.overallStatus"
    gone: tuple[str, ...]
    came: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.place.rpartition(".")[2]


def record_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    """Compare two records in the registry's own fields, without their criteria. What comes first is told first."""
    old, new = _values(before), _values(after)
    found = []
    for place in dict.fromkeys((*old, *new)):
        gone, came = old[place] - new[place], new[place] - old[place]
        if (gone or came) and not place.endswith(CRITERIA):
            found.append(FieldChange(place, tuple(gone.elements()), tuple(came.elements())))
    return sorted(found, key=lambda one: FIRST.index(one.name) if one.name in FIRST else len(FIRST))


def _values(record: Mapping[str, Any]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for place, value in _leaves(record, ""):
        found[place][value] += 1
    return found


def _leaves(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _leaves(inner, f"{place}.{name}" if place else str(name))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _leaves(inner, place)
    elif value is not None:
        yield place, " ".join(str(value).split())
