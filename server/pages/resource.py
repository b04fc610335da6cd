"""The page and the data of one resource: /id, /doc, /resource, and who points to it."""

from __future__ import annotations

from collections import Counter
from heapq import nsmallest
from typing import Any

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import DCAT, RDFS, SKOS
from server.pages import memento, scheme
from server.pages.data import data_query
from server.pages.departed import departed
from server.pages.formats import (
    AlternateLink,
    described,
    negotiated,
    parameter_links,
    place_in,
    respond,
    suffix_links,
)
from server.pages.kinds import find_kind
from server.pages.kinds.general import say_general
from server.pages.problems import Problem, ResourceMissing, problem_response
from server.pages.profile import ARGUMENT, profile_links, profile_query
from server.pages.site import canonical, page
from server.service import Service
from server.view.addresses import (
    VOCABULARY_BASE,
    candidates,
    described_at,
    href,
    is_kept,
    lead_to,
    leads_straight,
    path_of,
)
from server.view.citation import cite, sentence
from server.view.correction import MOST_SOURCES, correction, dataset_ids, source_line
from server.view.description import Description, describe
from server.view.incoming import INCOMING_READ, property_uses
from server.view.known import meant, parts
from server.view.labels import refs
from server.view.schema_org import schema_org
from server.view.search import nearest
from server.view.service import current_service
from server.view.suffixes import BY_SUFFIX, HTML, DataFormat, split_suffix
from server.view.terms import iri_token, is_iri, last_part, string_token

blueprint = Blueprint("resource", __name__)
PARTS_SHOWN = 50  # parts of a document that its page lists
PAGE = 50
DEFINING = tuple(
    PAGE_PREFIXES[prefix] + local
    for prefix, local in (
        ("skos", "definition"),
        ("dct", "description"),
        ("rdfs", "comment"),
    )
)


@blueprint.get("/id/<written:path>")
def identifier(path: str) -> AnyResponse:
    """A thing is not a document: lead to the document about it (303, httpRange-14)."""
    service, query = current_service(), request.query_string.decode("latin-1")
    iris = candidates(f"id/{path}", query, base=service.base)
    if not memento.is_asked() and (told := departed(service, iris, below="/id/")) is not None:
        return told
    place, own = f"/doc/{path}", False
    if query or not leads_straight(path):
        iri = meant(service, iris)
        place = path_of(iri, service.base) if iri else place
        own = iri is not None and "?" in iri
    if query and not own:
        place += ("&" if "?" in place else "?") + query
    response = lead_to(place)
    response.headers["Link"] = f'<{response.location}>; rel="describedby"'
    response.vary.add("Accept")
    return response


@blueprint.get("/doc/<written:path>")
def document(path: str) -> AnyResponse:
    """The document about a resource, in the format of its suffix or of `Accept`."""
    service = current_service()
    stem, wanted = split_suffix(path)
    iri = described_at(stem, service.base)
    if (led := memento.gate(iri, f"/doc/{path}")) is not None:
        return led
    if (told := _departed_document(service, path, stem, wanted)) is not None:
        return told
    if path_of(iri, service.base) != f"/doc/{stem}" or meant(service, [iri]) != iri:
        return _elsewhere(service, path, stem, wanted)
    return answer(service, iri, links=suffix_links(f"/doc/{stem}"), wanted=wanted)


def _departed_document(
    service: Service, path: str, stem: str, wanted: DataFormat | None
) -> AnyResponse | None:
    """The answer when the thing that a document was about left or moved."""
    own = candidates(f"id/{path}", "", base=service.base)
    told = departed(service, own)
    if told is None and wanted is not None:
        told = departed(service, candidates(f"id/{stem}", "", base=service.base), wanted=wanted)
    return told


def _elsewhere(service: Service, path: str, stem: str, wanted: DataFormat | None) -> AnyResponse:
    """Lead to the thing that an address below /doc/ means when it is not that of its document."""
    iris = candidates(f"id/{path}", "", base=service.base)
    if (iri := meant(service, iris)) is not None:
        return lead_to(path_of(iri, service.base))
    if wanted is not None:
        iris = [*candidates(f"id/{stem}", "", base=service.base), *iris]
        if (iri := meant(service, iris)) is not None:
            return lead_to(place_in(path_of(iri, service.base), wanted))
    raise missing(service, iris)


@blueprint.get("/resource")
def any_resource() -> AnyResponse:
    """The document about any IRI in the graph, also one that belongs to somebody else."""
    service, iri = current_service(), request.args.get("iri", "")
    if not is_iri(iri):
        raise Problem("SAM-H400")
    place = path_of(iri, service.base)
    wanted = BY_SUFFIX.get(request.args.get("format", ""))
    if not place.startswith("/resource"):
        told = None if memento.is_asked() else departed(service, [iri])
        return told or lead_to(place)
    if (led := memento.gate(iri, place_in(place, wanted) if wanted else place)) is not None:
        return led
    if (told := departed(service, [iri])) is not None:
        return told
    found = meant(service, [iri])
    if found is None:
        raise missing(service, [iri])
    if found != iri:
        return lead_to(path_of(found, service.base))
    return answer(service, iri, links=parameter_links("/resource", iri=iri))


