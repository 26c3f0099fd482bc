"""Read an ISRCTN record: the XML that the registry's site and its API give, or that XML as JSON (a third party's re-export).

The elements are those of the registry's own schema (namespace http://www.67bricks.com/isrctn): allTrials/fullTrial holds a trial, and
beside it its contacts, sponsors and funders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from trialtui.copies.copy import Copy, CopyError, CopyReading
from trialtui.copies.registry_criteria import Field, criteria_text
from trialtui.copies.registry_places import json_field, xml_field
from trialtui.copies.registry_tree import Account, Node, all_words, read_json
from trialtui.copies.registry_words import NO_NUMBER, PHASES, SEXES, STUDY_TYPES, secondary_id
from trialtui.copies.registry_xml import read_xml, slices, xml_place
from trialtui.record.module import DateStruct
from trialtui.record.study import (
    ArmsInterventionsModule,
    ConditionsModule,
    Contact,
    ContactsLocationsModule,
    DescriptionModule,
    DesignInfo,
    DesignModule,
    EligibilityModule,
    EnrollmentInfo,
    IdentificationModule,
    Intervention,
    IpdSharingStatementModule,
    Location,
    MaskingInfo,
    Outcome,
    OutcomesModule,
    ReferencesModule,
    RegistryEntry,
    SecondaryIdInfo,
    SeeAlsoLink,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
    Study,
)

if TYPE_CHECKING:
    from trialtui.copies.detect import Part

FORMAT = "ISRCTN record"

NO_TRIAL = "no ISRCTN trial"

STATUSES = {"suspended": "SUSPENDED"}
ALLOCATIONS = {
    "randomized controlled trial": "RANDOMIZED",
    "randomised controlled trial": "RANDOMIZED",
    "non-randomized controlled trial": "NON_RANDOMIZED",
    "non-randomised controlled trial": "NON_RANDOMIZED",
}
MODELS = {
    "parallel": "PARALLEL",
    "crossover": "CROSSOVER",
    "factorial": "FACTORIAL",
    "sequential": "SEQUENTIAL",
    "single": "SINGLE_GROUP",
}
MASKINGS = {"open (masking not used)": "NONE"}
PURPOSES = {
    "treatment": "TREATMENT",
    "prevention": "PREVENTION",
    "diagnostic": "DIAGNOSTIC",
    "screening": "SCREENING",
    "supportive care": "SUPPORTIVE_CARE",
    "basic science": "BASIC_SCIENCE",
    "health services research": "HEALTH_SERVICES_RESEARCH",
    "device feasibility": "DEVICE_FEASIBILITY",
}
INTERVENTIONS = {
    "drug": "DRUG",
    "device": "DEVICE",
    "behavioural": "BEHAVIORAL",
    "genetic": "GENETIC",
    "other": "OTHER",
}
CLASSES = {"industry": "INDUSTRY"}
SHARING = {"yes": "YES", "no": "NO"}

_ROOT = re.compile(r"<((?:\w+:)?allTrials)(?=[\s>])[^>]*>")


def parts(copy: Copy) -> Iterator[Part]:
    """The trials of a copy, each wrapped as the registry wraps one."""
    from trialtui.copies.detect import Part

    root = _ROOT.search(copy.text)
    trials = slices(copy.text, "fullTrial") if root else []
    if root is None or len(trials) < 2:
        yield Part(copy.name, copy.raw)
        return
    for n, trial in enumerate(trials):
        yield Part(f"{copy.name}[{n}]", f"{root[0]}\n{trial}\n</{root[1]}>".encode())


def read(copy: Copy) -> CopyReading:
    """Read one trial. Raises CopyError where there is none, or more than one."""
    is_xml = copy.text.lstrip().startswith("<")
    account = Account(read_xml(copy), xml_place) if is_xml else Account(read_json(copy, NO_TRIAL))
    full = _full_trial(copy, account.root) if is_xml else account.root
    trial = full["trial"] if is_xml else full
    if not trial["isrctn"].look():
        raise CopyError(copy.name, "", f"{NO_TRIAL}: it has no ISRCTN number")
    people = trial["participants"]
    sides = [people["inclusion"], people["exclusion"]]
    built = criteria_text(*([field] for field in _fields(copy, sides, is_xml)))
    for side in sides:
        side.words()
    study = _study(full, trial, built.text if built else None)
    warnings = [] if built else ["no inclusion and exclusion criteria: no criteria can be read"]
    if study.status.overall_status is None:
        dates = " to ".join(
            (people[key].look() or "?")[:10] for key in ("recruitmentStart", "recruitmentEnd")
        )
        warnings.append(f"an ISRCTN copy gives no recruitment status, only the dates of recruitment: {dates}")
    place = built.place("participants.inclusion, participants.exclusion") if built else None
    stretches = tuple(built.stretches) if built and place else ()
    return CopyReading(
        copy, FORMAT, study, account.left_over(), tuple(warnings), place, tuple(account.as_written), stretches
    )


def _full_trial(copy: Copy, root: Node) -> Node:
    trials = root.at("allTrials", "fullTrial").each() or root["fullTrial"].each()
    if not trials:
        raise CopyError(copy.name, "", f"{NO_TRIAL} in this XML")
    if len(trials) > 1:
        raise CopyError(copy.name, "", f"{len(trials)} trials in one file; this reads one")
    return trials[0]


def _fields(copy: Copy, sides: list[Node], is_xml: bool) -> list[Field]:
    return [(xml_field if is_xml else json_field)(copy.text, side) for side in sides]


def _study(full: Node, trial: Node, criteria: str | None) -> Study:
    people, described = trial["participants"], trial["trialDescription"]
    number = trial["isrctn"].noted() or ""
    entry = number if number.upper().startswith("ISRCTN") else f"ISRCTN{number}"
    website = described["trialWebsite"].words()
    outputs = trial["miscellaneous"]
    return Study(
        identification=_identification(trial),
        status=_status(trial),
        sponsor_collaborators=_sponsors(full),
        description=DescriptionModule(brief_summary=described["plainEnglishSummary"].words()),
        conditions=ConditionsModule(
            all_words(condition["description"] for condition in trial.at("conditions", "condition").each())
        ),
        design=_design(trial),
        arms_interventions=ArmsInterventionsModule(interventions=_interventions(trial)),
        outcomes=OutcomesModule(_outcomes(described, "primary"), _outcomes(described, "secondary")),
        eligibility=_eligibility(people, criteria),
        contacts_locations=ContactsLocationsModule(
            central_contacts=tuple(_contact(contact) for contact in full["contact"].each()),
            locations=tuple(_location(centre) for centre in people.at("trialCentres", "trialCentre").each()),
        ),
        references=ReferencesModule(see_also_links=(SeeAlsoLink(url=website),) if website else ()),
        ipd_sharing_statement=IpdSharingStatementModule(
            ipd_sharing=outputs["ipdSharingPlan"].coded(SHARING),
            description=trial.at("results", "ipdSharingStatement").words(),
        ),
        registry_entry=RegistryEntry("ISRCTN", entry),
        countries=all_words(people.at("recruitmentCountries", "country").each()),
    )


def _identification(trial: Node) -> IdentificationModule:
    described, refs = trial["trialDescription"], trial["externalRefs"]
    own = _number(refs["protocolSerialNumber"])
    seen = {own} if own else set()
    others: list[SecondaryIdInfo] = []
    fields = [refs["eudraCTNumber"], refs["clinicalTrialsGovNumber"], refs["irasNumber"]]
    for field in [*fields, *refs.at("secondaryNumbers", "secondaryNumber").each()]:
        number = _number(field)
        if number and number not in seen:
            domain = "IRAS" if field.path[-1] == "irasNumber" else field["@numberType"].words()
            others.append(secondary_id(number, domain))
            seen.add(number)
    return IdentificationModule(
        org_study_id_info=SecondaryIdInfo(id=own) if own else None,
        secondary_id_infos=tuple(others),
        brief_title=described["title"].words(),
        official_title=described["scientificTitle"].words(),
        acronym=described["acronym"].words(),
    )


def _number(node: Node) -> str | None:
    return None if (node.look() or "").lower() in NO_NUMBER else node.words()


def _status(trial: Node) -> StatusModule:
    people = trial["participants"]
    return StatusModule(
        overall_status=people["recruitmentStatusOverride"].coded(STATUSES),
        start_date_struct=_date(people["recruitmentStart"]),
        completion_date_struct=_date(trial.at("trialDesign", "overallEndDate")),
        last_update_post_date_struct=_date(trial["@lastUpdated"]),
    )


def _date(node: Node) -> DateStruct | None:
    return DateStruct(day) if (day := node.day()) else None


def _sponsors(full: Node) -> SponsorCollaboratorsModule:
    found = [
        Sponsor(name=sponsor["organisation"].words(), class_=_known(sponsor["sponsorType"], CLASSES))
        for sponsor in full["sponsor"].each()
    ]
    return SponsorCollaboratorsModule(
        lead_sponsor=found[0] if found else None, collaborators=tuple(found[1:])
    )


def _known(node: Node, table: dict[str, str]) -> str | None:
    """The record's word, where the table knows the copy's; else nothing is taken."""
    return node.coded(table) if (node.look() or "").lower() in table else None


def _design(trial: Node) -> DesignModule:
    design, people = trial["trialDesign"], trial["participants"]
    more = design["interventionalTrialDesign"]
    purposes = more.at("purposes", "purpose").each() or design.at("trialTypes", "trialType").each()
    masking = more["masking"].coded(MASKINGS)
    info = DesignInfo(
        allocation=more["allocation"].coded(ALLOCATIONS)
        or _known(design["secondaryStudyDesign"], ALLOCATIONS),
        intervention_model=more["assignment"].coded(MODELS),
        primary_purpose=_known(purposes[0], PURPOSES) if len(purposes) == 1 else None,
        masking_info=MaskingInfo(masking) if masking else None,
    )
    phases = [phase for each in trial.at("interventions", "intervention").each() for phase in _phases(each)]
    return DesignModule(
        study_type=design["primaryStudyDesign"].coded(STUDY_TYPES),
        phases=tuple(dict.fromkeys(phases)),
        design_info=info if info != DesignInfo() else None,
        enrollment_info=_enrollment(people),
    )


def _phases(intervention: Node) -> tuple[str, ...]:
    words = intervention["phase"].look()
    if words is None:
        return ()
    if (known := PHASES.get(words.lower())) is not None:
        intervention["phase"].noted()
        return known
    return (intervention["phase"].words() or "",)


def _enrollment(people: Node) -> EnrollmentInfo | None:
    for key, kind in (("totalFinalEnrolment", "ACTUAL"), ("targetEnrolment", "ESTIMATED")):
        if people[key].look() != "0" and (count := people[key].count()) is not None:
            return EnrollmentInfo(count, kind)
    return None


def _interventions(trial: Node) -> tuple[Intervention, ...]:
    return tuple(
        Intervention(
            type=each["interventionType"].coded(INTERVENTIONS),
            name=each["drugNames"].words() or "",
            description=each["description"].words(),
        )
        for each in trial.at("interventions", "intervention").each()
    )


def _outcomes(described: Node, kind: str) -> tuple[Outcome, ...]:
    measures = tuple(
        Outcome(
            measure=each["variable"].words(),
            description=each["method"].words(),
            time_frame=each["timepoints"].words(),
        )
        for each in described.at(f"{kind}Outcomes", "outcomeMeasure").each()
    )
    prose = described[f"{kind}Outcome"].words()
    return measures + ((Outcome(measure=prose),) if prose else ())


def _eligibility(people: Node, criteria: str | None) -> EligibilityModule:
    return EligibilityModule(
        eligibility_criteria=criteria,
        healthy_volunteers=_healthy(people),
        sex=people["gender"].coded(SEXES),
        minimum_age=people["lowerAgeLimit"].words(),
        maximum_age=people["upperAgeLimit"].words(),
    )


def _healthy(people: Node) -> bool | None:
    """What the record says; that only patients are named does not say that others are not accepted."""
    allowed = people["healthyVolunteersAllowed"].flag()
    kinds = people.at("participantTypes", "participantType").each()
    named = [kind for kind in kinds if (kind.look() or "").lower().startswith("healthy volunteer")]
    if allowed is None and named:
        named[0].noted()
        return True
    return allowed


def _contact(contact: Node) -> Contact:
    names = [contact[key].noted() for key in ("title", "forename", "surname")]
    details = contact["contactDetails"]
    return Contact(
        name=" ".join(name for name in names if name) or None,
        phone=details["telephone"].words(),
        email=details["email"].words(),
    )


def _location(centre: Node) -> Location:
    return Location(
        facility=centre["name"].words(),
        city=centre["city"].words(),
        state=centre["state"].words(),
        zip=centre["zip"].words(),
        country=centre["country"].words(),
    )
