"""Tab 8: the trials that the copy names as related."""

from __future__ import annotations

from trialtui.record.study import RelatedTrial, Study
from trialtui.record.words import phase_words, status_words
from trialtui.sheets.blocks import ABSENT, Block, Heading, Prose
from trialtui.sheets.telling import counted, each, joined, part


def related_blocks(study: Study) -> list[Block]:
    """The Related tab: two lines a trial; the path says which of `Study.related` it is."""
    if not study.related:
        return part("Related trials", [])
    trials = [Prose(_words(one), (at,)) for at, one in each("related", study.related)]
    return [Heading(f"{counted(len(trials), 'related trial')} named by this copy"), *trials]


def _words(one: RelatedTrial) -> str:
    facts = joined(status_words(one.status), phase_words(one.phases), by=" · ")
    return f"{one.title or ABSENT}\n{joined(one.nct_id, facts, by=' ')}"
