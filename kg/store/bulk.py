"""The process that fills a store while mapping goes on in another.

Started as `python -m kg.store.bulk STORE` by `load.Loader`. Each line of its standard input is a
whole file of N-Quads and the graph they lie in, as JSON; it ends with its input. `STREAMS` loads
(`kg.store.lines`) go on at a time. With a failure it says what on standard error and ends with 1.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path

import pyoxigraph

from kg.store.lines import GraphFile, SharedIterator, loads

ROOMY = 8 << 30
"""Bytes of memory from which there are two streams."""
STREAMS = 2 if os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >= ROOMY else 1


def _named() -> Iterator[GraphFile]:
    """The files that are named on standard input, as they come."""
    for line in iter(sys.stdin.readline, ""):
        path, graph = json.loads(line)
        yield GraphFile(Path(path), graph)


def fill(path: str) -> None:
    """Load all files that are named into a store, which is made when it is not there."""
    store = pyoxigraph.Store(path)
    waiting = SharedIterator(loads(_named()))

    def load() -> None:
        for one in waiting:
            one(store)

    with ThreadPoolExecutor(STREAMS) as pool:
        streams = [pool.submit(load) for _ in range(STREAMS)]
        for done in wait(streams, return_when=FIRST_EXCEPTION).done:
            error = done.exception()
            if error is not None:
                # The other stream waits for files that may never come.
                print(error, file=sys.stderr, flush=True)
                os._exit(1)
    store.flush()


if __name__ == "__main__":
    fill(sys.argv[1])
