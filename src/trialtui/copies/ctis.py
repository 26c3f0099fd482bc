"""Read a CTIS record: the JSON of the EU portal's public interface, in its form of before and after June 2024.

Fields, statuses and codes: the portal's own (euclinicaltrials.eu, `retrieve/{ctNumber}`; EMA, CTIS structured data form, Part I).
Before June 2024 `authorizedPartI` and `authorizedPartsII` stood at the top, since then in `authorizedApplication`.
"""

from __future__ import annotations

from collections.abc import Iterator

from trialtui.copies.copy import Copy, CopyError, CopyReading
from trialtui.copies.registry_criteria import CriteriaText, Field, criteria_text, has_number_of_ours
from trialtui.copies.registry_places import json_fields
from trialtui.copies.registry_tree import Account, Node, all_words, read_json
from trialtui.copies.registry_words import NO_NUMBER, PHASES, secondary_id
from trialtui.record.module import DateStruct
from trialtui.record.study import (
    ArmsInterventionsModule,
    ConditionsModule,
    Contact,
    ContactsLocationsModule,
    DesignModule,
    EligibilityModule,
    IdentificationModule,
    Intervention,
    Location,
    Outcome,
    OutcomesModule,
    RegistryEntry,
    SecondaryIdInfo,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
    Study,
)

FORMAT = "CTIS record"

NO_TRIAL = "no CTIS trial"

PUBLIC_STATUSES = {
    "1": "Under evaluation",
    "2": "NOT_YET_RECRUITING",
    "3": "RECRUITING",
    "4": "RECRUITING",
    "5": "ACTIVE_NOT_RECRUITING",
    "6": "SUSPENDED",
    "7": "SUSPENDED",
    "8": "Ended",
    "9": "Expired",
    "10": "Revoked",
    "11": "Not authorised",
    "12": "Cancelled",
}
"""The portal's `ctPublicStatusCode`: "Authorised, recruitment pending" (2), "Authorised, recruiting" (3), "Ongoing, recruiting" (4),
"Ongoing, recruitment ended" (5), "Temporarily halted" (6), "Suspended" (7). An ended trial may have ended early: its word stays."""

STATUSES = {
    "authorised, not started": "NOT_YET_RECRUITING",
    "authorised, recruitment pending": "NOT_YET_RECRUITING",
    "authorised, recruiting": "RECRUITING",
    "ongoing, recruiting": "RECRUITING",
    "ongoing, recruitment ended": "ACTIVE_NOT_RECRUITING",
    "temporarily halted": "SUSPENDED",
    "suspended": "SUSPENDED",
}
"""`ctStatus` in words. "Authorised" alone says nothing of recruitment."""

PHASE_CODES = {
    "1": ("PHASE1",),
    "2": ("PHASE1",),
    "3": ("PHASE1",),
    "4": ("PHASE2",),
    "5": ("PHASE3",),
    "6": ("PHASE4",),
    "7": ("PHASE1", "PHASE2"),
    "8": ("PHASE1", "PHASE2"),
    "9": ("PHASE1", "PHASE2"),
    "10": ("PHASE2", "PHASE3"),
    "11": ("PHASE3", "PHASE4"),
}
AGES = {"2": "CHILD", "3": "ADULT", "4": "OLDER_ADULT"}
"""Age ranges: 0-17, 18-64, 65 and older; the same bounds as ClinicalTrials.gov's."""

CLASSES = {"pharmaceutical company": "INDUSTRY"}


def read(copy: Copy) -> CopyReading:
    """Read one trial. Raises CopyError where there is none."""
    account = Account(read_json(copy, NO_TRIAL))
    root = account.root
    application = root["authorizedApplication"] or root
    part, sites = application["authorizedPartI"], application["authorizedPartsII"].each()
    number = root["ctNumber"].words()
    if number is None:
        raise CopyError(copy.name, "", f"{NO_TRIAL}: it has no ctNumber")
    built = _criteria(copy, part)
    study = _study(root, part, sites, built.text if built else None)
    warnings = () if built else ("no inclusion and exclusion criteria: no criteria can be read",)
    place = built.place("principalInclusionCriteria, principalExclusionCriteria") if built else None
    return CopyReading(
        copy, FORMAT, study, account.left_over(), warnings, place, tuple(account.as_written),
        tuple(built.stretches) if built and place else (),
    )  # fmt: skip


