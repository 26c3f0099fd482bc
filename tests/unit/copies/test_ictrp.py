"""Exports of the WHO's platform: XML with one trial or several, and CSV of the same fields."""

from __future__ import annotations

import csv
import io

import pytest
from tests.unit.copies.account_law import FIXTURES
from tests.unit.copies.registry_law import strays, unaccounted, xml_leaves

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.decoding import decode_copy
from trialtui.copies.detect import Part
from trialtui.copies.ictrp import parts
from trialtui.copies.json_places import source_span
from trialtui.copies.reader import open_copy, read_copy
from trialtui.record.module import DateStruct
from trialtui.record.study import EnrollmentInfo, RegistryEntry

XML = (FIXTURES / "ictrp.xml").read_bytes()


def trials() -> list[CopyReading]:
    found = parts(decode_copy("ictrp.xml", XML))
    return [read_copy(part.name, part.raw) for part in found if isinstance(part, Part)]


def from_csv() -> CopyReading:
    return open_copy(FIXTURES / "ictrp.csv")


class TestRecord:
    def test_each_trial_of_the_export_is_called_by_its_number_in_its_own_register(self) -> None:
        first, second = trials()
        assert first.study.registry_entry == RegistryEntry("ISRCTN", "ISRCTN99000001")
        assert first.study.identification.nct_id is None
        assert first.study.trial_id == "ISRCTN99000001"
        assert [each.id for each in first.study.identification.secondary_id_infos] == [
            "NCT99000001",
            "UN-0042",
        ]
        assert second.study.trial_id == second.study.identification.nct_id == "NCT99000002"

    def test_the_platforms_words_become_the_records_where_they_mean_the_same(self) -> None:
        study = trials()[0].study
        assert study.status.overall_status == "RECRUITING"
        assert study.status.start_date_struct == DateStruct("2025-06")
        assert study.design.study_type == "INTERVENTIONAL"
        assert study.design.phases == ("PHASE2", "PHASE3")
        assert study.design.enrollment_info == EnrollmentInfo(1271)
        assert study.eligibility.sex == "FEMALE"
        assert (study.eligibility.minimum_age, study.eligibility.maximum_age) == ("18 Years", "N/A")
        assert study.countries == ("Netherlands", "Nowhere")
        assert [each.name for each in study.sponsor_collaborators.collaborators] == [
            "Invented Medicines Ltd",
            "Another",
        ]
        assert [each.measure for each in study.outcomes.primary_outcomes] == ["Pain; week 12"]

    def test_what_is_not_certain_stays_in_its_own_words(self) -> None:
        study = trials()[1].study
        assert study.status.overall_status == "Not recruiting"
        assert study.eligibility.minimum_age == "18"

    def test_the_same_fields_are_read_from_csv(self) -> None:
        study = from_csv().study
        assert study.trial_id == "ISRCTN99000001"
        assert study.eligibility.sex == "ALL"
        assert [(item.place, item.text) for item in from_csv().left_over] == [
            ("Last Refreshed on", "2 March 2026")
        ]


class TestCriteria:
    def test_line_breaks_in_letters_become_lines(self) -> None:
        criteria = trials()[0].study.eligibility.eligibility_criteria or ""
        assert " ".join(criteria.split()) == (
            "Inclusion Criteria: 1. Imaginary arthritis for >= 6 months; 2. Able to sit "
            "Exclusion criteria: 1. Prior fictimab 2. Weight < 40 kg"
        )
        assert "\n2. Able to sit" in criteria
        assert "\n2. Weight" in criteria

    def test_each_leads_back_to_the_copy_over_escapes_and_doubled_quotation_marks(self) -> None:
        reading, table = trials()[0], from_csv()
        assert (
            marked(reading, "Imaginary arthritis for >= 6 months") == "Imaginary arthritis for &gt;= 6 months"
        )
        assert marked(reading, "Able to sit") == "Able to sit"
        assert marked(reading, "Weight < 40 kg") == "Weight &lt; 40 kg"
        assert marked(table, '"arthritis"') == '""arthritis""'
        assert marked(table, "Able to sit") == "Able to sit"
        assert strays(reading) == strays(table) == []

    def test_a_trial_without_criteria_says_so(self) -> None:
        second = trials()[1]
        assert second.study.eligibility.eligibility_criteria is None
        assert second.warnings == ("no inclusion and exclusion criteria: no criteria can be read",)


def marked(reading: CopyReading, words: str) -> str:
    start = (reading.study.eligibility.eligibility_criteria or "").index(words)
    here, there = source_span(reading, start, start + len(words))
    return reading.copy.text[here:there]


class TestBadInput:
    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (XML, "2 trials: name one with --study ID"),
            (b"<Trials_downloaded_from_ICTRP></Trials_downloaded_from_ICTRP>", "no trial of a WHO ICTRP export"),
            (b"<Trials_downloaded_from_ICTRP><Trial><Phase>1</Phase></Trial></Trials_downloaded_from_ICTRP>", "no TrialID"),
            (XML[:900], "truncated"),
            (b"TrialID,Public title\nISRCTN99000001,Fictimab,or rest\n", "3 cells under 2 columns"),
            (b'TrialID,Public title\nISRCTN99000001,"Fictimab\n', "line 2: a quotation mark is astray"),
        ],
    )  # fmt: skip
    def test_what_is_no_trial_is_refused(self, raw: bytes, reason: str) -> None:
        with pytest.raises(CopyError, match=reason):
            read_copy("ictrp", raw)


def test_every_field_is_accounted_for() -> None:
    for reading in trials():
        assert unaccounted(reading, xml_leaves(reading.copy.text)) == []
    _, row = csv.reader(io.StringIO(from_csv().copy.text))
    assert unaccounted(from_csv(), iter(row)) == []
