"""What the runs in a pseudo-terminal share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.wire.terminal import SAMPLE, Terminal, trialtui


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory that is not there yet."""
    return tmp_path / "data"


@pytest.fixture
def on_sample(data: Path) -> Iterator[Terminal]:
    """The program on the sample copy at 80x24, Summary shown, settled."""
    with trialtui(data, SAMPLE) as terminal:
        terminal.wait_for("scopes proposed")
        terminal.settle()
        yield terminal
