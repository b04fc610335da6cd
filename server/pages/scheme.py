"""A concept scheme as a tree, and the list of all schemes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, g

from server.pages.hierarchy import arrange
from server.pages.incoming import incoming_address
from server.pages.labels import Name, best_name, by_label, refs
from server.pages.service import Service, current_service
from server.pages.site import page
from server.pages.terms import PREFIXES, PROLOGUE, any_of, iri_token

blueprint = Blueprint("scheme", __name__)
LINKS_READ = 20_000  # concepts of one scheme, and links between them, that a page shows
OPEN = 60  # concepts up to which the tree stands open


def _links(service: Service, scheme: str) -> tuple[dict[str, set[str]], bool]:
    """Every concept of a scheme with its broader ones in it, and whether that is all."""
    members = (
        f"{{ ?concept skos:inScheme {iri_token(scheme)} }} UNION "
        f"{{ ?concept skos:topConceptOf {iri_token(scheme)} }} UNION "
        f"{{ {iri_token(scheme)} skos:hasTopConcept ?concept }}"
    )
    # Two plain questions: as an OPTIONAL of the first, the second would be asked per concept.
    concepts = service.pool.select(
        f"{PROLOGUE}SELECT DISTINCT ?concept WHERE {{ {members} }} LIMIT {LINKS_READ}"
    )
    links = service.pool.select(
        f"{PROLOGUE}SELECT DISTINCT ?concept ?broader WHERE {{ {{ {members} }}"
        " { ?concept skos:broader ?broader } UNION { ?broader skos:narrower ?concept }"
        f" }} LIMIT {LINKS_READ}"
    )
    broader: dict[str, set[str]] = {row["concept"].value: set() for row in concepts}
    for row in links:
        if row["broader"].value in broader and row["concept"].value in broader:
            broader[row["concept"].value].add(row["broader"].value)
    return broader, max(len(concepts), len(links)) < LINKS_READ


def _uses(service: Service, scheme: str) -> dict[str, int]:
    """How often each concept of a scheme is used; the links between concepts are no use."""
    rows = service.pool.select(
        PROLOGUE
        + f"""SELECT ?concept (COUNT(DISTINCT ?s) AS ?n) WHERE {{
  ?concept skos:inScheme {iri_token(scheme)} . ?s ?p ?concept .
  FILTER(!STRSTARTS(STR(?s), "https://w3id.org/samenspel/"))
  FILTER(!STRSTARTS(STR(?p), STR(skos:)))
}} GROUP BY ?concept"""
    )
    return {row["concept"].value: int(row["n"].value) for row in rows if "concept" in row}


def context(service: Service, iri: str) -> dict[str, Any]:
    """What the page of a scheme shows beside its description: its concepts by name."""
    broader, whole = _links(service, iri)
    named = refs(service, broader, g.lang)
    places = arrange(broader, lambda one: (named[one].label.casefold(), one))
    return {
        "tree": places,
        "things": named,
        "uses": _uses(service, iri),
        "opened": {p.iri for p in places if p.level < 3} if len(broader) <= OPEN else set(),
        "size": len(broader),
        "whole": whole,
        "all_url": incoming_address(iri, PREFIXES["skos"] + "inScheme"),
    }


@blueprint.get("/concepts")
def schemes() -> Response:
    """All concept schemes of the release with their size."""
    service = current_service()
    rows = service.pool.select(
        PROLOGUE
        + """SELECT ?scheme (COUNT(DISTINCT ?concept) AS ?n) WHERE {
  ?scheme a skos:ConceptScheme . OPTIONAL { ?concept skos:inScheme ?scheme }
} GROUP BY ?scheme"""
    )
    sizes = {row["scheme"].value: int(row["n"].value) for row in rows if "scheme" in row}
    named = refs(service, sizes, g.lang)
    leads = definitions(service, sizes, g.lang)
    listed = [(ref, sizes[ref.iri], leads.get(ref.iri)) for ref in by_label(named.values())]
    return page("concepts.html", section="concepts", schemes=listed)


def definitions(service: Service, iris: Iterable[str], lang: str) -> dict[str, Any]:
    """The definition (or description) of each thing in the reader's language."""
    tokens = " ".join(iri_token(iri) for iri in iris)
    if not tokens:
        return {}
    ways = [PREFIXES["skos"] + "definition", PREFIXES["dct"] + "description"]
    rows = service.pool.select(
        f"SELECT ?s ?p ?text WHERE {{ VALUES ?s {{ {tokens} }}"
        f" {any_of('?s', ways, '?text', way='?p')} }}"
    )
    found: dict[str, list[Name]] = {}
    for row in rows:
        name = Name(row["text"].value, row["text"].lang or "", ways.index(row["p"].value))
        found.setdefault(row["s"].value, []).append(name)
    return {iri: best_name(texts, lang) for iri, texts in found.items()}
