"""The files of a release in which each graph stands as lines, and the hashes of all its files."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from kg.release.blocked_gzip import compress
from kg.release.release import file_hash

FOLDER = "dumps"
_BLOCK = 1 << 20


def write_dumps(files: Iterable[Path], release: Path) -> None:
    """Compress files of lines into the dumps of a release, given its folder."""
    (release / FOLDER).mkdir()
    with ThreadPoolExecutor(2) as pool:
        # What fails in a thread is raised where its result is taken.
        list(pool.map(partial(_compress, release / FOLDER), files))


def _compress(folder: Path, source: Path) -> None:
    compress(source, folder / f"{source.name}.gz")


def unpack(dump: Path, target: Path) -> None:
    """Write the lines of a dump into a file.

    Raises:
        OSError, EOFError: it is damaged.
    """
    with gzip.open(dump) as lines, target.open("wb") as out:
        shutil.copyfileobj(lines, out, _BLOCK)


def hashes_of(folder: Path) -> dict[str, str]:
    """The BLAKE2b-256 of each file below a folder, by its path in it."""
    return {
        str(path.relative_to(folder)): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
