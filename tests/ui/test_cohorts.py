"""Scopes are proposed until a person confirms them; criteria can be moved, cohorts closed at this site."""

from __future__ import annotations

from pathlib import Path

from tests.ui.sitting import LOW, sitting, study

ONE_COHORT = "Inclusion Criteria:\n\n1. Has a cough.\n\nExclusion Criteria:\n\n1. Sings at night.\n"


async def test_proposed_scopes_carry_a_question_mark_until_they_are_confirmed(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I5")
        assert " LN? " in screen.row("I5")
        assert "scopes proposed" in screen.verdict
        await screen.press("C")
        assert "LN: I1-I5, E1-E4" in screen.foot
        assert "SSc: I6-I11, E5-E13" in screen.foot
        await screen.press("1")
        assert " LN  " in screen.row("I5")
        assert "scopes proposed" not in screen.verdict
        assert screen.kinds == ["scopes.confirmed"]


async def test_a_confirmation_can_be_declined_and_undone(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "C", "2")
        assert screen.kinds == []
        await screen.press("C", "escape")
        assert screen.kinds == []
        await screen.press("C", "1", "z")
        assert "scopes proposed" in screen.verdict


async def test_the_whole_question_of_a_confirmation_is_on_a_low_screen(data: Path) -> None:
    async with sitting(data, size=LOW) as screen:
        await screen.press("3", "C")
        for words in ("LN: I1-I5, E1-E4", "SSc: I6-I11", "E5-E13", "1 confirm", "2 not yet"):
            assert words in screen.foot


async def test_confirmed_scopes_hold_for_the_next_subject_and_the_next_start(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "C", "1")
        await screen.new_subject("S-001")
        assert "scopes proposed" not in screen.verdict
    async with sitting(data) as screen:
        assert "scopes proposed" not in screen.verdict


async def test_a_criterion_moved_to_everyone_counts_for_both_and_back_again(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "C", "1")
        await screen.to("I6")
        await screen.press("m")
        assert "I6 belongs to SSc. Move it to:" in screen.foot
        await screen.press("1", "n")
        assert "LN NOT ELIGIBLE I6" in screen.verdict
        assert "scopes proposed" in screen.verdict, "what was confirmed is not what stands now"
        await screen.press("m", "3")
        assert "LN open, 26 left" in screen.verdict
        assert "SSc NOT ELIGIBLE I6" in screen.verdict
        assert "scopes proposed" not in screen.verdict
        await screen.press("h")
        assert "scope SSc → everyone" in screen.words
        assert "scope everyone → SSc" in screen.words


async def test_moving_to_where_it_is_says_so(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("I6")
        await screen.press("m", "3")
        assert screen.status == "I6 belongs to SSc already"
        assert screen.events == []


async def test_a_limit_of_the_record_is_everyones(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.to("R1")
        await screen.press("m", "2")
        assert "holds for everyone" in screen.status


async def test_a_cohort_is_closed_and_opened_at_this_site(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "x")
        assert screen.status == "Look at the cohort first: c."
        await screen.press("c", "x")
        assert "LN not open here" in screen.verdict
        assert "SSc open, 32 left" in screen.verdict
        await screen.press("c", "x", "V")
        assert "Overall: NOT OPEN HERE" in screen.words
        await screen.press("escape", "x")
        assert "SSc open, 32 left" in screen.verdict
        assert screen.kinds == ["cohort.closed", "cohort.closed", "cohort.reopened"]


async def test_the_cohort_looked_at_is_marked_and_the_others_stay_on_the_screen(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "c")
        assert "[LN open, 26 left]" in screen.verdict
        assert "SSc open, 32 left" in screen.verdict
        await screen.press("c")
        assert "[SSc open, 32 left]" in screen.verdict
        await screen.press("c")
        assert "[" not in screen.verdict


async def test_a_text_without_cohorts_has_nothing_to_confirm_or_move(data: Path) -> None:
    async with sitting(data, study(ONE_COHORT)) as screen:
        await screen.press("3", "C")
        assert "no scopes to confirm" in screen.status
        await screen.press("m")
        assert "one cohort" in screen.status
        await screen.press("c")
        assert "one cohort" in screen.status
        assert "scopes proposed" not in screen.verdict


async def test_the_view_of_a_cohort_leaves_the_rows_of_others_out(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("3", "c", "v", "v", "v")
        keys = [row.key for row in screen.trial.listing.rows if row.key]
        assert "view: this cohort" in screen.text
        assert "I5" in keys
        assert "I12" in keys
        assert "I6" not in keys
