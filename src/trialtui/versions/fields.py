"""What the fields of a record are called where two versions are compared, in which order they are told, and what names a thing in a list."""

from __future__ import annotations

import re

CRITERIA = "protocolSection.eligibilityModule.eligibilityCriteria"
"""The place of the criteria, which `versions.criteria` compares."""

LIMITS = "The registry's own limits"
OTHER = "Other fields"

SECTIONS = (
    (LIMITS, ("eligibilityModule",)),
    ("Status and dates", ("statusModule",)),
    ("Titles and numbers", ("identificationModule", "registryEntry")),
    ("Design", ("designModule",)),
    ("Arms and interventions", ("armsInterventionsModule",)),
    ("Outcomes", ("outcomesModule",)),
    ("Sites and contacts", ("contactsLocationsModule", "countries")),
    ("Conditions", ("conditionsModule",)),
    ("Description", ("descriptionModule",)),
    ("Sponsor and oversight", ("sponsorCollaboratorsModule", "oversightModule")),
    ("References and documents", ("referencesModule", "ipdSharingStatementModule", "documentSection")),
    ("Results", ("hasResults", "resultsSection", "resultsNote", "annotationSection")),
    ("Related trials", ("related",)),
    ("Terms that the registry derived", ("derivedSection",)),
)
"""Sections in the order in which they are told, with the modules and sections of the record that they hold."""

ORDER = (*(name for name, _ in SECTIONS), OTHER)

FIRST = (
    "overallStatus",
    "whyStopped",
    "minimumAge",
    "maximumAge",
    "sex",
    "healthyVolunteers",
    "phases",
    "briefTitle",
)
"""Fields that are told first within their section."""

NAMES = (
    ("facility", "city", "zip", "status"), ("facility", "city", "zip"), ("facility", "city"), ("label",), ("measure",), ("type", "name"),
    ("name",), ("pmid",), ("citation",), ("nctId",), ("nct_id",), ("id",), ("groupId",), ("title",), ("term",), ("text",), ("url",),
)  # fmt: skip
"""The fields that name a thing in a list: those that agree in the first of these are one thing."""

NAMED_ALONE = ("locations",)
"""Lists in which things of other names are never one: a site in another town is another site, however alike the rest."""

THINGS = {
    "locations": "site", "armGroups": "arm group", "interventions": "intervention", "primaryOutcomes": "primary outcome",
    "secondaryOutcomes": "secondary outcome", "otherOutcomes": "other outcome", "references": "reference",
    "overallOfficials": "official", "centralContacts": "contact", "contacts": "contact", "collaborators": "collaborator",
    "secondaryIdInfos": "secondary id", "meshes": "MeSH term", "ancestors": "broader MeSH term", "largeDocs": "document",
}  # fmt: skip
"""Lists of things, by the name of one of them."""

_SECTION_OF = {module: name for name, modules in SECTIONS for module in modules}
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")


def section_of(place: str) -> str:
    """The section that tells a place: "protocolSection.statusModule.overallStatus" is of "Status and dates"."""
    return next((_SECTION_OF[part] for part in place.split(".") if part in _SECTION_OF), OTHER)


def label_of(place: str, *, of_a_thing: bool = False) -> str:
    """A field's name in words: "protocolSection.statusModule.startDateStruct.date" is "start date".

    `of_a_thing`: of something in a list that is named beside it: "status" then, and not "site · status".
    """
    parts = [part for part in place.split(".") if not part.endswith(("Section", "Module"))]
    if of_a_thing and len(parts) > 1:
        del parts[0]
    if len(parts) > 1 and parts[-1] == "date" and parts[-2].endswith("DateStruct"):
        parts.pop()
    return (
        " · ".join(THINGS.get(part) or _WORDS.sub(" ", part.removesuffix("Struct")).lower() for part in parts)
        or place
    )
