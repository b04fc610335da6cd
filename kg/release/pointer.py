"""What lies in a state folder: its releases in their order, and which of them is served."""

from __future__ import annotations

import os
import re
from pathlib import Path

from kg.release.publish_log import append, log_entry, read_log, served_in_order
from kg.store.load import sync

_AGAIN = re.compile(r"-w(\d+)$")


def switch(state: Path, release: str) -> None:
    """Let the pointer name a release, in one step that is on disk when this returns."""
    temporary = state / f"current.{os.getpid()}"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(Path("releases") / release)
    temporary.replace(state / "current")
    sync(state)


def current_id(state: Path) -> str | None:
    """The id of the release that the pointer names, if there is one."""
    pointer = state / "current"
    return pointer.resolve().name if pointer.exists() else None


def log_current(state: Path) -> None:
    """Note that the published release was published, where a crash came between the two."""
    entries, current = read_log(state), current_id(state)
    if current is not None and (not entries or entries[-1].release != current):
        went_back = current in served_in_order(entries)
        append(state, log_entry(current, "rollback" if went_back else "publish"))


def earlier_release(state: Path) -> str | None:
    """The release that was served before the present one and is still there.

    Without a log, as of a state folder of an earlier version, it is the one made before it.
    """
    current, known = current_id(state), releases(state)
    if current is None:
        return None
    served = served_in_order(read_log(state))
    if current in served:
        del served[len(served) - 1 - served[::-1].index(current) :]
    else:
        served = known[: known.index(current)] if current in known else known
    return next((name for name in reversed(served) if name in known and name != current), None)


def releases(state: Path) -> list[str]:
    """The releases in a state folder, oldest first."""
    folder = state / "releases"
    if not folder.is_dir():
        return []
    return sorted((p.name for p in folder.iterdir() if p.is_dir()), key=order)


def order(release: str) -> tuple[str, int, int]:
    """The day and the number of a release, by which releases follow each other.

    The third number says how often it was made anew after something left (`-w2`).
    """
    day, number = release[:10], release[11:].partition("-")[0]
    again = _AGAIN.search(release)
    return day, int(number) if number.isdigit() else 0, int(again[1]) if again else 0
