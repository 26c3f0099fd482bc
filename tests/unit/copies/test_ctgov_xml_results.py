"""The results in legacy XML go to the fields that the registry's v2 has for them, in its words."""

from __future__ import annotations

from tests.unit.copies.account_law import FIXTURES
from tests.unit.copies.test_ctgov_xml import left, read, unaccounted, written

from trialtui.copies.copy import CopyReading
from trialtui.copies.reader import open_copy
from trialtui.record.results import (
    AdverseEvent,
    BaselineCharacteristicsModule,
    BaselineMeasure,
    CertainAgreement,
    Denom,
    DenomCount,
    DropWithdraw,
    EventGroup,
    EventStats,
    FlowMilestone,
    FlowPeriod,
    FlowStats,
    LimitationsAndCaveats,
    MeasureAnalysis,
    MeasureCategory,
    MeasureClass,
    Measurement,
    MoreInfoModule,
    OutcomeMeasure,
    ParticipantFlowModule,
    PointOfContact,
    ResultsGroup,
)


def results() -> CopyReading:
    return open_copy(FIXTURES / "study_with_results.xml")


def one_class(*measurements: Measurement, title: str | None = None) -> tuple[MeasureClass, ...]:
    return (MeasureClass(categories=(MeasureCategory(title, measurements),)),)


class TestEachPart:
    def test_participant_flow(self) -> None:
        assert results().study.results.participant_flow == ParticipantFlowModule(
            pre_assignment_details="One cup was spilled.",
            recruitment_details="At two kettles.",
            groups=(ResultsGroup("P1", "Tea", "Three cups"), ResultsGroup("P2", "Water")),
            periods=(
                FlowPeriod(
                    "The Wet Week",
                    (
                        FlowMilestone(
                            "STARTED",
                            None,
                            (FlowStats("P1", "one came late", "21"), FlowStats("P2", None, "20")),
                        ),
                    ),
                    (DropWithdraw("Went Home", None, (FlowStats("P1", None, "2"),)),),
                ),
            ),
        )

    def test_baseline(self) -> None:
        assert results().study.results.baseline_characteristics == BaselineCharacteristicsModule(
            population_description="Everybody",
            groups=(ResultsGroup("B1", "Total"),),
            denoms=(Denom("Participants", (DenomCount("B1", "41"),)),),
            measures=(
                BaselineMeasure(
                    title="Age",
                    unit_of_measure="years",
                    param_type="MEAN",
                    dispersion_type="STANDARD_DEVIATION",
                    classes=one_class(Measurement("B1", "51.5", "3.25")),
                ),
                BaselineMeasure(
                    title="Boots",
                    param_type="COUNT_OF_PARTICIPANTS",
                    classes=(
                        MeasureClass(
                            "Left foot",
                            (Denom("Participants", (DenomCount("B1", "39"),)),),
                            (
                                MeasureCategory(
                                    "Leaking", (Measurement("B1", "NA", comment="nobody looked"),)
                                ),
                            ),
                        ),
                    ),
                ),
            ),
        )

    def test_outcome_measures_and_their_analyses(self) -> None:
        module = results().study.results.outcome_measures
        assert module is not None
        wetness, steam = module.outcome_measures
        assert steam == OutcomeMeasure(
            type="OTHER_PRE_SPECIFIED", title="Steam", anticipated_posting_date="2031-06"
        )
        assert wetness == OutcomeMeasure(
            type="PRIMARY",
            title="Wetness",
            description="Weight of the socks.",
            population_description="All with socks",
            param_type="LEAST_SQUARES_MEAN",
            dispersion_type="95% Confidence Interval",
            unit_of_measure="grams",
            time_frame="1 week",
            denom_units_selected="Socks",
            groups=(ResultsGroup("O1", "Tea"), ResultsGroup("O2", "Water")),
            denoms=(Denom("Socks", (DenomCount("O1", "38"), DenomCount("O2", "40"))),),
            classes=one_class(
                Measurement("O1", "81", None, "77", "85"), Measurement("O2", "82", None, "78", "86")
            ),
            analyses=(
                MeasureAnalysis(
                    param_type="Difference",
                    param_value="-1",
                    dispersion_type="STANDARD_ERROR_OF_MEAN",
                    dispersion_value="0.5",
                    statistical_method="Weighing",
                    statistical_comment="On a scale",
                    p_value="<0.05",
                    p_value_comment="Hardly",
                    ci_num_sides="TWO_SIDED",
                    ci_pct_value="95",
                    ci_lower_limit="-2",
                    ci_upper_limit="NA",
                    ci_upper_limit_comment="Too dry",
                    estimate_comment="In grams",
                    non_inferiority_type="SUPERIORITY_OR_OTHER_LEGACY",
                    non_inferiority_comment="None was planned",
                    group_description="Tea against water",
                    group_ids=("O1", "O2"),
                ),
            ),
        )

    def test_deaths_and_other_totals_stand_with_the_groups(self) -> None:
        events = results().study.results.adverse_events
        assert events is not None
        assert (events.time_frame, events.description, events.frequency_threshold) == (
            "8 days",
            "Asked every evening.",
            "5",
        )
        assert events.event_groups == (
            EventGroup("E1", "Tea", None, 0, 21, 2, 21, 4, 21),
            EventGroup("E2", "Water", None, 1, 20, 3, 20),
        )

    def test_events_have_the_vocabulary_of_all_unless_they_name_their_own(self) -> None:
        events = results().study.results.adverse_events
        assert events is not None
        assert events.serious_events == (
            AdverseEvent(
                "Chilblain",
                "Feet disorders",
                "MedDRA 99.1",
                "SYSTEMATIC_ASSESSMENT",
                None,
                (EventStats("E1", 5, 2, 21),),
            ),
            AdverseEvent(
                "Soaking",
                "Feet disorders",
                "Sock Atlas",
                "NON_SYSTEMATIC_ASSESSMENT",
                "To the knee",
                (EventStats("E2", None, 3, 20),),
            ),
        )
        assert events.other_events == (
            AdverseEvent("Gloom", "Mood disorders", None, None, None, (EventStats("E1", None, 4, 21),)),
        )

    def test_more_information(self) -> None:
        assert results().study.results.more_info == MoreInfoModule(
            LimitationsAndCaveats("It did not rain."),
            CertainAgreement(pi_sponsor_employee=True),
            PointOfContact("Head of Kettles", "Teahouse", "kettle@example.org", "555-0100"),
        )


