"""The registry's enumerations in words for people. A value that no table knows is shown verbatim.

Values: ClinicalTrials.gov API v2, openapi 2.0.0. Organisations that are their own abbreviation (NIH, FDA) need no entry.
"""

from __future__ import annotations

from trialtui.record.study import Study

OPEN_STATUSES = frozenset({"RECRUITING", "ENROLLING_BY_INVITATION"})
"""The only two recruitment statuses under which a person can be enrolled."""

STATUSES = frozenset(
    [
        "ACTIVE_NOT_RECRUITING",
        "COMPLETED",
        "ENROLLING_BY_INVITATION",
        "NOT_YET_RECRUITING",
        "RECRUITING",
        "SUSPENDED",
        "TERMINATED",
        "WITHDRAWN",
        "AVAILABLE",
        "NO_LONGER_AVAILABLE",
        "TEMPORARILY_NOT_AVAILABLE",
        "APPROVED_FOR_MARKETING",
        "WITHHELD",
        "UNKNOWN",
    ]
)
"""Every recruitment status that the registry gives."""
PLAIN = (STATUSES - {"ACTIVE_NOT_RECRUITING"}) | frozenset(
    [
        "EXPANDED_ACCESS",
        "INTERVENTIONAL",
        "OBSERVATIONAL",
        "FEMALE",
        "MALE",
        "ALL",
        "CHILD",
        "ADULT",
        "OLDER_ADULT",
        "PROBABILITY_SAMPLE",
        "YES",
        "NO",
        "UNDECIDED",
        "STUDY_PROTOCOL",
        "ANALYTIC_CODE",
        "OTHER_GRANT",
        "REGISTRY",
        "OTHER",
        "INDUSTRY",
        "NETWORK",
        "ACTUAL",
        "ESTIMATED",
        "SPONSOR",
        "PRINCIPAL_INVESTIGATOR",
        "PARALLEL",
        "CROSSOVER",
        "FACTORIAL",
        "SEQUENTIAL",
        "SINGLE_GROUP",
        "TREATMENT",
        "PREVENTION",
        "DIAGNOSTIC",
        "SUPPORTIVE_CARE",
        "SCREENING",
        "HEALTH_SERVICES_RESEARCH",
        "BASIC_SCIENCE",
        "DEVICE_FEASIBILITY",
        "COHORT",
        "CASE_ONLY",
        "ECOLOGIC_OR_COMMUNITY",
        "DEFINED_POPULATION",
        "NATURAL_HISTORY",
        "RETROSPECTIVE",
        "PROSPECTIVE",
        "NONE_RETAINED",
        "EXPERIMENTAL",
        "ACTIVE_COMPARATOR",
        "PLACEBO_COMPARATOR",
        "SHAM_COMPARATOR",
        "NO_INTERVENTION",
        "BIOLOGICAL",
        "COMBINATION_PRODUCT",
        "DEVICE",
        "DIAGNOSTIC_TEST",
        "DIETARY_SUPPLEMENT",
        "DRUG",
        "GENETIC",
        "PROCEDURE",
        "RADIATION",
        "STUDY_CHAIR",
        "STUDY_DIRECTOR",
        "CONTACT",
        "BACKGROUND",
        "RESULT",
        "DERIVED",
        "NONE",
        "SINGLE",
        "DOUBLE",
        "TRIPLE",
        "QUADRUPLE",
        "PARTICIPANT",
        "CARE_PROVIDER",
        "INVESTIGATOR",
        "OUTCOMES_ASSESSOR",
    ]
)
"""Values whose own words will do: a capital at the start and no underscores."""

WORDS = {
    "ACTIVE_NOT_RECRUITING": "Active, not recruiting",
    "NA": "Not applicable",
    "EARLY_PHASE1": "Early phase 1",
    "PHASE1": "Phase 1",
    "PHASE2": "Phase 2",
    "PHASE3": "Phase 3",
    "PHASE4": "Phase 4",
    "NON_RANDOMIZED": "Non-randomised",
    "RANDOMIZED": "Randomised",
    "CASE_CONTROL": "Case-control",
    "CASE_CROSSOVER": "Case-crossover",
    "CROSS_SECTIONAL": "Cross-sectional",
    "FAMILY_BASED": "Family-based",
    "ECT": "Educational, counselling or training",
    "BEHAVIORAL": "Behavioural",
    "NON_PROBABILITY_SAMPLE": "Non-probability sample",
    "SPONSOR_INVESTIGATOR": "Sponsor-investigator",
    "SUB_INVESTIGATOR": "Sub-investigator",
    "SAMPLES_WITH_DNA": "Samples with DNA",
    "SAMPLES_WITHOUT_DNA": "Samples without DNA",
    "FED": "US federal agency",
    "OTHER_GOV": "Other government",
    "INDIV": "Individual",
    "AMBIG": "Ambiguous",
    "EUDRACT_NUMBER": "EudraCT number",
    "SAP": "Statistical analysis plan",
    "ICF": "Informed consent form",
    "CSR": "Clinical study report",
}

MASKINGS = {
    "NONE": "open label",
    "SINGLE": "single blind",
    "DOUBLE": "double blind",
    "TRIPLE": "triple blind",
    "QUADRUPLE": "quadruple blind",
}


def spell(value: str | None) -> str:
    """ "NOT_YET_RECRUITING" as "Not yet recruiting"; what the registry does not list verbatim, None as ""."""
    if not value:
        return ""
    return value.replace("_", " ").capitalize() if value in PLAIN else WORDS.get(value, value)


def status_words(status: str | None) -> str:
    """A recruitment status in words; the registry's UNKNOWN is "Unknown status", none at all ""."""
    return "Unknown status" if status == "UNKNOWN" else spell(status)


def is_open_status(status: str | None) -> bool:
    """Whether people can be enrolled under this status; no status and an unknown one are not open."""
    return status in OPEN_STATUSES


def phase_words(phases: tuple[str, ...]) -> str:
    """ "Phase 1/Phase 2"; "" where none is given."""
    return "/".join(map(spell, phases))


def masking_words(masking: str | None) -> str:
    return MASKINGS.get(masking or "", spell(masking).lower() if masking else "")


def design_sentence(study: Study) -> str:
    """ "Non-randomised, sequential, open label, treatment", from what the record holds; "" where it holds nothing."""
    info = study.design.design_info
    if info is None:
        return ""
    masking = masking_words(info.masking_info.masking) if info.masking_info else ""
    elements = (info.allocation, info.intervention_model, info.observational_model, info.time_perspective)
    words = [spell(value).lower() for value in elements if value and value != "NA"]
    words += [masking] if masking else []
    words += [spell(info.primary_purpose).lower()] if info.primary_purpose else []
    sentence = ", ".join(words)
    return sentence[:1].upper() + sentence[1:]
