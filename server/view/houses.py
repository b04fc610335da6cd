"""The Social Houses of a release with the areas they lie in, and which is near a place.

Near is what `kg.figures.NEARNESS` says. Where both have a point, the distance counts; a house
without one comes after those of the same area of which the distance is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import NamedTuple

from kg.figures import NEARNESS
from server.draw.places import GeoPoint, Ring, kilometres, middle, read_outline, read_point
from server.service import Service
from server.view.figures import Municipality, rights_figure
from server.view.release_cache import per_release_cache
from server.view.terms import PROLOGUE

LOCALITIES = ("MunicipalArea", "SubMunicipality", "District")
"""The classes of the areas that people name when they say where they live."""
TIERS = ("", "municipality", *NEARNESS, "elsewhere")
"""How near a house is, the nearest first; the first is the very village or neighbourhood."""
_MOST = 9000
_HOUSES = f"""
SELECT ?house ?area ?runner ?governed ?end WHERE {{
  ?house a sam:SocialHouse .
  OPTIONAL {{ ?house sam:locatedIn ?area }}
  OPTIONAL {{ ?house sam:siteOf ?runner OPTIONAL {{ ?runner sam:governs ?governed }} }}
  OPTIONAL {{ ?house sam:validUntil ?end }}
}} LIMIT {_MOST}"""
_PARTS = f"""
SELECT ?area ?whole WHERE {{
  VALUES ?cls {{ sam:SubMunicipality sam:District }} ?area a ?cls ; sam:withinArea ?whole .
  VALUES ?kind {{ sam:MunicipalArea sam:SubMunicipality }} ?whole a ?kind
  FILTER NOT EXISTS {{ ?area sam:mergedInto ?newer }}
}} LIMIT {_MOST}"""
_GEOMETRY = f"""
SELECT ?thing ?wkt WHERE {{
  VALUES ?cls {{ sam:SocialHouse sam:MunicipalArea sam:SubMunicipality sam:District }}
  ?thing a ?cls ; (locn:geometry|geo:hasGeometry|sam:locatedAt)?/geo:asWKT ?wkt
}} LIMIT {_MOST}"""


@dataclass(frozen=True)
class Locality:
    """A municipality, or a part of one with the parts it lies in; its point may be theirs."""

    iri: str
    parts: tuple[str, ...]
    municipality: str
    point: GeoPoint | None


@dataclass(frozen=True)
class House:
    """A Social House: the areas it lies in, its municipality (empty where unknown), who runs it."""

    iri: str
    areas: frozenset[str]
    municipality: str
    runners: tuple[str, ...]
    point: GeoPoint | None


class NearHouse(NamedTuple):
    """A house seen from a place: how near by area, and in kilometres where both have a point."""

    house: House
    tier: str
    distance: float | None


@dataclass(frozen=True)
class HouseMap:
    """All houses and places of a release; outlines only where the data have any."""

    houses: tuple[House, ...]
    localities: Mapping[str, Locality]
    municipalities: Mapping[str, Municipality]
    outlines: Mapping[str, tuple[Ring, ...]]

    @cached_property
    def housed(self) -> frozenset[str]:
        """The municipalities in which a house is known."""
        return frozenset(house.municipality for house in self.houses if house.municipality)

    def near(self, place: Locality) -> list[NearHouse]:
        """All houses, the nearest first."""
        found = [self._seen(house, place) for house in self.houses]
        farthest: dict[int, float] = {}
        for tier in range(len(TIERS)):
            known = [
                one.distance
                for one in found
                if one.distance is not None and TIERS.index(one.tier) <= tier
            ]
            nothing = 0.0 if tier < 2 else inf
            farthest[tier] = max(known, default=nothing) if tier else -1.0

        def order(one: NearHouse) -> tuple[float, bool, int, str]:
            tier = TIERS.index(one.tier)
            unknown = one.distance is None
            return farthest[tier] if unknown else one.distance or 0.0, unknown, tier, one.house.iri

        return sorted(found, key=order)

    def tier_between(self, place: Locality, municipality: str) -> str:
        """How near a municipality is to a place."""
        if municipality == place.municipality:
            return "municipality"
        here = self.municipalities.get(place.municipality)
        there = self.municipalities.get(municipality)
        if here is not None and there is not None:
            for nearness in NEARNESS:
                if set(here.within.get(nearness, ())) & set(there.within.get(nearness, ())):
                    return nearness
        return "elsewhere"

    def _seen(self, house: House, place: Locality) -> NearHouse:
        own = {place.iri, *place.parts} - {place.municipality}
        tier = "" if own & house.areas else self.tier_between(place, house.municipality)
        apart = None
        if house.point is not None and place.point is not None:
            apart = kilometres(house.point, place.point)
        return NearHouse(house, tier, apart)


def house_map(service: Service) -> HouseMap:
    """The houses of a release with the places from which one may look."""
    return per_release_cache(service, "social houses", make=lambda: _read(service))


def _read(service: Service) -> HouseMap:
    figure = rights_figure(service)
    municipalities = figure.municipalities if figure else {}
    parts: dict[str, set[str]] = defaultdict(set)
    for row in service.pool.select(PROLOGUE + _PARTS):
        parts[row["area"].value].add(row["whole"].value)
    points: dict[str, GeoPoint] = {}
    outlines: dict[str, tuple[Ring, ...]] = {}
    for row in service.pool.select(PROLOGUE + _GEOMETRY):
        thing, wkt = row["thing"].value, row["wkt"].value
        point, outline = read_point(wkt), read_outline(wkt)
        if point is not None:
            points[thing] = min(point, points.get(thing, point))
        if outline:
            outlines.setdefault(thing, outline)
    localities = {}
    for iri in (*municipalities, *parts):
        wholes = parts.get(iri, set()) - {iri}
        municipal = [iri, *sorted(wholes)]
        home = next((one for one in municipal if one in municipalities), "")
        if home:
            nearest_first = (iri, *sorted(wholes - {home}))
            point = next((points[one] for one in nearest_first if one in points), None)
            point = point or middle(outlines.get(iri, ()))
            localities[iri] = Locality(iri, tuple(sorted(wholes - {home})), home, point)
    houses = _houses(service, localities, points)
    return HouseMap(houses, localities, municipalities, outlines)


def _houses(
    service: Service, localities: Mapping[str, Locality], points: Mapping[str, GeoPoint]
) -> tuple[House, ...]:
    told: dict[str, dict[str, set[str]]] = {}
    manifest = service.release.manifest
    today = str(manifest.get("reference_date") or manifest.get("created") or "9999")[:10]
    for row in service.pool.select(PROLOGUE + _HOUSES):
        said = told.setdefault(row["house"].value, defaultdict(set))
        for name, term in row.items():
            said[name].add(term.value)
    houses = []
    for iri, said in sorted(told.items()):
        if any(end[:10] < today for end in said["end"]):
            continue
        areas = set(said["area"])
        areas |= {
            part
            for area in said["area"]
            if area in localities
            for part in _wholes(localities[area])
        }
        lies = sorted(
            {localities[area].municipality for area in areas if area in localities}
            or {area for area in said["governed"] if area in localities}
        )
        houses.append(
            House(
                iri,
                frozenset(areas),
                lies[0] if lies else "",
                tuple(sorted(said["runner"])),
                points.get(iri),
            )
        )
    return tuple(houses)


def _wholes(locality: Locality) -> tuple[str, ...]:
    return (*locality.parts, locality.municipality)
