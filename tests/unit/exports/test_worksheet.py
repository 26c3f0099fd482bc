"""The worksheet: every criterion with all its words, who said what and when and what it said before, never a blank."""

from __future__ import annotations

from pathlib import Path

from trialtui.copies.reader import open_copy
from trialtui.copies.sample import sample_path
from trialtui.desk import Desk
from trialtui.exports.plain import WIDTH
from trialtui.exports.worksheet_text import screening_lines
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
