"""Which actors there are, where each stands on the playing field, and who founded it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kg.model.terms import CONCEPT, SAM
from kg.search.statements import LineStatements

_ZONE, _SPHERE, _MIXES = (SAM + name for name in ("inZone", "inSphere", "mixesSector"))
_FOUNDERS = (SAM + "foundedBy", SAM + "coFoundedBy")
PROPERTIES = (_ZONE, _SPHERE, _MIXES, *_FOUNDERS)
"""The properties of the statements that it is computed from."""
_COMMUNITY, UNKNOWN = "community", "unknown"


def read_actors(statements: LineStatements, places: Mapping[str, set[str]]) -> list[dict[str, Any]]:
    """Organisations and groups of citizens, by IRI, as JSON has them.

    `zone` is the end of the IRI of the zone, "community" for citizens who stand on the ground
    around the circles, or "unknown"; `mixes` are the ends of the IRIs of sectors. `public` says
    that all founders are bodies of public law. `areas` are those of the actor, or else those of its
    founders.
    """
    zones, spheres = statements.linked(_ZONE), statements.linked(_SPHERE)
    mixes, founders = statements.linked(_MIXES), statements.linked(*_FOUNDERS)
    hybrids = statements.members(SAM + "HybridOrganisation")
    community = {
        actor
        for actor in statements.members(SAM + "CitizenActor")
        if f"{CONCEPT}sphere/{_COMMUNITY}" in spheres.get(actor, ())
    }
    public = statements.members(SAM + "PublicLawOrganisation")
    told = []
    for actor in sorted(statements.members(SAM + "Organisation") | community):
        known = sorted({_end(zone) for zone in zones.get(actor, ())} - {UNKNOWN})
        zone = known[0] if known else _COMMUNITY if actor in community else UNKNOWN
        by = sorted(founders.get(actor, ()))
        areas = places.get(actor) or {area for one in by for area in places.get(one, ())}
        told.append(
            {
                "iri": actor,
                "zone": zone,
                "hybrid": actor in hybrids,
                "mixes": sorted(_end(sector) for sector in mixes.get(actor, ())),
                "founders": by,
                "public": bool(by) and public.issuperset(by),
                "areas": sorted(areas),
            }
        )
    return told


def read_spheres(statements: LineStatements) -> dict[str, str]:
    """The end of the IRI of the sphere of each actor that is in one; of several the first."""
    return {actor: _end(min(some)) for actor, some in statements.linked(_SPHERE).items()}


def _end(iri: str) -> str:
    return iri.rpartition("/")[2]
