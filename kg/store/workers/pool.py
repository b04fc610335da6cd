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
from kg.store.workers import protocol as wire
from kg.store.workers.deadlines import Watchdog
from kg.store.workers.fork_server import Nursery, Worker
from kg.store.workers.query_run import Exchange, NeverRan
from kg.store.workers.shares import Floor, Shares
from kg.store.workers.worker_group import Crew, Lane, Limits, Waiter

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

    def __init__(self, exchange: Exchange, crew: Crew, floor: Floor) -> None:
        self._floor = floor
        self.form, self.release, self.whole = exchange.form, exchange.release, exchange.body
        self._exchange, self._crew = exchange, crew
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes; a fault in the middle raises, so that no short answer looks whole."""
        exchange = self._exchange
        try:
            if exchange.body is not None:
                yield exchange.body
                return
            while True:
                data = exchange.chunk()
                if data:
                    yield data
                elif exchange.complete:
                    return
                else:
                    with self._floor.left():
                        exchange.receive()
        finally:
            self.close()

    def read(self) -> bytes:
        """Return all bytes."""
        return b"".join(self)

    def close(self) -> None:
        """Let go; a query that still runs is stopped."""
        if not self._closed:
            self._closed = True
            self._exchange.close()
            self._crew.leave()


class Pool:
    """Query workers on the current release.

    `workers` run queries from outside, `pages` more are reserved for pages, and one spare worker
    waits to replace a killed one. `deadline` is in seconds, `memory` in bytes per worker;
    `limits` sets all bounds at once and wins over both. `base` resolves relative IRIs in queries.
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
    ) -> None:
        self.limits = limits or Limits(deadline=deadline, memory=memory)
        self.holdings = Shares(self.limits.held)
        self.floor = Floor()
        self.watchdog = Watchdog()
        self._counts = {"queries": workers, "pages": pages}
        self._nursery = Nursery()
        self._switching = threading.Lock()
        self._retired: list[Crew] = []
        self._closed = False
        self._pinned: ContextVar[Crew | None] = ContextVar("pinned_crew", default=None)
        self._client: ContextVar[str] = ContextVar("client_of_page", default="")
        self._left: ContextVar[Callable[[], bool]] = ContextVar("left", default=lambda: False)
        try:
            self._crew = self._open(Path(store_path), label, base)
        except Exception:
            self.watchdog.close()
            self._nursery.close()
            raise

    @property
    def label(self) -> str:
        """Label of the release that new questions go to, the pinned one if there is one."""
        return (self._pinned.get() or self._crew).label

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
        job = wire.Job(query, None, MEDIA_TYPES[media_type], prefixes=pairs, also=also)
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

        `tabular` and `graph` name the format (`wire.TABULAR`, `wire.GRAPHS`) to give, by the form
        of the query; None refuses that form.

        Raises:
            QueryError: one of `kg.store.errors`, before the first byte; later ones come from
                reading the answer.
        """
        job = wire.Job(text, tabular, graph, default_graphs, named_graphs)
        return self.run_job(job, deadline=deadline, lane=lane)

    def run_job(
        self, job: wire.Job, *, deadline: float | None = None, lane: Lane = "queries"
    ) -> Answer:
        """Run a job and return its answer when its first bytes are there (see `run`)."""
        self.check(job.text)
        seconds = self.limits.deadline if deadline is None else deadline
        crew = self.enter()
        try:
            while True:
                worker = self._obtain(crew, lane)
                exchange = Exchange(crew, worker, job, seconds, self.holdings)
                try:
                    if exchange.send(self.watchdog.watch, self._left.get()):
                        with self.floor.left():
                            while not exchange.started:
                                exchange.receive()
                        return Answer(exchange, crew, self.floor)
                except NeverRan:
                    continue
                except BaseException:
                    exchange.close()
                    raise
        except BaseException:
            crew.leave()
            raise

    def check(self, text: str) -> None:
        """Return if a text may be run here; raises what `guard.check` raises."""
        guard.check(text, max_bytes=self.limits.text, max_nesting=self.limits.nesting)

    def enter(self) -> Crew:
        """Return the crew to ask, counted as in use; `leave` it when done."""
        pinned = self._pinned.get()
        if pinned is not None:
            pinned.enter_again()
            return pinned
        while not self._closed:
            crew = self._crew
            if crew.enter():
                return crew
        raise RuntimeError("this pool is closed")

    @contextmanager
    def pinned(self) -> Iterator[str]:
        """Keep all questions of this thread or task on one release; yields its label."""
        crew = self.pin()
        try:
            yield crew.label
        finally:
            self.unpin(crew)

    def pin(self, client: str = "", left: Callable[[], bool] = lambda: False) -> Crew:
        """Start what `pinned` does, for callers that cannot use `with`.

        `client` is the address for which the page is made: it may have the reserved workers and,
        as for its own queries, at most half of the others. Once it has `left`, nothing more is
        asked for it, and what runs long is stopped.
        """
        crew = self.enter()
        self._pinned.set(crew)
        self._client.set(client)
        self._left.set(left)
        return crew

    def unpin(self, crew: Crew) -> None:
        """End what `pin` started."""
        self._pinned.set(None)
        self._client.set("")
        self._left.set(lambda: False)
        crew.leave()

    def switch(self, store_path: Path, *, label: str = "", base: str | None = None) -> None:
        """Send new questions to another store; those that run finish on the old one.

        The new workers are open before the switch. When the store does not open, nothing changes.

        Raises:
            StoreUnreadable: the store does not open.
        """
        with self._switching:
            crew = self._open(Path(store_path), label, base)
            old, self._crew = self._crew, crew
            self._retired = [one for one in (*self._retired, old) if not one.retire()]

    def labels(self) -> set[str]:
        """Return the labels of the releases that questions go to, also those pinned before."""
        return {self._crew.label, *(crew.label for crew in self._retired if crew.is_used())}

    def layers(self) -> list[tuple[str, bool, str]]:
        """Return the walls around the workers: name, whether it stands, why not."""
        workers = self._crew.workers()
        return workers[0].layers if workers else []

    def worker_pids(self) -> list[int]:
        """Return the process ids of the workers in service."""
        return [worker.pid for worker in self._crew.workers()]

    def running(self) -> tuple[int, int]:
        """Return how many queries from outside may run at once, and how many of one client."""
        return self._counts["queries"], self._crew.share

    def health(self) -> tuple[int, int, str]:
        """Return how many workers there are, how many there should be, and why not so many."""
        crew = self._crew
        return len(crew.workers()), sum(self._counts.values()), crew.trouble

    def close(self) -> None:
        """End all workers and what started them."""
        self._closed = True
        self.watchdog.close()
        self._crew.close()
        self._nursery.close()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self, store_path: Path, label: str, base: str | None) -> Crew:
        crew = Crew(
            self._nursery,
            store_path,
            label,
            base=base,
            queries=self._counts["queries"],
            pages=self._counts["pages"],
            limits=self.limits,
        )
        crew.open()
        return crew

    def _obtain(self, crew: Crew, lane: Lane) -> Worker:
        """Wait for a worker; raises Busy when none comes free in time, or nobody wants it."""
        if self._left.get()():
            raise Busy(retry_after=1)
        line: SimpleQueue[Worker] = SimpleQueue()
        waiter = Waiter(lane, line.put, self._client.get())
        worker = crew.acquire(waiter)
        if worker is not None:
            return worker
        try:
            with self.floor.left():
                return line.get(timeout=self.limits.patience)
        except Empty:
            if crew.withdraw(waiter):
                raise Busy(retry_after=max(1, round(self.limits.patience))) from None
            return line.get()
