"""Fills a store from N-Quads files and seals it: two loading threads, optimised, flushed, fsynced.

Measured: a file of at most a million quads is loaded by one thread, so several files and two
threads halve the wall time; `optimize` before sealing makes joins several times faster. What
mapping gives is loaded by another process (`bulk`).
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import pyoxigraph

from kg.errors import ReleaseError

THREADS = 2
LINES_PER_FILE = 500_000
TUNABLES = "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=67108864"
"""Memory in huge pages, taken from the system 64 MB at a time: a tenth less CPU for loading."""


class Loader:
    """Loads files of N-Quads lines while others are still being written; files stay where they are.

    The store must not be open here until the context is left, which waits for everything that was
    taken. Loading has a process of its own: mapping and loading would each pay for the memory of
    the other, and the allocator of this process cannot be set any more.

    Raises:
        ReleaseError: a file could not be loaded, as when the disk is full.
    """

    def __init__(self, store: Path) -> None:
        self._store = store

    def __enter__(self) -> Loader:
        self._words = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kg.store.bulk", str(self._store)],
            stdin=subprocess.PIPE,
            stderr=self._words,
            env={**os.environ, "GLIBC_TUNABLES": TUNABLES, "RUST_BACKTRACE": "0"},
            start_new_session=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self.process.kill()
        with self._words:
            self.process.communicate()
            if error is None and self.process.returncode:
                raise self._failed()

    def take(self, path: Path) -> None:
        """Load a file that is whole and ends with a newline."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(str(path)).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            self.process.wait()
            raise self._failed() from None

    def _failed(self) -> ReleaseError:
        self._words.seek(0)
        said = self._words.read().decode(errors="replace").strip().splitlines()
        why = said[-1] if said else f"the process ended with {self.process.returncode}"
        return ReleaseError(
            f"Loading quads into {self._store}: {why}",
            code="SAM-L008",
            hint="Look whether the disk is full or memory ran out; the release that is"
            " published was not touched.",
        )


def load_files(store: pyoxigraph.Store, files: Iterable[Path]) -> None:
    """Bulk load N-Quads files that are valid by construction (hence lenient parsing)."""

    def load(path: Path) -> None:
        store.bulk_load(path=path, format=pyoxigraph.RdfFormat.N_QUADS, lenient=True)

    parts = [part for path in files for part in split(path)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(load, sorted(parts, key=lambda p: -p.stat().st_size)))


def split(path: Path, lines: int = LINES_PER_FILE) -> list[Path]:
    """Cut a large file into parts that load side by side; a small one stays as it is."""
    size = path.stat().st_size
    if size == 0:
        return []
    with path.open("rb") as file:
        sample = file.read(1 << 20)
    average = max(1, len(sample) // max(1, sample.count(b"\n")))
    count = size // (average * lines) + 1
    return [path] if count == 1 else _cut(path, size // count + 1)


def _cut(path: Path, size: int) -> list[Path]:
    parts: list[Path] = []
    with path.open("rb") as file:
        while block := file.read(size):
            part = path.with_name(f"{path.name}.part{len(parts)}")
            with part.open("wb") as out:
                out.write(block)
                out.write(file.readline())
            parts.append(part)
    return parts


def open_empty(path: Path) -> pyoxigraph.Store:
    """A new store on disk."""
    return pyoxigraph.Store(str(path))


def finish(store: pyoxigraph.Store) -> None:
    """Compact and flush a store before it is sealed."""
    store.optimize()
    store.flush()


def seal(folder: Path) -> None:
    """Leave only what a reader needs, write it to disk and take the right to write away.

    Logs are left out: they hold the building machine's paths and times.
    """
    store = folder / "store"
    for path in list(store.iterdir()):
        if path.name.startswith(("LOG", "LOCK", "bulk-")):
            path.unlink()
    for path in sorted(folder.rglob("*"), reverse=True):
        _sync(path)
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
