"""History, changes and marks through the front door."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest
from tests.unit.library.trials.invented_studies import raw

from trialtui.cli import main


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def run(data: Path, *words: str, given: bytes = b"") -> Done:
    """The front door, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with patch("sys.stdin", io.TextIOWrapper(io.BytesIO(given))), redirect_stdout(out), redirect_stderr(err):
        code = main([*words, "--data", str(data)])
    return Done(code, out.getvalue(), err.getvalue())


OLD = "Inclusion Criteria:\n\n* Able to walk\n* Age 18 or older\n\nExclusion Criteria:\n\n* Gout"
NEW = "Inclusion Criteria:\n\n* Age 21 or older\n* Able to walk\n\nExclusion Criteria:\n\n* Gout\n* Smokers"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three versions of one trial, the second with other white space only, and another trial."""
    copies = [
        raw(1, "A trial", criteria=OLD, updated="2023-01-01"),
        raw(1, "A trial", criteria=OLD.replace("\n", "\r\n"), updated="2024-01-01"),
        raw(1, "A trial", criteria=NEW, updated="2025-01-01", status="COMPLETED", maximum="70 Years"),
        raw(2, "Another", updated="2025-03-01"),
    ]
    run(tmp_path, "add", "-", given=b"\n".join(copies))
    return tmp_path


def test_history_lists_the_versions_newest_first(data: Path) -> None:
    done = run(data, "history", "nct00000001")
    assert done.returncode == 0
    assert [line[:10] for line in done.stdout.splitlines()] == ["2025-01-01", "2024-01-01", "2023-01-01"]
    assert [" current " in line for line in done.stdout.splitlines()] == [True, False, False]
    assert [one["updated"] for one in json.loads(run(data, "history", "NCT00000001", "--json").stdout)["versions"]] == [
        "2025-01-01", "2024-01-01", "2023-01-01",
    ]  # fmt: skip


def test_history_says_who_is_screened_on_which_and_knows_copies_that_only_a_screening_kept(
    data: Path, tmp_path: Path
) -> None:
    (tmp_path / "old.json").write_bytes(raw(1, "A trial", criteria=OLD, updated="2023-01-01"))
    (tmp_path / "other.json").write_bytes(raw(7, "Never added", criteria=OLD, updated="2022-01-01"))
    answers = json.dumps({"subject": "S-014", "answers": {"I1": "yes"}}).encode()
    for name in ("old.json", "other.json"):
        assert (
            run(data, "screen", str(tmp_path / name), "--answers", "-", "--json", given=answers).returncode
            == 0
        )
    lines = run(data, "history", "NCT00000001").stdout.splitlines()
    assert "open screenings on it: S-014 (1 answer)" in lines[-1]
    assert "2023-01-01" in lines[-2]
    (line, _) = run(data, "history", "nct00000007").stdout.splitlines()
    assert line.startswith("2022-01-01           with a screening")
    told = json.loads(run(data, "history", "NCT00000007", "--json").stdout)["versions"]
    assert told[0]["screened"] == [{"code": "S-014", "answers": 1, "is_open": True}]


def test_changes_tell_the_criteria_first_with_limits_called_out(data: Path) -> None:
    done = run(data, "changes", "--since", "2024-06-01", "NCT00000001")
    lines = done.stdout.splitlines()
    assert lines[0] == "NCT00000001  2024-01-01 -> 2025-01-01"
    assert lines[1] == "  Criteria: 1 unchanged, 1 reworded, 1 moved, 1 new"
    assert any("Age [-18-]{+21+} or older" in line for line in lines)
    assert lines[2:4] == [
        "  LIMIT CHANGED  I1: Age 18 or older -> Age 21 or older",
        "  LIMIT CHANGED  maximum age: nothing -> 70 Years",
    ]
    assert "  new  E2  Smokers" in lines
    assert "  overall status: RECRUITING -> COMPLETED" in lines
    assert "  Also changed: Status and dates (1); --all tells them" in lines
    whole = run(data, "changes", "--all", "--since", "2024-06-01", "NCT00000001").stdout.splitlines()
    assert "  last update submit date: 2024-01-01 -> 2025-01-01" in whole


def test_white_space_is_no_change(data: Path) -> None:
    run(data, "remove", "NCT00000001")
    copies = [
        raw(1, criteria=OLD, updated="2023-01-01"),
        raw(1, criteria=OLD.replace("\n", "\r\n"), updated="2024-01-01"),
    ]
    run(data, "add", "-", given=b"\n".join(copies))
    assert "Criteria: unchanged" in run(data, "changes", "--since", "2024-01-01", "NCT00000001").stdout


def test_changes_are_told_of_the_marked_trials(data: Path) -> None:
    done = run(data, "changes", "--since", "2024-06-01")
    assert (done.returncode, done.stdout) == (2, "")
    assert "trialtui mark ID" in done.stderr
    assert run(data, "mark", "nct00000001", "NCT00000002").stdout == "2 marked, 0 marked before; 2 in all\n"
    assert run(data, "mark").stdout == "NCT00000001\nNCT00000002\n"
    told = json.loads(run(data, "changes", "--since", "2024-06-01", "--json").stdout)
    assert [one["trial"] for one in told] == ["NCT00000001", "NCT00000002"]
    assert told[0]["criteria"]["counts"]["new"] == 1
    assert told[1]["before"] is None
    assert run(data, "unmark", "nct00000002").stdout == "1 taken away; 1 in all\n"
    assert (
        run(data, "changes", "--since", "2026-01-01").stdout
        == "no newer version since 2026-01-01 of 1 trials\n"
    )


def test_a_mark_outlives_its_trial(data: Path) -> None:
    run(data, "mark", "NCT00000001")
    run(data, "remove", "NCT00000001")
    assert run(data, "mark").stdout == "NCT00000001\n"
    assert run(data, "changes", "--since", "2020-01-01").returncode == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["history", "NCT77777777"], 2),
        (["changes", "--since", "yesterday"], 2),
        (["changes"], 2),
        (["changes", "--since", "2024-01-01", "NCT77777777"], 2),
        (["mark", "NCT00000001", "NCT77777777"], 2),
        (["unmark", "NCT77777777"], 1),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(data: Path, words: list[str], code: int) -> None:
    done = run(data, *words)
    assert done.returncode == code
    assert (done.stderr + done.stdout).count("\n") == 1
    assert run(data, "mark").stdout == "no trial is marked\n"


def test_without_a_library_nothing_is_made(tmp_path: Path) -> None:
    for words in (["history", "X"], ["changes", "--since", "2024-01-01"], ["mark", "X"], ["unmark", "X"]):
        assert run(tmp_path / "none", *words).returncode == 2
    assert not (tmp_path / "none").exists()
