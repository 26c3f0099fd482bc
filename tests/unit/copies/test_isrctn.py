"""ISRCTN records: the registry's XML, and that XML as JSON."""

from __future__ import annotations

import json

import pytest
from tests.unit.copies.account_law import CORPORA, FIXTURES
from tests.unit.copies.registry_law import json_leaves, strays, unaccounted, xml_leaves

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.decoding import decode_copy
from trialtui.copies.detect import Part
from trialtui.copies.isrctn import parts
from trialtui.copies.json_places import source_span
from trialtui.copies.reader import open_copy, read_copy
from trialtui.record.study import EnrollmentInfo, RegistryEntry

XML = (FIXTURES / "isrctn.xml").read_text("utf-8")


def from_xml(text: str = XML) -> CopyReading:
    return read_copy("isrctn.xml", text.encode())


def from_json() -> CopyReading:
    return open_copy(FIXTURES / "isrctn.json")


class TestRecord:
    def test_the_trial_is_called_by_its_isrctn_number_and_the_nct_number_stands_among_the_others(
        self,
    ) -> None:
        study = from_xml().study
        assert study.registry_entry == RegistryEntry("ISRCTN", "ISRCTN99000001")
        assert study.trial_id == "ISRCTN99000001"
        assert study.identification.nct_id is None
        assert [(each.id, each.type, each.domain) for each in study.identification.secondary_id_infos] == [
            ("NCT99000001", "REGISTRY", "ClinicalTrials.gov"),
            ("990001", None, "IRAS"),
            ("GRANT 7", None, "Funder"),
        ]

    def test_words_of_one_meaning_become_the_records_own_and_stand_as_written(self) -> None:
        reading = from_xml()
        study = reading.study
        assert study.design.phases == ("PHASE2", "PHASE3")
        assert study.design.study_type == "INTERVENTIONAL"
        assert study.design.design_info is not None
        assert study.design.design_info.allocation == "RANDOMIZED"
        assert study.design.design_info.primary_purpose == "TREATMENT"
        assert study.design.enrollment_info == EnrollmentInfo(1271, "ESTIMATED")
        assert study.eligibility.sex == "FEMALE"
        assert (study.eligibility.minimum_age, study.eligibility.maximum_age) == ("18 Years", "75 Years")
        assert study.eligibility.healthy_volunteers is False
        assert study.status.start_date_struct is not None
        assert study.status.start_date_struct.date == "2025-06-13"
        assert study.status.registry_date == "2026-03-02"
        said = {item.place: item.text for item in reading.as_written}
        assert said["allTrials/fullTrial/trial/interventions/intervention/phase"] == "Phase II/III"
        assert said["allTrials/fullTrial/trial/@lastUpdated"] == "2026-03-02T10:00:00.123Z"

    def test_words_that_no_table_knows_stay_as_they_are(self) -> None:
        study = from_xml().study
        assert study.status.overall_status == "Stopped"
        assert study.design.design_info is not None
        assert study.design.design_info.masking_info is not None
        assert study.design.design_info.masking_info.masking == "Blinded (masking used)"
        assert from_json().study.status.overall_status == "SUSPENDED"

    def test_people_places_and_outcomes_are_read(self) -> None:
        study = from_xml().study
        assert [each.name for each in study.contacts_locations.central_contacts] == ["Dr Ada Placeholder"]
        assert study.contacts_locations.locations[0].city == "Utrecht"
        assert study.countries == ("Netherlands", "Nowhere")
        assert study.outcomes.primary_outcomes[0].time_frame == "week 12"
        assert study.outcomes.secondary_outcomes[0].measure == "Sleep at week 12"
        assert study.sponsor_collaborators.lead_sponsor is not None
        assert study.sponsor_collaborators.lead_sponsor.name == "University of Nowhere"

    def test_a_group_that_is_not_named_is_not_shut_out(self) -> None:
        assert from_json().study.eligibility.healthy_volunteers is True
        only_patients = XML.replace("<healthyVolunteersAllowed>false</healthyVolunteersAllowed>", "")
        assert from_xml(only_patients).study.eligibility.healthy_volunteers is None

    def test_a_number_in_words_and_several_purposes_are_left_over(self) -> None:
        left = {item.place: item.text for item in from_json().left_over}
        assert left["participants.targetEnrolment"] == "about 60"
        assert left["trialDesign.trialTypes.trialType[1]"] == "Prevention"
        assert from_json().study.design.enrollment_info == EnrollmentInfo(60, "ACTUAL")


