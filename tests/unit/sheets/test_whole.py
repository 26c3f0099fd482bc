"""Every field of a record is told by a sheet; what a sheet forgets, and what it puts in other words, is listed after them."""

from __future__ import annotations

import json
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from tests.unit.copies.account_law import CORPORA, FIXTURES
from tests.unit.sheets.filled import studies

from trialtui.copies.copy import Copy, CopyError, CopyReading, LeftOver
from trialtui.copies.ctgov_json import study_json
from trialtui.copies.reader import open_copy, read_copy
from trialtui.record.literal import literal
from trialtui.record.results import AdverseEvent, AdverseEventsModule, EventGroup, EventStats, ResultsSection
from trialtui.record.study import (
    ArmGroup,
    ArmsInterventionsModule,
    ConditionsModule,
    ContactsLocationsModule,
    IdentificationModule,
    Intervention,
    Official,
    Study,
)
from trialtui.sheets import whole
from trialtui.sheets.blocks import Block, Fact, Heading, Prose, Table
from trialtui.sheets.plain_text import plain_lines
from trialtui.sheets.results import results_blocks
from trialtui.sheets.whole import Account, account_of, record_leaves, sheet_blocks, whole_blocks

STUDIES = sorted((CORPORA / "ctgov-v2-json").glob("*.json"))
XML = sorted([*CORPORA.glob("ctgov-xml/*.xml"), *CORPORA.glob("amendments-xml/*/*.xml")])
real = pytest.mark.skipif(not STUDIES, reason="the corpora are not here")


def account(study: Study) -> Account:
    return account_of(study, sheet_blocks(study))


def reading(study: Study, **more: Any) -> CopyReading:
    return CopyReading(Copy("a copy", b"", "", "0"), "made up", study, **more)


def words(blocks: list[Block]) -> str:
    return " ".join("\n".join(plain_lines(blocks, 80)).split())


def after(title: str, blocks: list[Block]) -> list[str]:
    """The texts under a heading of the first level."""
    starts = [n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 1]
    start = next((n for n in starts if blocks[n][0] == title), None)
    if start is None:
        return []
    end = next((n for n in starts if n > start), len(blocks))
    return [block.text for block in blocks[start + 1 : end] if isinstance(block, Prose)]


class TestNothingNeedsOtherFields:
    @given(study=studies())
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    def test_a_record_with_every_field_filled_is_told_in_its_own_words(self, study: Study) -> None:
        found = account(study)
        assert found.untold == ()
        assert {text for _, text in found.in_other_words} <= {"true", "false"}

    @given(study=studies(whole=False))
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    def test_whatever_fields_are_missing_the_others_are_told(self, study: Study) -> None:
        found = account(study)
        assert found.untold == ()
        assert {text for _, text in found.in_other_words} <= {"true", "false"}

    @given(study=studies(whole=False))
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def test_what_only_other_formats_hold_is_told_too(self, study: Study) -> None:
        printed = words(sheet_blocks(study))
        held = [*study.countries, study.results_note or ""]
        held += [study.registry_entry.id, study.registry_entry.registry] if study.registry_entry else []
        held += [
            text for one in study.related for text in (one.nct_id, one.title, one.status, *one.phases) if text
        ]
        assert [text for text in held if " ".join(text.split()) not in printed] == []

    def test_the_hand_written_studies_need_none(self) -> None:
        for name in ("results_study.json", "whole_study.json"):
            assert account(open_copy(FIXTURES / name).study).untold == (), name


