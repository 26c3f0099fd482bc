"""Copies read in several processes: the same comes of them as of one, in their order, and nobody is left behind."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.unit.library.trials.invented_studies import raw
from tests.unit.library.trials.test_harm import begun

from trialtui.copies.bundles import Unread
from trialtui.copies.copy import CopyError
from trialtui.copies.detect import Part
from trialtui.library.trials import adding, readers
from trialtui.library.trials.adding import Adding
from trialtui.library.trials.index import TrialIndex
from trialtui.library.trials.reading import Failed, Piece, Prepared, Reader
from trialtui.library.trials.store import Library


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "BATCH_COPIES", 3)
    monkeypatch.setattr(adding, "FEW", 5)


def pieces() -> Iterator[Piece]:
    """Versions of nine trials in no order, one of them long to read; a file of two; what cannot be read."""
    for n in range(40):
        title = f"Version {n} " * (20_000 if n % 13 == 0 else 1)
        yield Part(f"many[{n}]", raw(n % 9, title, updated=f"20{10 + n * 7 % 15}-01-0{1 + n % 3}"))
    yield Unread("two.ndjson", raw(50, "One") + b"\n" + raw(51, "Other"))
    yield Unread("bad.json", b'{"protocolSection": {')
    yield Part("worse", b"\xff\xfe\x00")
    yield CopyError("gone.json", "", "no such file")
    yield Part("last", raw(52, "Last"))


def in_words(one: Prepared) -> tuple[str, str]:
    return (one.name, one.reason) if isinstance(one, Failed) else (one.packed.name, one.written.fields)


def read_here() -> list[tuple[str, str]]:
    reader = Reader()
    return [in_words(one) for piece in pieces() for one in reader.read(piece)]


def test_what_several_processes_read_is_what_one_reads_in_the_order_it_came() -> None:
    with readers.Readers(3) as several:
        assert [in_words(one) for one in several.read(pieces(), b"")] == read_here()


def test_what_a_process_that_died_was_to_read_is_read_here() -> None:
    with readers.Readers(2) as several:
        found = several.read(pieces(), b"")
        read = [in_words(next(found))]
        os.kill(several._processes[1].pid, signal.SIGKILL)
        assert read + [in_words(one) for one in found] == read_here()


@pytest.mark.parametrize("program", ["/nowhere/python", "/bin/true"])
def test_where_no_process_can_be_begun_or_none_reads_all_is_read_here(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", program)
    with readers.Readers(2) as several:
        assert [in_words(one) for one in several.read(pieces(), b"")] == read_here()


def test_a_fault_of_the_source_is_not_lost_in_the_thread_that_asks_it() -> None:
    def torn() -> Iterator[Piece]:
        yield Part("one", raw(1))
        raise OSError("the disk is gone")

    with readers.Readers(2) as several, pytest.raises(OSError, match="the disk is gone"):
        list(several.read(torn(), b""))


def added(folder: Path) -> tuple[adding.Counts, list[object], list[Failed]]:
    """The counts, what the library holds then, and what could not be read."""
    library = Library(folder)
    folder.mkdir()
    library.create()
    one = Adding(library, TrialIndex(folder))
    counts = one.run(pieces())
    kept = [
        [(each.name, each.updated, each.current) for each in library.versions(entry.trial)]
        for entry in library.newest(99)
    ]
    return counts, [library.newest(99), kept], one.failures


def test_which_version_is_current_does_not_depend_on_who_was_faster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "cores", lambda: 3)
    side_by_side = added(tmp_path / "side by side")
    monkeypatch.setattr(adding, "cores", lambda: 1)
    assert side_by_side == added(tmp_path / "one after the other")
    assert (side_by_side[0].kept, side_by_side[0].failed) == (43, 3)


def test_few_copies_begin_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "Readers", None)
    monkeypatch.setattr(adding, "cores", lambda: 2)
    library = Library(tmp_path)
    library.create()
    assert Adding(library, TrialIndex(tmp_path)).run([Part("one", raw(1)), Part("two", raw(2))]).added == 2


def children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def wait_for(happens: Callable[[], object]) -> bool:
    until = time.monotonic() + 10
    while not (found := happens()) and time.monotonic() < until:
        time.sleep(0.02)
    return bool(found)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are looked for in /proc")
@pytest.mark.parametrize("ended", [signal.SIGKILL, signal.SIGINT])
def test_however_adding_ends_no_process_stays_behind(tmp_path: Path, ended: signal.Signals) -> None:
    many = tmp_path / "many.ndjson"
    many.write_bytes(b"\n".join(raw(n, f"Trial {n}", summary=f"word{n} " * 300) for n in range(1, 3001)))
    process = begun(tmp_path / "data", many)
    left = children(process.pid)
    process.send_signal(ended)
    process.communicate(timeout=60)
    assert len(left) == (readers.cores() if readers.cores() > 1 else 0)
    assert wait_for(lambda: not any(Path(f"/proc/{each}").exists() for each in left))
