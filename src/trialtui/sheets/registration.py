"""What was registered beyond the facts at a glance: identifiers, dates, oversight, the design in detail, index terms."""

from __future__ import annotations

from collections.abc import Iterable

from trialtui.record.module import DateStruct
from trialtui.record.sections import BrowseModule
from trialtui.record.study import DesignInfo, SecondaryIdInfo, StatusModule, Study
from trialtui.record.words import masking_words, spell, status_words
from trialtui.sheets.blocks import Block
from trialtui.sheets.telling import DERIVED, PROTOCOL, answered, each, joined, part, qualified, told

IDENTIFICATION = PROTOCOL + "identificationModule"
STATUS = PROTOCOL + "statusModule"
DESIGN = PROTOCOL + "designModule"
ELIGIBILITY = PROTOCOL + "eligibilityModule"
SPONSORS = PROTOCOL + "sponsorCollaboratorsModule"
OVERSIGHT = PROTOCOL + "oversightModule"
MISC = DERIVED + "miscInfoModule"

DATES = (
    ("First submitted", "study_first_submit_date", "studyFirstSubmitDate"),
    ("First passed checks", "study_first_submit_qc_date", "studyFirstSubmitQcDate"),
    ("First posted", "study_first_post_date_struct", "studyFirstPostDateStruct"),
    ("Results submitted", "results_first_submit_date", "resultsFirstSubmitDate"),
    ("Results passed", "results_first_submit_qc_date", "resultsFirstSubmitQcDate"),
    ("Results posted", "results_first_post_date_struct", "resultsFirstPostDateStruct"),
    ("Delay asked for", "disp_first_submit_date", "dispFirstSubmitDate"),
    ("Delay passed checks", "disp_first_submit_qc_date", "dispFirstSubmitQcDate"),
    ("Delay posted", "disp_first_post_date_struct", "dispFirstPostDateStruct"),
    ("Update submitted", "last_update_submit_date", "lastUpdateSubmitDate"),
    ("Update posted", "last_update_post_date_struct", "lastUpdatePostDateStruct"),
    ("Verified", "status_verified_date", "statusVerifiedDate"),
)
"""The registry's own dates. "Disposition" is its word for a certification that results are delayed; "QC" for its checks."""

OVERSEEN = (
    ("Data monitoring", "oversight_has_dmc", "oversightHasDmc"),
    ("FDA-regulated drug", "is_fda_regulated_drug", "isFdaRegulatedDrug"),
    ("FDA-regulated device", "is_fda_regulated_device", "isFdaRegulatedDevice"),
    ("Unapproved device", "is_unapproved_device", "isUnapprovedDevice"),
    ("Postmarket device", "is_ppsd", "isPpsd"),
    ("Exported from the US", "is_us_export", "isUsExport"),
    ("FDAAA 801 violation", "fdaaa801_violation", "fdaaa801Violation"),
)
"""Yes and no of the oversight module; "PPSD" is a paediatric postmarket surveillance of a device."""


def registration_blocks(study: Study) -> list[Block]:
    """The parts below the prose of the Summary tab."""
    return [
        *part("Identifiers", _identifiers(study)),
        *part("Registry dates", _dates(study.status)),
        *part("Oversight", [*_responsible(study), *_oversight(study)]),
        *part("Design in detail", _design(study)),
        *(part("More on who can take part", more) if (more := _participants(study)) else []),
        *part("Index terms", _terms(study)),
    ]


def _identifiers(study: Study) -> list[Block]:
    one = study.identification
    entry, organization = study.registry_entry, one.organization
    own = one.org_study_id_info
    return [
        *told("NCT number", one.nct_id, f"{IDENTIFICATION}.nctId"),
        *(told("Registry entry", joined(entry.id, entry.registry), "registryEntry") if entry else []),
        *(told("Sponsor's number", _number(own), f"{IDENTIFICATION}.orgStudyIdInfo") if own else []),
        *(
            block
            for at, other in each(f"{IDENTIFICATION}.secondaryIdInfos", one.secondary_id_infos)
            for block in told("Other number", _number(other), at)
        ),
        *told("Earlier NCT numbers", ", ".join(one.nct_id_aliases), f"{IDENTIFICATION}.nctIdAliases"),
        *told("Acronym", one.acronym, f"{IDENTIFICATION}.acronym"),
        *told(
            "Organisation",
            qualified(organization.full_name, organization.class_) if organization else "",
            f"{IDENTIFICATION}.organization",
        ),
        *_version(study),
    ]


def _number(info: SecondaryIdInfo) -> str:
    """ "2025-512345-12-00, EudraCT number, EU, https://…"."""
    return joined(info.id, spell(info.type), info.domain, info.link)


def _version(study: Study) -> list[Block]:
    misc = study.derived.misc_info
    return told("Registry's data of", misc.version_holder, f"{MISC}.versionHolder") if misc else []


def _dates(status: StatusModule) -> list[Block]:
    access = status.expanded_access_info
    blocks: list[Block] = []
    for label, field, name in DATES:
        value: str | DateStruct | None = getattr(status, field)
        words = qualified(value.date, value.type) if isinstance(value, DateStruct) else value
        blocks += told(label, words, f"{STATUS}.{name}")
    blocks += told("Last known status", status_words(status.last_known_status), f"{STATUS}.lastKnownStatus")
    blocks += answered("Delayed posting", status.delayed_posting, f"{STATUS}.delayedPosting")
    if access:
        at = f"{STATUS}.expandedAccessInfo"
        which = joined(access.nct_id, status_words(access.status_for_nct_id))
        blocks += answered("Expanded access", access.has_expanded_access, f"{at}.hasExpandedAccess")
        blocks += told("Expanded access by", which, f"{at}.nctId", f"{at}.statusForNctId")
    return blocks