def _information(part: Node) -> Node:
    return part.at("trialDetails", "trialInformation")


def _criteria(copy: Copy, part: Node) -> CriteriaText | None:
    """The criteria, one a line; a criterion's number is taken where it is shown."""
    eligibility = _information(part)["eligibilityCriteria"]
    sides: list[list[Field]] = []
    for name in ("principalInclusionCriteria", "principalExclusionCriteria"):
        items = sorted(eligibility[name].each(), key=_number)
        found = json_fields(copy.text, eligibility, [(item[name], item["number"].look()) for item in items])
        sides.append(found)
        for item, field in zip(items, found, strict=True):
            item[name].words()
            if has_number_of_ours(field):
                item["number"].words()
    return criteria_text(*sides)


def _number(item: Node) -> tuple[bool, int]:
    """Criteria by their numbers: some exports have them as text sorts them, 1, 10, 2."""
    words = item["number"].look() or ""
    return (False, int(words)) if words.isdecimal() and len(words) < 6 else (True, 0)


def _study(root: Node, part: Node, sites: tuple[Node, ...], criteria: str | None) -> Study:
    information = _information(part)
    points = information["endPoint"]
    countries = all_words(site.at("mscInfo", "countryName") for site in sites)
    others = all_words(country["name"] for country in part["rowCountriesInfo"].each())
    return Study(
        identification=_identification(root, part),
        status=_status(root, information),
        sponsor_collaborators=_sponsors(part, information),
        conditions=ConditionsModule(_conditions(part, information)),
        design=DesignModule(phases=_phases(information.at("trialCategory", "trialPhase"))),
        arms_interventions=ArmsInterventionsModule(interventions=_interventions(part)),
        outcomes=OutcomesModule(
            _outcomes(points["primaryEndPoints"]), _outcomes(points["secondaryEndPoints"])
        ),
        eligibility=_eligibility(information["populationOfTrialSubjects"], criteria),
        contacts_locations=ContactsLocationsModule(
            central_contacts=tuple(dict.fromkeys(_contacts(part))),
            locations=tuple(_location(place) for site in sites for place in site["trialSites"].each()),
        ),
        registry_entry=RegistryEntry("CTIS", root["ctNumber"].words() or ""),
        countries=tuple(dict.fromkeys(countries + others)),
    )


def _identification(root: Node, part: Node) -> IdentificationModule:
    names = part.at("trialDetails", "clinicalTrialIdentifiers")
    numbers = names["secondaryIdentifyingNumbers"]
    keys = list(numbers.value) if isinstance(numbers.value, dict) else []
    fields = [each["number"] for key in keys for each in numbers[key].each()]
    fields += [
        root.at("eudraCtInfo", "eudraCtCode"),
        root.at("authorizedApplication", "eudraCt", "eudraCtCode"),
    ]
    code = names["shortTitle"].words()
    return IdentificationModule(
        # The portal shows this field as "Protocol code".
        org_study_id_info=SecondaryIdInfo(id=code) if code else None,
        secondary_id_infos=tuple(secondary_id(number) for number in dict.fromkeys(all_words(fields))),
        brief_title=names["publicTitle"].words(),
        official_title=names["fullTitle"].words(),
    )


def _status(root: Node, information: Node) -> StatusModule:
    duration = information["trialDuration"]
    code = root["ctPublicStatusCode"]
    start, end = duration["estimatedRecruitmentStartDate"].day(), duration["estimatedGlobalEndDate"].day()
    updated = root["lastUpdated"].day()
    return StatusModule(
        overall_status=code.coded(PUBLIC_STATUSES) if code else root["ctStatus"].coded(STATUSES),
        start_date_struct=DateStruct(start, "ESTIMATED") if start else None,
        completion_date_struct=DateStruct(end, "ESTIMATED") if end else None,
        last_update_post_date_struct=DateStruct(updated) if updated else None,
    )


