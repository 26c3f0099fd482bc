"""From the words of the legacy XML to those of the registry's API v2.

Sources: the comments and enumerations of the registry's `public.xsd` (2019.02.14), its Protocol Registration Data Element Definitions, and the
enumerations of API v2 (openapi 2.0.0). A word that none of them has stays as the copy has it: nothing is mapped by resemblance.
"""

from __future__ import annotations

import re
from typing import Any

from trialtui.copies.ctgov_xml_walk import UNFIT
from trialtui.record.age import NO_LIMIT
from trialtui.record.dates import MONTHS


def key(text: str) -> str:
    """ "Non-Probability Sample" is "NON_PROBABILITY_SAMPLE"."""
    return re.sub(r"[^A-Z0-9]+", "_", text.upper()).strip("_")


class Choice:
    """One enumeration: its own words however spelled ("Non-Randomized"), and words of older copies by what they became."""

    def __init__(self, words: str, **others: str) -> None:
        self.words = {word: word for word in words.split()} | others

    def __call__(self, text: str) -> str:
        """In the registry's words; what it does not list, as the copy has it."""
        return self.words.get(key(text), " ".join(text.split()))

    def knows(self, text: str) -> bool:
        return key(text) in self.words


STATUS = Choice(
    "ACTIVE_NOT_RECRUITING COMPLETED ENROLLING_BY_INVITATION NOT_YET_RECRUITING RECRUITING SUSPENDED TERMINATED WITHDRAWN "
    "AVAILABLE NO_LONGER_AVAILABLE TEMPORARILY_NOT_AVAILABLE APPROVED_FOR_MARKETING WITHHELD",
    UNKNOWN_STATUS="UNKNOWN",
)
STUDY_TYPE = Choice("EXPANDED_ACCESS INTERVENTIONAL OBSERVATIONAL")
DATE_TYPE = Choice("ACTUAL ESTIMATED", ANTICIPATED="ESTIMATED", ESTIMATE="ESTIMATED")
AGENCY_CLASS = Choice("NIH INDUSTRY OTHER", U_S_FED="FED", US_FED="FED")
PARTY_TYPE = Choice("SPONSOR PRINCIPAL_INVESTIGATOR SPONSOR_INVESTIGATOR")
ROLE = Choice("STUDY_CHAIR STUDY_DIRECTOR PRINCIPAL_INVESTIGATOR SUB_INVESTIGATOR CONTACT")
SEX = Choice("FEMALE MALE ALL", BOTH="ALL")  # public.xsd, 01/11/2017: "All (which replaces Both)"
SAMPLING_METHOD = Choice("PROBABILITY_SAMPLE NON_PROBABILITY_SAMPLE")
ALLOCATION = Choice("RANDOMIZED NON_RANDOMIZED", N_A="NA")
INTERVENTION_MODEL = Choice(
    "",
    SINGLE_GROUP_ASSIGNMENT="SINGLE_GROUP",
    PARALLEL_ASSIGNMENT="PARALLEL",
    CROSSOVER_ASSIGNMENT="CROSSOVER",
    FACTORIAL_ASSIGNMENT="FACTORIAL",
    SEQUENTIAL_ASSIGNMENT="SEQUENTIAL",
)
PRIMARY_PURPOSE = Choice(
    "TREATMENT PREVENTION DIAGNOSTIC SUPPORTIVE_CARE SCREENING HEALTH_SERVICES_RESEARCH BASIC_SCIENCE DEVICE_FEASIBILITY OTHER",
    EDUCATIONAL_COUNSELING_TRAINING="ECT",
)
OBSERVATIONAL_MODEL = Choice(
    "COHORT CASE_CONTROL CASE_ONLY CASE_CROSSOVER ECOLOGIC_OR_COMMUNITY FAMILY_BASED DEFINED_POPULATION NATURAL_HISTORY OTHER"
)
TIME_PERSPECTIVE = Choice("RETROSPECTIVE PROSPECTIVE CROSS_SECTIONAL OTHER")
MASKING = Choice(
    "NONE SINGLE DOUBLE TRIPLE QUADRUPLE",
    NONE_OPEN_LABEL="NONE",
    OPEN_LABEL="NONE",
    SINGLE_BLIND="SINGLE",
    DOUBLE_BLIND="DOUBLE",
)
WHO_MASKED = Choice(
    "PARTICIPANT CARE_PROVIDER INVESTIGATOR OUTCOMES_ASSESSOR",
    SUBJECT="PARTICIPANT",
    CAREGIVER="CARE_PROVIDER",
)
BIOSPEC_RETENTION = Choice("NONE_RETAINED SAMPLES_WITH_DNA SAMPLES_WITHOUT_DNA")
ARM_TYPE = Choice("EXPERIMENTAL ACTIVE_COMPARATOR PLACEBO_COMPARATOR SHAM_COMPARATOR NO_INTERVENTION OTHER")
INTERVENTION_TYPES = "BEHAVIORAL BIOLOGICAL COMBINATION_PRODUCT DEVICE DIAGNOSTIC_TEST DIETARY_SUPPLEMENT DRUG GENETIC PROCEDURE RADIATION OTHER"
# The data element definitions call them "Biological/Vaccine" and "Procedure/Surgery", as the archive does.
INTERVENTION_TYPE = Choice(INTERVENTION_TYPES, BIOLOGICAL_VACCINE="BIOLOGICAL", PROCEDURE_SURGERY="PROCEDURE")
ID_TYPE = Choice(
    "",
    OTHER_IDENTIFIER="OTHER",
    REGISTRY_IDENTIFIER="REGISTRY",
    US_NIH_GRANT_NUMBER="NIH",
    EUDRACT_NUMBER="EUDRACT_NUMBER",
    OTHER_GRANT_FUNDING_NUMBER="OTHER_GRANT",
)
IPD_SHARING = Choice("YES NO UNDECIDED")
IPD_INFO_TYPE = Choice(
    "STUDY_PROTOCOL ANALYTIC_CODE",
    STATISTICAL_ANALYSIS_PLAN_SAP="SAP",
    INFORMED_CONSENT_FORM_ICF="ICF",
    CLINICAL_STUDY_REPORT_CSR="CSR",
)
OUTCOME_TYPE = Choice("PRIMARY SECONDARY OTHER_PRE_SPECIFIED POST_HOC")
PARAM_TYPE = Choice(
    "GEOMETRIC_MEAN GEOMETRIC_LEAST_SQUARES_MEAN LEAST_SQUARES_MEAN LOG_MEAN MEAN MEDIAN NUMBER COUNT_OF_PARTICIPANTS COUNT_OF_UNITS"
)
DISPERSION_TYPE = Choice(  # v2 has these words for the baseline; for outcome measures it has the legacy ones
    "STANDARD_DEVIATION STANDARD_ERROR INTER_QUARTILE_RANGE FULL_RANGE",
    **{
        "80_CONFIDENCE_INTERVAL": "CONFIDENCE_80",
        "90_CONFIDENCE_INTERVAL": "CONFIDENCE_90",
        "95_CONFIDENCE_INTERVAL": "CONFIDENCE_95",
        "97_5_CONFIDENCE_INTERVAL": "CONFIDENCE_975",
        "99_CONFIDENCE_INTERVAL": "CONFIDENCE_99",
        "GEOMETRIC_COEFFICIENT_OF_VARIATION": "GEOMETRIC_COEFFICIENT",
    },
)
NON_INFERIORITY_TYPE = Choice(
    "SUPERIORITY NON_INFERIORITY EQUIVALENCE OTHER NON_INFERIORITY_OR_EQUIVALENCE SUPERIORITY_OR_OTHER "
    "NON_INFERIORITY_OR_EQUIVALENCE_LEGACY SUPERIORITY_OR_OTHER_LEGACY"
)
ANALYSIS_DISPERSION = Choice("STANDARD_DEVIATION", STANDARD_ERROR_OF_THE_MEAN="STANDARD_ERROR_OF_MEAN")
CI_SIDES = Choice("", **{"1_SIDED": "ONE_SIDED", "2_SIDED": "TWO_SIDED"})
ASSESSMENT = Choice("NON_SYSTEMATIC_ASSESSMENT SYSTEMATIC_ASSESSMENT")