class TestCriteria:
    def test_both_fields_stand_under_their_headings(self) -> None:
        assert from_xml().study.eligibility.eligibility_criteria == (
            "Inclusion Criteria:\n\n1. Imaginary arthritis for >6 months\n2. Able to sit\n\n"
            "Exclusion Criteria:\n\n1. Prior fictimab\n2. Weight < 40 kg"
        )

    def test_a_heading_of_the_fields_own_is_not_doubled(self) -> None:
        assert from_json().study.eligibility.eligibility_criteria == (
            'Key inclusion criteria:\n1. Aged ≥ 18 "years"\n2. Able to sit\n\nExclusion Criteria:\n\n1. Prior fictimab'
        )

    @pytest.mark.parametrize("reading", [from_xml(), from_json()], ids=["xml", "json"])
    def test_a_criterion_leads_back_to_its_words_in_the_copy(self, reading: CopyReading) -> None:
        criteria = reading.study.eligibility.eligibility_criteria or ""
        for words in ("Able to sit", "Prior fictimab"):
            start = criteria.index(words)
            here, there = source_span(reading, start, start + len(words))
            assert reading.copy.text[here:there] == words
        assert strays(reading) == []

    def test_an_escape_in_a_criterion_is_marked_whole(self) -> None:
        reading = from_xml()
        criteria = reading.study.eligibility.eligibility_criteria or ""
        start = criteria.index("Weight")
        here, there = source_span(reading, start, start + len("Weight < 40 kg"))
        assert reading.copy.text[here:there] == "Weight &lt; 40 kg"

    def test_a_heading_of_ours_leads_to_an_empty_span_before_the_words(self) -> None:
        reading = from_xml()
        here, there = source_span(reading, 0, len("Inclusion Criteria:"))
        assert here == there
        assert reading.copy.text[here:].startswith("1. Imaginary")


class TestBadInput:
    def test_an_entity_bomb_and_a_cut_file_are_refused(self) -> None:
        bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><allTrials><fullTrial/></allTrials>'
        for text in (
            bomb,
            XML[: len(XML) // 2],
            "<allTrials></allTrials>",
            "<allTrials><fullTrial/></allTrials>",
        ):
            with pytest.raises(CopyError, match=r"^isrctn\.xml: "):
                from_xml(text)

    def test_a_file_of_several_trials_gives_each(self) -> None:
        start, end = XML.index("<fullTrial>"), XML.index("</allTrials>")
        second = XML[start:end].replace("99000001", "99000002")
        both = XML[:end] + second + XML[end:]
        with pytest.raises(CopyError, match="2 trials"):
            from_xml(both)
        found = [part for part in parts(decode_copy("both.xml", both.encode())) if isinstance(part, Part)]
        assert [part.name for part in found] == ["both.xml[0]", "both.xml[1]"]
        assert [read_copy(part.name, part.raw).study.trial_id for part in found] == [
            "ISRCTN99000001",
            "ISRCTN99000002",
        ]


def test_every_leaf_is_accounted_for() -> None:
    assert unaccounted(from_xml(), xml_leaves(XML)) == []
    assert unaccounted(from_json(), json_leaves(json.loads(from_json().copy.text))) == []


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not here")
@pytest.mark.parametrize(
    "path", sorted((CORPORA / "other-registries").glob("ISRCTN_*.json")), ids=lambda path: path.stem
)
def test_real_records_keep_the_law(path: object) -> None:
    reading = open_copy(str(path))
    assert unaccounted(reading, json_leaves(json.loads(reading.copy.text))) == []
    assert reading.criteria_place is not None
    assert strays(reading) == []
