"""What the trial site's pages say on every trial: headings, lead sentences, labels, and the registry's closed lists.

Written down from saved pages. A line that is not in these tables is either a value or left over, never dropped.
"""

from __future__ import annotations

SECTION_LEADS: dict[str, str | None] = {
    "Study Results": None,
    "Basic Information": "Get a concise snapshot of the trial, including recruitment status, study phase, enrollment targets, and key timeline milestones.",
    "Brief Summary": "Review the sponsor-provided synopsis that highlights what the study is about and why it is being conducted.",
    "Detailed Description": "Dive into the extended narrative that explains the scientific background, objectives, and procedures in greater depth.",
    "Conditions": "See the medical conditions and disease areas that this research is targeting or investigating.",
    "Keywords": None,
    "Study Design": "Understand how the trial is structured, including allocation methods, masking strategies, primary purpose, and other design elements.",
    "Study Groups": "Review each arm or cohort in the study, along with the interventions and objectives associated with them.",
    "Interventions": "Learn about the drugs, procedures, or behavioral strategies being tested and how they are applied within this trial.",
    "Eligibility Criteria": "Check the participation requirements, including inclusion and exclusion rules, age limits, and whether healthy volunteers are accepted.",
    "Sponsors": "Meet the organizations funding or collaborating on the study and learn about their roles.",
    "Responsible Party": "Identify the individual or organization who holds primary responsibility for the study information submitted to regulators.",
    "Principal Investigators": "Learn about the lead researchers overseeing the trial and their institutional affiliations.",
    "Locations": "Explore where the study is taking place and check the recruitment status at each participating site.",
    "Countries": "Review the countries where the study has at least one active or historical site.",
    "Other Identifiers": "Review additional registry numbers or institutional identifiers associated with this trial.",
    "More Related Trials": "Additional clinical trials that may be relevant based on similarity analysis.",
}
"""Section headings in the site's order, each with the sentence that always follows it (None: none known)."""

CLOSING_SECTIONS = frozenset({"Other Identifiers", "More Related Trials"})
"""Sections that a whole page ends with; a page that ends in another one may have been cut."""

FREE_TEXT_SECTIONS = frozenset({"Brief Summary", "Detailed Description", "Eligibility Criteria"})
"""Sections in whose prose a word like "Interventions" may stand alone on a line without being the site's heading."""

LEAD_VERBS = frozenset(
    [
        "Additional",
        "Browse",
        "Check",
        "Compare",
        "Discover",
        "Dive",
        "Examine",
        "Explore",
        "Find",
        "Get",
        "Identify",
        "Learn",
        "Meet",
        "Read",
        "Review",
        "See",
        "Understand",
        "View",
    ]
)
"""First words of the site's lead sentences: they tell the heading of a section that we do not know."""

LEAD_SUBJECTS = ("trial", "study", "studies", "research", "participa", "publication", "keyword")

TITLE_LABELS = {"NCT ID:": "nct_id", "Last Updated:": "last_updated"}

BASIC_LABELS = {
    "Recruitment Status": "status",
    "Total Enrollment": "enrollment",
    "Clinical Phase": "phase",
    "Study Classification": "study_type",
    "Study Start Date": "start",
    "Study Completion Date": "completion",
}

DESIGN_LABELS = {
    "Allocation Method": "allocation",
    "Intervention Model": "intervention_model",
    "Primary Study Purpose": "primary_purpose",
    "Blinding Strategy": "masking",
}

ELIGIBILITY_LABELS = {
    "Minimum Eligible Age": "minimum_age",
    "Maximum Eligible Age": "maximum_age",
    "Eligible Sex": "sex",
    "Accepts Healthy Volunteers": "healthy_volunteers",
}

PHASES = frozenset(["NA", "EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4"])
STUDY_TYPES = frozenset(["INTERVENTIONAL", "OBSERVATIONAL", "EXPANDED_ACCESS"])
SEXES = frozenset(["ALL", "FEMALE", "MALE"])
YES_NO = {"Yes": True, "No": False, "true": True, "false": False, "True": True, "False": False}

