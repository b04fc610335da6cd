"""Which actors stand where on the playing field of state, market and civil society."""

from __future__ import annotations

from kg.model.terms import CONCEPT, SAM
from kg.search.statements import LineStatements

_ZONE, _SPHERE = SAM + "inZone", SAM + "inSphere"
PROPERTIES = (_ZONE, _SPHERE)
"""The properties of the statements that it is computed from."""
_COMMUNITY = f"{CONCEPT}sphere/community"


def read_field(statements: LineStatements) -> list[tuple[str, str]]:
    """The actors that have a place, sorted: each with the end of the IRI of its zone.

    That is empty for citizens of the community, who stand on the ground around the circles.
    """
    organisations = statements.members(SAM + "Organisation")
    zones = statements.linked(_ZONE)
    placed = {
        (actor, zone.rpartition("/")[2])
        for actor in organisations & zones.keys()
        for zone in zones[actor]
    }
    spheres = statements.linked(_SPHERE)
    citizens = statements.members(SAM + "CitizenActor")
    placed |= {(actor, "") for actor in citizens if _COMMUNITY in spheres.get(actor, ())}
    return sorted(placed)
