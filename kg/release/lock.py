"""One writer at a time in a state folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import ReleaseError
from kg.texts import Message


@contextmanager
def lock_state(state: Path) -> Iterator[None]:
    """Hold a state folder for one writer; the lock goes with the process.

    Raises:
        ReleaseError: another process holds it (says which).
    """
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or Message("another process")
            raise ReleaseError(
                Message(
                    "Writing in {state}: {holder} is at work there.", state=state, holder=holder
                ),
                code="SAM-L007",
                hint=Message("Wait until it is done and run the command again."),
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}")
        file.flush()
        yield
