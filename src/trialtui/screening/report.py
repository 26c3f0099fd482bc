"""A screening's verdict for programs: what `trialtui screen --json` prints."""

from __future__ import annotations

from typing import Any

from trialtui.screening.screening import Screening
from trialtui.screening.verdict import CohortVerdict


def verdict_json(screening: Screening, subject_code: str | None) -> dict[str, Any]:
    """The overall verdict, each cohort's, and the overlays; no verdict at all where no criterion could be read. `blockers`, `open` and `not_applicable` are top-level codes; `carried` is there only where answers are."""
    read = screening.checklist.criteria_read
    return {
        "subject": subject_code,
        "trial": screening.trial,
        "overall": screening.overall().value if read else None,
        "cohorts": [_cohort(cohort) for cohort in screening.cohorts()] if read else [],
        "overlays": list(screening.overlays()),
    }


def _cohort(cohort: CohortVerdict) -> dict[str, Any]:
    return {
        "label": cohort.label,
        "verdict": cohort.verdict.value,
        "blockers": list(cohort.blockers),
        "open": list(cohort.open),
        "open_parts": list(cohort.open_parts),
        "not_applicable": list(cohort.not_applicable),
        "confirmed": cohort.confirmed,
        **({"carried": list(cohort.carried)} if cohort.carried else {}),
    }
