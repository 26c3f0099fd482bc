"""Summary, Arms, Sites and Related in the words a coordinator reads."""

from __future__ import annotations

from collections.abc import Sequence

from tests.unit.copies.account_law import FIXTURES

from trialtui.copies.copy import LeftOver
from trialtui.copies.reader import open_copy
from trialtui.copies.sample import sample_path
from trialtui.record.module import DateStruct
from trialtui.record.study import (
    Contact,
    ContactsLocationsModule,
    DesignModule,
    EnrollmentInfo,
    GeoPoint,
    Location,
    RegistryEntry,
    RelatedTrial,
    Sponsor,
    SponsorCollaboratorsModule,
    StatusModule,
    Study,
)
from trialtui.sheets.arms import arms_blocks
from trialtui.sheets.blocks import Block, Fact, Heading, Prose, Table
from trialtui.sheets.related import related_blocks
from trialtui.sheets.sites import sites_blocks
from trialtui.sheets.summary import head_blocks, summary_blocks

WHOLE = open_copy(FIXTURES / "whole_study.json")


def facts(blocks: Sequence[Block]) -> list[tuple[str, str | None]]:
    return [(block.label, block.text) for block in blocks if isinstance(block, Fact)]


class TestSummary:
    def test_the_facts_at_a_glance_stand_in_their_order(self) -> None:
        assert facts(head_blocks(WHOLE.study))[:17] == [
            ("Status", "RECRUITING"),
            ("Phase", "Phase 2/Phase 3"),
            ("Type", "Interventional"),
            ("Design", "Randomised, parallel, double blind, treatment"),
            ("Enrollment", "1271"),
            ("Start", "2025-06-13"),
            ("Primary completion", None),
            ("Completion", "2027-09"),
            ("Registry updated", "2026-03-02"),
            ("Conditions", "Imaginary Arthritis Make-Believe Gout"),
            ("Keywords", "fictimab rest joints of the mind"),
            ("Ages", "18 Years to 75 Years"),
            ("Sex", "Female"),
            ("Healthy volunteers", "not accepted"),
            ("Sponsor", "University of Nowhere (other)"),
            ("Collaborators", "Invented Medicines Ltd"),
            ("Responsible party", "Principal investigator, Ada Placeholder"),
        ]

    def test_a_kind_without_its_value_is_not_lost(self) -> None:
        study = Study(
            status=StatusModule(start_date_struct=DateStruct(type="ESTIMATED")),
            design=DesignModule(enrollment_info=EnrollmentInfo(type="ACTUAL")),
            sponsor_collaborators=SponsorCollaboratorsModule(lead_sponsor=Sponsor(class_="NIH")),
        )
        told = dict(facts(head_blocks(study)))
        assert told["Start"] == "not in this copy (estimated)"
        assert told["Enrollment"] == "not in this copy (actual)"
        assert told["Sponsor"] == "not in this copy (NIH)"

    def test_nobody_enrolled_is_a_number(self) -> None:
        study = Study(design=DesignModule(enrollment_info=EnrollmentInfo(count_=0, type="ACTUAL")))
        assert dict(facts(head_blocks(study)))["Enrollment"] == "0 (actual)"

    def test_what_the_reader_wants_known_stands_below_the_facts(self) -> None:
        reading = WHOLE._replace(warnings=("no criteria",), left_over=(LeftOver("tide", "high"),))
        blocks = summary_blocks(reading)
        start = blocks.index(Heading("About this copy"))
        assert blocks[start + 1 : start + 3] == [
            Prose("no criteria"),
            Prose("1 place of this copy left over: shown in full at the end of Source (0)."),
        ]

    def test_a_part_that_is_not_there_says_so_once(self) -> None:
        blocks = head_blocks(Study()) + summary_blocks(WHOLE._replace(study=Study()))
        for part in ("Registry dates", "Oversight", "Design in detail", "Index terms"):
            at = blocks.index(Heading(part))
            assert blocks[at + 1] == Fact(part, None)

    def test_a_number_of_another_registry_is_told(self) -> None:
        study = Study(registry_entry=RegistryEntry("ISRCTN", "ISRCTN99000001"))
        assert ("Registry entry", "ISRCTN99000001, ISRCTN") in facts(
            summary_blocks(WHOLE._replace(study=study))
        )

    def test_the_sample_s_facts_are_all_short_labelled(self) -> None:
        blocks = summary_blocks(open_copy(sample_path()))
        assert [label for label, _ in facts(blocks) if len(label) > 20] == []


