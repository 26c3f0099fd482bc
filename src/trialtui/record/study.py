"""A trial record, named after ClinicalTrials.gov's own modules and fields (API v2, snake_case here).

Every type is an immutable `Module`; what the registry calls a section of its own stands in `results` and `sections`.
Text is kept as the copy has it. What the copy lacks is `None` or an empty tuple, never a made-up value.
A trailing underscore stands where a registry name is taken by Python (`class_`, `count_`).
Dates are the registry's partial dates as text ("2025-06", "2025-06-13"); `record.dates` reads them.
Enumerations (status, phase, roles …) are the registry's words verbatim, unknown ones included; `record.words` spells them out.
"""

from __future__ import annotations

from trialtui.record.module import DateStruct, Module, module_name
from trialtui.record.results import ResultsSection
from trialtui.record.sections import AnnotationSection, DerivedSection, DocumentSection


class Organization(Module, frozen=True):
    full_name: str | None = None
    class_: str | None = None


class SecondaryIdInfo(Module, frozen=True):
    id: str | None = None
    type: str | None = None
    domain: str | None = None
    link: str | None = None


class IdentificationModule(Module, frozen=True):
    nct_id: str | None = None
    nct_id_aliases: tuple[str, ...] = ()
    org_study_id_info: SecondaryIdInfo | None = None
    secondary_id_infos: tuple[SecondaryIdInfo, ...] = ()
    organization: Organization | None = None
    brief_title: str | None = None
    official_title: str | None = None
    acronym: str | None = None


class ExpandedAccessInfo(Module, frozen=True):
    has_expanded_access: bool | None = None
    nct_id: str | None = None
    status_for_nct_id: str | None = None


class StatusModule(Module, frozen=True):
    overall_status: str | None = None
    last_known_status: str | None = None
    delayed_posting: bool | None = None
    why_stopped: str | None = None
    status_verified_date: str | None = None
    expanded_access_info: ExpandedAccessInfo | None = None
    start_date_struct: DateStruct | None = None
    primary_completion_date_struct: DateStruct | None = None
    completion_date_struct: DateStruct | None = None
    study_first_submit_date: str | None = None
    study_first_submit_qc_date: str | None = None
    study_first_post_date_struct: DateStruct | None = None
    results_first_submit_date: str | None = None
    results_first_submit_qc_date: str | None = None
    results_first_post_date_struct: DateStruct | None = None
    disp_first_submit_date: str | None = None
    disp_first_submit_qc_date: str | None = None
    disp_first_post_date_struct: DateStruct | None = None
    last_update_submit_date: str | None = None
    last_update_post_date_struct: DateStruct | None = None

    @property
    def registry_date(self) -> str | None:
        """When the registry says the record was last updated: posted, else submitted."""
        posted = self.last_update_post_date_struct
        return (posted.date if posted else None) or self.last_update_submit_date


class ResponsibleParty(Module, frozen=True):
    type: str | None = None
    investigator_full_name: str | None = None
    investigator_title: str | None = None
    investigator_affiliation: str | None = None
    old_name_title: str | None = None
    old_organization: str | None = None


class Sponsor(Module, frozen=True):
    name: str | None = None
    class_: str | None = None


class SponsorCollaboratorsModule(Module, frozen=True):
    responsible_party: ResponsibleParty | None = None
    lead_sponsor: Sponsor | None = None
    collaborators: tuple[Sponsor, ...] = ()


class OversightModule(Module, frozen=True):
    oversight_has_dmc: bool | None = None
    is_fda_regulated_drug: bool | None = None
    is_fda_regulated_device: bool | None = None
    is_unapproved_device: bool | None = None
    is_ppsd: bool | None = None
    is_us_export: bool | None = None
    fdaaa801_violation: bool | None = None


class DescriptionModule(Module, frozen=True):
    brief_summary: str | None = None
    detailed_description: str | None = None


class ConditionsModule(Module, frozen=True):
    conditions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()


class MaskingInfo(Module, frozen=True):
    masking: str | None = None
    masking_description: str | None = None
    who_masked: tuple[str, ...] = ()


class DesignInfo(Module, frozen=True):
    allocation: str | None = None
    intervention_model: str | None = None
    intervention_model_description: str | None = None
    primary_purpose: str | None = None
    observational_model: str | None = None
    time_perspective: str | None = None
    masking_info: MaskingInfo | None = None


class BioSpec(Module, frozen=True):
    retention: str | None = None
    description: str | None = None


class EnrollmentInfo(Module, frozen=True):
    count_: int | None = None
    type: str | None = None


class ExpandedAccessTypes(Module, frozen=True):
    individual: bool | None = None
    intermediate: bool | None = None
    treatment: bool | None = None


class DesignModule(Module, frozen=True):
    study_type: str | None = None
    n_ptrs_to_this_exp_acc_nct_id: int | None = None
    expanded_access_types: ExpandedAccessTypes | None = None
    patient_registry: bool | None = None
    target_duration: str | None = None
    phases: tuple[str, ...] = ()
    design_info: DesignInfo | None = None
    bio_spec: BioSpec | None = None
    enrollment_info: EnrollmentInfo | None = None


