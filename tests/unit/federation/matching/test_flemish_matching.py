"""Two real lists of Flemish bodies, their numbers hidden: what is proposed, and how much of it."""

from __future__ import annotations

import csv

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Namespace

from kg.federation.matching.propose import propose
from kg.federation.matching.records import OrganisationRecord
from tests.absent import FLEMISH_FILES, needs_flemish_files

BESLUIT = Namespace("http://data.vlaanderen.be/ns/besluit#")
LBLOD, LPDC = "lblod", "lpdc"


def _lblod() -> tuple[list[OrganisationRecord], dict[str, str]]:
    """The bodies, and their IRIs by OVO number."""
    graph = Graph().parse(FLEMISH_FILES / "lblod-bestuurseenheden.ttl")
    codes = Graph().parse(FLEMISH_FILES / "lblod-bestuurseenheid-classificatie.ttl")
    records, by_number = [], {}
    for body in sorted(graph.subjects(RDF.type, BESLUIT.Bestuurseenheid)):
        names = [*graph.objects(body, SKOS.prefLabel), *graph.objects(body, SKOS.altLabel)]
        code = graph.value(body, BESLUIT.classificatie)
        label = codes.value(code, SKOS.prefLabel) if code is not None else None
        kinds = (str(label),) if label is not None else ()
        records.append(OrganisationRecord(str(body), LBLOD, tuple(map(str, names)), kinds))
        for number in map(str, graph.objects(body, DCTERMS.identifier)):
            if number.startswith("OVO"):
                by_number[number] = str(body)
    return records, by_number


def _lpdc(*, with_class: bool) -> tuple[list[OrganisationRecord], dict[str, str]]:
    """The entries of the list, and their OVO numbers by IRI."""
    path = FLEMISH_FILES / "lpdc-organisaties.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[2:]
    records, numbers = [], {}
    for place, (ovo, name, _, listed, cls, _) in enumerate(rows):
        iri = f"https://lpdc.example/{place}"
        names = tuple(dict.fromkeys(text for text in (name, listed) if text))
        kinds = (cls,) if cls and with_class else ()
        records.append(OrganisationRecord(iri, LPDC, names, kinds))
        if ovo:
            numbers[iri] = ovo
    return records, numbers


@needs_flemish_files
@pytest.mark.parametrize("with_class", [True, False])
def test_hidden_numbers_are_found_again(with_class: bool) -> None:
    bodies, by_number = _lblod()
    entries, numbers = _lpdc(with_class=with_class)
    truth = {iri: by_number[ovo] for iri, ovo in numbers.items() if ovo in by_number}
    assert len(truth) > 1_180
    found = {
        (p.one.iri if p.one.home == LPDC else p.other.iri): (
            p.other.iri if p.one.home == LPDC else p.one.iri
        )
        for p in propose([*bodies, *entries]).proposed
    }
    judged = [iri for iri in found if iri in truth]
    right = [iri for iri in judged if found[iri] == truth[iri]]
    assert len(right) >= 0.98 * len(judged)
    assert len(right) >= 0.9 * len(truth)