def _sponsors(part: Node, information: Node) -> SponsorCollaboratorsModule:
    """The primary sponsor; with it the other sponsors and who gives money."""
    sponsors = sorted(part["sponsors"].each(), key=lambda sponsor: sponsor["primary"].value is not True)
    found = []
    for sponsor in sponsors:
        organisation = sponsor["organisation"]
        kind = organisation["type"]
        known = kind.coded(CLASSES) if (kind.look() or "").lower() in CLASSES else None
        found.append(Sponsor(name=organisation["name"].words(), class_=known))
    givers = [each["organisationName"] for each in information["sourceOfMonetarySupport"].each()]
    named = {sponsor.name for sponsor in found}
    found += [Sponsor(name=name) for name in all_words(givers) if name not in named]
    return SponsorCollaboratorsModule(
        lead_sponsor=found[0] if sponsors else None, collaborators=tuple(found[1:] if sponsors else found)
    )


def _contacts(part: Node) -> Iterator[Contact]:
    for sponsor in part["sponsors"].each():
        for contact in (*sponsor["publicContacts"].each(), *sponsor["scientificContacts"].each()):
            yield Contact(
                name=contact["functionalName"].words(),
                phone=contact["telephone"].words(),
                email=contact["functionalEmailAddress"].words(),
            )


def _conditions(part: Node, information: Node) -> tuple[str, ...]:
    listed = information.at("medicalCondition", "partIMedicalConditions").each()
    named = all_words(each["medicalCondition"] for each in (*listed, *part["medicalConditions"].each()))
    return tuple(dict.fromkeys(named))


def _phases(phase: Node) -> tuple[str, ...]:
    words = phase.look()
    if words is None:
        return ()
    if known := PHASE_CODES.get(words) or PHASES.get(words.lower()):
        phase.noted()
        return known
    return (phase.words() or "",)


def _interventions(part: Node) -> tuple[Intervention, ...]:
    found = []
    for product in part["products"].each():
        listed = product["productDictionaryInfo"]
        fields = [product["productName"], listed["prodName"], listed["activeSubstanceName"]]
        named = all_words(field for field in fields if (field.look() or "").lower() not in NO_NUMBER)
        if names := list(dict.fromkeys(named)):
            found.append(Intervention(name=names[0], other_names=tuple(names[1:])))
    return tuple(found)


def _outcomes(points: Node) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(measure=measure) for measure in all_words(each["endPoint"] for each in points.each())
    )


def _eligibility(population: Node, criteria: str | None) -> EligibilityModule:
    codes = [
        each["ageRangeCategoryCode"] or each["ageRangeCategory"] for each in population["ageRanges"].each()
    ]
    ages = [code.coded(AGES) for code in codes if (code.look() or "") in AGES]
    groups = [each["name"] for each in population["clinicalTrialGroups"].each()]
    healthy = [name for name in groups if (name.look() or "").lower().startswith("healthy")]
    return EligibilityModule(
        eligibility_criteria=criteria,
        # Which groups take part is said, never which do not.
        healthy_volunteers=healthy[0].noted() is not None if healthy else None,
        sex=_sex(population),
        std_ages=tuple(age for age in ("CHILD", "ADULT", "OLDER_ADULT") if age in ages),
    )


def _sex(population: Node) -> str | None:
    """Both answers must be there: a sex that is not spoken of is not shut out."""
    female, male = population["isFemaleSubjects"].flag(), population["isMaleSubjects"].flag()
    return {(True, True): "ALL", (True, False): "FEMALE", (False, True): "MALE"}.get((female, male))  # type: ignore[arg-type]


def _location(site: Node) -> Location:
    place, person = site["organisationAddressInfo"], site["personInfo"]
    address = place["address"]
    names = [person[key].noted() for key in ("firstName", "lastName")]
    contact = Contact(
        name=" ".join(name for name in names if name) or None,
        phone=person["telephone"].words(),
        email=person["email"].words(),
    )
    return Location(
        facility=place.at("organisation", "name").words(),
        city=address["city"].words(),
        zip=address["postcode"].words(),
        country=address["countryName"].words(),
        contacts=(contact,) if contact != Contact() else (),
    )
