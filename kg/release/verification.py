"""Whether a release is still what was sealed: every byte of its files, every quad of its store."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kg.errors import ReleaseError, SamenspelError
from kg.release.pointer import current_id, releases
from kg.release.release import MANIFEST, Release
from kg.release.retention import size_of
from kg.store.scan import scan
from kg.texts import Message

_BLOCK = 1 << 20


@dataclass(frozen=True)
class ReleaseState:
    """A kept release, as it lies there: `problem` says why it cannot be opened, if so."""

    id: str
    created: str
    quads: int
    size: int
    published: bool
    replaces: str | None = None
    problem: str | None = None


def survey(state: Path) -> list[ReleaseState]:
    """The kept releases of a state folder, oldest first, also those that cannot be opened."""
    current = current_id(state)
    found = []
    for name in releases(state):
        folder = state / "releases" / name
        told: dict[str, Any] = {}
        problem = None
        try:
            told = Release.open(folder).manifest
        except SamenspelError as error:
            problem = error.message
            told = _manifest(folder)
        found.append(
            ReleaseState(
                name,
                str(told.get("created", "")),
                int(told.get("quads", 0)),
                size_of(folder),
                name == current,
                told.get("replaces"),
                problem,
            )
        )
    return found


def _manifest(folder: Path) -> dict[str, Any]:
    """What a manifest says that could not be used as one."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def open_kept(state: Path, release: str) -> Release:
    """Open a kept release by its id.

    Raises:
        ReleaseError: there is no such release, or it cannot be opened.
    """
    known = releases(state)
    if release not in known:
        raise ReleaseError(
            Message("Looking for the release {name}: there is no such release.", name=release),
            code="SAM-L006",
            hint=Message("There are: {names}.", names=", ".join(known)),
        )
    return Release.open(state / "releases" / release)


def faults_of(release: Release) -> list[str]:
    """What is damaged in a release: by file, and what reading all of its store told."""
    damaged = release.damaged_files()
    faults: list[str] = [Message("{file} is not as it was sealed", file=name) for name in damaged]
    if MANIFEST in damaged:  # what it says of the others cannot be relied on
        return faults
    for graph in release.graphs:
        if graph["dump"] is not None and graph["dump"] not in damaged:
            fault = _fault_of_dump(release.path / graph["dump"], graph["hash"])
            if fault is not None:
                faults.append(fault)
    count, why = scan(release.store_path)
    expected = int(release.manifest["quads"]) + int(release.manifest["statements"])
    if why is not None:
        faults.append(Message("the store cannot be read to its end: {why}", why=why))
    elif count != expected:
        faults.append(
            Message(
                "the store has {count} quads, and {expected} were sealed",
                count=count,
                expected=expected,
            )
        )
    return faults


def _fault_of_dump(path: Path, sealed: str) -> Message | None:
    digest = blake2b(digest_size=32)
    try:
        with gzip.open(path) as lines:
            while block := lines.read(_BLOCK):
                digest.update(block)
    except (OSError, EOFError) as error:
        return Message("{file} cannot be unpacked: {why}", file=path.name, why=error)
    if digest.hexdigest() != sealed:
        return Message("{file} does not hold the quads of its graph", file=path.name)
    return None
