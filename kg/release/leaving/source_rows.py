"""The rows of source files that a thing was made from: those who mend sources must know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.release.leaving.departures import Departures
from kg.release.provenance import Provenance
from kg.release.release import Release
from kg.store.parts import Parts

MOST_PARTS = 1_000
"""Parts of one document that are looked up."""


@dataclass(frozen=True, order=True)
class RowAddress:
    """A row of a source file, as a spreadsheet counts it; 0 for a file without rows."""

    dataset: str
    file: str
    row: int


def source_rows(release: Release, departures: Departures) -> list[RowAddress]:
    """The rows from which a release made the things that leave, and their parts."""
    return rows_of(release, departures.withdrawn)


def rows_of(release: Release, iris: Iterable[str]) -> list[RowAddress]:
    """The rows from which a release made some things, given by their IRIs, and their parts."""
    provenance, parts = Provenance(release.path, release.base), Parts(release.path)
    found = set[RowAddress]()
    for iri in iris:
        for one in (iri, *parts.of(iri, MOST_PARTS)[0]):
            for place in provenance.about(one).places:
                found.add(RowAddress(place.dataset, place.file, place.row or 0))
    return sorted(found)
