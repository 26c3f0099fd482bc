"""Several coordinators, each with an account, in one data directory that is set up for their group (2770)."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.wire.terminal import SAMPLE

ANNA, BEN, GROUP = 40_001, 40_002, 40_100  # accounts need no name to own files
NEEDED = ("trialtui", "msgspec", "platformdirs", "tantivy", "backports")
LOG = "screening.sqlite3"


class Ward:
    """A host with two accounts in one group, and the directory they share."""

    def __init__(self, packages: Path, home: Path, python: str) -> None:
        self.python, self.packages, self.data, self.sample = (
            python,
            packages,
            home / "data",
            home / SAMPLE.name,
        )
        shutil.copy(SAMPLE, self.sample)
        self.data.mkdir()
        os.chown(self.data, ANNA, GROUP)
        self.data.chmod(0o2770)

    def start(self, account: int, *words: str | Path, given: str = "") -> subprocess.Popen[str]:
        """A command of the real program, as one of the accounts."""
        process = subprocess.Popen(
            [self.python, "-m", "trialtui", *map(str, words), "--data", str(self.data)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/", umask=0o022,
            user=account, group=account, extra_groups=[GROUP],
            env={"HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(self.packages)},
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(given)
        process.stdin.close()
        return process

    def run(self, account: int, *words: str | Path, given: str = "") -> str:
        return done(self.start(account, *words, given=given))

    def answering(self, account: int, code: str, **answers: str) -> subprocess.Popen[str]:
        given = json.dumps({"subject": code, "answers": answers})
        return self.start(account, "screen", self.sample, "--answers", "-", "--json", given=given)

    def modes(self) -> dict[str, tuple[int, int]]:
        """The mode and the group of everything in the shared directory."""
        return {
            str(path.relative_to(self.data)): (path.stat().st_mode & 0o7777, path.stat().st_gid)
            for path in self.data.rglob("*")
        }


def done(process: subprocess.Popen[str], told: str = "") -> str:
    """What a command printed; it ended well, and said nothing but what is `told`."""
    with process:
        assert process.stdout is not None
        assert process.stderr is not None
        out, errors = process.stdout.read(), process.stderr.read()
    assert process.returncode == 0, errors
    assert told in errors if told else not errors
    return out


@pytest.fixture(scope="module")
def packages() -> Iterator[Path]:
    """The program where other accounts can read it: the checkout and the virtual environment may lie where they cannot."""
    if os.geteuid() != 0:
        pytest.skip("only root can be two other accounts")
    with _for_all() as folder:
        for name in NEEDED:
            found = importlib.util.find_spec(name)
            for source in found.submodule_search_locations or () if found else ():
                if os.path.isdir(source):
                    shutil.copytree(source, folder / name, dirs_exist_ok=True)
        yield folder


@pytest.fixture
def ward(packages: Path) -> Iterator[Ward]:
    python = next((one for one in (sys.executable, "/usr/bin/python3") if _is_for_all(one)), None)
    if python is None:
        pytest.skip("no Python of this version that other accounts may run")
    with _for_all() as home:
        yield Ward(packages, home, python)


@contextmanager
def _for_all() -> Iterator[Path]:
    """A directory that every account can look into, which those of pytest are not."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        os.chmod(name, 0o755)
        yield Path(name)


def _is_for_all(python: str) -> bool:
    ask = [python, "-c", "import sys; print(sys.version_info[:2])"]
    try:
        found = subprocess.run(
            ask, user=ANNA, group=ANNA, extra_groups=[], cwd="/", env={}, capture_output=True, text=True
        )
    except OSError:
        return False
    return found.stdout.strip() == str(tuple(sys.version_info[:2]))


def test_two_who_screen_one_subject_at_once_lose_no_answer_and_each_is_named(ward: Ward) -> None:
    given = [
        (ANNA, {"I6": "yes", "I7": "no"}), (BEN, {"I12": "yes", "I13": "yes"}),
        (ANNA, {"E1": "no", "E2": "no"}), (BEN, {"E14": "no", "E15": "unknown"}),
    ]  # fmt: skip
    for one in [ward.answering(account, "S-014", **answers) for account, answers in given]:
        done(one)
    audit = json.loads(ward.run(BEN, "audit", "--format", "json"))
    events = audit["events"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    kept = {
        (event["content"]["code"], event["content"]["new"]["answer"], event["who"])
        for event in events
        if event["kind"] == "answer.given"
    }
    assert kept == {
        (code, answer, f"uid {account}") for account, answers in given for code, answer in answers.items()
    }
    assert len({event["subject"] for event in events if event["subject"]}) == 1
    assert "chain whole" in ward.run(ANNA, "verify")
    assert set(ward.modes().values()) == {(0o660, GROUP)}


def test_a_damaged_log_of_one_is_set_aside_by_another_and_both_go_on(ward: Ward) -> None:
    done(ward.answering(ANNA, "S-014", I6="yes"))
    with open(ward.data / LOG, "r+b") as file:
        file.write(b"\xff" * 16)
    done(ward.answering(BEN, "S-015", I6="no"), told="set aside")
    done(ward.answering(ANNA, "S-016", I6="no"))
    assert sorted(name.partition(".damaged-")[0] for name in ward.modes()) == [LOG, LOG, f"{LOG}-head"]
    assert set(ward.modes().values()) == {(0o660, GROUP)}


def test_a_log_of_one_account_alone_is_refused_to_another_with_what_to_do(ward: Ward) -> None:
    ward.data.chmod(0o755)
    done(ward.answering(ANNA, "S-014", I6="yes"))
    process = ward.start(BEN, "verify")
    with process:
        assert process.stderr is not None
        errors = process.stderr.read()
    assert process.returncode == 3
    assert "belongs to another account" in errors
    assert "2770" in errors
    ward.data.chmod(0o2770)
    done(ward.answering(ANNA, "S-014", I7="yes"))
    assert ward.modes()[LOG] == (0o660, GROUP)


def test_the_library_of_one_is_added_to_and_searched_by_another(ward: Ward) -> None:
    other = ward.sample.with_name("other.txt")
    other.write_text(SAMPLE.read_text().replace("NCT06377228", "NCT00000001"))
    ward.run(ANNA, "add", ward.sample)
    ward.run(BEN, "add", other)
    assert "NCT00000001" in ward.run(ANNA, "search", "lupus")
    modes = ward.modes()
    assert modes.pop("index") == (0o2770, GROUP)
    assert set(modes.values()) == {(0o660, GROUP)}
