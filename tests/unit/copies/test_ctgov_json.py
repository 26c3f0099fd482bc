"""ClinicalTrials.gov v2 JSON: every leaf is in the record or left over, and one bad value sinks nothing."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.unit.copies.account_law import CORPORA, FIXTURES, leaves

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.ctgov_json import StudyJson
from trialtui.copies.json_places import CRITERIA_PATH, source_span
from trialtui.copies.json_sorting import fields_of
from trialtui.copies.reader import open_copy, read_copy, read_eligibility_text
from trialtui.record.module import DateStruct
from trialtui.record.study import EnrollmentInfo, ExpandedAccessTypes, GeoPoint, ProtocolSection

STUDIES = sorted((CORPORA / "ctgov-v2-json").glob("*.json"))


def study(**modules: Any) -> dict[str, Any]:
    return {"protocolSection": modules}


def read(root: Any) -> CopyReading:
    return read_copy("study.json", json.dumps(root).encode())


def left(reading: CopyReading) -> dict[str, str]:
    return {item.place: item.text for item in reading.left_over}


def json_leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from json_leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for n, inner in enumerate(value):
            yield from json_leaves(inner, f"{path}[{n}]")
    else:
        yield path, value


def unaccounted(root: Any, reading: CopyReading) -> list[str]:
    """Leaves of the JSON that are neither left over by their path and value nor among the record's values.

    The values are counted, so that one value in the record accounts for one leaf only.
    """
    rest = Counter(item[:2] for item in reading.left_over)
    held = Counter(map(repr, leaves(replace(reading.study, countries=()))))
    missing = []
    for path, value in json_leaves(root):
        words = value if isinstance(value, str) else json.dumps(value)
        if rest[(path, words)]:
            rest[(path, words)] -= 1
        elif held[repr(value)]:
            held[repr(value)] -= 1
        elif value is not None and value not in ([], {}):
            missing.append(path)
    return missing


class TestEveryStudy:
    @pytest.mark.skipif(not STUDIES, reason="the corpora are not here")
    def test_all_real_studies_read_and_no_leaf_of_them_vanishes(self) -> None:
        for path in STUDIES:
            reading = open_copy(path)
            assert reading.warnings == (), path.name
            assert unaccounted(json.loads(reading.copy.text), reading) == [], path.name
            assert reading.study.identification.nct_id == path.stem

    @pytest.mark.skipif(not STUDIES, reason="the corpora are not here")
    def test_the_criteria_of_all_real_studies_are_found_in_the_copy(self) -> None:
        for path in STUDIES:
            reading = open_copy(path)
            criteria = reading.study.eligibility.eligibility_criteria or ""
            place = reading.criteria_place
            assert place is not None
            assert json.loads(f'"{reading.copy.text[place.start : place.end]}"') == criteria
            assert place.path == CRITERIA_PATH

    @pytest.mark.skipif(not STUDIES, reason="the corpora are not here")
    def test_of_a_real_protocol_section_nearly_everything_has_a_place(self) -> None:
        places = {
            re.sub(r"\[\d+\]", "", item.place) for path in STUDIES for item in open_copy(path).left_over
        }
        ours = {place for place in places if place.startswith("protocolSection")}
        assert all(".locations_nested" in place for place in ours)

    def test_the_hand_written_study_is_whole(self) -> None:
        reading = open_copy(FIXTURES / "whole_study.json")
        assert (reading.left_over, reading.warnings) == ((), ())
        assert unaccounted(json.loads(reading.copy.text), reading) == []


class TestWhatHasNoPlace:
    def test_what_the_results_and_derived_sections_have_no_place_for_is_left_over_leaf_by_leaf(self) -> None:
        root = study(eligibilityModule={"eligibilityCriteria": "* Any"}) | {
            "resultsSection": {"adverseEventsModule": {"timeFrame": "1 year", "groups": [{"deaths": 0}, {}]}},
            "derivedSection": {"miscInfoModule": {"versionHolder": "2026-01-01"}},
        }
        reading = read(root)
        events, misc = reading.study.results.adverse_events, reading.study.derived.misc_info
        assert events is not None
        assert misc is not None
        assert (events.time_frame, misc.version_holder) == ("1 year", "2026-01-01")
        assert left(reading) == {
            "resultsSection.adverseEventsModule.groups[0].deaths": "0",
            "resultsSection.adverseEventsModule.groups[1]": "{}",
        }

    def test_unknown_fields_and_modules_keep_their_names_and_values(self) -> None:
        root = study(
            statusModule={"overallStatus": "RECRUITING", "tide": True},
            moonModule={"phase": "full", "nothing": None},
        )
        reading = read(root)
        assert reading.study.status.overall_status == "RECRUITING"
        assert left(reading) == {
            "protocolSection.statusModule.tide": "true",
            "protocolSection.moonModule.phase": "full",
            "protocolSection.moonModule.nothing": "null",
        }

    def test_numbers_are_left_over_in_the_digits_of_the_copy(self) -> None:
        raw = b'{"protocolSection": {}, "resultsSection": {"p": 0.0500, "n": 1e400}}'
        assert left(read_copy("s", raw)) == {"resultsSection.p": "0.0500", "resultsSection.n": "1e400"}

    def test_a_key_that_stands_twice_loses_neither_value(self) -> None:
        raw = b'{"protocolSection": {"statusModule": {"overallStatus": "WITHDRAWN", "overallStatus": "RECRUITING"}}}'
        reading = read_copy("s", raw)
        assert reading.study.status.overall_status == "RECRUITING"
        assert left(reading) == {"protocolSection.statusModule.overallStatus": "WITHDRAWN"}

    @pytest.mark.parametrize(
        ("design", "place", "text"),
        [
            ('{"enrollmentInfo": {"count": 1, "zebra": 3}}', "designModule.enrollmentInfo.zebra", "3"),
            ('{"enrollmentInfo": {"count": 1, "count": 2}}', "designModule.enrollmentInfo.count", "1"),
            ('{"enrollmentInfo": {"count": 1.5}}', "designModule.enrollmentInfo.count", "1.5"),
            ('{"zebra": [[], {}, 7]}', "designModule.zebra[2]", "7"),
            ('{"phases": []}, "designModule": {"phases": []}', "designModule.phases", "[]"),
        ],
    )
    def test_nothing_falls_out_that_is_no_text(self, design: str, place: str, text: str) -> None:
        """The proof counts quotation marks: a number brings none of its own, its key does."""
        raw = f'{{"protocolSection": {{"designModule": {design}}}}}'.encode()
        assert left(read_copy("s", raw))[f"protocolSection.{place}"] == text


class TestWrongTypes:
    def test_one_wrong_value_is_left_over_with_a_warning_and_the_rest_is_read(self) -> None:
        reading = read(
            study(
                identificationModule={"nctId": "NCT99000001", "briefTitle": ["a", "list"]},
                designModule={
                    "enrollmentInfo": {"count": "about 20", "type": "ACTUAL"},
                    "phases": ["PHASE1", 2],
                },
                conditionsModule={"conditions": "not a list"},
                sponsorCollaboratorsModule={"leadSponsor": ["Takes", "its place by order"]},
                eligibilityModule={"eligibilityCriteria": "* Any", "healthyVolunteers": "Yes"},
            )
        )
        known = reading.study
        assert known.identification.nct_id == "NCT99000001"
        assert known.identification.brief_title is None
        assert known.design.enrollment_info == EnrollmentInfo(None, "ACTUAL")
        assert known.design.phases == ("PHASE1",)
        assert known.sponsor_collaborators.lead_sponsor is None
        assert known.eligibility.healthy_volunteers is None
        assert left(reading) == {
            "protocolSection.identificationModule.briefTitle[0]": "a",
            "protocolSection.identificationModule.briefTitle[1]": "list",
            "protocolSection.designModule.enrollmentInfo.count": "about 20",
            "protocolSection.designModule.phases[1]": "2",
            "protocolSection.conditionsModule.conditions": "not a list",
            "protocolSection.sponsorCollaboratorsModule.leadSponsor[0]": "Takes",
            "protocolSection.sponsorCollaboratorsModule.leadSponsor[1]": "its place by order",
            "protocolSection.eligibilityModule.healthyVolunteers": "Yes",
        }
        assert len(reading.warnings) == 6
        assert "protocolSection.designModule.phases[1]: not the kind of value" in "\n".join(reading.warnings)

    def test_half_a_surrogate_pair_is_left_over_as_its_escape(self) -> None:
        reading = read_copy("s", b'{"protocolSection": {"identificationModule": {"acronym": "x\\ud800"}}}')
        assert reading.study.identification.acronym is None
        assert left(reading) == {"protocolSection.identificationModule.acronym": "x\\ud800"}

    def test_criteria_of_the_wrong_type_are_no_criteria(self) -> None:
        reading = read(study(eligibilityModule={"eligibilityCriteria": 7}))
        assert reading.criteria_place is None
        assert any("no criteria can be read" in warning for warning in reading.warnings)


def test_partial_dates_coordinates_and_flags_keep_their_values() -> None:
    known = read(
        study(
            statusModule={"startDateStruct": {"date": "2025-06", "type": "ESTIMATED"}},
            designModule={"expandedAccessTypes": {"individual": True, "treatment": False, "odd": "x"}},
            contactsLocationsModule={
                "locations": [{"country": "Peru", "geoPoint": {"lat": -12.05, "lon": -77}}]
            },
        )
    ).study
    assert known.status.start_date_struct == DateStruct("2025-06", "ESTIMATED")
    assert known.design.expanded_access_types == ExpandedAccessTypes(True, None, False)
    assert known.contacts_locations.locations[0].geo_point == GeoPoint(-12.05, -77.0)
    assert known.countries == ("Peru",)


@pytest.mark.parametrize("criteria", [None, "", " \n "])
def test_a_study_without_criteria_says_so(criteria: str | None) -> None:
    reading = read(study(eligibilityModule={"eligibilityCriteria": criteria}))
    assert reading.warnings == (f"{CRITERIA_PATH}: empty or not in this copy: no criteria can be read",)


class TestPlaces:
    WORDS = 'Inclusion:\n\n* "Age" ≥ 18 \\> 17 😀 / ' + "\t\x1b[31mé"

    def spans(self, raw: bytes) -> None:
        reading = read_copy("s", raw)
        assert reading.study.eligibility.eligibility_criteria == self.WORDS
        text = reading.copy.text
        for start in range(len(self.WORDS)):
            for end in range(start, len(self.WORDS) + 1):
                here, there = source_span(reading, start, end)
                assert json.loads(f'"{text[here:there]}"', strict=False) == self.WORDS[start:end]

    def test_offsets_map_through_escapes_and_surrogate_pairs(self) -> None:
        root = study(eligibilityModule={"eligibilityCriteria": self.WORDS})
        self.spans(json.dumps(root, ensure_ascii=True).encode())
        self.spans(json.dumps(root, ensure_ascii=False, indent=2).encode())
        self.spans(json.dumps(root).replace("/", "\\/").encode("utf-16"))

    def test_the_same_words_elsewhere_in_the_copy_are_not_taken_for_the_criteria(self) -> None:
        decoy = {"eligibilityModule": {"eligibilityCriteria": "* Any"}}
        root = {"a": decoy, "b": '"eligibilityCriteria": "* Any"'} | study(**decoy) | {"c": [decoy]}
        reading = read(root)
        place = reading.criteria_place
        assert place is not None
        before = reading.copy.text[: place.start]
        assert before.endswith('"protocolSection": {"eligibilityModule": {"eligibilityCriteria": "')

    def test_a_span_outside_the_text_is_refused(self) -> None:
        reading = read(study(eligibilityModule={"eligibilityCriteria": "* Any"}))
        with pytest.raises(ValueError, match="not within the 5 characters"):
            source_span(reading, 0, 6)
        with pytest.raises(ValueError, match="no eligibility text"):
            source_span(read(study()), 0, 0)

    def test_in_plain_text_offsets_only_shift(self) -> None:
        reading = open_copy(FIXTURES / "whole_page.txt")
        criteria = reading.study.eligibility.eligibility_criteria or ""
        start, end = source_span(reading, criteria.index("Able"), criteria.index("sit") + 3)
        assert reading.copy.text[start:end] == "Able to sit"


def test_a_page_and_a_study_of_the_same_trial_give_the_same_facts() -> None:
    page = open_copy(FIXTURES / "whole_page.txt").study
    record = open_copy(FIXTURES / "whole_study.json").study
    only_on_the_page: dict[str, Any] = {"results_note": None, "related": ()}
    assert replace(page, **only_on_the_page) == record


class TestNoStudy:
    @pytest.mark.parametrize(
        ("raw", "message"),
        [
            (b'{"name": "x"}', "x: no protocolSection: this JSON is no ClinicalTrials.gov v2 study"),
            (b'{"protocolSection": 3}', "x: protocolSection: not an object: this JSON is no ClinicalTrials.gov v2 study"),
            (b'{"a":\n  "b" "c"}', "x: line 2, column 7: malformed JSON (Expecting ',' delimiter); save the copy again"),
            (b'{"protocolSection": {', "x: line 1, column 22: the JSON ends in the middle: the file is truncated"),
            (b'{"protocolSection": {"a": "b', "x: line 1, column 27: the JSON ends inside this text: the file is truncated"),
        ],
    )  # fmt: skip
    def test_json_that_is_no_study_is_refused_by_name_and_place(self, raw: bytes, message: str) -> None:
        with pytest.raises(CopyError) as refused:
            read_copy("x", raw)
        assert str(refused.value) == message

    @pytest.mark.parametrize(
        "raw",
        [
            b"[" * 100_000,
            b'{"a":' * 100_000,
            b'{"protocolSection": {"x": ' + b"[" * 300 + b"]" * 300 + b"}}",
            b'{"protocolSection": {"n": ' + b"9" * 10_000 + b"}}",
        ],
        ids=["lists", "objects", "closed", "digits"],
    )
    def test_json_made_to_hurt_is_refused_in_one_line(self, raw: bytes) -> None:
        with pytest.raises(CopyError) as refused:
            read_copy("x", raw)
        assert "this JSON is no ClinicalTrials.gov v2 study" in str(refused.value)
        assert len(str(refused.value)) < 120

    def test_forty_levels_are_no_harm(self) -> None:
        raw = b'{"protocolSection": {}, "x": ' + b"[" * 40 + b"1" + b"]" * 40 + b"}"
        assert left(read_copy("x", raw)) == {"x" + "[0]" * 40: "1"}


KEYS = st.sampled_from(
    ["nctId", "briefTitle", "orgStudyIdInfo", "id", "phases", "enrollmentInfo", "count", "armGroups", "label", "locations",
     "geoPoint", "lat", "contacts", "eligibilityCriteria", "healthyVolunteers", "expandedAccessTypes", "zebra"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 10**20) | st.text(max_size=5) | st.just("RECRUITING"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
MODULE_NAMES = st.sampled_from([*fields_of(ProtocolSection), "zebraModule"])


@settings(max_examples=100, deadline=None)
@given(
    modules=st.dictionaries(MODULE_NAMES, st.dictionaries(KEYS, VALUES, max_size=5) | VALUES, max_size=4),
    others=st.dictionaries(st.sampled_from(["hasResults", "resultsSection", "zebra"]), VALUES, max_size=3),
)
def test_whatever_stands_where_no_leaf_vanishes(modules: dict[str, Any], others: dict[str, Any]) -> None:
    root = {"protocolSection": modules} | others
    assert unaccounted(root, read(root)) == []


def refusal(read: Callable[[str, bytes], CopyReading], raw: bytes) -> str:
    try:
        read("x", raw)
    except CopyError as refused:
        return str(refused)
    return ""


@given(raw=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused_in_one_line(raw: bytes) -> None:
    assert "\n" not in refusal(read_copy, raw) + refusal(read_eligibility_text, raw)


def test_every_field_of_the_record_can_be_reached_by_its_registry_name() -> None:
    """A field whose registry spelling we got wrong would always be empty: the registry's own description knows them."""
    description = CORPORA / "ctgov-v2-openapi.yaml"
    if not description.exists():
        pytest.skip("the registry's description is not here")
    names = set(re.findall(r"^ {8}(\w+):", description.read_text("utf-8"), re.MULTILINE))
    seen: set[Any] = set()
    queue: list[Any] = [StudyJson]
    while queue:
        module = queue.pop()
        if module in seen:
            continue
        seen.add(module)
        for name, field in fields_of(module).items():
            assert name in names, f"{module.__name__}.{name}"
            inner = field.item or field
            queue += [inner.module] if inner.module else []
