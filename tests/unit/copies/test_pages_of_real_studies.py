"""Real studies written as the site's pages: reading the page brings back what the study says."""

from __future__ import annotations

import pytest
from tests.unit.copies.account_law import CORPORA, unaccounted
from tests.unit.copies.page_writer import page_text

from trialtui.copies.reader import open_copy, read_copy
from trialtui.record.study import Intervention, Study

STUDIES = sorted((CORPORA / "ctgov-v2-json").glob("*.json"))


@pytest.fixture(scope="module")
def pairs() -> list[tuple[Study, Study]]:
    """Each study as the registry has it, and as its page reads; every page is accounted for to the last line."""
    if not STUDIES:
        pytest.skip("the corpora are not here")
    found = []
    for path in STUDIES:
        study = open_copy(path).study
        reading = read_copy(path.name, page_text(study).encode())
        assert reading.left_over == (), path.name
        assert unaccounted(reading) == [], path.name
        found.append((study, reading.study))
    return found


def words(text: str | None) -> str:
    """A text with white space folded: a page does not keep how many blank lines stand between paragraphs."""
    return " ".join((text or "").split())


def test_the_criteria_come_back_to_the_character(pairs: list[tuple[Study, Study]]) -> None:
    for study, page in pairs:
        criteria, read = study.eligibility.eligibility_criteria, page.eligibility.eligibility_criteria
        assert (read or "").rstrip() == (criteria or "").strip()


def test_limits_come_back(pairs: list[tuple[Study, Study]]) -> None:
    for study, page in pairs:
        ours, theirs = study.eligibility, page.eligibility
        assert (theirs.minimum_age, theirs.maximum_age) == (ours.minimum_age, ours.maximum_age)
        assert (theirs.sex, theirs.healthy_volunteers) == (ours.sex, ours.healthy_volunteers)


def test_status_phases_and_prose_come_back(pairs: list[tuple[Study, Study]]) -> None:
    for study, page in pairs:
        assert page.status.overall_status == study.status.overall_status
        assert page.design.phases == study.design.phases
        assert page.design.study_type == study.design.study_type
        assert words(page.identification.brief_title) == words(study.identification.brief_title)
        assert words(page.description.brief_summary) == words(study.description.brief_summary)
        assert words(page.description.detailed_description) == words(study.description.detailed_description)


def test_arms_with_types_and_what_they_give_come_back(pairs: list[tuple[Study, Study]]) -> None:
    for study, page in pairs:
        ours, theirs = study.arms_interventions, page.arms_interventions
        if not all(arm.type for arm in ours.arm_groups):
            continue  # nothing on the page tells a group's label from its description
        assert [(arm.label, arm.type, words(arm.description)) for arm in theirs.arm_groups] == [
            (arm.label, arm.type, words(arm.description)) for arm in ours.arm_groups
        ]
        assert given(theirs.interventions) == given(ours.interventions)


def given(interventions: tuple[Intervention, ...]) -> dict[tuple[str, str | None, str], set[str]]:
    """The arms of each intervention; the registry may list the same words twice, once an arm."""
    found: dict[tuple[str, str | None, str], set[str]] = {}
    for one in interventions:
        found.setdefault((one.name, one.type, words(one.description)), set()).update(one.arm_group_labels)
    return found


def test_sponsors_officials_and_sites_come_back(pairs: list[tuple[Study, Study]]) -> None:
    for study, page in pairs:
        assert page.sponsor_collaborators.lead_sponsor == study.sponsor_collaborators.lead_sponsor
        assert page.sponsor_collaborators.collaborators == study.sponsor_collaborators.collaborators
        officials = [
            [(official.role, official.affiliation) for official in one.contacts_locations.overall_officials]
            for one in (study, page)
        ]
        assert officials[0] == officials[1]
        sites = [
            [
                (words(site.facility), (site.city or "").rstrip(","), site.state, site.country, site.status)
                for site in one.contacts_locations.locations
            ]
            for one in (study, page)
        ]
        assert sites[0] == sites[1]
