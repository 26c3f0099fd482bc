"""An identifier in place of a PATH: the library's current copy, else the one that was screened here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.front_door import run
from tests.unit.library.trials.invented_studies import raw, study

CRITERIA = "Inclusion Criteria:\n\n* Able to sit\n* Aged 18 or older"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A library of one trial with an older version, and one that has an identifier of its organisation."""
    data = tmp_path / "data"
    own = study(2, "Second", criteria=CRITERIA)
    own["protocolSection"]["identificationModule"]["orgStudyIdInfo"] = {"id": "FIC/2-01"}
    copies = [raw(1, "Now", updated="2025-01-01", criteria=CRITERIA), raw(1, "Once", updated="2020-01-01")]
    run(data, "add", "-", given=b"\n".join([*copies, json.dumps(own).encode()]))
    return data


@pytest.mark.parametrize("named", ["NCT00000001", "nct00000001"])
def test_criteria_are_those_of_the_current_copy(data: Path, named: str) -> None:
    done = run(data, "criteria", named)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[ ] I2 Aged 18 or older" in done.stdout


def test_a_trial_goes_by_its_organisations_identifier_too(tmp_path: Path) -> None:
    own = study(2, "Second")
    own["protocolSection"]["identificationModule"]["orgStudyIdInfo"] = {"id": "FIC 2-01"}
    run(tmp_path, "add", "-", given=json.dumps(own).encode())
    assert "Second" in run(tmp_path, "show", "fic 2-01").stdout
    assert run(tmp_path, "show", "fic 2-02").returncode == 2


@pytest.mark.parametrize(
    "words", [["show"], ["criteria"], ["--plain"], ["screen", "--plain", "--subject", "S-1"]]
)
def test_what_is_not_there_is_refused_in_one_line_that_says_what_is(data: Path, words: list[str]) -> None:
    done = run(data, *words, "NCT77777777")
    assert done.returncode == 2
    (line,) = (line for line in done.stderr.splitlines() if "NCT77777777" in line)
    assert "no such file" in line
    assert "2 trials of the library" in line
    assert done.stdout == ""


def test_a_subject_is_screened_and_printed_by_the_trials_number(data: Path, tmp_path: Path) -> None:
    answers = {"subject": "S-014", "answers": {"I1": "no"}}
    done = run(data, "screen", "NCT00000001", "--answers", "-", "--json", given=json.dumps(answers).encode())
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["overall"] == "NOT_ELIGIBLE"
    sheet = run(data, "worksheet", "NCT00000001", "--subject", "S-014")
    assert sheet.returncode == 0
    assert "Able to sit" in sheet.stdout
    run(data, "remove", "NCT00000001")
    assert "Able to sit" in run(data, "criteria", "NCT00000001").stdout  # the copy that was screened


def test_the_reading_and_the_sites_own_criteria_take_a_number(data: Path, tmp_path: Path) -> None:
    table = tmp_path / "own.csv"
    table.write_text("id,category,cohort,text,version\n1,inclusion,,Walks,2\n")
    done = run(data, "import-criteria", "NCT00000001", table)
    assert (done.returncode, done.stderr) == (0, "")
    assert run(data, "import-criteria", "NCT00000001", "--remove").returncode == 0
    done = run(data, "reading", "export", "NCT00000001")
    assert json.loads(done.stdout)["trial"] == "NCT00000001"


def test_a_file_of_that_name_comes_first(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("NCT00000001").write_bytes(raw(3, "From the file", criteria="* Stands"))
    assert "Stands" in run(data, "criteria", "NCT00000001").stdout


def test_a_study_of_an_identifier_is_wrong_use(data: Path) -> None:
    for command in ("show", "criteria"):
        assert run(data, command, "NCT00000001", "--study", "NCT00000001").returncode == 2
