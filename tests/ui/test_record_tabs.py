"""The whole record on screen: outcomes, results as tables, references; sites filtered; the source of any row; search over all of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.ui.sitting import LOW, SMALL, WIDE, Sitting, page, sitting, study

from trialtui.copies.copy import CopyReading
from trialtui.copies.reader import read_copy
from trialtui.ui.glyphs import show

ARMS = (
    "Fictimab low",
    "Fictimab middle",
    "Fictimab high",
    "Placebo",
    "Open label",
    "Extension",
    "Rescue",
    "Nothing",
)
SYSTEMS = ("Cardiac disorders", "Eye disorders", "Gastrointestinal disorders")
LETTERS = "abcdefghijklmnopqrst"


def adverse(terms: int = 60) -> dict[str, Any]:
    """Other events: `terms` of them over three organ systems, in eight groups of 50; event n of group g was seen in n % 5 + g people."""
    groups = [
        {"id": f"EG00{n}", "title": name, "otherNumAffected": n, "otherNumAtRisk": 50}
        for n, name in enumerate(ARMS)
    ]
    events = [
        {
            "term": f"Invented complaint {number}",
            "organSystem": SYSTEMS[number * len(SYSTEMS) // terms],
            "stats": [{"groupId": f"EG00{n}", "numAffected": number % 5 + n, "numAtRisk": 50} for n in range(len(ARMS))],
        }
        for number in range(terms)
    ]  # fmt: skip
    return {"timeFrame": "52 weeks", "eventGroups": groups, "otherEvents": events}


FLOW = {
    "recruitmentDetails": "Recruited in two invented villages.",
    "groups": [{"id": "FG000", "title": "Fictimab"}, {"id": "FG001", "title": "Placebo"}],
    "periods": [
        {
            "title": "Overall Study",
            "milestones": [
                {"type": "STARTED", "achievements": [{"groupId": "FG000", "numSubjects": "48"}, {"groupId": "FG001", "numSubjects": "52"}]},
                {"type": "COMPLETED", "achievements": [{"groupId": "FG000", "numSubjects": "41"}, {"groupId": "FG001", "numSubjects": "47"}]},
            ],
        }
    ],
}  # fmt: skip
MEASURE = {
    "type": "PRIMARY",
    "title": "Change of the invented score",
    "paramType": "MEAN",
    "dispersionType": "STANDARD_DEVIATION",
    "unitOfMeasure": "points",
    "timeFrame": "Week 12",
    "groups": [{"id": "OG000", "title": "Fictimab"}, {"id": "OG001", "title": "Placebo"}],
    "classes": [
        {"categories": [{"measurements": [{"groupId": "OG000", "value": "-3.7", "spread": "1.1"}, {"groupId": "OG001", "value": "-0.4", "spread": "1.3"}]}]}
    ],
}  # fmt: skip


def with_results(terms: int = 60, **more: Any) -> CopyReading:
    """A study with results in every part, written by hand."""
    whole = {
        "protocolSection": {
            "identificationModule": {"nctId": "NCT99000078", "briefTitle": "An Invented Trial with Results"},
            "statusModule": {"overallStatus": "COMPLETED", "whyStopped": "The money\nran out."},
            "eligibilityModule": {
                "eligibilityCriteria": "Inclusion Criteria:\n\n1. Has a cough.\n",
                "minimumAge": "21 Years",
            },
            "outcomesModule": {
                "primaryOutcomes": [{"measure": "Change of the invented score", "timeFrame": "Week 12"}],
                "secondaryOutcomes": [{"measure": "Days without a cough", "description": "Counted in a diary."}],
            },
            "referencesModule": {"references": [{"pmid": "99000001", "citation": "Nobody N. On coughs. J Invent. 2021."}]},
            **more,
        },
        "resultsSection": {
            "participantFlowModule": FLOW,
            "outcomeMeasuresModule": {"outcomeMeasures": [MEASURE]},
            "adverseEventsModule": adverse(terms),
        },
        "documentSection": {"largeDocumentModule": {"largeDocs": [{"label": "Study Protocol", "filename": "Prot_000.pdf"}]}},
        "hasResults": True,
    }  # fmt: skip
    return read_copy("NCT99000078.json", json.dumps(whole, indent=1).encode())


async def read_all(screen: Sitting, start: str = "g", key: str = "pagedown") -> str:
    """Everything a tab shows from its top, read page by page; or from its end."""
    await screen.press(start)
    pages = [screen.part("#list")]
    for _ in range(300):
        top = screen.trial.listing.top
        await screen.press(key)
        if screen.trial.listing.top == top:
            break
        pages.append(screen.part("#list"))
    return "\n".join(pages)


async def go_to(screen: Sitting, words: str) -> None:
    """Search for words, and so stand on the row that holds them."""
    await screen.press("slash", "ctrl+u")
    await screen.type(words)
    await screen.press("enter")


# --- the tabs


async def test_outcomes_stand_under_their_kinds(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.press("5")
        words = screen.words
        assert words.index("Primary outcomes") < words.index("Change of the invented score")
        assert words.index("Secondary outcomes") < words.index("Days without a cough")
        assert "Counted in a diary." in words
        assert "Other outcomes not in this copy" in words


async def test_references_and_documents_stand_in_one_tab(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.press("7")
        words = " ".join((await read_all(screen)).split())
        assert "Nobody N. On coughs. J Invent. 2021." in words
        assert "Study Protocol" in words
        assert "Prot_000.pdf" in words


async def test_results_are_told_in_tables_by_group(data: Path) -> None:
    async with sitting(data, with_results(), size=WIDE) as screen:
        await screen.press("6")
        lines = [" ".join(line.split()) for line in (await read_all(screen)).splitlines()]
        assert "Milestone Fictimab (FG000) Placebo (FG001)" in lines
        assert "Started 48 52" in lines
        assert "Completed 41 47" in lines
        assert any("-3.7 (1.1)" in line and "-0.4 (1.3)" in line for line in lines)
        assert "Recruitment Recruited in two invented villages." in lines


@pytest.mark.parametrize("digit", ["5", "6", "7"])
async def test_a_tab_the_copy_holds_nothing_for_says_so(data: Path, digit: str) -> None:
    async with sitting(data, study("")) as screen:
        await screen.press(digit)
        assert "not in this copy" in screen.words


async def test_no_tab_is_built_before_it_is_shown(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        assert set(screen.trial.record._kept) == {"1"}
        await screen.press("6")
        assert set(screen.trial.record._kept) == {"1", "6"}


@pytest.mark.parametrize(("width", "names"), [
    (120, " 1 Summary  2 Arms  3 Criteria  4 Sites  5 Outcomes  6 RESULTS  7 References  8 Related  0 Source"),
    (80, " 1 Sum 2 Arms 3 Crit 4 Sites 5 Outc 6 RESULTS 7 Refs 8 Related 0 Source"),
    (40, " 1 2 3 4 5 6 RESULTS 7 8 0"),
])  # fmt: skip
async def test_every_tab_has_its_number_at_every_width(data: Path, width: int, names: str) -> None:
    async with sitting(data, with_results(), size=(width, 24)) as screen:
        await screen.press("6")
        assert screen.lines[2] == names


# --- parts


async def test_the_index_leads_to_a_part(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.press("6")
        assert "Outcome measures 1" in screen.words
        while "Adverse events" not in screen.cursor:
            await screen.press("down")
        await screen.press("enter")
        assert screen.trial.listing.current_key.startswith("part.")
        assert screen.lines[5] == "▌ Adverse events"


async def test_brackets_go_from_part_to_part(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.press("6")
        seen = []
        for _ in range(4):
            await screen.press("right_square_bracket")
            seen.append(" ".join(screen.cursor.split()[1:]))
        assert seen == ["Participant flow", "Groups", "Baseline characteristics", "Outcome measures 1"]
        await screen.press("left_square_bracket")
        assert screen.cursor == "▌ Baseline characteristics"
        await screen.press(
            "left_square_bracket", "left_square_bracket", "left_square_bracket", "left_square_bracket"
        )
        assert "No part above" in screen.status


async def test_enter_on_a_heading_moves_nothing(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.press("6", "right_square_bracket")
        before = screen.part("#list")
        await screen.press("enter")
        assert screen.part("#list") == before
        assert "] and [" in screen.status


# --- tables


async def test_the_head_of_a_long_table_stays_while_its_rows_scroll(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.press("6")
        await go_to(screen, "complaint 40")
        top = screen.part("#list").splitlines()
        assert top[0].startswith("  Other events")
        assert top[1].startswith("  Term")
        assert "Fictimab" in top[1]
        assert "complaint 40" in screen.cursor


@pytest.mark.parametrize("size", [SMALL, WIDE, LOW])
async def test_the_cursor_never_hides_beneath_the_head(data: Path, size: tuple[int, int]) -> None:
    async with sitting(data, with_results(), size=size) as screen:
        await screen.press("6", "G")
        for _ in range(70):
            await screen.press("up")
            row = screen.trial.listing.current
            assert row is not None
            words = row.words.split()[:2]
            assert words[0] in screen.cursor, f"{words} is not where the mark stands: {screen.cursor}"


@pytest.mark.parametrize("size", [SMALL, LOW])
async def test_reading_by_pages_leaves_no_row_out(data: Path, size: tuple[int, int]) -> None:
    async with sitting(data, with_results(), size=size) as screen:
        await screen.press("6")
        words = " ".join((await read_all(screen)).split())
        assert [number for number in range(60) if f"complaint {number} " not in words + " "] == []
        words = " ".join((await read_all(screen, "G", "pageup")).split())
        assert [number for number in range(60) if f"complaint {number} " not in words + " "] == []


async def test_columns_are_reached_sideways_and_the_first_one_stays(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.press("6")
        await go_to(screen, "complaint 12")
        assert "of 8 >" in screen.part("#list")
        assert " ".join(screen.cursor.split()) == "▌ Invented complaint 12 2 / 50 3 / 50 4 / 50 5 / 50 6 / 50"
        await screen.press("right")
        assert "< 2-6 of 8 >" in " ".join(screen.part("#list").split())
        assert screen.cursor.split()[:7] == ["▌", "Invented", "complaint", "12", "3", "/", "50"]
        await screen.press(*["right"] * 9)
        assert "last column" in screen.status
        assert screen.cursor.split()[-3:] == ["9", "/", "50"]
        assert "(EG007)" in screen.part("#list")
        assert "8 >" not in screen.part("#list")
        await screen.press(*["left"] * 9)
        assert "first column" in screen.status


async def test_a_table_that_was_moved_is_found_so_again(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.press("6")
        await go_to(screen, "complaint 12")
        await screen.press("right", "right")
        moved = screen.part("#list")
        await screen.press("1", "6")
        assert screen.part("#list") == moved


async def test_where_every_column_fits_nothing_moves(data: Path) -> None:
    async with sitting(data, with_results(), size=(200, 60)) as screen:
        await screen.press("6", "right")
        assert "No table here is wider" in screen.status
        await go_to(screen, "complaint 12")
        assert screen.cursor.count("/ 50") == 8


async def test_without_unicode_a_table_is_in_ascii(data: Path) -> None:
    show.utf8 = False
    try:
        async with sitting(data, with_results()) as screen:
            await screen.press("6")
            assert (await read_all(screen)).isascii()
    finally:
        show.utf8 = True


# --- the sites

SITES = {
    "locations": [
        {"facility": f"Hospital {letter}", "city": city, "country": country, "status": status}
        for letter, (city, country, status) in zip(
            "ABCDEF",
            [
                ("Berlin", "Germany", "RECRUITING"), ("Bonn", "Germany", "COMPLETED"), ("Lyon", "France", "RECRUITING"),
                ("Lille", "France", "RECRUITING"), ("Oslo", "Norway", "WITHDRAWN"), ("Bergen", "Norway", "RECRUITING"),
            ],
            strict=True,
        )
    ]
}  # fmt: skip


@pytest.mark.parametrize("size", [SMALL, WIDE, LOW])
async def test_sites_narrow_while_one_types(data: Path, size: tuple[int, int]) -> None:
    async with sitting(data, with_results(contactsLocationsModule=SITES), size=size) as screen:
        await screen.press("4", "f")
        await screen.type("germ")
        assert {key for key in screen.listed if key.startswith("site.")} == {"site.0", "site.1"}
        await screen.type("any recr")
        assert {key for key in screen.listed if key.startswith("site.")} == {"site.0"}
        assert screen.listed["counts"] == "Germany 1"
        assert screen.listed["statuses"] == "Recruiting 1"
        await screen.press("enter")
        assert "1 of 6 sites: germany recr" in screen.words
        await screen.press("escape")
        assert len([key for key in screen.listed if key.startswith("site.")]) == 6
        assert screen.listed["counts"] == "Germany 2 · France 2 · Norway 2"
        assert screen.listed["statuses"] == "Recruiting 4 · Completed 1 · Withdrawn 1"


async def test_leaving_the_question_takes_the_filter_away(data: Path) -> None:
    async with sitting(data, with_results(contactsLocationsModule=SITES)) as screen:
        await screen.press("4", "f")
        await screen.type("oslo")
        await screen.press("escape")
        assert "6 sites" in screen.words


async def test_where_no_site_has_the_words_it_is_said(data: Path) -> None:
    async with sitting(data, with_results(contactsLocationsModule=SITES)) as screen:
        await screen.press("4", "f")
        await screen.type("atlantis")
        await screen.press("enter")
        assert "0 of 6 sites: atlantis" in screen.words
        assert "No site holds these words." in screen.words


async def test_a_search_finds_a_site_that_the_filter_hides(data: Path) -> None:
    async with sitting(data, with_results(contactsLocationsModule=SITES)) as screen:
        await screen.press("4", "f")
        await screen.type("oslo")
        await screen.press("enter")
        await go_to(screen, "lille")
        assert screen.trial.listing.current_key == "site.3"


async def test_the_filter_says_where_it_works(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("f")
        assert "press 4" in screen.status


# --- arms


async def test_a_grid_too_wide_for_the_screen_is_moved_sideways(data: Path) -> None:
    drugs = [f"Inventine {letter}" for letter in LETTERS]
    arms = {
        "armGroups": [{"label": f"Arm {drug}", "interventionNames": [f"Drug: {drug}"]} for drug in drugs],
        "interventions": [{"name": drug, "type": "DRUG"} for drug in drugs],
    }
    async with sitting(data, with_results(armsInterventionsModule=arms)) as screen:
        await screen.press("2")
        assert "of 20 >" in screen.part("#list")
        assert all(len(line) <= 80 for line in screen.lines)
        await screen.press(*["right"] * 20)
        await go_to(screen, "20 Arm Inventine t")
        assert screen.cursor.endswith("●")


# --- the source of the thing under the cursor


async def marked(screen: Sitting) -> list[str]:
    """The words of the copy that are marked now."""
    text = screen.desk.reading.copy.text
    return [text[start:end] for start, end in screen.trial.record.marked]


async def test_the_source_of_a_fact_is_its_field_in_the_copy(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await go_to(screen, "Why stopped")
        await screen.press("o")
        assert screen.trial.tab == "0"
        assert await marked(screen) == ["The money\\nran out."]
        assert '"whyStopped": "The money\\nran out."' in screen.cursor
        assert "1 goes back to Summary" in screen.status
        await screen.press("1")
        assert "Why stopped" in screen.cursor


async def test_the_source_of_a_row_of_a_table_is_the_event_itself(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.press("6")
        await go_to(screen, "complaint 33")
        await screen.press("o")
        (words,) = await marked(screen)
        assert json.loads(words)["term"] == "Invented complaint 33"


async def test_several_places_are_gone_through_one_by_one(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.press("6")
        await go_to(screen, "Cardiac disorders")
        await screen.press("o")
        assert "the first of 20 places" in screen.status
        assert await marked(screen) == ["Cardiac disorders"] * 20
        first = screen.trial.listing.current_key
        await screen.press("o")
        assert "2 of 20 places" in screen.status
        assert screen.trial.listing.current_key != first


async def test_the_source_of_a_limit_is_its_field(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.to("R1")
        await screen.press("o")
        assert await marked(screen) == ["21 Years"]


async def test_in_other_formats_the_words_themselves_are_looked_for(data: Path) -> None:
    async with sitting(data) as screen:
        await screen.press("4")
        while "University of Texas" not in screen.cursor:
            await screen.press("down")
        await screen.press("o")
        assert screen.trial.tab == "0"
        assert (await marked(screen))[0].startswith("University of Texas")
        assert "where the copy says" in screen.status


async def test_words_that_are_ours_have_no_source_and_it_is_said(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.press("6")
        while "A dash" not in screen.cursor:
            await screen.press("down")
        await screen.press("o")
        assert screen.trial.tab == "6"
        assert "put together from several places" in screen.status


async def test_what_the_copy_lacks_has_no_source_and_it_is_said(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await go_to(screen, "Keywords not in this copy")
        await screen.press("o")
        assert screen.trial.tab == "1"
        assert "The copy does not hold this" in screen.status


async def test_a_copy_on_one_line_is_marked_in_sight(data: Path) -> None:
    whole = json.loads(with_results().copy.text)
    reading = read_copy("one.json", json.dumps(whole).encode())
    async with sitting(data, reading) as screen:
        await screen.press("6")
        await go_to(screen, "complaint 55")
        await screen.press("o")
        row = screen.trial.listing.current
        assert row is not None
        assert row.key.startswith("line.1.")
        assert "complaint 55" in " ".join(screen.part("#list").split())


# --- search


async def test_a_search_goes_through_all_tabs(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await go_to(screen, "invented score")
        seen = [screen.trial.tab]
        for _ in range(4):
            await screen.press("full_stop")
            seen.append(screen.trial.tab)
        assert seen == ["5", "6", "0", "0", "5"]


async def test_a_search_across_the_rows_of_a_long_line_finds_its_words(data: Path) -> None:
    words = " ".join(f"word{number}" for number in range(400))
    async with sitting(data, page(f"Inclusion Criteria:\n\n1. {words}\n")) as screen:
        await screen.press("0")
        for number in range(0, 399, 57):
            await go_to(screen, f"word{number} word{number + 1}")
            assert "is not in this copy" not in screen.status


async def test_summary_lists_on_request_what_the_tabs_say_in_other_words(data: Path) -> None:
    async with sitting(data, with_results()) as screen:
        await screen.press("G")
        assert "Enter lists them" in screen.words
        await screen.press("enter")
        words = " ".join(screen.listed.values())
        assert "resultsSection.outcomeMeasuresModule.outcomeMeasures[].paramType: MEAN" in words
        assert "COMPLETED" in words


async def test_what_was_said_of_the_source_goes_with_it(data: Path) -> None:
    async with sitting(data, page("Inclusion Criteria:\n\n1. Able to sit\n")) as screen:
        await screen.press("3")
        await screen.to("I1")
        await screen.press("o")
        assert "is marked in the copy" in screen.status
        await screen.press("3")
        assert "marked in the copy" not in screen.status
