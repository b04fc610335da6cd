"""Seals a release once more with other side files, in the place of what it was.

A sealed release is never edited: another folder shares its files (hard links) but for those that
differ, gets an id with the digest of its own manifest, and only then takes the place of the first.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

from kg.release.disposal import remove
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
    remove(release.path)
