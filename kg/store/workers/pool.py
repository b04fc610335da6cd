"""Ask the graph: queries go to worker processes that can be killed, answers come back as values.

    pool = Pool(release.store_path, label=release.id)
    rows = pool.select("SELECT ?s ?label { ?s skos:prefLabel ?label } LIMIT 10", …)

The process that owns a `Pool` never has the engine in it. `select`, `ask` and `construct` are for
pages and use the lane with reserved workers; `run` is for queries from outside. `switch` points the
pool at another release without failing a request; `pinned` keeps the questions of one page on one
release. All methods may be called from any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from queue import Empty, SimpleQueue

from kg.store.errors import Busy
from kg.store.query_text import guard
from kg.store.results import Row, Term, read_boolean, read_rows
from kg.store.workers import protocol
from kg.store.workers.deadlines import Deadlines
from kg.store.workers.fork_server import ForkServer, Worker
from kg.store.workers.query_run import QueryNotStarted, QueryRun
from kg.store.workers.shares import Floor, Shares
from kg.store.workers.worker_group import Lane, Limits, Waiter, WorkerGroup

__all__ = ["Answer", "Limits", "Pool", "Row", "Term"]

MEDIA_TYPES = {
    "text/turtle": "turtle",
    "application/n-triples": "ntriples",
    "application/n-quads": "nquads",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdfxml",
}
"""Media types that `construct` can give."""


class Answer:
    """An answer as it comes: `form` ("S", "A" or "G"), the release that gave it, and its bytes.

    `whole` holds all bytes of a small answer.
    """

    def __init__(self, query_run: QueryRun, group: WorkerGroup, floor: Floor) -> None:
        self._floor = floor
        self.form, self.release, self.whole = query_run.form, query_run.release, query_run.body
        self._query_run, self._group = query_run, group
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes; a fault in the middle raises, so that no short answer looks whole."""
        query_run = self._query_run
        try:
            if query_run.body is not None:
                yield query_run.body
                return
            while True:
                data = query_run.chunk()
                if data:
                    yield data
                elif query_run.complete:
                    return
                else:
                    with self._floor.left():
                        query_run.receive()
        finally:
            self.close()

    def read(self) -> bytes:
        """Return all bytes."""
        return b"".join(self)

    def close(self) -> None:
        """Let go; a query that still runs is stopped."""
        if not self._closed:
            self._closed = True
            self._query_run.close()
            self._group.leave()


