"""Studies written by hand for the library's tests."""

from __future__ import annotations

import json
from typing import Any


def study(number: int, title: str = "A trial", **given: Any) -> dict[str, Any]:
    """A v2 study with what the list, the filters and the search ask; `given` replaces or adds."""
    facts = {
        "status": "RECRUITING", "phases": ["PHASE2"], "conditions": ["Imaginary Gout"], "drug": "Fictimab",
        "country": "Germany", "city": "Ulm", "sponsor": "Nowhere University", "sex": "ALL", "minimum": "18 Years",
        "maximum": None, "updated": "2025-06-01", "summary": "", "criteria": "* Able to sit", "terms": [],
    } | given  # fmt: skip
    eligibility = {"eligibilityCriteria": facts["criteria"], "sex": facts["sex"]}
    for name, age in (("minimumAge", facts["minimum"]), ("maximumAge", facts["maximum"])):
        if age:
            eligibility[name] = age
    return {
        "protocolSection": {
            "identificationModule": {"nctId": f"NCT{number:08}", "briefTitle": title},
            "statusModule": {"overallStatus": facts["status"], "lastUpdateSubmitDate": facts["updated"]},
            "sponsorCollaboratorsModule": {"leadSponsor": {"name": facts["sponsor"]}},
            "descriptionModule": {"briefSummary": facts["summary"]},
            "conditionsModule": {"conditions": facts["conditions"]},
            "designModule": {"studyType": "INTERVENTIONAL", "phases": facts["phases"]},
            "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": facts["drug"]}]},
            "eligibilityModule": eligibility,
            "contactsLocationsModule": {
                "locations": [{"facility": "Hospital", "city": facts["city"], "country": facts["country"]}]
            },
        },
        "derivedSection": {"conditionBrowseModule": {"meshes": [{"term": term} for term in facts["terms"]]}},
        "hasResults": False,
    }


def raw(number: int, title: str = "A trial", *, indent: int | None = None, **given: Any) -> bytes:
    """The same as the bytes of a copy."""
    return json.dumps(study(number, title, **given), indent=indent).encode()
