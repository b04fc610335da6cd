"""Which right is covered where, by whom, and who is near a gap: for every municipality at once.

A service counts for a municipality when it serves it, or an area that it lies in. Near are, in
this order, the municipalities of the same first-line zone, arrondissement and province.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.figures import NEARNESS
from kg.figures.states import Coverage, judge
from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import ADMS, CONCEPT, DCT, SAM, SKOS
from kg.search.statements import STANDING, LineStatements, former_things, things_outside

_SCHEMA = PAGE_PREFIXES["schema"]
_BEGIN = (_SCHEMA + "startDate", SAM + "validFrom", DCT + "issued")
_END = (_SCHEMA + "endDate", SAM + "validUntil")
_STATUS, _ANNOUNCED = ADMS + "status", CONCEPT + "service-status/announced"
PROPERTIES = (
    *(SAM + name for name in ("partOfRight", "legalArticle", "servesArea", "servesToday")),
    *(SAM + name for name in ("providedBy", "givesAccessTo", "withinArea")),
    *(SKOS + "topConceptOf", _STATUS, *_BEGIN, *_END, *STANDING),
)
"""The properties of the statements that it is computed from."""


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


def read_coverage(statements: LineStatements, today: str) -> dict[str, Any]:
    """Rights and municipalities of a graph with a cell for each pair, as JSON has it.

    `today` is the reference day as an ISO date. `rights` are IRIs in the order of the law;
    `municipalities` have their IRI, the areas they lie in by class, and `cells` by right: state,
    providers, services, `via` the areas around when none is for the municipality itself, and the
    day on which what is announced begins or what is over ended.
    """
    rights = _rights(statements)
    offers, above = _offers(statements, today), _above(statements)
    gone = former_things(statements, today) | things_outside(statements)
    told = []
    for iri in sorted(statements.members(SAM + "MunicipalArea") - gone):
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


def _rights(statements: LineStatements) -> list[str]:
    """The rights that are no part of another, in the order of the articles of the law."""
    whole = {whole for _, whole in statements.links.get(SAM + "partOfRight", ())}
    tops = {top for top, _ in statements.links.get(SKOS + "topConceptOf", ())}
    articles = statements.told(SAM + "legalArticle")
    return sorted(
        statements.members(SAM + "BasicRight") - whole - tops,
        key=lambda right: (min(articles.get(right, {"z"})), right),
    )


def _offers(statements: LineStatements, today: str) -> dict[str, dict[str, _Offer]]:
    """What services say, by the area that they serve and the right that they open."""
    serves = statements.linked(SAM + "servesArea")
    now = set(statements.links.get(SAM + "servesToday", ()))
    by, citizens = statements.linked(SAM + "providedBy"), statements.members(SAM + "CitizenActor")
    starts, ends = statements.told(*_BEGIN), statements.told(*_END)
    planned = {s for s, status in statements.links.get(_STATUS, ()) if status == _ANNOUNCED}
    offers: dict[str, dict[str, _Offer]] = defaultdict(lambda: defaultdict(_Offer))
    for service, rights in statements.linked(SAM + "givesAccessTo").items():
        later = {day[:10] for day in starts.get(service, ()) if day[:10] > today}
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


def _above(statements: LineStatements) -> dict[str, dict[str, set[str]]]:
    """The areas in which each municipality lies, by the name of their class."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    municipal = statements.members(SAM + "MunicipalArea")
    for thing, areas in statements.linked(SAM + "withinArea").items():
        for area in areas if thing in municipal else ():
            classes = statements.classes.get(area, ())
            names = (name for name in (*NEARNESS, "Region") if SAM + name in classes)
            found[thing][next(names, "Area")].add(area)
    return found
