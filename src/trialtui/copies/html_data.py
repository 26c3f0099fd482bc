"""Data that a saved page carries beside its text: JSON in its scripts, where a whole study may stand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from trialtui.copies.copy import Copy, CopyError, CopyReading, CriteriaPlace, LeftOver

LINKED_DATA = "application/ld+json"
JSON_TYPES = frozenset({LINKED_DATA, "application/json", "text/json", "application/vnd.api+json"})
STUDY_KEY = '"protocolSection"'


def is_json(media_type: str) -> bool:
    return media_type.split(";")[0].strip().lower() in JSON_TYPES


def study_in(copy: Copy, scripts: Iterable[tuple[str, str]]) -> CopyReading | None:
    """The one study that the page's JSON holds, read as the registry's own; None where none, or several, stand in it."""
    found: dict[str, tuple[str, str]] = {}
    for media_type, script in scripts:
        if is_json(media_type) and STUDY_KEY in script:
            for study in _studies(script):
                found.setdefault(json.dumps(study, sort_keys=True), (script, json.dumps(study)))
    if len(found) != 1:
        return None
    from trialtui.copies import ctgov_json

    script, text = next(iter(found.values()))
    try:
        reading = ctgov_json.read(copy._replace(text=text))
    except CopyError:
        return None
    return reading._replace(copy=copy, criteria_place=_place(copy, script, reading))


def _studies(script: str) -> list[dict[str, Any]]:
    """Every object of the JSON that has a protocol section, whatever it stands in; [] where the script is no JSON."""
    try:
        todo: list[Any] = [json.loads(script, strict=False)]
    except (ValueError, RecursionError):
        return []
    found = []
    while todo:
        value = todo.pop()
        if isinstance(value, dict) and isinstance(value.get("protocolSection"), dict):
            found.append(value)
        elif isinstance(value, dict):
            todo += value.values()
        elif isinstance(value, list):
            todo += value
    return found


def _place(copy: Copy, script: str, reading: CopyReading) -> CriteriaPlace | None:
    """Where the criteria stand in the script, if they stand there once."""
    from trialtui.copies.json_places import find_criteria

    criteria = reading.study.eligibility.eligibility_criteria
    begin = copy.text.find(script)
    place = find_criteria(script, criteria) if criteria else None
    if place is None or begin < 0:
        return None
    return CriteriaPlace(place.start + begin, place.end + begin, place.path)


def linked_data(scripts: Iterable[tuple[str, str]]) -> list[LeftOver]:
    """Linked data (schema.org) says of the trial what the page says: it is shown as it stands."""
    kinds = ((media_type.split(";")[0].strip().lower(), script) for media_type, script in scripts)
    return [
        LeftOver("linked data", script.strip())
        for kind, script in kinds
        if kind == LINKED_DATA and script.strip()
    ]
