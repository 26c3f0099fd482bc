from __future__ import annotations

import json

from tests.unit.screening.outlines import checklist, criterion, sample_shape
from tests.unit.screening.sitting import TRIAL, Sitting

from trialtui.screening.answers import Answer
from trialtui.screening.report import verdict_json

YES, NO, NA = Answer.YES, Answer.NO, Answer.NOT_APPLICABLE


def test_the_report_has_the_keys_of_section_14_and_nothing_else() -> None:
    sitting = Sitting(sample_shape(), status="WITHDRAWN")
    sitting.give_all({"E7": YES, "I18": NA})
    report = json.loads(json.dumps(verdict_json(sitting.screening, "S-014")))
    assert list(report) == ["subject", "trial", "overall", "cohorts", "overlays"]
    assert (report["subject"], report["trial"], report["overall"]) == ("S-014", TRIAL, "OPEN")
    assert report["overlays"] == ["TRIAL_NOT_OPEN", "COHORT_NOT_CONFIRMED"]
    ln, ssc = report["cohorts"]
    assert list(ln) == ["label", "verdict", "blockers", "open", "open_parts", "not_applicable", "confirmed"]
    assert (ssc["label"], ssc["verdict"], ssc["blockers"]) == ("SSc", "NOT_ELIGIBLE", ["E7"])
    assert (ln["verdict"], ln["blockers"], ln["not_applicable"], ln["confirmed"]) == (
        "OPEN",
        [],
        ["I18"],
        False,
    )
    assert "I18.1" not in ln["open_parts"]


def test_all_four_verdicts_are_words_for_programs() -> None:
    sitting = Sitting(checklist(criterion("I1")))
    assert verdict_json(sitting.screening, None)["overall"] == "OPEN"
    sitting.give("I1", YES)
    assert verdict_json(sitting.screening, None)["overall"] == "NO_BLOCKER_FOUND"
    sitting.give("I1", NO)
    assert verdict_json(sitting.screening, None)["overall"] == "NOT_ELIGIBLE"
    sitting.keep(sitting.screening.close_cohort("all participants"))
    report = verdict_json(sitting.screening, None)
    assert report["overall"] == report["cohorts"][0]["verdict"] == "NOT_OPEN_HERE"