class ArmGroup(Module, frozen=True):
    label: str = ""
    type: str | None = None
    description: str | None = None
    intervention_names: tuple[str, ...] = ()


class Intervention(Module, frozen=True):
    type: str | None = None
    name: str = ""
    description: str | None = None
    arm_group_labels: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()


class ArmsInterventionsModule(Module, frozen=True):
    arm_groups: tuple[ArmGroup, ...] = ()
    interventions: tuple[Intervention, ...] = ()


class Outcome(Module, frozen=True):
    measure: str | None = None
    description: str | None = None
    time_frame: str | None = None


class OutcomesModule(Module, frozen=True):
    primary_outcomes: tuple[Outcome, ...] = ()
    secondary_outcomes: tuple[Outcome, ...] = ()
    other_outcomes: tuple[Outcome, ...] = ()


class EligibilityModule(Module, frozen=True):
    """`eligibility_criteria` is the text exactly as the copy holds it, no newline changed: spans are offsets into it."""

    eligibility_criteria: str | None = None
    healthy_volunteers: bool | None = None
    sex: str | None = None  # ALL, FEMALE, MALE
    gender_based: bool | None = None
    gender_description: str | None = None
    minimum_age: str | None = None  # "18 Years"
    maximum_age: str | None = None
    std_ages: tuple[str, ...] = ()
    study_population: str | None = None
    sampling_method: str | None = None


class Contact(Module, frozen=True):
    name: str | None = None
    role: str | None = None
    phone: str | None = None
    phone_ext: str | None = None
    email: str | None = None


class Official(Module, frozen=True):
    name: str | None = None
    affiliation: str | None = None
    role: str | None = None


class GeoPoint(Module, frozen=True):
    lat: float | None = None
    lon: float | None = None


class Location(Module, frozen=True):
    """A site (facility) of the trial."""

    facility: str | None = None
    status: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    contacts: tuple[Contact, ...] = ()
    geo_point: GeoPoint | None = None


class ContactsLocationsModule(Module, frozen=True):
    central_contacts: tuple[Contact, ...] = ()
    overall_officials: tuple[Official, ...] = ()
    locations: tuple[Location, ...] = ()


class Retraction(Module, frozen=True):
    pmid: str | None = None
    source: str | None = None


class Reference(Module, frozen=True):
    pmid: str | None = None
    type: str | None = None
    citation: str | None = None
    retractions: tuple[Retraction, ...] = ()


class SeeAlsoLink(Module, frozen=True):
    label: str | None = None
    url: str | None = None


class AvailIpd(Module, frozen=True):
    id: str | None = None
    type: str | None = None
    url: str | None = None
    comment: str | None = None


class ReferencesModule(Module, frozen=True):
    references: tuple[Reference, ...] = ()
    see_also_links: tuple[SeeAlsoLink, ...] = ()
    avail_ipds: tuple[AvailIpd, ...] = ()


class IpdSharingStatementModule(Module, frozen=True):
    ipd_sharing: str | None = None
    description: str | None = None
    info_types: tuple[str, ...] = ()
    time_frame: str | None = None
    access_criteria: str | None = None
    url: str | None = None


class RelatedTrial(Module, frozen=True):
    """A trial that the copy itself names as related (a trial site's "More Related Trials")."""

    nct_id: str
    title: str | None = None
    status: str | None = None
    phases: tuple[str, ...] = ()


class ProtocolSection(Module, frozen=True, rename=module_name):
    """The modules of the protocol. Every one is there; an empty one means that the copy does not hold it."""

    identification: IdentificationModule = IdentificationModule()
    status: StatusModule = StatusModule()
    sponsor_collaborators: SponsorCollaboratorsModule = SponsorCollaboratorsModule()
    oversight: OversightModule = OversightModule()
    description: DescriptionModule = DescriptionModule()
    conditions: ConditionsModule = ConditionsModule()
    design: DesignModule = DesignModule()
    arms_interventions: ArmsInterventionsModule = ArmsInterventionsModule()
    outcomes: OutcomesModule = OutcomesModule()
    eligibility: EligibilityModule = EligibilityModule()
    contacts_locations: ContactsLocationsModule = ContactsLocationsModule()
    references: ReferencesModule = ReferencesModule()
    ipd_sharing_statement: IpdSharingStatementModule = IpdSharingStatementModule()


class RegistryEntry(Module, frozen=True):
    """The trial's own place in a registry other than ClinicalTrials.gov: ("ISRCTN", "ISRCTN13281214")."""

    registry: str
    id: str


class Study(ProtocolSection, frozen=True):
    """One trial record: the protocol's modules, the registry's other sections, and what only other formats hold."""

    results: ResultsSection = ResultsSection()
    annotations: AnnotationSection = AnnotationSection()
    documents: DocumentSection = DocumentSection()
    derived: DerivedSection = DerivedSection()
    has_results: bool | None = None
    registry_entry: RegistryEntry | None = None
    countries: tuple[str, ...] = ()
    results_note: str | None = None  # what the copy says in prose about the state of the results
    related: tuple[RelatedTrial, ...] = ()

    @property
    def trial_id(self) -> str | None:
        """What the trial is called: its NCT number, else its number in the registry that the copy comes from."""
        entry = self.registry_entry
        return self.identification.nct_id or (entry.id if entry else None)
