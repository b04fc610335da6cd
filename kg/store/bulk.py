"""The process that fills a store while mapping goes on in another.

Started as `python -m kg.store.bulk STORE` by `load.Loader`. Each line of its standard input is the
name of a whole file of N-Quads, as JSON; it ends with its input. All files go through `STREAMS`
bulk loads: each load leaves files of its own in the store, and merging many of them would cost a
quarter of the time. With a failure it says what on standard error and ends with 1.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path
from typing import IO, cast

import pyoxigraph

ROOMY = 8 << 30
"""Bytes of memory from which there are two streams: one holds up to 2 GB at a time."""
STREAMS = 2 if os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >= ROOMY else 1


class _Files:
    """The files that are named on standard input, each given out once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def next(self) -> str | None:
        with self._lock:
            line = sys.stdin.readline()
        return str(json.loads(line)) if line else None


class _Stream:
    """A binary file that is made of others, one after the other, as they come."""

    def __init__(self, files: _Files) -> None:
        self._files = files
        self._file: IO[bytes] | None = None

    def read(self, size: int = -1) -> bytes:
        """Some of the next bytes; waits for a file to be named, and is empty after the last."""
        while True:
            if self._file is None:
                name = self._files.next()
                if name is None:
                    return b""
                self._file = Path(name).open("rb", buffering=0)  # noqa: SIM115
            data = self._file.read(size)
            if data:
                return data
            self._file.close()
            self._file = None


def fill(path: str) -> None:
    """Load all files that are named into a store, which is made when it is not there."""
    store = pyoxigraph.Store(path)
    files = _Files()

    def load() -> None:
        stream = cast("IO[bytes]", _Stream(files))
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
