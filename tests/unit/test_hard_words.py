"""The command line given what nobody means to give it: streams that are closed or full, bytes that are no text, options that do not go together."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.front_door import Done, environment, run

SAMPLE = Path(__file__).resolve().parents[2] / "seeds" / "NCT06377228.txt"
BYTES = "S-\udcff"  # as Python gives a word that is no UTF-8
ANSWERS = b'{"subject": "S-014", "answers": {"I1": "yes"}}'


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def screened(data: Path) -> Path:
    """A site with a trial in its library and one screening of it."""
    assert run(data, "add", SAMPLE).returncode == 0
    assert run(data, "screen", SAMPLE, "--answers", "-", given=ANSWERS).returncode == 0
    return data


def complaint(done: Done, code: int = 2) -> str:
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (code, "", 1), done
    return done.stderr.removeprefix("trialtui: ").rstrip("\n")


def in_shell(data: Path, line: str) -> subprocess.CompletedProcess[bytes]:
    program = f"{sys.executable} -m trialtui"
    argv = ["sh", "-c", line.format(program=program, sample=SAMPLE)]
    return subprocess.run(
        argv, capture_output=True, env=environment(data), check=False, timeout=60, stdin=subprocess.DEVNULL
    )


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no /dev/full on this host")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("criteria {sample}", b"trialtui: standard output: no space left on device\n"),
        ("list", b"trialtui: standard output: no space left on device\n"),
        ("log", b"trialtui: NOT SAVED: standard output: no space left on device\n"),
        ("--help", b"trialtui: standard output: no space left on device\n"),
    ],
)
def test_what_cannot_be_printed_ends_in_three(screened: Path, words: str, said: bytes) -> None:
    done = in_shell(screened, f"{{program}} {words} > /dev/full")
    assert (done.returncode, done.stderr) == (3, said)


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("{program} --plain {sample} >&-", 0, b""),
        ("{program} audit >&-", 0, b""),
        ("{program} criteria - <&-", 2, b"trialtui: standard input: the file is empty\n"),
        ("{program} show nowhere <&- >&- 2>&-", 2, b""),
    ],
)
def test_a_stream_that_is_closed_leads_nowhere(screened: Path, line: str, code: int, said: bytes) -> None:
    done = in_shell(screened, line)
    assert (done.returncode, done.stdout, done.stderr) == (code, b"", said)


@pytest.mark.parametrize(
    "words",
    [
        ("history", BYTES),
        ("mark", BYTES),
        ("unmark", BYTES),
        ("changes", "--since", "2026-01-01", BYTES),
        ("remove", BYTES),
        ("audit", "--subject", BYTES),
        ("purge", "--yes", "--subject", BYTES),
        ("worksheet", SAMPLE, "--subject", BYTES),
        ("verify", "--log", f"postgresql://anna@127.0.0.1:1/{BYTES}"),
        ("verify", "--who", BYTES),
    ],
    ids=lambda words: words[0],
)
def test_bytes_that_are_no_text_are_wrong_use(screened: Path, words: tuple[str | Path, ...]) -> None:
    assert "S-<U+DCFF>: no text in UTF-8" in complaint(run(screened, *words))


def test_bytes_that_are_no_text_name_no_trial_and_no_damage(screened: Path) -> None:
    assert "S-<U+DCFF>: no such file, and no trial of the library" in complaint(run(screened, "show", BYTES))


@pytest.mark.parametrize(
    "words", [("serch", "lupus"), ("worksheets", "--subject", "S-014"), ("lst",)], ids=" ".join
)
def test_a_command_misspelt_is_told_apart_from_a_missing_file(data: Path, words: tuple[str, ...]) -> None:
    meant = {"serch": "search", "worksheets": "worksheet", "lst": "list"}[words[0]]
    assert complaint(run(data, *words)).endswith(f"; did you mean `trialtui {meant}`?")
    assert "did you mean" not in complaint(run(data, "NCT00000001"))


def test_a_directory_whose_name_is_too_long_is_named(data: Path) -> None:
    assert complaint(run(data.parent / ("x" * 300), "verify")).endswith(
        "screening.sqlite3: file name too long"
    )


def test_a_file_where_a_directory_was_meant_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    meant = "a file stands where a directory was meant"
    assert complaint(run(file, "add", SAMPLE), 3) == f"{file}: {meant}"
    screened = run(file, "screen", SAMPLE, "--answers", "-", given=ANSWERS)
    assert complaint(screened, 3) == f"NOT SAVED: The screening log cannot be written: {meant}."


def test_the_options_of_a_search_are_none_of_its_words(screened: Path) -> None:
    found = run(screened, "search", "--log", "postgresql://anna@127.0.0.1:1/screening", "-n5", "lupus")
    assert (found.returncode, found.stdout.split()[0]) == (0, "NCT06377228")
    assert run(screened, "search", "-lupus").returncode == 1
    assert complaint(run(screened, "search", "--cuonts", "lupus")).startswith(
        "unrecognized arguments: --cuonts"
    )


@pytest.mark.parametrize(
    "words", [("log", "--json"), ("log", "--consort"), ("audit", "--format", "json")], ids=" ".join
)
def test_a_byte_order_mark_begins_a_csv_and_nothing_else(screened: Path, words: tuple[str, ...]) -> None:
    assert "--bom begins the CSV" in complaint(run(screened, *words, "--bom"))


def test_a_worksheet_is_not_written_under_the_name_of_what_it_is_not(screened: Path, tmp_path: Path) -> None:
    out = tmp_path / "S-014.pdf"
    words = ("worksheet", "NCT06377228", "--subject", "S-014", "-o", out)
    assert "a worksheet ends in .md, .markdown, .html, .htm, .txt" in complaint(run(screened, *words))
    assert not out.exists()
    assert run(screened, *words, "--format", "text").returncode == 0
    assert "--study names a study of a PATH" in complaint(
        run(screened, *words, "--study", "1", "--format", "text")
    )


def test_corrections_go_into_a_file_for_its_owner_alone(screened: Path, tmp_path: Path) -> None:
    out = tmp_path / "reading.json"
    assert run(screened, "reading", "export", SAMPLE, "-o", out).returncode == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_bytes() == run(screened, "reading", "export", SAMPLE).stdout.encode()


def test_marks_that_were_none_are_told(screened: Path) -> None:
    run(screened, "mark", "NCT06377228")
    done = run(screened, "unmark", "nct06377228", "NCT99999999")
    assert (done.returncode, "1 taken away; 0 in all" in done.stdout) == (0, True)
    assert "not marked: NCT99999999" in done.stdout
