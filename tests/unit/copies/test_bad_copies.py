"""What is no copy is refused in one line that names the file and the place; what is hostile is kept as it is."""

from __future__ import annotations

import gzip
import io
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.copies.account_law import FIXTURES, unaccounted

from trialtui.copies import decoding
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
            (b"  <!DOCTYPE html><html>", "a saved HTML page"),
            (b"Trial Outcomes & Findings for Fictimab (NCT99000001)\n", "a trial site's results page"),
        ],
    )
    def test_a_known_format_is_called_by_its_name(self, raw: bytes, words: str) -> None:
        assert refusal(raw).startswith(words)

    @pytest.mark.parametrize("name", ["another_site.txt", "bare_criteria.txt"])
    def test_other_text_is_told_where_bare_criteria_are_read(self, name: str) -> None:
        message = refusal((FIXTURES / name).read_bytes())
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
        start = time.perf_counter()
        reading = read_copy("long", raw)
        assert time.perf_counter() - start < 5
        assert line.strip() in reading.copy.text

    def test_ten_megabytes_of_lines_are_read_in_seconds(self) -> None:
        raw = WHOLE.replace("* Able to sit", "* Able to sit\n" * 750_000).encode()
        start = time.perf_counter()
        assert (read_copy("many", raw).study.eligibility.eligibility_criteria or "").count("Able") == 750_000
        assert time.perf_counter() - start < 15

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("Clinic by the Sea\n", "".join(f"Clinic {n}\nTown, Country {n}\n" for n in range(50_000))),
            ("Netherlands\n\nKorea", "".join(f"Country {n}\n" for n in range(100_000)) + "Korea"),
            ("C\n\nGroup", "".join(f"Arm {n}\nGroup Type OTHER\nRest\nIntervention Type BEHAVIORAL\nAn hour on the sofa.\n"
                                  for n in range(30_000)) + "C\n\nGroup"),
            ("C\n\nGroup", "C\nGroup Type OTHER\n" + "".join(f"Rest\nIntervention Type DRUG\n{n}\n" for n in range(50_000))
             + "C\n\nGroup"),
            ("Conditions\n", "Eligibility Criteria\n" * 200_000 + "Conditions\n"),
            ("UN-0042\n", "".join(f"UN-{n}\nIdentifier Type: -\n" for n in range(100_000))),
        ],
        ids=["sites", "countries", "arms", "interventions", "headings", "identifiers"],
    )  # fmt: skip
    def test_a_page_of_a_hundred_thousand_rows_is_read_in_seconds(self, old: str, new: str) -> None:
        raw = WHOLE.replace("Countries\n", "Countries\n\nX\n").replace(old, new, 1).encode()
        start = time.perf_counter()
        assert read_copy("rows", raw).copy.raw == raw
        assert time.perf_counter() - start < 10

    def test_ten_megabytes_of_broken_json_are_refused_in_seconds(self) -> None:
        start = time.perf_counter()
        for raw in (b'{"a": "' + b"\\" * 10_000_001, b'{"a"' * 2_500_000, b'["' + b'\\"' * 5_000_000):
            refusal(raw)
        assert time.perf_counter() - start < 10
