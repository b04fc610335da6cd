"""A list to take home: the same things in the same order as on the page, as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from flask import Response, g, request
from flask_babel import gettext as _

from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import SAM
from kg.search.database import Facets, Hit
from kg.search.index import SearchIndex
from server.pages.problems import Problem
from server.pages.table_files import NAMES, file_response, write_table
from server.service import Service
from server.view.addresses import root
from server.view.labels import refs
from server.view.release_cache import per_release_cache
from server.view.search import hit_refs
from server.view.terms import PROLOGUE, iri_token, last_part

MOST_ROWS_OF_FILE = 20_000
"""Things in one file; whole datasets are in the dumps."""
ASKED_AT_ONCE = 300
FORMS = ("csv", "xlsx", "json", "geojson", "ttl")
_DETAILS = """
SELECT ?s ?column ?value WHERE {{
  VALUES ?s {{ {things} }}
  {{ ?s sam:providedBy ?value BIND("provider" AS ?column) }}
  UNION {{ ?s locn:address ?a . {{ ?a locn:thoroughfare ?value BIND("street" AS ?column) }}
    UNION {{ ?a locn:locatorDesignator ?value BIND("number" AS ?column) }}
    UNION {{ ?a locn:postCode ?value BIND("postcode" AS ?column) }}
    UNION {{ ?a locn:postName ?value BIND("town" AS ?column) }} }}
  UNION {{ ?s m8g:contactPoint ?c . {{ ?c m8g:telephone ?value BIND("telephone" AS ?column) }}
    UNION {{ ?c m8g:email ?value BIND("email" AS ?column) }} }}
  UNION {{ ?s foaf:homepage|foaf:page|schema:url ?value BIND("website" AS ?column) }}
  UNION {{ ?s sam:kboNumber ?value BIND("kbo" AS ?column) }}
  UNION {{ ?s sam:nisCode ?value BIND("nis" AS ?column) }}
  UNION {{ ?s dct:description|skos:definition ?value BIND("description" AS ?column) }}
}}"""
_POINTS = """
SELECT ?s ?wkt WHERE {{ VALUES ?s {{ {things} }}
  ?s (locn:geometry|<http://www.opengis.net/ont/geosparql#hasGeometry>|sam:locatedAt)?/
     <http://www.opengis.net/ont/geosparql#asWKT> ?wkt }}"""
_ANY_POINT = "ASK { ?s <http://www.opengis.net/ont/geosparql#asWKT> ?wkt }"
_FACETS = ("municipality", "right", "sector", "group")


class FileLink(NamedTuple):
    """A form of a list with its address and its short name."""

    href: str
    name: str


def links(service: Service, class_iri: str) -> list[FileLink]:
    """The forms of the list on this page, with what is chosen on it."""
    has_places = per_release_cache(service, "places", make=lambda: service.pool.ask(_ANY_POINT))
    query = request.query_string.decode("latin-1")
    own = class_iri.startswith(SAM)
    path = f"{root()}/browse"
    found = []
    for form in FORMS:
        if form == "geojson" and not has_places:
            continue
        kept = f"?{query}" if query else ""
        own_path = f"{path}/{class_iri[len(SAM) :]}.{form}{kept}"
        found.append(FileLink(own_path if own else f"{path}?{query}&format={form}", NAMES[form]))
    return found


def send(
    service: Service,
    index: SearchIndex,
    *,
    class_iri: str,
    facets: Facets,
    standing: str | None,
    form: str,
) -> Response:
    """A list as a file; one that ends after `MOST_ROWS_OF_FILE` things says so in a header.

    Raises:
        Problem: there is no such form.
    """
    if form not in FORMS:
        raise Problem("SAM-H400")
    letter = request.args.get("letter", "")
    listed = index.lists.page(
        facets, g.lang, standing=standing, letter=letter, most=MOST_ROWS_OF_FILE
    )
    data = _written(service, index, listed.hits, form)
    response = file_response(data, form, name=f"{last_part(class_iri)}-{service.release.id}")
    if listed.more:
        response.headers["X-Total-Count"] = str(listed.total)
    return response


def _written(service: Service, index: SearchIndex, hits: list[Hit], form: str) -> bytes:
    others = {"json": _json, "geojson": _geojson, "ttl": _turtle}
    if form in others:
        return others[form](service, index, hits)
    heads, rows = _table(service, index, hits)
    return write_table(heads, rows, form=form)


def _columns() -> dict[str, str]:
    return {
        "name": _("Name"),
        "kind": _("Kind"),
        "description": _("Description"),
        "municipality": _("Municipality"),
        "provider": _("Offered by"),
        "right": _("Right"),
        "sector": _("Sector"),
        "group": _("Target group"),
        "street": _("Street and number"),
        "postcode": _("Postcode"),
        "town": _("Place"),
        "telephone": _("Telephone"),
        "email": _("E-mail"),
        "website": _("Website"),
        "kbo": _("Enterprise number"),
        "nis": _("NIS code"),
        "iri": _("Address in the data (IRI)"),
    }


def _records(service: Service, index: SearchIndex, hits: list[Hit]) -> Iterator[dict[str, str]]:
    """What a file says of each thing: texts by column, several of them joined by "; "."""
    rest = iter(hits)
    while some := list(islice(rest, ASKED_AT_ONCE)):
        iris = [hit.iri for hit in some]
        said: dict[str, dict[str, list[str]]] = {iri: {} for iri in iris}
        things = " ".join(map(iri_token, iris))
        for row in service.pool.select(PROLOGUE + _DETAILS.format(things=things)):
            value, column = row["value"], row["column"].value
            if column != "description" or value.lang in (g.lang, None, ""):
                said[row["s"].value].setdefault(column, []).append(value.value)
        for iri, facet, value_iri in index.database.facets_of(iris):
            if facet in _FACETS:
                said[iri].setdefault(facet, []).append(value_iri)
        linked = {
            v for one in said.values() for c in (*_FACETS, "provider") for v in one.get(c, ())
        }
        names = refs(service, linked | {hit.cls for hit in some if hit.cls}, reader=g.lang)
        shown = hit_refs(service, some, reader=g.lang)
        for hit in some:
            found = said[hit.iri]
            for column in (*_FACETS, "provider"):
                labels = sorted(
                    {names[v].label if v in names else v for v in found.get(column, ())}
                )
                found[column] = labels
            found["street"] = [
                " ".join([*found.get("street", [])[:1], *found.get("number", [])[:1]])
            ]
            kind = names[hit.cls].label if hit.cls in names else ""
            yield {
                **{column: "; ".join(dict.fromkeys(values)) for column, values in found.items()},
                "name": shown[hit.iri].label,
                "kind": kind,
                "iri": hit.iri,
            }


def _table(
    service: Service, index: SearchIndex, hits: list[Hit]
) -> tuple[list[str], list[list[str]]]:
    """The heads and rows of a table, without the columns that are empty for all."""
    records, columns = list(_records(service, index, hits)), _columns()
    kept = [c for c in columns if c in ("name", "iri") or any(r.get(c) for r in records)]
    rows = [[record.get(column, "") for column in kept] for record in records]
    return [columns[column] for column in kept], rows


def _json(service: Service, index: SearchIndex, hits: list[Hit]) -> bytes:
    records = [
        {column: record[column] for column in _columns() if record.get(column)}
        for record in _records(service, index, hits)
    ]
    return (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode()


def _geojson(service: Service, index: SearchIndex, hits: list[Hit]) -> bytes:
    """The things that have a point, as features (RFC 7946)."""
    points: dict[str, list[float]] = {}
    rest = iter(hits)
    while some := list(islice(rest, ASKED_AT_ONCE)):
        things = " ".join(iri_token(hit.iri) for hit in some)
        for row in service.pool.select(PROLOGUE + _POINTS.format(things=things)):
            place = _coordinates(row["wkt"].value)
            if place:
                points.setdefault(row["s"].value, place)
    features: list[Any] = [
        {
            "type": "Feature",
            "id": record["iri"],
            "geometry": {"type": "Point", "coordinates": points[record["iri"]]},
            "properties": {c: record[c] for c in _columns() if record.get(c)},
        }
        for record in _records(service, index, [hit for hit in hits if hit.iri in points])
    ]
    told = {"type": "FeatureCollection", "features": features}
    return (json.dumps(told, ensure_ascii=False) + "\n").encode()


def _coordinates(wkt: str) -> list[float] | None:
    """Longitude and latitude of a point in well-known text; None for another shape."""
    shape, _bracket, numbers = wkt.rpartition(">")[2].strip().partition("(")
    parts = numbers.rstrip(") ").split()
    if shape.strip().upper() != "POINT" or len(parts) != 2:
        return None
    return [float(parts[0]), float(parts[1])]


def _turtle(service: Service, _index: SearchIndex, hits: list[Hit]) -> bytes:
    """All that is said of the things."""
    parts, rest = [], iter(hits)
    while some := list(islice(rest, ASKED_AT_ONCE)):
        things = " ".join(iri_token(hit.iri) for hit in some)
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {things} }} ?s ?p ?o }}"
        parts.append(service.pool.construct(query, prefixes=PAGE_PREFIXES))
    return b"\n".join(parts)
