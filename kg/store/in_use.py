"""Says of a store that somebody reads it, so that its files stay until they are done.

A lock of the kernel on the folder (flock(2), shared by readers): it goes with the process, so that
nothing is left to clean up after a crash. A file system without locks means that nobody waits.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

READERS_SECONDS = 12.0
"""How long the files of a store wait for its readers: a query's deadline, and a look at the
pointer."""
_ROUND = 0.05


class InUse:
    """A mark on the folder of a store that it is being read, until `end`."""

    def __init__(self, store: Path) -> None:
        self._fd = -1
        with suppress(OSError):  # a store that cannot be opened says so where it is opened
            self._fd = os.open(store, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            fcntl.flock(self._fd, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def end(self) -> None:
        """Take the mark away; a second time does nothing."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            os.close(fd)


def wait_for_readers(store: Path, *, seconds: float = READERS_SECONDS) -> bool:
    """Wait until nobody reads a store; false when somebody still does after `seconds`."""
    until = time.monotonic() + seconds
    try:
        fd = os.open(store, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return True
    try:
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
                time.sleep(_ROUND)
            except OSError:
                return True
            else:
                return True
    finally:
        os.close(fd)
