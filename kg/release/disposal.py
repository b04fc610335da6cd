"""Takes releases away so that none is ever half there: the name first, the files after it."""

from __future__ import annotations

import errno
import shutil
import time
from contextlib import suppress
from pathlib import Path

from kg.store.in_use import wait_for_readers
from kg.store.layout import STORE
from kg.store.load import sync

TRASH = "trash"
"""The folder in the state folder for what is being deleted."""
MOST_TIMES = 100
"""How often a folder is emptied that fills meanwhile."""
WAIT = 0.1
"""Seconds between two times."""


def discard(state: Path, release: str) -> None:
    """Take a release and the steward's report of it away; what a crash leaves, `empty` deletes.

    A server that was sent elsewhere sees that a moment later: it is waited for, but not for long.
    """
    (state / "reports" / f"{release}.json").unlink(missing_ok=True)
    folder = state / "releases" / release
    if folder.exists():
        wait_for_readers(folder / STORE)
        trash = state / TRASH
        trash.mkdir(exist_ok=True)
        remove(trash / release)
        folder.rename(trash / release)
        sync(state / "releases")
    empty(state)


def empty(state: Path) -> None:
    """Delete what was taken away, half-done work, and files that were never put in place."""
    for left in (state / "staging", *state.glob(f"{TRASH}*")):
        remove(left)
    kept = {path.name for path in (state / "releases").glob("*")}
    # A report is there before its release is.
    orphans = (path for path in (state / "reports").glob("*") if path.stem not in kept)
    for half in (*state.glob("current.*"), *state.glob(".*.[0-9]*"), *orphans):
        half.unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """Delete a folder, sealed or not.

    What loads a store has a process of its own, which may write a moment longer than the one that
    was killed: a folder that fills while it is emptied is emptied again.
    """
    for _ in range(MOST_TIMES):
        if not folder.exists():
            return
        with suppress(FileNotFoundError):
            for path in [folder, *folder.rglob("*")]:
                if path.is_dir() and not path.is_symlink():
                    path.chmod(0o755)
        try:
            shutil.rmtree(folder)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.ENOENT):
                raise
            time.sleep(WAIT)
    shutil.rmtree(folder, ignore_errors=False)
