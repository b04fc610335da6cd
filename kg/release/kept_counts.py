"""Counts that kept releases show, since whoever reads both releases may compare them."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from kg.privacy.observations import Observation, observations
from kg.release.release import Release


def kept_observations(
    releases: Path | None, people: Mapping[str, frozenset[str]]
) -> dict[str, list[Observation]]:
    """The observations in the dumps of all releases in a folder, by cube.

    `people` are the datasets that are looked at, with the properties that count people in each.
    """
    found: dict[str, list[Observation]] = defaultdict(list)
    folders = sorted(releases.iterdir()) if releases is not None and releases.is_dir() else []
    for folder in folders:
        if not (folder / "manifest.json").is_file():
            continue
        for dataset, dump in Release.open(folder).dumps.items():
            if dataset in people:
                for each in observations(_lines(dump), dataset, people=people[dataset]):
                    found[each.cube].append(each)
    return found


def _lines(dump: Path) -> Iterator[bytes]:
    with gzip.open(dump, "rb") as file:
        for line in file:
            yield line.rstrip(b"\n")
