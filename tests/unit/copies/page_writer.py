"""Write a record as the trial site's page shows it: the other way round, to see whether reading brings it back."""

from __future__ import annotations

from collections.abc import Iterator

from trialtui.copies.page_tables import SECTION_LEADS
from trialtui.record.study import Study


def page_text(study: Study) -> str:
    """The page of a study: what the site shows of it, in its order, a blank line between all paragraphs."""
    return "\n\n".join(part for part in _parts(study) if part) + "\n"


def _parts(study: Study) -> Iterator[str]:
    yield study.identification.brief_title or ""
    yield f"NCT ID: {study.identification.nct_id}"
    yield f"Last Updated: {study.status.last_update_submit_date}"
    yield from _basics(study)
    yield from _section("Brief Summary", study.description.brief_summary or "")
    yield from _section("Detailed Description", study.description.detailed_description or "")
    yield from _section("Conditions", " ".join(study.conditions.conditions))
    yield from _section("Study Groups", *_groups(study))
    yield from _section("Interventions", *_interventions(study))
    yield from _section("Eligibility Criteria", *_eligibility(study))
    yield from _section("Sponsors", *_sponsors(study))
    yield from _section("Principal Investigators", *_officials(study))
    yield from _section("Locations", *_locations(study))
    yield from _section("Countries", *study.countries)
    org = study.identification.org_study_id_info
    yield from _section(
        "Other Identifiers",
        org.id or "-" if org else "-",
        "Identifier Type: -",
        "Identifier Source: org_study_id",
    )


def _section(name: str, *parts: str) -> Iterator[str]:
    yield name
    yield SECTION_LEADS[name] or ""
    yield from parts


def _labelled(label: str, value: str | None) -> Iterator[str]:
    if value:
        yield label
        yield value


def _basics(study: Study) -> Iterator[str]:
    start, completion = study.status.start_date_struct, study.status.completion_date_struct
    people = study.design.enrollment_info
    yield from _section("Basic Information")
    yield from _labelled("Recruitment Status", study.status.overall_status)
    yield from _labelled(
        "Total Enrollment", f"{people.count_} participants" if people and people.count_ else None
    )
    yield from _labelled("Clinical Phase", "/".join(study.design.phases))
    yield from _labelled("Study Classification", study.design.study_type)
    yield from _labelled("Study Start Date", start.date if start else None)
    yield from _labelled("Study Completion Date", completion.date if completion else None)


def _groups(study: Study) -> Iterator[str]:
    module = study.arms_interventions
    for arm in module.arm_groups:
        yield arm.label
        yield arm.description or ""
        yield f"Group Type {arm.type}" if arm.type else ""
        for one in module.interventions:
            if arm.label in one.arm_group_labels:
                yield from (one.name, f"Intervention Type {one.type}", one.description or "")


def _interventions(study: Study) -> Iterator[str]:
    for one in study.arms_interventions.interventions:
        yield from (one.name, one.description or "", f"Intervention Type {one.type}")


def _eligibility(study: Study) -> Iterator[str]:
    limits = study.eligibility
    tail = [
        *_labelled("Minimum Eligible Age", limits.minimum_age),
        *_labelled("Maximum Eligible Age", limits.maximum_age),
    ]
    tail += _labelled("Eligible Sex", limits.sex)
    if limits.healthy_volunteers is not None:
        tail += _labelled("Accepts Healthy Volunteers", "Yes" if limits.healthy_volunteers else "No")
    yield f"{(limits.eligibility_criteria or '').strip()}\n" + "\n\n".join(tail)


def _sponsors(study: Study) -> Iterator[str]:
    module = study.sponsor_collaborators
    for sponsor, role in [
        (module.lead_sponsor, "lead"),
        *((one, "collaborator") for one in module.collaborators),
    ]:
        if sponsor and sponsor.name:
            yield from (sponsor.name, sponsor.class_ or "", f"Sponsor Role {role}")


def _officials(study: Study) -> Iterator[str]:
    for official in study.contacts_locations.overall_officials:
        yield from (official.name or "", f"Role: {official.role}", official.affiliation or "")


def _locations(study: Study) -> Iterator[str]:
    for site in study.contacts_locations.locations:
        yield site.facility or ""
        yield ", ".join(filter(None, (site.city, site.state, site.country)))
        yield f"Site Status {site.status}" if site.status else "Site Status"
