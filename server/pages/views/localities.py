"""The place that a reader fills in: a municipality, village or neighbourhood of the data."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request

from kg.model.terms import SAM
from kg.search.database import KIND
from kg.search.folding import fold
from server.pages.problems import Problem
from server.service import Service
from server.view.houses import LOCALITIES, HouseMap, Locality
from server.view.index import search_index
from server.view.labels import Ref, refs

OFFERED = 400
"""Names that the field offers; where there are more, only those of municipalities."""
_MOST = 8
"""Places to choose from."""


@dataclass(frozen=True)
class AskedPlace:
    """What was filled in: its text, the one place it means, or several to choose from."""

    text: str
    locality: Locality | None
    name: str
    choices: list[Ref]


def asked_place(service: Service, houses: HouseMap) -> AskedPlace:
    """The place in the address of the page: `area` is its IRI, `place` its name as typed.

    Raises:
        Problem: `area` is no municipality, village or neighbourhood of the data.
    """
    area, text = request.args.get("area", ""), request.args.get("place", "").strip()
    if area:
        if area not in houses.localities:
            raise Problem("SAM-H400")
        name = refs(service, [area], reader=g.lang)[area].label
        return AskedPlace(name, houses.localities[area], name, [])
    found = _found(service, houses, text) if text else []
    same = [one for one in found if fold(one.label) == fold(text)]
    meant = same if len(same) == 1 else found
    if len(meant) == 1:
        return AskedPlace(meant[0].label, houses.localities[meant[0].iri], meant[0].label, [])
    return AskedPlace(text, None, "", found)


def offered_places(service: Service, houses: HouseMap) -> list[str]:
    """The names that the field offers."""
    iris = list(houses.localities)
    if len(iris) > OFFERED:
        iris = list(houses.municipalities)
    named = refs(service, iris, reader=g.lang).values()
    return sorted({one.label for one in named if one.named}, key=str.casefold)


def _found(service: Service, houses: HouseMap, text: str) -> list[Ref]:
    index = search_index(service)
    if index is None:
        return []
    kinds = [(KIND, [SAM + name for name in LOCALITIES])]
    hits = index.search(text, g.lang, facets=kinds, most=4 * _MOST).hits
    iris = [hit.iri for hit in hits if hit.iri in houses.localities][:_MOST]
    named = refs(service, iris, reader=g.lang)
    return [named[iri] for iri in iris]