class TestArms:
    def test_the_grid_marks_which_arm_gets_what(self) -> None:
        grid = next(block for block in arms_blocks(WHOLE.study) if isinstance(block, Table))
        assert grid.columns == ("Arm group", "Type", "Fictimab", "Rest", "Placebo")
        assert [row.cells for row in grid.rows] == [
            ("A", "Experimental", "●", "●", ""),
            ("B", "Placebo comparator", "", "●", "●"),
            ("C", "No intervention", "", "", ""),
        ]

    def test_every_arm_and_every_intervention_is_described(self) -> None:
        blocks = arms_blocks(WHOLE.study)
        assert [block.text for block in blocks if isinstance(block, Heading)] == [
            "3 arm groups", "1. A (experimental)", "2. B (placebo comparator)", "3. C (no intervention)",
            "Interventions", "Fictimab (drug)", "Rest (behavioural)", "Placebo (drug)",
        ]  # fmt: skip
        assert ("Gets", "Fictimab, Rest") in facts(blocks)
        assert facts(blocks).count(("Description", None)) == 1

    def test_a_copy_without_arms_says_so(self) -> None:
        assert facts(arms_blocks(Study())) == [("Arm groups", None), ("Interventions", None)]


class TestSites:
    def test_sites_stand_in_a_table_with_their_contacts_below(self) -> None:
        sites = (
            Location(
                facility="Town Hall Clinic", status="RECRUITING", city="Atlantis", country="Nowhere",
                contacts=(Contact(name="Ada Placeholder", role="CONTACT", phone="555-0100", phone_ext="7"),),
                geo_point=GeoPoint(lat=41.85, lon=-87.65),
            ),
            Location(city="El Dorado", country="Elsewhere"),
        )  # fmt: skip
        study = Study(contacts_locations=ContactsLocationsModule(locations=sites))
        blocks = sites_blocks(study)
        table = next(block for block in blocks if isinstance(block, Table))
        assert blocks[:2] == [Heading("2 sites"), Prose("Nowhere 1 · Elsewhere 1")]
        assert table.columns == ("Facility", "City", "Country", "Status", "Position")
        assert [(row.depth, row.cells) for row in table.rows] == [
            (0, ("Town Hall Clinic", "Atlantis", "Nowhere", "Recruiting", "41.85, -87.65")),
            (1, ("Ada Placeholder, Contact, 555-0100 ext. 7",)),
            (0, ("facility not in this copy", "El Dorado", "Elsewhere", "status not in this copy", "")),
        ]

    def test_what_no_site_has_is_said_once(self) -> None:
        sites = tuple(Location(facility=f"Clinic {n}", country="Nowhere") for n in range(3))
        blocks = sites_blocks(Study(contacts_locations=ContactsLocationsModule(locations=sites)))
        assert facts(blocks) == [("Status of sites", None)]

    def test_countries_stand_where_there_are_no_sites(self) -> None:
        assert facts(sites_blocks(Study(countries=("Nowhere",)))) == [
            ("Sites", None),
            ("Countries", "Nowhere"),
        ]


class TestRelated:
    def test_each_trial_stands_with_its_number_and_its_place_in_the_record(self) -> None:
        related = (RelatedTrial("NCT99000009", "Gout of the mind", "RECRUITING", ("PHASE2",)),)
        assert related_blocks(Study(related=related)) == [
            Heading("1 related trial named by this copy"),
            Prose("Gout of the mind\nNCT99000009 Recruiting · Phase 2", ("related[0]",)),
        ]

    def test_a_copy_that_names_none_says_so(self) -> None:
        assert facts(related_blocks(Study())) == [("Related trials", None)]
