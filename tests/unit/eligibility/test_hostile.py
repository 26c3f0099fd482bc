"""Texts made to be slow: each must be read in time that grows with its length and no faster."""

from __future__ import annotations

import time

import pytest

from trialtui.eligibility.reading import read_criteria

LENGTH = 30_000
UNITS = ["word ", ":", "1. ", "(a) b (c) ", "Inclusion Criteria: ", "* a\n", "* a:\n", "\\", "\\*", "Patients must be. ", "&amp;", "A. B. C. ", "a- B", "or ", "\t", "1.", "i. ", "cohort A ", "within ",
         "* platelets 5\n", "except ", "one of the ", "(", " - A", "• ", "in the opinion of ", "x\n\n", "Cohort A:\n* b\n",
         "* a:\n  i. x\nii. y\n", "1. a\n2. b\nc. d\n", "unless x\n", "(a b c 1) ", "* ≤ 5 if x\n  * ≤ 6 if y\n", "before Day\n1. x\n",
         "a - B ", "  part A: - B", "- a b c- D e f ", "x*\n", "a:\n\nb\nc\n\n", "Asthma\n\n* a b c d e f\n", "（1）a", "1). a 2). b ", "I01. x\n", "* Note: x\n"]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_repetition_is_read_in_linear_time(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        began = time.process_time()
        outline = read_criteria(text)
        for criterion in outline.criteria[:20]:
            assert criterion.tags is not None
        return time.process_time() - began

    short, long = seconds(LENGTH // 4), seconds(LENGTH)
    assert long < max(0.2, 10 * short)


def test_a_ten_megabyte_line_does_not_hang() -> None:
    began = time.process_time()
    outline = read_criteria("Inclusion Criteria: " + "no spaces" * 1_200_000)
    assert time.process_time() - began < 10
    assert outline.unassigned
