"""Misspelt terms of well-known vocabularies are told, and no others."""

from __future__ import annotations

import pytest
import rdflib.namespace
from mapping_run import Run

from kg.mapping.vocabularies import vocabularies

MAPPING = """
    prefixes: {{ex: "https://e.be/"}}
    sources:
      rows:
        access: sources/f.csv
        referenceFormulation: csv
        samenspel: {{encoding: utf-8, delimiter: ","}}
    mappings:
      row:
        sources: rows
        s: ex:row/$(id)
        po:
          - [{0}]
          - [{0}]
    """


@pytest.mark.parametrize(
    ("said", "term", "meant"),
    [
        ("skos:prefLable, $(v)", "skos:prefLable", "skos:prefLabel"),
        ("a, foaf:Organisation", "foaf:Organisation", "foaf:Organization"),
        ("schema:adress, $(v)", "schema:adress", "schema:address"),
        ("ex:p, $(v), xsd:datetime", "xsd:datetime", "xsd:dateTime"),
        ("ex:p, $(v), xsd:tekst", "xsd:tekst", None),
        ("vcard:hasEmial, $(v)", "vcard:hasEmial", "vcard:hasEmail"),
        ("ex:p, org:hasPosts~iri", "org:hasPosts", "org:hasPost"),
        (
            "http://www.w3.org/2004/02/skos/core/notation, $(v)",
            "<http://www.w3.org/2004/02/skos/core/notation>",
            "http://www.w3.org/2004/02/skos/core#notation",
        ),
        (
            "a, https://www.w3.org/ns/org#Organization",
            "<https://www.w3.org/ns/org#Organization>",
            "http://www.w3.org/ns/org#Organization",
        ),
    ],
)
def test_a_slip_of_the_pen_is_told_once_with_the_nearest_term(
    run: Run, said: str, term: str, meant: str | None
) -> None:
    result = run(MAPPING.format(said), f__csv="id,v\n1,x\n")
    found = [(f.code, f.file, f.raw, f.guess) for f in result.findings]
    assert found == [("SAM-M030", "mapping.yml", term, meant)]
    assert result.findings[0].line is not None and result.lines


@pytest.mark.parametrize(
    "said",
    [
        "rdf:_12, $(v)",
        "schema:somethingThatCameLater, $(v)",
        "cpsv:anything, $(v)",
        "dcat:inSeries, $(v)",
        "https://schema.org/name, $(v)",
        "http://purl.org/dc/elements/1.1/title, $(v)",
        "https://title, $(v)",
        "ex:p, http://purl.org/dc/terms/~iri",
        "ex:p, http://www.w3.org/ns/org/about~iri",
    ],
)
def test_what_may_exist_is_not_told(run: Run, said: str) -> None:
    assert not run(MAPPING.format(said), f__csv="id,v\n1,x\n").findings


def test_every_term_that_a_library_knows_is_known() -> None:
    known = {v.namespace: v.names for v in vocabularies()}
    for name in ("DCTERMS", "DCAT", "FOAF", "ORG", "PROV", "SKOS", "OWL", "SDO", "GEO", "QB"):
        library = getattr(rdflib.namespace, name)
        listed = {term for term in library.__annotations__ if not term.startswith("_")}
        assert listed <= known[str(library._NS)]
