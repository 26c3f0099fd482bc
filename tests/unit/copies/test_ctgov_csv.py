"""ClinicalTrials.gov's CSV: a row a study, columns by name, and never a criterion."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pytest
from tests.unit.copies.account_law import CORPORA, FIXTURES
from tests.unit.copies.registry_law import unaccounted

from trialtui import cli
from trialtui.copies.bundles import open_copies, open_only, open_study
from trialtui.copies.copy import Copy, CopyError, CopyReading
from trialtui.copies.ctgov_csv import NO_CRITERIA, parts
from trialtui.copies.decoding import decode_copy
from trialtui.copies.detect import Part
from trialtui.copies.reader import open_copy, read_copy
from trialtui.record.study import EnrollmentInfo, Study

LIST = (FIXTURES / "list.csv").read_bytes()


def studies(raw: bytes) -> list[CopyReading]:
    copy = decode_copy("list.csv", raw)
    return [read_copy(part.name, part.raw) for part in parts(copy) if isinstance(part, Part)]


def whole() -> Study:
    return open_copy(FIXTURES / "whole_study.json").study


def csv_words(copy: Copy) -> list[str]:
    _, row = csv.reader(io.StringIO(copy.text))
    return [words for words in row if words]


def refused(raw: bytes) -> str:
    with pytest.raises(CopyError) as problem:
        read_copy("list.csv", raw)
    return str(problem.value)


class TestRecord:
    def test_the_same_trial_gives_the_same_record_where_both_hold_the_fact(self) -> None:
        here, there = studies(LIST)[0].study, whole()
        assert here.trial_id == there.trial_id == "NCT99000001"
        assert here.identification.brief_title == there.identification.brief_title
        assert here.identification.org_study_id_info == there.identification.org_study_id_info
        assert [info.id for info in here.identification.secondary_id_infos] == ["2025-512345-12-00"]
        assert here.status.overall_status == "RECRUITING"
        assert here.status.start_date_struct == there.status.start_date_struct
        assert here.status.completion_date_struct == there.status.completion_date_struct
        assert here.sponsor_collaborators.lead_sponsor == there.sponsor_collaborators.lead_sponsor
        assert [each.name for each in here.sponsor_collaborators.collaborators] == ["Invented Medicines Ltd"]
        assert here.design.phases == there.design.phases
        assert here.design.enrollment_info == EnrollmentInfo(1271)
        assert [(each.type, each.name) for each in here.arms_interventions.interventions] == [
            ("DRUG", "Fictimab"),
            ("BEHAVIORAL", "Rest"),
            ("DRUG", "Placebo"),
        ]
        assert (here.eligibility.sex, here.eligibility.std_ages) == ("FEMALE", ("ADULT", "OLDER_ADULT"))
        assert here.has_results is False

    def test_what_stands_in_one_cell_is_taken_apart_only_where_that_is_certain(self) -> None:
        here = studies(LIST)[0].study
        assert [each.measure for each in here.outcomes.primary_outcomes] == [
            "Pain, On a scale of 0 to 10, week 12",
            "Sleep, week 12",
        ]
        assert [(each.facility, each.country) for each in here.contacts_locations.locations] == [
            ("Hospital of Nowhere, Houston, Texas", "United States"),
            ("Royal Infirmary, Seoul", "Korea, Republic of"),
        ]
        assert here.design.design_info is not None
        assert here.design.design_info.masking_info is not None
        assert here.design.design_info.masking_info.who_masked == ("PARTICIPANT", "OUTCOMES_ASSESSOR")

    def test_an_unknown_column_and_a_count_in_words_are_left_over_by_name(self) -> None:
        first, second = studies(LIST)
        assert [(item.place, item.text) for item in first.left_over] == [("House Colour", "teal")]
        assert [(item.place, item.text) for item in second.left_over] == [("Enrollment", "many")]

    def test_columns_may_come_in_any_order_and_be_few(self) -> None:
        raw = b"Study Status;NCT Number;Study Title\r\nRECRUITING;NCT99000001;Fictimab; or rest?\r\n"
        assert "4 cells under 3 columns" in refused(raw)
        reading = read_copy("few.csv", raw.replace(b"; or", b" or"))
        assert reading.study.identification.brief_title == "Fictimab or rest?"
        assert reading.study.status.overall_status == "RECRUITING"
        assert reading.study.eligibility.sex is None


class TestNoCriteria:
    def test_the_record_says_that_there_are_none(self) -> None:
        reading = studies(LIST)[0]
        assert reading.study.eligibility.eligibility_criteria is None
        assert reading.criteria_place is None
        assert reading.warnings == (NO_CRITERIA,)

    def test_the_program_shows_none_and_gives_no_verdict(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        part = next(iter(parts(decode_copy("list.csv", LIST))))
        assert isinstance(part, Part)
        path = tmp_path / "one.csv"
        path.write_bytes(part.raw)
        assert cli.main(["criteria", str(path)]) == 0
        assert capsys.readouterr().out == "No criteria could be read: there is no verdict.\n"


class TestBadInput:
    def test_several_studies_are_named_as_such(self) -> None:
        assert refused(LIST) == "list.csv: holds 2 studies: name one with --study ID"

    def test_a_quotation_mark_astray_is_refused_with_its_line(self) -> None:
        raw = b'NCT Number,Study Title,Study Status\nNCT99000001,"Fictimab" or rest,RECRUITING\n'
        assert (
            refused(raw)
            == "list.csv: line 2: a quotation mark is astray: the cells of this row cannot be told"
        )
        assert "line 2" in refused(raw.replace(b'"Fictimab" or', b'"Fictimab or'))

    def test_a_row_that_is_too_short_is_read_and_said_to_be(self) -> None:
        reading = read_copy("short.csv", b"NCT Number,Study Title,Study Status\nNCT99000001,Fictimab\n")
        assert reading.study.status.overall_status is None
        assert "the row ends 1 columns early: what belongs there is not in this copy" in reading.warnings

    def test_names_without_a_study_and_a_row_without_a_number_are_refused(self) -> None:
        assert refused(b"NCT Number,Study Title\n") == "list.csv: column names and no study"
        assert refused(b"NCT Number,Study Title\n,Fictimab\n") == "list.csv: this row has no NCT number"

    def test_another_encoding_is_refused_with_its_place(self) -> None:
        assert "not UTF-8 text" in refused("NCT Number,Study Title\nNCT99000001,Zürich\n".encode("cp1252"))

    def test_a_byte_order_mark_and_crlf_change_nothing(self) -> None:
        marked = b"\xef\xbb\xbf" + LIST.replace(b"\n", b"\r\n")
        here, there = studies(marked)[0].study, studies(LIST)[0].study
        assert here.identification == there.identification
        assert here.contacts_locations == there.contacts_locations

    def test_two_columns_of_one_name_are_both_kept(self) -> None:
        raw = b"NCT Number,Study Title,Study Status,Study Status\nNCT99000001,Fictimab,RECRUITING,WITHDRAWN\n"
        left = read_copy("twice.csv", raw).left_over
        assert [(item.place, item.text) for item in left] == [("Study Status (column 4)", "WITHDRAWN")]


def test_every_cell_is_accounted_for() -> None:
    for reading in studies(LIST):
        assert unaccounted(reading, iter(csv_words(reading.copy))) == []


@pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not here")
def test_real_rows_say_what_the_same_studies_say_in_json() -> None:
    readings = studies((CORPORA / "downloads" / "ctg-studies.csv").read_bytes())
    assert len(readings) == 297
    for reading in readings:
        assert unaccounted(reading, iter(csv_words(reading.copy))) == []
        here = reading.study
        there = open_copy(CORPORA / "ctgov-v2-json" / f"{here.trial_id}.json").study
        for module in ("conditions", "phases", "status"):
            assert facts(here)[module] == facts(there)[module]


def facts(study: Study) -> dict[str, object]:
    return {
        "conditions": study.conditions.conditions,
        "phases": study.design.phases,
        "status": (
            study.status.overall_status,
            study.status.start_date_struct and study.status.start_date_struct.date,
        ),
    }


class TestLongLists:
    def test_the_rows_of_a_list_are_told_in_the_letters_of_the_copy(self) -> None:
        head, first = "NCT Number,Study Title,Study Status", 'NCT99000001,"One, ""two""\r\nthree",COMPLETED'
        raw = f"\ufeff{head}\r\n\r\n{first}\r\n,,\r\nNCT99000002,Four,".encode()
        found = [part.raw.decode() for part in parts(decode_copy("list.csv", raw)) if isinstance(part, Part)]
        assert found == [f"{head}\n{first}\n", f"{head}\nNCT99000002,Four,\n"]
        assert studies(raw)[0].study.identification.brief_title == 'One, "two"\r\nthree'

    def test_a_mark_astray_far_down_leaves_the_rows_before_it(self, tmp_path: Path) -> None:
        rows = ["NCT Number,Study Title,Study Status", *(f"NCT9900000{n},Title,COMPLETED" for n in range(3))]
        path = tmp_path / "list.csv"
        path.write_text("\n".join([*rows, 'NCT99000004,"Title"x,COMPLETED', ""]))
        *read, refusal = open_copies(str(path))
        assert [one.study.trial_id for one in read if isinstance(one, CopyReading)] == [
            "NCT99000000", "NCT99000001", "NCT99000002",
        ]  # fmt: skip
        assert str(refusal).startswith(f"{path}: line 5: a quotation mark is astray")

    def test_a_list_of_a_million_cells_opens_at_its_first_study(self, tmp_path: Path) -> None:
        path = tmp_path / "list.csv"
        names = "NCT Number,Study Title,Study Status" + "".join(f",Column {n}" for n in range(23))
        rows = (f"NCT{n:08}" + ",words" * 25 for n in range(40_000))
        path.write_text("\n".join([names, *rows, ""]))
        began = time.process_time()
        assert open_only(str(path)) is None
        assert open_study(str(path), "NCT00039999").study.trial_id == "NCT00039999"
        assert time.process_time() - began < 2
