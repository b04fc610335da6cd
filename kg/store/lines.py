"""Gives the engine files of N-Quads as streams that never end too early.

A release's default graph holds each triple of the named graphs once, as a graph of its own: the
engine's union of graphs is no set (SPARQL 1.1 Query 13.2 asks for a merge, RDF 1.1 Concepts 3.1
for a set). So each line is given twice, in its graph and without one; a triple that several graphs
hold is one and the same line then, and the store keeps it once. Both come in one load, so that a
blank node is the same in both.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

FORMAT = 2
"""How a release is laid out, in its manifest: since 2 the default graph is a graph of its own."""

T = TypeVar("T")
BLOCK = 1 << 20
"""Bytes of a file that are read at a time."""


class GraphFile(NamedTuple):
    """A file of N-Quads lines that all lie in one graph (its IRI); it ends with a newline."""

    path: Path
    graph: str


def blocks(file: GraphFile) -> Iterator[bytes]:
    """Yield the lines of a file, many at a time, and after them the same without their graph."""
    # Only the end of a line can read so: in literals a newline is escaped.
    tail = f" <{file.graph}> .\n".encode()
    with file.path.open("rb") as lines:
        while block := lines.read(BLOCK):
            block += lines.readline()
            yield block
            yield block.replace(tail, b" .\n")


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
