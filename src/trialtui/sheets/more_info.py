"""What the registry adds to results: limitations, agreements with investigators, whom to ask; what was submitted and not posted."""

from __future__ import annotations

from trialtui.record.results import CertainAgreement, MoreInfoModule, PointOfContact
from trialtui.record.sections import (
    AnnotationModule,
    MiscInfoModule,
    SubmissionInfo,
    SubmissionTracking,
    UnpostedEvent,
    ViolationEvent,
)
from trialtui.sheets.blocks import ABSENT, Block, Fact
from trialtui.sheets.telling import DERIVED, RESULTS, answered, each, joined, part, told, worded

MORE = RESULTS + "moreInfoModule"
NOTICES = "annotationSection.annotationModule"
TRACKING = DERIVED + "miscInfoModule.submissionTracking"

RESTRICTIONS = {
    "LTE60": "The sponsor can hold publications back for up to 60 days",
    "GT60": "The sponsor can hold publications back for more than 60 days",
    "OTHER": "Another restriction",
}
"""AgreementRestrictionType of the registry's API."""

EVENTS = {
    "RELEASE": "Results submitted",
    "UNRELEASE": "Results taken back",
    "RESET": "Results returned for correction",
    "VIOLATION_IDENTIFIED": "Violation identified",
    "CORRECTION_CONFIRMED": "Correction confirmed",
    "PENALTY_IMPOSED": "Penalty imposed",
}
"""UnpostedEventType and ViolationEventType of the registry's API."""


def more_info_blocks(more: MoreInfoModule | None) -> list[Block]:
    """The part "More information" of the results."""
    if more is None:
        return part("More information", [])
    limits, contact = more.limitations_and_caveats, more.point_of_contact
    blocks = [
        *told(
            "Limitations", limits.description if limits else None, f"{MORE}.limitationsAndCaveats.description"
        ),
        *(_agreement(more.certain_agreement) if more.certain_agreement else []),
        *(_contact(contact) if contact else []),
    ]
    return part("More information", blocks)


def _agreement(one: CertainAgreement) -> list[Block]:
    at = f"{MORE}.certainAgreement"
    return [
        *answered("Sponsor's employees", one.pi_sponsor_employee, f"{at}.piSponsorEmployee",
                  yes="all principal investigators are", no="not all principal investigators are"),
        *answered("Agreement restricts", one.restrictive_agreement, f"{at}.restrictiveAgreement",
                  yes="yes: what investigators may publish or discuss", no="no"),
        *told("Restriction", worded(one.restriction_type, RESTRICTIONS), f"{at}.restrictionType"),
        *told("On the agreement", one.other_details, f"{at}.otherDetails"),
    ]  # fmt: skip


def _contact(one: PointOfContact) -> list[Block]:
    phone = joined(one.phone, one.phone_ext, by=" ext. ")
    words = joined(one.title, one.organization, phone, one.email)
    return told("Contact", words, f"{MORE}.pointOfContact")


def notices_blocks(notices: AnnotationModule | None, derived: MiscInfoModule | None) -> list[Block]:
    """What the registry says of results submitted and not posted, and of violations; no part of its own where it says nothing."""
    blocks: list[Block] = []
    unposted = notices.unposted_annotation if notices else None
    if unposted:
        at = f"{NOTICES}.unpostedAnnotation"
        blocks += told("Responsible", unposted.unposted_responsible_party, f"{at}.unpostedResponsibleParty")
        for path, event in each(f"{at}.unpostedEvents", unposted.unposted_events):
            blocks += _unposted(path, event)
    if notices and notices.violation_annotation:
        found = notices.violation_annotation.violation_events
        for path, violation in each(f"{NOTICES}.violationAnnotation.violationEvents", found):
            blocks += _violation(path, violation)
    if derived and derived.submission_tracking:
        blocks += _tracking(derived.submission_tracking)
    return part("Notices of the registry", blocks) if blocks else []


def _unposted(at: str, event: UnpostedEvent) -> list[Block]:
    unknown = {True: "date unknown", False: "date known", None: ""}[event.date_unknown]
    return told("Not posted", joined(worded(event.type, EVENTS), event.date, unknown), at)


def _violation(at: str, event: ViolationEvent) -> list[Block]:
    dates = (
        ("created", event.creation_date),
        ("issued", event.issued_date),
        ("released", event.release_date),
        ("posted", event.posted_date),
    )
    words = joined(worded(event.type, EVENTS), *(f"{word} {date}" for word, date in dates if date))
    return told("Violation", joined(words, event.description, by=": "), at)


def _tracking(tracking: SubmissionTracking) -> list[Block]:
    first = tracking.first_mcp_info.post_date_struct if tracking.first_mcp_info else None
    return [
        *told(
            "Results submitted",
            joined(tracking.estimated_results_first_submit_date, "as the registry estimates")
            if tracking.estimated_results_first_submit_date
            else None,
            f"{TRACKING}.estimatedResultsFirstSubmitDate",
        ),
        *told(
            "Comments posted",
            joined(first.date, worded(first.type, {}).lower()) if first else None,
            f"{TRACKING}.firstMcpInfo.postDateStruct",
        ),
        *(
            Fact("Submission", _submission(info) or ABSENT, (path,))
            for path, info in each(f"{TRACKING}.submissionInfos", tracking.submission_infos)
        ),
    ]


def _submission(info: SubmissionInfo) -> str:
    """ "released 2024-05-29, returned 2024-06-24"."""
    dates = (
        ("released", info.release_date),
        ("taken back", info.unrelease_date),
        ("returned", info.reset_date),
    )
    words = [f"{word} {date}" for word, date in dates if date]
    if info.unrelease_date_unknown is not None:
        words.append("day it was taken back " + ("unknown" if info.unrelease_date_unknown else "known"))
    if info.mcp_release_n is not None:
        words.append(f"posted with comments as release {info.mcp_release_n}")
    return ", ".join(words)
