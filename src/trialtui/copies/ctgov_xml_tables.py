"""Which element of the legacy XML goes to which field of the registry's v2 study: the protocol, and what both schemas share.

PUBLIC is the schema of the website's downloads (`public.xsd` of 2019.02.14, and the elements that it dropped over the years).
What has no line here (`oversight_info/authority`, `safety_issue`, `number_of_arms`, `medline_ui`, `last_update_submitted_qc` …) has no field in v2 and is left over.
"""

from __future__ import annotations

from trialtui.copies import ctgov_xml_words as words
from trialtui.copies.ctgov_xml_design import NAME_PARTS, dated, study_design, whole_name
from trialtui.copies.ctgov_xml_results import CLINICAL_RESULTS
from trialtui.copies.ctgov_xml_walk import By, Each, Item, Leaf, Table

PERSON: Table = {
    **{part: Leaf(f"nameParts.{part}") for part in NAME_PARTS},
    "name": Leaf("name"),
    "role": Leaf("role", words.ROLE),
}
REACHED: Table = {**PERSON, "phone": Leaf("phone"), "phone_ext": Leaf("phoneExt"), "email": Leaf("email")}
CONTACT = {"role": "CONTACT"}

SPONSOR: Table = {"agency": Leaf("name"), "agency_class": Leaf("class", words.AGENCY_CLASS)}

LOCATION: Table = {
    "facility": {
        "name": Leaf("facility"),
        "address": {
            "city": Leaf("city"),
            "state": Leaf("state"),
            "zip": Leaf("zip"),
            "country": Leaf("country"),
        },
    },
    "status": Leaf("status", words.STATUS),
    "contact": Each("contacts", REACHED, CONTACT, whole_name),
    "contact_backup": Each("contacts", REACHED, CONTACT, whole_name),
    "investigator": Each("contacts", REACHED, {}, whole_name),
}

OUTCOME: Table = {
    "": Leaf("measure"),
    "measure": Leaf("measure"),
    "time_frame": Leaf("timeFrame"),
    "description": {"": Leaf("description"), "textblock": Leaf("description", words.outdented)},
}

INTERVENTION: Table = {
    "intervention_type": Leaf("type", words.INTERVENTION_TYPE),
    "intervent_type": Leaf("type", words.INTERVENTION_TYPE),
    "intervention_name": Leaf("name"),
    "primary_name": Leaf("name"),
    "description": {"": Leaf("description"), "textblock": Leaf("description", words.outdented)},
    "arm_group_label": Item("armGroupLabels"),
    "other_name": Item("otherNames"),
}

ARM_GROUP: Table = {
    "arm_group_label": Leaf("label"),
    "arm_group_type": Leaf("type", words.ARM_TYPE),
    "arm_type": Leaf("type", words.ARM_TYPE),
    "description": {"": Leaf("description"), "textblock": Leaf("description", words.outdented)},
}

SECONDARY_ID: Table = {
    "": Leaf("id"),
    "id": Leaf("id"),
    "id_type": Leaf("type", words.ID_TYPE),
    "id_domain": Leaf("domain"),
}

REFERENCE: Table = {"citation": Leaf("citation"), "PMID": Leaf("pmid")}

ELIGIBILITY: Table = {
    # Verbatim, white space and all: the reading of criteria finds lists by their columns.
    "criteria": {"textblock": Leaf("eligibilityModule.eligibilityCriteria", str)},
    "study_pop": {"textblock": Leaf("eligibilityModule.studyPopulation", words.unwrapped)},
    "sampling_method": Leaf("eligibilityModule.samplingMethod", words.SAMPLING_METHOD),
    "gender": Leaf("eligibilityModule.sex", words.SEX),
    "gender_based": Leaf("eligibilityModule.genderBased", words.yes_no),
    "gender_description": Leaf("eligibilityModule.genderDescription"),
    "minimum_age": Leaf("eligibilityModule.minimumAge", words.age),
    "maximum_age": Leaf("eligibilityModule.maximumAge", words.age),
    "healthy_volunteers": Leaf("eligibilityModule.healthyVolunteers", words.yes_no),
    "expected_enrollment": Leaf("designModule.enrollmentInfo.count", words.whole_number),
}

OVERSIGHT: Table = {
    "has_dmc": Leaf("oversightModule.oversightHasDmc", words.yes_no),
    "is_fda_regulated_drug": Leaf("oversightModule.isFdaRegulatedDrug", words.yes_no),
    "is_fda_regulated_device": Leaf("oversightModule.isFdaRegulatedDevice", words.yes_no),
    "is_unapproved_device": Leaf("oversightModule.isUnapprovedDevice", words.yes_no),
    "is_ppsd": Leaf("oversightModule.isPpsd", words.yes_no),
    "is_us_export": Leaf("oversightModule.isUsExport", words.yes_no),
}

