"""A concept scheme as a tree, the list of all schemes, and both as SKOS."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, g
from werkzeug.wrappers import Response as AnyResponse

from kg.model.terms import DCT, SKOS
from server.pages.formats import (
    AlternateLink,
    described,
    negotiated,
    of_suffix,
    rdf_response,
    respond,
    suffix_links,
)
from server.pages.kinds.reference_sentences import say_list
from server.pages.problems import ResourceMissing
from server.pages.site import page
from server.service import Service
from server.view.addresses import VOCABULARY_BASE, lead_to, path_of
from server.view.hierarchy import arrange
from server.view.incoming import incoming_address
from server.view.known import FIXED_TEXT, batches
from server.view.labels import Name, best_name, by_label, refs
from server.view.service import current_service
from server.view.suffixes import HTML, DataFormat, split_suffix
from server.view.terms import PROLOGUE, any_of, iri_token, is_iri

blueprint = Blueprint("scheme", __name__)
SCHEME = SKOS + "ConceptScheme"
CONCEPT = VOCABULARY_BASE + "id/concept/"
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
    named = refs(service, broader, reader=g.lang)
    places = arrange(broader, lambda one: (named[one].label.casefold(), one))
    uses = _uses(service, iri)
    return {
        "answer": say_list(len(broader), used=sum(one in broader for one in uses)),
        "tree": places,
        "things": named,
        "uses": uses,
        "opened": {p.iri for p in places if p.level < 3} if len(broader) <= OPEN else set(),
        "size": len(broader),
        "whole": whole,
        "all_url": incoming_address(iri, SKOS + "inScheme"),
    }


@blueprint.get("/concepts")
def schemes() -> Response:
    """All concept schemes of the release: a list with their size, or whole as SKOS."""
    return _schemes(negotiated())


@blueprint.get("/concepts.<suffix>")
def schemes_as(suffix: str) -> Response:
    """All concept schemes in the format of a suffix."""
    return _schemes(of_suffix("concepts", suffix))


@blueprint.get("/concepts/<path:name>")
def one_scheme(name: str) -> AnyResponse:
    """One scheme of the vocabulary with all its concepts as SKOS; its page is that of the thing."""
    service = current_service()
    stem, wanted = split_suffix(name)
    iri = CONCEPT + stem
    asked = f"ASK {{ {iri_token(iri)} a {iri_token(SCHEME)} }}" if is_iri(iri) else ""
    if not asked or not service.pool.ask(asked):
        raise ResourceMissing(page={"asked": f"/concepts/{name}"})
    wanted, links = wanted or negotiated(), suffix_links(f"/concepts/{stem}")
    if wanted is HTML:
        return lead_to(path_of(iri, service.base))
    return described(
        rdf_response(_skos(f"VALUES ?scheme {{ {iri_token(iri)} }}"), wanted), links, subject=iri
    )


def _skos(schemes: str) -> str:
    """Schemes with their concepts; links that SKOS has in two directions are said in both."""
    return (
        PROLOGUE
        + f"""CONSTRUCT {{
  ?s ?p ?o . ?scheme skos:hasTopConcept ?top . ?top skos:topConceptOf ?scheme .
  ?above skos:narrower ?below
}} WHERE {{
  {schemes}
  {{ ?scheme ?p ?o BIND(?scheme AS ?s) }} UNION {{ ?s skos:inScheme ?scheme ; ?p ?o }}
  UNION {{ ?top skos:topConceptOf ?scheme }}
  UNION {{ ?below skos:inScheme ?scheme ; skos:broader ?above }}
}}"""
    )


def _schemes(wanted: DataFormat) -> Response:
    links = suffix_links("/concepts")
    return respond(
        wanted,
        links,
        subject=None,
        html=lambda: _schemes_page(links),
        query=lambda: _skos("?scheme a skos:ConceptScheme ."),
    )


def _schemes_page(links: list[AlternateLink]) -> Response:
    service = current_service()
    rows = service.pool.select(
        PROLOGUE
        + """SELECT ?scheme (COUNT(DISTINCT ?concept) AS ?n) WHERE {
  ?scheme a skos:ConceptScheme . OPTIONAL { ?concept skos:inScheme ?scheme }
} GROUP BY ?scheme"""
    )
    sizes = {row["scheme"].value: int(row["n"].value) for row in rows if "scheme" in row}
    named = refs(service, sizes, reader=g.lang)
    leads = definitions(service, sizes, lang=g.lang)
    listed = [(ref, sizes[ref.iri], leads.get(ref.iri)) for ref in by_label(named.values())]
    return page("concepts.html", section="concepts", schemes=listed, links=links)


def definitions(service: Service, iris: Iterable[str], *, lang: str) -> dict[str, Any]:
    """The definition (or description) of each thing in the reader's language."""
    ways = [SKOS + "definition", DCT + "description"]
    found: dict[str, list[Name]] = {}
    for tokens in batches(iris, service.pool.limits.text - FIXED_TEXT):
        rows = service.pool.select(
            f"SELECT ?s ?p ?text WHERE {{ VALUES ?s {{ {tokens} }}"
            f" {any_of('?s', ways, value='?text', way='?p')} }}"
        )
        for row in rows:
            name = Name(row["text"].value, row["text"].lang or "", ways.index(row["p"].value))
            found.setdefault(row["s"].value, []).append(name)
    return {iri: best_name(texts, lang) for iri, texts in found.items()}
