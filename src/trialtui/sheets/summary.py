"""Tab 1: the facts of the trial at a glance, its summary and description as prose, and then all that was registered."""

from __future__ import annotations

from trialtui.copies.copy import CopyReading
from trialtui.record.module import DateStruct
from trialtui.record.study import Intervention, Official, ResponsibleParty, Study
from trialtui.record.words import design_sentence, phase_words, spell
from trialtui.sheets.blocks import ABSENT, Block, Fact, Heading, Prose
from trialtui.sheets.posting import results_words
from trialtui.sheets.registration import registration_blocks
from trialtui.sheets.telling import PROTOCOL, counted, each, joined, part, qualified, said

IDENTIFICATION = PROTOCOL + "identificationModule"
STATUS = PROTOCOL + "statusModule"
DESIGN = PROTOCOL + "designModule"
ELIGIBILITY = PROTOCOL + "eligibilityModule"
CONDITIONS = PROTOCOL + "conditionsModule"
SPONSORS = PROTOCOL + "sponsorCollaboratorsModule"
DESCRIPTION = PROTOCOL + "descriptionModule"
INTERVENTIONS = PROTOCOL + "armsInterventionsModule.interventions"
OFFICIALS = PROTOCOL + "contactsLocationsModule.overallOfficials"


def summary_blocks(reading: CopyReading) -> list[Block]:
    """The Summary tab."""
    study = reading.study
    return [*head_blocks(study), *_about(reading), *body_blocks(study)]


def head_blocks(study: Study) -> list[Block]:
    """Title and facts."""
    identification = study.identification
    official = identification.official_title
    blocks: list[Block] = [
        Heading(identification.brief_title or ABSENT, paths=(f"{IDENTIFICATION}.briefTitle",)),
        *said(official, f"{IDENTIFICATION}.officialTitle"),
    ]
    if official == identification.brief_title and official:
        blocks[:2] = [
            Heading(official, paths=(f"{IDENTIFICATION}.briefTitle", f"{IDENTIFICATION}.officialTitle"))
        ]
    return [*blocks, *_standing(study), *_people(study), *_identity(study)]


def body_blocks(study: Study) -> list[Block]:
    """Summary and description, the interventions in a line each, and the registration in detail."""
    description = study.description
    interventions: list[Block] = [
        Prose(_intervention(one), (at,))
        for at, one in each(INTERVENTIONS, study.arms_interventions.interventions)
    ]
    return [
        *part("Brief summary", said(description.brief_summary, f"{DESCRIPTION}.briefSummary")),
        *part(
            "Detailed description",
            said(description.detailed_description, f"{DESCRIPTION}.detailedDescription"),
        ),
        *part("Interventions", interventions),
        *registration_blocks(study),
    ]


def _about(reading: CopyReading) -> list[Block]:
    notes = list(reading.warnings)
    if reading.left_over:
        places = counted(len(reading.left_over), "place")
        notes.append(f"{places} of this copy left over: shown in full at the end of Source (0).")
    return [Heading("About this copy"), *map(Prose, notes)] if notes else []


AGES = ("minimumAge", "maximumAge", "stdAges")


