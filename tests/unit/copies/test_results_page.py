"""A trial site's results page: its tables are read where their shape is certain, and are left over whole where it is not."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.copies.account_law import FIXTURES, leaves
from tests.unit.front_door import run

from trialtui.copies.copy import CopyReading
from trialtui.copies.decoding import decode_copy
from trialtui.copies.reader import open_copy
from trialtui.copies.results_page import SECTIONS, TABLES, read
from trialtui.copies.results_page_overview import LABELS
from trialtui.record.results import (
    DropWithdraw,
    EventStats,
    FlowMilestone,
    FlowStats,
    Measurement,
    ResultsGroup,
)

FLAT = FIXTURES / "results_page_flat.txt"
MARKDOWN = FIXTURES / "results_page_markdown.txt"
PAGES = [FLAT, MARKDOWN]


def of(text: str) -> CopyReading:
    return read(decode_copy("page", text.encode()))


class TestHead:
    def test_title_labels_and_dates_are_the_records(self) -> None:
        study = open_copy(FLAT).study
        assert study.identification.nct_id == "NCT99000001"
        assert study.identification.brief_title == "Fictimab in Imaginary Arthritis"
        assert study.status.overall_status == "COMPLETED"
        assert study.status.last_update_submit_date == "2024-05-22"
        posted = study.status.results_first_post_date_struct
        assert posted is not None
        assert posted.date == "2024-05-20"
        assert study.design.phases == ("PHASE3",)
        assert study.outcomes.primary_outcomes[0].time_frame == "24 weeks"
        assert (
            study.outcomes.primary_outcomes[0].description == "Share of participants whose joints were calm."
        )
        assert study.has_results is True

    def test_values_whose_labels_an_extractor_dropped_are_told_by_their_form(self) -> None:
        text = FLAT.read_text("utf-8")
        for label in LABELS:
            text = text.replace(f"{label}\n\n", "")
        study, whole = of(text).study, open_copy(FLAT).study
        assert (study.status, study.design, study.outcomes) == (whole.status, whole.design, whole.outcomes)

    def test_the_page_says_that_it_holds_no_criteria(self) -> None:
        reading = open_copy(FLAT)
        assert reading.study.eligibility.eligibility_criteria is None
        assert reading.criteria_place is None
        assert "holds no eligibility criteria" in reading.warnings[0]


class TestTables:
    def test_the_flow_is_read_with_its_groups_and_reasons(self) -> None:
        flow = open_copy(FLAT).study.results.participant_flow
        assert flow is not None
        assert flow.groups == (
            ResultsGroup("FG000", "Fictimab", "Fictimab 50 mg once a week."),
            ResultsGroup("FG001", "Placebo", "Saline once a week."),
        )
        assert flow.recruitment_details == "Participants were found at two clinics."
        (period,) = flow.periods
        assert period.title == "Overall Study"
        assert period.milestones[1] == FlowMilestone(
            "COMPLETED", None, (FlowStats("FG000", num_subjects="70"), FlowStats("FG001", num_subjects="38"))
        )
        assert period.drop_withdraws == (
            DropWithdraw(
                "Moved away",
                None,
                (FlowStats("FG000", num_subjects="4"), FlowStats("FG001", num_subjects="1")),
            ),
        )

    def test_the_baseline_is_read_with_units_and_spread(self) -> None:
        baseline = open_copy(FLAT).study.results.baseline_characteristics
        assert baseline is not None
        assert [group.title for group in baseline.groups] == ["Fictimab", "Placebo", "Total"]
        assert [count.value for count in baseline.denoms[0].counts] == ["74", "39", "113"]
        age, sex = baseline.measures
        assert (age.title, age.unit_of_measure, age.dispersion_type) == (
            "Age, Continuous",
            "years",
            "STANDARD_DEVIATION",
        )
        assert age.classes[0].categories[0].measurements[1] == Measurement("BG001", "44.0", "11.0")
        assert [category.title for category in sex.classes[0].categories] == ["Female", "Male"]

    def test_an_outcome_is_read_and_an_uncertain_one_keeps_its_table(self) -> None:
        reading = open_copy(FLAT)
        module = reading.study.results.outcome_measures
        assert module is not None
        primary, secondary = module.outcome_measures
        assert (primary.title, primary.type, primary.unit_of_measure) == (
            "Calm joints",
            "PRIMARY",
            "participants",
        )
        assert [one.title for one in primary.classes] == ["Week 12", "Week 24"]
        assert primary.classes[1].categories[0].measurements[0] == Measurement("OG000", "31")
        assert (secondary.title, secondary.time_frame, secondary.classes) == (None, "12 weeks", ())
        (table,) = [item.text for item in reading.left_over if "Pain" in item.text]
        assert table.startswith("Outcome measures\n")
        assert table.endswith("Pain\n3.1 units on a scale\n2.0 units on a scale\nWalking\n12")

    def test_adverse_events_are_read_with_what_was_counted(self) -> None:
        events = open_copy(FLAT).study.results.adverse_events
        assert events is not None
        first = events.event_groups[0]
        assert (first.title, first.serious_num_affected, first.serious_num_at_risk, first.deaths_num_affected) == (
            "Fictimab", 1, 74, 0,
        )  # fmt: skip
        (event,) = events.serious_events
        assert (event.organ_system, event.term) == ("Cardiac disorders", "Imaginary arrest")
        assert event.stats == (EventStats("EG000", 2, 1, 74), EventStats("EG001", None, 0, 39))
        assert events.time_frame == "24 weeks"

    def test_markdown_with_broken_cells_reads_alike(self) -> None:
        reading = open_copy(MARKDOWN)
        results = reading.study.results
        assert results.participant_flow is not None
        assert results.participant_flow.groups[1] == ResultsGroup("FG001", "Placebo", "Saline.")
        assert results.participant_flow.periods[0].milestones[0].achievements[1].num_subjects == "31"
        assert results.baseline_characteristics is not None
        assert results.adverse_events is not None
        assert results.adverse_events.other_events[0].stats[0] == EventStats("EG000", 4, 3, 30)
        (left,) = reading.left_over  # a row of two cells in a table of three columns
        assert left.text.startswith("Reasons for withdrawal")
        assert left.text.endswith("| Overall Study\nDeath | 2 |")
        assert results.participant_flow.periods[0].drop_withdraws == ()

    @pytest.mark.parametrize("line", ["74", "39", "70", "STARTED", "Fictimab 50 mg once a week.", "Placebo"])
    def test_a_table_that_lost_a_line_is_never_read_by_halves(self, line: str) -> None:
        text = FLAT.read_text("utf-8")
        head, flow = text.split("Participant milestones", 1)
        reading = of(f"{head}Participant milestones{flow.replace(line + chr(10), '', 1)}")
        flow_read = reading.study.results.participant_flow
        assert flow_read is None or flow_read.periods == () or flow_read.periods[0].milestones == ()

    def test_a_share_that_disagrees_with_its_numbers_is_not_read(self) -> None:
        reading = of(FLAT.read_text("utf-8").replace("1.4%", "9.4%"))
        assert reading.study.results.adverse_events is not None
        assert reading.study.results.adverse_events.serious_events == ()
        assert any("1/74" in item.text for item in reading.left_over)


# --- the law of the account

KNOWN = {
    *SECTIONS,
    *LABELS,
    *TABLES,
    "Measure",
    "---",
    "Timeframe:",
    "Population:",
    "Trial Outcomes & Findings for",
}
OURS = re.compile(
    r"(?:serious|other) events|deaths?|participants(?: at risk)?|Number of events|n=|NCT ID:|Last Updated:|\bNCT\b|Timeframe:|Population:"
    r"|Serious events:|Other events:|Deaths:|\d+(?:\.\d+)?%|[|•()/:]|\bto\b",
    re.IGNORECASE,
)


def unaccounted(reading: CopyReading) -> list[str]:
    """Words of the page that are in none of: the record, the site's own words, what is left over. Shares are reckoned."""
    text = reading.copy.text
    for item in reading.left_over:
        assert item.start is not None
        assert text[item.start : item.end] == item.text
        text = text[: item.start] + re.sub(r"[^\r\n]", " ", item.text) + text[item.end :]
    held = {
        word
        for leaf in leaves(reading.study)
        for word in re.findall(r"[\w.,<>%-]+", str(leaf).replace("/", " "))
    }
    lost = []
    for line in text.split("\n"):
        if line.strip() in KNOWN:
            continue
        words = line.removeprefix("Trial Outcomes & Findings for")
        bare = OURS.sub(" ", words)
        lost += [
            word
            for word in re.findall(r"[\w.,<>-]+", bare.replace("/", " "))
            if word not in held and word not in OURS_LEFT
        ]
    return lost


