"""What changed between two texts of criteria: each criterion of both told once, by its words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialtui.eligibility.reading import read_criteria
from trialtui.versions.criteria import Change, CriteriaChanges, criteria_changes
from trialtui.versions.words import Threshold, thresholds, tokens, word_diff

BEFORE = """Inclusion Criteria:

* Age ≥ 18 years
* Diagnosis of lupus by two specialists
* Platelets at least 100,000/mm3
* Any of the following:

  * Fever
  * Rash
* Able to walk

Exclusion Criteria:

* Pregnant or breastfeeding
* Hemoglobin < 10 g/dL
* Prior treatment with fictimab within 6 months
"""

AFTER = """Inclusion Criteria:

* Able to walk
* Age ≥ 21 years
* Diagnosis of lupus by one specialist
* Platelets at least 100,000/mm3
* Any of the following:

  * Rash
  * Fever
* Signed consent

Exclusion Criteria:

* Hemoglobin < 10 g/dL
* Prior treatment with fictimab within 12 months
* Known allergy to peanuts
"""


def compared(before: str, after: str) -> CriteriaChanges:
    return criteria_changes(read_criteria(before), read_criteria(after))


def found(changes: CriteriaChanges, words: str) -> Change:
    """The change of the one criterion that begins with these words, then or now."""
    (one,) = (
        change
        for change in changes.changes
        if any(side and side.text.startswith(words) for side in (change.before, change.after))
    )
    return one


class TestAnAmendment:
    @pytest.fixture(scope="class")
    def changes(self) -> CriteriaChanges:
        return compared(BEFORE, AFTER)

    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            ("Age", "reworded"),
            ("Diagnosis", "reworded"),
            ("Platelets", "unchanged"),
            ("Any of", "unchanged"),
            ("Able to walk", "moved"),
            ("Signed", "new"),
            ("Pregnant", "removed"),
            ("Hemoglobin", "unchanged"),
            ("Prior", "reworded"),
            ("Known", "new"),
        ],
    )
    def test_each_criterion_is_told_as_what_it_is(
        self, changes: CriteriaChanges, words: str, kind: str
    ) -> None:
        assert found(changes, words).kind == kind

    def test_one_of_two_that_changed_places_has_moved(self, changes: CriteriaChanges) -> None:
        assert sorted(found(changes, words).kind for words in ("Fever", "Rash")) == ["moved", "unchanged"]

    def test_changed_limits_are_called_out(self, changes: CriteriaChanges) -> None:
        assert found(changes, "Age").thresholds == (Threshold("Age ≥ 18 years", "Age ≥ 21 years"),)
        assert found(changes, "Prior").thresholds == (
            Threshold("fictimab within 6 months", "fictimab within 12 months"),
        )
        assert found(changes, "Platelets").thresholds == ()

    def test_words_that_are_reworded_stand_side_by_side(self, changes: CriteriaChanges) -> None:
        told = [(one.kind, one.text) for one in found(changes, "Age").words]
        assert told == [("same", "Age ≥ "), ("gone", "18"), ("came", "21"), ("same", " years")]

    def test_the_counts_add_up(self, changes: CriteriaChanges) -> None:
        assert changes.counts == {"unchanged": 4, "reworded": 3, "moved": 2, "new": 2, "removed": 1}

    def test_what_was_removed_stands_where_it_was(self, changes: CriteriaChanges) -> None:
        texts = [side.text for one in changes.changes for side in [one.after or one.before] if side]
        at = texts.index("Pregnant or breastfeeding")
        assert texts[at + 1] == "Hemoglobin < 10 g/dL"


def test_a_criterion_that_changed_sides_has_moved_and_says_so() -> None:
    before = "Inclusion Criteria:\n\n* Able to walk\n* Smokers of any kind\n\nExclusion Criteria:\n\n* Gout"
    after = "Inclusion Criteria:\n\n* Able to walk\n\nExclusion Criteria:\n\n* Smokers of any kind\n* Gout"
    change = found(compared(before, after), "Smokers")
    assert change.kind == "moved"
    assert change.remarks == ("was an inclusion criterion, is an exclusion criterion",)


def test_a_number_before_it_is_no_part_of_a_criterion() -> None:
    before = "Inclusion Criteria:\n\n1. Able to walk\n2. Able to sit\n3. Gout for a year"
    after = "Inclusion Criteria:\n\n1. Able to sit\n2. Gout for a year"
    changes = compared(before, after)
    assert changes.counts == {"unchanged": 2, "reworded": 0, "moved": 0, "new": 0, "removed": 1}


def test_a_turned_comparison_is_a_changed_limit() -> None:
    assert thresholds("creatinine less than 2 mg/dL", "creatinine greater than 2 mg/dL") != ()
    assert thresholds("Hb < 10", "Hb ≤ 10") != ()
    assert thresholds("three weeks ago", "four weeks ago") != ()
    assert thresholds("severe gout", "serious gout") == ()
    assert thresholds("10⁶ cells", "106 cells") != ()


def test_two_criteria_that_share_small_words_only_are_two() -> None:
    changes = compared(
        "Exclusion Criteria:\n\n* History of stroke", "Exclusion Criteria:\n\n* History of cancer"
    )
    assert changes.counts["new"] == changes.counts["removed"] == 1


def test_a_heading_that_is_put_otherwise_is_told() -> None:
    before = "Inclusion Criteria:\n\n* Able to walk\n\nExclusion Criteria:\n\n* Gout"
    (aside,) = compared(before, before.replace("Exclusion Criteria:", "Main Exclusion Criteria:")).asides
    assert (aside.kind, aside.text) == ("reworded", "Main Exclusion Criteria:")
    assert [one.text for one in aside.words if one.kind == "came"] == ["Main "]


LINES = """\
Inclusion Criteria:
Exclusion Criteria:
* Age ≥ 18 years
* Age ≥ 21 years
  * Fever
  * Rash
