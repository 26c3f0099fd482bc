"""A text of no known layout: the criteria are found in it, more rather than less, and nothing else is made of it."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.copies.account_law import FIXTURES, leaves
from tests.unit.front_door import run

from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.reader import open_copy, read_copy

PAGE = FIXTURES / "unknown_layout.txt"


def criteria_of(text: str) -> str:
    return read_copy("page", text.encode()).study.eligibility.eligibility_criteria or ""


def unaccounted(reading: CopyReading) -> list[str]:
    """Lines that stand neither in the record nor in what is left over."""
    held = "\n".join(
        [leaf for leaf in leaves(reading.study) if isinstance(leaf, str)]
        + [item.text for item in reading.left_over]
    )
    return [line for line in reading.copy.text.split("\n") if line.strip() not in held]


def test_the_criteria_reach_from_their_heading_to_the_next_one_about_something_else() -> None:
    reading = open_copy(PAGE)
    assert reading.format == "unrecognised page"
    assert reading.study.eligibility.eligibility_criteria == (
        "Inclusion criteria\n1. Aged 18 years or older\n2. Asthma for at least 6 months\n   - on daily treatment\n\n"
        "Exclusion criteria\n1. Smoker"
    )
    place = reading.criteria_place
    assert place is not None
    assert reading.copy.text[place.start : place.end] == reading.study.eligibility.eligibility_criteria
    assert reading.study.identification.brief_title == "A randomised trial of fictimab in imaginary asthma"
    assert reading.study.identification.nct_id == "NCT99000006"
    assert [item.text for item in reading.left_over] == [
        "Home > Trials > Asthma", "About the study\nFictimab is made up.", "Contact\nDr. Nobody",
    ]  # fmt: skip
    assert reading.study.status.overall_status is None
    assert reading.warnings[0].startswith("unrecognised page")


@pytest.mark.parametrize(
    ("text", "criteria"),
    [
        ("Who can take part?\nAdults with gout\n\nWhere\nNowhere", "Who can take part?\nAdults with gout\n\nWhere\nNowhere"),
        ("Eligibility\nInclusion criteria\nEligibility\nA\nInclusion criteria:\n- b", "Eligibility\nA\nInclusion criteria:\n- b"),
        ("x\n## Inclusion Criteria\n* a\n## Exclusion\n* b\n## Contact us\nc", "## Inclusion Criteria\n* a\n## Exclusion\n* b"),
        ("**Key Inclusion Criteria:**\na\nStudy design\nb", "**Key Inclusion Criteria:**\na"),
        ("Inclusion criteria: adults; able to consent\nLocations\nx", "Inclusion criteria: adults; able to consent"),
        ("4.1 Inclusion criteria\na\n4.2 Exclusion criteria\nb", "4.1 Inclusion criteria\na\n4.2 Exclusion criteria\nb"),
        ("Inclusion criteria\na\nAge group\nAdult\nExclusion criteria\nb\nAge group\nAdult",
         "Inclusion criteria\na\nAge group\nAdult\nExclusion criteria\nb"),
        ("Inclusion criteria\n  * a\n    * b", "Inclusion criteria\n  * a\n    * b"),
        ("Eligibility criteria\r\nadults\r\nSponsor\r\nx", "Eligibility criteria\r\nadults"),
    ],
)  # fmt: skip
def test_headings_of_many_forms_are_found(text: str, criteria: str) -> None:
    assert criteria_of(text) == criteria


def test_a_number_is_taken_only_where_one_alone_stands_in_the_page() -> None:
    both = read_copy("page", b"See NCT99000001 and NCT99000002\nInclusion criteria\n- a")
    assert both.study.trial_id is None
    assert any("NCT99000001, NCT99000002" in words for words in both.warnings)
    one = read_copy("page", b"ISRCTN99000003, again ISRCTN99000003\nInclusion criteria\n- a")
    assert one.study.trial_id == "ISRCTN99000003"


@pytest.mark.parametrize(
    "text",
    [
        "Nothing of that kind here.\nSecond line.",
        "The inclusion criteria were met by 12 of 20 patients, who were then seen.",
        "id,title,inclusion criteria,exclusion criteria\n1,a,b,c\n",
        'id,title,criteria,status\n1,a,"Inclusion Criteria:\n- a",x\n',
        "<record><text>\nInclusion criteria\n- a\n</text></record>",
        '{"note": "x",\n"text": [\nInclusion criteria\n',
        "{\\rtf1 \nInclusion criteria\n- a}",
        "MIME-Version: 1.0\n\nInclusion criteria\n- a",
        "Eligibility\nLocations\nContacts",
    ],
)
def test_what_is_no_page_with_criteria_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(CopyError) as refused:
        read_copy("page", text.encode())
    assert "\n" not in str(refused.value)


def test_the_refusal_says_what_to_do() -> None:
    with pytest.raises(CopyError, match=r"`trialtui criteria --text` reads bare eligibility criteria"):
        read_copy("page", b"Nothing of that kind here.")


LINES = st.sampled_from(
    ["Inclusion criteria", "Exclusion Criteria:", "1. Adult", "  - nested", "", "Contacts", "Eligibility", "A study of zebras",
     "NCT99000007", "Title: A trial of hats", "\x1b[2J[bold]", "Who can take part?", "Sponsor", "## Study plan", "long " * 50, "| a | b |"]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(lines=st.lists(LINES, max_size=25))
def test_every_line_is_in_the_record_or_left_over(lines: list[str]) -> None:
    try:
        reading = read_copy("page", "\n".join([*lines, "."]).encode())
    except CopyError:
        return
    assert [line for line in unaccounted(reading) if not line.startswith("Title:")] == []


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, 300), new=st.binary(max_size=6), drop=st.integers(0, 60))
def test_a_mangled_page_is_read_or_refused(at: int, new: bytes, drop: int) -> None:
    raw = PAGE.read_bytes()
    begin = time.process_time()
    try:
        read_copy("page", raw[:at] + new + raw[at + drop :])
    except CopyError as refused:
        problem = str(refused)
    else:
        problem = ""
    assert "\n" not in problem
    assert time.process_time() - begin < 2


def test_the_command_line_names_the_format(tmp_path: Path) -> None:
    printed = json.loads(run(tmp_path, "criteria", PAGE, "--json").stdout)
    assert printed["copy"]["format"] == "unrecognised page"
    assert [one["code"] for one in printed["criteria"]] == ["I1", "I2", "I2.1", "E1"]
