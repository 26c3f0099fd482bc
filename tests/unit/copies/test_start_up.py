"""What the path to the first screen may not load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from trialtui.copies.sample import sample_path

READ_THE_SAMPLE = """
import sys
from trialtui.copies.reader import open_copy
from trialtui.copies.sample import sample_path
assert open_copy(sample_path()).study.identification.nct_id
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_reading_a_page_loads_neither_pydantic_nor_json_nor_a_screen() -> None:
    run = subprocess.run([sys.executable, "-c", READ_THE_SAMPLE], capture_output=True, text=True, check=True)
    assert not {"pydantic", "json", "textual", "rich", "sqlite3"}.intersection(run.stdout.split())


def test_the_sample_is_the_one_in_seeds() -> None:
    seeds = Path(__file__).parents[3] / "seeds" / "NCT06377228.txt"
    assert sample_path().read_bytes() == seeds.read_bytes()
