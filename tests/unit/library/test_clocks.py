"""Clocks that go back and stand in other zones: the order is that of the numbers, the times are as the hosts said."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.library.invented import TRIAL, answered, created

from trialtui.library.log import ScreeningLog

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_clock_that_goes_back_changes_no_order_and_is_not_hidden(directory: Path) -> None:
    hours = iter([0, 1, -3, -2])
    log = ScreeningLog(directory, who="x", now=lambda: NOON + timedelta(hours=next(hours)))
    log.append(created("s1", "S-001"), created("s2", "S-002"))
    log.append(answered("s1", answer="yes"))
    log.append(answered("s2"))
    log.append(answered("s1", answer="no"))
    events = log.events(subject="s1", trial=TRIAL)
    assert [event.content["new"]["answer"] for event in events if event.content and event.trial] == [
        "yes",
        "no",
    ]
    assert [event.at[11:13] for event in log.events()] == ["12", "12", "13", "09", "10"]
    assert [one.code for one in log.screenings()] == ["S-001", "S-002"]  # the one last worked on first
    assert log.screenings()[0].last_at == events[-1].at
    assert log.verify().ok
    log.close()


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    yield monkeypatch
    monkeypatch.undo()
    time.tzset()


def test_two_zones_write_one_log_each_with_its_own_offset(directory: Path, zone: pytest.MonkeyPatch) -> None:
    logs = []
    for name in ("UTC-9", "UTC+5"):  # nine hours east, five west, as POSIX writes it
        zone.setenv("TZ", name)
        time.tzset()
        logs.append(ScreeningLog(directory, who=name))
        logs[-1].append(created(name, name))
    events = logs[0].events()
    assert [event.offset for event in events] == [540, -300]
    assert events[0].at <= events[1].at  # both in UTC
    assert logs[1].verify().ok
    for log in logs:
        log.close()
