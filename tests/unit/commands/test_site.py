"""Corrections and protocol criteria on the command line: one line where something is wrong, nothing half done, twice is once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.front_door import Done, environment, run

from trialtui.copies.reader import open_copy
from trialtui.desk import Desk
from trialtui.library.log import ScreeningLog
from trialtui.screening.answers import Answer, Effect

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "seeds" / "NCT06377228.txt"
OTHER_TRIAL = ROOT / "tests" / "fixtures" / "copies" / "whole_page.txt"
CSV = """\
id,category,cohort,text,version
I1,inclusion,,Age 18 to 75 years,"4.0, 2026-03-01"
I2,I,LN; SSc,"Two of these:
on one day","4.0, 2026-03-01"
I2.1,i,,Fever,"4.0, 2026-03-01"
I2.2,I,SSc,Cough,"4.0, 2026-03-01"
E1,Exclusion,,"Pregnant, or nursing","4.0, 2026-03-01"
"""


def complaint(done: Done, code: int = 2) -> str:
    """The one line a failing command says; nothing stands on its output."""
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("trialtui: ")
    return done.stderr


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def desk(data: Path, path: Path = SAMPLE) -> Desk:
    return Desk(open_copy(path), ScreeningLog(data, who="MK"))


@pytest.fixture
def worked(tmp_path: Path) -> Path:
    """A store in which the sample's reading was corrected, a criterion moved, and the scopes confirmed."""
    data = tmp_path / "worked"
    here = desk(data)
    here.act([here.correct("operator", "I18", "any")])
    here.act([here.correct("split", "I5", 25)])
    here.act([here.screening.move("I12", ("LN",))])
    here.act([here.screening.confirm_scopes()])
    return data


# --- reading export, reading import ---


def test_a_reading_goes_from_one_store_to_another_and_twice_is_once(
    data: Path, worked: Path, tmp_path: Path
) -> None:
    file = tmp_path / "reading.json"
    exported = run(worked, "reading", "export", SAMPLE, "-o", file)
    assert (exported.returncode, exported.stdout) == (0, "")
    first = run(data, "reading", "import", SAMPLE, file)
    assert first.returncode == 0, first.stderr
    assert "corrections: 2 made" in first.stdout
    there, here = desk(worked), desk(data)
    assert here.outline == there.outline
    assert here.screening.scopes_by_fingerprint == there.screening.scopes_by_fingerprint
    assert here.screening.scopes_confirmed
    count = len(here.log.events())
    second = run(data, "reading", "import", SAMPLE, "-", given=file.read_text())
    assert second.returncode == 0, second.stderr
    assert "0 made, 2 made before" in second.stdout
    assert len(here.log.events()) == count
    assert run(data, "reading", "export", SAMPLE).stdout == file.read_text()


def test_what_does_not_fit_another_copy_is_listed_and_the_rest_is_made(
    data: Path, worked: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "newer.txt"
    newer.write_text(SAMPLE.read_text(encoding="utf-8").replace("total score ≥6", "total score ≥8"), "utf-8")
    done = run(data, "reading", "import", newer, "-", given=run(worked, "reading", "export", SAMPLE).stdout)
    assert done.returncode == 1, done.stderr
    assert "another copy" in done.stdout
    assert "1 made, 0 made before, 1 not made" in done.stdout
    assert "does not fit: split" in done.stdout
    assert "scopes confirmed there are not those" in done.stdout
    assert desk(data, newer).checklist.row("I18").combine == "any"


@pytest.mark.parametrize(
    "given",
    [
        "",
        "{",
        "[]",
        "{}",
        "[" * 100_000,
        '{"format": "trialtui reading 1"}',
        '{"format": "trialtui reading 1", "trial": "NCT06377228", "record": "", "reader": "", "corrections": [{"op": "erase", "text": "x"}], "moved": [], "confirmed": null}',
        '{"format": "trialtui reading 1", "trial": "NCT06377228", "record": "", "reader": "", "corrections": [{"op": "split", "text": "x", "value": "3"}], "moved": [], "confirmed": null}',
        '{"format": "trialtui reading 1", "trial": "NCT06377228", "record": "", "reader": "", "corrections": [], "moved": [{"code": "I1"}], "confirmed": null}',
        '{"format": "trialtui reading 1", "trial": "NCT06377228", "record": "", "reader": "", "corrections": [], "moved": [], "confirmed": {"a": "LN"}}',
    ],
    ids=range(10),
)
def test_a_file_that_is_no_reading_is_refused_and_nothing_is_kept(data: Path, given: str) -> None:
    assert "standard input" in complaint(run(data, "reading", "import", SAMPLE, "-", given=given))
    assert not (data / "screening.sqlite3").exists()


def test_another_trials_reading_is_refused(data: Path, worked: Path) -> None:
    exported = run(worked, "reading", "export", SAMPLE).stdout
    line = complaint(run(data, "reading", "import", OTHER_TRIAL, "-", given=exported))
    assert "NCT06377228" in line


def test_words_of_a_copy_cannot_act_on_the_terminal_through_an_import(data: Path, worked: Path) -> None:
    content = json.loads(run(worked, "reading", "export", SAMPLE).stdout)
    content["corrections"][0]["text"] = "\x1b]0;owned\x07 red \u202e"
    done = run(data, "reading", "import", SAMPLE, "-", given=json.dumps(content))
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("reading",),
        ("reading", "show", SAMPLE),
        ("reading", "export", SAMPLE, "out.json"),
        ("reading", "import", SAMPLE),
        ("reading", "import", SAMPLE, "no-such.json"),
        ("reading", "export", "no-such.txt"),
        ("import-criteria", SAMPLE),
        ("import-criteria", SAMPLE, "no-such.csv"),
        ("import-criteria", SAMPLE, "a.csv", "--remove"),
    ],
    ids=lambda words: " ".join(getattr(word, "name", word) for word in words),
)
def test_wrong_use_is_one_line(data: Path, words: tuple[str | Path, ...]) -> None:
    complaint(run(data, *words))


