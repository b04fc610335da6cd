"""Finding things: /search by name, and /browse, the list of everything of one class."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from kg.model.terms import SAM
from server.pages.problems import Problem, ResourceMissing
from server.pages.scheme import definitions
from server.pages.site import page
from server.service import Service
from server.view.addresses import lead_to, path_of
from server.view.labels import Ref, ref, refs
from server.view.name_index import LONGEST_SEARCH, Hit, names
from server.view.service import current_service
from server.view.terms import PROLOGUE, iri_token, is_iri, string_token

blueprint = Blueprint("browse", __name__)
PAGE = 50
HITS = 60
# Classes by which people look for things, in this order; others are on the vocabulary pages.
WAYS_IN = (
    "MunicipalArea",
    "Organisation",
    "SocialService",
    "Partnership",
    "Project",
    "BasicRight",
    "LocalSocialPolicy",
    "SocialHouse",
)


@dataclass(frozen=True)
class ListedResource:
    """A thing in a list: its name, what it is, and the name that matched when it is another."""

    ref: Ref
    kind: Ref | None
    matched: str = ""
    matched_lang: str = ""


def class_counts(service: Service) -> dict[str, int]:
    """How many things each class has, as counted when the release was made."""
    counted = service.release.manifest.get("counts", {}).get("classes", {})
    return {str(iri): int(count) for iri, count in counted.items()}


def ways_in(service: Service, lang: str) -> list[tuple[Ref, str, int]]:
    """The classes by which people look, with the address of their list and their size."""
    counts = class_counts(service)
    iris = [SAM + name for name in WAYS_IN if counts.get(SAM + name)]
    named = refs(service, iris, reader=lang)
    return [(named[iri], browse_path(iri), counts[iri]) for iri in iris]


def browse_path(class_iri: str) -> str:
    """The path of the list of a class: short for our own classes."""
    if class_iri.startswith(SAM):
        return f"/browse/{class_iri[len(SAM) :]}"
    return f"/browse?class={quote(class_iri, safe=':/')}"


def kinds_of(service: Service, iris: list[str], *, lang: str) -> dict[str, Ref]:
    """For each thing the class that says most: our own, and with the fewest members."""
    tokens = " ".join(iri_token(iri) for iri in iris)
    if not tokens:
        return {}
    rows = service.pool.select(f"SELECT ?s ?c WHERE {{ VALUES ?s {{ {tokens} }} ?s a ?c }}")
    counts = class_counts(service)
    chosen: dict[str, str] = {}
    for row in rows:
        thing, cls = row["s"].value, row["c"].value
        weight = (not cls.startswith(SAM), counts.get(cls, 0), cls)
        before = chosen.get(thing)
        if before is None or weight < (not before.startswith(SAM), counts.get(before, 0), before):
            chosen[thing] = cls
    named = refs(service, set(chosen.values()), reader=lang)
    return {thing: named[cls] for thing, cls in chosen.items()}


def found_things(service: Service, hits: list[Hit], *, lang: str) -> list[ListedResource]:
    """Search results as a page lists them."""
    iris = [hit.iri for hit in hits]
    named, kinds = refs(service, iris, reader=lang), kinds_of(service, iris, lang=lang)
    return [
        ListedResource(
            named[hit.iri],
            kinds.get(hit.iri),
            hit.name if hit.name != named[hit.iri].label else "",
            hit.lang,
        )
        for hit in hits
    ]


@blueprint.get("/search")
def search() -> AnyResponse:
    """Things whose name holds every word that was typed, whatever the case and accents."""
    service, text = current_service(), request.args.get("q", "").strip()
    if is_iri(text) and "/" in text:
        return lead_to(path_of(text, service.base))
    if len(text) > LONGEST_SEARCH:
        raise Problem("SAM-H400")
    listed = names(service) if text else None
    hits = listed.search(text, g.lang) if listed else []
    near = listed.nearest(text) if listed and not hits else []
    return page(
        "search.html",
        section="find",
        text=text,
        count=len(hits),
        most=HITS,
        complete=listed.complete if listed else True,
        found=found_things(service, hits[:HITS], lang=g.lang),
        near=found_things(service, near, lang=g.lang),
        ways=ways_in(service, g.lang),
    )


@blueprint.get("/browse")
def browse_any() -> Response:
    """The things of any class, by `?class=`."""
    return _list(request.args.get("class", ""))


@blueprint.get("/browse/<name>")
def browse_own(name: str) -> Response:
    """The things of a class of the vocabulary."""
    return _list(SAM + name)


def _list(class_iri: str) -> Response:
    service = current_service()
    if not is_iri(class_iri):
        raise Problem("SAM-H400")
    after_name, after_iri = request.args.get("name", ""), request.args.get("after", "")
    rows = _members(service, class_iri, after_name, after_iri)
    total = _total(service, class_iri)
    if not rows and not total:
        raise ResourceMissing(page={"asked": class_iri})
    shown = rows[:PAGE]
    iris = [row[1] for row in shown]
    named = refs(service, iris, reader=g.lang)
    leads = definitions(service, iris, lang=g.lang)
    return page(
        "browse.html",
        section="find",
        thing=ref(service, class_iri, reader=g.lang),
        things=[(named[iri], leads.get(iri)) for iri in iris],
        total=total,
        next=shown[-1] if len(rows) > PAGE else None,
        started=not after_iri,
        first=named[iris[0]] if iris else None,
    )


def _total(service: Service, class_iri: str) -> int:
    counted = class_counts(service).get(class_iri)
    if counted is not None:
        return counted
    rows = service.pool.select(
        f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s a {iri_token(class_iri)} }}"
    )
    return int(rows[0]["n"].value)


def _members(
    service: Service, class_iri: str, after_name: str, after_iri: str
) -> list[tuple[str, str]]:
    """A page of a class in the order of names, from after a place on: (sorting name, IRI)."""
    past = ""
    if after_iri:
        name, iri = string_token(after_name), string_token(after_iri)
        past = f"FILTER(?key > {name} || (?key = {name} && STR(?s) > {iri}))"
    rows = service.pool.select(
        PROLOGUE
        + f"""SELECT ?s ?key WHERE {{
  {{ SELECT ?s (MIN(?folded) AS ?key) WHERE {{
    {{ SELECT DISTINCT ?s WHERE {{ ?s a {iri_token(class_iri)} FILTER(isIRI(?s)) }} }}
    OPTIONAL {{ ?s skos:prefLabel|rdfs:label|dct:title ?name }}
    BIND(LCASE(STR(COALESCE(?name, ?s))) AS ?folded)
  }} GROUP BY ?s }}
  {past}
}} ORDER BY ?key STR(?s) LIMIT {PAGE + 1}"""
    )
    return [(row["key"].value, row["s"].value) for row in rows]
