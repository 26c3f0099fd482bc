"""Whether results are posted: told by Summary and by Results, so that Summary loads no table of results."""

from __future__ import annotations

from trialtui.record.study import Study

POSTED = {True: "posted at the registry", False: "none posted", None: None}


def results_words(study: Study) -> tuple[str | None, tuple[str, ...]]:
    """The state of the results in words, and the fields that these tell."""
    if study.results_note:
        return study.results_note, ("resultsNote",)
    return POSTED[study.has_results], ("hasResults",)
