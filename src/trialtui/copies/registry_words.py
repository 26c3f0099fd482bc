"""The words of other registries that mean the same as one of ClinicalTrials.gov's: tables, and the numbers a trial has elsewhere."""

from __future__ import annotations

import re

from trialtui.record.study import SecondaryIdInfo

PHASES = {
    "early phase 1": ("EARLY_PHASE1",),
    "phase 0": ("EARLY_PHASE1",),
    "phase 1": ("PHASE1",),
    "phase 1/phase 2": ("PHASE1", "PHASE2"),
    "phase 2": ("PHASE2",),
    "phase 2/phase 3": ("PHASE2", "PHASE3"),
    "phase 3": ("PHASE3",),
    "phase 3/phase 4": ("PHASE3", "PHASE4"),
    "phase 4": ("PHASE4",),
    "phase i": ("PHASE1",),
    "phase i/ii": ("PHASE1", "PHASE2"),
    "phase ii": ("PHASE2",),
    "phase ii/iii": ("PHASE2", "PHASE3"),
    "phase iii": ("PHASE3",),
    "phase iii/iv": ("PHASE3", "PHASE4"),
    "phase iv": ("PHASE4",),
    "not applicable": ("NA",),
    "n/a": ("NA",),
}

SEXES = {
    "all": "ALL",
    "both": "ALL",
    "male, female": "ALL",
    "female, male": "ALL",
    "both males and females": "ALL",
    "female": "FEMALE",
    "females": "FEMALE",
    "male": "MALE",
    "males": "MALE",
}

STUDY_TYPES = {
    "interventional": "INTERVENTIONAL",
    "interventional study": "INTERVENTIONAL",
    "interventional clinical trial": "INTERVENTIONAL",
    "observational": "OBSERVATIONAL",
    "observational study": "OBSERVATIONAL",
}

NUMBERS = (
    (re.compile(r"NCT\d{8}\Z"), "REGISTRY", "ClinicalTrials.gov"),
    (re.compile(r"ISRCTN\d{8}\Z"), "REGISTRY", "ISRCTN"),
    (re.compile(r"\d{4}-5\d{5}-\d\d-\d\d\Z"), "CTIS", None),
    (re.compile(r"\d{4}-\d{6}-\d\d\Z"), "EUDRACT_NUMBER", None),
    (re.compile(r"U1111-\d{4}-\d{4}\Z"), "REGISTRY", "WHO universal trial number"),
)
"""A number's form, the registry's word for its kind, and whose it is. EU numbers: EMA, CTIS numbers run from 500000."""

NO_NUMBER = frozenset({"nil known", "nil", "none", "n/a", "na", "not applicable", "not known"})
"""What stands in fields for numbers where there is none."""


def secondary_id(number: str, domain: str | None = None) -> SecondaryIdInfo:
    """A number of the trial elsewhere, of the kind that its form tells."""
    for form, kind, whose in NUMBERS:
        if form.match(number):
            return SecondaryIdInfo(id=number, type=kind, domain=whose or domain)
    return SecondaryIdInfo(id=number, domain=domain)
