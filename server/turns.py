"""Threads for one kind of work, shared between clients: one client has at most half of them.

Each kind has threads of its own, so that neither slow pages nor long texts nor large answers hold
up another kind. What others notice of a client is that it has its turn as they have theirs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar

from kg.store.errors import Busy
from kg.store.workers.shares import Line, Shares

PAGE_THREADS = 4
"""Pages that are made at once, half of them for one client."""
KEPT_THREADS = 2
"""Pages of kept releases that are made at once, and openings of kept releases."""
KEPT_WAITING = 32
"""Requests for pages of kept releases that may wait, half of them of one address."""
TEXT_THREADS = COMPRESSION_THREADS = FILE_THREADS = 2
"""Long queries that are looked at, parts that are compressed, and parts of files that are read."""
WAITING = 256
"""Requests that may wait for a thread, half of them of one address."""
PARTS_WAITING = 1 << 20
"""Parts of answers that may wait: no connection has more than one, and none is refused midway."""
RETRY_SECONDS = 5

T = TypeVar("T")
Run = Callable[..., Awaitable[T]]
"""Runs a function, given with its arguments, in a thread."""


class Turns:
    """`places` that are given out within one event loop."""

    def __init__(self, places: int, waiting: int = WAITING) -> None:
        self._shares = Shares(places)
        self._line: Line[tuple[str, asyncio.Future[None]]] = Line(waiting)

    async def take(self, client: str) -> None:
        """Wait for a place, which must be given back.

        Raises:
            Busy: too many wait, or too many of this client.
        """
        if self._shares.has_room(client):
            self._shares.take(client)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not self._line.join(client, (client, turn)):
            raise Busy(retry_after=RETRY_SECONDS)
        try:
            await turn
        except asyncio.CancelledError:
            if not self._line.leave(client, (client, turn)) and not turn.cancelled():
                self.give_back(client)
            raise

    def give_back(self, client: str) -> None:
        """Give a place back; it goes to who is next."""
        self._shares.give_back(client)
        while (found := self._line.take_next(self._shares.has_room)) is not None:
            waiting, turn = found
            if not turn.done():
                self._shares.take(waiting)
                turn.set_result(None)


class Threads:
    """`count` threads for one kind of work."""

    def __init__(self, name: str, count: int, waiting: int = WAITING) -> None:
        self._turns = Turns(count, waiting)
        self._executor = ThreadPoolExecutor(count, thread_name_prefix=name)

    def of(self, client: str) -> Run[T]:
        """Return what runs a function for one client."""
        return partial(self.run, client)

    async def run(self, client: str, function: Callable[..., T], *values: object) -> T:
        """Run a function when it is the client's turn; its place is free when it has ended, even
        if nobody waits for it any more.

        Raises:
            Busy: too many wait, or too many of this client.
        """
        loop = asyncio.get_running_loop()

        def end(_: Future[T]) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._turns.give_back, client)

        await self._turns.take(client)
        work = self._executor.submit(function, *values)
        work.add_done_callback(end)
        return await asyncio.wrap_future(work)

    def close(self) -> None:
        """End; what waits is not done any more."""
        self._executor.shutdown(wait=False, cancel_futures=True)
