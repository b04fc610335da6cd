"""The workers on one store: who is idle, who waits, who replaces the dead.

Two lanes use them. "queries" are from outside and may be heavy; "pages" are ours and short. Some
workers are reserved for pages, and pages may take any idle one, so that heavy queries cannot starve
them. One spare worker stands ready with the store open: it takes the place of a killed one at once.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg.errors import SamenspelError
from kg.store.errors import Busy
from kg.store.in_use import InUse
from kg.store.workers.fork_server import ForkServer, Worker
from kg.store.workers.shares import Line, Shares
from kg.texts import Message

ROUND_SECONDS = 0.5
"""How often idle workers are looked at; a query that meets a dead one goes to another."""

Lane = Literal["pages", "queries"]


@dataclass(frozen=True)
class Limits:
    """What a query may cost; every one of them is told when it is hit."""

    deadline: float = 10.0
    """Seconds from its start until a query is stopped."""
    memory: int = 1 << 30
    """Bytes of data a worker may hold."""
    result: int = 256 << 20
    """Bytes an answer may have."""
    held: int = 1 << 30
    """Bytes of unread answers that may wait for slow readers, all together; one has half."""
    text: int = 256 * 1024
    """Bytes a query may have."""
    nesting: int = 128
    """Brackets that may be open at once."""
    waiting: int = 64
    """Queries that may wait for a worker, half of them of one client; as many of pages."""
    patience: float = 5.0
    """Seconds a query waits for a worker before the answer is "busy"."""


class Waiter:
    """Someone who waits for a worker; `deliver` is called once, from any thread.

    `client` is an address for which at most half of the workers run queries at once; empty for
    ourselves.
    """

    __slots__ = ("client", "deliver", "lane")

    def __init__(self, lane: Lane, deliver: Callable[[Worker], None], client: str = "") -> None:
        self.lane, self.deliver, self.client = lane, deliver, client


class WorkerGroup:
    """The workers that have one store open, called by its `label`.

    Those of a group in the `background` have a low priority from the start and no spare one.
    """

    def __init__(
        self,
        fork_server: ForkServer,
        store: Path,
        label: str,
        *,
        base: str | None,
        queries: int,
        pages: int,
        limits: Limits,
        background: bool = False,
    ) -> None:
        self.store, self.label, self.base, self.limits = store, label, base, limits
        self._fork_server, self._background = fork_server, background
        # One beside another is ended when its files go: it does not hold them.
        self._in_use = None if background else InUse(store)
        self._wanted = {False: queries, True: pages}
        self._lock = threading.RLock()  # a delivery may give the worker straight back
        self._idle: dict[bool, list[Worker]] = {False: [], True: []}
        self._lines: dict[Lane, Line[Waiter]] = {
            "pages": Line(limits.waiting),
            "queries": Line(limits.waiting),
        }
        self._runs = Shares(queries, (queries + 1) // 2)
        self._all: set[Worker] = set()
        self._spare: Worker | None = None
        self._missing: deque[bool] = deque()
        self._users = 0
        self._retired = False
        self._closed = self._stopped = False
        self._need = threading.Event()
        self.trouble = ""
        """Code of why a worker that is missing cannot be started; empty when none is missing."""

    def open(self) -> None:
        """Start all workers and the spare one; raises StoreUnreadable when one cannot start."""
        try:
            for reserved in (True, False):
                for _ in range(self._wanted[reserved]):
                    self._join(self._start(), reserved)
            self._spare = None if self._background else self._start()
        except SamenspelError:
            self.close()
            raise
        threading.Thread(target=self._replenish, name="query-worker-nurse", daemon=True).start()

    @property
    def share(self) -> int:
        """Queries of one client that may run at once."""
        return self._runs.share

    def workers(self) -> list[Worker]:
        """Return the workers in service, without the spare one."""
        return list(self._all)

    def enter(self) -> bool:
        """Count one more user; false when the group has ended and another must be asked."""
        with self._lock:
            if self._closed or self._retired:
                return False
            self._users += 1
            return True

    def enter_again(self) -> None:
        """Count one more user of a group that is in use, so cannot have ended, even if retired."""
        with self._lock:
            self._users += 1

    def leave(self) -> None:
        """Count one user less; a retired group ends with its last user."""
        with self._lock:
            self._users -= 1
            end = self._retired and self._users == 0
        if end:
            self.close()

    def retire(self) -> bool:
        """Take no new users; end when the present ones are done, true when they are."""
        with self._lock:
            self._retired = True
            end = self._users == 0
        if end:
            self.close()
        return end

    def stop(self) -> None:
        """End what runs now; the group ends with its last user, and starts no worker any more."""
        with self._lock:
            self._retired = self._stopped = True
            workers, end = list(self._all), self._users == 0
        for worker in workers:
            worker.kill(Message("its release is not kept any more"))
        if end:
            self.close()

    def is_used(self) -> bool:
        """True while somebody asks, or may ask again."""
        return self._users > 0

    def close(self) -> None:
        """End every worker now."""
        with self._lock:
            self._closed = True
            gone = [*self._all, *([self._spare] if self._spare else [])]
            self._all.clear()
            self._spare = None
            self._idle = {False: [], True: []}
        self._need.set()
        for worker in gone:
            worker.close()
        if self._in_use:
            self._in_use.end()

    def acquire(self, waiter: Waiter) -> Worker | None:
        """Return an idle worker, or None: then `waiter.deliver` will be called with one.

        Raises:
            Busy: too many wait already.
        """
        with self._lock:
            worker = self._take_idle(waiter)
            if worker is not None:
                return worker
            if not self._lines[waiter.lane].join(waiter.client, waiter):
                raise Busy(retry_after=max(1, round(self.limits.deadline / 2)))
            return None

    def withdraw(self, waiter: Waiter) -> bool:
        """Stop waiting; false when a worker has been delivered, which must then be released."""
        with self._lock:
            return self._lines[waiter.lane].leave(waiter.client, waiter)

    def release(self, worker: Worker) -> None:
        """Give a worker back after a whole answer; it goes to the next in line."""
        with self._lock:
            self._give_back(worker)
            worker.deadline = None
            if worker.kill_reason is None and worker in self._all and worker.restore_priority():
                self._place(worker)
                return
        self.discard(worker)

    def discard(self, worker: Worker) -> None:
        """Give back a worker that has died or must not go on; the spare one takes its place."""
        with self._lock:
            known = worker in self._all
            self._all.discard(worker)
            self._give_back(worker)
            if known and not self._closed:
                spare, self._spare = self._spare, None
                if spare is not None:
                    self._join(spare, worker.reserved)
                else:
                    self._missing.append(worker.reserved)
                    self._serve()
                self._need.set()
        if known:
            worker.close()

    def _take_idle(self, waiter: Waiter) -> Worker | None:
        """Return an idle worker that this waiter may have now (locked)."""
        if waiter.lane == "pages" and self._idle[True]:
            return self._idle[True].pop()
        if not self._idle[False] or not self._runs.has_room(waiter.client):
            return None
        return self._take_open(waiter)

    def _take_open(self, waiter: Waiter) -> Worker:
        """Return an idle worker that is not reserved (locked)."""
        worker = self._idle[False].pop()
        worker.client = waiter.client
        self._runs.take(worker.client)
        return worker

    def _give_back(self, worker: Worker) -> None:
        """Count one query less for the client that had the worker (locked)."""
        if worker.client is not None:
            self._runs.give_back(worker.client)
            worker.client = None

    def _place(self, worker: Worker) -> None:
        """Let a free worker go to who may have it and waits longest (locked)."""
        self._idle[worker.reserved].append(worker)
        self._serve()

    def _serve(self) -> None:
        """Hand idle workers to those who wait and may have them, the lanes by turns (locked)."""
        while self._idle[True]:
            page = self._lines["pages"].take_next(lambda _: True)
            if page is None:
                break
            page.deliver(self._idle[True].pop())
        while self._idle[False]:
            waiter = self._next_by_turns()
            if waiter is None:
                return
            waiter.deliver(self._take_open(waiter))

    def _next_by_turns(self) -> Waiter | None:
        """Return who may have a worker that is not reserved (locked)."""
        for lane in tuple(self._lines):
            waiter = self._lines[lane].take_next(self._runs.has_room)
            if waiter is not None:
                self._lines[lane] = self._lines.pop(lane)  # the other lane is next
                return waiter
        return None

    def _join(self, worker: Worker, reserved: bool) -> None:
        worker.reserved = reserved
        self._all.add(worker)
        self._place(worker)

    def _start(self) -> Worker:
        worker = self._fork_server.start_worker(
            self.store, memory=self.limits.memory, result=self.limits.result, base=self.base
        )
        if self._background:
            worker.stay_low()
        return worker

    def _replenish(self) -> None:
        """Start what is missing: places of the dead first, then the spare one."""
        pause = 0.0
        while not self._closed:
            if not self._need.wait(ROUND_SECONDS):
                self._look_for_dead()
            self._need.clear()
            while not self._closed and self._is_short():
                try:
                    worker = self._start()
                except SamenspelError as error:
                    self.trouble = error.code
                    pause = min(5.0, pause * 2 or 0.1)
                    threading.Event().wait(pause)
                    continue
                pause, self.trouble = 0.0, ""
                self._welcome(worker)

    def _is_short(self) -> bool:
        if self._stopped:
            return False
        return bool(self._missing) or (self._spare is None and not self._background)

    def _look_for_dead(self) -> None:
        """Replace workers that ended while they had nothing to do."""
        with self._lock:
            dead = [w for idle in self._idle.values() for w in idle if w.has_ended()]
            for worker in dead:
                self._idle[worker.reserved].remove(worker)
            if self._spare is not None and self._spare.has_ended():
                self._spare.close()
                self._spare = None
                self._need.set()
        for worker in dead:
            self.discard(worker)

    def _welcome(self, worker: Worker) -> None:
        with self._lock:
            if not self._closed:
                if self._missing:
                    self._join(worker, self._missing.popleft())
                else:
                    self._spare = worker
                return
        worker.close()
