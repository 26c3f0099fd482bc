"""Baseline characteristics: each measure by group, with its unit, its parameter and its dispersion."""

from __future__ import annotations

from trialtui.record.results import BaselineCharacteristicsModule, BaselineMeasure
from trialtui.sheets.blocks import ABSENT, Block
from trialtui.sheets.measures import (
    Columns,
    MeasureTable,
    Notes,
    cited,
    group_blocks,
    measured_as,
    measured_paths,
)
from trialtui.sheets.telling import RESULTS, each, joined, part, told

BASELINE = RESULTS + "baselineCharacteristicsModule"
PERCENTAGES = {True: "percentages calculated", False: "no percentages calculated", None: ""}


def baseline_blocks(baseline: BaselineCharacteristicsModule | None) -> list[Block]:
    """The part "Baseline characteristics" of the results."""
    if baseline is None:
        return part("Baseline characteristics", [])
    measures = baseline.measures
    groups = [*cited((), baseline.denoms)]
    groups += [one for measure in measures for one in cited(measure.classes, measure.denoms)]
    table = MeasureTable(Columns(baseline.groups, groups), Notes())
    table.overall(f"{BASELINE}.denoms", baseline.denoms)
    for at, measure in each(f"{BASELINE}.measures", measures):
        _measure(at, measure, table)
    blocks = [
        *told("Population", baseline.population_description, f"{BASELINE}.populationDescription"),
        *told("Also counted", baseline.type_units_analyzed, f"{BASELINE}.typeUnitsAnalyzed"),
        *table.blocks("Characteristic"),
        *group_blocks(f"{BASELINE}.groups", baseline.groups),
    ]
    return part("Baseline characteristics", blocks)


def _measure(at: str, measure: BaselineMeasure, table: MeasureTable) -> None:
    units = measure.denom_units_selected
    how = joined(
        measured_as(measure),
        f"of {units} analysed" if units else "",
        PERCENTAGES[measure.calculate_pct],
        by="; ",
    )
    name = joined(measure.title or f"measure {ABSENT}", how, by=": ")
    name += table.notes.mark(measure.description, f"{at}.description")
    name += table.notes.mark(measure.population_description, f"{at}.populationDescription")
    told_here = (f"{at}.title", *measured_paths(at), f"{at}.denomUnitsSelected", f"{at}.calculatePct")
    table.measure(at, name, told_here, measure.classes, measure.denoms)
