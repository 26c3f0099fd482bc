"""From the tables of a results page to the record's modules: flow, baseline, outcome measures, adverse events.

Each function gives None where a table does not fit the module: then nothing of it is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from trialtui.copies.results_page_tables import AFFECTED, MEASURED, SIZE, Cell, GroupColumn, Row, Table
from trialtui.record.results import (
    AdverseEvent,
    AdverseEventsModule,
    BaselineMeasure,
    Denom,
    DenomCount,
    DropWithdraw,
    EventGroup,
    EventStats,
    FlowMilestone,
    FlowPeriod,
    FlowStats,
    MeasureCategory,
    MeasureClass,
    Measurement,
    OutcomeMeasure,
    ParticipantFlowModule,
    ResultsGroup,
)

PARTICIPANTS = "Participants"


def results_groups(table: Table, prefix: str) -> tuple[ResultsGroup, ...]:
    """The columns as groups, numbered as the registry numbers them: FG000, FG001 …"""
    return tuple(
        ResultsGroup(f"{prefix}{n:03}", group.title, group.description)
        for n, group in enumerate(table.groups)
    )


def denoms(table: Table) -> tuple[Denom, ...] | None:
    """The sizes in the heads; () where no head gives one, None where only some do."""
    counts = [size_of(group) for group in table.groups]
    if not any(counts):
        return ()
    return None if None in counts else _denom(table, counts)


def size_of(group: GroupColumn) -> str | None:
    match = SIZE.match(group.size or "")
    return match[1].replace(",", "") if match else None


def _denom(table: Table, counts: Sequence[str | None]) -> tuple[Denom, ...]:
    return (Denom(PARTICIPANTS, tuple(DenomCount(f"BG{n:03}", count) for n, count in enumerate(counts))),)


def _with_prefix(found: tuple[Denom, ...], prefix: str) -> tuple[Denom, ...]:
    return tuple(
        replace(one, counts=tuple(replace(c, group_id=f"{prefix}{n:03}") for n, c in enumerate(one.counts)))
        for one in found
    )


# --- participant flow


def read_milestones(
    module: ParticipantFlowModule, table: Table, reasons: bool
) -> ParticipantFlowModule | None:
    """Rows of a period and a milestone ("Overall Study", "STARTED"), or of a period and a reason for withdrawal."""
    groups = results_groups(table, "FG")
    if (module.groups and groups != module.groups) or any(len(row.label) != 2 for row in table.rows):
        return None
    if any(group.size for group in table.groups):  # no field of a flow holds the sizes in its heads
        return None
    periods = {period.title: period for period in module.periods}
    for row in table.rows:
        title, kind = row.label
        stats = tuple(
            FlowStats(group.id, num_subjects=cell[0].replace(",", ""))
            for group, cell in zip(groups, row.values, strict=True)
        )
        period = periods.get(title, FlowPeriod(title))
        if reasons:
            period = replace(
                period, drop_withdraws=(*period.drop_withdraws, DropWithdraw(kind, reasons=stats))
            )
        else:
            period = replace(period, milestones=(*period.milestones, FlowMilestone(kind, achievements=stats)))
        periods[title] = period
    return replace(module, groups=groups, periods=tuple(periods.values()))


# --- measures


class Measured:
    """A row's values as measurements, with what they share: unit, kind of dispersion, sizes of the groups."""

    def __init__(self, row: Row, prefix: str) -> None:
        self.label = row.label
        self.units: set[str | None] = set()
        self.dispersions: set[str | None] = set()
        self.sizes: list[str | None] = []
        self.measurements: list[Measurement] = []
        self.sound = True
        for n, cell in enumerate(row.values):
            self._take(f"{prefix}{n:03}", cell)

    def _take(self, group: str, cell: Cell) -> None:
        match = MEASURED.match(" ".join(cell))
        if match is None:
            self.sound = False
            return
        low, high = match["low"], match["high"]
        self.units.add(match["unit"])
        self.dispersions.add(match["dispersion"])
        self.sizes.append(match["size"].replace(",", "") if match["size"] else None)
        spread = {"lower_limit": low, "upper_limit": high} if high else {"spread": low}
        self.measurements.append(Measurement(group, match["value"], **spread))


def _one(values: set[str | None]) -> bool:
    return len(values) == 1


def read_baseline(table: Table, sizes: tuple[Denom, ...]) -> tuple[BaselineMeasure, ...] | None:
    """Rows that begin with the same line are one measure; a second line names a category, a third one a category of a class."""
    measures: list[BaselineMeasure] = []
    heads = [count.value for denom in sizes for count in denom.counts]
    rows = [Measured(row, "BG") for row in table.rows]
    titles = list(dict.fromkeys(row.label[0] for row in rows))
    for title in titles:
        own = [row for row in rows if row.label[0] == title]
        measure = _measure(own, heads, "BG")
        if measure is None:
            return None
        classes, unit, dispersion = measure
        measures.append(
            BaselineMeasure(title, unit_of_measure=unit, dispersion_type=dispersion, classes=classes)
        )
    # Rows of one measure follow one another; where another stands between them, the order tells something we do not know.
    order = [row.label[0] for row in rows]
    return (
        tuple(measures) if order == [title for title in titles for _ in range(order.count(title))] else None
    )


Classes = tuple[MeasureClass, ...]


