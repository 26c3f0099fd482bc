"""What else changed in a record: by its sections, things in lists one by one, two formats apart."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from tests.unit.library.trials.invented_studies import study

from trialtui.copies.reader import read_copy
from trialtui.kept_versions import Compared, compare
from trialtui.versions.fields import ORDER, label_of
from trialtui.versions.record import FieldChange, RecordChanges, record_changes

BASE: dict[str, Any] = study(1, summary="Words of\n\n* one\n* two")


def changed(**modules: Any) -> dict[str, Any]:
    """The study with more in some of its modules."""
    other = copy.deepcopy(BASE)
    for name, more in modules.items():
        other["protocolSection"].setdefault(name, {}).update(more)
    return other


def told(other: dict[str, Any], *, one_format: bool = True) -> RecordChanges:
    return record_changes(BASE, other, one_format=one_format)


def places(*names: tuple[str, ...]) -> dict[str, Any]:
    keys = ("facility", "city", "country", "status")
    return {"locations": [dict(zip(keys, one, strict=False)) for one in names]}


def test_a_record_against_itself_is_no_change() -> None:
    assert told(copy.deepcopy(BASE)) == RecordChanges()


def test_escapes_bullets_and_white_space_are_no_change() -> None:
    other = changed(descriptionModule={"briefSummary": "Words  of\n - one\n - two\n"})
    assert told(other) == RecordChanges()


def test_criteria_are_not_told_a_second_time() -> None:
    assert told(changed(eligibilityModule={"eligibilityCriteria": "* Something else"})) == RecordChanges()


def test_limits_and_the_status_come_first() -> None:
    other = changed(
        descriptionModule={"briefSummary": "Other words"},
        statusModule={"overallStatus": "SUSPENDED", "whyStopped": "Money"},
        eligibilityModule={"minimumAge": "16 Years"},
    )
    found = told(other)
    assert [one.label for one in found.fields] == [
        "minimum age",
        "overall status",
        "why stopped",
        "brief summary",
    ]
    assert [(one.gone, one.came) for one in found.limits] == [(("18 Years",), ("16 Years",))]
    assert found.fields[2].gone == ()


def test_a_site_that_left_one_that_came_and_one_that_closed() -> None:
    before = changed(contactsLocationsModule=places(
        ("Clinic", "Ulm", "Germany", "RECRUITING"), ("Clinic", "Bonn", "Germany", "RECRUITING"),
    ))  # fmt: skip
    after = changed(contactsLocationsModule=places(
        ("Clinic", "Bonn", "Germany", "COMPLETED"), ("Praxis", "Graz", "Austria", "RECRUITING"),
    ))  # fmt: skip
    found = record_changes(before, after).fields
    assert (
        FieldChange(
            "protocolSection.contactsLocationsModule.locations.status",
            ("RECRUITING",),
            ("COMPLETED",),
            "Clinic, Bonn",
        )
        in found
    )
    whole = {(one.gone, one.came) for one in found if one.name == "locations"}
    assert whole == {
        (("Clinic · Ulm · Germany · RECRUITING",), ()), ((), ("Praxis · Graz · Austria · RECRUITING",)),
    }  # fmt: skip


def test_hundreds_of_sites_of_one_name_are_told_apart() -> None:
    sites = [("Site", f"Town {number}", "Germany", "RECRUITING") for number in range(300)]
    before = changed(contactsLocationsModule=places(*sites))
    after = changed(
        contactsLocationsModule=places(*sites[1:], ("Site", "Lastville", "Germany", "RECRUITING"))
    )
    found = record_changes(before, after).fields
    assert len(found) == 2
    assert {"Town 0", "Lastville"} == {
        word.split(" · ")[1] for one in found for word in (*one.gone, *one.came)
    }


def test_an_outcome_that_is_put_otherwise_is_one_changed_field() -> None:
    before, after = (
        changed(
            outcomesModule={
                "primaryOutcomes": [
                    {"measure": f"Change in pain score at week {week}", "timeFrame": "a year"}
                ]
            }
        )
        for week in (12, 24)
    )
    (one,) = record_changes(before, after).fields
    assert (one.label, one.item) == ("measure", "Change in pain score at week 24")
    assert [word.text for word in one.words if word.kind != "same"] == ["12", "24"]


def test_the_order_of_conditions_is_no_change_and_a_new_one_is() -> None:
    before, after = (
        changed(conditionsModule={"conditions": names})
        for names in (["Gout", "Rash"], ["Rash", "Gout", "Cough"])
    )
    (one,) = record_changes(before, after).fields
    assert (one.gone, one.came) == ((), ("Cough",))


def test_what_another_format_does_not_tell_is_no_change() -> None:
    other = copy.deepcopy(BASE)
    del other["protocolSection"]["contactsLocationsModule"]
    other["protocolSection"]["statusModule"]["overallStatus"] = "COMPLETED"
    found = told(other, one_format=False)
    assert [one.name for one in found.fields] == ["overallStatus"]
    assert {(one.label, *one.gone) for one in found.only_before} == {
        ("site · facility", "Hospital"), ("site · city", "Ulm"), ("site · country", "Germany"),
    }  # fmt: skip
    assert any(one.name == "locations" for one in told(other).fields)


def test_turned_round_it_is_the_same_the_other_way() -> None:
    other = changed(statusModule={"whyStopped": "Money"}, contactsLocationsModule=places(("A", "B", "C")))
    there, back = record_changes(BASE, other).fields, record_changes(other, BASE).fields
    assert {(one.place, one.gone, one.came) for one in there} == {
        (one.place, one.came, one.gone) for one in back
    }


@pytest.mark.parametrize(
    ("place", "label"),
    [
        ("protocolSection.statusModule.startDateStruct.date", "start date"),
        (
            "protocolSection.designModule.designInfo.maskingInfo.masking",
            "design info · masking info · masking",
        ),
        ("countries", "countries"),
    ],
)
def test_a_field_goes_by_words(place: str, label: str) -> None:
    assert label_of(place) == label


def test_every_change_is_of_a_section() -> None:
    record = changed(someNewModule={"field": "value"})
    assert all(one.section in ORDER for one in told(record).fields)
    assert told(record).fields[0].section == "Other fields"


class TestCopiesWithoutCriteria:
    def compared(self, older: str, newer: str) -> Compared:
        copies = [json.dumps(study(1, criteria=text)).encode() for text in (older, newer)]
        return compare(*(read_copy("x.json", raw) for raw in copies))

    def test_are_not_told_as_criteria_that_were_removed(self) -> None:
        found = self.compared("* Able to sit", "")
        assert found.criteria is None
        assert "the newer version (ClinicalTrials.gov v2 JSON) holds no criteria" in found.why
        assert "older" in self.compared("", "* Able to sit").why
        assert self.compared("", " ").why == "neither version holds criteria"
