"""Social Houses: which is nearest to a place, with address, telephone and hours where known."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from markupsafe import Markup

from server.draw.place_map import MapOutline, MapPin, draw_map
from server.draw.places import GeoPoint
from server.pages.kinds.contacts import Contact, read_contacts
from server.pages.kinds.postal import Address, read_addresses
from server.pages.problems import ResourceMissing
from server.pages.table_files import file_response, write_table
from server.pages.views.embed import view_page
from server.pages.views.houses_sentences import (
    SaidHouse,
    say_distance,
    say_houses,
    say_nearest,
    tier_words,
)
from server.pages.views.localities import AskedPlace, asked_place, offered_places
from server.pages.views.rights_sentences import Conclusion
from server.view.addresses import root
from server.view.houses import House, HouseMap, NearHouse, house_map
from server.view.page_query import PageQuery, Resource
from server.view.service import current_service

blueprint = Blueprint("houses", __name__)
FORMS = ("csv", "xlsx", "json", "geojson", "svg")
SHOWN = 12
"""Houses on the page before "show all"."""


class HouseRow(NamedTuple):
    """A house, how near it is, how it is reached; `lent` names another whose address it is."""

    number: int
    thing: Resource
    municipality: Resource | None
    near: str
    distance: str
    address: Address | None
    lent: Resource | None
    contacts: list[Contact]
    point: GeoPoint | None


@blueprint.get("/views/social-house")
def houses() -> Response:
    """The houses, the nearest to the place in `place` or `area` first."""
    service = current_service()
    known, page_query = house_map(service), PageQuery(service, g.lang)
    asked = asked_place(service, known)
    ordered = _ordered(page_query, known, asked)
    shown = ordered if request.args.get("all") else ordered[:SHOWN]
    rows = read_rows(page_query, shown)
    return view_page(
        "views/houses.html",
        section="",
        question=_("Which Social House is nearest?"),
        conclusion=_conclude(page_query, known, asked, ordered),
        asked=asked,
        offered=offered_places(service, known),
        rows=rows,
        total=len(ordered),
        figure=_figure(page_query, known, rows, asked),
        look="",
        undrawn=sum(row.point is None for row in rows),
        files=[(form, f"{root()}/views/social-house.{form}") for form in _forms(known)],
        query=_QUERY,
    )


@blueprint.get("/views/social-house.<form>")
def houses_file(form: str) -> Response:
    """The same houses in the same order as a file; `svg` is the map."""
    service = current_service()
    known, page_query = house_map(service), PageQuery(service, g.lang)
    if form not in _forms(known):
        raise ResourceMissing(page={"asked": request.path})
    asked = asked_place(service, known)
    rows = read_rows(page_query, _ordered(page_query, known, asked))
    name = f"social-house-{service.release.id}"
    if form == "svg":
        drawn = _figure(page_query, known, rows[:SHOWN], asked, alone=True)
        return file_response(drawn, form, name=name)
    heads = [
        *(_("Social House"), _("Municipality"), _("How near"), _("Distance")),
        *(_("Address"), _("Telephone"), _("E-mail"), _("Opening hours")),
        _("Address in the data (IRI)"),
    ]
    table = [_told(row) for row in rows]
    if form == "geojson":
        return file_response(_geojson(heads, table, rows), form, name=name)
    return file_response(write_table(heads, table, form=form), form, name=name)


def nearest_house(page_query: PageQuery, known: HouseMap, *, area: str) -> HouseRow | None:
    """The house that is nearest to an area, near enough to go there; None without one."""
    place = known.localities.get(area)
    near = known.near(place)[:1] if place else []
    rows = read_rows(page_query, [one for one in near if one.tier != "elsewhere"])
    return rows[0] if rows else None


def read_rows(page_query: PageQuery, near: Sequence[NearHouse]) -> list[HouseRow]:
    """Houses with all that is said of how to reach them, in one go."""
    owners = [one.house.iri for one in near]
    runners = [runner for one in near for runner in one.house.runners]
    contacts, addresses = (
        read_contacts(page_query, owners),
        read_addresses(page_query, [*owners, *runners]),
    )
    words = tier_words()
    rows = []
    for number, one in enumerate(near, start=1):
        house = one.house
        lent = next((runner for runner in house.runners if runner in addresses), None)
        own = addresses.get(house.iri) or next(
            (contact.address for contact in contacts[house.iri] if contact.address), None
        )
        rows.append(
            HouseRow(
                number,
                page_query.resource(house.iri),
                page_query.resource(house.municipality) if house.municipality else None,
                words.get(one.tier, ""),
                say_distance(one.distance) if one.distance is not None else "",
                own or (addresses[lent] if lent else None),
                page_query.resource(lent) if lent and not own else None,
                contacts[house.iri],
                house.point,
            )
        )
    return rows


def _forms(known: HouseMap) -> list[str]:
    """The forms of the list; those of a map only where a house has a point."""
    placed = any(house.point for house in known.houses)
    return [form for form in FORMS if placed or form not in ("geojson", "svg")]


def _ordered(page_query: PageQuery, known: HouseMap, asked: AskedPlace) -> list[NearHouse]:
    """The houses, the nearest first; without a place by municipality and name."""
    if asked.locality is not None:
        return known.near(asked.locality)

    def order(house: House) -> tuple[bool, tuple[str, str], tuple[str, str]]:
        town = page_query.resource(house.municipality or house.iri)
        return not house.municipality, town.order, page_query.resource(house.iri).order

    for house in known.houses:  # so that all names are asked at once
        page_query.resource(house.iri)
        page_query.resource(house.municipality or house.iri)
    return [NearHouse(house, "none", None) for house in sorted(known.houses, key=order)]


def _conclude(
    page_query: PageQuery, known: HouseMap, asked: AskedPlace, ordered: Sequence[NearHouse]
) -> Conclusion:
    place = asked.locality
    if place is None:
        return say_houses(
            len(known.houses), housed=len(known.housed), known=len(known.municipalities)
        )
    near = None
    if ordered:
        first = ordered[0]
        town = (
            page_query.resource(first.house.municipality).label if first.house.municipality else ""
        )
        name = page_query.resource(first.house.iri).label
        near = SaidHouse(name, town, first.tier, first.distance)
    own = page_query.resource(place.municipality).label
    return say_nearest(asked.name, near, municipality=own, own=place.municipality in known.housed)


def _figure(
    page_query: PageQuery,
    known: HouseMap,
    rows: Sequence[HouseRow],
    asked: AskedPlace,
    *,
    alone: bool = False,
) -> Markup:
    """The houses that have a point on the outlines of their municipalities, where there are any."""
    placed = [row for row in rows if row.point is not None]
    home = asked.locality.municipality if asked.locality else ""
    towns = {row.municipality.iri for row in placed if row.municipality} | {home}
    outlines = [
        MapOutline(page_query.resource(iri).label, known.outlines[iri], iri == home)
        for iri in sorted(towns & known.outlines.keys())
    ]
    best = bool(asked.locality)
    pins = [
        MapPin(row.number, row.thing.label, row.point, best and row.number == 1)
        for row in placed
        if row.point is not None
    ]
    if not pins:
        return Markup("")
    title = _("Map of %(n)s Social Houses, numbered as in the list", n=len(pins))
    here = asked.locality.point if asked.locality else None
    return draw_map(outlines, pins, title=title, here=here, alone=alone)


def _told(row: HouseRow) -> list[str | int]:
    hours = [
        f"{day} {blocks}"
        for contact in row.contacts
        if contact.hours
        for day, blocks in contact.hours.weekly
    ]
    hours += [said for contact in row.contacts for said in contact.said]
    return [
        row.thing.label,
        row.municipality.label if row.municipality else "",
        row.near,
        row.distance,
        row.address.line if row.address else "",
        "; ".join(way.text for contact in row.contacts for way in contact.telephones),
        "; ".join(way.text for contact in row.contacts for way in contact.emails),
        "; ".join(hours),
        row.thing.iri,
    ]


def _geojson(
    heads: Sequence[str], table: Sequence[Sequence[str | int]], rows: Sequence[HouseRow]
) -> bytes:
    """The houses that have a point, as features (RFC 7946)."""
    features = [
        {
            "type": "Feature",
            "id": row.thing.iri,
            "geometry": {"type": "Point", "coordinates": list(row.point)},
            "properties": {head: value for head, value in zip(heads, said, strict=True) if value},
        }
        for row, said in zip(rows, table, strict=True)
        if row.point is not None
    ]
    told = {"type": "FeatureCollection", "features": features}
    return (json.dumps(told, ensure_ascii=False) + "\n").encode()


_QUERY = """PREFIX sam: <https://w3id.org/samenspel/ns#>
PREFIX m8g: <http://data.europa.eu/m8g/>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
SELECT ?house ?area ?telephone ?point WHERE {
  ?house a sam:SocialHouse .
  OPTIONAL { ?house sam:locatedIn ?area }
  OPTIONAL { ?house m8g:contactPoint/m8g:telephone ?telephone }
  OPTIONAL { ?house geo:hasGeometry/geo:asWKT ?point }
} ORDER BY ?area ?house"""
