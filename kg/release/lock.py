"""One writer at a time in a state folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kg.errors import ReleaseError
from kg.texts import Message

_LONGEST = 100
"""Bytes that are read of the name of a holder."""


@contextmanager
def lock_state(state: Path) -> Iterator[None]:
    """Hold a state folder for one writer; the lock goes with the process.

    Raises:
        ReleaseError: another process holds it (says which).
    """
    state.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(state / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            told = os.pread(descriptor, _LONGEST, 0).decode(errors="replace").strip()
            holder = told or Message("another process")
            raise ReleaseError(
                Message(
                    "Writing in {state}: {holder} is at work there.", state=state, holder=holder
                ),
                code="SAM-L007",
                hint=Message("Wait until it is done and run the command again."),
            ) from None
        with suppress(OSError):  # a full disk takes no name, and is held all the same
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"process {os.getpid()}".encode(), 0)
        yield
    finally:
        os.close(descriptor)
