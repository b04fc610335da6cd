"""What is slow to make and only read afterwards is made once, also when tests run side by side."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

import pytest


def made_once(
    factory: pytest.TempPathFactory, name: str, worker: str, make: Callable[[Path], object]
) -> Path:
    """Return a folder that `make` filled, by the first worker that asks for it.

    `name` is the folder's, `worker` the id that pytest-xdist gives ("master" without it). After a
    `make` that fails the next worker begins anew, fails in the same way and says why.
    """
    base = factory.getbasetemp()
    shared = base if worker == "master" else base.parent
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            # It gets its name when it is whole: a crash may leave half of it.
            half = Path(mkdtemp(prefix=f"{name}.", dir=shared))
            make(half)
            half.rename(folder)
    return folder
