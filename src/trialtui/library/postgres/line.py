"""The line to the server: one thread does all that talks to it, so that nobody waits longer than they have patience.

A network can die without a word, a name server can take half a minute, and a connection cannot be left in the middle.
So the caller leaves, and what was begun goes on: whether it came about is found out by the next try.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")
CUT_SECONDS = 8.0  # after so long, what nobody waits for any more is cut off


class GaveUp(Exception):
    """The caller's patience ran out. `begun`: what was asked for is under way; else it will not be done at all."""

    def __init__(self, begun: bool) -> None:
        super().__init__()
        self.begun = begun


class Line:
    """Jobs in their order, one at a time. `cut` ends what a job waits for, from any thread."""

    def __init__(self, cut: Callable[[], None]) -> None:
        self._cut = cut
        self._jobs: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._waiting = 0  # jobs that were sent and are not done
        self._left_at: float | None = None  # when the caller of the job under way gave up

    @property
    def is_idle(self) -> bool:
        return self._waiting == 0

    @property
    def is_left(self) -> bool:
        """Whether the job under way is one that nobody waits for any more."""
        return self._left_at is not None

    def do(self, job: Callable[[], T], seconds: float | None) -> T:
        """What the job gives or raises. Raises GaveUp after so many seconds (None: never)."""
        done = self.send(job)
        try:
            return done.result(seconds)
        except TimeoutError:
            if done.done():
                raise
            if done.cancel():
                raise GaveUp(False) from None
            self._left_at = self._left_at or time.monotonic()
            raise GaveUp(True) from None

    def send(self, job: Callable[[], T]) -> Future[T]:
        """Have the job done, and go on."""
        self.cut_if_left()
        done: Future[T] = Future()
        with self._starting:
            self._waiting += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="log server", daemon=True)
                self._thread.start()
        self._jobs.put((done, job))
        return done

    def cut_if_left(self) -> None:
        """Cut off what nobody has waited for since CUT_SECONDS."""
        if self._left_at is not None and time.monotonic() - self._left_at > CUT_SECONDS:
            self._cut()

    def _run(self) -> None:
        while True:
            done, job = self._jobs.get()
            if done.set_running_or_notify_cancel():
                try:
                    done.set_result(job())
                except BaseException as problem:
                    done.set_exception(problem)
            with self._starting:
                self._waiting -= 1
                self._left_at = None
            del done, job
