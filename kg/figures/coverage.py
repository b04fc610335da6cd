"""Which right is covered where, by whom, and who is near a gap: for every municipality at once.

A service counts for a municipality when it serves it, or an area that it lies in. Near are, in
this order, the municipalities of the same first-line zone, arrondissement and province.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph

from kg.figures.states import Coverage, judge
from kg.model.terms import SAM
from kg.search.standing import former_things, pairs, texts, things_outside

NEARNESS = ("FirstLineZone", "Arrondissement", "Province")
"""The areas in which municipalities are near each other, the nearest first."""


@dataclass
class _Offer:
    """What services of one area, or of one municipality, say about one right."""

    services: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    citizens: bool = False
    coming: set[str] = field(default_factory=set)
    over: set[str] = field(default_factory=set)
    starts: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)

    def add(self, other: _Offer) -> None:
        self.services |= other.services
        self.actors |= other.actors
        self.citizens = self.citizens or other.citizens
        self.coming |= other.coming
        self.over |= other.over
        self.starts |= other.starts
        self.ends |= other.ends

    def state(self, *, has_data: bool) -> Coverage:
        return judge(
            has_data=has_data,
            # a service whose provider no source names still is a service
            actors=max(len(self.actors), 1) if self.services else 0,
            citizens=self.citizens,
            announced=bool(self.coming),
            ended=bool(self.over),
        )


def read_coverage(store: pyoxigraph.Store, today: str) -> dict[str, Any]:
    """Rights and municipalities of a graph with a cell for each pair, as JSON has it.

    `today` is the reference day as an ISO date. `rights` are IRIs in the order of the law;
    `municipalities` have their IRI, the areas they lie in by class, and `cells` by right: state,
    providers, services, `via` the areas around when none is for the municipality itself, and the
    day on which what is announced begins or what is over ended.
    """
    rights = _rights(store)
    offers, above = _offers(store, today), _above(store)
    gone = former_things(store, today) | things_outside(store)
    municipal = [m for m, _ in pairs(store, "?thing a sam:MunicipalArea BIND(?thing AS ?value)")]
    told = []
    for iri in sorted(m for m in municipal if m not in gone):
        areas = [iri, *(area for some in above.get(iri, {}).values() for area in some)]
        has_data = any(offers.get(area) for area in areas)
        cells = {right: _cell(right, areas, offers, has_data) for right in rights}
        within = {cls: sorted(some) for cls, some in sorted(above.get(iri, {}).items())}
        told.append({"iri": iri, "within": within, "cells": cells if has_data else {}})
    return {"rights": rights, "municipalities": told}


def _cell(
    right: str, areas: Sequence[str], offers: Mapping[str, Mapping[str, _Offer]], has_data: bool
) -> dict[str, Any]:
    offer = _Offer()
    givers = []
    for area in areas:
        found = offers.get(area, {}).get(right)
        if found is not None:
            offer.add(found)
            givers += [area] if found.services else []
    state = offer.state(has_data=has_data)
    days = offer.starts if state is Coverage.ANNOUNCED else offer.ends
    chosen = offer.services or offer.coming or offer.over
    cell: dict[str, Any] = {"state": state.name, "services": sorted(chosen)}
    if offer.actors:
        cell["actors"] = sorted(offer.actors)
    if givers and areas[0] not in givers:
        cell["via"] = sorted(givers)
    if not state.is_covered and days:
        cell["day"] = min(days) if state is Coverage.ANNOUNCED else max(days)
    return cell


def _rights(store: pyoxigraph.Store) -> list[str]:
    """The rights that are no part of another, in the order of the articles of the law."""
    pattern = (
        "?thing a sam:BasicRight FILTER NOT EXISTS { ?part sam:partOfRight ?thing }"
        " FILTER NOT EXISTS { ?thing skos:topConceptOf ?scheme } BIND(?thing AS ?value)"
    )
    articles = dict(texts(store, "?thing a sam:BasicRight ; sam:legalArticle ?value"))
    return sorted(
        (right for right, _ in pairs(store, pattern)),
        key=lambda right: (articles.get(right, "z"), right),
    )


def _offers(store: pyoxigraph.Store, today: str) -> dict[str, dict[str, _Offer]]:
    """What services say, by the area that they serve and the right that they open."""
    serves = _by_thing(pairs(store, "?thing sam:servesArea ?value"))
    now = set(pairs(store, "?thing sam:servesToday ?value"))
    opens = _by_thing(pairs(store, "?thing sam:givesAccessTo ?value"))
    by = _by_thing(pairs(store, "?thing sam:providedBy ?value"))
    citizens = {a for a, _ in pairs(store, "?thing a sam:CitizenActor BIND(?thing AS ?value)")}
    begin, end = "schema:startDate|sam:validFrom|dct:issued", "schema:endDate|sam:validUntil"
    starts = _by_thing(texts(store, f"?thing a sam:SocialService ; {begin} ?value"))
    ends = _by_thing(texts(store, f"?thing a sam:SocialService ; {end} ?value"))
    plan = "?thing adms:status c:service-status\\/announced BIND(?thing AS ?value)"
    planned = {service for service, _ in pairs(store, plan)}
    offers: dict[str, dict[str, _Offer]] = defaultdict(lambda: defaultdict(_Offer))
    for service, rights in opens.items():
        days = {day[:10] for day in starts.get(service, ())}
        later = {day for day in days if day > today}
        for area in serves.get(service, ()):
            for right in rights:
                offer = offers[area][right]
                if (service, area) in now:
                    offer.services.add(service)
                    offer.actors |= by.get(service, set())
                    offer.citizens = offer.citizens or bool(by.get(service, set()) & citizens)
                elif later or service in planned:
                    offer.coming.add(service)
                    offer.starts |= later
                else:
                    offer.over.add(service)
                    offer.ends |= {day[:10] for day in ends.get(service, ())}
    return offers


def _above(store: pyoxigraph.Store) -> dict[str, dict[str, set[str]]]:
    """The areas in which each municipality lies, by the name of their class."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    municipal = "?thing a sam:MunicipalArea ; sam:withinArea ?value"
    classes: dict[str, set[str]] = _by_thing(
        pairs(store, "?thing a ?value . ?inner sam:withinArea ?thing")
    )
    for municipality, area in pairs(store, municipal):
        known = [f"{SAM}{name}" for name in (*NEARNESS, "Region")]
        names = [cls for cls in known if cls in classes.get(area, ())] or [f"{SAM}Area"]
        found[municipality][names[0].removeprefix(SAM)].add(area)
    return found


def _by_thing(found: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    grouped: dict[str, set[str]] = defaultdict(set)
    for thing, value in found:
        grouped[thing].add(value)
    return grouped
