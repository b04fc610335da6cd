"""What is scarce, shared between clients: no client has more than half, and all have their turn.

A client is an address; the empty one is ourselves, who have no share of our own.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Shares:
    """How much of `most` is taken, and by whom; one client may have `share`, by default half.

    All methods may be called from any thread.
    """

    def __init__(self, most: int, share: int | None = None) -> None:
        self.most = most
        self.share = max(1, most // 2) if share is None else share
        self._lock = threading.Lock()
        self._taken: Counter[str] = Counter()
        self._total = 0

    def has_room(self, client: str, amount: int = 1) -> bool:
        """True when a client may take so much more."""
        mine = self._taken[client] + amount if client else 0
        return mine <= self.share and self._total + amount <= self.most

    def take(self, client: str, amount: int = 1) -> None:
        """Count so much more for a client."""
        with self._lock:
            self._taken[client] += amount
            self._total += amount
            if not self._taken[client]:
                del self._taken[client]

    def give_back(self, client: str, amount: int = 1) -> None:
        """Count so much less for a client."""
        self.take(client, -amount)


class Line(Generic[T]):
    """Those who wait. The next is of the client whose turn was longest ago, so that who asks much
    waits behind itself; of one client the first that came. Not for several threads at once.
    """

    def __init__(self, most: int) -> None:
        self._places = Shares(most)
        self._waiting: dict[str, dict[T, None]] = {}

    def join(self, client: str, waiter: T) -> bool:
        """Begin to wait; false when too many wait, or too many of this client."""
        if not self._places.has_room(client):
            return False
        self._places.take(client)
        self._waiting.setdefault(client, {})[waiter] = None
        return True

    def leave(self, client: str, waiter: T) -> bool:
        """Stop waiting; false when the turn has come already."""
        if waiter not in self._waiting.get(client, {}):
            return False
        self._drop(client, waiter)
        return True

    def take_next(self, may: Callable[[str], bool]) -> T | None:
        """Return whose turn it is among the clients that may have it now, and let it go."""
        client = next((client for client in self._waiting if may(client)), None)
        if client is None:
            return None
        waiter = next(iter(self._waiting[client]))
        self._drop(client, waiter)
        if client in self._waiting:  # its next one waits behind the other clients
            self._waiting[client] = self._waiting.pop(client)
        return waiter

    def _drop(self, client: str, waiter: T) -> None:
        self._places.give_back(client)
        del self._waiting[client][waiter]
        if not self._waiting[client]:
            del self._waiting[client]


class Floor:
    """Which threads may compute now: two, one of them for one client.

    Python lets one thread run at a time, so more of them make nothing faster, and whoever needs the
    interpreter for a moment, such as an event loop, would wait behind all of them.
    """

    def __init__(self) -> None:
        self._shares = Shares(2)
        self._changed = threading.Condition()
        self._here = threading.local()

    @contextmanager
    def taken(self, client: str) -> Iterator[None]:
        """Compute within the block, as soon as it is our turn."""
        self._enter(client)
        self._here.client = client
        try:
            yield
        finally:
            self._here.client = None
            self._leave(client)

    @contextmanager
    def left(self) -> Iterator[None]:
        """Let others compute within the block, in which this thread only waits."""
        client = getattr(self._here, "client", None)
        if client is None:
            yield
            return
        self._leave(client)
        try:
            yield
        finally:
            self._enter(client)

    def _enter(self, client: str) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._shares.has_room(client))
            self._shares.take(client)

    def _leave(self, client: str) -> None:
        with self._changed:
            self._shares.give_back(client)
            self._changed.notify_all()
