"""Addresses of what left (410, with the reason where there may be one) or moved (301)."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from kg.release.leaving.departures import Withdrawal
from server.pages.data import data_query
from server.pages.formats import negotiated, place_in, rdf_response
from server.pages.problems import Problem, ResourceMissing
from server.service import Service
from server.view.addresses import lead_to, path_of
from server.view.departures import departures
from server.view.suffixes import HTML, DataFormat

DOCUMENT, THING = "/doc/", "/id/"


def departed(
    service: Service,
    iris: Iterable[str],
    *,
    wanted: DataFormat | None = None,
    below: str = DOCUMENT,
) -> AnyResponse | None:
    """The answer for the first of these IRIs that left or moved; None when none did.

    Data of what was withdrawn tell that it was, with status 410. `below` is the tree in which the
    address of a successor lies, `wanted` the format that was asked for by a suffix.

    Raises:
        ResourceMissing: it left, and the client reads pages or problems.
    """
    known = departures(service)
    if not (known.replaced or known.withdrawn or known.erased):
        return None
    for iri in iris:
        if (successor := known.successor(iri)) is not None:
            return _lead_on(path_of(successor, service.base), below, wanted)
        if known.is_gone(iri):
            one = known.withdrawn.get(iri) or known.withdrawn.get(iri.partition("#")[0])
            return _gone(service, one, wanted)
    return None


def _lead_on(place: str, below: str, wanted: DataFormat | None) -> AnyResponse:
    if wanted is not None:
        place = place_in(place, wanted)
    elif place.startswith(DOCUMENT):
        place = below + place.removeprefix(DOCUMENT)
    query = request.query_string.decode("latin-1")
    if query and request.path != "/resource":
        place += ("&" if "?" in place else "?") + query
    response = lead_to(place, 301)
    # Another may take its place in turn: who follows asks again before long.
    response.headers["Cache-Control"] = "max-age=3600"
    response.vary.add("Accept-Datetime")
    return response


def _gone(service: Service, one: Withdrawal | None, wanted: DataFormat | None) -> AnyResponse:
    if one is None:
        raise ResourceMissing("SAM-H410")
    if (form := wanted or _asked()) is not None and form is not HTML:
        response = rdf_response(data_query(service, one.iri), form)
        response.status_code = 410 if response.status_code == 200 else response.status_code
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Accept")
        return response
    raise ResourceMissing(
        "SAM-H410",
        page={"asked": one.iri, "why_gone": one.reason, "gone_on": one.date},
        extra={"instance": one.iri, "reason": one.reason, "withdrawn": one.date},
    )


def _asked() -> DataFormat | None:
    """The format that a client reads; None for who asks for a problem, or for JSON as such."""
    accept = request.headers.get("Accept", "")
    if "format" not in request.args and ("application/json" in accept or "problem" in accept):
        return None
    try:
        return negotiated()
    except Problem:
        return None