def _standing(study: Study) -> list[Block]:
    """Status, design, dates, conditions and who can take part."""
    status, design, eligibility = study.status, study.design, study.eligibility
    enrollment = design.enrollment_info
    updated = "lastUpdatePostDateStruct.date" if _posted(study) else "lastUpdateSubmitDate"
    ages = " to ".join(age or "no limit given" for age in (eligibility.minimum_age, eligibility.maximum_age))
    aged = eligibility.minimum_age or eligibility.maximum_age
    groups = ", ".join(map(spell, eligibility.std_ages)) or None  # all that some registries say of ages
    number = str(enrollment.count_) if enrollment and enrollment.count_ is not None else None
    healthy = {True: "accepted", False: "not accepted", None: None}[eligibility.healthy_volunteers]
    why: list[Block] = []
    if status.why_stopped:
        why = [Fact("Why stopped", status.why_stopped, (f"{STATUS}.whyStopped",))]
    return [
        Fact("Status", status.overall_status, (f"{STATUS}.overallStatus",)),
        *why,
        Fact("Phase", phase_words(design.phases) or None, (f"{DESIGN}.phases",)),
        Fact("Type", spell(design.study_type) or None, (f"{DESIGN}.studyType",)),
        Fact("Design", design_sentence(study) or None, (f"{DESIGN}.designInfo",)),
        Fact("Enrollment", qualified(number, enrollment.type) or None if enrollment else None, (f"{DESIGN}.enrollmentInfo",)),
        _date("Start", status.start_date_struct, "startDateStruct"),
        _date("Primary completion", status.primary_completion_date_struct, "primaryCompletionDateStruct"),
        _date("Completion", status.completion_date_struct, "completionDateStruct"),
        Fact("Registry updated", status.registry_date, (f"{STATUS}.{updated}",)),
        Fact("Conditions", ", ".join(study.conditions.conditions) or None, (f"{CONDITIONS}.conditions",)),
        Fact("Keywords", ", ".join(study.conditions.keywords) or None, (f"{CONDITIONS}.keywords",)),
        Fact("Ages", ages if aged else groups, tuple(f"{ELIGIBILITY}.{age}" for age in AGES)),
        Fact("Sex", spell(eligibility.sex) or None, (f"{ELIGIBILITY}.sex",)),
        Fact("Healthy volunteers", healthy, (f"{ELIGIBILITY}.healthyVolunteers",)),
    ]  # fmt: skip


def _people(study: Study) -> list[Block]:
    sponsors = study.sponsor_collaborators
    lead, party = sponsors.lead_sponsor, sponsors.responsible_party
    others = ", ".join(other.name or ABSENT for other in sponsors.collaborators)
    names = tuple(f"{at}.name" for at, _ in each(f"{SPONSORS}.collaborators", sponsors.collaborators))
    officials = study.contacts_locations.overall_officials
    return [
        Fact("Sponsor", qualified(lead.name or ABSENT, lead.class_) if lead else None, (f"{SPONSORS}.leadSponsor",)),
        Fact("Collaborators", others or None, names),
        Fact("Responsible party", _party(party), tuple(f"{SPONSORS}.responsibleParty.{field}" for field in ("type", "investigatorFullName"))),
        Fact("Officials", "; ".join(map(official_words, officials)) or None, (OFFICIALS,)),
    ]  # fmt: skip


def _identity(study: Study) -> list[Block]:
    words, paths = results_words(study)
    identification = study.identification
    infos = [identification.org_study_id_info, *identification.secondary_id_infos]
    numbers = [info.id for info in infos if info and info.id] + list(identification.nct_id_aliases)
    population: list[Block] = []
    if study.eligibility.study_population:
        population = [
            Fact("Study population", study.eligibility.study_population, (f"{ELIGIBILITY}.studyPopulation",))
        ]
    return [
        Fact("Results", words, paths),
        Fact("Other identifiers", ", ".join(numbers) or None, (f"{IDENTIFICATION}.nctIdAliases",)),
        Fact("Countries", ", ".join(study.countries) or None, ("countries",)),
        *population,
    ]


def _posted(study: Study) -> bool:
    posted = study.status.last_update_post_date_struct
    return bool(posted and posted.date)


def _date(label: str, date: DateStruct | None, field: str) -> Fact:
    return Fact(label, qualified(date.date, date.type) or None if date else None, (f"{STATUS}.{field}",))


def _party(party: ResponsibleParty | None) -> str | None:
    return joined(spell(party.type), party.investigator_full_name) or None if party else None


def official_words(official: Official) -> str:
    """ "Ada Placeholder, Principal investigator, University of Nowhere"."""
    return joined(official.name or "no person named", spell(official.role), official.affiliation)


def _intervention(one: Intervention) -> str:
    other = f"; also {', '.join(one.other_names)}" if one.other_names else ""
    return (
        qualified(one.name or ABSENT, one.type) + other + (f": {one.description}" if one.description else "")
    )
