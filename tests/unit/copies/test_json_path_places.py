"""A registry path leads to the place of its value in the JSON as it stands."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from trialtui.copies.json_path_places import Begins, place_of

STUDY = r"""
{ "protocolSection" : {
    "statusModule": {"overallStatus":"TERMINATED", "whyStopped": "Said \"no\":\n{money}, [time]"},
    "designModule": {"enrollmentInfo": {"count": 26, "type": "ACTUAL"}, "phases": ["PHASE1" , "PHASE2"]},
    "armsInterventionsModule": {"armGroups": [{"label": "A"}, {"label": "B", "interventionNames": []}]}
  },
  "hasResults": false }
"""


def words_at(text: str, path: str) -> str | None:
    span = place_of(text, path)
    return None if span is None else text[span[0] : span[1]]


def test_a_text_is_found_without_its_quotation_marks() -> None:
    assert words_at(STUDY, "protocolSection.statusModule.overallStatus") == "TERMINATED"
    assert words_at(STUDY, "protocolSection.statusModule.whyStopped") == r"Said \"no\":\n{money}, [time]"


def test_numbers_truth_values_and_whole_parts_are_found() -> None:
    assert words_at(STUDY, "protocolSection.designModule.enrollmentInfo.count") == "26"
    assert words_at(STUDY, "hasResults") == "false"
    assert words_at(STUDY, "protocolSection.designModule.enrollmentInfo") == '{"count": 26, "type": "ACTUAL"}'


def test_items_of_lists_are_counted_from_nought() -> None:
    assert words_at(STUDY, "protocolSection.designModule.phases[1]") == "PHASE2"
    assert words_at(STUDY, "protocolSection.armsInterventionsModule.armGroups[1].label") == "B"


def test_what_is_not_there_has_no_place() -> None:
    for path in (
        "protocolSection.statusModule.lastUpdateSubmitDate",
        "protocolSection.designModule.phases[2]",
        "protocolSection.designModule.phases.name",
        "protocolSection.statusModule.overallStatus.date",
        "protocolSection.statusModule[0]",
        "countries",
    ):
        assert place_of(STUDY, path) is None


def test_of_a_repeated_key_the_last_one_counts() -> None:
    assert words_at('{"hasResults": true, "hasResults": false}', "hasResults") == "false"


def test_the_study_of_a_list_is_its_first() -> None:
    assert words_at(f"[{STUDY}]", "protocolSection.statusModule.overallStatus") == "TERMINATED"


def test_what_is_no_json_has_no_places() -> None:
    for text in (
        "",
        "NCT99000001",
        "{",
        '{"hasResults"',
        '{"hasResults": }',
        "[",
        "{" * 5000,
        '{"a": ' * 5000,
    ):
        assert place_of(text, "hasResults") is None
        assert place_of(text, "a.a") is None


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(max_size=8),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(
    value=some.dictionaries(some.sampled_from("abc"), JSON, max_size=3), indent=some.sampled_from([None, 1])
)
def test_every_value_is_found_where_it_stands(value: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    passed: Begins = {}
    for path, held in _values(value, ""):
        span = place_of(text, path, passed)
        assert span is not None
        found = text[span[0] : span[1]]
        assert json.loads(f'"{found}"' if isinstance(held, str) else found) == held


def _values(value: Any, path: str) -> list[tuple[str, Any]]:
    found = [(path, value)] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _values(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found += _values(inner, f"{path}[{number}]")
    return found
