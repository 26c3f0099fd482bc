"""Saved searches on the command line: a person's work, kept whatever happens to the index."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.library.trials.invented_studies import raw

from trialtui.cli import main
from trialtui.library.trials.lock import alone
from trialtui.library.trials.searches import save_search
from trialtui.library.trials.store import Library

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line on a library of one trial."""
    (tmp_path / "1.json").write_bytes(raw(1, "Gout"))

    def running(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--data", str(tmp_path / "data")])
        said = capsys.readouterr()
        return code, said.out, said.err

    assert running("add", str(tmp_path / "1.json"))[0] == 0
    return running


def test_a_search_is_saved_counted_anew_and_forgotten(tmp_path: Path, run: Run) -> None:
    (tmp_path / "2.json").write_bytes(raw(2, "Lupus"))
    assert run("search", "--saved") == (0, "no search is saved\n", "")
    assert run("search", "title:lupus", "-stroke", "--save", "my lupus")[0] == 1  # nothing is found yet
    run("add", str(tmp_path / "2.json"))
    run("library", "rebuild")
    code, out, _ = run("search", "--saved")
    assert (code, out.split()) == (0, ["my", "lupus", "1", "title:lupus", "-stroke"])
    assert run("search", "--forget", "my lupus") == (0, "my lupus is forgotten\n", "")
    assert run("search", "--forget", "my lupus")[::2] == (2, "trialtui: no search is saved as my lupus\n")
    code, out, said = run("search")
    assert (code, out) == (2, "")
    assert "name the words to search for" in said


def test_marks_and_saved_searches_outlive_a_torn_library(tmp_path: Path, run: Run) -> None:
    data = tmp_path / "data"
    run("mark", "NCT00000001")
    run("search", 'title:"ü, 痛風"', "--save", "größer: 1")
    run("search", "gone", "--save", "gone")
    run("search", "--forget", "gone")
    assert (data / "marked.json").stat().st_mode & 0o777 == 0o600
    (data / "library.sqlite3").write_bytes(b"torn")
    code, _, said = run("mark")
    assert (code, "take the file away and add the copies again" in said) == (3, True)
    (data / "library.sqlite3").unlink()
    run("add", str(tmp_path / "1.json"))
    assert run("mark")[1] == "NCT00000001\n"
    assert run("search", "--saved")[1].split() == ["größer:", "1", "0", 'title:"ü,', '痛風"']


def test_a_file_of_marks_that_cannot_be_read_is_never_written_over(tmp_path: Path, run: Run) -> None:
    data, copy = tmp_path / "data", str(tmp_path / "1.json")
    (data / "library.sqlite3").unlink()
    for torn in (b'{"marked": [{"tri', b'{"marked": [{}]}', b"[" * 100_000):
        (data / "marked.json").write_bytes(torn)
        code, _, said = run("add", copy)
        assert (code, said.count("\n"), "marked.json" in said) == (3, 1, True)
        assert (data / "marked.json").read_bytes() == torn
    (data / "marked.json").unlink()
    assert run("add", copy)[0] == 0


def test_what_an_older_program_kept_gets_its_file_with_the_next_copy(tmp_path: Path, run: Run) -> None:
    run("mark", "NCT00000001")
    (tmp_path / "data" / "marked.json").unlink()
    run("add", str(tmp_path / "1.json"))
    assert "NCT00000001" in (tmp_path / "data" / "marked.json").read_text("utf-8")


def test_a_mark_that_its_file_cannot_take_is_not_said_to_be_kept(tmp_path: Path, run: Run) -> None:
    (tmp_path / "data" / ".marked.json.new").mkdir()  # root writes into any folder
    code, out, said = run("mark", "NCT00000001")
    assert (code, out, said.count("\n")) == (3, "", 1)
    assert run("mark")[1] == "no trial is marked\n"


def test_what_was_not_in_the_file_of_a_torn_library_yet_does_not_come_back(tmp_path: Path, run: Run) -> None:
    data = tmp_path / "data"
    (tmp_path / "2.json").write_bytes(raw(2, "Lupus"))
    with contextlib.closing(sqlite3.connect(data / "library.sqlite3")) as reader:
        reader.execute("SELECT * FROM trial").fetchall()
        assert run("add", str(tmp_path / "2.json"))[0] == 0
        kept = {name: (data / name).read_bytes() for name in ("library.sqlite3-wal", "library.sqlite3-shm")}
    (data / "library.sqlite3").unlink()
    for name, left in kept.items():  # as a kill leaves them
        (data / name).write_bytes(left)
    run("add", str(tmp_path / "1.json"))
    assert [line.split()[0] for line in run("list")[1].splitlines()] == ["NCT00000001"]


def test_a_search_that_cannot_be_understood_stands_among_the_others(tmp_path: Path, run: Run) -> None:
    library = Library(tmp_path / "data")
    for name, words in (("broken", 'status:zzz "'), ("gout", "gout")):
        save_search(library, name, words)
    library.close()
    code, out, _ = run("search", "--saved")
    assert (code, [line.split()[:2] for line in out.splitlines()]) == (0, [["broken", "?"], ["gout", "1"]])
    assert '"count": null' in run("search", "--saved", "--json")[1]


@pytest.mark.parametrize("name", ["", " \t", "\udcff"])
def test_a_search_is_not_saved_under_what_is_no_name(run: Run, name: str) -> None:
    code, _, said = run("search", "gout", "--save", name)
    assert (code, said.count("\n")) == (2, 1)
    assert run("search", "--saved")[1] == "no search is saved\n"


def test_a_name_is_one_line(run: Run) -> None:
    run("search", "gout", "--save", " my\n gout ")
    assert run("search", "--saved")[1].startswith("my gout ")
    assert run("search", "--forget", "my  gout")[0] == 0


def test_bytes_that_are_no_text_are_refused_and_the_index_stays(tmp_path: Path, run: Run) -> None:
    before = sorted(path.name for path in (tmp_path / "data" / "index").iterdir())
    code, out, said = run("search", "gout \udcff")
    assert (code, out, said) == (2, "", "trialtui: character 6: half of a character stands here\n")
    assert run("remove", "\udcff")[0] == 2
    assert sorted(path.name for path in (tmp_path / "data" / "index").iterdir()) == before


def test_what_is_removed_is_counted_once_and_what_is_not_found_is_said(run: Run) -> None:
    assert run("search", "zzz")[:2] == (1, "no trial of the library holds all of this\n")
    assert run("remove", "NCT00000001", "nct00000001")[1].startswith("1 removed, 0 left;")
    assert run("list")[:2] == (1, "no trial is kept here\n")


def test_a_mark_waits_for_nobody_who_adds(tmp_path: Path, run: Run) -> None:
    with alone(tmp_path / "data", 0):
        assert run("mark", "NCT00000001", "nct00000001")[1] == "1 marked, 0 marked before; 1 in all\n"
        assert run("unmark", "nct00000001")[:2] == (0, "1 taken away; 0 in all\n")


def test_a_library_torn_in_its_middle_says_what_to_do(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "data" / "library.sqlite3"
    path.write_bytes(path.read_bytes()[:65536] + b"\xff" * (path.stat().st_size - 65536))
    code, out, said = run("list")
    assert (code, out, said.count("\n")) == (3, "", 1)
    assert "library.sqlite3: " in said
    assert "take the file away and add the copies again" in said
