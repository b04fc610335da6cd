"""A concept scheme as a tree, and the list of all schemes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, g

from server.pages.labels import Name, Ref, best_name, by_label, refs
from server.pages.service import Service, current_service
from server.pages.site import page
from server.pages.terms import PREFIXES, PROLOGUE, iri_token

blueprint = Blueprint("scheme", __name__)
CONCEPTS_READ = 5000  # concepts of one scheme that a page shows


@dataclass
class Node:
    """A concept in its tree, with how many things in the datasets use it."""

    ref: Ref
    uses: int = 0
    narrower: list[Node] = field(default_factory=list)


def _links(service: Service, scheme: str) -> dict[str, set[str]]:
    """Every concept of a scheme with its broader ones in the same scheme."""
    token = iri_token(scheme)
    rows = service.pool.select(
        PROLOGUE
        + f"""SELECT DISTINCT ?concept ?broader WHERE {{
  {{ ?concept skos:inScheme {token} }} UNION {{ ?concept skos:topConceptOf {token} }}
  UNION {{ {token} skos:hasTopConcept ?concept }}
  OPTIONAL {{ {{ ?concept skos:broader ?broader }} UNION {{ ?broader skos:narrower ?concept }}
             ?broader skos:inScheme {token} }}
}} LIMIT {CONCEPTS_READ}"""
    )
    broader: dict[str, set[str]] = {}
    for row in rows:
        above = broader.setdefault(row["concept"].value, set())
        if "broader" in row:
            above.add(row["broader"].value)
    return broader


def _uses(service: Service, scheme: str) -> dict[str, int]:
    """How often each concept of a scheme is used outside the vocabulary itself."""
    rows = service.pool.select(
        PROLOGUE
        + f"""SELECT ?concept (COUNT(DISTINCT ?s) AS ?n) WHERE {{
  ?concept skos:inScheme {iri_token(scheme)} . ?s ?p ?concept .
  FILTER(!STRSTARTS(STR(?s), "https://w3id.org/samenspel/"))
}} GROUP BY ?concept"""
    )
    return {row["concept"].value: int(row["n"].value) for row in rows if "concept" in row}


def tree(service: Service, scheme: str, lang: str) -> list[Node]:
    """The concepts of a scheme from the top down, by name; a loop is cut where it closes."""
    broader = _links(service, scheme)
    named = refs(service, broader, lang)
    uses = _uses(service, scheme)
    below: dict[str, list[str]] = {}
    for concept, above in broader.items():
        for parent in above:
            below.setdefault(parent, []).append(concept)

    def grow(iris: Iterable[str], seen: frozenset[str]) -> list[Node]:
        ordered = by_label(named[iri] for iri in iris if iri in named and iri not in seen)
        return [
            Node(ref, uses.get(ref.iri, 0), grow(below.get(ref.iri, ()), seen | {ref.iri}))
            for ref in ordered
        ]

    tops = [concept for concept, above in broader.items() if not above]
    return grow(tops or broader, frozenset())


def context(service: Service, iri: str) -> dict[str, Any]:
    """What the page of a scheme shows beside its description."""
    nodes = tree(service, iri, g.lang)
    return {"tree": nodes, "size": _size(nodes)}


def _size(nodes: list[Node]) -> int:
    return len({node.ref.iri for node in _walk(nodes)})


def _walk(nodes: list[Node]) -> Iterable[Node]:
    for node in nodes:
        yield node
        yield from _walk(node.narrower)


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
        PROLOGUE
        + f"""SELECT ?s ?p ?text WHERE {{ VALUES ?s {{ {tokens} }}
  VALUES ?p {{ skos:definition dct:description }} ?s ?p ?text }}"""
    )
    found: dict[str, list[Name]] = {}
    for row in rows:
        name = Name(row["text"].value, row["text"].lang or "", ways.index(row["p"].value))
        found.setdefault(row["s"].value, []).append(name)
    return {iri: best_name(texts, lang) for iri, texts in found.items()}
