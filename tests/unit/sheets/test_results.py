"""The Results tab of a study written by hand, in the words a coordinator reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from tests.unit.copies.account_law import FIXTURES

from trialtui.copies.ctgov_json import study_json
from trialtui.copies.json_sorting import fields_of
from trialtui.copies.reader import open_copy
from trialtui.record.module import Module
from trialtui.record.results import (
    BaselineCharacteristicsModule,
    BaselineMeasure,
    Denom,
    DenomCount,
    MeasureCategory,
    MeasureClass,
    Measurement,
    ParticipantFlowModule,
    ResultsGroup,
    ResultsSection,
)
from trialtui.record.sections import AnnotationSection, DocumentSection, MiscInfoModule
from trialtui.record.study import Study
from trialtui.sheets.blocks import Block, Fact, Heading, Prose, Table
from trialtui.sheets.outcomes import outcomes_blocks
from trialtui.sheets.references import references_blocks
from trialtui.sheets.results import results_blocks

STUDY = open_copy(FIXTURES / "results_study.json").study


def part(title: str, blocks: Sequence[Block] | None = None) -> list[Block]:
    """What stands under a heading of the first level."""
    blocks = results_blocks(STUDY) if blocks is None else blocks
    starts = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    start = next(n for n in starts if blocks[n][0] == title)
    return list(blocks[start + 1 : next((n for n in starts if n > start), len(blocks))])


def tables(blocks: Sequence[Block]) -> list[list[tuple[int, tuple[str, ...]]]]:
    """Each table as its rows: depth and cells; the columns first."""
    return [
        [(0, block.columns), *((row.depth, row.cells) for row in block.rows)]
        for block in blocks
        if isinstance(block, Table)
    ]


def facts(blocks: Sequence[Block]) -> dict[str, str | None]:
    return {block.label: block.text for block in blocks if isinstance(block, Fact)}


def prose(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Prose)]


class TestParticipantFlow:
    def test_milestones_and_reasons_stand_by_group(self) -> None:
        assert tables(part("Participant flow")) == [
            [
                (0, ("Milestone", "Fictimab (FG000)", "Placebo (FG001)")),
                (0, ("Started [note 1]", "50 (500 units)", "51 (510 units) [note 2]")),
                (0, ("Seen in week 6", "48", "–")),
                (0, ("Completed", "47", "49")),
                (0, ("Not completed", "3", "2")),
                (0, ("Reasons for leaving",)),
                (1, ("Lost to Follow-up [note 3]", "3 (30 units) [note 4]", "2")),
            ]
        ]

    def test_comments_and_groups_stand_below(self) -> None:
        assert prose(part("Participant flow")) == [
            "[note 1] Counted at the first tablet.",
            "[note 2] One came twice.",
            "[note 3] Letters came back.",
            "[note 4] Two of them by post.",
            "Fictimab (FG000): 10 mg a day by mouth.",
            "Placebo (FG001): The same tablet with nothing in it.",
        ]

    def test_how_people_came_in_stands_above(self) -> None:
        assert facts(part("Participant flow")) == {
            "Recruitment": "From two towns that are on no map.",
            "Before assignment": "A week of waiting came first.",
            "Also counted": "toes",
        }

    def test_a_copy_without_it_says_so_once(self) -> None:
        study = Study(
            results=ResultsSection(
                baseline_characteristics=BaselineCharacteristicsModule(population_description="All")
            )
        )
        assert part("Participant flow", results_blocks(study)) == [Fact("Participant flow", None)]

    def test_one_that_holds_nothing_says_so_too(self) -> None:
        study = Study(results=ResultsSection(participant_flow=ParticipantFlowModule()))
        assert part("Participant flow", results_blocks(study)) == [Fact("Participant flow", None)]


class TestBaseline:
    def test_measures_stand_by_group_with_what_they_are(self) -> None:
        assert tables(part("Baseline characteristics")) == [
            [
                (0, ("Characteristic", "Fictimab (BG000)", "Placebo (BG001)", "Total (BG002)")),
                (0, ("Analysed (Participants)", "50", "51", "101")),
                (
                    0,
                    (
                        "Age, Continuous: Mean (standard deviation), years; of Participants analysed [note 1] [note 2]",
                        "61.5 (8.25) [44 to 79]",
                        "60.0 (9.75)",
                        "60.8 (9.0)",
                    ),
                ),
                (1, ("Analysed (Participants)", "50", "50", "100")),
                (0, ("Sex: Female, Male: Count of participants, Participants; percentages calculated",)),
                (1, ("As they say themselves",)),
                (2, ("Female", "20", "21", "41")),
                (2, ("Male", "30", "NA [note 3]", "–")),
                (2, ("Analysed (toes)", "500", "–", "–")),
            ]
        ]

    def test_denominators_that_are_those_of_all_are_not_said_again(self) -> None:
        table = next(block for block in part("Baseline characteristics") if isinstance(block, Table))
        module = "resultsSection.baselineCharacteristicsModule"
        assert table.rows[0].paths == (f"{module}.denoms[0]", f"{module}.measures[1].denoms[0]")

    def test_a_class_is_not_taken_for_all_where_its_measure_is_of_others(self) -> None:
        def denom(value: str) -> Denom:
            return Denom(units="Participants", counts=(DenomCount(group_id="BG000", value=value),))

        numbers = MeasureCategory(measurements=(Measurement(group_id="BG000", value="7"),))
        measure = BaselineMeasure(
            title="Height",
            denoms=(denom("8"),),
            classes=(MeasureClass(title="Tall", denoms=(denom("9"),), categories=(numbers,)),),
        )
        baseline = BaselineCharacteristicsModule(
            groups=(ResultsGroup(id="BG000"),), denoms=(denom("9"),), measures=(measure,)
        )
        study = Study(results=ResultsSection(baseline_characteristics=baseline))
        assert tables(part("Baseline characteristics", results_blocks(study)))[0][1:] == [
            (0, ("Analysed (Participants)", "9")),
            (0, ("Height",)),
            (1, ("Analysed (Participants)", "8")),
            (1, ("Tall", "7")),
            (2, ("Analysed (Participants)", "9")),
        ]


class TestOutcomeMeasures:
    def test_a_measure_says_what_was_measured_in_whom(self) -> None:
        told = facts(part("Outcome measures"))
        assert [told[label] for label in ("Population", "Measured as", "Percentages", "Denominator")] == [
            "All who came in week 12.", "Least squares mean (95% Confidence Interval), points", "not calculated", "toes",
        ]  # fmt: skip

    def test_values_stand_with_spread_limits_and_denominators(self) -> None:
        assert tables(part("Outcome measures")) == [
            [
                (0, ("Value", "Fictimab (OG000)", "Placebo (OG001)")),
                (0, ("Analysed (Participants)", "47", "49")),
                (0, ("Least squares mean (95% Confidence Interval), points",)),
                (1, ("Big toe",)),
                (2, ("Left", "2.5 [1.9 to 3.1]", "4.75 (0.5) [NA to 5.5] [note 1]")),
                (2, ("Analysed (toes)", "94", "98")),
            ]
        ]

    def test_the_analyses_stand_as_facts(self) -> None:
        told = [(block.label, block.text) for block in part("Outcome measures") if isinstance(block, Fact)]
        start = next(n for n, (label, _) in enumerate(told) if label == "Analysis 1")
        assert told[start : start + 16] == [
            ("Analysis 1", "Fictimab (OG000), Placebo (OG001)"),
            ("About", "Those with both toes."),
            ("Hypothesis", "non-inferiority"),
            ("Non-inferiority test", "yes"),
            ("Non-inferiority", "The margin was half a point."),
            ("Method", "ANCOVA"),
            ("On the method", "With the town as a factor."),
            ("P value", "<0.001"),
            ("On the P value", "Not adjusted."),
            ("Estimate", "Mean Difference (Final Values): -2.25"),
            ("Confidence interval", "95 %, two-sided: -2.9 to -1.6"),
            ("On its lower limit", "By bootstrap."),
            ("On its upper limit", "By hand."),
            ("Dispersion", "standard error of the mean: 0.34"),
            ("On the estimate", "Fictimab minus placebo."),
            ("Other analysis", "A second look gave the same."),
        ]

    def test_groups_that_are_the_same_in_the_next_measure_are_described_once(self) -> None:
        told = prose(part("Outcome measures"))
        assert told.count("Fictimab (OG000): 10 mg a day by mouth.") == 1
        assert told[-1] == "Groups: as described below measure 1."


class TestAdverseEvents:
    def test_the_totals_stand_first_and_a_missing_number_is_a_dash(self) -> None:
        assert tables(part("Adverse events"))[0] == [
            (0, ("Events", "Fictimab (EG000)", "Placebo (EG001)")),
            (0, ("Deaths (any cause)", "0 / 50", "1 / 51")),
            (0, ("Any serious event", "2 / 50", "3 / 51")),
            (0, ("Any other event", "11 / 50", "6 / –")),
        ]

    def test_terms_stand_under_their_organ_system_as_affected_at_risk_events(self) -> None:
        serious, other = tables(part("Adverse events"))[1:]
        assert serious == [
            (0, ("Term", "Fictimab (EG000)", "Placebo (EG001)")),
            (0, ("Injuries of the mind",)),
            (1, ("Fall from a cloud [note 1]", "2 / 50 (4)", "3 / 51")),
        ]
        assert other == [
            (0, ("Term", "Fictimab (EG000)", "Placebo (EG001)", "Assessment")),
            (0, ("Nervous system",)),
            (1, ("Giggles [note 1]", "7 / 50 (9)", "–", "Not systematic")),
            (1, ("Hiccups", "4 / 50", "–", "Systematic")),
            (0, ("Skin",)),
            (1, ("Itching nose", "–", "0 / 51", "Systematic")),
        ]

    def test_what_is_the_same_for_all_terms_is_said_once(self) -> None:
        told = [(block.label, block.text) for block in part("Adverse events") if isinstance(block, Fact)]
        assert told[-3:] == [
            ("Vocabulary", "InventDRA 3.1"),
            ("Assessment", "Systematic"),
            ("Vocabulary", "InventDRA 3.1"),
        ]


class TestTheOtherParts:
    def test_more_information(self) -> None:
        assert facts(part("More information")) == {
            "Limitations": "None of it is real.",
            "Sponsor's employees": "not all principal investigators are",
            "Agreement restricts": "yes: what investigators may publish or discuss",
            "Restriction": "The sponsor can hold publications back for up to 60 days",
            "On the agreement": "A month would do.",
            "Contact": "Ada Placeholder, University of Nowhere, 555-0100 ext. 7, ada@example.org",
        }

    def test_what_the_registry_says_of_it(self) -> None:
        told = [
            (block.label, block.text) for block in part("Notices of the registry") if isinstance(block, Fact)
        ]
        assert told == [
            ("Responsible", "Ben Placeholder, Clerk"),
            ("Not posted", "Results submitted, 2024-11-05"),
            ("Not posted", "Results taken back, date unknown"),
            ("Violation", "Penalty imposed, created 2024-12-01, issued 2024-12-02, released 2024-12-03, posted 2024-12-04: A stern look."),
            ("Results submitted", "2024-11-06, as the registry estimates"),
            ("Comments posted", "2024-11-20, actual"),
            ("Submission", "released 2024-11-07, taken back 2024-11-08, returned 2024-11-09, day it was taken back known, posted with comments as release 2"),
        ]  # fmt: skip

    def test_references_documents_and_data(self) -> None:
        blocks = references_blocks(STUDY)
        assert facts(part("References", blocks)) == {
            "Result": "Placeholder A. Fictimab works in the mind. J Invent. 2024;1:1-9. PMID 90000001 "
            "RETRACTED: PMID 90000002, J Invent. 2025;2:3"
        }
        assert prose(part("Links", blocks)) == ["The trial's own page: https://trial.example.org/fictimab"]
        assert facts(part("Documents", blocks)) == {
            "Document": "Study Protocol and Plan; kind Prot_SAP; holds protocol, analysis plan; holds no consent form; "
            "dated 2023-02-01; uploaded 2024-11-05T10:31; file Prot_SAP_000.pdf; 123456 bytes",
            "Analysis plan": "not said that none exists",
        }
        assert facts(part("Participant data", blocks)) == {
            "Shared": "Yes", "Beside the data": "Study protocol, Clinical study report", "Time frame": "From 2026 on",
            "Who gets access": "A plan that a committee likes.", "Address": "https://data.example.org",
            "Available": "Individual Participant Data Set, DS-7, https://data.example.org/7: On request only.",
        }  # fmt: skip

    def test_the_outcomes_as_registered(self) -> None:
        blocks = outcomes_blocks(STUDY)
        assert [block[:3] for block in blocks if isinstance(block, Heading)] == [
            ("Primary outcomes", 1, "1"),
            ("1. Pain on the made-up scale", 2, ""),
            ("Secondary outcomes", 1, ""),
            ("Other outcomes", 1, "1"),
            ("1. Steps a day", 2, ""),
        ]
        assert facts(part("Secondary outcomes", blocks)) == {"Secondary outcomes": None}


class TestTheStateOfTheResults:
    def test_a_study_without_results_says_so_once(self) -> None:
        heading = Heading("Results")
        assert results_blocks(Study(has_results=False)) == [
            heading,
            Fact("Results", "none posted", ("hasResults",)),
        ]
        assert results_blocks(Study()) == [heading, Fact("Results", None, ("hasResults",))]

    def test_a_copy_that_lacks_results_that_are_posted_says_both(self) -> None:
        told = [
            (block.label, block.text)
            for block in results_blocks(Study(has_results=True))
            if isinstance(block, Fact)
        ]
        assert told == [("Results", "posted at the registry"), ("Results section", None)]


class TestTheFixture:
    @pytest.mark.parametrize(
        ("section", "module"),
        [
            ("resultsSection", ResultsSection),
            ("annotationSection", AnnotationSection),
            ("documentSection", DocumentSection),
            ("derivedSection.miscInfoModule", MiscInfoModule),
        ],
    )
    def test_it_fills_every_field_of_these(self, section: str, module: type[Module]) -> None:
        found: Any = study_json(STUDY)
        for name in section.split("."):
            found = found[name]
        assert list(_unfilled(module, [found], section)) == []

    def test_no_label_of_a_fact_is_longer_than_its_column(self) -> None:
        blocks = [*results_blocks(STUDY), *references_blocks(STUDY), *outcomes_blocks(STUDY)]
        assert [block.label for block in blocks if isinstance(block, Fact) and len(block.label) > 20] == []


def _unfilled(module: type[Module], values: Sequence[Any], path: str) -> Iterator[str]:
    for key, field in fields_of(module).items():
        here = [value[key] for value in values if key in value]
        if not here:
            yield f"{path}.{key}"
        below = field.item or field
        if below.module:
            yield from _unfilled(
                below.module, [one for each in here for one in each] if field.item else here, f"{path}.{key}"
            )