class TestAgreements:
    EMBARGO = (
        "The only disclosure restriction on the PI is that the sponsor can review results communications prior to public release and can "
        "embargo communications regarding trial results for a period that is {}. The sponsor cannot require changes."
    )

    def agreement(self, words: str) -> CertainAgreement | None:
        reading = read(
            f"<clinical_results><certain_agreements><restrictive_agreement>{words}</restrictive_agreement></certain_agreements></clinical_results>"
        )
        assert unaccounted(reading) == []
        info = reading.study.results.more_info
        return info.certain_agreement if info else None

    def test_the_registrys_own_sentences_are_its_own_words(self) -> None:
        short, long = "less than or equal to 60 days", "more than 60 days but less than or equal to 180 days"
        assert self.agreement(self.EMBARGO.format(short)) == CertainAgreement(None, "LTE60", True)
        assert self.agreement(self.EMBARGO.format(long)) == CertainAgreement(None, "GT60", True)

    def test_the_sponsors_own_sentence_stays(self) -> None:
        assert self.agreement("Ask first.") == CertainAgreement(other_details="Ask first.")


def old_outcome(measures: str) -> CopyReading:
    """An outcome as it stood before 12/02/2016, with a list of measures."""
    return read(
        "<clinical_results><outcome_list><outcome><title>Wetness</title><safety_issue>No</safety_issue>"
        f"<measure_list>{measures}</measure_list></outcome></outcome_list></clinical_results>"
    )


def old_measure(title: str, value: str, more: str = "") -> str:
    return (
        f"<measure><title>{title}</title><units>participants</units><param>Number</param>{more}<category_list><category>"
        f'<measurement_list><measurement group_id="O1" value="{value}"/></measurement_list></category></category_list></measure>'
    )


class TestOlderOutcomes:
    def outcome(self, reading: CopyReading) -> OutcomeMeasure:
        assert unaccounted(reading) == []
        module = reading.study.results.outcome_measures
        assert module is not None
        (outcome,) = module.outcome_measures
        return outcome

    def test_the_number_of_participants_becomes_the_denominator(self) -> None:
        reading = old_outcome(old_measure("Number of Participants", "38") + old_measure("Wetness", "12"))
        outcome = self.outcome(reading)
        assert outcome.denoms == (Denom("Participants", (DenomCount("O1", "38"),)),)
        assert outcome.classes == one_class(Measurement("O1", "12"))
        assert left(reading) == {
            "clinical_study/clinical_results/outcome_list/outcome/safety_issue": "No",
        }
        assert "Number of Participants" in written(reading).values()

    def test_a_number_of_participants_that_says_more_stays_a_measure(self) -> None:
        reading = old_outcome(
            old_measure("Number of Participants", "38", "<description>with boots</description>")
        )
        outcome = self.outcome(reading)
        assert (outcome.denoms, outcome.description) == ((), "with boots")

    def test_of_several_measures_one_has_a_place(self) -> None:
        reading = old_outcome(old_measure("Wetness", "12") + old_measure("Mud", "99"))
        assert self.outcome(reading).classes == one_class(Measurement("O1", "12"))
        assert {"Mud", "99"} <= set(left(reading).values())


class TestOddEvents:
    def events(self, inside: str, groups: str = '<group group_id="E1"/>') -> CopyReading:
        reading = read(
            f"<clinical_results><reported_events><group_list>{groups}</group_list><serious_events>{inside}</serious_events>"
            "</reported_events></clinical_results>"
        )
        assert unaccounted(reading) == []
        return reading

    def rows(self, category: str, *events: str) -> str:
        listed = "".join(f"<event>{event}</event>" for event in events)
        return f"<category_list><category><title>{category}</title><event_list>{listed}</event_list></category></category_list>"

    def test_a_total_of_an_unknown_group_stays_an_event(self) -> None:
        total = '<sub_title>Total, serious adverse events</sub_title><counts group_id="E9" subjects_affected="4"/>'
        events = self.events(self.rows("Total", total)).study.results.adverse_events
        assert events is not None
        assert [(event.organ_system, event.term) for event in events.serious_events] == [
            ("Total", "Total, serious adverse events")
        ]
        assert events.event_groups == (EventGroup("E1"),)

    def test_a_vocabulary_that_no_event_needs_is_left_over(self) -> None:
        event = '<sub_title vocab="Own">Itch</sub_title><counts group_id="E1"/>'
        reading = self.events("<default_vocab>Common</default_vocab>" + self.rows("Skin", event))
        assert list(left(reading).values()) == ["Common"]

    def test_a_number_of_events_in_a_total_and_a_text_in_a_count_are_left_over(self) -> None:
        total = '<sub_title>Total, serious adverse events</sub_title><counts group_id="E1" events="7" subjects_affected="4"/>'
        reading = self.events(self.rows("Total", total) + "stray")
        assert sorted(left(reading).values()) == ["7", "stray"]
