"""Parts that speak of their parent's quantity: looser limits for some, tables by age, ranges that exclude one another."""

from __future__ import annotations

import pytest
from tests.unit.eligibility.outlines import read


def operator(side: str, lead: str, *parts: str) -> str:
    listed = "\n".join(f"  * {part}" for part in parts)
    return read(f"{side} Criteria:\n\n* {lead}\n\n{listed}\n")[0].rpartition("[")[2].rstrip("]")


@pytest.mark.parametrize(
    ("lead", "part"),
    [("Platelets ≥ 100,000/mm3", "Platelets ≥ 50,000/mm3 allowed if marrow involved"), ("AST ≤ 2.5 x ULN", "≤ 5 x ULN if liver metastases"),
     ("Bilirubin ≤ 1.5 x ULN", "Patients with Gilbert syndrome: ≤ 3 x ULN"), ("ECOG 0-1", "ECOG 2 permitted if due to the disease"),
     ("Creatinine ≤ 1.5 mg/dL", "Patients with creatinine > 1.5 mg/dL eligible if clearance is 60 mL/min"), ("Hemoglobin at least 10 g/dL", "at least 8 g/dL in patients with thalassemia")],
)  # fmt: skip
def test_a_part_that_permits_what_its_parent_forbids_is_an_exception(lead: str, part: str) -> None:
    assert operator("Inclusion", lead, part) == "except?"


@pytest.mark.parametrize(
    ("lead", "part"),
    [("AST ≤ 5 x ULN", "≤ 2.5 x ULN if no liver metastases"), ("Creatinine ≤ 1.5 mg/dL", "Clearance ≤ 3 mg/dL if elderly"),
     ("Prior surgery", "Steroids are not allowed"), ("Prior radiation", "Of the brain not permitted if recent"), ("Platelets ≥ 100,000", "≥ 50 mL/min for those on dialysis")],
)  # fmt: skip
def test_a_stricter_limit_or_a_prohibition_or_another_measure_is_none(lead: str, part: str) -> None:
    assert operator("Inclusion", lead, part) == "all?"


@pytest.mark.parametrize("part", ["Prior steroids as a single drug not counted", "Maintenance does not count as a regimen", "Induction is considered one regimen"])  # fmt: skip
def test_a_part_that_says_what_counts_only_explains(part: str) -> None:
    assert operator("Inclusion", "No more than 2 prior regimens", part) == "info?"


def test_definitions_of_words_of_a_complete_parent_only_explain() -> None:
    lead = "Hormonal impotence (high prolactin, low testosterone, etc.)"
    assert (
        operator("Exclusion", lead, "High prolactin: three times normal", "Low testosterone: below 300")
        == "info?"
    )
    assert (
        operator("Exclusion", lead + ":", "High prolactin: three times normal", "Low testosterone: below 300")
        == "any?"
    )


def test_rows_of_a_table_by_age_are_alternatives() -> None:
    lead = "Serum creatinine by age as follows:"
    assert (
        operator(
            "Inclusion",
            lead,
            "1 month to < 6 months: 0.4 mg/dL",
            "6 months to < 1 year: 0.5 mg/dL",
            "≥ 16 years: 1.7 mg/dL",
        )
        == "any?"
    )


def test_ages_that_exclude_one_another_are_alternatives() -> None:
    lead = "Stage 4 tumors are eligible with the following:"
    assert (
        operator(
            "Inclusion", lead, "Gene amplified", "Age > 18 months", "Age 12 - 18 months with bad histology"
        )
        == "any?"
    )
    assert operator("Inclusion", "Adults:", "Age ≥ 18 years", "Age < 70 years") == "all?"
