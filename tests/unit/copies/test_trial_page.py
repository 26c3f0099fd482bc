"""Pages of the trial site: what they say is in the record, and what has no place there is left over."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.copies.account_law import FIXTURES, unaccounted

from trialtui.copies.copy import CopyReading
from trialtui.copies.decoding import decode_copy
from trialtui.copies.page_tables import SECTION_LEADS
from trialtui.copies.reader import open_copy, read_copy
from trialtui.copies.sample import sample_path
from trialtui.copies.trial_page import read as read_trial_page
from trialtui.record.module import DateStruct
from trialtui.record.study import (
    ArmGroup,
    ArmsInterventionsModule,
    ConditionsModule,
    EnrollmentInfo,
    Intervention,
    Location,
    MaskingInfo,
    Official,
    RelatedTrial,
    Sponsor,
)

PAGES = sorted(FIXTURES.glob("*_page.txt"))
WHOLE = FIXTURES / "whole_page.txt"
GOLD = Path(__file__).parents[3].parent / "shared" / "gold" / "outline" / "text" / "NCT06377228.raw.txt"


def page(name: str) -> CopyReading:
    return open_copy(FIXTURES / f"{name}_page.txt")


def changed(old: str, new: str, path: Path = WHOLE) -> CopyReading:
    """The whole page with one stretch of it replaced; the stretch must be there."""
    text = path.read_text("utf-8")
    assert old in text
    return read_copy("changed", text.replace(old, new, 1).encode())


def left(reading: CopyReading) -> str:
    return "\n".join(item.text for item in reading.left_over)


class TestTheSample:
    def test_nothing_of_the_sample_is_left_over_or_doubtful(self) -> None:
        reading = open_copy(sample_path())
        assert reading.left_over == ()
        assert reading.warnings == ()
        assert unaccounted(reading) == []

    def test_the_sample_is_withdrawn_and_its_degenerate_sections_stay_empty(self) -> None:
        study = open_copy(sample_path()).study
        assert study.status.overall_status == "WITHDRAWN"
        assert study.design.enrollment_info is None
        assert study.contacts_locations.overall_officials == (Official(None, "Takeda", "STUDY_DIRECTOR"),)
        assert [site.status for site in study.contacts_locations.locations] == [None]

    def test_each_intervention_of_the_sample_names_its_four_arms(self) -> None:
        module = open_copy(sample_path()).study.arms_interventions
        labels = tuple(arm.label for arm in module.arm_groups)
        assert len(labels) == 4
        assert [one.arm_group_labels for one in module.interventions] == [labels, labels]
        assert all(arm.intervention_names == ("TAK-007", "Chemotherapy Agents") for arm in module.arm_groups)

    def test_the_criteria_run_from_their_first_heading_to_the_newline_of_the_last_criterion(self) -> None:
        reading = open_copy(sample_path())
        place = reading.criteria_place
        assert place is not None
        criteria = reading.copy.text[place.start : place.end]
        assert criteria == reading.study.eligibility.eligibility_criteria
        assert criteria.startswith("Inclusion Criteria\n\n1. The participant must have a diagnosis of SLE")
        assert criteria.endswith("(for example, infectious disease) illness.\n")

    @pytest.mark.skipif(not GOLD.exists(), reason="the labelled outlines are not here")
    def test_the_criteria_are_byte_for_byte_the_text_that_was_labelled(self) -> None:
        criteria = open_copy(sample_path()).study.eligibility.eligibility_criteria
        assert (criteria or "").encode() == GOLD.read_bytes()


class TestAWholePage:
    def test_enrollment_phases_and_dates(self) -> None:
        study = page("whole").study
        assert study.design.enrollment_info == EnrollmentInfo(1271)
        assert study.design.phases == ("PHASE2", "PHASE3")
        assert study.status.start_date_struct is not None
        assert study.status.start_date_struct.date == "2025-06-13"
        assert study.status.completion_date_struct is not None
        assert study.status.completion_date_struct.date == "2027-09"

    def test_conditions_and_keywords_that_run_together_are_never_split(self) -> None:
        assert page("whole").study.conditions == ConditionsModule(
            ("Imaginary Arthritis Make-Believe Gout",),
            ("fictimab rest joints of the mind",),
        )

    def test_a_lead_sentence_we_do_not_know_is_left_over_and_no_keyword(self) -> None:
        reading = page("whole")
        assert [item.place for item in reading.left_over] == ["line 67"]
        assert left(reading).startswith("Explore important study keywords")

    def test_masked_parties_stand_under_the_masking(self) -> None:
        info = page("whole").study.design.design_info
        assert info is not None
        assert info.masking_info == MaskingInfo("DOUBLE", None, ("Participants", "Outcome Assessors"))

    def test_masked_parties_in_words_we_do_not_know_stay_one_verbatim(self) -> None:
        info = changed("Participants Outcome Assessors", "Participants Laboratory").study.design.design_info
        assert info is not None
        assert info.masking_info == MaskingInfo("DOUBLE", None, ("Participants Laboratory",))

    def test_arms_with_names_as_short_as_a_letter_and_none_of_their_words_lost(self) -> None:
        arms = page("whole").study.arms_interventions.arm_groups
        assert [arm.label for arm in arms] == ["A", "B", "C"]
        assert arms[0].description == "Fictimab for 12 weeks.\n\nThen nothing for 4 weeks"
        assert arms[0].intervention_names == ("Fictimab", "Rest")
        assert arms[2] == ArmGroup("C", "NO_INTERVENTION", None, ())

    def test_an_intervention_has_all_its_paragraphs_and_every_arm_it_is_given_in(self) -> None:
        assert page("whole").study.arms_interventions.interventions == (
            Intervention("DRUG", "Fictimab", "Fictimab, by mouth\n\nDoses:\n\n10 mg in week 1, then 20 mg.", ("A",)),
            Intervention("BEHAVIORAL", "Rest", "An hour on the sofa.", ("A", "B")),
            Intervention("DRUG", "Placebo", None, ("B",)),
        )  # fmt: skip

    def test_an_arm_that_gives_an_intervention_in_other_words_keeps_them(self) -> None:
        module = changed("An hour on the sofa.\n\nC", "Two hours on the sofa.\n\nC").study.arms_interventions
        rest = [one for one in module.interventions if one.name == "Rest"]
        assert [(one.description, one.arm_group_labels) for one in rest] == [
            ("An hour on the sofa.", ("A",)),
            ("Two hours on the sofa.", ("B",)),
        ]

    def test_groups_without_types_are_told_apart_by_what_their_interventions_say(self) -> None:
        text = "\n".join(line for line in WHOLE.read_text("utf-8").split("\n") if "Group Type" not in line)
        reading = read_copy("untyped", text.encode())
        arms = reading.study.arms_interventions.arm_groups
        assert [(arm.label, arm.type, arm.intervention_names) for arm in arms] == [
            ("A", None, ("Fictimab", "Rest")),
            ("B", None, ("Placebo", "Rest")),
            ("C", None, ()),
        ]
        assert arms[0].description == "Fictimab for 12 weeks.\n\nThen nothing for 4 weeks"

    def test_a_group_that_begins_where_nothing_tells_is_inferred_with_a_warning(self) -> None:
        text = WHOLE.read_text("utf-8")
        start, end = text.index("Interventions\n\nLearn about"), text.index("Eligibility Criteria")
        reading = read_copy("no interventions", (text[:start] + text[end:]).encode())
        module = reading.study.arms_interventions
        assert [arm.label for arm in module.arm_groups] == ["A", "B", "C"]
        assert [one.description for one in module.interventions if one.name == "Rest"] == [
            "An hour on the sofa."
        ]
        inferred = [warning for warning in reading.warnings if "inferred from the lines' form" in warning]
        assert len(inferred) == 2

    def test_the_word_of_another_section_inside_prose_or_criteria_ends_nothing(self) -> None:
        study = page("whole").study
        assert "Interventions" in (study.description.brief_summary or "")
        assert "\n\nLocations\n\n* Lives within an hour" in (study.eligibility.eligibility_criteria or "")
        assert len(study.contacts_locations.locations) == 3

    def test_limits_after_the_criteria(self) -> None:
        eligibility = page("whole").study.eligibility
        assert (eligibility.minimum_age, eligibility.maximum_age) == ("18 Years", "75 Years")
        assert eligibility.sex == "FEMALE"
        assert eligibility.healthy_volunteers is False

    def test_a_limit_in_words_we_do_not_know_is_left_over_and_no_criterion(self) -> None:
        reading = changed("18 Years\n", "eighteen, more or less\n")
        eligibility = reading.study.eligibility
        assert (eligibility.eligibility_criteria or "").endswith("* Weight \\< 40 kg\n")
        assert (eligibility.minimum_age, eligibility.maximum_age) == (None, "75 Years")
        assert "eighteen, more or less" in left(reading)
        assert any('under "Minimum Eligible Age" is no value we know' in words for words in reading.warnings)

    def test_no_limit_is_said_as_the_registry_says_it(self) -> None:
        reading = changed("75 Years\n", "N/A\n")
        assert (reading.study.eligibility.maximum_age, reading.warnings) == ("N/A", ())

    def test_a_criterion_that_reads_like_a_label_stays_a_criterion(self) -> None:
        words = "Eligible Sex\n\nBoth, if they agree to the visits\n\n* Able to sit"
        reading = changed("* Able to sit", words)
        assert words in (reading.study.eligibility.eligibility_criteria or "")

    def test_the_sponsor_that_leads_need_not_come_first(self) -> None:
        module = page("whole").study.sponsor_collaborators
        assert module.lead_sponsor == Sponsor("University of Nowhere", "OTHER")
        assert module.collaborators == (Sponsor("Invented Medicines Ltd", "INDUSTRY"),)

    def test_an_official_without_a_person_is_not_called_by_the_role(self) -> None:
        assert page("whole").study.contacts_locations.overall_officials == (
            Official("Ada Placeholder, MD", "University of Nowhere", "PRINCIPAL_INVESTIGATOR"),
            Official(None, "Invented Medicines Ltd", "STUDY_DIRECTOR"),
        )

    def test_sites_with_and_without_state_and_status_and_a_country_with_a_comma(self) -> None:
        assert page("whole").study.contacts_locations.locations == (
            Location("Hospital of Nowhere", "RECRUITING", "Houston", "Texas", None, "United States"),
            Location("Clinic by the Sea", None, "Utrecht", None, None, "Netherlands"),
            Location("Royal Infirmary", "WITHDRAWN", "Seoul", None, None, "Korea, Republic of"),
        )

    def test_related_trials_with_their_numbers(self) -> None:
        assert page("whole").study.related == (
            RelatedTrial("NCT99000002", "Rest for Imaginary Arthritis", "COMPLETED", ("NA",)),
            RelatedTrial("NCT99000003", "Fictimab in Children", "NOT_YET_RECRUITING", ("PHASE1", "PHASE2")),
        )

    def test_results_pending_is_said_in_the_pages_words(self) -> None:
        study = page("whole").study
        assert study.has_results is False
        assert (study.results_note or "").endswith("Check back later for updates.")


class TestOtherPages:
    def test_an_observational_study_without_groups_or_completion_date(self) -> None:
        study = page("observational").study
        assert study.design.design_info is not None
        assert study.design.design_info.observational_model == "COHORT"
        assert study.design.design_info.time_perspective == "RETROSPECTIVE"
        assert study.arms_interventions == ArmsInterventionsModule()
        assert study.status.completion_date_struct is None
        assert study.design.phases == ()

    def test_a_section_with_only_its_lead_sentence_is_empty(self) -> None:
        assert page("observational").study.description.detailed_description is None

    def test_a_label_we_do_not_know_is_left_over_and_its_value_still_read(self) -> None:
        assert left(page("observational")) == "Observational Model Type\nStudy Time Perspective"

    def test_a_date_under_a_label_we_do_not_know_is_left_over_and_moves_no_other(self) -> None:
        reading = changed(
            "Study Completion Date", "Primary Completion Date\n\n2026-12\n\nStudy Completion Date"
        )
        assert reading.study.status.completion_date_struct == DateStruct("2027-09", None)
        assert reading.study.status.primary_completion_date_struct is None
        assert "Primary Completion Date\n\n2026-12" in left(reading)

    def test_a_page_without_a_minimum_age_ends_its_criteria_at_the_next_label(self) -> None:
        eligibility = page("observational").study.eligibility
        assert (eligibility.eligibility_criteria or "").endswith("2. Remembers it\n")
        assert (eligibility.minimum_age, eligibility.sex) == (None, "ALL")

    def test_an_extractor_that_dropped_labels_and_blank_lines_loses_no_value(self) -> None:
        reading = page("extracted")
        study = reading.study
        assert reading.left_over == ()
        assert study.identification.nct_id == "NCT99000005"
        assert study.status.overall_status == "NOT_YET_RECRUITING"
        assert study.design.enrollment_info == EnrollmentInfo(100000)
        assert study.status.start_date_struct == DateStruct("2026-04-01", None)
        assert study.status.completion_date_struct == DateStruct("2031-12", None)
        assert study.eligibility.eligibility_criteria is not None
        assert study.eligibility.eligibility_criteria.endswith("* Owns a raincoat\n")
        assert (study.eligibility.minimum_age, study.eligibility.maximum_age) == ("18 Years", "90 Years")
        assert [arm.label for arm in study.arms_interventions.arm_groups] == [
            "Owners of one umbrella",
            "Owners of many",
        ]
        assert [(s.facility, s.city, s.status) for s in study.contacts_locations.locations] == [
            ("Umbrella Clinic", "Bergen", None),
            ("Rain Hospital", "Oslo", "RECRUITING"),
        ]

    def test_a_lone_date_or_age_without_its_label_is_never_claimed(self) -> None:
        path = FIXTURES / "extracted_page.txt"
        reading = changed("2026-04-01\n2031-12\n", "2026-04-01\n", path)
        assert (reading.study.status.start_date_struct, left(reading)) == (None, "2026-04-01")
        reading = changed("18 Years\n90 Years\n", "18 Years\n", path)
        assert (reading.study.eligibility.minimum_age, left(reading)) == (None, "18 Years")
        assert any("lowest or the highest age is unknown" in warning for warning in reading.warnings)

    def test_sections_in_another_order_unknown_ones_and_a_second_set_of_criteria(self) -> None:
        reading = page("odd_sections")
        assert reading.study.conditions.conditions == ("Darkness",)
        assert reading.study.eligibility.eligibility_criteria == "Inclusion Criteria\n\n* Glows in the dark\n"
        for words in ("CHILD ADULT", "Outcome Measures", "Brightness", "Favourite Colour", "Does not glow"):
            assert words in left(reading)
        assert reading.warnings == ('line 53: a second section "Eligibility Criteria" is left over',)

    def test_words_outside_the_registrys_lists_are_kept_verbatim(self) -> None:
        study = page("odd_sections").study
        assert study.status.overall_status == "PAUSED_FOR_LUNCH"
        assert study.design.phases == ("PHASE 0",)

    def test_a_page_without_eligibility_says_so_and_has_no_criteria(self) -> None:
        reading = page("no_eligibility")
        assert reading.study.eligibility.eligibility_criteria is None
        assert reading.criteria_place is None
        assert reading.warnings == (
            'the section "Eligibility Criteria" is not in this copy: no criteria can be read',
        )

    def test_a_page_cut_inside_its_criteria_keeps_them_and_names_the_line(self) -> None:
        text = WHOLE.read_text("utf-8")
        cut = text[: text.index("\n* Weight")]
        reading = read_copy("cut", cut.encode())
        assert (reading.study.eligibility.eligibility_criteria or "").endswith("* Prior fictimab")
        last = cut.count("\n") + 1
        assert reading.warnings == (
            f"line {last}: the criteria end here without the age and sex limits that follow them",
            f'line {last}: the page ends here, in "Eligibility Criteria", and lacks the sections that usually '
            "close it: it may have been cut",
        )


def test_windows_newlines_change_no_fact_and_stay_in_the_criteria() -> None:
    text = WHOLE.read_text("utf-8").replace("\n", "\r\n")
    reading = read_copy("crlf", text.encode())
    place = reading.criteria_place
    assert place is not None
    criteria = reading.study.eligibility.eligibility_criteria or ""
    assert reading.copy.text[place.start : place.end] == criteria
    assert criteria.startswith("Inclusion Criteria\r\n\r\n")
    assert criteria.endswith("\\< 40 kg\r\n")
    unix = page("whole").study
    assert reading.study.contacts_locations == unix.contacts_locations
    assert reading.study.arms_interventions.interventions[1:] == unix.arms_interventions.interventions[1:]
    assert reading.study.design == unix.design


def test_a_page_without_its_last_newline_reads_the_same() -> None:
    text = WHOLE.read_text("utf-8").rstrip("\n")
    assert read_copy("whole", text.encode()).study == page("whole").study


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_of_every_page_is_accounted_for(path: Path, newline: str) -> None:
    text = path.read_text("utf-8").replace("\n", newline)
    reading = read_trial_page(decode_copy("page", text.encode()))
    assert unaccounted(reading) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_second_value_for_any_line_does_not_push_out_the_first(path: Path, after: int) -> None:
    lines = path.read_text("utf-8").split("\n")
    for at, line in enumerate(lines):
        if line:
            text = "\n".join([*lines[: at + after], f"{line}Q", *lines[at + after :]])
            reading = read_trial_page(decode_copy("page", text.encode()))
            assert unaccounted(reading) == [], line


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_line_that_goes_missing_takes_another_with_it(path: Path) -> None:
    lines = path.read_text("utf-8").split("\n")
    for at in range(len(lines)):
        for width in (1, 2, 3):
            text = "\n".join(lines[:at] + lines[at + width :]) + "\n."
            reading = read_trial_page(decode_copy("page", text.encode()))
            assert unaccounted(reading) == [], (at, width)


LINES = [line for path in PAGES for line in path.read_text("utf-8").split("\n")]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["drop", "repeat", "move", "insert", "vary", "vary", "cut"]),
        st.integers(0, 400),
        st.integers(0, 400),
        st.sampled_from(
            [*LINES, *SECTION_LEADS, "zebra words", "zebra: Yes", "2020-02-30", "\x1b[2J[bold]zebra"]
        ),
    ),
    max_size=12,
)


def edited(lines: list[str], edits: list[tuple[str, int, int, str]]) -> str:
    for edit, here, there, line in edits:
        at = here % max(len(lines), 1)
        if edit == "drop":
            del lines[at : at + 1 + there % 5]
        elif edit == "repeat":
            lines[at:at] = lines[there : there + 8]
        elif edit == "move" and lines:
            lines.insert(there % len(lines), lines.pop(at))
        elif edit == "insert":
            lines.insert(at, line)
        elif edit == "vary" and lines and lines[at]:  # the same label once more, with another value
            lines.insert(at + 1 + there % 3, f"{lines[at]}Q")
        elif edit == "cut" and there % 7 == 0:
            del lines[at:]
    return "\n".join(lines)


@settings(max_examples=80, deadline=None)
@given(path=st.sampled_from(PAGES), edits=EDITS, blank=st.booleans())
def test_nothing_vanishes_from_a_page_however_it_was_mangled(
    path: Path, edits: list[tuple[str, int, int, str]], blank: bool
) -> None:
    lines = [line for line in path.read_text("utf-8").split("\n") if blank or line]
    text = edited(lines, edits) + "\n."
    reading = read_trial_page(decode_copy("mangled", text.encode()))
    assert unaccounted(reading) == []
    if place := reading.criteria_place:
        assert text[place.start : place.end] == reading.study.eligibility.eligibility_criteria


@settings(max_examples=60, deadline=None)
@given(at=st.integers(1, len(WHOLE.read_text("utf-8"))))
def test_a_page_cut_anywhere_reads_what_is_there(at: int) -> None:
    reading = read_trial_page(decode_copy("cut", WHOLE.read_text("utf-8")[:at].encode()))
    assert unaccounted(reading) == []
