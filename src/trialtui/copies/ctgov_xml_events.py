"""The reported events in the legacy XML: rows by organ system, and the totals that v2 keeps with the groups."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trialtui.copies import ctgov_xml_words as words
from trialtui.copies.ctgov_xml_walk import (
    Account,
    By,
    Each,
    Implied,
    Leaf,
    Table,
    Target,
    child_text,
    elements,
    leave_own,
    put,
    step,
    walk,
)
from trialtui.copies.xml_parsing import Element

GROUP: Table = {"@group_id": Leaf("id"), "title": Leaf("title"), "description": Leaf("description")}

COUNTS: Table = {
    "@group_id": Leaf("groupId"),
    "@events": Leaf("numEvents", words.whole_number),
    "@subjects_affected": Leaf("numAffected", words.whole_number),
    "@subjects_at_risk": Leaf("numAtRisk", words.whole_number),
}

EVENT: Table = {
    "sub_title": {"": Leaf("term"), "@vocab": Leaf("sourceVocabulary")},
    "assessment": Leaf("assessmentType", words.ASSESSMENT),
    "description": Leaf("notes"),
    "counts": Each("stats", COUNTS),
}

DEFAULTS = {
    "default_vocab": Leaf("sourceVocabulary"),
    "default_assessment": Leaf("assessmentType", words.ASSESSMENT),
}
"""What holds for all events that say nothing else; v2 says it with each."""

TOTALS = {
    "Total, all-cause mortality": "deaths",
    "Total, serious adverse events": "serious",
    "Total, other adverse events": "other",
}
"""The rows that sum up all events: in v2 they stand with the groups (deathsNumAffected, seriousNumAtRisk …)."""


def _events(field: str) -> Callable[[Element, str, Target, Account], None]:
    """A reading of serious_events or other_events."""

    def read(element: Element, place: str, target: Target, account: Account) -> None:
        rows: list[Target] = []
        others: list[tuple[Element, str]] = []
        leave_own(element, place, account)
        for child, where in elements(element, place):
            if child.tag == "category_list":
                leave_own(child, where, account)
                for category, at in elements(child, where):
                    rows += _category(category, at, target, account)
            else:
                others.append((child, where))
        found: Target = {}
        for child, where in others:
            rule: Any = DEFAULTS.get(child.tag)
            if rule is not None and any(rule.path not in row for row in rows):
                step(rule, child, where, found, account)
            elif child.tag == "frequency_threshold":
                step(Leaf("frequencyThreshold"), child, where, target, account)
            else:
                step(None, child, where, target, account)
        if rows:
            put(target, field, [found | row for row in rows])

    return read


def _category(category: Element, place: str, target: Target, account: Account) -> list[Target]:
    """The events of one organ system; none of "Total", whose rows go to the groups."""
    total = child_text(category, "title") == "Total"
    found: Target = {}
    titles: list[tuple[Element, str]] = []
    leave_own(category, place, account)
    for child, where in elements(category, place):
        if child.tag == "title":
            titles.append((child, where))
        elif child.tag == "event_list":
            leave_own(child, where, account)
            for event, at in elements(child, where):
                name = TOTALS.get(child_text(event, "sub_title")) if total else None
                if name is None or not _total(event, at, name, target, account):
                    step(Each("rows", EVENT), event, at, found, account)
        else:
            step(None, child, where, target, account)
    rows = found.get("rows", [])
    of: Target = {}
    for child, where in titles:
        step(Leaf("organSystem") if rows else Implied(frozenset(["Total"])), child, where, of, account)
    return [of | row for row in rows]


def _total(event: Element, place: str, name: str, target: Target, account: Account) -> bool:
    """Put a total's numbers to their groups; not where it says more than that."""
    trial = Account()
    row: Target = {}
    walk(event, place, EVENT, row, trial)
    groups = {group.get("id"): group for group in target.get("eventGroups", ())}
    counts = row.get("stats", [])
    named = {count.get("groupId") for count in counts}
    if trial.left_over or row.keys() != {"term", "stats"} or len(named) < len(counts):
        return False
    if any(each not in groups or f"{name}NumAffected" in groups[each] for each in named):
        return False
    for number, count in enumerate(counts, 1):
        at = f"{place}/counts[{number}]" if len(counts) > 1 else f"{place}/counts"
        for field, held in (("NumAffected", "numAffected"), ("NumAtRisk", "numAtRisk")):
            if held in count:
                groups[count["groupId"]][name + field] = count[held]
        account.translated(f"{at}/@group_id", count["groupId"])
        if "numEvents" in count:
            account.leave(f"{at}/@events", str(count["numEvents"]))
    account.translated(f"{place}/sub_title", row["term"])
    account.take(trial)
    return True


REPORTED_EVENTS: Table = {
    "time_frame": Leaf("timeFrame"),
    "desc": Leaf("description"),
    "group_list": {"group": Each("eventGroups", GROUP)},
    "serious_events": By(_events("seriousEvents")),
    "other_events": By(_events("otherEvents")),
}