def test_an_export_that_cannot_be_written_ends_in_three(worked: Path, tmp_path: Path) -> None:
    line = complaint(run(worked, "reading", "export", SAMPLE, "-o", tmp_path / "none" / "r.json"), code=3)
    assert "NOT SAVED" in line


# --- import-criteria ---


def test_the_sites_criteria_stand_on_the_worksheet_and_are_taken_back(data: Path) -> None:
    answers = '{"subject": "S-014", "answers": {"I1": "yes"}}'
    done = run(data, "import-criteria", SAMPLE, "-", given=CSV)
    assert done.returncode == 0, done.stderr
    assert "5 criteria and parts of protocol version 4.0, 2026-03-01" in done.stdout
    assert run(data, "screen", SAMPLE, "--answers", "-", "--json", given=answers).returncode == 0
    sheet = run(data, "screen", SAMPLE, "--subject", "S-014", "--plain").stdout
    assert "own protocol criteria, version 4.0, 2026-03-01" in sheet
    assert "Pregnant, or nursing" in sheet
    assert "Registry summary" not in sheet
    again = run(data, "import-criteria", SAMPLE, "-", given=CSV)
    assert (again.returncode, "stand already" in again.stdout) == (0, True)
    complaint(run(data, "reading", "export", SAMPLE))
    assert run(data, "import-criteria", SAMPLE, "--remove").returncode == 0
    sheet = run(data, "screen", SAMPLE, "--subject", "S-014", "--plain").stdout
    assert "confirm against protocol version ___" in sheet
    assert "ANSWERED ON ANOTHER COPY OR READING" in sheet
    assert run(data, "import-criteria", SAMPLE, "--remove").returncode == 0
    assert run(data, "verify").returncode == 0


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("I2.1,i,", "I2.1,,", 5, "no category"),
        (",Fever,", ",  ,", 5, "no text"),
        ("I2.2,I", "I2.1,I", 6, "already"),
        ("I2.2,I", "I3.2,I", 6, "missing"),
        ("I2.2,I", "I2-2,I", 6, "not of the form"),
        ("E1,Exclusion", "E1,Inclusion", 7, "stands with"),
        ("E1,Exclusion", "E1,maybe", 7, "neither"),
        ("I2.2,I,SSc,", "I2.2,I,XY,", 6, "above it"),
        ('nursing","4.0, 2026-03-01"', "nursing,4.1", 7, "no CSV"),
        ('nursing","4.0, 2026-03-01"', 'nursing","4.1"', 7, "version"),
        ('Cough,"4.0, 2026-03-01"', "Cough", 6, "4 cells"),
        ('Cough,"4.0, 2026-03-01"', 'Cough,"4.0, 2026-03-01",more', 6, "6 cells"),
        (",version", ",edition", 1, "unknown column"),
        (",version", "", 1, "no column version"),
        (",version", ",id", 1, "twice"),
    ],
)  # fmt: skip
def test_one_bad_row_refuses_the_file_with_its_line_and_nothing_is_loaded(
    data: Path, old: str, new: str, line: int, why: str
) -> None:
    assert old in CSV
    said = complaint(run(data, "import-criteria", SAMPLE, "-", given=CSV.replace(old, new)))
    assert f"line {line}: " in said
    assert why in said
    assert not (data / "screening.sqlite3").exists()


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (CSV.encode().replace(b"Cough", b"To\xffux"), 6),
        (b"\xef\xbb\xbf" + CSV.encode().replace(b"Fever", b"Fi\xe8vre"), 5),
        (CSV.encode("utf-16"), 1),
        (CSV.encode().replace(b"Cough", b"Co\0ugh"), 6),
        (b"", 1),
        (CSV.encode().split(b"\n")[0], 1),
    ],
    ids=["one byte", "after a mark", "UTF-16", "NUL", "empty", "header only"],
)
def test_bytes_that_are_no_such_file_are_refused_with_their_line(data: Path, raw: bytes, line: int) -> None:
    assert f"line {line}: " in complaint(run(data, "import-criteria", SAMPLE, "-", given=raw))
    assert not (data / "screening.sqlite3").exists()


