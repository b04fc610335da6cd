"""Folders for work that is thrown away, also when the process that works is killed.

What lies in them is read from sources, so that it may not be left for anybody to find. A folder is
locked as long as its process lives: whoever makes the next one takes those away that nobody holds.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PREFIX, _LOCK = "samenspel-", "lock"


@contextmanager
def work_folder() -> Iterator[Path]:
    """A folder for the length of the block, where the system puts what is temporary (TMPDIR)."""
    _take_left(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        own = Path(name)
        lock = os.open(own / "unlocked", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            (own / "unlocked").rename(own / _LOCK)  # by this name it is held from the beginning
            work = own / "work"
            work.mkdir()
            yield work
        finally:
            os.close(lock)


def _take_left(place: Path) -> None:
    """Delete the folders of this user whose processes are gone."""
    for folder in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # it went meanwhile, has no lock, or is held
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                continue
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)