@blueprint.app_errorhandler(ResourceMissing)
def as_written(problem: ResourceMissing) -> AnyResponse:
    """Lead to the thing that has this address as its IRI, where the site has no page of its own."""
    service = current_service()
    path = str(request.environ["PATH_INFO"]).removeprefix("/")
    query = request.query_string.decode("latin-1")
    if problem.code == "SAM-H410":
        return problem_response(problem)
    iris = candidates(path, query, base=service.base)
    try:
        if (told := departed(service, iris)) is not None:
            return told
    except ResourceMissing as gone:
        return problem_response(gone)
    iri = meant(service, iris)
    return problem_response(problem) if iri is None else lead_to(path_of(iri, service.base))


@blueprint.app_errorhandler(404)
def no_page(_: NotFound) -> AnyResponse:
    """The same for an address that no page has."""
    return as_written(ResourceMissing())


def answer(
    service: Service, iri: str, *, links: list[AlternateLink], wanted: DataFormat | None = None
) -> Response:
    """The page or the data of a resource that is known, in our words or those of a profile."""
    wanted, profile = wanted or negotiated(), request.args.get(ARGUMENT, "")
    if profile and wanted is HTML:
        wanted = BY_SUFFIX["jsonld"]
    links = [*links, *profile_links(links)]
    same = memento.unchanged(iri)
    if same is not None:
        response = described(same, links, subject=iri)
    else:
        response = respond(
            wanted,
            links,
            subject=iri,
            html=lambda: _page(service, iri, links),
            query=lambda: (
                profile_query(service, iri, profile=profile)
                if profile
                else data_query(service, iri)
            ),
        )
    return memento.dated(response, iri)


def _page(service: Service, iri: str, links: list[AlternateLink]) -> Response:
    description = describe(service, iri, lang=g.lang)
    dataset = description.is_a(f"{DCAT}Dataset")
    citation = cite(service, iri, label=description.label, dataset=dataset)
    listed, count = parts(service, iri, most=PARTS_SHOWN)
    shared: dict[str, Any] = {
        "d": description,
        "links": links,
        "citation": citation,
        "cited": sentence(citation),
        "linked": None if is_kept() else schema_org(service, description),
        "mend": correction(
            service,
            _told_by(service, description),
            page=canonical(),
            about=description.label,
            sources=[source_line(row) for row in description.rows[:MOST_SOURCES]],
        ),
        "lead": description.text(*DEFINING),
        "document_parts": list(refs(service, listed, reader=g.lang).values()),
        "parts_count": count,
        "told_since": memento.since(iri),
    }
    if description.is_a(SKOS + "ConceptScheme"):
        return page("scheme.html", section="concepts", **shared, **scheme.context(service, iri))
    kind = find_kind(description.types)
    section = "concepts" if iri.startswith(VOCABULARY_BASE) else "find"
    if dataset:
        section = "data"
    if kind is not None:
        more = kind.context(service, description, lang=g.lang)
        return page(f"kinds/{kind.template}", section=section, **{**shared, **more})
    hidden = {RDFS_LABEL, *DEFINING}
    shown = [s for s in description.statements if s.predicate.iri not in hidden]
    uses = property_uses(service, iri, reader=g.lang)
    return page(
        "resource.html",
        section=section,
        answer=say_general(service, description, uses=uses),
        uses=uses,
        stated=[s for s in shown if not s.inferred],
        inferred=[s for s in shown if s.inferred],
        **shared,
    )


RDFS_LABEL = RDFS + "label"


def _told_by(service: Service, description: Description) -> list[str]:
    """The datasets, by id, that say something of a thing, the one that says most first; or it."""
    own = [
        str(one["id"])
        for one in service.release.manifest.get("datasets", [])
        if one.get("iri") == description.iri
    ]
    says = Counter(n for s in description.statements for v in s.values for n in v.datasets if n)
    told = sorted(says, key=lambda name: (-says[name], name))
    return own or told or dataset_ids(service, description.rows)


def missing(service: Service, iris: list[str]) -> ResourceMissing:
    """Nothing is said about these IRIs: with the nearest names."""
    text = last_part(iris[0]).replace("-", " ") if iris else ""
    near = nearest(service, text, reader=g.lang) if text else []
    extra: dict[str, object] = {"near": [{"iri": one.iri, "label": one.label} for one in near]}
    seen = memento.last_seen(iris)
    if seen is not None:
        extra["lastRelease"] = seen[1]
        place = path_of(seen[0], service.base)
        seen = seen[1], f"/releases/{seen[1]}{place}"
    asked = iris[0] if iris else ""
    return ResourceMissing(
        page={"asked": asked, "near": near, "words": text, "seen": seen}, extra=extra
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
    # The first of all in order, without a sort in the engine, which takes ten times as long.
    rows = service.pool.select(
        f"SELECT DISTINCT ?s WHERE {{ {link}"
        f" FILTER(isIRI(?s) && STR(?s) > {string_token(after)}) }}"
    )
    things = nsmallest(PAGE + 1, (row["s"].value for row in rows))
    counted = service.pool.select(
        f"SELECT (COUNT(*) AS ?n) WHERE {{ SELECT DISTINCT ?s WHERE {{ {link} }} "
        f"LIMIT {INCOMING_READ + 1} }}"
    )
    shown = things[:PAGE]
    named = refs(service, [iri, predicate, *shown], reader=g.lang)
    return page(
        "incoming.html",
        section="find",
        thing=named[iri],
        predicate=named[predicate],
        things=[named[found] for found in shown],
        count=int(counted[0]["n"].value),
        most=INCOMING_READ,
        more=shown[-1] if len(things) > PAGE else None,
        after=after,
        back=href(iri),
    )
