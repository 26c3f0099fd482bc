"""What is no copy is refused in one line that names the file and the place; what is hostile is kept as it is."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.copies.account_law import FIXTURES, unaccounted

from trialtui.copies import decoding
from trialtui.copies.bundles import open_copies
from trialtui.copies.copy import CopyError, CopyReading
from trialtui.copies.reader import open_copy, read_copy, read_eligibility_text

WHOLE = (FIXTURES / "whole_page.txt").read_text("utf-8")


def refusal(raw: bytes, read: Callable[[str, bytes], CopyReading] = read_copy) -> str:
    with pytest.raises(CopyError) as refused:
        read("a file", raw)
    message = str(refused.value)
    assert message.startswith("a file: ")
    assert "\n" not in message
    return message.removeprefix("a file: ")


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "{}")
    return file.getvalue()


class TestFiles:
    def test_a_missing_file_and_a_directory_are_named(self, tmp_path: Path) -> None:
        with pytest.raises(CopyError) as refused:
            open_copy(tmp_path / "gone.txt")
        assert str(refused.value) == f"{tmp_path / 'gone.txt'}: no such file or directory"
        with pytest.raises(CopyError) as refused:
            open_copy(tmp_path)
        assert str(refused.value) == f"{tmp_path}: this is a directory; name a file in it"

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_a_file_that_may_not_be_read_is_named(self, tmp_path: Path) -> None:
        path = tmp_path / "locked.txt"
        path.write_text("x")
        path.chmod(0)
        with pytest.raises(CopyError, match="permission denied"):
            open_copy(path)

    def test_a_name_made_to_act_on_the_terminal_stays_one_printable_line(self) -> None:
        with pytest.raises(CopyError) as refused:
            read_copy("a\n\x1b[2Jb\udcff", b"")
        assert str(refused.value) == "a <U+001B>[2Jb<U+DCFF>: the file is empty"

    def test_a_path_with_a_nul_in_it_is_an_error_like_others(self) -> None:
        with pytest.raises(CopyError, match="null byte"):
            open_copy("a\0b")

    def test_more_than_a_copy_may_hold_is_refused_before_it_is_decoded(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(decoding, "LARGEST_COPY", 1 << 20)
        assert refusal(b"x" * ((1 << 20) + 1)) == "1,048,577 bytes are more than a copy may hold (1 MB)"


@pytest.mark.parametrize("read", [read_copy, read_eligibility_text])
class TestBytes:
    @pytest.mark.parametrize(
        ("raw", "message"),
        [
            (b"", "the file is empty"),
            (b" \r\n\t", "the file holds nothing but white space"),
            (b"\xef\xbb\xbf", "the file holds nothing but white space"),
            (b"\x7fELF\x02\0\0", "byte 6: a NUL byte: this is a binary file, not a text copy"),
            (b"Inclusion \xe9tude", "byte 11: not UTF-8 text; save the copy again as UTF-8"),
            (b"\xef\xbb\xbfab\xff.", "byte 6: not UTF-8 text; save the copy again as UTF-8"),
            ("≥18".encode()[:2], "byte 1: the last character is cut off: the file is truncated; save it again"),
            ("age".encode("utf-16")[:-1], "byte 7: the last character is cut off: the file is truncated; save it again"),
        ],
    )  # fmt: skip
    def test_what_is_no_text_is_refused_with_the_bytes_place(
        self, read: Callable[[str, bytes], CopyReading], raw: bytes, message: str
    ) -> None:
        assert refusal(raw, read) == message


class TestOtherFormats:
    @pytest.mark.parametrize(
        ("raw", "words"),
        [
            (zipped("NCT99000001.json"), "a zip archive where a study should be"),
            (gzip.compress(b"{}"), "a gzip archive"),
            (b"%PDF-1.7\n", "a PDF"),
            (b'<?xml version="1.0"?>\n<recipe/>', "XML of no kind that this version reads"),
            (b"  <!DOCTYPE html><html>", "no trial is found in this HTML page"),
        ],
        ids=[
            "zip",
            "gzip",
            "PDF",
            "XML",
            "HTML",
        ],  # an archive holds its hour: the workers would disagree on its name
    )
    def test_a_known_format_is_called_by_its_name(self, raw: bytes, words: str) -> None:
        assert refusal(raw).startswith(words)

    def test_other_text_is_told_where_bare_criteria_are_read(self) -> None:
        message = refusal(b"Dear Sir or Madam,\n\nthank you for your letter.\n")
        assert message.startswith("not a format this version reads")
        assert message.endswith("`trialtui criteria --text` reads bare eligibility criteria")

    def test_the_ending_of_the_name_decides_nothing(self) -> None:
        assert read_copy("page.json", WHOLE.encode()).format == "trial page text"
        raw = (FIXTURES / "whole_study.json").read_bytes()
        assert read_copy("study.txt", raw).format == "ClinicalTrials.gov v2 JSON"

    def test_a_title_that_begins_with_a_bracket_is_no_json(self) -> None:
        reading = open_copy(FIXTURES / "odd_sections_page.txt")
        assert (reading.study.identification.brief_title or "").startswith("[18F]Glow")


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_a_byte_order_mark_is_no_part_of_the_text(self, encoding: str) -> None:
        reading = read_copy("page", WHOLE.encode(encoding))
        assert reading.copy.text == WHOLE
        assert reading.study == read_copy("page", WHOLE.encode()).study
        assert reading.copy.raw == WHOLE.encode(encoding)

    def test_the_digest_is_that_of_the_bytes_as_they_came(self) -> None:
        one, other = (read_copy("page", WHOLE.encode(encoding)) for encoding in ("utf-8", "utf-16"))
        assert one.copy.digest != other.copy.digest
        assert len(one.copy.digest) == 64

    def test_no_newline_is_changed(self) -> None:
        text = "Inclusion\r\n\r\n* a\n* b\r* c"
        assert read_eligibility_text("t", text.encode()).copy.text == text


class TestBareText:
    def test_all_of_a_bare_text_is_criteria(self) -> None:
        raw = (FIXTURES / "bare_criteria.txt").read_bytes()
        reading = read_eligibility_text("bare", raw)
        assert reading.study.eligibility.eligibility_criteria == raw.decode()
        assert reading.criteria_place == (0, len(raw.decode()), None)
        assert reading.format == "eligibility text"


HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J [bold red]x[/] [link=http://x]y[/link] \u202egnol\u202c \u200b{0} %s \x9b31m"
)


class TestHostileText:
    def test_escapes_markup_and_bidirectional_controls_are_kept_verbatim(self) -> None:
        text = WHOLE.replace("Hospital of Nowhere", HOSTILE).replace("* Able to sit", f"* {HOSTILE}")
        reading = read_copy("hostile", text.encode())
        assert reading.study.contacts_locations.locations[0].facility == HOSTILE
        assert f"* {HOSTILE}\n" in (reading.study.eligibility.eligibility_criteria or "")
        assert unaccounted(reading) == []

    @pytest.mark.parametrize(
        "line",
        [
            "a" * 10_000_000,
            "1. " * 3_000_000,
            "Participants " * 800_000 + "x",
            "PHASE1/" * 1_400_000,
            '"' * 10_000_000,
            "\\" * 10_000_000,
        ],
        ids=["letters", "numbers", "parties", "phases", "quotes", "backslashes"],
    )
    @pytest.mark.parametrize("stead", ["* Able to sit", "Participants Outcome Assessors", "PHASE2/PHASE3"])
    def test_a_line_of_ten_megabytes_is_read_in_seconds(self, line: str, stead: str) -> None:
        raw = WHOLE.replace(stead, line).encode()
        start = time.process_time()
        reading = read_copy("long", raw)
        assert time.process_time() - start < 5
        assert line.strip() in reading.copy.text

    def test_a_quarter_of_a_million_lines_are_read_in_seconds(self) -> None:
        raw = WHOLE.replace("* Able to sit", "* Able to sit\n" * 250_000).encode()
        start = time.process_time()
        assert (read_copy("many", raw).study.eligibility.eligibility_criteria or "").count("Able") == 250_000
        assert time.process_time() - start < 3

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("Clinic by the Sea\n", "".join(f"Clinic {n}\nTown, Country {n}\n" for n in range(20_000))),
            ("Netherlands\n\nKorea", "".join(f"Country {n}\n" for n in range(40_000)) + "Korea"),
            ("C\n\nGroup", "".join(f"Arm {n}\nGroup Type OTHER\nRest\nIntervention Type BEHAVIORAL\nAn hour on the sofa.\n"
                                  for n in range(12_000)) + "C\n\nGroup"),
            ("C\n\nGroup", "C\nGroup Type OTHER\n" + "".join(f"Rest\nIntervention Type DRUG\n{n}\n" for n in range(20_000))
             + "C\n\nGroup"),
            ("Conditions\n", "Eligibility Criteria\n" * 80_000 + "Conditions\n"),
            ("UN-0042\n", "".join(f"UN-{n}\nIdentifier Type: -\n" for n in range(40_000))),
        ],
        ids=["sites", "countries", "arms", "interventions", "headings", "identifiers"],
    )  # fmt: skip
    def test_a_page_of_tens_of_thousands_of_rows_is_read_in_seconds(self, old: str, new: str) -> None:
        raw = WHOLE.replace("Countries\n", "Countries\n\nX\n").replace(old, new, 1).encode()
        start = time.process_time()
        assert read_copy("rows", raw).copy.raw == raw
        assert time.process_time() - start < 2

    @pytest.mark.parametrize(
        "raw",
        [b"12:01:02 daemon: up\n" * 500_000, b"1.\r" * 3_000_000, b"Inclusion Criteria:\n" * 500_000],
        ids=["a log", "numbers", "headings"],
    )
    def test_a_text_of_a_million_lines_is_no_page_and_is_told_so_at_once(self, raw: bytes) -> None:
        start = time.process_time()
        assert refusal(raw) == "more than 200,000 lines of no known layout: no page of a trial"
        assert time.process_time() - start < 2

    def test_ten_megabytes_of_broken_json_are_refused_in_seconds(self) -> None:
        start = time.process_time()
        for raw in (b'{"a": "' + b"\\" * 10_000_001, b'{"a"' * 2_500_000, b'["' + b'\\"' * 5_000_000):
            refusal(raw)
        assert time.process_time() - start < 10


MEGABYTE = 1 << 20
BOUND = 320  # megabytes: the largest copy four times over, and the program


def at_work(words: list[str]) -> tuple[subprocess.CompletedProcess[str], int, float]:
    """Run the command line in a process of its own: what it said, the most memory it held (megabytes), its processor seconds."""
    script = (  # VmHWM is the process's own: ru_maxrss counts what the one that started it held
        "import resource, sys\nfrom trialtui.cli import main\ncode = main(sys.argv[1:])\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "most = next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print('USED', int(most) // 1024, used.ru_utime + used.ru_stime)\nsys.exit(code)"
    )
    argv = [sys.executable, "-c", script, *words]
    environ = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "dumb"}
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60, env=environ)
    _, memory, seconds = done.stdout.splitlines()[-1].split()
    return done, int(memory), float(seconds)


def zeros(path: Path, *megabytes: int) -> None:
    """A zip whose members are nothing but zeros, written in pieces."""
    piece = bytes(MEGABYTE)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, size in enumerate(megabytes):
            with archive.open(f"{number}.json", "w", force_zip64=True) as member:
                for _ in range(size):
                    member.write(piece)


class TestBombs:
    def test_a_member_of_a_gigabyte_is_refused_by_what_it_says_of_its_size(self, tmp_path: Path) -> None:
        zeros(tmp_path / "bomb.zip", 70)
        raw = (tmp_path / "bomb.zip").read_bytes()
        said, real = ((size * MEGABYTE).to_bytes(4, "little") for size in (1024, 70))
        (tmp_path / "bomb.zip").write_bytes(raw.replace(real, said))
        done, memory, seconds = at_work(["criteria", str(tmp_path / "bomb.zip")])
        assert done.returncode == 2
        assert done.stderr == (
            f"trialtui: {tmp_path}/bomb.zip: 0.json: 1,073,741,824 bytes are more than a copy may hold (64 MB)\n"
        )
        assert memory < BOUND
        assert seconds < 2

    def test_a_member_that_lies_about_its_size_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "bomb.zip"
        zeros(path, 200)
        raw = path.read_bytes()
        path.write_bytes(raw.replace((200 * MEGABYTE).to_bytes(8, "little"), (1000).to_bytes(8, "little")).replace(
            (200 * MEGABYTE).to_bytes(4, "little"), (1000).to_bytes(4, "little")
        ))  # fmt: skip
        done, memory, seconds = at_work(["criteria", str(path)])
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "0.json: damaged in the zip archive" in done.stderr
        assert memory < BOUND
        assert seconds < 2

    def test_many_members_are_unpacked_up_to_a_bound_in_all(self, tmp_path: Path) -> None:
        zeros(tmp_path / "bomb.zip", *[60] * 12)
        found = [str(one) for one in open_copies(str(tmp_path / "bomb.zip"))]
        assert len(found) == 12
        assert "a NUL byte" in found[0]
        assert "11.json: not unpacked: the zip archive holds more than" in found[-1]
        done, memory, seconds = at_work(["criteria", str(tmp_path / "bomb.zip")])
        assert done.returncode == 2
        assert memory < BOUND
        assert seconds < 4

    def test_a_list_of_a_hundred_megabytes_of_studies_is_made_in_little_memory(self, tmp_path: Path) -> None:
        path = tmp_path / "many.ndjson"
        filling = "x" * 100_000
        with path.open("w") as file:
            for number in range(1_000):
                own = {"nctId": f"NCT9900{number:04}", "officialTitle": filling}
                file.write(json.dumps({"protocolSection": {"identificationModule": own}}) + "\n")
        done, memory, _ = at_work(["--plain", str(path)])
        assert done.returncode == 0, done.stderr
        assert "1,000 studies" in done.stdout
        assert memory < BOUND + 100  # the titles that are shown are held

    def test_standard_input_without_end_is_read_no_further_than_a_copy_may_go(self) -> None:
        with open("/dev/zero", "rb") as endless:
            script = "import sys; from trialtui.cli import main; sys.exit(main(['criteria', '-']))"
            done = subprocess.run(
                [sys.executable, "-c", script],
                stdin=endless,
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
        assert done.returncode == 2
        assert done.stderr == (
            "trialtui: standard input: 67,108,865 bytes are more than a copy may hold (64 MB)\n"
        )
