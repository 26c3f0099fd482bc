"""Copies cut off and mangled, through the front door: read, or refused in one line, within two seconds, never a traceback."""

from __future__ import annotations

import io
import json
import random
import signal
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.unit.copies.account_law import CORPORA, FIXTURES

from trialtui.cli import main
from trialtui.copies.bundles import open_copies
from trialtui.copies.copy import CopyError
from trialtui.copies.reader import FAULT

SECONDS = 2.0
SEEDS = sorted(path for path in FIXTURES.iterdir() if path.is_file() and path.stat().st_size < 200_000)
REAL = [
    *sorted((CORPORA / "ctgov-v2-json").glob("*.json"))[::60],
    *sorted((CORPORA / "ctgov-xml").glob("*.xml"))[::10],
    *sorted((CORPORA / "other-registries").glob("*.json"))[::3],
]
COMMANDS = (("criteria",), ("--plain",), ("criteria", "--study", "NCT99000001"))


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Stop what takes far longer than allowed, and complain of what takes longer."""

    def stop(number: int, frame: Any) -> None:
        raise AssertionError(f"still at work after {5 * seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 5 * seconds)
    began = time.process_time()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert time.process_time() - began < seconds


def run(capsys: pytest.CaptureFixture[str], path: Path, *words: str) -> int:
    """The command line on a file: its exit code; whatever it is, the file is read or refused as it should be."""
    capsys.readouterr()
    with within(SECONDS):
        code = main([*words, str(path)])
    told = capsys.readouterr()
    refusals = [line for line in told.err.splitlines() if "not on a terminal" not in line]
    assert code in (0, 2), (code, told.err)
    assert not any("Traceback" in line or FAULT in line for line in refusals), told.err
    assert len(refusals) == (1 if code else 0), told.err
    if code:
        assert refusals[0].startswith("trialtui: ")
        assert str(path) in refusals[0]
    assert "\x1b" not in told.out + told.err
    return code


def mangled(raw: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, dropped, doubled or put in."""
    out = bytearray(raw)
    for _ in range(chance.choice((1, 1, 2, 5, 40))):
        at = chance.randrange(len(out) + 1)
        kind = chance.randrange(5)
        if kind == 0 and at < len(out):
            out[at] = chance.randrange(256)
        elif kind == 1:
            del out[at : at + chance.choice((1, 3, 200))]
        elif kind == 2:
            out[at:at] = chance.choice(SPLINTERS)
        elif kind == 3:
            out[at:at] = out[at : at + chance.choice((1, 50, 2000))]
        else:
            out[at:at] = bytes(chance.randrange(256) for _ in range(4))
        out = out or bytearray(b"x")
    return bytes(out)


SPLINTERS = (
    *(
        b'"',
        b"\\",
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b"<",
        b">",
        b"&",
        b"\0",
        b"\r",
        b"\n\n",
        b"\xff",
        b"\xe2\x89",
    ),
    *(
        b"\x1b[2J",
        b"null",
        b"1e999",
        b"-",
        b"\\ud800",
        b"<!--",
        b"<![CDATA[",
        b"</",
        b"&lt;",
        b"\xef\xbb\xbf",
        b"PK\x03\x04",
    ),
    *(
        b'"studies":[',
        "≥".encode(),
        "\u202e".encode(),
        b"[" * 3000,
        b"<b>" * 500,
        b" " * 5000,
        b"9" * 5000,
    ),
)


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
class TestHandWrittenCopies:
    def test_cut_off_anywhere(self, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        raw, target = path.read_bytes(), tmp_path / path.name
        for share in (1, 7, 23, 42, 58, 71, 85, 93, 99):
            target.write_bytes(raw[: len(raw) * share // 100])
            run(capsys, target, *COMMANDS[share % 2])

    def test_mangled(self, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        raw, target = path.read_bytes(), tmp_path / path.name
        for seed in range(30):
            target.write_bytes(mangled(raw, random.Random(seed)))
            run(capsys, target, *COMMANDS[seed % 3])


@pytest.mark.skipif(not REAL, reason="the corpora are not here")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_files_mangled(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw, target = path.read_bytes(), tmp_path / path.name
    for seed in range(6):
        target.write_bytes(mangled(raw, random.Random(seed)))
        run(capsys, target, *COMMANDS[seed % 2])
        target.write_bytes(raw[: random.Random(seed).randrange(len(raw))])
        run(capsys, target, *COMMANDS[seed % 2])


def a_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            study = {"protocolSection": {"identificationModule": {"nctId": f"NCT9900000{number}"}}}
            archive.writestr(f"{number}.json", json.dumps(study))
    return file.getvalue()


@example(cut=301, at=397, splinter=b"\x00")  # a member without a name
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.integers(0, 600),
    at=st.integers(0, 600),
    splinter=st.sampled_from(SPLINTERS) | st.binary(max_size=8),
)
def test_a_zip_mangled_anywhere_gives_studies_and_refusals(
    tmp_path: Path, cut: int, at: int, splinter: bytes
) -> None:
    raw = a_zip()
    path = tmp_path / "z.zip"
    path.write_bytes(raw[:at] + splinter + raw[at + len(splinter) :] if cut > 300 else raw[: len(raw) - cut])
    with within(SECONDS):
        found = list(open_copies(str(path)))
    assert found
    for one in found:
        assert not isinstance(one, CopyError) or ("\n" not in str(one) and FAULT not in str(one))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pieces=st.lists(
        st.sampled_from(
            [
                "[",
                "]",
                "{",
                "}",
                ",",
                ":",
                '"studies"',
                '"protocolSection"',
                '"a',
                '"',
                "\\",
                "1",
                " ",
                "\n",
                "{}",
                "null",
            ]
        ),
        max_size=30,
    ),
    opening=st.sampled_from(["[{", '{"studies":[{', '{"protocolSection":{', '{"a":1}\n{', "[", "{"]),
)
def test_any_heap_of_brackets_is_told_apart_in_time(tmp_path: Path, pieces: list[str], opening: str) -> None:
    path = tmp_path / "heap.json"
    path.write_text(opening + "".join(pieces), "utf-8")
    with within(SECONDS):
        found = list(open_copies(str(path)))
    for one in found:
        assert not isinstance(one, CopyError) or ("\n" not in str(one) and FAULT not in str(one))


NEST = 100_000
ONE = json.dumps({"protocolSection": {"identificationModule": {"nctId": "NCT99000001"}}})


@pytest.mark.parametrize(
    "words",
    [
        "[" * NEST,
        "[{" + '"a":{' * NEST,
        f"[{ONE}, " + "[" * NEST,
        '{"studies":[' + "[" * NEST + "]" * NEST + "]}",
        '{"studies":' * NEST,
        f"{ONE}\n" + "[" * NEST,
        "<a>" * NEST,
        "<clinical_study>" + "<a>" * NEST,
        "<html>" + "<div>" * NEST,
        '{"studies":[' + "{}," * 20_000 + "{}]}",
        "[" + "{}," * 20_000,
        (ONE + "\n") * 2_000,
        ONE + "\n" * 500_000,
        "\n" * 500_000 + ONE + " " * 500_000,
    ],
    ids=lambda words: words[:14] + f"x{len(words)}",
)  # fmt: skip
def test_what_is_made_to_take_long_takes_two_seconds_at_most(
    words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "made to hurt"
    path.write_text(words, "utf-8")
    run(capsys, path, "criteria")