PARTY = "sponsorCollaboratorsModule.responsibleParty"
RESPONSIBLE_PARTY: Table = {
    "name_title": Leaf(f"{PARTY}.oldNameTitle"),
    "organization": Leaf(f"{PARTY}.oldOrganization"),
    "responsible_party_type": Leaf(f"{PARTY}.type", words.PARTY_TYPE),
    "resp_party_type": Leaf(f"{PARTY}.type", words.PARTY_TYPE),
    "investigator_affiliation": Leaf(f"{PARTY}.investigatorAffiliation"),
    "investigator_full_name": Leaf(f"{PARTY}.investigatorFullName"),
    "investigator_title": Leaf(f"{PARTY}.investigatorTitle"),
}

COMMON: Table = {
    "study_type": Leaf("designModule", words.study_type),
    "start_date": dated("statusModule.startDateStruct"),
    "primary_outcome": Each("outcomesModule.primaryOutcomes", OUTCOME),
    "secondary_outcome": Each("outcomesModule.secondaryOutcomes", OUTCOME),
    "other_outcome": Each("outcomesModule.otherOutcomes", OUTCOME),
    "condition": Item("conditionsModule.conditions"),
    "keyword": Item("conditionsModule.keywords"),
    "arm_group": Each("armsInterventionsModule.armGroups", ARM_GROUP),
    "intervention": Each("armsInterventionsModule.interventions", INTERVENTION),
    "eligibility": ELIGIBILITY,
    "enrollment": {
        "": Leaf("designModule.enrollmentInfo.count", words.whole_number),
        "@type": Leaf("designModule.enrollmentInfo.type", words.DATE_TYPE),
    },
    "location": Each("contactsLocationsModule.locations", LOCATION),
    "oversight_info": OVERSIGHT,
    "acronym": Leaf("identificationModule.acronym"),
    "why_stopped": Leaf("statusModule.whyStopped"),
}

DESIGN = "designModule.designInfo"
STUDY_DESIGN_INFO: Table = {
    "allocation": Leaf(f"{DESIGN}.allocation", words.ALLOCATION),
    "intervention_model": Leaf(f"{DESIGN}.interventionModel", words.INTERVENTION_MODEL),
    "intervention_model_description": Leaf(f"{DESIGN}.interventionModelDescription"),
    "primary_purpose": Leaf(f"{DESIGN}.primaryPurpose", words.PRIMARY_PURPOSE),
    "observational_model": Leaf(f"{DESIGN}.observationalModel", words.OBSERVATIONAL_MODEL),
    "time_perspective": Leaf(f"{DESIGN}.timePerspective", words.TIME_PERSPECTIVE),
    "masking": Leaf(f"{DESIGN}.maskingInfo", words.masking),
    "masking_description": Leaf(f"{DESIGN}.maskingInfo.maskingDescription"),
}

PATIENT_DATA: Table = {
    "sharing_ipd": Leaf("ipdSharingStatementModule.ipdSharing", words.IPD_SHARING),
    "ipd_description": Leaf("ipdSharingStatementModule.description"),
    "ipd_info_type": Item("ipdSharingStatementModule.infoTypes", words.IPD_INFO_TYPE),
    "ipd_time_frame": Leaf("ipdSharingStatementModule.timeFrame"),
    "ipd_access_criteria": Leaf("ipdSharingStatementModule.accessCriteria"),
    "ipd_url": Leaf("ipdSharingStatementModule.url"),
}

STUDY_DOC: Table = {
    "doc_id": Leaf("id"),
    "doc_type": Leaf("type"),
    "doc_url": Leaf("url"),
    "doc_comment": Leaf("comment"),
}

PROVIDED_DOCUMENT: Table = {
    "document_type": Leaf("label"),
    "document_has_protocol": Leaf("hasProtocol", words.yes_no),
    "document_has_icf": Leaf("hasIcf", words.yes_no),
    "document_has_sap": Leaf("hasSap", words.yes_no),
    "document_date": Leaf("date", words.date),
    "document_url": Leaf("filename", words.file_name),
}

# API v2, UnpostedEventType: results are released to the registry, reset by it for changes, unreleased by the sponsor.
UNPOSTED = "annotationModule.unpostedAnnotation.unpostedEvents"
EVENT: Table = {"": Leaf("", words.event_date)}
PENDING_RESULTS: Table = {
    "submitted": Each(UNPOSTED, EVENT, {"type": "RELEASE"}),
    "returned": Each(UNPOSTED, EVENT, {"type": "RESET"}),
    "submission_canceled": Each(UNPOSTED, EVENT, {"type": "UNRELEASE"}),
}

