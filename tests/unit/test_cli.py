"""The front door: exit codes that mean something, and one line that names the file for whatever cannot be read."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.front_door import Done, environment, run

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "seeds" / "NCT06377228.txt"
FIXTURES = ROOT / "tests" / "fixtures" / "copies"


def complaint(done: Done, code: int = 2) -> str:
    """The one line a failing command says; nothing stands on its output."""
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("trialtui: ")
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


SAMPLE_TEXT = SAMPLE.read_text(encoding="utf-8")
BAD: dict[str, bytes] = {
    "empty.txt": b"",
    "white.txt": b" \n\n\t\n",
    "binary.txt": bytes(range(256)) * 40,
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "letter.txt": b"Dear Sir or Madam,\n\nthank you for your letter.\n",
    "other.json": b'{"name": "no study", "version": 3}',
    "list.json": b"[1, 2, 3]",
    "broken.json": b'{"protocolSection": {"identificationModule": {"nctId": "NCT99000001"',
    "deep.json": b"[" * 100_000,
}


COMMANDS = [
    pytest.param(("criteria",), id="criteria"),
    pytest.param(("screen", "--subject", "S-1", "--plain"), id="screen"),
    pytest.param(("--plain",), id="plain"),
    pytest.param((), id="open"),
]


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("words", COMMANDS)
def test_what_is_no_copy_is_refused_in_one_line(
    data: Path, tmp_path: Path, name: str, words: tuple[str, ...]
) -> None:
    path = tmp_path / name
    path.write_bytes(BAD[name])
    assert name in complaint(run(data, *words, path))


@pytest.mark.parametrize("words", [*COMMANDS, pytest.param(("criteria", "--text"), id="text")])
def test_a_missing_file_and_a_directory_are_named(data: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert "nowhere.txt" in complaint(run(data, *words, tmp_path / "nowhere.txt"))
    folder = tmp_path / "folder"
    folder.mkdir()
    assert "folder" in complaint(run(data, *words, folder))


def test_a_file_that_may_not_be_read_is_named(data: Path, tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path = tmp_path / "closed.txt"
    path.write_text(SAMPLE_TEXT)
    path.chmod(0)
    assert "closed.txt" in complaint(run(data, "criteria", path))


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_page_cut_off_is_read_as_far_as_it_goes_or_refused(
    data: Path, tmp_path: Path, share: float
) -> None:
    path = tmp_path / "cut.txt"
    path.write_text(SAMPLE_TEXT[: int(share * len(SAMPLE_TEXT))], encoding="utf-8")
    done = run(data, "--plain", path)
    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stderr
    if done.returncode == 0:
        assert "NCT06377228" in done.stdout
        assert "WITHDRAWN" in done.stdout or "not in this copy" in done.stdout
    else:
        assert "cut.txt" in complaint(done)


def test_a_study_without_eligibility_gets_no_verdict(data: Path) -> None:
    done = run(data, "criteria", FIXTURES / "no_eligibility_page.txt")
    assert done.returncode == 0
    assert "No criteria could be read" in done.stdout
    given = run(
        data,
        "screen",
        FIXTURES / "no_eligibility_page.txt",
        "--answers",
        "-",
        "--json",
        given='{"answers": {}}',
    )
    assert given.returncode == 0, given.stderr
    assert "NO_BLOCKER_FOUND" not in given.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("screen",),
        ("screen", SAMPLE, "--json", "--plain"),
        ("criteria",),
        ("criteria", SAMPLE, "--colour"),
        ("verify", "extra"),
        ("screen", SAMPLE, "--plain"),
        ("screen", SAMPLE, "--plain", "--subject", "S-404"),
    ],
    ids=lambda words: " ".join(getattr(word, "name", word) for word in words),
)
def test_wrong_use_is_one_line(data: Path, words: tuple[str | Path, ...]) -> None:
    complaint(run(data, *words))


# --- answers from a file ---


def answers(data: Path, given: object, *words: str) -> Done:
    """`screen --answers -` on the sample."""
    text = given if isinstance(given, str) else json.dumps(given)
    return run(data, "screen", SAMPLE, "--answers", "-", "--json", *words, given=text)


def kept(data: Path) -> int:
    """How many events the log holds."""
    log = data / "screening.sqlite3"
    if not log.exists():
        return 0
    done = run(data, "verify", "--json")
    return int(json.loads(done.stdout)["count"])


def test_an_answers_file_is_saved_and_gives_verdicts(data: Path) -> None:
    done = answers(
        data, {"subject": "S-014", "confirm_scopes": True, "answers": {"I1": "no", "E7": {"answer": "no"}}}
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["subject"] == "S-014"
    assert report["overlays"] == ["TRIAL_NOT_OPEN"]
    verdicts = {cohort["label"]: cohort for cohort in report["cohorts"]}
    assert verdicts["LN"]["verdict"] == "NOT_ELIGIBLE"
    assert verdicts["LN"]["blockers"] == ["I1"]
    assert verdicts["SSc"]["verdict"] == "OPEN"
    printed = run(data, "screen", SAMPLE, "--subject", "S-014", "--plain").stdout
    assert "[No] FAILS" in printed


@pytest.mark.parametrize(
    "given",
    [
        {"subject": "S-1", "answers": {"I1": "yes", "I99": "yes"}},
        {"subject": "S-1", "answers": {"I1": "yes", "I2": "perhaps"}},
        {"subject": "S-1", "answers": {"I1": "yes", "I2": {"answer": "yes", "sauce": "lab"}}},
        {"subject": "S-1", "answers": {"I1": "yes"}, "unknown": 1},
        {"subject": "S-1", "answers": ["I1"]},
        {"subject": "Jane Doe", "answers": {"I1": "yes"}},
        {
            "subject": "S-1",
            "answers": {"I1": {"answer": "yes", "note": "born 1961-04-03, phone 0171 555 0123"}},
        },
        '{"subject": "S-1", "answers": {"I1": "yes", "I1": "no"}}',
        "{",
        "",
        "[]",
    ],
    ids=lambda given: (given if isinstance(given, str) else json.dumps(given))[:60],
)
def test_one_fault_refuses_the_whole_file_and_nothing_is_kept(data: Path, given: object) -> None:
    complaint(answers(data, given))
    assert kept(data) == 0


def test_a_refused_file_leaves_what_was_kept(data: Path) -> None:
    assert answers(data, {"subject": "S-1", "answers": {"I1": "yes"}}).returncode == 0
    before = kept(data)
    complaint(answers(data, {"subject": "S-1", "answers": {"I2": "yes", "X1": "yes"}}))
    assert kept(data) == before > 0


def test_an_answers_file_that_is_missing_is_named(data: Path, tmp_path: Path) -> None:
    done = run(data, "screen", SAMPLE, "--answers", tmp_path / "none.json", "--json")
    assert "none.json" in complaint(done)


def test_answers_that_cannot_be_saved_end_in_three(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a directory")
    line = complaint(answers(blocked / "data", {"subject": "S-1", "answers": {"I1": "yes"}}), code=3)
    assert "NOT SAVED" in line or "cannot" in line


# --- verify ---


def test_verify_tells_whole_from_broken_from_absent(data: Path) -> None:
    assert str(data) in complaint(run(data, "verify"))
    answers(data, {"subject": "S-1", "answers": {"I1": "yes", "I2": "no"}})
    whole = run(data, "verify")
    assert whole.returncode == 0
    assert "chain whole" in whole.stdout
    report = json.loads(run(data, "verify", "--json").stdout)
    assert report["ok"] is True
    assert report["head"] in whole.stdout

    log = sqlite3.connect(data / "screening.sqlite3")
    triggers = [name for (name,) in log.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
    for name in triggers:
        log.execute(f'DROP TRIGGER "{name}"')
    log.execute("UPDATE event SET at = '2001-01-01T00:00:00.000000Z' WHERE seq = 2")
    log.commit()
    log.close()
    assert "2" in complaint(run(data, "verify"), code=1)


# --- pipes ---


@pytest.mark.parametrize("command", ["criteria", "--plain", "criteria --json"])
def test_a_reader_that_goes_away_is_no_error(data: Path, command: str) -> None:
    line = f'"{sys.executable}" -m trialtui {command} "{SAMPLE}" | head -1; echo "${{PIPESTATUS[0]}}"'
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, env=environment(data), check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "0"
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert "Broken" not in done.stderr


def test_a_copy_comes_from_standard_input_too(data: Path) -> None:
    done = run(data, "criteria", "-", given=SAMPLE_TEXT)
    assert done.returncode == 0, done.stderr
    assert "51 criteria and parts read" in done.stdout


@pytest.mark.parametrize("code", ["Maria Schmidt", "x" * 40])
def test_a_subject_that_is_no_site_code_is_questioned_on_the_command_line(data: Path, code: str) -> None:
    assert "--subject" in complaint(run(data, "screen", SAMPLE, "--subject", code, "--plain"))
