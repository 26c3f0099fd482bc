"""`trialtui show`: all that a copy says, on paper and for programs; one line where something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from tests.unit.front_door import Done, run, run_apart

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "seeds" / "NCT06377228.txt"
FIXTURES = ROOT / "tests" / "fixtures" / "copies"
RESULTS = FIXTURES / "results_study.json"
WHOLE = FIXTURES / "whole_study.json"


def printed(data: Path, *words: str | Path, given: bytes = b"", **more: str) -> str:
    done = run(data, *words, given=given, **more)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def complaint(done: Done, code: int = 2) -> str:
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("trialtui: ")
    assert "Traceback" not in done.stderr
    return done.stderr


def leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [value if isinstance(value, str) else json.dumps(value)]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def several(tmp_path: Path) -> Path:
    """Two studies as the website downloads them."""
    path = tmp_path / "studies.json"
    path.write_text(
        f"[{RESULTS.read_text(encoding='utf-8')}, {WHOLE.read_text(encoding='utf-8')}]", encoding="utf-8"
    )
    return path


class TestPlain:
    def test_every_leaf_of_a_copy_is_printed(self, data: Path) -> None:
        for path in (RESULTS, WHOLE):
            held = leaves(json.loads(path.read_bytes()))
            text = " ".join(printed(data, "show", path, "--plain").split())
            assert [leaf for leaf in held if " ".join(leaf.split()) not in text] == []

    def test_plain_is_the_default_and_80_columns_wide(self, data: Path) -> None:
        text = printed(data, "show", RESULTS)
        assert text == printed(data, "show", RESULTS, "--plain")
        prose = [line for line in text.splitlines() if " " in line.strip()]
        assert max(map(len, prose)) <= 80
        assert any(len(line) > 70 for line in prose)

    def test_a_wider_terminal_is_used(self, data: Path) -> None:
        wide = printed(data, "show", RESULTS, COLUMNS="140").splitlines()
        assert any(100 < len(line) <= 140 for line in wide)

    def test_every_line_of_the_sample_is_printed(self, data: Path) -> None:
        text = " ".join(printed(data, "show", SAMPLE).split())
        assert "The participant must have a diagnosis of SLE fulfilling" in text
        assert "Takeda" in text

    def test_the_criteria_stand_as_the_copy_has_them(self, data: Path) -> None:
        assert "* Age \\>= 18 years" in printed(data, "show", RESULTS)

    def test_nothing_acts_on_the_terminal(self, data: Path) -> None:
        title = "bad\x1b]0;title\x07 \x9b2J \u202e\u200b \r end"
        root = {
            "protocolSection": {
                "identificationModule": {"nctId": "NCT99000001", "briefTitle": title, "tide\x1b": "\x1b[2J"}
            }
        }
        for form in ("--plain", "--markdown", "--json"):
            done = run(data, "show", "-", form, given=json.dumps(root).encode())
            assert done.returncode == 0
            acting = {
                c
                for c in done.stdout + done.stderr
                if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c in "\u202e\u200b"
            }
            assert acting == set(), form

    @pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
    def test_an_output_that_is_not_utf_8_gets_ascii_whatever_the_locale_says(
        self, data: Path, encoding: str
    ) -> None:
        done = run_apart(data, "show", WHOLE, PYTHONIOENCODING=encoding)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.isascii()

    def test_a_pipe_that_nobody_writes_to_is_not_waited_for(self, data: Path, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        for words in (("show",), ("criteria",), ("--plain",)):
            done = run(data, *words, tmp_path / "pipe")
            assert complaint(done) == f"trialtui: {tmp_path}/pipe: the file is empty\n"

    def test_a_pipe_that_somebody_writes_to_is_read(self, data: Path, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        with subprocess.Popen(["sh", "-c", f"cat '{WHOLE}' > '{tmp_path}/pipe'"]) as writer:
            time.sleep(0.2)
            assert printed(data, "show", tmp_path / "pipe") == printed(data, "show", WHOLE)
            assert writer.wait(10) == 0

    def test_a_tab_of_the_copy_is_printed_as_blanks(self, data: Path, tmp_path: Path) -> None:
        path = tmp_path / "study.json"
        path.write_text(WHOLE.read_text("utf-8").replace('"RECRUITING"', '"RECRUITING\\tNOT"'), "utf-8")
        for words in (("show",), ("--plain",), ("show", "--markdown")):
            text = printed(data, *words, path)
            assert "RECRUITING" in text
            assert "\t" not in text

    def test_a_terminal_that_is_not_utf_8_gets_ascii(self, data: Path) -> None:
        done = run_apart(data, "show", WHOLE, LC_ALL="C")
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.isascii()


class TestMarkdown:
    def test_the_record_is_markdown(self, data: Path) -> None:
        lines = printed(data, "show", RESULTS, "--markdown").splitlines()
        assert lines[0] == "## Fictimab Against Placebo for Imaginary Gout: What Came Out"
        assert "- **P value:** \\<0.001" in lines
        assert "| Started \\[note 1\\] | 50 (500 units) | 51 (510 units) \\[note 2\\] |" in lines


class TestJson:
    def test_the_record_stands_in_the_registry_s_fields(self, data: Path) -> None:
        found = json.loads(printed(data, "show", RESULTS, "--json"))
        root = json.loads(RESULTS.read_bytes())
        beside = {
            name: found["record"].pop(name)
            for name in ("countries", "registryEntry", "resultsNote", "related")
        }
        assert found["record"] == root
        assert beside == {"countries": [], "registryEntry": None, "resultsNote": None, "related": []}
        assert (found["format"], len(found["sha256"])) == ("ClinicalTrials.gov v2 JSON", 64)
        assert (found["leftOver"], found["asWritten"], found["warnings"]) == ([], [], [])

    def test_what_is_left_over_stands_by_its_place(self, data: Path) -> None:
        root = {"protocolSection": {"identificationModule": {"nctId": "NCT99000001"}}, "moon": ["full"]}
        found = json.loads(printed(data, "show", "-", "--json", given=json.dumps(root).encode()))
        assert found["leftOver"] == [{"place": "moon[0]", "text": "full"}]
        assert len(found["warnings"]) == 1

    def test_several_studies_are_an_array(self, data: Path, several: Path) -> None:
        found = json.loads(printed(data, "show", several, "--json"))
        assert [one["record"]["protocolSection"]["identificationModule"]["nctId"] for one in found] == [
            "NCT99000007",
            "NCT99000001",
        ]


class TestSeveralStudies:
    def test_they_are_printed_one_after_the_other(self, data: Path, several: Path) -> None:
        text = printed(data, "show", several)
        assert text == printed(data, "show", RESULTS) + "\n\n" + printed(data, "show", WHOLE)

    def test_one_of_them_is_named(self, data: Path, several: Path) -> None:
        assert printed(data, "show", several, "--study", "NCT99000001") == printed(data, "show", WHOLE)

    def test_one_that_is_not_there_is_one_line(self, data: Path, several: Path) -> None:
        done = run(data, "show", several, "--study", "NCT99999999")
        assert "NCT99999999" in complaint(done)
        assert done.stdout == ""

    @pytest.mark.parametrize("form", ["--plain", "--json"])
    def test_where_there_is_none_that_is_one_line(self, data: Path, tmp_path: Path, form: str) -> None:
        empty = tmp_path / "page.json"
        empty.write_text('{"studies": []}')
        (tmp_path / "folder").mkdir()
        for path in (empty, tmp_path / "folder"):
            done = run(data, "show", path, form)
            assert complaint(done) == f"trialtui: {path}: holds no copy of a trial\n"
            assert done.stdout == ""

    def test_one_that_cannot_be_read_leaves_the_others(self, data: Path, tmp_path: Path) -> None:
        folder = tmp_path / "folder"
        folder.mkdir()
        (folder / "a.json").write_bytes(RESULTS.read_bytes())
        (folder / "b.json").write_bytes(b'{"protocolSection": {')
        (folder / "c.json").write_bytes(WHOLE.read_bytes())
        done = run(data, "show", folder)
        assert "b.json" in complaint(done)
        assert "Imaginary Gout: What Came Out" in done.stdout
        assert "Imaginary Arthritis" in done.stdout
        assert [one["format"] for one in json.loads(run(data, "show", folder, "--json").stdout)] == [
            "ClinicalTrials.gov v2 JSON"
        ] * 2


class TestById:
    def test_a_trial_that_was_screened_is_shown_from_the_copy_kept_then(
        self, data: Path, tmp_path: Path
    ) -> None:
        copy = tmp_path / "copy.txt"
        copy.write_bytes(SAMPLE.read_bytes())
        answers = tmp_path / "answers.json"
        answers.write_text('{"subject": "S-014", "answers": {"I1": "yes"}}')
        assert run(data, "screen", copy, "--answers", answers).returncode == 0
        expected = printed(data, "show", copy)
        copy.unlink()
        assert printed(data, "show", "nct06377228") == expected

    def test_a_trial_of_the_library_is_shown(self, data: Path) -> None:
        assert run(data, "add", RESULTS).returncode == 0
        assert printed(data, "show", "NCT99000007") == printed(data, "show", RESULTS)

    def test_another_trial_is_one_line(self, data: Path) -> None:
        done = run(data, "show", "NCT99999999")
        assert complaint(done) == (
            "trialtui: NCT99999999: no such file, and no trial of the library or of the screenings kept here is called so\n"
        )
        assert done.stdout == ""
        assert not data.exists()


class TestWrongUse:
    @pytest.mark.parametrize(
        "words",
        [
            ("show",),
            ("show", "a/b/missing.json"),
            ("show", "-", "--plain", "--json"),
            ("show", "NCT99000001", "--study", "x"),
        ],
    )
    def test_wrong_use_is_one_line(self, data: Path, words: tuple[str, ...]) -> None:
        assert complaint(run(data, *words))

    @pytest.mark.parametrize("raw", [b"", b"\0\1\2", b'{"a": 1}', b"[" * 100_000, b"<clinical_study>"])
    def test_a_bad_copy_is_one_line(self, data: Path, raw: bytes) -> None:
        for form in ("--plain", "--json"):
            done = run(data, "show", "-", form, given=raw)
            assert "standard input" in complaint(done)
            assert done.stdout == ""
