"""Seals a release once more with other side files, in the place of what it was.

A sealed release is never edited: another folder shares its files (hard links) but for those that
differ, gets an id with the digest of its own manifest, and only then takes the place of the first.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from tempfile import mkdtemp

from kg.release.disposal import discard, remove
from kg.release.pointer import current_id, order, releases
from kg.release.release import MANIFEST, Release, digest_of, file_hash
from kg.store.load import seal, sync


def reseal(release: Release, files: Mapping[str, str], *, state: Path) -> Release:
    """Seal a release again with texts in the place of some of its files, by their names.

    The new release keeps day and number; the old folder and its report go over to it.
    """
    staging = state / "staging"
    remove(staging)
    staging.mkdir()
    try:
        folder = Path(mkdtemp(dir=staging)) / "release"
        shutil.copytree(release.path, folder, copy_function=os.link)
        for path in [folder, *folder.rglob("*")]:
            if path.is_dir():
                path.chmod(0o755)
        hashes = dict(release.manifest["files"])
        for name, text in files.items():
            (folder / name).unlink(missing_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
            hashes[name] = file_hash(folder / name)
        told = {key: value for key, value in release.manifest.items() if key != "id"}
        told["files"] = dict(sorted(hashes.items()))
        name = f"{release.id.rpartition('-')[0]}-{digest_of(told)}"
        (folder / MANIFEST).unlink()
        text = json.dumps({"id": name, **told}, ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text, encoding="utf-8")
        seal(folder)
        target = release.path.with_name(name)
        if not target.exists():
            folder.rename(target)
        sync(target.parent)
    finally:
        remove(staging)
    _hand_over(release, name, state=state)
    return Release.open(target)


def _hand_over(release: Release, name: str, *, state: Path) -> None:
    report = state / "reports" / f"{release.id}.json"
    if report.is_file():
        report.replace(report.with_name(f"{name}.json"))
    discard(state, release.id)


def hand_over_resealed(state: Path, names: Iterable[str]) -> None:
    """Take releases away that were sealed once more, where a crash left both.

    `names` are the files of a release by which the two may differ.
    """
    for _, same in groupby(releases(state), key=order):
        pair = list(same)
        if len(pair) == 1:
            continue
        found = [_without(state / "releases" / name, names) for name in pair]
        if found[0] is None or any(one != found[0] for one in found):
            continue
        served = current_id(state)
        pair.sort(key=lambda name: (name == served, _written(state / "releases" / name)))
        for name in pair[:-1]:
            _hand_over(Release(state / "releases" / name, {"id": name}), pair[-1], state=state)


def _without(folder: Path, names: Iterable[str]) -> dict[str, object] | None:
    """What a manifest says of all but its id and some files."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = {key: value for key, value in told["files"].items() if key not in names}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return {**told, "id": "", "files": files}


def _written(folder: Path) -> int:
    return (folder / MANIFEST).stat().st_mtime_ns
