"""Adverse events: deaths, serious and other events by group, each as "affected / at risk (events)"."""

from __future__ import annotations

from collections.abc import Sequence

from trialtui.record.results import AdverseEvent, AdverseEventsModule, EventGroup
from trialtui.sheets.blocks import ABSENT, Block, Fact, Table, TableRow
from trialtui.sheets.measures import NO_VALUE, Columns, Notes, group_blocks
from trialtui.sheets.telling import RESULTS, part, told, worded

EVENTS = RESULTS + "adverseEventsModule"
HOW = "affected / at risk (events)"

ASSESSMENTS = {"SYSTEMATIC_ASSESSMENT": "Systematic", "NON_SYSTEMATIC_ASSESSMENT": "Not systematic"}
"""EventAssessment of the registry's API."""

TOTALS = (("deaths", "Deaths (any cause)"), ("serious", "Any serious event"), ("other", "Any other event"))

# What is mostly the same for every event of a table is said once above it, else in a column of its own.
COMMON = (
    ("source_vocabulary", "sourceVocabulary", "Vocabulary"),
    ("assessment_type", "assessmentType", "Assessment"),
)


def adverse_events_blocks(events: AdverseEventsModule | None) -> list[Block]:
    """The part "Adverse events" of the results."""
    if events is None:
        return part("Adverse events", [])
    blocks = [
        *told("Time frame", events.time_frame, f"{EVENTS}.timeFrame"),
        *told("Threshold (percent)", events.frequency_threshold, f"{EVENTS}.frequencyThreshold"),
        *told("Description", events.description, f"{EVENTS}.description"),
        *told("On the deaths", events.all_cause_mortality_comment, f"{EVENTS}.allCauseMortalityComment"),
        *_totals(events.event_groups),
        *_events("Serious events", f"{EVENTS}.seriousEvents", events.serious_events, events.event_groups),
        *_events("Other events", f"{EVENTS}.otherEvents", events.other_events, events.event_groups),
        *group_blocks(f"{EVENTS}.eventGroups", events.event_groups),
    ]
    return part("Adverse events", blocks)


def _number(affected: int | None, at_risk: int | None, events: int | None = None) -> str:
    """ "3 / 50 (4)": 3 of 50 people, 4 events."""
    if affected is None and at_risk is None and events is None:
        return NO_VALUE
    words = f"{NO_VALUE if affected is None else affected} / {NO_VALUE if at_risk is None else at_risk}"
    return words if events is None else f"{words} ({events})"


def _totals(groups: Sequence[EventGroup]) -> list[Block]:
    """How many had any such event; a kind of which the copy has no number says so."""
    columns = Columns(groups, ())
    rows: list[TableRow] = []
    absent: list[Block] = []
    for kind, name in TOTALS:
        affected, at_risk = f"{kind}_num_affected", f"{kind}_num_at_risk"
        numbers = [(group.id, _number(getattr(group, affected), getattr(group, at_risk))) for group in groups]
        if all(words == NO_VALUE for _, words in numbers):
            absent.append(Fact(name, None))
            continue
        paths = tuple(
            f"{EVENTS}.eventGroups[{n}].{kind}{field}"
            for n in range(len(groups))
            for field in ("NumAffected", "NumAtRisk")
        )
        rows.append(TableRow((name, *columns.cells(numbers)), paths))
    table = [Table(("Events", *columns.heads), tuple(rows), "In all: affected / at risk")] if rows else []
    return [*table, *absent]


def _events(title: str, at: str, events: Sequence[AdverseEvent], groups: Sequence[EventGroup]) -> list[Block]:
    """One kind of events: a row a term, under its organ system."""
    if not events:
        return [Fact(title, None)]
    notes = Notes()
    columns = Columns(groups, [stats.group_id for event in events for stats in event.stats])
    facts: list[Block] = []
    beside: list[tuple[str, str]] = []  # fields that need a column, and its heading
    for field, name, label in COMMON:
        values = {getattr(event, field) for event in events}
        if len(values) > 1:
            beside.append((field, label))
        else:
            paths = (f"{at}[{n}].{name}" for n in range(len(events)))
            facts += told(label, worded(values.pop(), ASSESSMENTS), *paths)
    rows: list[TableRow] = []
    for system, numbers in _by_system(events).items():
        rows.append(
            TableRow((system or f"Organ system {ABSENT}",), tuple(f"{at}[{n}].organSystem" for n in numbers))
        )
        rows += [_row(f"{at}[{n}]", events[n], columns, beside, notes) for n in numbers]
    heads = ("Term", *columns.heads, *(label for _, label in beside))
    return [Table(heads, tuple(rows), f"{title}: {HOW}"), *facts, *notes.blocks()]


def _by_system(events: Sequence[AdverseEvent]) -> dict[str | None, list[int]]:
    systems: dict[str | None, list[int]] = {}
    for number, event in enumerate(events):
        systems.setdefault(event.organ_system, []).append(number)
    return systems


def _row(
    at: str, event: AdverseEvent, columns: Columns, beside: Sequence[tuple[str, str]], notes: Notes
) -> TableRow:
    name = (event.term or f"term {ABSENT}") + notes.mark(event.notes, f"{at}.notes")
    numbers = (
        (one.group_id, _number(one.num_affected, one.num_at_risk, one.num_events)) for one in event.stats
    )
    more = [worded(getattr(event, field), ASSESSMENTS) or NO_VALUE for field, _ in beside]
    return TableRow((name, *columns.cells(numbers), *more), (at,), depth=1)
