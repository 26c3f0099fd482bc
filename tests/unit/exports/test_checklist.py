"""The checklist on paper: every criterion with all its words, never a blank where an answer could be."""

from __future__ import annotations

from pathlib import Path

from trialtui.copies.reader import open_copy, read_copy
from trialtui.copies.sample import sample_path
from trialtui.desk import Desk
from trialtui.eligibility.reading import read_criteria
from trialtui.exports.checklist import WIDTH, outline_lines, screening_lines, trial_lines
from trialtui.library.log import ScreeningLog
from trialtui.screening.answers import Answer


def desk(folder: Path) -> Desk:
    found = Desk(open_copy(sample_path()), ScreeningLog(folder / "data", who="MK"))
    found.take_code("S-014")
    return found


def test_every_criterion_stands_with_all_its_words(tmp_path: Path) -> None:
    here = desk(tmp_path)
    paper = "".join("".join(screening_lines(here)).split())
    for row in here.checklist.rows:
        assert "".join(row.text.split()) in paper


def test_an_unanswered_row_says_so(tmp_path: Path) -> None:
    here = desk(tmp_path)
    lines = screening_lines(here)
    assert sum("[NOT ANSWERED]" in line for line in lines) == len(here.checklist.rows)


def test_an_answer_stands_with_effect_source_and_person(tmp_path: Path) -> None:
    here = desk(tmp_path)
    here.act([here.screening.give("E7", Answer.YES, source="lab 2026-11-02")])
    paper = "\n".join(screening_lines(here))
    assert "E7 (SSc, proposed) [Yes] EXCLUDES" in paper
    assert "Source: lab 2026-11-02" in paper
    assert "By MK, " in paper
    assert "blockers: E7" in paper


def test_no_line_is_wider_than_paper(tmp_path: Path) -> None:
    assert max(map(len, screening_lines(desk(tmp_path)))) <= WIDTH


def test_a_page_that_is_cut_says_so_and_prints_what_there_is() -> None:
    raw = open_copy(sample_path()).copy.raw
    cut = read_copy("cut.txt", raw[: raw.index(b"Sponsors\n")])
    paper = trial_lines(cut)
    assert any(line.startswith("Note: ") for line in paper)
    assert any("I18" in line for line in paper)


def test_a_text_without_criteria_says_that_there_is_no_verdict() -> None:
    assert outline_lines(read_criteria(""))[0] == "No criteria could be read: there is no verdict."
