"""What is slow to make and only read afterwards is made once, also when tests run side by side."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(
    factory: pytest.TempPathFactory, name: str, worker: str, make: Callable[[Path], object]
) -> Path:
    """Return a folder that `make` filled, by the first worker that asks for it.

    `name` is the folder's, `worker` the id that pytest-xdist gives ("master" without it). A `make`
    that fails leaves nothing, so the next worker fails in the same way and says why.
    """
    base = factory.getbasetemp()
    shared = base if worker == "master" else base.parent
    folder, done = shared / name, shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            done.touch()
    return folder
