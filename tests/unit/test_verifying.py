"""`trialtui verify` on a long log: how far it is, and where it was when it was stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialtui.cli import main
from trialtui.commands.keeping import HowFar
from trialtui.library.log import ScreeningLog
from trialtui.screening.events import NewEvent


def test_verifying_tells_how_far_it_is_and_how_long_the_rest_takes() -> None:
    how_far = HowFar(1_000_000, lambda: 0.0)
    how_far.done = 412_000
    assert how_far.words(6.0) == "412,000 of 1,000,000 events, 41%, 9 s left"
    how_far.done = 1_000_000
    assert how_far.words(17.0) == "1,000,000 events hold; looking at what is derived from them"


def test_verifying_that_is_stopped_says_how_far_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log = ScreeningLog(tmp_path, who="x")
    log.append(*(NewEvent("site.noted", {"number": number}) for number in range(9)))
    log.close()
    looked_at: list[int] = []

    def interrupted(how_far: HowFar, done: int) -> None:
        looked_at.append(done)
        how_far.done = done
        if done == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(HowFar, "__call__", interrupted)
    assert main(["verify", "--data", str(tmp_path)]) == 130
    assert looked_at == [1, 2, 3, 4]
    assert capsys.readouterr() == ("", "trialtui: stopped: 4 of 9 events looked at, all of them hold\n")
