"""Things that hang on what leaves: an address, a membership, that nothing else leads to.

They do not leave by themselves, since a service that an organisation offers is a thing of its own.
Whoever withdraws is told of them: their addresses and values may tell of the thing as well.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence

from kg.model.suggestion import nearest
from kg.model.terms import GENID
from kg.model.terms import iri as written
from kg.release.release import Release

LIKENESS = 90
"""How like an IRI another must be, of 100, to be taken for the one that was meant."""


def dependents_of(release: Release, iris: Sequence[str]) -> list[str]:
    """IRIs below the base that are linked with some things, and that nothing else leads to."""
    gone = {written(iri).encode() for iri in iris}
    base, genid = (f"<{release.base}{end}".encode() for end in ("", GENID))
    near = set[bytes]()
    for subject, term in _links(release):
        near.update({term} if subject in gone else {subject} if term in gone else ())
    near = {t for t in near - gone if t.startswith(base) and not t.startswith(genid)}
    within = near | gone
    told = set[bytes]()
    for subject, term in _links(release):
        if subject in near:
            told.add(subject)
        if term in near and subject not in within:
            near.discard(term)
    return sorted(term[1:-1].decode() for term in near & told)


def unknown_to(release: Release, iris: Sequence[str]) -> dict[str, str | None]:
    """IRIs of which the datasets of a release say nothing, each with a like one that they know."""
    known = {subject[1:-1].decode() for subject, _ in _links(release) if subject.startswith(b"<")}
    found: dict[str, str | None] = {}
    for iri in iris:
        if iri not in known:
            place = iri.rpartition("/")[0]
            alike = [one for one in known if one.rpartition("/")[0] == place] or known
            found[iri] = next(iter(nearest(iri, alike, least=LIKENESS)), None)
    return found


def _links(release: Release) -> Iterator[tuple[bytes, bytes]]:
    """Subject and object of each line of the datasets; a literal as nothing."""
    for graph in release.graphs:
        if graph["kind"] == "dataset" and graph["dump"] is not None:
            with gzip.open(release.path / graph["dump"], "rb") as lines:
                for line in lines:
                    subject, _, rest = line.split(b" ", 2)
                    yield subject, rest[: rest.index(b" ")] if rest.startswith(b"<") else b""
