"""The checklist in plain text: every criterion with all its words, what is missing said."""

from __future__ import annotations

from trialtui.copies.reader import open_copy, read_copy
from trialtui.copies.sample import sample_path
from trialtui.eligibility.reading import read_criteria
from trialtui.exports.checklist import outline_lines, trial_lines


def test_a_page_that_is_cut_says_so_and_prints_what_there_is() -> None:
    raw = open_copy(sample_path()).copy.raw
    cut = read_copy("cut.txt", raw[: raw.index(b"Sponsors\n")])
    paper = trial_lines(cut)
    assert any(line.startswith("Note: ") for line in paper)
    assert any("I18" in line for line in paper)


def test_a_text_without_criteria_says_that_there_is_no_verdict() -> None:
    assert outline_lines(read_criteria(""))[0] == "No criteria could be read: there is no verdict."
