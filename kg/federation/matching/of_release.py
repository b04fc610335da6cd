"""Reads the organisations of a release, each with the dataset that names it as its home."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from kg.federation.matching.names import kinds_in
from kg.federation.matching.records import (
    NumberKind,
    OrganisationNumber,
    OrganisationRecord,
    read_number,
)
from kg.model.naming import NAMING
from kg.model.terms import ORG, RDF_TYPE, SAM, SKOS
from kg.release.release import Release

DEADLINE = 300.0
"""Seconds that reading may take."""
_ALSO = SKOS + "altLabel"
_NUMBERS = {
    SAM + "kboNumber": NumberKind.KBO,
    SAM + "establishmentNumber": NumberKind.ESTABLISHMENT,
    SAM + "ovoCode": NumberKind.OVO,
}
_KINDS = (f"{SAM}Organisation", f"{SAM}Partnership", f"{ORG}Organization")
_PLACES = ("locatedIn", "governs", "servesArea")
_SHORT = 8
"""Letters at most of another name that is taken for an abbreviation, written in capitals."""


def read_organisations(release: Release) -> list[OrganisationRecord]:
    """All organisations with a name, in the order of their IRIs."""
    texts = _texts(release)
    kinds, places = _kinds(release), _places(release)
    return [
        _record(iri, said, kinds.get(iri, ()), places.get(iri, ()))
        for iri, said in sorted(texts.items())
    ]


def _texts(release: Release) -> Mapping[str, list[tuple[str, str, str]]]:
    """Dataset, property and text of what names or numbers each organisation."""
    homes = {str(g["iri"]): str(g["id"]) for g in release.graphs if g["kind"] == "dataset"}
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    rows = release.select(
        f"SELECT ?iri ?way ?text ?g WHERE {{ VALUES ?way {{ {_listed(*NAMING, _ALSO, *_NUMBERS)} }}"
        f" GRAPH ?g {{ ?iri ?way ?text }} FILTER(ISLITERAL(?text))"
        f" FILTER EXISTS {{ VALUES ?kind {{ {_listed(*_KINDS)} }} ?iri a ?kind }} }}",
        deadline=DEADLINE,
    )
    for row in rows:
        home = homes.get(str(row["g"]))
        if home is not None:
            found[str(row["iri"])].append((home, str(row["way"]), str(row["text"])))
    return found


def _kinds(release: Release) -> Mapping[str, tuple[str, ...]]:
    """What classes and classifications say that each is: names of classes, labels of concepts."""
    rows = release.select(
        f"SELECT DISTINCT ?iri ?kind WHERE {{ VALUES ?c {{ {_listed(*_KINDS)} }} ?iri a ?c ."
        f" {{ ?iri <{RDF_TYPE}> ?kind }} UNION"
        f" {{ ?iri <{ORG}classification>|<{SAM}legalForm> ?code ."
        f" ?code <{SKOS}prefLabel> ?kind }} }}",
        deadline=DEADLINE,
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        told = str(row["kind"])
        # Most classes say nothing that tells two organisations apart.
        if "://" not in told or kinds_in(_local(told)):
            found[str(row["iri"])].add(_local(told))
    return {iri: tuple(sorted(some)) for iri, some in found.items()}


def _places(release: Release) -> Mapping[str, tuple[str, ...]]:
    ways = "|".join(f"<{SAM}{name}>" for name in _PLACES)
    rows = release.select(
        f"SELECT DISTINCT ?iri ?place WHERE {{ VALUES ?c {{ {_listed(*_KINDS)} }} ?iri a ?c ;"
        f" {ways} ?area . ?area <{SKOS}prefLabel>|<{SAM}nisCode> ?place }}",
        deadline=DEADLINE,
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[str(row["iri"])].add(str(row["place"]))
    return {iri: tuple(sorted(some)) for iri, some in found.items()}


def _record(
    iri: str, said: list[tuple[str, str, str]], kinds: tuple[str, ...], places: tuple[str, ...]
) -> OrganisationRecord:
    ordered = sorted(said, key=lambda one: (one[1] == _ALSO, one))
    names = tuple(dict.fromkeys(text for _, way, text in ordered if way not in _NUMBERS))
    others = [text for _, way, text in ordered if way == _ALSO]
    short = tuple(text for text in others if len(text) <= _SHORT and text.isupper())
    numbers = [read_number(_NUMBERS[way], text) for _, way, text in said if way in _NUMBERS]
    known = frozenset[OrganisationNumber](number for number in numbers if number is not None)
    return OrganisationRecord(iri, ordered[0][0], names, kinds, places, short, known)


def _local(name: str) -> str:
    """The end of the IRI of a class; a label as it is."""
    return name.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1] if "://" in name else name


def _listed(*iris: str) -> str:
    return " ".join(f"<{iri}>" for iri in iris)
