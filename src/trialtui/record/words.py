"""The registry's enumerations in words for people. A value that no table knows is shown verbatim.

Most words are the registry's own spelling with capitals and underscores taken off; the tables hold those that are not.
Values: ClinicalTrials.gov API v2, openapi 2.0.0.
"""

from __future__ import annotations

from trialtui.record.study import Study

OPEN_STATUSES = frozenset({"RECRUITING", "ENROLLING_BY_INVITATION"})
"""The only two recruitment statuses under which a person can be enrolled."""

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
    "SINGLE_GROUP": "Single group",
    "NO_INTERVENTION": "No intervention",
    "NIH": "NIH",
    "FED": "US federal agency",
    "OTHER_GOV": "Other government",
    "INDIV": "Individual",
    "AMBIG": "Ambiguous",
    "ECT": "Educational, counselling or training",
    "ALL": "All",
}

MASKINGS = {
    "NONE": "open label",
    "SINGLE": "single blind",
    "DOUBLE": "double blind",
    "TRIPLE": "triple blind",
    "QUADRUPLE": "quadruple blind",
}


def spell(value: str | None) -> str:
    """ "NOT_YET_RECRUITING" as "Not yet recruiting"; words in any other form verbatim, None as ""."""
    if not value:
        return ""
    if value in WORDS:
        return WORDS[value]
    if not value.isascii() or not value.replace("_", "").isalpha() or not value.isupper():
        return value
    return value.replace("_", " ").capitalize()


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