YES_NO = {"YES": True, "NO": False, "ACCEPTS_HEALTHY_VOLUNTEERS": True}
PI_EMPLOYEE = {
    "ALL_PRINCIPAL_INVESTIGATORS_ARE_EMPLOYED_BY_THE_ORGANIZATION_SPONSORING_THE_STUDY": True,
    "PRINCIPAL_INVESTIGATORS_ARE_NOT_EMPLOYED_BY_THE_ORGANIZATION_SPONSORING_THE_STUDY": False,
}
# public.xsd, 02/13/2017: "Phase 0" becomes "Early Phase 1".
PHASE = Choice("PHASE1 PHASE2 PHASE3 PHASE4 EARLY_PHASE1", N_A="NA", PHASE_0="EARLY_PHASE1", EARLY_PHASE_1="EARLY_PHASE1",
               PHASE_1="PHASE1", PHASE_2="PHASE2", PHASE_3="PHASE3", PHASE_4="PHASE4")  # fmt: skip
EMBARGO = "The only disclosure restriction on the PI is that the sponsor can review results communications prior to public release and can embargo communications regarding trial results for a period that is "
AGREEMENTS: tuple[tuple[str, dict[str, Any]], ...] = (
    (EMBARGO + "less than or equal to 60 days", {"restrictionType": "LTE60", "restrictiveAgreement": True}),
    (EMBARGO + "more than 60 days but less than or equal to 180 days", {"restrictionType": "GT60", "restrictiveAgreement": True}),
    ("There is NOT an agreement between Principal Investigators and the Sponsor", {"restrictiveAgreement": False}),
    ("There IS an agreement between Principal Investigators and the Sponsor", {"restrictiveAgreement": True}),
)  # fmt: skip
"""How the registry's own sentences begin. Any other text is the sponsor's."""


