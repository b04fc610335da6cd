"""Remembers what the newest release was built from, and gives it again where nothing changed.

The record lies in the cache of the state folder: whoever deletes it, or whatever it does not fit,
makes the next build make a release.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.errors import ReleaseError
from kg.model.findings import CATALOGUE, Finding
from kg.release.assembly import Assembly
from kg.release.build_inputs import BuildInputs
from kg.release.gate.acceptances import read_acceptances
from kg.release.gate.candidates import judge_release
from kg.release.leaving.records import write_whole
from kg.release.pointer import current_id, releases
from kg.release.publication import Publication
from kg.release.release import MANIFEST, Release, digest_of
from kg.release.results import BuildResult

_RECORD = Path("cache", "last-build.json")


def remember(result: BuildResult, inputs: BuildInputs, *, state: Path, beside: str | None) -> None:
    """Write down what a release was built from, and `beside` which published one, if any."""
    release = result.release
    record = {
        "release": release.id,
        "inputs": inputs.digest,
        "beside": beside,
        "notes": [str(note) for note in result.notes],
        "public_not_hybrid": result.public_not_hybrid,
        "files": _files(release.path),
    }
    (state / _RECORD).parent.mkdir(exist_ok=True)
    write_whole(state / _RECORD, json.dumps(record, ensure_ascii=False), mode=0o600)


def newest_if_same(state: Path, inputs: BuildInputs) -> Release | None:
    """The newest release, if it was built from the same inputs and its files are as they were."""
    record, made = _read(state / _RECORD), releases(state)
    if record is None or not made or made[-1] != record["release"]:
        return None
    name = made[-1]
    same = record["inputs"] == inputs.digest and current_id(state) in (record["beside"], name)
    if not same or not _report(state, name).is_file():
        return None
    try:
        release = Release.open(state / "releases" / name)
    except ReleaseError:
        return None
    whole = name.endswith(f"-{digest_of(release.manifest)}") and release.id == name
    there = {*release.manifest["files"], MANIFEST} == set(record["files"])
    return release if whole and there and _files(release.path) == record["files"] else None


def result_again(publication: Publication, release: Release, *, state: Path) -> BuildResult:
    """What building gave when the newest release was made, judged beside what is published now.

    Raises:
        InputError: `accepted.csv` of the publication cannot be read.
    """
    record, manifest = _read(state / _RECORD) or {}, release.manifest
    counted = manifest["counts"]
    report = json.loads(_report(state, release.id).read_text(encoding="utf-8"))
    assembly = Assembly(
        publication,
        release.path,
        lines=dict.fromkeys((str(g["iri"]) for g in release.graphs), release.path),
        quads={str(g["iri"]): int(g["quads"]) for g in release.graphs},
        rows=counted["rows"],
        findings=[_finding(told) for told in report],
        classes=counted["classes"],
        seconds=manifest["seconds"],
        notes=record.get("notes", []),
        public_not_hybrid=record.get("public_not_hybrid", 0),
    )
    judgement = judge_release(
        release,
        state=state,
        acceptances=read_acceptances(publication.folder),
        thresholds=publication.thresholds,
    )
    return BuildResult(release, assembly, judgement, changed=False)


def _finding(told: dict[str, Any]) -> Finding:
    """A finding as the steward's report has it."""
    place = ("file", "row", "line", "column", "raw", "rule", "expected", "guess", "sheet")
    kind = CATALOGUE.get(told["code"])
    known = kind is not None and dict(kind.title) == told["title"]
    return Finding(
        told["code"],
        told["dataset"],
        **{name: told[name] for name in place},
        severity_override=told["severity"],
        messages={} if known else told["title"],
        withheld=told["withheld"],
        about=told.get("about"),
    )


def _report(state: Path, name: str) -> Path:
    return state / "reports" / f"{name}.json"


def _files(folder: Path) -> dict[str, list[int]]:
    """The files of a release with their sizes and moments: sealed, they change neither."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            stat = path.stat()
            found[str(path.relative_to(folder))] = [stat.st_size, stat.st_mtime_ns]
    return found


def _read(path: Path) -> dict[str, Any] | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None
