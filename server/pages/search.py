"""Finding things: /search for people, /api/search for programs, by the same index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, g, jsonify, request
from werkzeug.wrappers import Response as AnyResponse

from kg.model.terms import SAM
from kg.search.database import Hit
from kg.search.index import LONGEST_TEXT, SearchIndex, SearchResult
from server.pages.browse import KINDS, ways_in
from server.pages.leads import Lead, read_leads
from server.pages.problems import Problem
from server.pages.scheme import definitions
from server.pages.site import page
from server.service import Service
from server.view.addresses import lead_to, path_of
from server.view.index import search_index
from server.view.labels import Ref, refs
from server.view.search import FACETS, chosen_facets, facet_links, hit_refs
from server.view.service import current_service
from server.view.terms import is_iri

blueprint = Blueprint("search", __name__)
HITS = 25
MOST_HITS = 100
"""Things that a program gets at once."""
LAST_START = 5_000
_SERVICE = f"{SAM}SocialService"
SUGGESTED = 8


@dataclass(frozen=True)
class ListedResource:
    """A thing in a list: its name, what it is, what it is about, and the text that matched."""

    ref: Ref
    kind: Ref | None
    lead: Any
    hit: Hit


@blueprint.get("/search")
def search() -> AnyResponse:
    """Things that fit what was typed, however it was spelled, best first."""
    service, text = current_service(), request.args.get("q", "").strip()
    if is_iri(text) and "/" in text:
        return lead_to(path_of(text, service.base))
    index, found = _found(service, text, most=HITS)
    return page(
        "search.html",
        section="find",
        text=text,
        found=found,
        start=_start(),
        page_size=HITS,
        things=_listed(service, found.hits) if found else [],
        facets=facet_links(service, found.facets, reader=g.lang, kinds=KINDS) if found else [],
        indexed=index is not None,
        leads=_leads(service, text, found) if found else [],
        ways=ways_in(service, g.lang),
    )


@blueprint.get("/api/search")
def search_api() -> Response:
    """What /search finds, as JSON: `q`, `start`, `limit`, `lang`, and facets as on the page."""
    service, text = current_service(), request.args.get("q", "").strip()
    most = request.args.get("limit", HITS, type=int)
    if not 0 < most <= MOST_HITS:
        raise Problem("SAM-H400")
    _index, found = _found(service, text, most=most)
    hits = found.hits if found else []
    kinds = refs(service, {hit.cls for hit in hits if hit.cls}, reader=g.lang)
    named = hit_refs(service, hits, reader=g.lang)
    answer = {
        "q": text,
        "total": found.total if found else 0,
        "start": _start(),
        "corrected": found.corrected if found else "",
        "results": [_told(hit, named[hit.iri], kinds.get(hit.cls)) for hit in hits],
        "facets": {
            name: [{"iri": iri, "count": count} for iri, count in counted]
            for name, counted in (found.facets if found else {}).items()
            if name in FACETS
        },
    }
    return _json(answer)


@blueprint.get("/api/suggest")
def suggest() -> Response:
    """The first things that fit what was typed so far, as JSON: for the search field."""
    service = current_service()
    index, text = search_index(service), request.args.get("q", "").strip()
    if len(text) > LONGEST_TEXT:
        raise Problem("SAM-H400")
    hits = index.suggest(text, g.lang, most=SUGGESTED) if index is not None and text else []
    kinds = refs(service, {hit.cls for hit in hits if hit.cls}, reader=g.lang)
    named = hit_refs(service, hits, reader=g.lang)
    return _json([_told(hit, named[hit.iri], kinds.get(hit.cls)) for hit in hits])


def _found(
    service: Service, text: str, *, most: int
) -> tuple[SearchIndex | None, SearchResult | None]:
    if len(text) > LONGEST_TEXT:
        raise Problem("SAM-H400")
    index = search_index(service)
    if index is None or not text:
        return index, None
    return index, index.search(
        text, g.lang, facets=chosen_facets().items(), start=_start(), most=most
    )


def _start() -> int:
    start = request.args.get("start", 0, type=int)
    if not 0 <= start <= LAST_START:
        raise Problem("SAM-H400")
    return start


def _leads(service: Service, text: str, found: SearchResult) -> list[Lead]:
    helped = _SERVICE in dict(found.facets.get("kind", ()))
    named = bool(found.total) and not found.corrected
    return read_leads(service, text, helped=helped, named=named)


def _listed(service: Service, hits: list[Hit]) -> list[ListedResource]:
    named = hit_refs(service, hits, reader=g.lang)
    kinds = refs(service, {hit.cls for hit in hits if hit.cls}, reader=g.lang)
    leads = definitions(service, [hit.iri for hit in hits], lang=g.lang)
    return [
        ListedResource(named[hit.iri], kinds.get(hit.cls), leads.get(hit.iri), hit) for hit in hits
    ]


def _told(hit: Hit, named: Ref, kind: Ref | None) -> dict[str, Any]:
    return {
        "iri": hit.iri,
        "label": named.label,
        "lang": named.lang,
        "path": named.href,
        "class": hit.cls,
        "kind": kind.label if kind else "",
        "standing": hit.standing,
        "matched": hit.matched,
    }


def _json(answer: Any) -> Response:
    response = jsonify(answer)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept-Language")
    return response
