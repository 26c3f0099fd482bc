from __future__ import annotations

import pytest
from tests.unit.screening.outlines import checklist, criterion, sample_shape

from trialtui.record.study import EligibilityModule
from trialtui.screening.screening import Screening

LIMITS = EligibilityModule(minimum_age="18 Years", sex="MALE", healthy_volunteers=False)


def test_rows_stand_in_display_order_registry_first_then_inclusion_then_exclusion() -> None:
    rows = checklist(
        criterion("I1", "any"),
        criterion("I1.1"),
        criterion("I1.2"),
        criterion("E1"),
        criterion("I2"),
        limits=LIMITS,
    ).rows
    assert [row.code for row in rows] == ["R1", "R2", "R3", "I1", "I1.1", "I1.2", "I2", "E1"]
    assert [row.depth for row in rows] == [0, 0, 0, 0, 1, 1, 0, 0]


def test_a_part_that_states_the_other_side_stays_below_its_parent() -> None:
    rows = checklist(
        criterion("I1", "all"), criterion("I1.1"), criterion("I1.2", side="E"), criterion("I2")
    ).rows
    assert [row.code for row in rows] == ["I1", "I1.1", "I1.2", "I2"]


def test_registry_rows_are_everyones_inclusions_without_a_span() -> None:
    row = checklist(limits=LIMITS).row("R2")
    assert (row.side, row.scope, row.span, row.from_registry) == ("I", (), None, True)


def test_a_registry_rows_fingerprint_follows_its_words() -> None:
    young, old = (
        checklist(limits=EligibilityModule(minimum_age=age)).row("R1") for age in ("18 Years", "60 Years")
    )
    again = checklist(limits=EligibilityModule(minimum_age="18 Years")).row("R1")
    assert young.fingerprint == again.fingerprint != old.fingerprint


def test_the_row_the_text_repeats_says_so_both_ways() -> None:
    rows = sample_shape()
    assert rows.row("R1").same_as == "I16"
    assert rows.row("I16").same_as == "R1"
    assert {row.code for row in rows.rows if row.same_as} == {"R1", "I16"}


def test_a_limit_said_twice_is_one_question() -> None:
    rows = checklist(
        criterion("I1", text="Age 18 years or older"),
        criterion("I2", text="At least 18 years of age"),
        limits=LIMITS,
    )
    assert rows.row("I1").same_as == rows.row("I2").same_as == "R1"
    assert len({rows.questions[code] for code in ("R1", "I1", "I2")}) == 1


def test_the_sample_shape_has_51_criteria_and_parts_and_two_registry_rows() -> None:
    rows = sample_shape()
    assert rows.criteria_read == 51
    assert len(rows.rows) == 53
    assert rows.cohort_labels == ("LN", "SSc")
    assert [row.code for row in rows.parts("I17")] == ["I17.1", "I17.2", "I17.3"]
    assert [row.code for row in rows.branch("I17")][-1] == "I17.3.3"


def test_a_cohort_that_only_a_criterion_names_is_a_cohort() -> None:
    assert checklist(criterion("I1", scope=("B",)), cohorts=("A",)).cohort_labels == ("A", "B")


def test_unassigned_characters_are_counted_without_white_space() -> None:
    assert checklist(criterion("I1"), unassigned="a b\n c").unassigned_characters == 3


def test_an_unknown_code_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        checklist().row("I1")
    assert "I1" not in checklist()


def test_where_the_text_singles_out_one_cohort_the_others_have_a_verdict_of_their_own() -> None:
    singled_out = checklist(criterion("I1"), criterion("I2", scope=("extension",)))
    assert [cohort.label for cohort in singled_out.verdict_cohorts] == ["extension", "not extension"]
    screening = Screening(singled_out, trial="T", record="r", status="RECRUITING")
    assert [verdict.open for verdict in screening.cohorts()] == [("I1", "I2"), ("I1",)]
