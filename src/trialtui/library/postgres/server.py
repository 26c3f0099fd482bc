"""The log on a server while it is in use: connected when needed, let go of when the line breaks, never waited for long."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import psycopg

from trialtui.library.contract import Connection, Erasing
from trialtui.library.faults import BUSY, LogRefused, NotSaved, Unsure
from trialtui.library.postgres import address, erasing, faults, tables
from trialtui.library.postgres.connecting import Connected, Unreached, connect
from trialtui.library.postgres.dialect import Session
from trialtui.library.postgres.line import GaveUp, Line

T = TypeVar("T")
_OPEN_SECONDS, _CLOSE_SECONDS = 12.0, 1.0
_MARGIN = 0.3  # seconds in which the server says that it is busy, before nobody listens any more
_BEGIN = f"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SELECT pg_advisory_xact_lock({tables.LOCK})"


class Lost(Exception):
    """The connection broke. `committing`: the commit had been sent, so nobody can tell what came of it."""

    def __init__(self, committing: bool) -> None:
        super().__init__()
        self.committing = committing


class LogServer:
    """One connection to the log on a server. Everything that talks to it runs on one thread of its own."""

    erasing: Erasing = erasing.WORDS
    was_there = True

    def __init__(self, where: str, busy_seconds: float) -> None:
        self.name, self.caution = address.words(where), ""
        self.damage: str | None = None
        self._where, self._busy_seconds = where, busy_seconds
        self._session: Session | None = None
        self._read_only: str | None = None
        self._down: str | None = None  # why the server cannot be reached now
        self._line = Line(self._cut)

    @property
    def read_only_reason(self) -> str | None:
        """Why nothing can be appended now, in words."""
        return self._down or self._read_only

    def exists(self) -> bool:
        """Opening it makes it."""
        return True

    def open(self) -> None:
        """Connect, and make the tables where there are none. Raises LogRefused."""
        try:
            self._line.do(self._ready, _OPEN_SECONDS)
        except (GaveUp, Unreached) as problem:
            why = str(problem) or "the server does not answer"
            raise LogRefused(f"The screening log at {self.name} cannot be reached: {why}.") from None

    def write(self, work: Callable[[Connection, bool], T]) -> T:
        """Do `work` in one transaction that is on the server's disk when this returns. Raises NotSaved and its kin."""
        if self._line.is_left:  # somebody has waited in vain, and it is not free yet
            self._line.cut_if_left()
            raise NotSaved(self._down or faults.NO_ANSWER)
        try:
            return self._line.do(lambda: self._write(work), self._busy_seconds + _MARGIN)
        except GaveUp as gone:
            self._down = faults.NO_ANSWER
            raise (Unsure if gone.begun else NotSaved)(faults.NO_ANSWER) from None
        except LogRefused as problem:
            raise NotSaved(str(problem)) from None

    def _write(self, work: Callable[[Connection, bool], T]) -> T:
        """Where the line breaks once, the second try looks first whether the first one was committed."""
        perhaps = False
        try:
            for _ in range(2):
                try:
                    return self._transaction(self._appendable(), work, perhaps)
                except Lost as lost:
                    self._let_go()
                    perhaps = perhaps or lost.committing
        except (Unreached, LogRefused, NotSaved) as problem:
            words = self._down or str(problem)
            if perhaps:
                raise Unsure(words) from None
            raise (problem if isinstance(problem, NotSaved) else NotSaved(words)) from None
        raise (Unsure if perhaps else NotSaved)(faults.LOST)

    def _appendable(self) -> Session:
        if self._read_only:
            self._let_go()  # the standby may have become the server, or another one answers
        session = self._ready()
        if self._read_only:
            raise NotSaved(self._read_only)
        return session

    def _transaction(self, session: Session, work: Callable[[Connection, bool], T], perhaps: bool) -> T:
        committing = False
        try:
            session.raw.execute(_BEGIN)
            result = work(session, perhaps)
            committing = True
            if session.raw.execute("COMMIT").statusmessage != "COMMIT":
                raise NotSaved("The screening log took it back: nothing was written.")
            return result
        except psycopg.Error as error:
            if session.raw.broken or session.raw.closed:
                raise Lost(committing) from None
            self._roll_back(session)
            problem = faults.not_saved(error)
            if str(problem) != BUSY:
                self._let_go()  # the next try starts from what is there then
            raise problem from None
        except BaseException:
            self._roll_back(session)
            raise

    def read(self, look: Callable[[Connection], T], *, seconds: float | None) -> T:
        """Look into the log. While the server cannot be reached nobody waits: a connection is tried for in the background."""
        if self._down and seconds is not None:
            if self._line.is_idle:
                self._line.send(self._ready)
            self._line.cut_if_left()
            raise LogRefused(f"The screening log cannot be read: {faults.clause(self._down)}.")
        try:
            return self._line.do(lambda: self._read(look), self._patience(seconds))
        except GaveUp:
            self._down = faults.NO_ANSWER
            raise LogRefused("The screening log cannot be read: its server does not answer.") from None

    def _patience(self, seconds: float | None) -> float | None:
        """A screen must not stand still for longer than a busy log makes it; a command can wait."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return seconds
        return self._busy_seconds + _MARGIN

    def _read(self, look: Callable[[Connection], T]) -> T:
        for again in (False, True):
            try:
                session = self._ready()
            except Unreached as problem:
                raise LogRefused(f"The screening log cannot be read: {problem}.") from None
            try:
                return look(session)
            except psycopg.Error as error:
                if not (session.raw.broken or session.raw.closed):
                    self._roll_back(session)
                    raise faults.not_read(error) from None
                self._let_go()
                if again:
                    raise faults.not_read(error) from None
        raise AssertionError

    def rest(self, work: Callable[[Connection], None]) -> None:
        """Have `work` done when its turn comes; nobody waits, and what goes wrong is forgotten."""
        session = self._session
        if session is None or self.read_only_reason:
            return

        def resting() -> None:
            with suppress(psycopg.Error):
                work(session)

        self._line.send(resting)

    def erase(self) -> bool:
        """Have the server write its tables anew without what was deleted. False where this role may not, or others read."""

        def clear() -> bool:
            return erasing.erase(self._ready().raw)

        try:
            return self._line.do(clear, None)
        except (Unreached, LogRefused, psycopg.Error):
            return False

    def doubt(self, what: str) -> None:
        """Note something that does not match its hash, for the reader to be told."""
        self.damage = self.damage or f"The screening log is damaged: {what}. Run trialtui verify."

    def close(self) -> None:
        """What was sent is done first, unless the server does not answer."""
        with suppress(GaveUp):
            self._line.do(self._let_go, 0 if self._down else _CLOSE_SECONDS)

    # --- on the line's own thread ---

    def _ready(self) -> Session:
        """The session, connected if it is not. Raises Unreached, LogRefused."""
        if self._session is not None and not self._session.raw.closed:
            self._down = None
            return self._session
        try:
            found: Connected = connect(self._where, self._busy_seconds)
        except Unreached as problem:
            self._down = f"The server of the screening log cannot be reached: {problem}."
            raise
        self._session = Session(found.raw)
        self._read_only, self._down, self.caution = found.read_only_reason, None, found.caution
        self.damage = self.damage or found.damage
        return self._session

    def _let_go(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with suppress(psycopg.Error):
                session.raw.close()

    def _roll_back(self, session: Session) -> None:
        with suppress(psycopg.Error):
            if session.in_transaction:
                session.raw.execute("ROLLBACK")

    # --- from any thread ---

    def _cut(self) -> None:
        """Shut the socket down under a wait that nobody shares any more; the line's thread sees the connection break."""
        session = self._session
        with suppress(OSError, psycopg.Error):
            if session is not None:
                with socket.socket(fileno=os.dup(session.raw.fileno())) as wire:
                    wire.shutdown(socket.SHUT_RDWR)
