"""The page of a basic right: its place, legal ground, and where a service opens it or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from server.pages.kinds.concept import (
    MATCHES,
    OTHER_NAME,
    STRUCTURE,
    elsewhere,
    names,
    place_in_tree,
)
from server.pages.kinds.facts import short
from server.view.page_query import Book, Thing, by_name
from server.view.terms import PREFIXES

if TYPE_CHECKING:
    from server.service import Service
    from server.view.description import Description

LIMIT = 1000
COUNTED = 50_000  # services of all rights that are counted
_CODE = PREFIXES["skos"] + "notation"
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


class Place(NamedTuple):
    """A municipality with the services in it that open the right, and who provides them."""

    area: Thing
    services: list[Thing]
    actors: list[Thing]


def context(service: Service, description: Description, lang: str) -> dict[str, Any]:
    """Everything that `kinds/right.html` shows."""
    book, iri = Book(service, lang), description.iri
    scheme = book.concept("right").iri
    counts = {
        r["right"].value: int(r["n"].value)
        for r in book.some_rows(_COUNTS, scheme=scheme, most=COUNTED)
    }
    book.cut = sum(counts.values()) >= COUNTED
    rows = book.rows(_SERVICES, this=iri, limit=LIMIT)
    services = {row["service"].value for row in rows}
    about = book.rows(_GROUNDS, this=iri)
    missing = book.rows(_AREAS, this=iri, limit=AREAS)

    return {
        "book": book,
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
        **place_in_tree(book, iri, scheme),
        "counts": counts,
        "names": names(description),
        "grounds": book.column(about, "ground"),
        "wholes": book.column(about, "whole"),
        "parts": book.column(about, "part"),
        "places": _places(book, rows),
        "service_count": len(services),
        "nowhere": by_name(book.thing(r["service"].value) for r in rows if "area" not in r),
        "lacking": by_name(book.thing(r["area"].value) for r in missing if _is_true(r)),
        "no_data": sum(not _is_true(row) for row in missing),
        "limit": LIMIT if len(services) >= LIMIT else None,
        "elsewhere": elsewhere(book, iri),
    }


def _is_true(row: Any) -> bool:
    return "served" in row and row["served"].value == "true"


def _places(book: Book, rows: list[Any]) -> list[Place]:
    services: dict[Thing, set[Thing]] = {}
    actors: dict[Thing, set[Thing]] = {}
    for row in rows:
        area, actor = book.of(row, "area"), book.of(row, "actor")
        if area is None:
            continue
        services.setdefault(area, set()).add(book.thing(row["service"].value))
        actors.setdefault(area, set()).update({actor} if actor else ())
    return [Place(a, by_name(services[a]), by_name(actors[a])) for a in by_name(services)]
