from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.unit.library.invented import NOON, answered, created

from trialtui.library.log import ScreeningLog

OpenLog = Callable[..., ScreeningLog]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def open_log(directory: Path) -> Iterator[OpenLog]:
    """Opens logs of the test's directory, and closes them all at the end."""
    logs: list[ScreeningLog] = []

    def opened(
        where: Path = directory, *, who: str = "coordinator", busy_seconds: float = 2.0
    ) -> ScreeningLog:
        logs.append(ScreeningLog(where, who=who, now=lambda: NOON, busy_seconds=busy_seconds))
        return logs[-1]

    yield opened
    for log in logs:
        log.close()


@pytest.fixture
def log(open_log: OpenLog) -> ScreeningLog:
    return open_log()


@pytest.fixture
def written(open_log: OpenLog, directory: Path) -> Path:
    """A closed log of 31 events: two subjects, fifteen answers and notes each, some too long for one page. Its file."""
    log = open_log()
    log.append(created("s1", "S-014"))
    for number in range(1, 16):
        log.append(answered("s1", f"I{number}", note="long " * 1500 if number % 5 == 0 else "short"))
    log.append(created("s2", "DRAFT-1", draft=True), *(answered("s2", f"E{n}", "no") for n in range(1, 15)))
    log.close()
    return directory / "screening.sqlite3"
