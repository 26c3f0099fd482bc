"""Which element of the dated versions in the registry's old archive goes to which field of its v2 study.

Their schema was never published: what its dates mean was settled by the downloads of the same trials (`end_date` and `last_follow_up_date` are
their `completion_date`, `status_block/date` their `verification_date`). A `medline_ui` may be a PubMed number or not: it is left over.
"""

from __future__ import annotations

from trialtui.copies import ctgov_xml_words as words
from trialtui.copies.ctgov_xml_design import archive_design, dated, whole_name
from trialtui.copies.ctgov_xml_tables import (
    COMMON,
    CONTACT,
    PERSON,
    REACHED,
    REFERENCE,
    RESPONSIBLE_PARTY,
    SECONDARY_ID,
    SPONSOR,
)
from trialtui.copies.ctgov_xml_walk import By, Each, Leaf, Table

ARCHIVE: Table = {
    **COMMON,
    "study_id": {
        "org_full_name": Leaf("identificationModule.organization.fullName"),
        "org_study_id": Leaf("identificationModule.orgStudyIdInfo.id"),
        "secondary_id": Each("identificationModule.secondaryIdInfos", SECONDARY_ID),
        "nct_id": Leaf("identificationModule.nctId"),
    },
    "brief_title": {"textblock": Leaf("identificationModule.briefTitle", words.outdented)},
    "official_title": {"textblock": Leaf("identificationModule.officialTitle", words.outdented)},
    "study_sponsor": {
        "lead_sponsor": {"agency": Leaf("sponsorCollaboratorsModule.leadSponsor.name")},
        "sponsor": Each("sponsorCollaboratorsModule.collaborators", SPONSOR),
    },
    "brief_summary": {"textblock": Leaf("descriptionModule.briefSummary", words.outdented)},
    "detailed_descr": {"textblock": Leaf("descriptionModule.detailedDescription", words.outdented)},
    "status_block": {
        "status": Leaf("statusModule.overallStatus", words.STATUS),
        "date": Leaf("statusModule.statusVerifiedDate", words.date),
    },
    "end_date": dated("statusModule.completionDateStruct"),
    "last_follow_up_date": dated("statusModule.completionDateStruct"),
    "primary_compl_date": dated("statusModule.primaryCompletionDateStruct"),
    "initial_release_date": Leaf("statusModule.studyFirstSubmitDate", words.date),
    "init_results_release_date": Leaf("statusModule.resultsFirstSubmitDate", words.date),
    "init_disposition_release_date": Leaf("statusModule.dispFirstSubmitDate", words.date),
    "last_release_date": Leaf("statusModule.lastUpdateSubmitDate", words.date),
    "phase_block": {"phase": Leaf("designModule.phases", words.phases)},
    "design": By(archive_design),
    "contact": Each("contactsLocationsModule.centralContacts", REACHED, CONTACT, whole_name),
    "investigator": Each(
        "contactsLocationsModule.overallOfficials",
        {**PERSON, "affiliation": {"agency": Leaf("affiliation")}},
        {},
        whole_name,
    ),
    "resp_party": RESPONSIBLE_PARTY,
    "see_also": Each(
        "referencesModule.seeAlsoLinks",
        {"annotation": {"textblock": Leaf("label", words.outdented)}, "url": Leaf("url")},
    ),
    "background": {"reference": Each("referencesModule.references", REFERENCE, {"type": "BACKGROUND"})},
    "results": {"reference": Each("referencesModule.references", REFERENCE, {"type": "RESULT"})},
}