def _measure(
    rows: Sequence[Measured], heads: Sequence[str | None], prefix: str, by_class: bool = False
) -> tuple[Classes, str | None, str | None] | None:
    """The classes of one measure, its unit and kind of dispersion; None where its rows do not agree on them."""
    units = {unit for row in rows for unit in row.units}
    dispersions = {kind for row in rows for kind in row.dispersions}
    depth = {len(row.label) for row in rows}
    if not (all(row.sound for row in rows) and _one(units) and _one(dispersions) and len(depth) == 1):
        return None
    if depth.copy().pop() > 3 or (depth == {1} and len(rows) > 1):
        return None
    grouped: dict[str | None, list[Measured]] = {}
    for row in rows:
        named = len(row.label) == 3 or (by_class and len(row.label) == 2)
        grouped.setdefault(row.label[1] if named else None, []).append(row)
    classes: list[MeasureClass] = []
    for title, members in grouped.items():
        sizes = members[0].sizes
        if any(member.sizes != sizes for member in members) or (any(sizes) and None in sizes):
            return None
        own = any(sizes) and sizes != list(heads)
        counts = tuple(DenomCount(f"{prefix}{n:03}", size) for n, size in enumerate(sizes)) if own else ()
        categories = tuple(
            MeasureCategory(
                None if len(m.label) == 1 or m.label[-1] == title else m.label[-1], tuple(m.measurements)
            )
            for m in members
        )
        classes.append(MeasureClass(title, (Denom(PARTICIPANTS, counts),) if own else (), categories))
    return tuple(classes), units.pop(), dispersions.pop()


def read_outcome(measure: OutcomeMeasure, table: Table) -> OutcomeMeasure | None:
    """The rows of one outcome: each begins with its title; a second line names a class, a third one a category of it."""
    found = denoms(table)
    rows = [Measured(row, "OG") for row in table.rows]
    if found is None or len({row.label[0] for row in rows}) != 1:
        return None
    sizes = _with_prefix(found, "OG")
    inner = _measure(rows, [count.value for denom in sizes for count in denom.counts], "OG", by_class=True)
    if inner is None:
        return None
    classes, unit, dispersion = inner
    return replace(
        measure,
        title=rows[0].label[0],
        groups=results_groups(table, "OG"),
        denoms=sizes,
        classes=classes,
        unit_of_measure=unit,
        dispersion_type=dispersion,
    )


# --- adverse events


def read_events(module: AdverseEventsModule, table: Table, serious: bool) -> AdverseEventsModule | None:
    """Rows of an organ system and a term. What the cells say of the share must agree with their numbers."""
    groups = _event_groups(module, table, serious)
    if groups is None or any(len(row.label) != 2 for row in table.rows):
        return None
    events: list[AdverseEvent] = []
    rests: set[str] = set()
    for row in table.rows:
        stats: list[EventStats] = []
        for group, cell in zip(groups, row.values, strict=True):
            found = _stats(group.id, cell)
            if found is None:
                return None
            stats.append(found[0])
            rests.add(found[1])
        events.append(AdverseEvent(row.label[1], row.label[0], stats=tuple(stats)))
    if len(rests) > 1:
        return None
    frame, _, about = rests.pop().lstrip(" •").partition("•")
    said = (frame.strip() or None, about.strip() or None)
    if module.time_frame and said != (module.time_frame, module.description):
        return None
    module = replace(module, event_groups=groups, time_frame=said[0], description=said[1])
    return replace(module, **{"serious_events" if serious else "other_events": tuple(events)})


def _event_groups(module: AdverseEventsModule, table: Table, serious: bool) -> tuple[EventGroup, ...] | None:
    """The groups of the table, on those that the page counted before it; None where they are not the same ones."""
    known = module.event_groups or tuple(
        EventGroup(f"EG{n:03}", group.title) for n, group in enumerate(table.groups)
    )
    if [group.title for group in known] != [group.title for group in table.groups]:
        return None
    found: list[EventGroup] = []
    for group, column in zip(known, table.groups, strict=True):
        size = size_of(column)
        at_risk = int(size) if size else None
        if group.description and column.description and group.description != column.description:
            return None
        group = replace(group, description=group.description or column.description)
        field = "serious_num_at_risk" if serious else "other_num_at_risk"
        found.append(replace(group, **{field: at_risk}))
    return tuple(found)


def _stats(group: str | None, cell: Cell) -> tuple[EventStats, str] | None:
    match = AFFECTED.match(" ".join(cell))
    if match is None:
        return None
    affected, at_risk = (int(match[name].replace(",", "")) for name in ("affected", "at_risk"))
    decimals = len(match["share"].partition(".")[2])
    share = 100 * affected / at_risk if at_risk else 0.0
    if affected > at_risk or abs(share - float(match["share"])) > 0.51 * 10**-decimals:
        return None
    events = int(match["events"].replace(",", "")) if match["events"] else None
    return EventStats(group, events, affected, at_risk), match["rest"].strip()


COUNTED = re.compile(
    r"(Serious|Other) events: (\d[\d,]*) (?:serious|other) events?$|(Deaths): (\d[\d,]*) deaths?$"
)


def counted_groups(texts: Sequence[str]) -> tuple[tuple[EventGroup, ...], set[int]]:
    """The groups that the page counts before the tables ("Serious events: 3 serious events"), and the lines they were read from."""
    groups: list[EventGroup] = []
    used: set[int] = set()
    for n, text in enumerate(texts):
        match = COUNTED.match(text)
        if match is None:
            continue
        if n and not COUNTED.match(texts[n - 1]) and n - 1 not in used:
            groups.append(EventGroup(f"EG{len(groups):03}", texts[n - 1]))
            used.add(n - 1)
        if not groups:
            continue
        kind, count = (match[1] or match[3]).lower(), int((match[2] or match[4]).replace(",", ""))
        field = f"{kind}_num_affected"
        if getattr(groups[-1], field) is None:
            groups[-1] = replace(groups[-1], **{field: count})
            used.add(n)
    return tuple(groups), used
