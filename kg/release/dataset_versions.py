"""Versions of datasets: when each last changed, from which it came, and a note of what changed.

`dct:modified` moves when the lines of a dataset do, and only then: a dataset that says what it said
in the published release keeps the day, the note and the predecessor that it has there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg.model.terms import ADMS, DCAT, PROV
from kg.release.assembly import Assembly
from kg.release.catalogue import catalogue
from kg.release.difference.subjects import count_changes
from kg.release.publication import DatasetConfig
from kg.release.release import Release, file_hash
from kg.release.writer import Writer
from kg.texts import LANGUAGES, ByLanguage, Message


def describe_catalogue(assembly: Assembly) -> Iterator[str]:
    """The catalogue of an assembled graph, with the versions of its datasets."""
    publication = assembly.publication
    names, write = publication.names, Writer(publication.names)
    counts = {d.id: assembly.quads[names.dataset(d.id)] for d in publication.datasets}
    assembly.versions = {d.id: _version(assembly, d) for d in publication.datasets}
    modified = {name: str(told["modified"]) for name, told in assembly.versions.items()}
    yield from catalogue(publication, counts, modified=modified)
    for dataset, told in assembly.versions.items():
        yield from _statements(write, names.dataset(dataset), told)


def _statements(write: Writer, subject: str, told: dict[str, Any]) -> Iterator[str]:
    yield write.text(subject, DCAT + "version", value=told["modified"])
    yield from write.texts(subject, ADMS + "versionNotes", texts=told["notes"])
    if told["revision_of"] is not None:
        yield write.link(subject, PROV + "wasRevisionOf", value=told["revision_of"])
        yield write.link(subject, DCAT + "previousVersion", value=told["revision_of"])


def _version(assembly: Assembly, dataset: DatasetConfig) -> dict[str, Any]:
    """What the manifest says of the version of a dataset: `modified`, `notes`, `revision_of`."""
    iri = assembly.publication.names.dataset(dataset.id)
    first: dict[str, Any] = {"modified": dataset.modified, "notes": {}, "revision_of": None}
    old = assembly.published
    was = next((g for g in old.graphs if g["iri"] == iri), None) if old is not None else None
    if old is None or was is None:
        return first
    before = _told(old, dataset.id) or first
    if was["hash"] == file_hash(assembly.lines[iri]):
        return before
    today = datetime.now(UTC).date().isoformat()
    # The day that the steward gives counts when it moved on.
    moved = dataset.modified > str(before["modified"])
    return {
        "modified": dataset.modified if moved else today,
        "notes": _notes(old, old.path / was["dump"], assembly.lines[iri]),
        "revision_of": f"{old.base}releases/{quote(old.id)}/id/dataset/{quote(dataset.id)}",
    }


def _told(release: Release, dataset: str) -> dict[str, Any] | None:
    """The version in a release; of one that was made before versions were told, by its day."""
    for told in release.manifest["datasets"]:
        if told["id"] == dataset:
            known: dict[str, Any] | None = told.get("version")
            return known or {"modified": told["modified"], "notes": {}, "revision_of": None}
    return None


def _notes(old: Release, before: Path, after: Path) -> dict[str, str]:
    """How many things came, went and changed, in words that everybody may read."""
    count = count_changes(before, after)
    note = Message(
        "Since {day}: {added} added, {removed} removed, {changed} changed.",
        day=str(old.manifest["created"])[:10],
        **count,
    )
    return {lang: ByLanguage(note)[lang] for lang in LANGUAGES}
