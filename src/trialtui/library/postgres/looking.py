"""Looking into a log on a server without touching it: from one state of it, on a connection that cannot write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg

from trialtui.library.faults import LogRefused
from trialtui.library.looking import BUSY_SECONDS, Entry, Look
from trialtui.library.postgres import address, faults
from trialtui.library.postgres.connecting import Unreached, connect
from trialtui.library.postgres.dialect import Session

_STALLED = "10min"  # a pager may stand at the other end of what is printed


class ServerLook(Look):
    """A log's server."""

    def __init__(self, where: str) -> None:
        try:
            found = connect(where, BUSY_SECONDS, may_make=False)
        except Unreached as problem:
            raise LogRefused(
                f"The screening log at {address.words(where)} cannot be reached: {problem}."
            ) from None
        self._session = Session(found.raw)
        found.raw.execute("SET default_transaction_read_only = on")
        found.raw.execute(f"SET idle_in_transaction_session_timeout = '{_STALLED}'")
        super().__init__(self._session, address.words(where), found.damage or "")

    def entries(
        self, subject: str | None = None, trial: str | None = None, last: int | None = None
    ) -> Iterator[Entry]:
        with self._said():
            self._session.execute("BEGIN")
        try:
            yield from super().entries(subject, trial, last)
        finally:
            with suppress(psycopg.Error):
                self._session.execute("ROLLBACK")

    def close(self) -> None:
        self._session.raw.close()

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise faults.not_read(error) from None
