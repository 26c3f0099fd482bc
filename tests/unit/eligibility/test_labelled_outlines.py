"""Readings against outlines labelled by hand, where the shared corpora stand beside the repository."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from trialtui.eligibility.outline_json import outline_json
from trialtui.eligibility.reading import read_criteria
from trialtui.record.study import ArmGroup

GOLD = Path(__file__).resolve().parents[4] / "shared" / "gold"
SAMPLE = "NCT06377228"
ARMS = tuple(
    ArmGroup(label)
    for label in (
        "LN Cohort: single dose",
        "SSc Cohort: Part 1a",
        "SSc Cohort: Part 1b",
        "SSc Cohort: Part 2",
    )
)

pytestmark = pytest.mark.skipif(not (GOLD / "score_outline.py").exists(), reason="no labelled outlines here")


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_outline", GOLD / "score_outline.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def row(scorer: ModuleType, trial: str, arms: tuple[ArmGroup, ...] = ()) -> dict[str, int]:
    text, gold = scorer.gold_outline(GOLD / "outline", trial)
    outline: dict[str, Any] = outline_json(read_criteria(text, arms))
    scored: dict[str, int] = scorer.score(gold, scorer.read_outline(text, outline))
    return scored | {"covered": int(scorer.covered(text, outline))}


@pytest.mark.parametrize("arms", [(), ARMS], ids=["text alone", "with arms"])
def test_the_sample_is_whole(scorer: ModuleType, arms: tuple[ArmGroup, ...]) -> None:
    scored = row(scorer, SAMPLE, arms)
    assert (scored["read"], scored["whole"], scored["covered"]) == (51, 1, 1)


def test_the_cohorts_of_the_sample_are_proposed_with_reasons_and_tied_to_its_arms(scorer: ModuleType) -> None:
    text, _ = scorer.gold_outline(GOLD / "outline", SAMPLE)
    outline = read_criteria(text, ARMS)
    assert {cohort.label: cohort.arms for cohort in outline.cohorts} == {"LN": (0,), "SSc": (1, 2, 3)}
    scoped = [criterion for criterion in outline.criteria if criterion.scope]
    assert {criterion.scope_source for criterion in scoped} == {"proposed"}
    assert all(criterion.scope_reason for criterion in scoped)
    assert [criterion.code for criterion in scoped if criterion.scope == ("LN",)] == [
        *(f"I{n}" for n in range(1, 6)),
        *(f"E{n}" for n in range(1, 5)),
    ]
