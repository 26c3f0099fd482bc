"""Tab 6: what came out: participant flow, baseline, outcome measures, adverse events, and what the registry adds."""

from __future__ import annotations

from trialtui.record.results import ResultsSection
from trialtui.record.study import Study
from trialtui.sheets.adverse_events import adverse_events_blocks
from trialtui.sheets.baseline import baseline_blocks
from trialtui.sheets.blocks import Block, Fact, Heading, Prose
from trialtui.sheets.flow import flow_blocks
from trialtui.sheets.measures import DASH
from trialtui.sheets.more_info import more_info_blocks, notices_blocks
from trialtui.sheets.outcome_measures import outcome_measures_blocks
from trialtui.sheets.posting import POSTED, results_words


def results_blocks(study: Study) -> list[Block]:
    """The Results tab."""
    results = study.results
    blocks: list[Block] = [Heading("Results"), *_state(study)]
    notices = notices_blocks(study.annotations.annotation, study.derived.misc_info)
    if results == ResultsSection():
        if study.has_results:
            blocks.append(Fact("Results section", None))
        return blocks + notices
    return [
        *blocks,
        Prose(DASH),
        *flow_blocks(results.participant_flow),
        *baseline_blocks(results.baseline_characteristics),
        *outcome_measures_blocks(results.outcome_measures),
        *adverse_events_blocks(results.adverse_events),
        *more_info_blocks(results.more_info),
        *notices,
    ]


def _state(study: Study) -> list[Block]:
    words, paths = results_words(study)
    state: list[Block] = [Fact("Results", words, paths)]
    if study.results_note and study.has_results is not None:
        state.append(Fact("At the registry", POSTED[study.has_results], ("hasResults",)))
    return state
