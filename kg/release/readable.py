"""Which releases may be seen: those that were published and are still kept.

Opening needs no store engine, so the process that serves may ask. A candidate, which was never
published, is not among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kg.errors import ReleaseError
from kg.release.publish_log import LOG, read_log
from kg.release.release import MANIFEST, Release

MOST_READABLE = 120
"""Releases that are looked at, the latest ones: ten years of months."""


@dataclass(frozen=True)
class ReadableReleases:
    """The releases of a state folder that were published: `kept` by when they were made.

    `gone` are published ones that are not kept, each with the one that was made in its stead, if
    any (`None`: pruned).
    """

    kept: tuple[Release, ...]
    gone: dict[str, str | None]

    def get(self, name: str) -> Release | None:
        """The release of an id, if it may be seen."""
        return next((release for release in self.kept if release.id == name), None)


def created(release: Release) -> datetime:
    """When a release was made, in whole seconds (UTC)."""
    moment = datetime.fromisoformat(str(release.manifest["created"]))
    return moment.astimezone(UTC).replace(microsecond=0)


def readable_releases(state: Path) -> ReadableReleases:
    """The releases of a state folder that may be seen, and those that may not any more."""
    stead: dict[str, str | None] = {}
    for entry in read_log(state):
        if entry.of is None:
            stead.setdefault(entry.release, None)
        elif entry.of in stead:  # a candidate that is made anew stays a candidate
            stead[entry.of] = entry.release
            stead.setdefault(entry.release, None)
    current = (state / "current").resolve().name
    names = [*stead, *([current] if current not in stead else [])]
    found, gone = list[Release](), dict[str, str | None]()
    for name in names:
        release = _open(state / "releases" / name)
        if release is not None:
            found.append(release)
        elif name in stead:
            gone[name] = _last(stead, name)
    found.sort(key=lambda release: (created(release), release.id))
    return ReadableReleases(tuple(found[-MOST_READABLE:]), gone)


def stamp(state: Path) -> tuple[object, ...]:
    """What changes when `readable_releases` may give something else; cheap to ask."""
    marks: list[object] = [(state / "current").resolve().name]
    for path in (state / LOG, state / "releases"):
        try:
            told = path.stat()
        except OSError:
            marks.append(None)
        else:
            marks.append((told.st_mtime_ns, told.st_size, told.st_ino))
    return tuple(marks)


def identity(folder: Path) -> tuple[int, int] | None:
    """What tells the folder of a release from another that took its place; None: it is gone."""
    try:
        told = (folder / MANIFEST).stat()
    except OSError:
        return None
    return told.st_ino, told.st_mtime_ns


def _open(folder: Path) -> Release | None:
    """A release that this version can read, in a folder of its own name."""
    try:
        release = Release.open(folder)
    except (ReleaseError, OSError):
        return None
    return release if release.id == folder.name else None


def _last(stead: dict[str, str | None], name: str) -> str | None:
    """The release that stands in the stead of one, after however many times it was made anew."""
    seen = {name}
    while (following := stead.get(name)) is not None and following not in seen:
        seen.add(following)
        name = following
    return name if len(seen) > 1 else None