def yes_no(text: str) -> Any:
    return YES_NO.get(key(text), UNFIT)


def pi_employee(text: str) -> Any:
    return PI_EMPLOYEE.get(key(text), UNFIT)


def agreement(text: str) -> dict[str, Any]:
    words = " ".join(text.split())
    return next(
        (fields for start, fields in AGREEMENTS if words.startswith(start)), {"otherDetails": text.strip()}
    )


def whole_number(text: str) -> Any:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else UNFIT


def age(text: str) -> str | None:
    """ "N/A" is no limit, which v2 says by leaving the field out."""
    words = " ".join(text.split())
    return None if words == NO_LIMIT else words


def date(text: str) -> str:
    """ "March 5, 2012" is "2012-03-05", "March 2012" is "2012-03"; anything else stays."""
    words = " ".join(text.split())
    found = re.fullmatch(r"([A-Z][a-z]+) (?:(\d{1,2}), )?(\d{4})", words)
    if not found or found[1] not in MONTHS:
        return words
    month = f"{found[3]}-{MONTHS.index(found[1]) + 1:02}"
    return f"{month}-{int(found[2]):02}" if found[2] else month


def posting_month(text: str) -> str:
    """ "06/2012" is "2012-06" (public.xsd, posting_date_type)."""
    found = re.fullmatch(r"(\d\d)/(\d{4})", text.strip())
    return f"{found[2]}-{found[1]}" if found else text.strip()


def event_date(text: str) -> dict[str, Any]:
    """The date of a submission; the registry writes "Unknown" for what was cancelled before it kept dates."""
    return {"dateUnknown": True} if key(text) == "UNKNOWN" else {"date": date(text)}


def phases(text: str) -> list[str]:
    words = " ".join(text.split())
    return [PHASE(part) for part in words.split("/")] if words != NO_LIMIT else ["NA"]


def study_type(text: str) -> Any:
    """ "Observational [Patient Registry]" is two fields. "N/A" stands in the records that the registry withholds."""
    if key(text) == "OBSERVATIONAL_PATIENT_REGISTRY":
        return {"studyType": "OBSERVATIONAL", "patientRegistry": True}
    kind = Choice("EXPANDED_ACCESS INTERVENTIONAL OBSERVATIONAL")(text)
    return None if kind == NO_LIMIT else {"studyType": kind}


def masking(text: str) -> Any:
    """ "Double (Participant, Investigator)" is two fields; None where "N/A" says that there is none to tell."""
    words = " ".join(text.split())
    found = re.fullmatch(r"([^()]+?) ?\(([^()]*)\)", words)
    if words == NO_LIMIT:
        return None
    if not found or key(found[2]) == "OPEN_LABEL":
        return {"masking": MASKING(words)}
    return {"masking": MASKING(found[1]), "whoMasked": [WHO_MASKED(who) for who in found[2].split(", ")]}


def file_name(text: str) -> str:
    """The last step of an address."""
    return text.strip().rsplit("/", 1)[-1]


WRAPPED_AT = 96
"""Columns. The registry breaks a line where the next word would take it past 97; no line of its own is broken before."""


def unwrapped(text: str) -> str:
    """A text block without its common indent, its hard-wrapped lines joined again; paragraphs and lists stay apart."""
    joined: list[str] = []
    before = ""
    for line in text.expandtabs().split("\n"):
        first = line.split(None, 1)[:1]
        if before and first and len(before) + 1 + len(first[0]) >= WRAPPED_AT:
            joined[-1] += " " + line.strip()
        else:
            joined.append(line.rstrip())
        before = line.rstrip()
    return _outdented(joined)


def outdented(text: str) -> str:
    """A text block without its common indent."""
    return _outdented([line.rstrip() for line in text.expandtabs().split("\n")])


def _outdented(lines: list[str]) -> str:
    indent = min((len(line) - len(line.lstrip()) for line in lines if line), default=0)
    return "\n".join(line[indent:] for line in lines).strip("\n")
