"""Every text and attribute of an XML copy stands in what `show --plain` prints, white space apart."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from tests.unit.copies.account_law import CORPORA, FIXTURES
from tests.unit.copies.test_ctgov_xml import folded, last_version, xml_leaves

from trialtui.cli import main
from trialtui.record.literal import literal

HAND_WRITTEN = [FIXTURES / f"{name}.xml" for name in ("whole_study", "archive_study", "study_with_results")]
ARCHIVE = CORPORA / "amendments-xml"
REAL = [
    *sorted(CORPORA.glob("ctgov-xml/*.xml")),
    *(last_version(folder) for folder in (sorted(ARCHIVE.iterdir()) if ARCHIVE.exists() else ())),
]


def unsaid(path: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    """The leaves of a file that `show --plain` does not print."""
    assert main(["show", str(path), "--plain"]) == 0
    printed = folded(capsys.readouterr().out)
    root = ElementTree.fromstring(path.read_text("utf-8"))
    every = xml_leaves(root, "clinical_study")
    return [(place, text) for place, text in every if folded(literal(text)) not in printed]


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=lambda path: path.stem)
def test_all_of_a_hand_written_study_is_shown(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert unsaid(path, capsys) == []


@pytest.mark.skipif(not REAL, reason="the corpora are not here")
def test_all_of_every_real_download_and_of_the_last_archived_versions_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for path in REAL:
        assert unsaid(path, capsys) == [], path.name
