"""The log's contract: what a place must do to keep a screening log. Two do: a file (`logfile`), a server (`postgres`).

What is written and read is the same SQL for both (`writing`, `reading`, `verification`); a place gives it a connection.
Where PostgreSQL says a thing otherwise, `postgres.dialect` has the other words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

T = TypeVar("T")


class Rows(Protocol):
    """What a statement gave."""

    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """Where statements go. Values stand for `?`, or by their names for `:name`."""

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, statement: str, values: Sequence[Any] | Mapping[str, Any] = (), /) -> Rows: ...


class Erasing(NamedTuple):
    """The words about what purges leave behind in a place."""

    done: str  # what is so once it was erased
    stands: str  # what is so while it cannot be
    finish: str  # what to do then
    beyond: str = ""  # what no erasing reaches


class Store(Protocol):
    """Where a log is kept, as one person in one sitting has it open. Any thread may call."""

    @property
    def name(self) -> str:
        """In words, for messages."""
        ...

    @property
    def erasing(self) -> Erasing: ...

    @property
    def caution(self) -> str:
        """What a person should know about this place, "" for nothing."""
        ...

    @property
    def was_there(self) -> bool:
        """Whether there was a log to open."""
        ...

    @property
    def read_only_reason(self) -> str | None:
        """Why nothing can be appended now, in words."""
        ...

    @property
    def damage(self) -> str | None:
        """What is wrong with the log, in words."""
        ...

    def exists(self) -> bool:
        """Whether a log is kept here."""
        ...

    def open(self) -> None:
        """Make ready for use. Raises LogRefused."""
        ...

    def write(self, work: Callable[[Connection, bool], T]) -> T:
        """Do `work` in one transaction: alone, whole or not at all, on the disk when this returns.

        Raises NotSaved (nothing was written) and Unsure (nobody can tell). `work` is told True where an earlier try of
        this very call may have been written: it looks before it writes.
        """
        ...

    def read(self, look: Callable[[Connection], T], *, seconds: float | None) -> T:
        """Look into a log that is there. Raises LogRefused; so does a server that has not answered after so many seconds
        (None: however long it takes), or after those of a busy log, where an event loop waits for it."""
        ...

    def rest(self, work: Callable[[Connection], None]) -> None:
        """Do `work` if nothing stands in the way, without waiting; else forget it."""
        ...

    def erase(self) -> bool:
        """Take away what purges left behind; False while something stands in the way."""
        ...

    def doubt(self, what: str) -> None:
        """Note something that does not match its hash, for the reader to be told."""
        ...

    def close(self) -> None: ...
