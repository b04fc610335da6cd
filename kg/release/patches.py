"""The patches between kept releases, each from one to the next: files beside the releases.

Who has a copy of one release brings it to a later one with the patches between them, in their
order. A patch lies there as long as both of its releases do.
"""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from kg.errors import SamenspelError
from kg.release.readable import readable_releases
from kg.release.release import Release

FOLDER = "patches"
PATCH, NONE = ".ru.gz", ".none"
"""A patch (SPARQL 1.1 Update, packed), and what stands where none may be made."""
_LEVEL = 6


class PatchFile(NamedTuple):
    """A patch between two releases (ids); `path` is None where none may be made."""

    old: str
    new: str
    path: Path | None

    @property
    def name(self) -> str:
        """What it is called, which never changes."""
        return f"{self.old}..{self.new}{PATCH}"


def patches_of(state: Path, releases: tuple[Release, ...]) -> Iterator[PatchFile]:
    """The patches that are there between releases, which are given by when they were made."""
    for old, new in pairwise(releases):
        one = PatchFile(old.id, new.id, None)
        path = state / FOLDER / one.name
        if path.is_file():
            yield one._replace(path=path)
        elif _refusal(path).is_file():
            yield one


def renew_patches(state: Path) -> None:
    """Make the patches that lack between kept releases, and take those away that lead nowhere."""
    from kg.release.difference.patch import write_patch  # the process that serves needs it not

    kept, folder = readable_releases(state).kept, state / FOLDER
    folder.mkdir(exist_ok=True)
    wanted = set[Path]()
    for old, new in pairwise(kept):
        path = folder / PatchFile(old.id, new.id, None).name
        wanted |= {path, _refusal(path)}
        if path.is_file() or _refusal(path).is_file():
            continue
        plain = folder / f".{path.name}"
        try:
            write_patch(old, new, target=plain)
        except (SamenspelError, ValueError):  # it would tell again what went for a reason
            _refusal(path).touch()
            continue
        _pack(plain, path)
    for path in folder.iterdir():
        if path not in wanted:
            with suppress(OSError):
                path.unlink()


def _refusal(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(PATCH) + NONE)


def _pack(plain: Path, target: Path) -> None:
    half = target.with_name(f".{target.name}.half")
    # Neither name nor time: the same patch always has the same bytes.
    with plain.open("rb") as text, half.open("wb") as out:
        packer = gzip.GzipFile("", "wb", _LEVEL, out, mtime=0)
        with packer:
            shutil.copyfileobj(text, packer)
    half.replace(target)
    plain.unlink()
