"""The page of a basic right: its place, legal ground, and where a service opens it or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kg.figures.states import Coverage
from kg.model.terms import SKOS
from server.pages.kinds.concept import (
    MATCHES,
    OTHER_NAME,
    STRUCTURE,
    elsewhere,
    names,
    place_in_tree,
)
from server.pages.kinds.facts import short
from server.pages.views.rights_sentences import say_right
from server.view.figures import NO_CELL, rights_figure
from server.view.page_query import PageQuery, Resource, by_name
from server.view.release_cache import per_release_cache

if TYPE_CHECKING:
    from server.service import Service
    from server.view.description import Description

LIMIT = 1000
COUNTED = 50_000  # services of all rights that are counted
_CODE = SKOS + "notation"
SHOWN = 25
"""Municipalities that the page lists; all are on the page that says who opens the right."""
AREAS = 700
"""More than the municipalities of Belgium, so that none is left out unsaid."""

_COUNTS = """
SELECT ?right (COUNT(?service) AS ?n) WHERE {
  { SELECT DISTINCT ?service ?right WHERE {
      ?right skos:inScheme $scheme . ?service sam:givesAccessTo ?right } LIMIT $most }
} GROUP BY ?right"""

_SERVICES = """
SELECT DISTINCT ?service ?area ?actor WHERE {
  { SELECT DISTINCT ?service WHERE { ?service sam:givesAccessTo $this } LIMIT $limit }
  OPTIONAL { ?service sam:servesArea ?area . ?area a sam:MunicipalArea }
  OPTIONAL { ?service sam:providedBy ?actor }
} LIMIT 4000"""

_AREAS = """
SELECT ?area ?served WHERE {
  ?area a sam:MunicipalArea
  FILTER NOT EXISTS { ?area sam:coversRight $this }
  FILTER NOT EXISTS { ?area sam:mergedInto ?newer }
  BIND(EXISTS { ?area sam:withinArea?/sam:hasService ?any } AS ?served)
} LIMIT $limit"""

_GROUNDS = """
SELECT ?ground ?whole ?part WHERE {
  { $this sam:legalGround ?ground }
  UNION { $this sam:partOfRight ?whole }
  UNION { ?part sam:partOfRight $this }
} LIMIT 100"""


class MunicipalOffer(NamedTuple):
    """A municipality with the services in it that open the right, and who provides them."""

    area: Resource
    services: list[Resource]
    actors: list[Resource]


class RightStanding(NamedTuple):
    """Municipalities that lack the right, of how many that are known; where it is announced."""

    lacking: list[Resource]
    known: int
    announced: int


def context(service: Service, description: Description, lang: str) -> dict[str, Any]:
    """Everything that `kinds/right.html` shows."""
    page_query, iri = PageQuery(service, lang), description.iri
    scheme = page_query.concept("right").iri
    counts = _counts(service, page_query, scheme)
    page_query.cut = sum(counts.values()) >= COUNTED
    rows = page_query.rows(_SERVICES, this=iri, limit=LIMIT)
    services = {row["service"].value for row in rows}
    about = page_query.rows(_GROUNDS, this=iri)
    missing = page_query.rows(_AREAS, this=iri, limit=AREAS)
    places = _places(page_query, rows)
    standing = _standing(service, page_query, iri)
    if standing is None:
        lacking = by_name(page_query.resource(r["area"].value) for r in missing if _is_true(r))
        standing = RightStanding(lacking, len(places) + len(lacking), 0)
    return {
        "page_query": page_query,
        "answer": say_right(
            [area.label for area in standing.lacking],
            standing.known,
            announced=standing.announced,
        ),
        "facts": short(
            description,
            "legalGround",
            "partOfRight",
            "legalArticle",
            _CODE,
            OTHER_NAME,
            *STRUCTURE,
            *MATCHES,
        ),
        **place_in_tree(page_query, iri, scheme=scheme),
        "counts": counts,
        "names": names(description),
        "grounds": page_query.column(about, "ground"),
        "wholes": page_query.column(about, "whole"),
        "parts": page_query.column(about, "part"),
        "places": places,
        "shown": SHOWN,
        "service_count": len(services),
        "nowhere": by_name(
            page_query.resource(r["service"].value) for r in rows if "area" not in r
        ),
        "lacking": standing.lacking,
        "no_data": sum(not _is_true(row) for row in missing),
        "limit": LIMIT if len(services) >= LIMIT else None,
        "elsewhere": elsewhere(page_query, iri),
    }


def _counts(service: Service, page_query: PageQuery, scheme: str) -> dict[str, int]:
    """The services that give access to each right; asked once for a release."""

    def ask() -> dict[str, int]:
        rows = page_query.some_rows(_COUNTS, scheme=scheme, most=COUNTED)
        return {row["right"].value: int(row["n"].value) for row in rows}

    return per_release_cache(service, "services by right", make=ask)


def _standing(service: Service, page_query: PageQuery, iri: str) -> RightStanding | None:
    """The municipalities as the figure of the release counts them; None: it lacks this right."""
    figure = rights_figure(service)
    if figure is None or iri not in figure.rights:
        return None
    known = [one for one in figure.municipalities.values() if one.has_data]
    states = [(one, one.cells.get(iri, NO_CELL).state) for one in known]
    return RightStanding(
        by_name(page_query.resource(one.iri) for one, state in states if state.is_gap),
        len(known),
        sum(state is Coverage.ANNOUNCED for _one, state in states),
    )


def _is_true(row: Any) -> bool:
    return "served" in row and row["served"].value == "true"


def _places(page_query: PageQuery, rows: list[Any]) -> list[MunicipalOffer]:
    """The municipalities by name, the first `SHOWN` of them with what is in them."""
    services: dict[Resource, set[Resource]] = {}
    actors: dict[Resource, set[Resource]] = {}
    for row in rows:
        area, actor = page_query.of(row, "area"), page_query.of(row, "actor")
        if area is None:
            continue
        services.setdefault(area, set()).add(page_query.resource(row["service"].value))
        actors.setdefault(area, set()).update({actor} if actor else ())
    listed = by_name(services)
    shown = {area: (by_name(services[area]), by_name(actors[area])) for area in listed[:SHOWN]}
    return [MunicipalOffer(area, *shown.get(area, ([], []))) for area in listed]
