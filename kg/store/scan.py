"""Reads a whole store: run as `python -m kg.store.scan STORE`, which prints how many quads it read.

In a process of its own, since a damaged file may end the engine, and so that it can be stopped.
"""

from __future__ import annotations

import subprocess
import sys
from io import RawIOBase
from pathlib import Path
from typing import IO, Any, cast

from kg.texts import Message

LONGEST = 3600.0
"""Seconds after which reading is given up: a disk that answers reads a release in far less."""


class _Counter(RawIOBase):
    """A file that only counts the lines that are written to it."""

    def __init__(self) -> None:
        self.lines = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        block = bytes(data)
        self.lines += block.count(b"\n")
        return len(block)


def scan(store: Path, *, longest: float = LONGEST) -> tuple[int, str | None]:
    """How many quads were read from a store, and why it could not be read to its end, if so."""
    command = [sys.executable, "-P", "-m", "kg.store.scan", str(store)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=longest, start_new_session=True
        )
    except subprocess.TimeoutExpired:
        return 0, Message("it did not come to an end in {seconds} seconds", seconds=longest)
    if done.returncode == 0:
        return int(done.stdout), None
    said = done.stderr.strip().splitlines()
    return 0, said[-1] if said else Message("the process ended with {code}", code=done.returncode)


def read_all(store: Path) -> int:
    """Read every quad of a store with all its terms, and return their number.

    Raises:
        OSError: a block of it cannot be read.
    """
    import pyoxigraph

    counter = _Counter()
    opened = pyoxigraph.Store.read_only(str(store))
    opened.dump(output=cast("IO[bytes]", counter), format=pyoxigraph.RdfFormat.N_QUADS)
    return counter.lines


if __name__ == "__main__":
    print(read_all(Path(sys.argv[1])))
