"""Which releases were published, when and why: one line of JSON for each, in `published.jsonl`.

The log is what going back goes by. A line is appended in one write; one that was cut off, since a
machine stopped, is passed over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

LOG = "published.jsonl"
Verb = Literal["publish", "rollback", "replace"]
"""How a release came to be served; `replace`: made anew from another, which it stands for."""


@dataclass(frozen=True)
class LogEntry:
    """A release that was published; `of` is the one that it was made anew from.

    `accepted` are the rows of `accepted.csv` that it was published with.
    """

    release: str
    when: str
    verb: Verb = "publish"
    who: str | None = None
    why: str | None = None
    of: str | None = None
    accepted: list[dict[str, str]] | None = None


def log_entry(
    release: str,
    verb: Verb = "publish",
    *,
    who: str | None = None,
    why: str | None = None,
    of: str | None = None,
    accepted: list[dict[str, str]] | None = None,
) -> LogEntry:
    """An entry of this moment."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return LogEntry(release, now, verb, who, why, of, accepted or None)


def append(state: Path, entry: LogEntry) -> None:
    """Write an entry at the end of the log of a state folder, and wait until it is on disk."""
    from kg.store.load import sync  # the process that serves reads the log, without the engine

    path = state / LOG
    told = {key: value for key, value in asdict(entry).items() if value is not None}
    line = json.dumps(told, ensure_ascii=False) + "\n"
    if path.is_file() and not _ends_whole(path):
        line = "\n" + line
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    sync(state)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read() == b"\n"


def read_log(state: Path) -> list[LogEntry]:
    """The entries of a state folder, oldest first; none when nothing was noted yet."""
    path = state / LOG
    if not path.is_file():
        return []
    names = {field.name for field in fields(LogEntry)}
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            told = json.loads(line)
            found.append(LogEntry(**{key: told[key] for key in names & set(told)}))
        except (ValueError, TypeError):
            continue
    return found


def served_in_order(entries: Iterable[LogEntry]) -> list[str]:
    """The releases that were served and were not gone back from, the last one last.

    Going back takes away what was served after that release, so that going back twice goes on
    back, and not to what was left.
    """
    served: list[str] = []
    for entry in entries:
        if entry.verb == "replace":
            served = [entry.release if name == entry.of else name for name in served]
        elif entry.verb == "rollback" and entry.release in served:
            del served[served.index(entry.release) + 1 :]
        elif served[-1:] != [entry.release]:
            served.append(entry.release)
    return served
