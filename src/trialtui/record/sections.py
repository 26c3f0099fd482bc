"""The registry's annotation, document and derived sections (API v2): what it adds to what the sponsor wrote."""

from __future__ import annotations

from trialtui.record.module import DateStruct, Module, module_name


class UnpostedEvent(Module, frozen=True):
    type: str | None = None
    date: str | None = None
    date_unknown: bool | None = None


class UnpostedAnnotation(Module, frozen=True):
    unposted_responsible_party: str | None = None
    unposted_events: tuple[UnpostedEvent, ...] = ()


class ViolationEvent(Module, frozen=True):
    type: str | None = None
    description: str | None = None
    creation_date: str | None = None
    issued_date: str | None = None
    release_date: str | None = None
    posted_date: str | None = None


class ViolationAnnotation(Module, frozen=True):
    violation_events: tuple[ViolationEvent, ...] = ()


class AnnotationModule(Module, frozen=True):
    unposted_annotation: UnpostedAnnotation | None = None
    violation_annotation: ViolationAnnotation | None = None


class AnnotationSection(Module, frozen=True, rename=module_name):
    annotation: AnnotationModule | None = None


class LargeDoc(Module, frozen=True):
    type_abbrev: str | None = None
    has_protocol: bool | None = None
    has_sap: bool | None = None
    has_icf: bool | None = None
    label: str | None = None
    date: str | None = None
    upload_date: str | None = None
    filename: str | None = None
    size: int | None = None


class LargeDocumentModule(Module, frozen=True):
    no_sap: bool | None = None
    large_docs: tuple[LargeDoc, ...] = ()


class DocumentSection(Module, frozen=True, rename=module_name):
    large_document: LargeDocumentModule | None = None


class FirstMcpInfo(Module, frozen=True):
    post_date_struct: DateStruct | None = None


class SubmissionInfo(Module, frozen=True):
    release_date: str | None = None
    unrelease_date: str | None = None
    unrelease_date_unknown: bool | None = None
    reset_date: str | None = None
    mcp_release_n: int | None = None


class SubmissionTracking(Module, frozen=True):
    estimated_results_first_submit_date: str | None = None
    first_mcp_info: FirstMcpInfo | None = None
    submission_infos: tuple[SubmissionInfo, ...] = ()


class BmiLimits(Module, frozen=True):
    min_bmi: float | None = None
    max_bmi: float | None = None


class ModelPredictions(Module, frozen=True):
    bmi_limits: BmiLimits | None = None


class MiscInfoModule(Module, frozen=True):
    version_holder: str | None = None
    removed_countries: tuple[str, ...] = ()
    submission_tracking: SubmissionTracking | None = None
    model_predictions: ModelPredictions | None = None


class Mesh(Module, frozen=True):
    id: str | None = None
    term: str | None = None


class BrowseLeaf(Module, frozen=True):
    id: str | None = None
    name: str | None = None
    as_found: str | None = None
    relevance: str | None = None


class BrowseBranch(Module, frozen=True):
    abbrev: str | None = None
    name: str | None = None


class BrowseModule(Module, frozen=True):
    meshes: tuple[Mesh, ...] = ()
    ancestors: tuple[Mesh, ...] = ()
    browse_leaves: tuple[BrowseLeaf, ...] = ()
    browse_branches: tuple[BrowseBranch, ...] = ()


class DerivedSection(Module, frozen=True, rename=module_name):
    misc_info: MiscInfoModule | None = None
    condition_browse: BrowseModule | None = None
    intervention_browse: BrowseModule | None = None
