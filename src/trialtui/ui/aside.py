"""Work beside the screen: in a thread of its own that nobody waits for when the program is left."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


async def aside(work: Callable[[], T]) -> T:
    """What `work` gives, or raises; keys go on meanwhile. Left alone, it goes on to its end and nobody hears of it."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(settle: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the program has been left
            loop.call_soon_threadsafe(lambda: None if done.done() else settle())

    def run() -> None:
        try:
            found = work()
        except Exception as error:
            problem = error
            tell(lambda: done.set_exception(problem))
        else:
            tell(lambda: done.set_result(found))

    threading.Thread(target=run, daemon=True).start()
    return await done
