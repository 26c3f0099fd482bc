"""The results in the legacy XML: participant flow, baseline, outcome measures, agreements.

Source: the registry's `public.xsd` (2019.02.14) and the changes it lists. Groups keep the ids that the copy ties them by ("P1", "O2").
"""

from __future__ import annotations

from collections.abc import Callable

from trialtui.copies import ctgov_xml_words as words
from trialtui.copies.ctgov_xml_events import GROUP, REPORTED_EVENTS
from trialtui.copies.ctgov_xml_walk import (
    Account,
    By,
    Each,
    Implied,
    In,
    Item,
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

FLOW_STATS: Table = {"@group_id": Leaf("groupId"), "@count": Leaf("numSubjects"), "": Leaf("comment")}


def flow_rows(field: str) -> Table:
    return {"title": Leaf("type"), "participants_list": {"participants": Each(field, FLOW_STATS)}}


PERIOD: Table = {
    "title": Leaf("title"),
    "milestone_list": {"milestone": Each("milestones", flow_rows("achievements"))},
    "drop_withdraw_reason_list": {"drop_withdraw_reason": Each("dropWithdraws", flow_rows("reasons"))},
}

# What a count is of is told by where it stands: at the module, at a measure, at a class.
ANALYZED: Table = {
    "units": Leaf("units"),
    "scope": Implied(frozenset(["Overall", "Measure", "Class"])),
    "count_list": {"count": Each("counts", {"@group_id": Leaf("groupId"), "@value": Leaf("value")})},
}

MEASUREMENT: Table = {
    "@group_id": Leaf("groupId"),
    "@value": Leaf("value"),
    "@spread": Leaf("spread"),
    "@lower_limit": Leaf("lowerLimit"),
    "@upper_limit": Leaf("upperLimit"),
    "": Leaf("comment"),
}

CATEGORY_LIST: Table = {
    "category": Each(
        "categories",
        {
            "title": Leaf("title"),
            "sub_title": Leaf("title"),
            "measurement_list": {"measurement": Each("measurements", MEASUREMENT)},
        },
    )
}

CLASS: Table = {
    "title": Leaf("title"),
    "analyzed_list": {"analyzed": Each("denoms", ANALYZED)},
    "category_list": CATEGORY_LIST,
}

MEASURE: Table = {
    "title": Leaf("title"),
    "description": Leaf("description"),
    "population": Leaf("populationDescription"),
    "units": Leaf("unitOfMeasure"),
    "param": Leaf("paramType", words.PARAM_TYPE),
    "units_analyzed": Leaf("denomUnitsSelected"),
    "analyzed_list": {"analyzed": Each("denoms", ANALYZED)},
    "class_list": {"class": Each("classes", CLASS)},
    "category_list": Each(
        "classes", CATEGORY_LIST
    ),  # before 12/02/2016 there were no classes: one without a name
}
BASELINE_MEASURE: Table = {**MEASURE, "dispersion": Leaf("dispersionType", words.DISPERSION_TYPE)}
OUTCOME_MEASURE: Table = {**MEASURE, "dispersion": Leaf("dispersionType")}

COUNTED = "Number of Participants"


def _measures(path: str | None, table: Table) -> Callable[[Element, str, Target, Account], None]:
    """A reading of a measure_list. The measure that counts the participants became denominators (public.xsd, 12/02/2016).

    With a `path` the others are objects of that list, else the first of them is the target itself and there is no place for more.
    """

    def read(element: Element, place: str, target: Target, account: Account) -> None:
        taken = False
        leave_own(element, place, account)
        for child, where in elements(element, place):
            if child_text(child, "title") == COUNTED and _denominators(child, where, target, account):
                continue
            if path:
                step(Each(path, table), child, where, target, account)
            elif taken or child.tag != "measure":
                step(None, child, where, target, account)
            else:
                taken = True
                walk(child, where, table, target, account)

    return read


def _denominators(element: Element, place: str, target: Target, account: Account) -> bool:
    """Take a measure that counts the participants for the denominators; not where it says more than that."""
    trial = Account()
    measure: Target = {}
    walk(element, place, MEASURE, measure, trial)
    classes = measure.pop("classes", [])
    categories = classes[0].get("categories", []) if len(classes) == 1 else []
    said = [measure.pop(field, None) for field in ("title", "unitOfMeasure", "paramType")]
    counts = categories[0].get("measurements", []) if len(categories) == 1 else []
    plain = all(count.keys() <= {"groupId", "value"} for count in counts)
    if measure or trial.left_over or not counts or not plain or "title" in categories[0]:
        return False
    if not put(target, "denoms", [{"units": "Participants", "counts": counts}]):
        return False
    account.take(trial)
    for name, text in zip(("title", "units"), said, strict=False):
        if text:
            account.translated(f"{place}/{name}", text)
    return True


ANALYSIS: Table = {
    "group_id_list": {"group_id": Item("groupIds")},
    "groups_desc": Leaf("groupDescription"),
    "non_inferiority": Leaf("testedNonInferiority", words.yes_no),
    "non_inferiority_type": Leaf("nonInferiorityType", words.NON_INFERIORITY_TYPE),
    "non_inferiority_desc": Leaf("nonInferiorityComment"),
    "p_value": Leaf("pValue"),
    "p_value_desc": Leaf("pValueComment"),
    "method": Leaf("statisticalMethod"),
    "method_desc": Leaf("statisticalComment"),
    "param_type": Leaf("paramType"),
    "param_value": Leaf("paramValue"),
    "dispersion_type": Leaf("dispersionType", words.ANALYSIS_DISPERSION),
    "dispersion_value": Leaf("dispersionValue"),
    "ci_percent": Leaf("ciPctValue"),
    "ci_n_sides": Leaf("ciNumSides", words.CI_SIDES),
    "ci_lower_limit": Leaf("ciLowerLimit"),
    "ci_upper_limit": Leaf("ciUpperLimit"),
    "ci_lower_limit_na_comment": Leaf("ciLowerLimitComment"),
    "ci_upper_limit_na_comment": Leaf("ciUpperLimitComment"),
    "estimate_desc": Leaf("estimateComment"),
    "other_analysis_desc": Leaf("otherAnalysisDescription"),
}

RESULTS_OUTCOME: Table = {
    "type": Leaf("type", words.OUTCOME_TYPE),
    "title": Leaf("title"),
    "description": Leaf("description"),
    "time_frame": Leaf("timeFrame"),
    "posting_date": Leaf("anticipatedPostingDate", words.posting_month),
    "population": Leaf("populationDescription"),
    "group_list": {"group": Each("groups", GROUP)},
    "measure": OUTCOME_MEASURE,  # repeats the outcome's own title, description and population
    "measure_list": By(_measures(None, OUTCOME_MEASURE)),
    "analysis_list": {"analysis": Each("analyses", ANALYSIS)},
}

BASELINE: Table = {
    "population": Leaf("populationDescription"),
    "group_list": {"group": Each("groups", GROUP)},
    "analyzed_list": {"analyzed": Each("denoms", ANALYZED)},
    "measure_list": By(_measures("measures", BASELINE_MEASURE)),
}

PARTICIPANT_FLOW: Table = {
    "recruitment_details": Leaf("recruitmentDetails"),
    "pre_assignment_details": Leaf("preAssignmentDetails"),
    "group_list": {"group": Each("groups", GROUP)},
    "period_list": {"period": Each("periods", PERIOD)},
}

CLINICAL_RESULTS: Table = {
    "participant_flow": In("participantFlowModule", PARTICIPANT_FLOW),
    "baseline": In("baselineCharacteristicsModule", BASELINE),
    "outcome_list": {"outcome": Each("outcomeMeasuresModule.outcomeMeasures", RESULTS_OUTCOME)},
    "reported_events": In("adverseEventsModule", REPORTED_EVENTS),
    "certain_agreements": In(
        "moreInfoModule.certainAgreement",
        {
            "pi_employee": Leaf("piSponsorEmployee", words.pi_employee),
            "restrictive_agreement": Leaf("", words.agreement),
        },
    ),
    "limitations_and_caveats": Leaf("moreInfoModule.limitationsAndCaveats.description"),
    "point_of_contact": In(
        "moreInfoModule.pointOfContact",
        {
            "name_or_title": Leaf("title"),
            "organization": Leaf("organization"),
            "phone": Leaf("phone"),
            "phone_ext": Leaf("phoneExt"),
            "email": Leaf("email"),
        },
    ),
}
