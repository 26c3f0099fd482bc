"""What is said on a terminal while copies are taken in."""

from __future__ import annotations

import zipfile
from pathlib import Path

from trialtui.commands.library import progress_words, whole_size
from trialtui.library.trials.adding import Counts


def test_time_left_is_told_by_bytes_where_the_whole_is_known() -> None:
    counts = Counts(added=990, updated=5, unchanged=4, failed=1)
    assert progress_words(counts, 250, 1000, 2.0) == "1,000 taken in, 500 a second, 1 failed, 25%, 7 s left"
    assert progress_words(counts, 250, None, 2.0) == "1,000 taken in, 500 a second, 1 failed"
    assert progress_words(counts, 1, 1000, 2.0).endswith("0%, 33 min left")
    assert progress_words(counts, 5000, 1000, 2.0).endswith("99%, 1 s left")


def test_the_whole_is_what_lies_there_unpacked(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "one.json").write_bytes(b"x" * 700)
    with zipfile.ZipFile(tmp_path / "more.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("two.json", b"y" * 5000)
    (tmp_path / "torn.zip").write_bytes(b"PK\x03\x04")
    assert whole_size([str(tmp_path)]) == 5700
    assert whole_size([str(tmp_path / "below" / "one.json"), str(tmp_path / "gone")]) == 700
    assert whole_size([str(tmp_path), "-"]) is None
