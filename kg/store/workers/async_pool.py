"""Ask the graph from an asyncio loop: no thread is held, neither by a slow query nor by its reader.

    async with closing(await ask(pool, job)) as answer: …

The same query_run as `pool.Pool.run_job`; only the waiting differs. Cancelling the task that waits,
or closing an answer that still grows, stops the query by ending its worker.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import AsyncIterator

from kg.store.errors import Busy
from kg.store.workers import protocol
from kg.store.workers.fork_server import Worker
from kg.store.workers.pool import Pool
from kg.store.workers.query_run import QueryNotStarted, QueryRun
from kg.store.workers.worker_group import Waiter, WorkerGroup


class AsyncAnswer:
    """An answer as it comes: `form`, the release that gave it, and its bytes.

    `whole` holds all bytes of a small answer; else iterate. A fault in the middle raises.
    """

    def __init__(self, query_run: QueryRun, group: WorkerGroup, packets: _Packets) -> None:
        self.form, self.release, self.whole = query_run.form, query_run.release, query_run.body
        self._query_run, self._group, self._packets = query_run, group, packets
        self._closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        query_run = self._query_run
        if self.whole is not None:
            yield self.whole
            return
        while True:
            data = query_run.chunk()
            if data:
                yield data
            elif query_run.complete:
                return
            else:
                await self._packets.take_next()

    def close(self) -> None:
        """Let go; a query that still runs is stopped."""
        if not self._closed:
            self._closed = True
            self._packets.stop()
            self._query_run.close()
            self._group.leave()


async def ask(
    pool: Pool, job: protocol.Job, *, client: str = "", deadline: float | None = None
) -> AsyncAnswer:
    """Run a job and return its answer when its first bytes are there (see `Pool.run_job`).

    `client` is an address for which at most half of the workers run queries at once. The text must
    have been checked (`Pool.check`), which for a long one takes too long here, on the loop.
    """
    seconds = pool.limits.deadline if deadline is None else deadline
    group = pool.enter()
    try:
        while True:
            worker = await _obtain(group, client)
            query_run = QueryRun(group, worker, job, seconds, pool.buffer_budget, client)
            if not query_run.send(pool.deadlines.watch):
                continue
            packets = _Packets(query_run, worker.sock)
            try:
                while not query_run.started:
                    await packets.take_next()
                return AsyncAnswer(query_run, group, packets)
            except QueryNotStarted:
                continue
            except BaseException:
                packets.stop()
                query_run.close()
                raise
    except BaseException:
        group.leave()
        raise


class _Packets:
    """Takes packets from a worker's socket as the loop says that they are there."""

    def __init__(self, query_run: QueryRun, sock: socket.socket) -> None:
        self._query_run = query_run
        self._loop = asyncio.get_running_loop()
        self._news: asyncio.Future[None] | None = None
        self._fault: BaseException | None = None
        self._fileno = sock.fileno()
        self._loop.add_reader(self._fileno, self._ready)

    async def take_next(self) -> None:
        """Wait until the query_run has moved on; raises what went wrong with the query."""
        if self._fault is None and not self._query_run.complete:
            self._news = self._loop.create_future()
            await self._news
        if self._fault is not None:
            raise self._fault

    def stop(self) -> None:
        """Look at the socket no more: it may belong to another query from now on."""
        if self._fileno >= 0:
            self._loop.remove_reader(self._fileno)
            self._fileno = -1

    def _ready(self) -> None:
        try:
            if not self._query_run.receive(socket.MSG_DONTWAIT):
                return
        except Exception as error:
            self._fault = error
        if not self._query_run.waits_for_worker:
            self.stop()
        if self._news is not None and not self._news.done():
            self._news.set_result(None)


async def _obtain(group: WorkerGroup, client: str) -> Worker:
    """Wait for a worker for a query from outside; raises Busy when none comes free in time."""
    loop = asyncio.get_running_loop()
    here = threading.get_ident()
    delivered: asyncio.Future[Worker] = loop.create_future()

    def deliver(worker: Worker) -> None:
        if threading.get_ident() == here:
            _set(worker)
        else:
            loop.call_soon_threadsafe(_set, worker)

    def _set(worker: Worker) -> None:
        if delivered.done():  # cancelled in between
            group.release(worker)
        else:
            delivered.set_result(worker)

    waiter = Waiter("queries", deliver, client)
    worker = group.acquire(waiter)
    if worker is not None:
        return worker
    timer = loop.call_later(group.limits.patience, _give_up, group, waiter, delivered)
    try:
        return await delivered
    except asyncio.CancelledError:
        group.withdraw(waiter)
        if delivered.done() and not delivered.cancelled() and delivered.exception() is None:
            group.release(delivered.result())
        raise
    finally:
        timer.cancel()


def _give_up(group: WorkerGroup, waiter: Waiter, delivered: asyncio.Future[Worker]) -> None:
    if group.withdraw(waiter) and not delivered.done():
        delivered.set_exception(Busy(retry_after=max(1, round(group.limits.patience))))
