"""Gives the engine files of N-Quads lines, in loads that are small enough for memory.

A release's default graph holds each triple of the named graphs once, as a graph of its own: the
engine's union of graphs is no set (SPARQL 1.1 Query 13.2 asks for a merge, RDF 1.1 Concepts 3.1
for a set). So each triple is loaded twice, into its graph and into the default one; a triple that
several graphs hold falls together there. Lines of one graph are given as N-Triples, which cost
less to read. Where there are blank nodes, one load reads a whole file and both of its graphs, so
that a node is the same throughout.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, Generic, NamedTuple, TypeVar, cast

import pyoxigraph

T = TypeVar("T")
BLOCK = 1 << 20
"""Bytes of a file that are read at a time."""
AT_ONCE = 32 << 20
"""Bytes of lines that one load takes: it keeps what it reads in memory until it ends, a million
quads in a gigabyte. More cost more time as well."""


class GraphFile(NamedTuple):
    """A file of N-Quads lines that all lie in one graph (its IRI); it ends with a newline."""

    path: Path
    graph: str


def loads(files: Iterable[GraphFile]) -> Iterator[Callable[[pyoxigraph.Store], None]]:
    """What is to be done to a store for files, one load after the other; any thread may do any."""
    for file in files:
        if _has_blank_nodes(file):
            yield partial(_load_whole, file=file)
            continue
        for triples in triples_of(file, AT_ONCE):
            yield partial(_load_triples, triples=triples, graph=file.graph)


def _load_triples(store: pyoxigraph.Store, *, triples: bytes, graph: str) -> None:
    # Valid by construction, hence lenient.
    for target in (pyoxigraph.NamedNode(graph), pyoxigraph.DefaultGraph()):
        store.bulk_load(
            triples, format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True, to_graph=target
        )


def _load_whole(store: pyoxigraph.Store, *, file: GraphFile) -> None:
    stream = cast("IO[bytes]", Stream(_both(file)))
    store.bulk_load(input=stream, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)


def triples_of(file: GraphFile, size: int) -> Iterator[bytes]:
    """The lines of a file without their graph, in parts of about `size` bytes."""
    # Only the end of a line can read so: in literals a newline is escaped.
    tail = f" <{file.graph}> .\n".encode()
    with file.path.open("rb") as lines:
        while block := lines.read(size):
            block += lines.readline()
            yield block.replace(tail, b" .\n")


def _both(file: GraphFile) -> Iterator[bytes]:
    """The lines of a file, many at a time, and after them the same without their graph."""
    tail = f" <{file.graph}> .\n".encode()
    with file.path.open("rb") as lines:
        while block := lines.read(BLOCK):
            block += lines.readline()
            yield block
            yield block.replace(tail, b" .\n")


def _has_blank_nodes(file: GraphFile) -> bool:
    """Whether there may be some; a text that looks like one costs no more than a larger load."""
    with file.path.open("rb") as lines:
        while block := lines.read(BLOCK):
            block += lines.readline()
            if block.startswith(b"_:") or b"\n_:" in block or b" _:" in block:
                return True
    return False


class SharedIterator(Generic[T]):
    """An iterator from which several threads take, each item once."""

    def __init__(self, items: Iterable[T]) -> None:
        self._lock = threading.Lock()
        self._items = iter(items)

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        with self._lock:
            return next(self._items)


class Stream:
    """A binary file that is made of blocks, one after the other, as they come."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = iter(parts)
        self._rest = memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        """Some of the next bytes; waits for a block that is still to come, empty after the last."""
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return b""
            self._rest = memoryview(part)
        taken = self._rest if size < 0 else self._rest[:size]
        self._rest = self._rest[len(taken) :]
        return bytes(taken)
