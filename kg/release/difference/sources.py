"""Which files, rows and columns of the sources came or went, and which findings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.release.difference.subjects import Kind
from kg.release.release import CODES, FINDINGS, Release

Place = tuple[str, str, str, str | None, str | None, str | None]
"""Code, dataset, file, sheet, column and rule of a finding."""


@dataclass(frozen=True)
class SourceChange:
    """A source file of a dataset that came, went or changed; rows are None where not known."""

    dataset: str
    file: str
    kind: Kind
    rows_before: int | None
    rows: int | None
    columns_gone: tuple[str, ...] = ()
    columns_new: tuple[str, ...] = ()


@dataclass(frozen=True)
class FindingChange:
    """Findings of one code in one place, of which there are more or fewer than before."""

    code: str
    dataset: str
    file: str
    sheet: str | None
    column: str | None
    rule: str | None
    before: int
    now: int


def changed_sources(old: Release, new: Release) -> list[SourceChange]:
    """The files that differ in bytes, rows or columns; of older releases only rows are known."""
    before, after = _sources(old), _sources(new)
    found = []
    for dataset, file in sorted(before.keys() | after.keys()):
        was, now = before.get((dataset, file)), after.get((dataset, file))
        if was is not None and now is not None and not _differ(was, now):
            continue
        kind: Kind = "added" if was is None else "removed" if now is None else "changed"
        columns = _columns(was), _columns(now)
        both = bool(columns[0] and columns[1])
        found.append(
            SourceChange(
                dataset,
                file,
                kind,
                None if was is None else was.get("rows"),
                None if now is None else now.get("rows"),
                tuple(name for name in columns[0] if name not in columns[1]) if both else (),
                tuple(name for name in columns[1] if name not in columns[0]) if both else (),
            )
        )
    return found


def _columns(told: dict[str, Any] | None) -> list[str]:
    return list(told.get("columns") or ()) if told else []


def _differ(was: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether two files differ in what is known of both."""
    return any(
        was.get(key) != now.get(key)
        for key in ("rows", "columns", "hash")
        if was.get(key) is not None and now.get(key) is not None
    )


def _sources(release: Release) -> dict[tuple[str, str], dict[str, Any]]:
    found = {}
    for dataset in release.manifest["datasets"]:
        told = dataset.get("sources")
        if told is None:  # a release that was made before sources were told
            told = [
                {"file": file.removeprefix("sources/"), "rows": rows}
                for file, rows in dataset.get("rows", {}).items()
            ]
        found.update({(str(dataset["id"]), str(one["file"])): one for one in told})
    return found


def changed_findings(old: Release, new: Release) -> list[FindingChange]:
    """Findings that are new or gone, by code and place; a place is no row, since rows move."""
    before, after = _findings(old), _findings(new)
    places = sorted(before.keys() | after.keys(), key=lambda place: [part or "" for part in place])
    return [
        FindingChange(*place, before[place], after[place])
        for place in places
        if before[place] != after[place]
    ]


def _findings(release: Release) -> Counter[Place]:
    return Counter(
        (f["code"], f["dataset"], f["file"], f.get("sheet"), f.get("column"), f.get("rule"))
        for f in _lines(release)
    )


def _lines(release: Release) -> Iterator[dict[str, Any]]:
    """The findings of a release one after the other: each has a line of the list."""
    path = release.path / FINDINGS
    if not path.is_file():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            text = line.strip().rstrip(",")
            if text.startswith("{"):
                yield json.loads(text)


def finding_titles(*releases: Release) -> dict[str, dict[str, str]]:
    """What the codes of the findings mean, by code and language."""
    found: dict[str, dict[str, str]] = {}
    for release in releases:
        found.update({code: told["title"] for code, told in (release.json(CODES) or {}).items()})
    return found
