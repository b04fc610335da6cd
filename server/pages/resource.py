"""The page and the data of one resource: /id, /doc, /resource, and who points to it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, g, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from server.i18n import in_language
from server.pages import scheme
from server.pages.addresses import VOCABULARY_BASE, candidates, href, path_of, root
from server.pages.describe import INCOMING_READ, Description, describe, property_uses
from server.pages.formats import (
    Link,
    negotiated,
    parameter_links,
    respond,
    split_suffix,
    suffix_links,
)
from server.pages.kinds import find_kind
from server.pages.labels import refs
from server.pages.names import names
from server.pages.problems import Problem
from server.pages.service import Service, current_service
from server.pages.site import page
from server.pages.terms import PREFIXES, PROLOGUE, iri_token, is_iri, last_part, string_token

blueprint = Blueprint("resource", __name__)
INCOMING_IN_DATA = 1000  # incoming links that a data document carries
PAGE = 50
DEFINING = tuple(
    PREFIXES[prefix] + local
    for prefix, local in (
        ("skos", "definition"),
        ("dct", "description"),
        ("rdfs", "comment"),
    )
)


@blueprint.get("/id/<path:path>")
def identifier(path: str) -> AnyResponse:
    """A thing is not a document: lead to the document about it (303, httpRange-14)."""
    target = f"{root()}/doc/{quote(path, safe='/-._~:@!$&()*+,;=')}"
    if request.query_string:
        target += "?" + request.query_string.decode("latin-1")
    response = redirect(target, 303)
    response.headers["Link"] = f'<{target}>; rel="describedby"'
    response.vary.add("Accept")
    return response


def known(service: Service, iris: list[str]) -> str | None:
    """The first of these IRIs about which the release says something, or else that it uses."""
    if not iris:
        return None
    tokens = " ".join(iri_token(iri) for iri in iris)
    rows = service.pool.select(
        f"SELECT ?iri ?said ?named WHERE {{ VALUES ?iri {{ {tokens} }} "
        "BIND(EXISTS { ?iri ?p ?o } AS ?said) "
        "BIND(EXISTS { ?s ?q ?iri } || EXISTS { ?a ?iri ?b } AS ?named) }"
    )
    said = {row["iri"].value for row in rows if row["said"].value == "true"}
    named = {row["iri"].value for row in rows if row["named"].value == "true"}
    return next((iri for found in (said, named) for iri in iris if iri in found), None)


@blueprint.get("/doc/<path:path>")
def document(path: str) -> AnyResponse:
    """The document about a resource, in the format of its suffix or of `Accept`."""
    service = current_service()
    iri, wanted = known(service, candidates(path, service.base)), None
    if iri is None:
        path, wanted = split_suffix(path)
        iri = known(service, candidates(path, service.base)) if wanted else None
    if iri is None:
        raise missing(service, candidates(path, service.base))
    place = path_of(iri, service.base)
    if not place.startswith("/doc/"):
        return redirect(root() + place, 303)
    return answer(service, iri, suffix_links(place), wanted=wanted)


@blueprint.get("/resource")
def any_resource() -> AnyResponse:
    """The document about any IRI in the graph, also one that belongs to somebody else."""
    service, iri = current_service(), request.args.get("iri", "")
    if not is_iri(iri):
        raise Problem("SAM-H400")
    place = path_of(iri, service.base)
    if not place.startswith("/resource"):
        return redirect(root() + place, 303)
    if known(service, [iri]) is None:
        raise missing(service, [iri])
    return answer(service, iri, parameter_links("/resource", iri=iri))


def answer(service: Service, iri: str, links: list[Link], *, wanted: object = None) -> Response:
    """The page or the data of a resource that is known."""
    chosen = wanted if wanted is not None else negotiated()
    return respond(
        chosen,  # type: ignore[arg-type]
        links,
        subject=iri,
        html=lambda: _page(service, iri, links),
        query=lambda: data_query(service, iri),
    )


def _page(service: Service, iri: str, links: list[Link]) -> Response:
    description = describe(service, iri, g.lang)
    shared: dict[str, Any] = {
        "d": description,
        "links": links,
        "citation": citation(service, description),
        "lead": description.text(*DEFINING),
    }
    if description.is_a(PREFIXES["skos"] + "ConceptScheme"):
        return page("scheme.html", section="concepts", **shared, **scheme.context(service, iri))
    kind = find_kind(description.types)
    section = "concepts" if iri.startswith(VOCABULARY_BASE) else "find"
    if kind is not None:
        more = kind.context(service, description, g.lang)
        return page(f"kinds/{kind.template}", section=section, **{**shared, **more})
    hidden = {RDFS_LABEL, *DEFINING}
    shown = [s for s in description.statements if s.predicate.iri not in hidden]
    return page(
        "resource.html",
        section=section,
        uses=property_uses(service, iri, g.lang),
        stated=[s for s in shown if not s.inferred],
        inferred=[s for s in shown if s.inferred],
        **shared,
    )


RDFS_LABEL = PREFIXES["rdfs"] + "label"


def citation(service: Service, description: Description) -> str:
    """How to refer to this resource."""
    manifest = service.release.manifest
    publisher = in_language(manifest.get("publisher", {}).get("name", {}))
    text = _(
        "Cite as: %(label)s, %(publisher)s, release %(release)s, %(iri)s",
        label=description.label,
        publisher=publisher,
        release=service.release.id,
        iri=description.iri,
    )
    return str(text)


def data_query(service: Service, iri: str) -> str:
    """The CONSTRUCT of a resource's data: its statements, the names of what they point to, and
    the links that point to it, with a note in the data when those are not all."""
    token = iri_token(iri)
    rows = service.pool.select(
        f"SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT ?s ?q WHERE {{ ?s ?q {token} }} "
        f"LIMIT {INCOMING_IN_DATA + 1} }}"
    )
    note, document_token = "", iri_token(f"{service.base}{path_of(iri, service.base)[1:]}")
    if int(rows[0]["n"].value) > INCOMING_IN_DATA:
        text = (
            f"This document holds {INCOMING_IN_DATA} of the links that point here; all of them:"
            f" {service.base}incoming?iri={quote(iri, safe='')}"
        )
        note = f"{document_token} rdfs:comment {string_token(text)}@en . "
    return (
        PROLOGUE
        + f"""CONSTRUCT {{
  {document_token} foaf:primaryTopic {token} . {note}
  {token} ?p ?o . ?o ?way ?name . ?s ?q {token} . ?from {token} ?to .
}} WHERE {{
  {{ {token} ?p ?o }}
  UNION {{ {token} ?any ?o . VALUES ?way {{ skos:prefLabel rdfs:label dct:title }} ?o ?way ?name }}
  UNION {{ SELECT ?s ?q WHERE {{ ?s ?q {token} }} LIMIT {INCOMING_IN_DATA} }}
  UNION {{ SELECT ?from ?to WHERE {{ ?from {token} ?to }} LIMIT {INCOMING_IN_DATA} }}
}}"""
    )


def missing(service: Service, iris: list[str]) -> Problem:
    """Why nothing is said about these IRIs: withdrawn, or never there; with the nearest names."""
    withdrawn = set(service.release.manifest.get("withdrawn", ()))
    if gone := next((iri for iri in iris if iri in withdrawn), None):
        return Problem("SAM-H410", page={"asked": gone}, extra={"instance": gone})
    text = last_part(iris[0]).replace("-", " ") if iris else ""
    hits = names(service).nearest(text) if text else []
    near = list(refs(service, [hit.iri for hit in hits], g.lang).values())
    return Problem(
        "SAM-H404",
        page={"asked": iris[0] if iris else "", "near": near, "words": text},
        extra={"near": [{"iri": thing.iri, "label": thing.label} for thing in near]},
    )


@blueprint.get("/incoming")
def incoming() -> Response:
    """All things that point to a resource by one property, page by page, in the order of IRIs."""
    service = current_service()
    iri, predicate = request.args.get("iri", ""), request.args.get("p", "")
    after = request.args.get("after", "")
    if not is_iri(iri) or not is_iri(predicate):
        raise Problem("SAM-H400")
    link = f"?s {iri_token(predicate)} {iri_token(iri)}"
    rows = service.pool.select(
        f"SELECT DISTINCT ?s WHERE {{ {link} FILTER(isIRI(?s) && STR(?s) > "
        f"{string_token(after)}) }} ORDER BY STR(?s) LIMIT {PAGE + 1}"
    )
    counted = service.pool.select(
        f"SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT ?s WHERE {{ {link} }} "
        f"LIMIT {INCOMING_READ} }}"
    )
    shown = [row["s"].value for row in rows[:PAGE]]
    named = refs(service, [iri, predicate, *shown], g.lang)
    return page(
        "incoming.html",
        section="find",
        thing=named[iri],
        predicate=named[predicate],
        things=[named[found] for found in shown],
        count=int(counted[0]["n"].value),
        most=INCOMING_READ,
        more=shown[-1] if len(rows) > PAGE else None,
        after=after,
        back=href(iri),
    )
