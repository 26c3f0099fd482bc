"""The results of the outcome measures: what was measured in whom, the values by group, and the statistical analyses."""

from __future__ import annotations

from trialtui.record.results import MeasureAnalysis, OutcomeMeasure, OutcomeMeasuresModule, ResultsGroup
from trialtui.sheets.blocks import ABSENT, Block, Fact, Heading, Prose
from trialtui.sheets.measures import (
    WORDS,
    Columns,
    MeasureTable,
    Notes,
    cited,
    group_blocks,
    measured_as,
    measured_paths,
)
from trialtui.sheets.telling import RESULTS, answered, joined, part, said, told, worded

MEASURES = RESULTS + "outcomeMeasuresModule.outcomeMeasures"

TYPES = {
    "PRIMARY": "Primary",
    "SECONDARY": "Secondary",
    "OTHER_PRE_SPECIFIED": "Other pre-specified",
    "POST_HOC": "Post hoc",
    "POSTED": "Posted",
    "NOT_POSTED": "Not posted",
}
"""OutcomeMeasureType and ReportingStatus of the registry's API."""

TESTS = {
    "SUPERIORITY": "superiority",
    "NON_INFERIORITY": "non-inferiority",
    "EQUIVALENCE": "equivalence",
    "NON_INFERIORITY_OR_EQUIVALENCE": "non-inferiority or equivalence",
    "SUPERIORITY_OR_OTHER": "superiority or other",
    "NON_INFERIORITY_OR_EQUIVALENCE_LEGACY": "non-inferiority or equivalence (legacy)",
    "SUPERIORITY_OR_OTHER_LEGACY": "superiority or other (legacy)",
    "ONE_SIDED": "one-sided",
    "TWO_SIDED": "two-sided",
}
"""NonInferiorityType and ConfidenceIntervalNumSides of the registry's API."""


def outcome_measures_blocks(module: OutcomeMeasuresModule | None) -> list[Block]:
    """The part "Outcome measures" of the results."""
    if module is None or not module.outcome_measures:
        return part("Outcome measures", [])
    first: dict[
        tuple[ResultsGroup, ...], list[int]
    ] = {}  # most measures are of the same groups: described once
    for number, measure in enumerate(module.outcome_measures):
        first.setdefault(measure.groups, []).append(number)
    blocks: list[Block] = []
    for number, measure in enumerate(module.outcome_measures):
        blocks += _measure(number, measure)
        blocks += _groups(number, first[measure.groups], measure.groups)
    return part("Outcome measures", blocks, note=str(len(module.outcome_measures)))


def _groups(number: int, same: list[int], groups: tuple[ResultsGroup, ...]) -> list[Block]:
    if number == same[0]:
        others = [f"{MEASURES}[{n}].groups" for n in same[1:]]
        return group_blocks(f"{MEASURES}[{number}].groups", groups, others, level=3)
    return [Prose(f"Groups: as described below measure {same[0] + 1}.")] if groups else []


def _measure(number: int, measure: OutcomeMeasure) -> list[Block]:
    at = f"{MEASURES}[{number}]"
    groups = [*cited(measure.classes, measure.denoms)]
    groups += [one for analysis in measure.analyses for one in analysis.group_ids]
    columns = Columns(measure.groups, groups)
    table = MeasureTable(columns, Notes())
    table.overall(f"{at}.denoms", measure.denoms)
    how = measured_as(measure)
    if measure.classes:
        table.measure(at, how or "Value", measured_paths(at), measure.classes)
    return [
        Heading(f"{number + 1}. {measure.title or f'measure {ABSENT}'}", 2, paths=(f"{at}.title",)),
        *told("Type", worded(measure.type, TYPES), f"{at}.type"),
        *told("Time frame", measure.time_frame, f"{at}.timeFrame"),
        *said(measure.description, f"{at}.description"),
        *told("Population", measure.population_description, f"{at}.populationDescription"),
        *told("Measured as", how, *measured_paths(at)),
        *answered(
            "Percentages", measure.calculate_pct, f"{at}.calculatePct", yes="calculated", no="not calculated"
        ),
        *told("Also counted", measure.type_units_analyzed, f"{at}.typeUnitsAnalyzed"),
        *told("Denominator", measure.denom_units_selected, f"{at}.denomUnitsSelected"),
        *told("Results", worded(measure.reporting_status, TYPES), f"{at}.reportingStatus"),
        *told("Results expected", measure.anticipated_posting_date, f"{at}.anticipatedPostingDate"),
        *table.blocks("Value"),
        *(
            block
            for n, one in enumerate(measure.analyses)
            for block in _analysis(f"{at}.analyses[{n}]", n, one, columns)
        ),
    ]


def _analysis(at: str, number: int, one: MeasureAnalysis, columns: Columns) -> list[Block]:
    estimate = joined(one.param_type, one.param_value, by=": ")
    dispersion = joined(worded(one.dispersion_type, WORDS), one.dispersion_value, by=": ")
    return [
        Fact(
            f"Analysis {number + 1}", columns.names(one.group_ids) or f"groups {ABSENT}", (f"{at}.groupIds",)
        ),
        *told("About", one.group_description, f"{at}.groupDescription"),
        *told("Hypothesis", worded(one.non_inferiority_type, TESTS), f"{at}.nonInferiorityType"),
        *answered("Non-inferiority test", one.tested_non_inferiority, f"{at}.testedNonInferiority"),
        *told("Non-inferiority", one.non_inferiority_comment, f"{at}.nonInferiorityComment"),
        *told("Method", one.statistical_method, f"{at}.statisticalMethod"),
        *told("On the method", one.statistical_comment, f"{at}.statisticalComment"),
        *told("P value", one.p_value, f"{at}.pValue"),
        *told("On the P value", one.p_value_comment, f"{at}.pValueComment"),
        *told("Estimate", estimate, f"{at}.paramType", f"{at}.paramValue"),
        *_interval(at, one),
        *told("Dispersion", dispersion, f"{at}.dispersionType", f"{at}.dispersionValue"),
        *told("On the estimate", one.estimate_comment, f"{at}.estimateComment"),
        *told("Other analysis", one.other_analysis_description, f"{at}.otherAnalysisDescription"),
    ]


def _interval(at: str, one: MeasureAnalysis) -> list[Block]:
    """ "95 %, two-sided: 0.81 to 1.9"."""
    kind = joined(f"{one.ci_pct_value} %" if one.ci_pct_value else "", worded(one.ci_num_sides, TESTS))
    limits = f"{one.ci_lower_limit or ABSENT} to {one.ci_upper_limit or ABSENT}"
    known = one.ci_lower_limit or one.ci_upper_limit
    return [
        *told(
            "Confidence interval",
            joined(kind, limits if known else "", by=": "),
            *(f"{at}.{field}" for field in ("ciPctValue", "ciNumSides", "ciLowerLimit", "ciUpperLimit")),
        ),
        *told("On its lower limit", one.ci_lower_limit_comment, f"{at}.ciLowerLimitComment"),
        *told("On its upper limit", one.ci_upper_limit_comment, f"{at}.ciUpperLimitComment"),
    ]
