from __future__ import annotations

import pytest

from trialtui.screening.subject import CodeRefused, clean_code, draft_code, is_draft, rescreening_code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("S-014", "S-014"),
        ("  001-023 ", "001-023"),
        ("TAK-0007", "TAK-0007"),
        ("7", "7"),
        ("x" * 32, "x" * 32),
        ("Site 3/12", "Site 3/12"),
    ],
)
def test_a_code_is_trimmed_and_kept_as_typed(typed: str, code: str) -> None:
    assert clean_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "a site code is needed"),
        (" \t ", "a site code is needed"),
        ("x" * 33, "at most 32 characters"),
        ("S\x1b[31m014", "printable"),
        ("S-\u202e410", "printable"),
        ("S-\n014", "printable"),
        ("draft-3", "what a draft is called"),
    ],
)
def test_what_is_no_code_is_refused_in_a_sentence(typed: str, why: str) -> None:
    with pytest.raises(CodeRefused, match=why):
        clean_code(typed)


def test_two_codes_that_differ_only_in_case_are_the_same() -> None:
    with pytest.raises(CodeRefused, match="S-014 exists already"):
        clean_code("s-014", taken=["S-013", "S-014"])


def test_a_draft_takes_the_first_free_number() -> None:
    assert draft_code() == "DRAFT-1"
    assert draft_code(["DRAFT-1", "draft-2", "S-014"]) == "DRAFT-3"
    assert is_draft("DRAFT-12")
    assert not is_draft("DRAFT-x")


def test_a_screening_anew_is_proposed_under_the_first_free_number() -> None:
    assert rescreening_code("S-014", ["S-014"]) == "S-014-R1"
    assert rescreening_code("S-014-R1", ["S-014", "s-014-r1"]) == "S-014-R2"
