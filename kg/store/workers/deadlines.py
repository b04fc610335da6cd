"""The thread that stops queries at their deadline."""

from __future__ import annotations

import threading
import time

from kg.store.workers.fork_server import Worker
from kg.texts import Message

TICK = 0.01
"""Seconds between two looks while queries run; a query is stopped at most this much too late."""
SHORT = 0.25
"""Seconds after which a query counts as heavy: it leaves the processor to pages and short ones, and
ends when nobody waits for it any more (of a short one ending the worker would cost more)."""


class Deadlines:
    """Slows down long queries, kills those past their deadline and those whose asker left; sleeps
    while none runs.
    """

    def __init__(self) -> None:
        self._running: dict[Worker, None] = {}
        self._wake = threading.Event()
        self._closed = False
        threading.Thread(target=self._watch, name="query-deadline", daemon=True).start()

    def watch(self, worker: Worker) -> None:
        """Keep an eye on a worker until its `deadline` is None again."""
        self._running[worker] = None
        if not self._wake.is_set():
            self._wake.set()

    def close(self) -> None:
        """End the thread."""
        self._closed = True
        self._wake.set()

    def _watch(self) -> None:
        while True:
            self._wake.wait()
            if self._closed:
                return
            self._look()
            time.sleep(TICK)

    def _look(self) -> None:
        now = time.monotonic()
        running = list(self._running)
        if not running:
            self._wake.clear()
            if self._running:  # one came between the two lines
                self._wake.set()
            return
        for worker in running:
            deadline = worker.deadline
            if deadline is None or worker.kill_reason is not None:
                self._running.pop(worker, None)
                if worker.deadline is not None and worker.kill_reason is None:
                    self._running[worker] = None  # it got its next query between the two lines
            elif now > deadline:
                self._running.pop(worker, None)
                worker.kill("deadline")
            elif now - worker.started > SHORT and worker.left():
                self._running.pop(worker, None)
                worker.kill(Message("who asked has left"))
            elif now - worker.started > SHORT and not (worker.lowered or worker.reserved):
                worker.lower_priority()