@pytest.mark.parametrize("reform", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: "\ufeff" + text,
    lambda text: text + "\n\n",
], ids=["CRLF", "byte order mark", "blank lines"])  # fmt: skip
def test_how_a_program_saved_the_file_changes_nothing(data: Path, tmp_path: Path, reform: object) -> None:
    assert callable(reform)
    assert run(data, "import-criteria", SAMPLE, "-", given=reform(CSV)).returncode == 0
    other = tmp_path / "other"
    assert run(other, "import-criteria", SAMPLE, "-", given=CSV).returncode == 0
    ours, theirs = desk(data).outline, desk(other).outline
    assert [one.fingerprint for one in ours.criteria] == [one.fingerprint for one in theirs.criteria]


# --- with other processes at work ---


def test_a_desk_that_is_open_sees_what_another_process_lays_over_and_takes_back(
    data: Path, worked: Path
) -> None:
    here = desk(data)
    here.take_code("S-014")
    here.act([here.screening.give("I6", Answer.NO)])
    exported = run(worked, "reading", "export", SAMPLE).stdout
    assert run(data, "reading", "import", SAMPLE, "-", given=exported).returncode == 0
    assert here.refresh()
    assert here.checklist.row("I19").combine == "any"  # I5 is two now
    assert here.screening.effect("I7") is Effect.FAILS
    assert run(data, "import-criteria", SAMPLE, "-", given=CSV).returncode == 0
    here.refresh()
    assert [one.code for one in here.outline.criteria] == ["I1", "I2", "I2.1", "I2.2", "E1"]
    assert [old.text for old in here.screening.apart] == [here.read_outline.criteria[5].text]
    assert run(data, "import-criteria", SAMPLE, "--remove").returncode == 0
    here.refresh()
    assert here.screening.effect("I7") is Effect.FAILS


def test_two_imports_at_once_leave_the_criteria_of_one_of_them(data: Path) -> None:
    argv = [sys.executable, "-m", "trialtui", "import-criteria", str(SAMPLE), "-"]
    both = [
        subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment(data))
        for _ in range(2)
    ]
    for process, version in zip(both, ("4.1", "4.2"), strict=True):
        assert process.stdin is not None
        process.stdin.write(CSV.replace("4.0", version).encode())
        process.stdin.close()
    assert [process.wait(60) for process in both] == [0, 0]
    assert desk(data).protocol_version in ("4.1, 2026-03-01", "4.2, 2026-03-01")
    assert run(data, "verify").returncode == 0


def test_nothing_of_this_is_loaded_where_nothing_was_laid_over(data: Path) -> None:
    here = desk(data)
    here.take_code("S-014")
    here.act([here.screening.give("I6", Answer.NO)])
    program = f"""
import sys
from trialtui.cli import main
assert main(["screen", {str(SAMPLE)!r}, "--subject", "S-014", "--json"]) == 0
loaded = [name for name in sys.modules if name.startswith("trialtui.")]
assert "trialtui.desk" in loaded
for name in ("pieces", "changes", "corrections", "overlay", "protocol_criteria", "site_commands", "regrouping", "reading_file"):
    assert not any(one.endswith("." + name) for one in loaded), name
assert "csv" not in sys.modules
"""
    subprocess.run(
        [sys.executable, "-c", program], check=True, env=environment(data), capture_output=True, timeout=60
    )


def test_criteria_that_cannot_be_saved_end_in_three(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a directory")
    complaint(run(blocked / "data", "import-criteria", SAMPLE, "-", given=CSV), code=3)
