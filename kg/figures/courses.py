"""When projects began, who began them, and to whom and when they were handed over."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyoxigraph

from kg.model.terms import CONCEPT
from kg.search.standing import pairs, texts

_STOP = f"{CONCEPT}event/stop"


def read_courses(store: pyoxigraph.Store) -> list[dict[str, Any]]:
    """Each project of a graph, by IRI, as JSON has it.

    `citizens` is whether citizens began it; `places` are municipalities; `start` is its first day,
    of itself or of its events; `takeovers` have a day, receivers, and whether one is a local
    government; `stopped` is the day of its end. Days are as written and empty where unknown.
    """
    citizens = {p for p, _ in pairs(store, "?thing a sam:CitizenInitiative, ?value")}
    places = _grouped(store, "?thing sam:takesPlaceIn ?value . ?value a sam:MunicipalArea")
    around = "?thing sam:takesPlaceIn/sam:withinArea ?value . ?value a sam:MunicipalArea"
    for project, some in _grouped(store, around).items():
        places[project] |= some
    starts = defaultdict(set)
    for pattern in (
        "?thing a sam:Project ; schema:startDate ?value",
        "?event sam:eventOf ?thing ; sam:eventDate ?value",
    ):
        for project, day in texts(store, pattern):
            starts[project].add(day[:10])
    takeovers, stops = _takeovers(store), _stops(store)
    projects = sorted({p for p, _ in pairs(store, "?thing a sam:Project, ?value")})
    return [
        {
            "iri": project,
            "citizens": project in citizens,
            "places": sorted(places.get(project, ())),
            "start": min(starts.get(project, {""})),
            "takeovers": takeovers.get(project, []),
            "stopped": stops.get(project, ""),
        }
        for project in projects
    ]


def _takeovers(store: pyoxigraph.Store) -> dict[str, list[dict[str, Any]]]:
    events = dict(pairs(store, "?thing a sam:Handover ; sam:eventOf ?value"))
    days = dict(texts(store, "?thing a sam:Handover ; sam:eventDate ?value"))
    receivers = _grouped(store, "?thing sam:handedOverTo ?value")
    governments = {g for g, _ in pairs(store, "?thing a sam:LocalGovernmentBody, ?value")}
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for event, project in sorted(events.items()):
        to = receivers.get(event, set())
        day = days.get(event, "")[:10]
        found[project].append({"day": day, "to": sorted(to), "public": bool(to & governments)})
    for some in found.values():
        some.sort(key=lambda one: (one["day"] or "9999", one["to"]))
    return found


def _stops(store: pyoxigraph.Store) -> dict[str, str]:
    stopped = dict(pairs(store, f"?thing sam:eventOf ?value ; sam:eventKind <{_STOP}>"))
    days = dict(texts(store, f"?thing sam:eventKind <{_STOP}> ; sam:eventDate ?value"))
    return {project: days.get(event, "")[:10] for event, project in sorted(stopped.items())}


def _grouped(store: pyoxigraph.Store, pattern: str) -> dict[str, set[str]]:
    grouped: dict[str, set[str]] = defaultdict(set)
    for thing, value in pairs(store, pattern):
        grouped[thing].add(value)
    return grouped