class Pool:
    """Query workers on the current release.

    `workers` run queries from outside, `pages` more are reserved for pages, and one spare worker
    waits to replace a killed one. `deadline` is in seconds, `memory` in bytes per worker;
    `limits` sets all bounds at once and wins over both. `base` resolves relative IRIs in queries.

    A pool `beside` another is a side matter: its workers are started by the other's process, yield
    the processor to it from the start, and have no spare one. The other must be closed last.
    """

    def __init__(
        self,
        store_path: Path,
        *,
        workers: int = 3,
        pages: int = 1,
        deadline: float = 10.0,
        memory: int = 1 << 30,
        limits: Limits | None = None,
        label: str = "",
        base: str | None = None,
        beside: Pool | None = None,
    ) -> None:
        self.limits = limits or Limits(deadline=deadline, memory=memory)
        self.buffer_budget = Shares(self.limits.held)
        self._beside = beside is not None
        self.floor: Floor = Floor() if beside is None else beside.floor
        self.deadlines: Deadlines = Deadlines() if beside is None else beside.deadlines
        self._counts = {"queries": workers, "pages": pages}
        self._fork_server: ForkServer = ForkServer() if beside is None else beside._fork_server
        self._switching = threading.Lock()
        self._retired: list[WorkerGroup] = []
        self._closed = False
        self._pinned: ContextVar[WorkerGroup | None] = ContextVar("pinned_group", default=None)
        self._client: ContextVar[str] = ContextVar("client_of_page", default="")
        self._left: ContextVar[Callable[[], bool]] = ContextVar("left", default=lambda: False)
        try:
            self._group = self._open(Path(store_path), label, base)
        except Exception:
            self._end_threads()
            raise

    @property
    def label(self) -> str:
        """Label of the release that new questions go to, the pinned one if there is one."""
        return (self._pinned.get() or self._group).label

    def select(self, query: str, *, deadline: float | None = None) -> list[Row]:
        """Return the solutions of a SELECT query; an unbound variable has no key in its row."""
        return read_rows(self.run(query, deadline=deadline, lane="pages", graph=None).read())

    def ask(self, query: str, *, deadline: float | None = None) -> bool:
        """Return the answer of an ASK query."""
        return read_boolean(self.run(query, deadline=deadline, lane="pages", graph=None).read())

    def construct(
        self,
        query: str,
        *,
        media_type: str = "text/turtle",
        prefixes: Mapping[str, str] | None = None,
        also: str = "",
        deadline: float | None = None,
    ) -> bytes:
        """Return the triples of a CONSTRUCT or DESCRIBE query in a media type of `MEDIA_TYPES`.

        `prefixes` (name to IRI) shorten IRIs in Turtle and RDF/XML; `also` (N-Triples) follows.
        """
        pairs = tuple((prefixes or {}).items())
        job = protocol.Job(query, None, MEDIA_TYPES[media_type], prefixes=pairs, also=also)
        return self.run_job(job, deadline=deadline, lane="pages").read()

    def run(
        self,
        text: str,
        *,
        tabular: str | None = "json",
        graph: str | None = "ntriples",
        default_graphs: tuple[str, ...] = (),
        named_graphs: tuple[str, ...] = (),
        deadline: float | None = None,
        lane: Lane = "queries",
    ) -> Answer:
        """Run any query and return its answer when its first bytes are there.

        `tabular` and `graph` name the format (`protocol.TABULAR`, `protocol.GRAPHS`) to give, by
        the form of the query; None refuses that form.

        Raises:
            QueryError: one of `kg.store.errors`, before the first byte; later ones come from
                reading the answer.
        """
        job = protocol.Job(text, tabular, graph, default_graphs, named_graphs)
        return self.run_job(job, deadline=deadline, lane=lane)

    def run_job(
        self, job: protocol.Job, *, deadline: float | None = None, lane: Lane = "queries"
    ) -> Answer:
        """Run a job and return its answer when its first bytes are there (see `run`)."""
        self.check(job.text)
        seconds = self.limits.deadline if deadline is None else deadline
        group = self.enter()
        try:
            while True:
                worker = self._obtain(group, lane)
                query_run = QueryRun(group, worker, job, seconds, self.buffer_budget)
                try:
                    if query_run.send(self.deadlines.watch, self._left.get()):
                        with self.floor.left():
                            while not query_run.started:
                                query_run.receive()
                        return Answer(query_run, group, self.floor)
                except QueryNotStarted:
                    continue
                except BaseException:
                    query_run.close()
                    raise
        except BaseException:
            group.leave()
            raise

    def check(self, text: str) -> None:
        """Return if a text may be run here; raises what `guard.check` raises."""
        guard.check(text, max_bytes=self.limits.text, max_nesting=self.limits.nesting)

    def enter(self) -> WorkerGroup:
        """Return the group to ask, counted as in use; `leave` it when done."""
        pinned = self._pinned.get()
        if pinned is not None:
            pinned.enter_again()
            return pinned
        while not self._closed:
            group = self._group
            if group.enter():
                return group
        if self._beside:  # it may have ended since it was looked up
            raise Busy(retry_after=1)
        raise RuntimeError("this pool is closed")

    @contextmanager
    def pinned(self) -> Iterator[str]:
        """Keep all questions of this thread or task on one release; yields its label."""
        group = self.pin()
        try:
            yield group.label
        finally:
            self.unpin(group)

    def pin(self, client: str = "", left: Callable[[], bool] = lambda: False) -> WorkerGroup:
        """Start what `pinned` does, for callers that cannot use `with`.

        `client` is the address for which the page is made: it may have the reserved workers and,
        as for its own queries, at most half of the others. Once it has `left`, nothing more is
        asked for it, and what runs long is stopped.
        """
        group = self.enter()
        self._pinned.set(group)
        self._client.set(client)
        self._left.set(left)
        return group

    def unpin(self, group: WorkerGroup) -> None:
        """End what `pin` started."""
        self._pinned.set(None)
        self._client.set("")
        self._left.set(lambda: False)
        group.leave()

    def switch(self, store_path: Path, *, label: str = "", base: str | None = None) -> None:
        """Send new questions to another store; those that run finish on the old one.

        The new workers are open before the switch. When the store does not open, nothing changes.

        Raises:
            StoreUnreadable: the store does not open.
        """
        with self._switching:
            group = self._open(Path(store_path), label, base)
            old, self._group = self._group, group
            self._retired = [one for one in (*self._retired, old) if not one.retire()]

    def is_used(self) -> bool:
        """True while somebody asks, or may ask again."""
        return self._group.is_used()

    def labels(self) -> set[str]:
        """Return the labels of the releases that questions go to, also those pinned before."""
        return {self._group.label, *(group.label for group in self._retired if group.is_used())}

    def layers(self) -> list[tuple[str, bool, str]]:
        """Return the layers of the sandbox around the workers: name, whether it is in force, why
        not.
        """
        workers = self._group.workers()
        return workers[0].layers if workers else []

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers in service."""
        return [worker.pid for worker in self._group.workers()]

    def running(self) -> tuple[int, int]:
        """Return how many queries from outside may run at once, and how many of one client."""
        return self._counts["queries"], self._group.share

    def health(self) -> tuple[int, int, str]:
        """Return how many workers there are, how many there should be, and why not so many."""
        group = self._group
        return len(group.workers()), sum(self._counts.values()), group.trouble

    def close(self) -> None:
        """End all workers and what started them."""
        self._closed = True
        self._group.close()
        self._end_threads()

    def stop(self) -> None:
        """End what runs now, of a pool beside another; its threads see that and let go."""
        self._closed = True
        self._group.stop()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _end_threads(self) -> None:
        """End what watches and starts workers, where that is our own."""
        if not self._beside:
            self.deadlines.close()
            self._fork_server.close()

    def _open(self, store_path: Path, label: str, base: str | None) -> WorkerGroup:
        group = WorkerGroup(
            self._fork_server,
            store_path,
            label,
            base=base,
            queries=self._counts["queries"],
            pages=self._counts["pages"],
            limits=self.limits,
            background=self._beside,
        )
        group.open()
        return group

    def _obtain(self, group: WorkerGroup, lane: Lane) -> Worker:
        """Wait for a worker; raises Busy when none comes free in time, or nobody wants it."""
        if self._left.get()():
            raise Busy(retry_after=1)
        line: SimpleQueue[Worker] = SimpleQueue()
        waiter = Waiter(lane, line.put, self._client.get())
        worker = group.acquire(waiter)
        if worker is not None:
            return worker
        try:
            with self.floor.left():
                return line.get(timeout=self.limits.patience)
        except Empty:
            if group.withdraw(waiter):
                raise Busy(retry_after=max(1, round(self.limits.patience))) from None
            return line.get()
