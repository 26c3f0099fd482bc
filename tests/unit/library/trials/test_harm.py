"""What may happen to a library: kills, a full disk, torn files, a second process, hostile copies. One line, no traceback, nothing lost."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from tests.unit.front_door import environment, run
from tests.unit.library.trials.invented_studies import raw, study
from tests.unit.library.trials.test_library_commands import counts, found

from trialtui.library.trials.adding import Adding
from trialtui.library.trials.index import TrialIndex
from trialtui.library.trials.lock import alone
from trialtui.library.trials.searching import Search
from trialtui.library.trials.settling import settle
from trialtui.library.trials.store import Library


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3,000 trials, one a line."""
    path = tmp_path_factory.mktemp("many") / "many.ndjson"
    path.write_bytes(b"\n".join(raw(n, f"Trial {n}", summary=f"word{n} " * 300) for n in range(1, 3001)))
    return path


def begun(data: Path, many: Path) -> subprocess.Popen[bytes]:
    """Adding under way, with something in the library already."""
    adding = subprocess.Popen(
        [sys.executable, "-m", "trialtui", "add", "--json", str(many)],
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    until = time.monotonic() + 30
    while time.monotonic() < until and not _some(data):
        time.sleep(0.01)
    return adding


def _some(data: Path) -> bool:
    import sqlite3

    library = Library(data)
    try:
        return library.exists() and library.count() > 0
    except sqlite3.OperationalError:  # the tables are not there yet
        return False
    finally:
        library.close()


def test_a_search_while_somebody_adds_finds_what_is_indexed_and_never_waits(data: Path, many: Path) -> None:
    run(data, "add", "-", given=raw(9000, "Fictimab in gout"))
    adding = begun(data, many)
    os.kill(adding.pid, signal.SIGSTOP)
    try:
        begin = time.monotonic()
        assert found(data, "fictimab", "title:gout") == ["NCT00009000"]
        assert time.monotonic() - begin < 4
    finally:
        os.kill(adding.pid, signal.SIGCONT)
        adding.communicate(timeout=60)
    assert run(data, "library", "check").returncode == 0


def test_ctrl_c_writes_what_was_read_and_the_counts_add_up(data: Path, many: Path) -> None:
    adding = begun(data, many)
    adding.send_signal(signal.SIGINT)
    out, err = adding.communicate(timeout=60)
    said = json.loads(out)
    assert (adding.returncode, err, said["stopped"]) == (130, b"", True)
    assert 0 < said["in"] < 3000
    assert said["added"] == said["in"] == Library(data).count()
    assert run(data, "library", "check").returncode == 0
    rest = counts(run(data, "add", "--json", many))
    assert rest == {"added": 3000 - said["in"], "updated": 0, "unchanged": said["in"], "failed": 0}


def test_a_rebuild_that_was_killed_is_not_taken_for_a_whole_index(data: Path) -> None:
    run(data, "add", "-", given=raw(1, "Lupus"))
    with alone(data, 0):
        TrialIndex(data).make()  # and then the power goes
    assert run(data, "library", "check").returncode == 1
    assert found(data, "lupus") == ["NCT00000001"]


def test_an_index_of_another_library_is_made_again(data: Path, tmp_path: Path) -> None:
    run(data, "add", "-", given=raw(1, "Lupus"))
    run(tmp_path / "other", "add", "-", given=b"\n".join([raw(2, "Gout"), raw(3, "Gout")]))
    shutil.rmtree(data / "index")
    shutil.copytree(tmp_path / "other" / "index", data / "index")
    assert found(data, "title:lupus") == ["NCT00000001"]
    assert found(data, "title:gout") == []


def test_whichever_file_of_the_index_is_torn_it_is_made_again(data: Path) -> None:
    run(data, "add", "-", given=b"\n".join(raw(n, f"Lupus and rest {n}") for n in range(1, 40)))
    for name in sorted(file.name for file in (data / "index").iterdir()):
        file = data / "index" / name
        if file.exists() and file.stat().st_size:
            os.truncate(file, file.stat().st_size // 2)
        assert len(found(data, '"lupus and rest"', "title:39")) == 1, name
    assert run(data, "library", "check").returncode == 0


def test_a_torn_library_is_refused_in_one_line_and_left_as_it_is(data: Path) -> None:
    run(data, "add", "-", given=b"\n".join(raw(n, "Lupus " * 500) for n in range(1, 300)))
    path = data / "library.sqlite3"
    whole = path.read_bytes()
    for torn in (whole[: len(whole) // 2], b"moon" * 99, b""):
        path.write_bytes(torn)
        for words in (["list"], ["search", "lupus"], ["add", "-"], ["library", "check"]):
            done = run(data, *words, given=raw(1))
            assert done.returncode in (1, 3), (words, done)
            assert done.stderr.count("\n") + done.stdout.count("\n") == 1, (words, done)
            assert path.read_bytes()[:4000] == torn[:4000]


def test_a_full_disk_is_said_in_one_line_and_nothing_that_was_counted_is_lost(
    data: Path, many: Path, tmp_path: Path
) -> None:
    some = tmp_path / "some.ndjson"
    some.write_bytes(b"".join(many.read_bytes().splitlines(keepends=True)[:1000]))
    for limit in (30_000, 200_000, 500_000):
        done = subprocess.run(
            [sys.executable, "-m", "trialtui", "add", str(some)],
            env=environment(data),
            capture_output=True,
            check=False,
            timeout=60,
            preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit)),
        )
        assert done.returncode == 3, (limit, done)
        assert (done.stdout, done.stderr.count(b"\n")) == (b"", 1), (limit, done)
    assert counts(run(data, "add", "--json", some))["failed"] == 0
    assert Library(data).count() == 1000
    assert run(data, "library", "check").returncode == 0


NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable]


def nobody_can_run_it() -> bool:
    """Whether an account without rights reaches this Python and the program."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return False
    return not subprocess.run(
        [*NOBODY, "-c", "import trialtui.cli"], capture_output=True, check=False, cwd="/"
    ).returncode


@pytest.mark.skipif(not nobody_can_run_it(), reason="only root can become another, who reaches the program")
def test_a_library_that_may_only_be_read_is_listed_and_searched_and_refuses_the_rest_in_one_line(
    data: Path,
) -> None:
    run(data, "add", "-", given=raw(1, "Lupus"))
    for path in (data, *data.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for above in list(data.parents)[:-2]:
        above.chmod(above.stat().st_mode | 0o055)
    for words, code in (
        (["list"], 0),
        (["search", "lupus"], 0),
        (["add", str(data)], 3),
        (["remove", "NCT00000001"], 3),
    ):
        done = subprocess.run(
            [*NOBODY, "-m", "trialtui", *words],
            env=environment(data), capture_output=True, check=False, cwd="/",
        )  # fmt: skip
        assert done.returncode == code, done
        assert done.stderr.count(b"\n") == (1 if code else 0), done


def test_an_index_in_a_folder_of_others_is_read_as_it_stands_and_again_when_they_change_it(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(data, "add", "-", given=raw(1, "Lupus"))
    index = TrialIndex(data)
    monkeypatch.setattr(index, "_is_writable", lambda: False)
    before = sorted((data / "index").iterdir())
    assert [Search(index).best("lupus").total for _ in range(2)] == [1, 1]
    assert sorted((data / "index").iterdir()) == before
    run(data, "add", "-", given=raw(2, "Lupus"))
    assert Search(index).best("lupus").total == 2


def test_several_versions_of_one_trial_in_one_batch_leave_the_newest_in_the_list_and_the_index(
    data: Path,
) -> None:
    dates = [
        ("Middle", "2023-01-01"),
        ("Newest", "2025-01-01"),
        ("Oldest", "2021-01-01"),
        ("Newest", "2025-01-01"),
    ]
    given = b"\n".join(raw(1, title, updated=updated) for title, updated in dates)
    assert counts(run(data, "add", "--json", "-", given=given)) == {
        "added": 1, "updated": 2, "unchanged": 1, "failed": 0,
    }  # fmt: skip
    assert [one.updated for one in Library(data).versions("NCT00000001")] == [
        "2025-01-01",
        "2023-01-01",
        "2021-01-01",
    ]
    assert found(data, "newest") == ["NCT00000001"]
    assert found(data, "title:middle") == found(data, "title:oldest") == []
    assert run(data, "library", "check").returncode == 0


def test_hostile_copies_are_kept_or_refused_and_spoil_no_other(data: Path) -> None:
    hostile = [
        raw(1, "\x1b[2J\x00[red]Title\u202e"),
        raw(2, "long " * 200_000, conditions=["c" * 70_000], drug="d" * 70_000, sponsor="s" * 70_000),
        json.dumps(study(3)).replace("A trial", "\\ud800 lone").encode(),
        raw(4, "", status="\x1f\x1e", phases=['"], ["'], country="\x00", sex="\ud83d\ude00"),
        raw(5, "Well"),
    ]
    done = run(data, "add", "--json", "-", given=b"\n".join(hostile))
    said = counts(done)
    assert said["added"] + said["failed"] == 5
    assert said["failed"] <= 1  # half a character is no text
    assert "NCT00000005" in found(data, "well")
    for words in (["list"], ["search", "--counts", "-n", "999999999", "sit"], ["library", "check"]):
        done = run(data, *words)
        assert (done.returncode, done.stderr) == (0, ""), words
        assert "\x1b" not in done.stdout
        assert "\x00" not in done.stdout


@pytest.mark.parametrize("words", [["list", "-n", "-5"], ["search", "lupus", "-n", "many"]])
def test_a_number_that_is_none_is_wrong_use(data: Path, words: list[str]) -> None:
    run(data, "add", "-", given=raw(1))
    done = run(data, *words)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_a_copy_that_cannot_be_read_back_is_still_found_by_its_line(data: Path) -> None:
    run(data, "add", "-", given=raw(1, "Lupus"))
    library = Library(data)
    library.connection.execute("UPDATE version SET raw = x'00'")
    with alone(data, 0):
        index = TrialIndex(data)
        index.drop()
        assert settle(library, index) == 1
    library.close()
    assert found(data, "lupus") == ["NCT00000001"]


def test_memory_stays_bounded_by_bytes_too(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from trialtui.copies.detect import Part
    from trialtui.library.trials import adding

    monkeypatch.setattr(adding, "MOST_BYTES", 2000)
    library, saves = Library(data), []
    library.create()
    one = Adding(library, TrialIndex(data))
    parts = [Part(f"{n}", raw(n, f"Trial {n}")) for n in range(1, 21)]
    one.run(parts, lambda counts, size: saves.append((counts.taken, size)))
    assert saves[-1] == (20, sum(len(part.raw) for part in parts))
    assert len(saves) > 5
    assert Search(TrialIndex(data)).known == 20
