from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.unit.library.invented import NOON, answered, created

from trialtui.library.log import ScreeningLog

OpenLog = Callable[..., ScreeningLog]

over_both = pytest.mark.parametrize("backend", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """Where the log of this test is kept: "sqlite", or with `over_both` a server, too."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def address(backend: str, request: pytest.FixtureRequest) -> str:
    """The server's address, "" for the file in the test's directory."""
    return "" if backend == "sqlite" else str(request.getfixturevalue("server").address())


@pytest.fixture
def open_log(directory: Path, address: str) -> Iterator[OpenLog]:
    """Opens logs of the test's directory or server, and closes them all at the end."""
    logs: list[ScreeningLog] = []

    def opened(
        where: Path = directory,
        *,
        who: str = "coordinator",
        busy_seconds: float = 2.0,
        address: str = address,
    ) -> ScreeningLog:
        logs.append(
            ScreeningLog(where, who=who, now=lambda: NOON, busy_seconds=busy_seconds, address=address)
        )
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