DESIGN_VALUES: dict[str, frozenset[str]] = {
    "allocation": frozenset(["RANDOMIZED", "NON_RANDOMIZED", "NA"]),
    "intervention_model": frozenset(["SINGLE_GROUP", "PARALLEL", "CROSSOVER", "FACTORIAL", "SEQUENTIAL"]),
    "observational_model": frozenset(
        [
            "COHORT",
            "CASE_CONTROL",
            "CASE_ONLY",
            "CASE_CROSSOVER",
            "ECOLOGIC_OR_COMMUNITY",
            "FAMILY_BASED",
            "DEFINED_POPULATION",
            "NATURAL_HISTORY",
        ]
    ),
    "time_perspective": frozenset(["RETROSPECTIVE", "PROSPECTIVE", "CROSS_SECTIONAL"]),
    "primary_purpose": frozenset(
        [
            "TREATMENT",
            "PREVENTION",
            "DIAGNOSTIC",
            "ECT",
            "SUPPORTIVE_CARE",
            "SCREENING",
            "HEALTH_SERVICES_RESEARCH",
            "BASIC_SCIENCE",
            "DEVICE_FEASIBILITY",
        ]
    ),
    "masking": frozenset(["NONE", "SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"]),
}
"""Which design element a registry word belongs to where its label is missing. OTHER belongs to several: not listed."""

MASKED_PARTIES = (
    "Outcomes Assessors", "Outcome Assessors", "Outcomes Assessor", "Outcome Assessor", "Care Providers",
    "Care Provider", "Investigators", "Investigator", "Participants", "Participant",
    "OUTCOMES_ASSESSOR", "CARE_PROVIDER", "INVESTIGATOR", "PARTICIPANT",
)  # fmt: skip
"""Longest first, so that the line of masked parties splits in one way."""

ARM_TYPES = frozenset(
    ["EXPERIMENTAL", "ACTIVE_COMPARATOR", "PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION", "OTHER"]
)
INTERVENTION_TYPES = frozenset(
    [
        "BEHAVIORAL",
        "BIOLOGICAL",
        "COMBINATION_PRODUCT",
        "DEVICE",
        "DIAGNOSTIC_TEST",
        "DIETARY_SUPPLEMENT",
        "DRUG",
        "GENETIC",
        "PROCEDURE",
        "RADIATION",
        "OTHER",
    ]
)
AGENCY_CLASSES = frozenset(
    ["NIH", "FED", "OTHER_GOV", "INDIV", "INDUSTRY", "NETWORK", "AMBIG", "OTHER", "UNKNOWN"]
)
SPONSOR_ROLES = frozenset(("lead", "collaborator"))
OFFICIAL_ROLES = frozenset(["PRINCIPAL_INVESTIGATOR", "STUDY_DIRECTOR", "STUDY_CHAIR", "SUB_INVESTIGATOR"])
PARTY_TYPES = frozenset(["SPONSOR", "PRINCIPAL_INVESTIGATOR", "SPONSOR_INVESTIGATOR"])

GROUP_TYPE = "Group Type"
INTERVENTION_TYPE = "Intervention Type"
SPONSOR_ROLE = "Sponsor Role"
RESPONSIBILITY_ROLE = "Responsibility Role"
OFFICIAL_ROLE = "Role:"
SITE_STATUS = "Site Status"
IDENTIFIER_TYPE = "Identifier Type:"
IDENTIFIER_SOURCE = "Identifier Source:"
NO_VALUE = "-"
ORG_STUDY_ID = "org_study_id"

ROW_LABELS = (
    GROUP_TYPE, INTERVENTION_TYPE, SPONSOR_ROLE, RESPONSIBILITY_ROLE, OFFICIAL_ROLE, SITE_STATUS,
    IDENTIFIER_TYPE, IDENTIFIER_SOURCE, *TITLE_LABELS,
)  # fmt: skip
"""Labels that stand on one line with their value."""
