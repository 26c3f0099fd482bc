"""Records of the EU Clinical Trials Register: its plain text, and the JSON that a third party makes of it."""

from __future__ import annotations

import json

import pytest
from tests.unit.copies.account_law import CORPORA, FIXTURES, leaves
from tests.unit.copies.registry_law import fold, json_leaves, strays, unaccounted

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.decoding import decode_copy
from trialtui.copies.detect import Part
from trialtui.copies.euctr import LOST_SIGNS, parts
from trialtui.copies.json_places import source_span
from trialtui.copies.reader import open_copy, read_copy
from trialtui.eligibility.reading import read_criteria
from trialtui.record.module import DateStruct
from trialtui.record.study import RegistryEntry

TEXT = (FIXTURES / "euctr.txt").read_text("utf-8")

HEADINGS = (
    "This file contains", "Summary", "A. Protocol", "B. Sponsor", "Sponsor ", "B.4 Source", "B.5 Contact", "D. IMP", "D.IMP:",
    "D.3.8 to D.3.10", "E. General", "F. Population", "N. Review", "P. End of Trial",
)  # fmt: skip


def from_text(text: str = TEXT) -> CopyReading:
    return read_copy("euctr.txt", text.encode())


def from_json(**fields: object) -> CopyReading:
    return read_copy("euctr.json", json.dumps({"a2_eudract_number": "2024-001234-12", **fields}).encode())


class TestRecord:
    def test_the_trial_is_called_by_its_eudract_number(self) -> None:
        study = from_text().study
        assert study.registry_entry == RegistryEntry("EUCTR", "2024-001234-12")
        assert study.trial_id == "2024-001234-12"
        assert study.identification.nct_id is None
        assert [each.id for each in study.identification.secondary_id_infos] == ["NCT99000001"]
        assert study.identification.official_title == "A randomised trial of fictimab and rest"

    def test_answers_to_questions_become_the_records_words(self) -> None:
        study = from_text().study
        assert study.status.overall_status == "TERMINATED"
        assert study.status.completion_date_struct == DateStruct("2026-01-31", "ACTUAL")
        assert study.status.study_first_submit_date == "2025-05-01"
        assert study.design.phases == ("PHASE2", "PHASE3")
        assert study.design.design_info is not None
        assert study.design.design_info.allocation == "RANDOMIZED"
        assert study.design.design_info.masking_info is not None
        assert study.design.design_info.masking_info.masking == "DOUBLE"
        assert (study.eligibility.sex, study.eligibility.healthy_volunteers) == ("FEMALE", False)
        assert study.eligibility.std_ages == ("ADULT", "OLDER_ADULT")
        assert study.oversight.oversight_has_dmc is True
        assert study.countries == ("Netherlands",)

    def test_sponsors_products_and_outcomes_are_read(self) -> None:
        study = from_text().study
        assert study.sponsor_collaborators.lead_sponsor is not None
        assert study.sponsor_collaborators.lead_sponsor.name == "University of Nowhere"
        assert [each.name for each in study.sponsor_collaborators.collaborators] == ["Invented Medicines Ltd"]
        assert [(each.name, each.other_names) for each in study.arms_interventions.interventions] == [
            ("Fictimab 10 mg", ("FICTIMAB",))
        ]
        assert study.outcomes.primary_outcomes[0].time_frame == "week 12"

    def test_a_field_that_goes_on_over_lines_is_left_over_whole(self) -> None:
        left = {item.place: item.text for item in from_text().left_over}
        label = "If E.8.6.1 or E.8.6.2 are Yes, specify the regions in which trial sites are planned"
        assert fold(left[f"E.8.6.3 {label}"]) == "Netherlands Nowhere"

    def test_ongoing_says_nothing_of_recruitment(self) -> None:
        assert (
            from_text(TEXT.replace("Prematurely Ended", "Ongoing")).study.status.overall_status == "Ongoing"
        )


