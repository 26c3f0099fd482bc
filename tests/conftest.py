"""What holds for all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from tests.unit.library.postgres_server import NoServer, Server

# Another program's work on the same machine is no fault of ours: no example fails for the time it took.
# Sixty examples where a test does not say how many: the whole suite is to end within five minutes.
settings.register_profile("trialtui", deadline=None, max_examples=60)
settings.load_profile("trialtui")

# The settings of whoever runs the tests may name a log that people work in.
os.environ.pop("TRIALTUI_LOG", None)
os.environ["TRIALTUI_CONFIG"] = os.path.join(os.path.dirname(__file__), "no settings", "config.toml")


@pytest.fixture(scope="session")
def _server() -> Iterator[Server | str]:
    """One server for each process that runs tests, or why there is none."""
    try:
        server = Server()
    except NoServer as reason:
        yield str(reason)
        return
    yield server
    server.remove()


@pytest.fixture
def server(_server: Server | str) -> Server:
    """A running PostgreSQL with a database `screening`, in which nothing is logged."""
    if isinstance(_server, str):
        pytest.skip(_server)
    _server.empty()
    return _server
