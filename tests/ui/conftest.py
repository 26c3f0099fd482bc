"""What the tests of the screen share."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

MANY_OPEN = 200  # files; 1,024 is what most hosts allow


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory that is not there yet."""
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def _unfrozen() -> Iterator[None]:
    """The program takes what it began with out of the collector's sight; begun many times, it would keep every open file."""
    yield
    if len(os.listdir("/dev/fd")) > MANY_OPEN:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