class TestLanguages:
    def test_english_goes_into_the_record_and_the_others_are_left_over(self) -> None:
        left = {item.place: item.text for item in from_text().left_over}
        assert left["A.3 Full title of the trial (nl)"] == "Een onderzoek naar fictimab"
        assert left["E.3 Principal inclusion criteria (nl)"] == "1. Verzonnen artritis"

    def test_without_english_another_language_is_read_and_said(self) -> None:
        reading = from_json(e3_principal_inclusion_criteria_es="1. Artritis imaginaria")
        assert "Artritis imaginaria" in (reading.study.eligibility.eligibility_criteria or "")
        assert "e3: not in English in this copy; shown as it stands" in reading.warnings

    def test_an_empty_english_field_does_not_hide_another_language(self) -> None:
        empty = TEXT.replace(
            "E.3 Principal inclusion criteria: 1. Imaginary arthritis for ≥6 months\n2. Able to sit\n", ""
        )
        empty = empty.replace(
            "A.1 of the questionnaire: at least 3 points", "E.3 Principal inclusion criteria:"
        )
        assert "Verzonnen artritis" in (from_text(empty).study.eligibility.eligibility_criteria or "")

    def test_a_number_in_roman_figures_is_no_language(self) -> None:
        assert from_json(e72_therapeutic_exploratory_phase_ii="Yes").study.design.phases == ("PHASE2",)


class TestCriteria:
    def test_both_fields_stand_under_headings_and_lead_back_to_the_copy(self) -> None:
        reading = from_text()
        criteria = reading.study.eligibility.eligibility_criteria or ""
        assert criteria == (
            "Inclusion Criteria:\n\n1. Imaginary arthritis for ≥6 months\n2. Able to sit\n"
            "A.1 of the questionnaire: at least 3 points\n\n"
            "Exclusion Criteria:\n\n1. Prior fictimab\n2. Weight < 40 kg"
        )
        start = criteria.index("Weight")
        here, there = source_span(reading, start, len(criteria))
        assert reading.copy.text[here:there] == "Weight < 40 kg"
        assert strays(reading) == []

    def test_the_third_partys_json_is_said_to_have_lost_signs(self) -> None:
        reading = from_json(
            e3_principal_inclusion_criteria="- Aged  18 years - Able to sit   Part A: - Willing"
        )
        assert LOST_SIGNS in reading.warnings
        assert LOST_SIGNS not in from_text().warnings

    def test_lines_that_the_third_party_ran_together_are_told_by_their_white_space(self) -> None:
        reading = from_json(
            e3_principal_inclusion_criteria="- Aged  18 years - Able to sit   Part A: - Willing",
            e4_principal_exclusion_criteria="- Prior fictimab",
        )
        criteria = reading.study.eligibility.eligibility_criteria or ""
        assert criteria == (
            "Inclusion Criteria:\n\n- Aged  18 years\n- Able to sit\n\nPart A:\n- Willing\n\n"
            "Exclusion Criteria:\n\n- Prior fictimab"
        )
        assert len(read_criteria(criteria, ()).criteria) == 4
        assert strays(reading) == []


class TestBadInput:
    def test_a_download_of_several_countries_gives_each(self) -> None:
        begin = TEXT.index("Summary")
        both = TEXT + "\n\n" + TEXT[begin:].replace("Netherlands", "Nowhere")
        with pytest.raises(CopyError, match="2 records"):
            from_text(both)
        found = [part for part in parts(decode_copy("both.txt", both.encode())) if isinstance(part, Part)]
        assert [read_copy(part.name, part.raw).study.countries for part in found] == [
            ("Netherlands",),
            ("Nowhere",),
        ]

    def test_crlf_changes_no_word(self) -> None:
        marked = from_text(TEXT.replace("\n", "\r\n"))
        assert [fold(str(leaf)) for leaf in leaves(marked.study)] == [
            fold(str(leaf)) for leaf in leaves(from_text().study)
        ]

    def test_a_record_without_a_number_is_refused(self) -> None:
        with pytest.raises(CopyError, match="no EudraCT number"):
            from_json(a2_eudract_number="")

    def test_values_of_the_wrong_kind_are_left_over(self) -> None:
        reading = from_json(e3_principal_inclusion_criteria=["x"], b1_sponsor="gone", f21_female={"a": 1})
        assert {item.place for item in reading.left_over} >= {"b1_sponsor", "f21_female.a"}


def test_every_line_of_the_text_is_accounted_for() -> None:
    reading = from_text()
    lines = [line for line in TEXT.splitlines() if not line.startswith(HEADINGS) or "Status:" in line]
    values = [line.partition(": ")[2] if line[1:2] == "." or ": " in line else line for line in lines]
    assert (
        unaccounted(reading, iter(value for value in values if value not in ("Nowhere", "Netherlands"))) == []
    )


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not here")
@pytest.mark.parametrize(
    "path", sorted((CORPORA / "other-registries").glob("EUCTR_*.json")), ids=lambda path: path.stem
)
def test_real_records_keep_the_law(path: object) -> None:
    reading = open_copy(str(path))
    assert unaccounted(reading, json_leaves(json.loads(reading.copy.text))) == []
    assert reading.criteria_place is not None
    assert strays(reading) == []
