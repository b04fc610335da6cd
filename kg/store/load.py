"""Fills a store from N-Quads files and seals it: two loading threads, optimised, flushed, fsynced.

Every line goes to its graph and to the default graph (`lines`). Measured: one load uses one thread,
so two halve the wall time; `optimize` before sealing makes joins several times faster. What mapping
gives is loaded by another process (`bulk`).
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import pyoxigraph

from kg.errors import ReleaseError
from kg.store.lines import GraphFile, SharedIterator, loads
from kg.texts import Message

THREADS = 2
FEW = 16 << 20
"""Bytes of lines for which a process of its own would cost more than it spares."""
TUNABLES = "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=67108864"
"""Memory in huge pages, taken from the system 64 MB at a time: a tenth less CPU for loading."""


def load_beside(path: Path, files: Mapping[str, Path]) -> None:
    """Fill a new store from files by their graph, in a process of its own when there is much.

    Raises:
        ReleaseError: a file could not be loaded, as when the disk is full.
    """
    if sum(file.stat().st_size for file in files.values()) > FEW:
        with Loader(path) as loader:
            for graph, file in files.items():
                loader.take(graph, file)
        return
    try:
        store = open_empty(path)
        load_files(store, files)
        store.flush()
    except (OSError, SyntaxError, ValueError) as error:
        raise _not_loaded(path, error) from error


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

    def take(self, graph: str, path: Path) -> None:
        """Load a file of lines of one graph that is whole and ends with a newline."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps([str(path), graph]).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            self.process.wait()
            raise self._failed() from None

    def _failed(self) -> ReleaseError:
        self._words.seek(0)
        said = self._words.read().decode(errors="replace").strip().splitlines()
        why = (
            said[-1]
            if said
            else Message("the process ended with {code}", code=self.process.returncode)
        )
        return _not_loaded(self._store, why)


def _not_loaded(store: Path, why: object) -> ReleaseError:
    return ReleaseError(
        Message("Loading quads into {store}: {why}", store=store, why=why),
        code="SAM-L008",
        hint=Message(
            "Look whether the disk is full or memory ran out; the release that is published"
            " was not touched."
        ),
    )


def load_files(store: pyoxigraph.Store, files: Mapping[str, Path]) -> None:
    """Bulk load files by their graph."""
    waiting = SharedIterator(loads(GraphFile(path, graph) for graph, path in files.items()))

    def load(_: int) -> None:
        for one in waiting:
            one(store)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(load, range(THREADS)))


def open_empty(path: Path) -> pyoxigraph.Store:
    """A new store on disk."""
    return pyoxigraph.Store(str(path))


def finish(store: pyoxigraph.Store) -> None:
    """Compact and flush a store before it is sealed."""
    store.optimize()
    store.flush()


def drop_logs(store: Path) -> None:
    """Leave only what a reader needs: logs hold the building machine's paths and times."""
    for path in list(store.iterdir()):
        if path.name.startswith(("LOG", "LOCK", "bulk-")):
            path.unlink()


def seal(folder: Path) -> None:
    """Write a release to disk and take the right to write away."""
    for path in sorted(folder.rglob("*"), reverse=True):
        sync(path)
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    sync(folder)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
