"""The library through the front door: what is added is there, found, counted, repaired, and lost to nobody's kill."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.unit.front_door import Done, environment, run
from tests.unit.library.trials.invented_studies import raw

from trialtui.library.trials.entry import Facets
from trialtui.library.trials.index import TrialIndex
from trialtui.library.trials.lock import alone
from trialtui.library.trials.searching import Search
from trialtui.library.trials.store import Library


def counts(done: Done) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["in"] == found["added"] + found["updated"] + found["unchanged"] + found["failed"]
    return {name: found[name] for name in ("added", "updated", "unchanged", "failed")}


def found(data: Path, *words: str) -> list[str]:
    """The trials a search finds, best first."""
    done = run(data, "search", "--json", *words)
    assert done.stderr == ""
    return [trial["trial"] for trial in json.loads(done.stdout)["trials"]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    return copies_in(tmp_path)


def copies_in(above: Path) -> Path:
    """A folder with three trials, one bad file, and a zip of two more."""
    folder = above / "copies"
    folder.mkdir()
    (folder / "one.json").write_bytes(raw(1, "Fictimab in gout", summary="It says lupus in passing."))
    (folder / "two.json").write_bytes(raw(2, "Lupus and rest", conditions=["Lupus"], phases=["PHASE1"]))
    (folder / "three.json").write_bytes(
        raw(3, "Walking", conditions=["Stroke"], country="France", terms=["Cerebral Infarction"])
    )
    (folder / "bad.json").write_bytes(b'{"protocolSection": {')
    with zipfile.ZipFile(folder / "more.zip", "w") as archive:
        archive.writestr("four.json", raw(4, "Sleeping", status="COMPLETED", updated="2020-01-05"))
        archive.writestr("five.json", raw(5, "Tumors of the moon", minimum="60 Years", maximum="80 Years"))
    return folder


class TestAdding:
    def test_all_that_comes_in_is_counted_and_a_bad_file_stops_nothing(
        self, data: Path, copies: Path
    ) -> None:
        done = run(data, "add", copies)
        assert done.returncode == 1
        assert done.stdout == "6 in: 5 added, 0 updated, 0 unchanged, 1 failed\n"
        assert done.stderr.count("\n") == 1
        assert "bad.json" in done.stderr
        assert "line 1" in done.stderr

    def test_where_no_copy_is_that_is_said(self, data: Path, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        done = run(data, "add", tmp_path / "empty")
        assert done.returncode == 2
        assert "holds no copy of a trial" in done.stderr

    def test_the_same_again_changes_nothing(self, data: Path, copies: Path) -> None:
        run(data, "add", copies)
        again = counts(run(data, "add", "--json", copies))
        assert again == {"added": 0, "updated": 0, "unchanged": 5, "failed": 1}

    def test_white_space_and_the_order_of_fields_are_no_news(self, data: Path) -> None:
        run(data, "add", "-", given=raw(1))
        turned = json.dumps(dict(reversed(json.loads(raw(1)).items())), indent=4)
        assert counts(run(data, "add", "--json", "-", given=turned.encode()))["unchanged"] == 1
        assert len(Library(data).versions("NCT00000001")) == 1

    def test_a_field_without_a_place_in_the_record_is_news(self, data: Path) -> None:
        run(data, "add", "-", given=raw(1))
        more = json.loads(raw(1)) | {"tide": "high"}
        assert counts(run(data, "add", "--json", "-", given=json.dumps(more).encode()))["updated"] == 1

    def test_a_newer_copy_becomes_the_trial_and_an_older_one_its_history(self, data: Path) -> None:
        for title, updated in (("Now", "2025-06-01"), ("Newest", "2025-09-01"), ("Once", "2019-01-01")):
            run(data, "add", "-", given=raw(1, title, updated=updated))
        library = Library(data)
        assert [entry.title for entry in library.newest(9)] == ["Newest"]
        assert [(one.updated, one.current) for one in library.versions("NCT00000001")] == [
            ("2025-09-01", True),
            ("2025-06-01", False),
            ("2019-01-01", False),
        ]
        assert found(data, "newest") == ["NCT00000001"]
        assert found(data, "title:once") == []

    def test_a_copy_without_criteria_never_hides_one_that_has_them(self, data: Path) -> None:
        run(data, "add", "-", given=raw(1, "With criteria", updated="2024-01-01"))
        run(data, "add", "-", given=raw(1, "Without", criteria="", updated="2026-01-01"))
        assert [entry.title for entry in Library(data).newest(9)] == ["With criteria"]

    def test_every_copy_comes_back_byte_for_byte(self, data: Path) -> None:
        everything = [raw(n, f"Trial {n}", summary="Résumé " * n, indent=n % 3) for n in range(1, 450)]
        given = b"\n".join(json.dumps(json.loads(one)).encode() for one in everything)
        assert counts(run(data, "add", "--json", "-", given=given))["added"] == 449
        library = Library(data)
        assert library.dictionary() != b""
        for one in given.split(b"\n")[::50]:
            trial = json.loads(one)["protocolSection"]["identificationModule"]["nctId"]
            (version,) = library.versions(trial)
            assert library.raw(version.id) == one
        assert run(data, "library", "check").returncode == 0

    def test_a_second_writer_is_told_who_holds_the_library(self, data: Path) -> None:
        data.mkdir()
        with alone(data, 0):
            done = run(data, "add", "-", given=raw(1))
        assert done.returncode == 3
        assert f"process {os.getpid()}" in done.stderr
        assert done.stderr.count("\n") == 1

    def test_killed_in_the_middle_each_trial_is_whole_or_absent_and_the_rest_can_follow(
        self, data: Path, tmp_path: Path
    ) -> None:
        many = tmp_path / "many.ndjson"
        many.write_bytes(b"\n".join(raw(n, f"Trial {n}", summary=f"word{n} " * 300) for n in range(1, 3001)))
        adding = subprocess.Popen(
            [sys.executable, "-m", "trialtui", "add", str(many)],
            env=environment(data),
            stderr=subprocess.DEVNULL,
        )
        library = Library(data)
        until = time.monotonic() + 30
        while time.monotonic() < until and not (library.exists() and _count(library)):
            time.sleep(0.01)
        adding.send_signal(signal.SIGKILL)
        adding.wait()
        assert 0 < _count(library) < 3000
        assert run(data, "search", "word1").returncode == 0
        assert run(data, "library", "check").stdout.startswith("every copy is whole")
        after = counts(run(data, "add", "--json", many))
        assert after["added"] + after["unchanged"] == 3000
        assert run(data, "library", "check").returncode == 0


def _count(library: Library) -> int:
    import sqlite3

    try:
        return library.count()
    except sqlite3.OperationalError:  # the tables are not there yet
        library.close()
        return 0


class TestFinding:
    @pytest.fixture(scope="class")
    def kept_once(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        data = tmp_path_factory.mktemp("kept") / "data"
        run(data, "add", copies_in(tmp_path_factory.mktemp("added")))
        return data

    @pytest.fixture(autouse=True)
    def kept(self, kept_once: Path, data: Path) -> None:
        shutil.copytree(kept_once, data)

    def test_the_trial_whose_condition_says_it_comes_before_one_that_mentions_it(self, data: Path) -> None:
        assert found(data, "lupus") == ["NCT00000002", "NCT00000001"]

    @pytest.mark.parametrize(
        ("words", "trials"),
        [
            ("fictimab -lupus country:france", {3}),
            ("status:open", {1, 2, 3, 5}),
            ("phase:1", {2}),
            ("cond:stroke", {3}),
            ("country:Spain,France cond:=Lupus,Stroke", {3}),
            ("cerebral infarction", {3}),
            ('"and rest"', {2}),
            ('"rest and"', set()),
            ("sleep*", {4}),
            ("tumor", {5}),
            ("age:70", {1, 2, 3, 4, 5}),
            ("age:17", set()),
            ("age:59", {1, 2, 3, 4}),
            ("age:81", {1, 2, 3, 4}),
            ("updated:<2024", {4}),
            ("updated:2025-06", {1, 2, 3, 5}),
            ("nct00000003", {3}),
            ("id:NCT00000003", {3}),
        ],
    )
    def test_what_is_asked_is_found_and_nothing_else(self, data: Path, words: str, trials: set[int]) -> None:
        assert set(found(data, *words.split())) == {f"NCT{n:08}" for n in trials}

    def test_one_wrong_letter_is_guessed_and_said(self, data: Path) -> None:
        done = run(data, "search", "strokke")
        assert done.stdout.startswith("Nothing says so; these differ by one letter:\nNCT00000003")

    def test_a_search_that_cannot_be_understood_points_at_the_character(self, data: Path) -> None:
        done = run(data, "search", "lupus status:sleeping")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("trialtui: character 14: a status")

    def test_filters_are_counted_over_what_is_found(self, data: Path) -> None:
        counted = Search(TrialIndex(data)).counts("status:open")
        assert counted["country"] == [("Germany", 3), ("France", 1)]
        assert counted["phase"] == [("PHASE2", 3), ("PHASE1", 1)]
        assert tuple(counted) == Facets._fields
        asked = Search(TrialIndex(data)).counts("status:open", ("condition", "sponsor"))
        assert asked["condition"] == [("Imaginary Gout", 2), ("Lupus", 1), ("Stroke", 1)]
        assert asked["sponsor"] == [("Nowhere University", 4)]

    def test_what_is_removed_is_not_found_any_more_and_can_come_back(self, data: Path, copies: Path) -> None:
        assert run(data, "remove", "nct00000002").returncode == 0
        assert found(data, "cond:lupus") == []
        assert run(data, "library", "check").returncode == 0
        run(data, "add", copies / "two.json")
        assert found(data, "cond:lupus") == ["NCT00000002"]

    def test_an_unknown_trial_is_not_removed_and_neither_are_the_others(self, data: Path) -> None:
        done = run(data, "remove", "NCT00000002", "NCT77777777")
        assert done.returncode == 2
        assert "NCT77777777" in done.stderr
        assert found(data, "cond:lupus") == ["NCT00000002"]

    @pytest.mark.parametrize("harm", ["gone", "torn", "of another version", "without one file"])
    def test_an_index_that_cannot_be_used_is_made_again_on_its_own(self, data: Path, harm: str) -> None:
        files = sorted((data / "index").iterdir())
        if harm == "of another version":
            (data / "index" / "trialtui-version").write_text("0")
        elif harm == "without one file":
            next(file for file in files if file.suffix == ".idx").unlink()
        else:
            for file in files:
                if harm == "gone":
                    file.unlink()
                else:
                    os.truncate(file, file.stat().st_size // 2)
        assert run(data, "library", "check").returncode == 1
        assert found(data, "lupus") == ["NCT00000002", "NCT00000001"]
        assert run(data, "library", "check").returncode == 0


def test_countries_are_counted_however_many_a_trial_has(tmp_path: Path) -> None:
    named = ["Germany", "France", "Italy", "Spain", "Malta", "Cyprus", "Latvia", "Norway", "Sweden"]
    given = []
    for number in range(1, len(named) + 1):
        one = json.loads(raw(number))
        places = [{"facility": "Hospital", "city": "Ulm", "country": country} for country in named[:number]]
        one["protocolSection"]["contactsLocationsModule"]["locations"] = places
        given.append(json.dumps(one).encode())
    run(tmp_path, "add", "-", given=b"\n".join(given))
    counted = Search(TrialIndex(tmp_path)).counts("")["country"]
    assert counted == [(country, 9 - place) for place, country in enumerate(named)]


def test_a_trial_is_deleted_from_the_index_by_its_key(tmp_path: Path) -> None:
    """tantivy-py deletes nothing, silently, by a number; ours is text."""
    run(tmp_path, "add", "-", given=raw(1, "Before", updated="2025-01-01"))
    run(tmp_path, "add", "-", given=raw(1, "After", updated="2025-02-01"))
    assert Search(TrialIndex(tmp_path)).best("before").total == 0
    assert Search(TrialIndex(tmp_path)).best("after").total == 1


def test_a_damaged_copy_is_found_by_the_check(tmp_path: Path) -> None:
    run(tmp_path, "add", "-", given=raw(1))
    library = Library(tmp_path)
    library.connection.execute("UPDATE version SET raw = substr(raw, 1, length(raw) - 9)")
    library.close()
    done = run(tmp_path, "library", "check")
    assert done.returncode == 1
    assert "NCT00000001: the copy standard input cannot be read back" in done.stdout


def test_without_a_library_every_command_says_what_to_do(tmp_path: Path) -> None:
    for words in (["list"], ["search", "lupus"]):
        done = run(tmp_path / "none", *words)
        assert done.returncode == 2
        assert "trialtui add PATH" in done.stderr
        assert not (tmp_path / "none").exists()


def test_a_trial_stands_on_one_line_whatever_its_title(tmp_path: Path) -> None:
    run(tmp_path, "add", "-", given=raw(1, "Rest\tand\r\nlupus"))
    (listed,) = run(tmp_path, "list").stdout.splitlines()
    assert listed.endswith("  Rest and lupus")
