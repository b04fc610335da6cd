"""The process that fills a store while mapping goes on in another.

Started as `python -m kg.store.bulk STORE` by `load.Loader`. Each line of its standard input is a
whole file of N-Quads and the graph they lie in, as JSON; it ends with its input. All files go
through `STREAMS` bulk loads: each leaves files of its own in the store, and merging many of them
would cost a quarter of the time. With a failure it says what on standard error and ends with 1.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from typing import IO, cast

import pyoxigraph

from kg.store.lines import GraphFile, SharedIterator, Stream, blocks

ROOMY = 8 << 30
"""Bytes of memory from which there are two streams: one holds up to 2 GB at a time."""
STREAMS = 2 if os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >= ROOMY else 1


def _named() -> Iterator[GraphFile]:
    """The files that are named on standard input, as they come."""
    for line in iter(sys.stdin.readline, ""):
        path, graph = json.loads(line)
        yield GraphFile(Path(path), graph)


def fill(path: str) -> None:
    """Load all files that are named into a store, which is made when it is not there."""
    store = pyoxigraph.Store(path)
    files = SharedIterator(_named())

    def load() -> None:
        # A file goes through one stream as a whole: its blank nodes are its own.
        stream = cast("IO[bytes]", Stream(block for file in files for block in blocks(file)))
        # Valid by construction, hence lenient.
        store.bulk_load(input=stream, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)

    with ThreadPoolExecutor(STREAMS) as pool:
        loads = [pool.submit(load) for _ in range(STREAMS)]
        for done in wait(loads, return_when=FIRST_EXCEPTION).done:
            error = done.exception()
            if error is not None:
                # The other stream waits for files that may never come.
                print(error, file=sys.stderr, flush=True)
                os._exit(1)
    store.flush()


if __name__ == "__main__":
    fill(sys.argv[1])