def _responsible(study: Study) -> list[Block]:
    sponsors = study.sponsor_collaborators
    party = sponsors.responsible_party
    blocks: list[Block] = [
        block
        for at, one in each(f"{SPONSORS}.collaborators", sponsors.collaborators)
        for block in told("Collaborator", qualified(one.name, one.class_), at)
    ]
    if party:
        at = f"{SPONSORS}.responsibleParty"
        who = joined(party.investigator_full_name, party.investigator_title, party.investigator_affiliation)
        before = joined(party.old_name_title, party.old_organization)
        blocks += told("Responsible", joined(spell(party.type), who, by=": "), at)
        blocks += told("Formerly responsible", before, f"{at}.oldNameTitle", f"{at}.oldOrganization")
    return blocks


def _oversight(study: Study) -> list[Block]:
    return [
        block
        for label, field, name in OVERSEEN
        for block in answered(label, getattr(study.oversight, field), f"{OVERSIGHT}.{name}")
    ]


def _design(study: Study) -> list[Block]:
    design = study.design
    access, specimens = design.expanded_access_types, design.bio_spec
    kinds = (
        (
            ("individual patients", access.individual),
            ("intermediate-size population", access.intermediate),
            ("treatment IND or protocol", access.treatment),
        )
        if access
        else ()
    )
    kept = joined(spell(specimens.retention), specimens.description, by=": ") if specimens else ""
    pointers = f"{DESIGN}.nPtrsToThisExpAccNctId"
    return [
        *(_design_info(design.design_info) if design.design_info else []),
        *answered("Patient registry", design.patient_registry, f"{DESIGN}.patientRegistry"),
        *told("Target duration", design.target_duration, f"{DESIGN}.targetDuration"),
        *told("Specimens", kept, f"{DESIGN}.bioSpec"),
        *told("Expanded access for", "; ".join(_held(kinds)), f"{DESIGN}.expandedAccessTypes"),
        *told("Trials naming it", design.n_ptrs_to_this_exp_acc_nct_id, pointers),
    ]  # fmt: skip


def _held(kinds: Iterable[tuple[str, bool | None]]) -> list[str]:
    return [f"{name}: {'yes' if there else 'no'}" for name, there in kinds if there is not None]


def _design_info(info: DesignInfo) -> list[Block]:
    at = f"{DESIGN}.designInfo"
    masking = info.masking_info
    who = ", ".join(map(spell, masking.who_masked)) if masking else ""
    words = masking_words(masking.masking) if masking else ""
    return [
        *told("Allocation", spell(info.allocation), f"{at}.allocation"),
        *told("Model", spell(info.intervention_model), f"{at}.interventionModel"),
        *told("On the model", info.intervention_model_description, f"{at}.interventionModelDescription"),
        *told("Observational model", spell(info.observational_model), f"{at}.observationalModel"),
        *told("Time perspective", spell(info.time_perspective), f"{at}.timePerspective"),
        *told("Purpose", spell(info.primary_purpose), f"{at}.primaryPurpose"),
        *told("Masking", words[:1].upper() + words[1:], f"{at}.maskingInfo.masking"),
        *told("Masked", who, f"{at}.maskingInfo.whoMasked"),
        *told("On the masking", masking.masking_description if masking else "", f"{at}.maskingInfo.maskingDescription"),
    ]  # fmt: skip


def _participants(study: Study) -> list[Block]:
    one = study.eligibility
    misc = study.derived.misc_info
    bmi = misc.model_predictions.bmi_limits if misc and misc.model_predictions else None
    limits = (
        [
            f"{word} {limit}"
            for word, limit in (("from", bmi.min_bmi), ("to", bmi.max_bmi))
            if limit is not None
        ]
        if bmi
        else []
    )
    return [
        *told("Age groups", ", ".join(map(spell, one.std_ages)), f"{ELIGIBILITY}.stdAges"),
        *answered("By gender", one.gender_based, f"{ELIGIBILITY}.genderBased"),
        *told("On the gender", one.gender_description, f"{ELIGIBILITY}.genderDescription"),
        *told("Sampling", spell(one.sampling_method), f"{ELIGIBILITY}.samplingMethod"),
        *told("BMI (registry)", " ".join(limits), f"{MISC}.modelPredictions.bmiLimits"),
    ]  # fmt: skip


def _terms(study: Study) -> list[Block]:
    derived = study.derived
    return [
        *_browse("Condition", f"{DERIVED}conditionBrowseModule", derived.condition_browse),
        *_browse("Intervention", f"{DERIVED}interventionBrowseModule", derived.intervention_browse),
    ]


def _browse(of: str, at: str, module: BrowseModule | None) -> list[Block]:
    """The registry's own index of a trial: MeSH terms, those above them, and its browsing tree."""
    if module is None:
        return []
    leaves = [
        joined(leaf.name, leaf.id, leaf.as_found and f"as found {leaf.as_found}", leaf.relevance and f"relevance {leaf.relevance.lower() if leaf.relevance in ('LOW', 'HIGH') else leaf.relevance}")
        for leaf in module.browse_leaves
    ]  # fmt: skip
    return [
        *told(f"{of} terms", "; ".join(joined(one.term, one.id) for one in module.meshes), f"{at}.meshes"),
        *told("Terms above", "; ".join(joined(one.term, one.id) for one in module.ancestors), f"{at}.ancestors"),
        *told("Leaves of the tree", "; ".join(leaves), f"{at}.browseLeaves"),
        *told("Branches", "; ".join(joined(one.name, one.abbrev) for one in module.browse_branches), f"{at}.browseBranches"),
    ]  # fmt: skip