class TestTheAccount:
    def test_a_field_that_a_sheet_forgets_stands_under_other_fields_by_its_registry_name(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(whole, "outcomes_blocks", lambda study: [])
        blocks = whole_blocks(open_copy(FIXTURES / "results_study.json"))
        assert after("Other fields", blocks) == [
            "protocolSection.outcomesModule.primaryOutcomes[0].measure: Pain on the made-up scale",
            "protocolSection.outcomesModule.primaryOutcomes[0].description: 0 is none, 10 the worst.",
            "protocolSection.outcomesModule.primaryOutcomes[0].timeFrame: Week 12",
            "protocolSection.outcomesModule.otherOutcomes[0].measure: Steps a day",
        ]

    def test_a_block_that_vouches_for_a_field_and_does_not_say_it_is_found_out(self) -> None:
        study = Study(identification=IdentificationModule(nct_id="NCT99000001", acronym="5"))
        path = "protocolSection.identificationModule"
        found = account_of(study, [Fact("NCT number", "NCT99000001", (path,)), Prose("50", (path,))])
        assert found.untold == ((f"{path}.acronym", "5"),)

    def test_enumerations_and_yes_or_no_stand_once_more_as_the_registry_writes_them(self) -> None:
        blocks = whole_blocks(open_copy(FIXTURES / "results_study.json"))
        written = after("In the words of the copy", blocks)
        assert "protocolSection.designModule.phases[]: PHASE3" in written
        assert (
            "resultsSection.adverseEventsModule.otherEvents[].assessmentType: SYSTEMATIC_ASSESSMENT (2 places)"
            in written
        )
        assert "hasResults: true" in written
        assert after("Other fields", blocks) == []

    def test_what_was_translated_and_what_is_left_over_stand_in_their_own_words(self) -> None:
        study = Study(identification=IdentificationModule(brief_title="A trial"))
        blocks = whole_blocks(
            reading(
                study,
                as_written=(LeftOver("clinical_study/phase", "Phase 3"),),
                left_over=(LeftOver("clinical_study/tide", "high\nand low"),),
                warnings=("no criteria",),
            )
        )
        assert after("In the words of the copy", blocks) == ["clinical_study/phase: Phase 3"]
        assert after("Left over (no field of its own)", blocks) == ["clinical_study/tide: high\nand low"]
        assert after("About this copy", blocks) == ["no criteria"]

    def test_every_leaf_has_its_registry_path(self) -> None:
        root = json.loads((FIXTURES / "results_study.json").read_bytes())
        assert dict(record_leaves(study_json(open_copy(FIXTURES / "results_study.json").study))) == dict(
            record_leaves(root)
        )


class TestLargeResults:
    def test_3000_terms_in_8_groups_are_told_in_well_under_a_second(self) -> None:
        groups = tuple(EventGroup(id=f"EG{n:03}", title=f"Dose {n}") for n in range(8))
        stats = tuple(
            EventStats(group_id=one.id, num_events=4, num_affected=3, num_at_risk=50) for one in groups
        )
        terms = tuple(
            AdverseEvent(term=f"Term {n}", organ_system=f"System {n % 27}", stats=stats, notes=f"Note {n}")
            for n in range(3000)
        )
        study = Study(
            results=ResultsSection(
                adverse_events=AdverseEventsModule(event_groups=groups, other_events=terms)
            )
        )
        best = min(_seconds(study) for _ in range(3))
        tables = [block for block in results_blocks(study) if isinstance(block, Table)]
        assert len(tables[-1].rows) == 3000 + 27
        assert best < 0.5

    def test_time_grows_no_faster_than_the_copy(self) -> None:
        """Ten times the keywords, officials and arms take about ten times as long, not a hundred times."""
        small, large = (min(_whole_seconds(_long_lists(size)) for _ in range(2)) for size in (500, 5_000))
        assert large < 40 * small

    def test_more_groups_than_a_table_has_room_for_share_a_column(self) -> None:
        groups = tuple(EventGroup(id=f"EG{n:03}", title=f"Dose {n}") for n in range(41))
        stats = (
            EventStats(group_id="EG003", num_affected=3, num_at_risk=50),
            EventStats(group_id="EG040", num_affected=0),
        )
        event = AdverseEvent(term="Giggles", stats=stats)
        study = Study(
            results=ResultsSection(
                adverse_events=AdverseEventsModule(event_groups=groups, other_events=(event,))
            )
        )
        table = [block for block in results_blocks(study) if isinstance(block, Table)][-1]
        assert table.columns == ("Term", "By group")
        assert table.rows[-1].cells == ("Giggles", "Dose 3 (EG003): 3 / 50; Dose 40 (EG040): 0 / –")
        assert account(study).untold == ()

    def test_a_grid_of_very_many_arms_is_not_drawn(self) -> None:
        many = range(100)
        module = ArmsInterventionsModule(
            arm_groups=tuple(ArmGroup(label=f"Arm {n}") for n in many),
            interventions=tuple(Intervention(name=f"Drug {n}") for n in many),
        )
        study = Study(arms_interventions=module)
        assert not any(isinstance(block, Table) for block in sheet_blocks(study))
        assert account(study).untold == ()


def _long_lists(size: int) -> Study:
    return Study(
        conditions=ConditionsModule(keywords=tuple(f"word {n}" for n in range(size))),
        contacts_locations=ContactsLocationsModule(
            overall_officials=tuple(Official(name=f"Name {n}", role="STUDY_CHAIR") for n in range(size))
        ),
        arms_interventions=ArmsInterventionsModule(
            arm_groups=tuple(ArmGroup(label=f"Arm {n}") for n in range(size)),
            interventions=tuple(Intervention(name=f"Drug {n}") for n in range(size)),
        ),
    )


def _whole_seconds(study: Study) -> float:
    start = time.process_time()
    for _ in plain_lines(whole_blocks(reading(study)), 80):
        pass
    return time.process_time() - start


def _seconds(study: Study) -> float:
    start = time.process_time()
    sheet_blocks(study)
    return time.process_time() - start


def json_leaves(value: Any) -> Iterator[str]:
    """Every value of a JSON study in the words of the copy."""
    for _, leaf in record_leaves(value):
        if leaf is not None:
            yield leaf if isinstance(leaf, str) else json.dumps(leaf)


class TestEveryLeafIsPrinted:
    """The law of `show --plain`: every value of the copy stands in what is printed, white space normalised."""

    @pytest.mark.parametrize("width", [20, 40, 80, 200])
    @pytest.mark.parametrize("name", ["results_study.json", "whole_study.json"])
    def test_of_the_hand_written_studies_at_any_width(self, name: str, width: int) -> None:
        raw = (FIXTURES / name).read_bytes()
        assert missing(read_copy(name, raw), json_leaves(json.loads(raw)), width) == []

    @given(study=studies())
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    def test_of_studies_with_every_field_filled(self, study: Study) -> None:
        assert missing(reading(study), json_leaves(study_json(study)), 80) == []

    def test_of_what_the_copy_has_and_the_record_has_no_place_for(self) -> None:
        root = {
            "protocolSection": {"identificationModule": {"nctId": "NCT99000001", "tide": "high\n and low"}},
            "moonSection": {"phases": ["full", {"new": [False, 0.0500, ""]}]},
        }
        assert missing(read_copy("s", json.dumps(root).encode()), json_leaves(root), 40) == []

    @real
    def test_of_every_real_study_and_none_of_them_needs_other_fields(self) -> None:
        count = 0
        for path in STUDIES:
            found = open_copy(path)
            held = list(json_leaves(json.loads(found.copy.text)))
            count += len(held)
            blocks = whole_blocks(found)
            assert not_printed(blocks, held, 80) == [], path.name
            assert after("Other fields", blocks) == [], path.name
        assert count > 100_000

    @pytest.mark.skipif(not XML, reason="the corpora are not here")
    def test_of_every_real_xml_record_and_its_archived_versions(self) -> None:
        count = 0
        for path in XML:
            try:
                found = open_copy(path)
            except CopyError:  # one archived file is torn: a test of the reader says which
                continue
            held = list(xml_leaves(ElementTree.fromstring(found.copy.raw)))
            count += len(held)
            assert missing(found, held, 80) == [], path.name
        assert count > 50_000


def xml_leaves(element: ElementTree.Element) -> Iterator[str]:
    """Every text and attribute of an element."""
    yield from element.attrib.values()
    for text in (element.text, *(child.tail for child in element)):
        if text and text.strip():
            yield text
    for child in element:
        yield from xml_leaves(child)


def missing(found: CopyReading, held: Iterable[str], width: int) -> list[str]:
    return not_printed(whole_blocks(found), held, width)


def not_printed(blocks: list[Block], held: Iterable[str], width: int) -> list[str]:
    printed = " ".join("\n".join(plain_lines(blocks, width)).split())
    return [leaf for leaf in dict.fromkeys(held) if " ".join(literal(leaf).split()) not in printed]
