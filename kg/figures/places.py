"""In which municipalities, provinces and regions things are, work or rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from kg.model.terms import SAM
from kg.search.statements import LineStatements, former_things, things_outside

_WAYS = tuple(SAM + name for name in ("locatedIn", "servesArea", "takesPlaceIn", "governs"))
PROPERTIES = (*_WAYS, SAM + "withinArea")
"""The properties of the statements that it is computed from."""
LEVELS = ("MunicipalArea", "Province", "Region")
"""The classes of areas that pages tell apart."""


def read_places(statements: LineStatements) -> dict[str, set[str]]:
    """The areas of each thing that has any, with the areas around them."""
    known = {area for level in LEVELS for area in statements.members(SAM + level)}
    within = statements.linked(SAM + "withinArea")
    return {
        thing: (areas | {above for area in areas for above in within.get(area, ())}) & known
        for thing, areas in statements.linked(*_WAYS).items()
    }


def read_areas(
    statements: LineStatements, places: Mapping[str, set[str]], *, today: str
) -> list[dict[str, Any]]:
    """The areas of today and here by IRI, as JSON has them, each with how many services it has.

    `level` is the name of its class, `above` are the areas around it; `today` is the reference day.
    """
    gone = former_things(statements, today) | things_outside(statements)
    within = statements.linked(SAM + "withinArea")
    services: Counter[str] = Counter()
    for service in statements.members(SAM + "SocialService"):
        services.update(places.get(service, ()))
    told = []
    for level in LEVELS:
        known = statements.members(SAM + level) - gone
        told += [
            {
                "iri": area,
                "level": level,
                "services": services[area],
                "above": sorted(within.get(area, ())),
            }
            for area in sorted(known)
        ]
    return told
