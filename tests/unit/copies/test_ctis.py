"""CTIS records, in the portal's form of before and after June 2024."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.copies.account_law import CORPORA, FIXTURES
from tests.unit.copies.registry_law import json_leaves, strays, unaccounted

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.json_places import source_span
from trialtui.copies.reader import open_copy, read_copy
from trialtui.eligibility.reading import read_criteria
from trialtui.record.module import DateStruct
from trialtui.record.study import RegistryEntry

WHOLE: dict[str, Any] = json.loads((FIXTURES / "ctis.json").read_text("utf-8"))


def whole() -> CopyReading:
    return open_copy(FIXTURES / "ctis.json")


def read(root: dict[str, Any]) -> CopyReading:
    return read_copy("ctis.json", json.dumps(root).encode())


class TestRecord:
    def test_the_trial_is_called_by_its_eu_number(self) -> None:
        study = whole().study
        assert study.registry_entry == RegistryEntry("CTIS", "2025-512345-12-00")
        assert study.trial_id == "2025-512345-12-00"
        assert study.identification.nct_id is None
        assert [(each.id, each.type) for each in study.identification.secondary_id_infos] == [
            ("NCT99000001", "REGISTRY"),
            ("2024-001234-12", "EUDRACT_NUMBER"),
        ]

    def test_the_portals_codes_become_the_records_words(self) -> None:
        study = whole().study
        assert study.status.overall_status == "RECRUITING"
        assert study.design.phases == ("PHASE2", "PHASE3")
        assert study.status.start_date_struct == DateStruct("2025-06-13", "ESTIMATED")
        assert study.status.registry_date == "2026-03-02"
        assert study.eligibility.sex == "FEMALE"
        assert study.eligibility.std_ages == ("ADULT", "OLDER_ADULT")
        written = {item.place: item.text for item in whole().as_written}
        assert written["ctPublicStatusCode"] == "4"

    @pytest.mark.parametrize(
        ("code", "words", "status"),
        [
            (None, "Authorised, recruiting", "RECRUITING"),
            (None, "Authorised, not started", "NOT_YET_RECRUITING"),
            (None, "Authorised", "Authorised"),
            (5, "Authorised", "ACTIVE_NOT_RECRUITING"),
            (8, "Ended", "Ended"),
            (99, "Authorised", "99"),
        ],
    )
    def test_a_status_of_another_meaning_stays_in_its_own_words(
        self, code: int | None, words: str, status: str
    ) -> None:
        assert (
            read({**WHOLE, "ctPublicStatusCode": code, "ctStatus": words}).study.status.overall_status
            == status
        )

    def test_what_is_not_said_is_not_no(self) -> None:
        study = whole().study
        assert study.eligibility.healthy_volunteers is None
        assert study.design.study_type is None

    def test_people_sites_and_products_are_read(self) -> None:
        study = whole().study
        site = study.contacts_locations.locations[0]
        assert (site.facility, site.city, site.country) == ("Clinic by the Sea", "Utrecht", "Netherlands")
        assert site.contacts[0].name == "Grace Stand-In"
        assert study.countries == ("Netherlands", "Nowhere")
        assert [(each.name, each.other_names) for each in study.arms_interventions.interventions] == [
            ("Fictimab 10 mg", ("FICTIMAB",))
        ]
        assert study.sponsor_collaborators.lead_sponsor is not None
        assert study.sponsor_collaborators.lead_sponsor.name == "University of Nowhere"

    def test_other_languages_are_left_over_by_name(self) -> None:
        left = {
            item.place.rpartition("clinicalTrialIdentifiers.")[2]: item.text for item in whole().left_over
        }
        assert left["fullTitleTranslations[0].attributeTranslation"] == "Een onderzoek naar fictimab"

    def test_the_older_form_is_read_alike(self) -> None:
        older = {**WHOLE, **WHOLE["authorizedApplication"]}
        del older["authorizedApplication"]
        assert read(older).study.eligibility == whole().study.eligibility
        assert read(older).study.contacts_locations == whole().study.contacts_locations


class TestCriteria:
    def test_criteria_stand_one_a_line_in_the_order_of_their_numbers(self) -> None:
        assert whole().study.eligibility.eligibility_criteria == (
            "Inclusion Criteria:\n\n1. Imaginary arthritis for ≥6 months\n2. Willing\n"
            '10. Able to sit\n    or to lie down\n\nExclusion Criteria:\n\n1) Prior "fictimab"'
        )

    def test_each_becomes_one_criterion(self) -> None:
        outline = read_criteria(whole().study.eligibility.eligibility_criteria or "", ())
        assert len(outline.criteria) == 4

    def test_each_leads_back_to_its_words_in_the_copy(self) -> None:
        reading = whole()
        criteria = reading.study.eligibility.eligibility_criteria or ""
        start = criteria.index("Imaginary")
        here, there = source_span(reading, start, start + len("Imaginary arthritis for ≥6 months"))
        assert reading.copy.text[here:there] == "Imaginary arthritis for \\u22656 months"
        assert strays(reading) == []


class TestBadInput:
    def test_a_record_without_a_number_a_cut_one_and_a_deep_one_are_refused(self) -> None:
        deep = b'{"ctNumber": "1", "ctStatus": "x", "a": ' + b"[" * 100_000
        for raw in (
            b'{"ctNumber": null, "ctStatus": "Authorised"}',
            json.dumps(WHOLE).encode()[:1000],
            deep,
            deep + b"]" * 100_000 + b"}",
            b'{"ctNumber": "1", "ctStatus": ' + b"9" * 5000 + b"}",
        ):
            with pytest.raises(CopyError, match=r"^ctis\.json: "):
                read_copy("ctis.json", raw)

    def test_values_of_the_wrong_kind_are_left_over(self) -> None:
        broken = read(
            {"ctNumber": "2025-512345-12-00", "ctStatus": ["x"], "authorizedPartI": "gone", "lastUpdated": {}}
        )
        assert broken.study.trial_id == "2025-512345-12-00"
        assert {item.place for item in broken.left_over} == {"ctStatus[0]", "authorizedPartI"}

    def test_of_a_repeated_key_the_earlier_value_is_left_over(self) -> None:
        reading = read_copy("ctis.json", b'{"ctNumber": "1", "ctNumber": "2", "ctStatus": "Ended"}')
        assert reading.study.trial_id == "2"
        assert [(item.place, item.text) for item in reading.left_over] == [("ctNumber", "1")]


def test_every_leaf_is_accounted_for() -> None:
    assert unaccounted(whole(), json_leaves(WHOLE)) == []


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not here")
@pytest.mark.parametrize(
    "path", sorted((CORPORA / "other-registries").glob("CTIS_*.json")), ids=lambda path: path.stem
)
def test_real_records_keep_the_law(path: object) -> None:
    reading = open_copy(str(path))
    assert unaccounted(reading, json_leaves(json.loads(reading.copy.text))) == []
    assert reading.criteria_place is not None
    assert strays(reading) == []
