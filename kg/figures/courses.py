"""When projects began, who began them, and to whom and when they were handed over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import CONCEPT, SAM
from kg.search.statements import LineStatements

_PLACE, _START, _KIND = (
    SAM + "takesPlaceIn",
    PAGE_PREFIXES["schema"] + "startDate",
    SAM + "eventKind",
)
PROPERTIES = (
    *(SAM + name for name in ("withinArea", "eventOf", "eventDate", "handedOverTo")),
    *(_PLACE, _START, _KIND),
)
"""The properties of the statements that it is computed from."""
_STOP = f"{CONCEPT}event/stop"


def read_courses(statements: LineStatements) -> list[dict[str, Any]]:
    """Each project of a graph, by IRI, as JSON has it.

    `citizens` is whether citizens began it; `places` are municipalities; `start` is its first day,
    of itself or of its events; `takeovers` have a day, receivers, and whether one is a local
    government; `stopped` is the day of its end. Days are as written and empty where unknown.
    """
    citizens = statements.members(SAM + "CitizenInitiative")
    municipal = statements.members(SAM + "MunicipalArea")
    places, within = statements.linked(_PLACE), statements.linked(SAM + "withinArea")
    events: dict[str, set[str]] = defaultdict(set)
    for event, project in statements.links.get(SAM + "eventOf", ()):
        events[project].add(event)
    days, starts = statements.told(SAM + "eventDate"), statements.told(_START)
    handovers, kinds = statements.members(SAM + "Handover"), statements.linked(_KIND)
    receivers = statements.linked(SAM + "handedOverTo")
    governments = statements.members(SAM + "LocalGovernmentBody")
    told = []
    for project in sorted(statements.members(SAM + "Project")):
        areas = places.get(project, set())
        around = {above for area in areas for above in within.get(area, ())}
        own = events.get(project, set())
        first = starts.get(project, set()) | {day for e in own for day in days.get(e, ())}
        stops = [e for e in sorted(own) if _STOP in kinds.get(e, ())]
        takeovers = [
            {
                "day": _first(days.get(event, ())),
                "to": sorted(receivers.get(event, ())),
                "public": bool(receivers.get(event, set()) & governments),
            }
            for event in sorted(own & handovers)
        ]
        takeovers.sort(key=lambda one: (one["day"] or "9999", one["to"]))
        told.append(
            {
                "iri": project,
                "citizens": project in citizens,
                "places": sorted((areas | around) & municipal),
                "start": _first(first),
                "takeovers": takeovers,
                "stopped": _first(days.get(stops[0], ())) if stops else "",
            }
        )
    return told


def _first(days: Iterable[str]) -> str:
    return min((day[:10] for day in days), default="")
