"""Who may have one of a few places next: at most half of them are for one address.

For the threads that make pages. Who comes first goes first, but one client that asks for many slow
pages at once leaves places to others.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from kg.store.errors import Busy

WAITING = 256
"""Requests that may wait for a place, half of them of one address."""
RETRY_SECONDS = 5


class Turns:
    """`places` that are given out within one event loop."""

    def __init__(self, places: int) -> None:
        self._free, self._share = places, max(1, places // 2)
        self._taken: Counter[str] = Counter()
        self._line: dict[asyncio.Future[None], str] = {}

    @asynccontextmanager
    async def of(self, address: str) -> AsyncIterator[None]:
        """Have a place for the time of the block.

        Raises:
            Busy: too many wait, or too many of this address.
        """
        await self._wait(address)
        try:
            yield
        finally:
            self._give_back(address)

    async def _wait(self, address: str) -> None:
        if self._free and self._taken[address] < self._share:
            self._take(address)
            return
        mine = sum(1 for other in self._line.values() if other == address)
        if len(self._line) >= WAITING or mine >= WAITING // 2:
            raise Busy(retry_after=RETRY_SECONDS)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line[turn] = address
        try:
            await turn
        except asyncio.CancelledError:
            if self._line.pop(turn, None) is None and turn.done() and not turn.cancelled():
                self._give_back(address)
            raise

    def _take(self, address: str) -> None:
        self._free -= 1
        self._taken[address] += 1

    def _give_back(self, address: str) -> None:
        self._free += 1
        self._taken[address] -= 1
        if not self._taken[address]:
            del self._taken[address]
        for turn, waiting in list(self._line.items()):
            if self._free and self._taken[waiting] < self._share and not turn.done():
                del self._line[turn]
                self._take(waiting)
                turn.set_result(None)
                return