* Able to walk
1. One of the following:
2. Platelets > 100
a. Gout
Smokers
Cohort A:
* A\\>B & C
* No history of stroke

"""
TEXTS = st.lists(st.sampled_from(LINES.split("\n")), max_size=14).map("\n".join)


@given(TEXTS)
@settings(max_examples=80, deadline=None)
def test_a_text_against_itself_is_all_unchanged(text: str) -> None:
    changes = compared(text, text)
    assert not changes.is_change
    assert {change.kind for change in changes.changes} <= {"unchanged"}


@given(TEXTS)
@settings(max_examples=80, deadline=None)
def test_line_ends_and_escapes_are_no_change(text: str) -> None:
    assert not compared(text, text.replace("\n", "\r\n")).is_change
    assert not compared(text, re.sub(r"(?<!\\)([>&])", r"\\\1", text)).is_change


@given(TEXTS, TEXTS)
@settings(max_examples=100, deadline=None)
def test_each_criterion_of_both_texts_is_told_exactly_once(before: str, after: str) -> None:
    old, new = read_criteria(before), read_criteria(after)
    changes = criteria_changes(old, new).changes
    told_old = [each.code for one in changes for each in (one.before, *one.joined) if each]
    told_new = [each.code for one in changes for each in (one.after, *one.split) if each]
    assert sorted(told_old) == sorted(one.code for one in old.criteria)
    assert sorted(told_new) == sorted(one.code for one in new.criteria)
    for one in changes:
        assert (one.before is None) == (one.kind == "new")
        assert (one.after is None) == (one.kind == "removed")


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_word_diff_holds_both_texts(before: str, after: str) -> None:
    words = word_diff(before, after)
    assert "".join(one.text for one in words if one.kind != "came") == before
    assert "".join(one.text for one in words if one.kind != "gone") == after
    assert "".join(tokens(before)) == before


def test_very_long_wordings_are_compared_in_time() -> None:
    before = " ".join(f"word{number}" for number in range(20_000))
    words = word_diff(before, before.replace("word10000 ", "other "))
    assert "".join(one.text for one in words if one.kind != "gone").count("other") == 1


def test_many_criteria_are_compared_in_time() -> None:
    before = "Inclusion Criteria:\n" + "\n".join(
        f"* Has symptom {number} of moon fever {number * 7}" for number in range(320)
    )
    after = before.replace("moon", "sun")
    changes = compared(before, after)
    assert len(changes.changes) >= 320


class TestWhatAReaderWouldCallOneCriterion:
    def test_a_short_one_between_the_same_neighbours_is_put_otherwise(self) -> None:
        before = "Inclusion Criteria:\n\n* Able to walk\n* Age 18-65\n* Gout for a year"
        changes = compared(before, before.replace("Age 18-65", "Aged 16 to 70 years"))
        change = found(changes, "Age")
        assert change.kind == "reworded"
        assert change.thresholds
        assert changes.counts["unchanged"] == 2

    def test_one_that_became_three_is_told_once(self) -> None:
        before = (
            "Exclusion Criteria:\n\n* Gout of the mind, purple fever of any degree, or broken marble bones"
        )
        after = (
            "Exclusion Criteria:\n\n* Gout of the mind\n* Purple fever of any degree\n* Broken marble bones"
        )
        changes = compared(before, after)
        assert changes.counts["new"] == changes.counts["removed"] == 0
        (change,) = changes.changes
        assert change.codes == "E1 -> E1, E2, E3"
        assert change.remarks == ("was one criterion, is 3",)

    def test_commas_and_capitals_alone_are_said_to_be_that(self) -> None:
        before = "Inclusion Criteria:\n\n* Able to walk, sit and stand"
        (change,) = compared(before, before.replace("walk, sit", "walk; Sit")).changes
        assert change.remarks == ("only punctuation or capitals differ",)

    def test_a_cohort_that_only_changed_its_name_is_said_once(self) -> None:
        before = "Inclusion Criteria for Cohort A:\n\n* Gout\n* Able to walk\n\nInclusion Criteria for Cohort B:\n\n* Rash"
        changes = compared(before, before.replace("Cohort A", "Cohort X"))
        assert not any(one.remarks for one in changes.changes)
        assert "Cohort A is called Cohort X" in {one.text for one in changes.asides}

    def test_a_part_that_became_a_criterion_of_its_own_says_so(self) -> None:
        before = "Inclusion Criteria:\n\n* Any of the following:\n  * Fever\n  * Rash\n* Gout"
        after = "Inclusion Criteria:\n\n* Any of the following:\n  * Fever\n* Gout\n* Rash"
        change = found(compared(before, after), "Rash")
        assert change.kind == "moved"
        assert change.remarks[0] == "was a part of I1, is a criterion of its own"


def test_another_unit_is_another_limit_and_another_spelling_of_one_is_not() -> None:
    assert thresholds("Hb above 10 g/dL", "Hb above 10 g/L") != ()
    assert thresholds("ALT 2 x ULN", "ALT 2 x LLN") != ()
    assert thresholds("age >= 18 years", "age ≥ 18 years") == ()
    assert thresholds("platelets 100,000/mm3", "platelets 100000/mm3") == ()
    assert thresholds("aged 18 - 65", "aged 18–65") == ()


def test_a_script_without_blanks_is_compared_character_by_character() -> None:
    words = word_diff("血圧が百四十以上", "血圧が百五十以上")
    assert [(one.kind, one.text) for one in words] == [
        ("same", "血圧が百"), ("gone", "四"), ("came", "五"), ("same", "十以上"),
    ]  # fmt: skip
