"""Screening with the log on a server: what others answer arrives, and a network that is gone stops no key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ui.sitting import Sitting, sitting
from tests.unit.library.network import Network
from tests.unit.library.postgres_server import Server

from trialtui.library.postgres import line


async def until(screen: Sitting, so: Callable[[], bool]) -> None:
    """Until something is so on the screen; what never is, fails."""
    for _ in range(100):
        await screen.settle()
        if so():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(screen.text)


async def test_the_second_person_sees_what_the_first_answers(
    data: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trialtui.ui.screens.trial.NEWS_SECONDS", 0.1)
    async with sitting(data, who="AB", address=server.address(), subject="S-014") as first:
        await first.answer(I5="y")
        async with sitting(data, who="CD", address=server.address(), subject="S-014") as second:
            await second.press("3")
            await first.answer(I6="n")
            await until(second, lambda: "NOT ELIGIBLE I6" in second.text)
            assert "Taken in" in second.status
            await second.answer(I7="y")
            await until(first, lambda: "Taken in" in first.status)
            assert second.log.verify().ok


async def test_answers_are_held_while_the_network_is_gone_and_saved_once_it_is_back(
    data: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trialtui.ui.app.RETRY_SECONDS", 0.2)
    monkeypatch.setattr(line, "CUT_SECONDS", 0.0)
    network = Network(server.port)
    over = server.address().replace(f":{server.port}/", f":{network.port}/")
    async with sitting(data, address=over, busy_seconds=0.1) as screen:
        await screen.answer(I5="y")
        await screen.press("down")
        network.be_gone()
        await screen.press("n")
        assert "NOT SAVED (1)" in screen.foot
        assert "does not answer" in screen.foot.replace("\n", " ")
        await screen.press("down", "y")
        assert "NOT SAVED (2)" in screen.foot
        network.be_back()
        await until(screen, lambda: not screen.desk.unsaved)
        assert "NOT SAVED" not in screen.text
        given = [
            event.content["code"] for event in screen.events if event.kind == "answer.given" and event.content
        ]
        assert given == ["I5", "I6", "I7"]
        assert screen.log.verify().ok
    network.close()
