"""Switches which release is served: one symbolic link, replaced in one step."""

from __future__ import annotations

import os
from pathlib import Path

from kg.errors import ReleaseError
from kg.release.lock import lock_state
from kg.release.publication import Publication
from kg.release.release import Release, state_folder
from kg.texts import Message


def publish(
    publication: Publication | str | Path,
    release: str | None = None,
    *,
    state: str | Path | None = None,
) -> Release:
    """Make a release the one that is served, in one step: the newest when no id is given.

    `publication` is the folder of one, or one that is open; `state` the folder that holds
    `.samenspel` with the releases, when that is another. The files of the release are checked
    first, and no other process may write there meanwhile.

    Raises:
        ReleaseError: there is no such release, its folder has the manifest of another, its files
            are not those that were sealed, or another process is at work there.
    """
    folder = state_folder(publication, state)
    with lock_state(folder):
        return _publish(folder, release)


def _publish(state: Path, release: str | None) -> Release:
    found = Release.open(_folder(state, release))
    if found.id != found.path.name:
        raise ReleaseError(
            Message(
                "Publishing {folder}: the folder holds the manifest of {name}. A release is its"
                " folder and its manifest.",
                folder=found.path.name,
                name=found.id,
            ),
            code="SAM-L021",
            hint=Message(
                "Give the folder its name back, or build a new release with `samenspel build`."
            ),
        )
    damaged = found.damaged_files()
    if damaged:
        raise ReleaseError(
            Message(
                "Publishing {name}: {count} of its files changed since it was sealed (first:"
                " {file}). The published release keeps serving.",
                name=found.id,
                count=len(damaged),
                file=damaged[0],
            ),
            code="SAM-L005",
            hint=Message("Build a new release with `samenspel build`."),
        )
    temporary = state / f"current.{os.getpid()}"
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(Path("releases") / found.id)
    temporary.replace(state / "current")
    return found


def releases(state: Path) -> list[str]:
    """The releases in a state folder, oldest first."""
    folder = state / "releases"
    if not folder.is_dir():
        return []
    return sorted((p.name for p in folder.iterdir() if p.is_dir()), key=order)


def order(release: str) -> tuple[str, int]:
    """The day and the number of a release, by which releases follow each other."""
    day, number = release[:10], release[11:].partition("-")[0]
    return day, int(number) if number.isdigit() else 0


def _folder(state: Path, release: str | None) -> Path:
    known = releases(state)
    if not known:
        raise ReleaseError(
            Message("Publishing from {state}: there is no release yet.", state=state),
            code="SAM-L004",
            hint=Message("Make one with `samenspel build`."),
        )
    name = release if release is not None else known[-1]
    if name not in known:
        raise ReleaseError(
            Message("Publishing {name}: there is no such release.", name=name),
            code="SAM-L006",
            hint=Message("There are: {names}.", names=", ".join(known)),
        )
    return state / "releases" / name
