"""Who helps with what near a place: services by what they are called, the nearest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _
from flask_babel import ngettext

from kg.model.terms import SAM
from kg.search.database import KIND
from server.pages.browse import class_counts
from server.pages.kinds.contacts import Contact, read_contacts
from server.pages.kinds.postal import Address, read_addresses
from server.pages.problems import ResourceMissing
from server.pages.site import page
from server.pages.table_files import file_response, write_table
from server.pages.views.houses import nearest_house
from server.pages.views.houses_sentences import tier_words
from server.pages.views.localities import AskedPlace, asked_place, offered_places
from server.pages.views.rights_sentences import NAMED, Conclusion
from server.service import Service
from server.view.addresses import root
from server.view.houses import TIERS, HouseMap, house_map
from server.view.index import search_index
from server.view.page_query import PageQuery, Resource, by_name
from server.view.service import current_service

blueprint = Blueprint("helpers", __name__)
FORMS = ("csv", "xlsx", "json")
SHOWN = 12
"""Services on the page; the search page lists the rest."""
_MOST = 60
"""Services that fit and are put in order."""
_LONGEST = 200
"""Letters of what was typed that the page repeats."""
_WHERE = """
SELECT DISTINCT ?service ?area ?actor WHERE {
  VALUES ?service { $services }
  { ?service sam:servesToday ?area } UNION { ?service sam:providedBy ?actor }
} LIMIT 6000"""


class HelpRow(NamedTuple):
    """A service, how near it is and how it is reached; `lent` names another whose address it is."""

    thing: Resource
    providers: list[Resource]
    tier: str
    near: str
    address: Address | None
    lent: Resource | None
    contacts: list[Contact]


def say_helpers(
    need: str,
    place: str,
    *,
    here: Sequence[str],
    nearest: tuple[str, str] | None,
    found: int,
    house: str = "",
    known: bool = True,
) -> Conclusion:
    """The sentence on top; `here` are who helps in the place, `nearest` who else and how near.

    `house` is the nearest Social House, to which one can turn where nobody else is here. `known` is
    whether any source names a service.
    """
    if not known:
        said = _("No source names a service yet: we cannot say who helps with what.")
        return Conclusion(str(said), "")
    second = str(_("You can ask at %(house)s all the same.", house=house)) if house else ""
    if not need:
        return Conclusion(str(_("Fill in what you need and where you live.")), "")
    if not found:
        first = _("We found no service for “%(need)s”.", need=need)
        said = second or str(_("That is not the same as no service being there."))
        return Conclusion(str(first), said)
    if not place:
        first = ngettext(
            "For “%(need)s” we found %(n)s service.",
            "For “%(need)s” we found %(n)s services.",
            found,
            n=found,
            need=need,
        )
        return Conclusion(
            str(first), str(_("Fill in where you live, and the nearest comes first."))
        )
    if here:
        named = ", ".join(here[:NAMED])
        if len(here) > NAMED:
            named = str(_("%(named)s and %(n)s more", named=named, n=len(here) - NAMED))
        first = _(
            "For “%(need)s” in %(place)s you can turn to %(who)s.",
            need=need,
            place=place,
            who=named,
        )
        return Conclusion(str(first), "")
    if nearest is None:
        return Conclusion(
            str(_("Near %(place)s we found nobody for “%(need)s”.", place=place, need=need)), second
        )
    first = _(
        "In %(place)s we found nobody for “%(need)s”; the nearest is %(who)s, %(near)s.",
        place=place,
        need=need,
        who=nearest[0],
        near=nearest[1],
    )
    return Conclusion(str(first), second)


@blueprint.get("/views/help")
def helpers() -> Response:
    """Services for what is in `need`, the nearest to `place` or `area` first."""
    service = current_service()
    known, page_query = house_map(service), PageQuery(service, g.lang)
    asked, need = asked_place(service, known), _need()
    rows, corrected = _rows(service, page_query, known, asked)
    place = asked.locality
    house = nearest_house(page_query, known, area=place.iri) if place and need else None
    services = bool(class_counts(service).get(f"{SAM}SocialService"))
    told = house.thing.label if house else ""
    return page(
        "views/helpers.html",
        section="",
        question=_("Who helps with what near you?"),
        need=need,
        asked=asked,
        offered=offered_places(service, known),
        conclusion=_conclude(need, asked, rows, house=told)
        if services
        else say_helpers("", "", here=(), nearest=None, found=0, known=False),
        services=services,
        corrected=corrected,
        rows=rows[:SHOWN],
        total=len(rows),
        house=house,
        files=[(form, f"{root()}/views/help.{form}") for form in FORMS],
        query=_QUERY,
    )


@blueprint.get("/views/help.<form>")
def helpers_file(form: str) -> Response:
    """The same services in the same order as a file."""
    if form not in FORMS:
        raise ResourceMissing(page={"asked": request.path})
    service = current_service()
    known, page_query = house_map(service), PageQuery(service, g.lang)
    rows, _corrected = _rows(service, page_query, known, asked_place(service, known))
    heads = [
        *(_("Service"), _("Offered by"), _("How near"), _("Address"), _("Telephone")),
        *(_("E-mail"), _("Address in the data (IRI)")),
    ]
    table: list[list[str | int]] = [
        [
            row.thing.label,
            "; ".join(one.label for one in row.providers),
            row.near,
            row.address.line if row.address else "",
            "; ".join(way.text for contact in row.contacts for way in contact.telephones),
            "; ".join(way.text for contact in row.contacts for way in contact.emails),
            row.thing.iri,
        ]
        for row in rows
    ]
    name = f"help-{service.release.id}"
    return file_response(write_table(heads, table, form=form), form, name=name)


def _need() -> str:
    return request.args.get("need", "").strip()[:_LONGEST]


def _rows(
    service: Service, page_query: PageQuery, known: HouseMap, asked: AskedPlace
) -> tuple[list[HelpRow], bool]:
    """The services that fit, nearest first, and whether none is called what was typed."""
    index = search_index(service) if _need() else None
    if index is None:
        return [], False
    kind = [(KIND, [f"{SAM}SocialService"])]
    found = index.search(_need(), g.lang, facets=kind, most=_MOST)
    services = [hit.iri for hit in found.hits if hit.standing == ""]
    areas: dict[str, set[str]] = defaultdict(set)
    actors: dict[str, list[str]] = defaultdict(list)
    for row in page_query.rows(_WHERE, services=services) if services else ():
        if "area" in row:
            areas[row["service"].value].add(row["area"].value)
        else:
            actors[row["service"].value].append(row["actor"].value)
    tiers = {iri: _tier(known, asked, areas[iri]) for iri in services}
    services.sort(key=lambda iri: TIERS.index(tiers[iri]))
    houses = {runner: house.iri for house in known.houses for runner in house.runners}
    owners = {
        iri: [iri, *(houses[a] for a in actors[iri] if a in houses), *actors[iri]]
        for iri in services
    }
    every = list(dict.fromkeys(one for some in owners.values() for one in some))
    contacts, addresses = read_contacts(page_query, every), read_addresses(page_query, every)
    words = {**tier_words(), "": str(_("here"))} if asked.locality else {}
    rows = []
    for iri in services:
        reached = next((one for one in owners[iri] if contacts[one]), "")
        told = contacts.get(reached, [])
        own = next((contact.address for contact in told if contact.address), None)
        lent = next((one for one in owners[iri] if one in addresses), "")
        rows.append(
            HelpRow(
                page_query.resource(iri),
                by_name(page_query.resource(actor) for actor in actors[iri]),
                tiers[iri],
                words.get(tiers[iri], ""),
                own or addresses.get(lent),
                None if own or not lent or lent == iri else page_query.resource(lent),
                told,
            )
        )
    return rows, bool(found.corrected)


def _tier(known: HouseMap, asked: AskedPlace, areas: set[str]) -> str:
    """How near a service is to the place that was asked; the first tier serves it."""
    place = asked.locality
    if place is None:
        return ""
    town = known.municipalities.get(place.municipality)
    around = {place.iri, *place.parts, place.municipality}
    around |= {area for some in town.within.values() for area in some} if town else set()
    if around & areas:
        return ""
    towns = {
        known.localities[area].municipality if area in known.localities else area for area in areas
    }
    found = [known.tier_between(place, one) for one in towns]
    return min(found, key=TIERS.index, default="elsewhere")


def _conclude(need: str, asked: AskedPlace, rows: Sequence[HelpRow], *, house: str) -> Conclusion:
    here = [
        one.label
        for one in dict.fromkeys(
            p for row in rows if not row.tier for p in row.providers or [row.thing]
        )
    ]
    others = [row for row in rows if row.tier not in ("", "elsewhere")]
    nearest = None
    if others:
        who = (others[0].providers or [others[0].thing])[0]
        nearest = who.label, others[0].near
    return say_helpers(need, asked.name, here=here, nearest=nearest, found=len(rows), house=house)


_QUERY = """PREFIX sam: <https://w3id.org/samenspel/ns#>
PREFIX m8g: <http://data.europa.eu/m8g/>
SELECT ?service ?area ?actor ?telephone WHERE {
  ?service a sam:SocialService ; sam:servesToday ?area .
  OPTIONAL { ?service sam:providedBy ?actor }
  OPTIONAL { ?service m8g:contactPoint/m8g:telephone ?telephone }
} ORDER BY ?area ?service"""
