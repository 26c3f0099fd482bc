"""Saved searches on the command line: a person's work, kept whatever happens to the index."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.library.trials.invented_studies import raw

from trialtui.cli import main


def test_a_search_is_saved_counted_anew_and_forgotten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--data", str(tmp_path / "data")])
        said = capsys.readouterr()
        return code, said.out, said.err

    for number, title in ((1, "Gout"), (2, "Lupus")):
        (tmp_path / f"{number}.json").write_bytes(raw(number, title))
    run("add", str(tmp_path / "1.json"))
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