PUBLIC: Table = {
    **COMMON,
    "id_info": {
        "org_study_id": Leaf("identificationModule.orgStudyIdInfo.id"),
        "secondary_id": Each("identificationModule.secondaryIdInfos", SECONDARY_ID),
        "nct_id": Leaf("identificationModule.nctId"),
        "nct_alias": Item("identificationModule.nctIdAliases"),
    },
    "brief_title": Leaf("identificationModule.briefTitle"),
    "official_title": Leaf("identificationModule.officialTitle"),
    "sponsors": {
        "lead_sponsor": {
            "agency": Leaf("sponsorCollaboratorsModule.leadSponsor.name"),
            "agency_class": Leaf("sponsorCollaboratorsModule.leadSponsor.class", words.AGENCY_CLASS),
        },
        "collaborator": Each("sponsorCollaboratorsModule.collaborators", SPONSOR),
    },
    "source": Leaf("identificationModule.organization.fullName"),
    "brief_summary": {"textblock": Leaf("descriptionModule.briefSummary", words.unwrapped)},
    "detailed_description": {"textblock": Leaf("descriptionModule.detailedDescription", words.unwrapped)},
    "overall_status": Leaf("statusModule.overallStatus", words.STATUS),
    "last_known_status": Leaf("statusModule.lastKnownStatus", words.STATUS),
    "completion_date": dated("statusModule.completionDateStruct"),
    "primary_completion_date": dated("statusModule.primaryCompletionDateStruct"),
    "phase": Leaf("designModule.phases", words.phases),
    "has_expanded_access": Leaf("statusModule.expandedAccessInfo.hasExpandedAccess", words.yes_no),
    "expanded_access_info": {
        "expanded_access_type_individual": Leaf("designModule.expandedAccessTypes.individual", words.yes_no),
        "expanded_access_type_intermediate": Leaf(
            "designModule.expandedAccessTypes.intermediate", words.yes_no
        ),
        "expanded_access_type_treatment": Leaf("designModule.expandedAccessTypes.treatment", words.yes_no),
    },
    "study_design_info": STUDY_DESIGN_INFO,
    "study_design": By(study_design),
    "target_duration": Leaf("designModule.targetDuration"),
    "biospec_retention": Leaf("designModule.bioSpec.retention", words.BIOSPEC_RETENTION),
    "biospec_descr": {"textblock": Leaf("designModule.bioSpec.description", words.unwrapped)},
    "overall_official": Each(
        "contactsLocationsModule.overallOfficials",
        {**PERSON, "affiliation": Leaf("affiliation")},
        {},
        whole_name,
    ),
    "overall_contact": Each("contactsLocationsModule.centralContacts", REACHED, CONTACT, whole_name),
    "overall_contact_backup": Each("contactsLocationsModule.centralContacts", REACHED, CONTACT, whole_name),
    "location_countries": {"country": Item("countries")},
    "removed_countries": {"country": Item("miscInfoModule.removedCountries")},
    "link": Each("referencesModule.seeAlsoLinks", {"url": Leaf("url"), "description": Leaf("label")}),
    # No type: v2 divides these into BACKGROUND and DERIVED, the XML does not.
    "reference": Each("referencesModule.references", REFERENCE),
    "results_reference": Each("referencesModule.references", REFERENCE, {"type": "RESULT"}),
    "verification_date": Leaf("statusModule.statusVerifiedDate", words.date),
    # The four names that were replaced (public.xsd, 08/30/2017) and what replaced them.
    "firstreceived_date": Leaf("statusModule.studyFirstSubmitDate", words.date),
    "firstreceived_results_date": Leaf("statusModule.resultsFirstSubmitDate", words.date),
    "firstreceived_results_disposition_date": Leaf("statusModule.dispFirstSubmitDate", words.date),
    "lastchanged_date": Leaf("statusModule.lastUpdateSubmitDate", words.date),
    "study_first_submitted": Leaf("statusModule.studyFirstSubmitDate", words.date),
    "study_first_submitted_qc": Leaf("statusModule.studyFirstSubmitQcDate", words.date),
    "study_first_posted": dated("statusModule.studyFirstPostDateStruct"),
    "results_first_submitted": Leaf("statusModule.resultsFirstSubmitDate", words.date),
    "results_first_submitted_qc": Leaf("statusModule.resultsFirstSubmitQcDate", words.date),
    "results_first_posted": dated("statusModule.resultsFirstPostDateStruct"),
    "disposition_first_submitted": Leaf("statusModule.dispFirstSubmitDate", words.date),
    "disposition_first_submitted_qc": Leaf("statusModule.dispFirstSubmitQcDate", words.date),
    "disposition_first_posted": dated("statusModule.dispFirstPostDateStruct"),
    "last_update_submitted": Leaf("statusModule.lastUpdateSubmitDate", words.date),
    "last_update_posted": dated("statusModule.lastUpdatePostDateStruct"),
    "responsible_party": RESPONSIBLE_PARTY,
    "condition_browse": {"mesh_term": Each("conditionBrowseModule.meshes", {"": Leaf("term")})},
    "intervention_browse": {"mesh_term": Each("interventionBrowseModule.meshes", {"": Leaf("term")})},
    "patient_data": PATIENT_DATA,
    "study_docs": {"study_doc": Each("referencesModule.availIpds", STUDY_DOC)},
    "provided_document_section": {
        "provided_document": Each("largeDocumentModule.largeDocs", PROVIDED_DOCUMENT)
    },
    "pending_results": PENDING_RESULTS,
    "clinical_results": CLINICAL_RESULTS,
}