OURS_LEFT = {"---", "Measure", "Total", "Participants"}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_word_of_a_page_is_accounted_for(path: Path) -> None:
    assert unaccounted(open_copy(path)) == []


def test_a_size_in_the_heads_of_the_flow_is_not_lost() -> None:
    head = "Participant milestones\n\n| Measure | Fictimab\n"
    text = MARKDOWN.read_text("utf-8")
    assert head in text
    assert unaccounted(of(text.replace(head, f"{head}n=977 Participants\n"))) == []


EDITS = st.lists(
    st.tuples(st.sampled_from(["drop", "repeat", "swap", "insert"]), st.integers(0, 250), st.sampled_from(
        ["zebra", "Measure", "74", "n=5 Participants", "Outcome measures", "Adverse Events", "| a | b |", "1.0%", "PRIMARY outcome", ""]
    )),
    max_size=8,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(path=st.sampled_from(PAGES), edits=EDITS)
def test_no_line_vanishes_from_a_mangled_page(path: Path, edits: list[tuple[str, int, str]]) -> None:
    lines = path.read_text("utf-8").split("\n")
    for edit, at, new in edits:
        at %= len(lines)
        if edit == "drop":
            del lines[at]
        elif edit == "repeat":
            lines.insert(at, lines[at])
        elif edit == "swap":
            lines[at], lines[at - 1] = lines[at - 1], lines[at]
        else:
            lines.insert(at, new)
    begin = time.process_time()
    reading = of("\n".join([*lines, "."]))
    assert time.process_time() - begin < 2
    assert unaccounted(reading) == []


def test_the_command_line_says_that_there_are_no_criteria(tmp_path: Path) -> None:
    printed = json.loads(run(tmp_path, "criteria", FLAT, "--json").stdout)
    assert printed["criteria"] == []
    assert printed["copy"]["format"] == "results page text"
    plain = run(tmp_path, "--plain", FLAT)
    assert plain.returncode == 0
    assert "holds no eligibility criteria" in plain.stdout
