"""The index of the release that is served, and what it finds as pages show it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from kg.search.database import FacetCounts, Hit
from server.service import Service
from server.view.addresses import href, root
from server.view.index import search_index
from server.view.labels import Ref, refs
from server.view.terms import is_iri

SHOWN_VALUES = 12
"""Values of a facet that a page shows, the most frequent first."""

FACETS = ("kind", "municipality", "right", "sector", "group")
"""The facets of pages, by their names in addresses."""
MOST_CHOSEN = 20
"""Values of one facet that may be chosen at once."""


class FacetValue(NamedTuple):
    """A value of a facet: how many things have it, and the address that chooses it or lets go."""

    ref: Ref
    number: int
    chosen: bool
    href: str


class Facet(NamedTuple):
    """A facet as a page shows it; `more` values are not shown."""

    name: str
    title: str
    values: list[FacetValue]
    more: int


def hit_refs(service: Service, hits: Iterable[Hit], *, reader: str) -> dict[str, Ref]:
    """Each thing that was found with its name; the end of its IRI where it has none."""
    found = list(hits)
    nameless = refs(service, [hit.iri for hit in found if not hit.name], reader=reader)
    return {hit.iri: nameless.get(hit.iri) or _ref(hit, reader) for hit in found}


def nearest(service: Service, text: str, *, reader: str, most: int = 3) -> list[Ref]:
    """The things with the most similar names, for who made a slip."""
    index = search_index(service)
    hits = index.search(text, reader, most=most).hits if index is not None else []
    return list(hit_refs(service, hits, reader=reader).values())


def facet_names() -> dict[str, str]:
    """What a reader calls each facet."""
    return {
        "kind": _("Kind"),
        "municipality": _("Municipality"),
        "right": _("Right"),
        "sector": _("Sector"),
        "group": _("Target group"),
    }


def chosen_facets() -> dict[str, list[str]]:
    """The facets that the address of a page names, with their values.

    Raises:
        Problem: a value is no IRI, or there are too many.
    """
    chosen = {name: request.args.getlist(name)[:MOST_CHOSEN] for name in FACETS}
    if any(not is_iri(value) for values in chosen.values() for value in values):
        raise BadRequest
    return {name: values for name, values in chosen.items() if values}


def facet_links(
    service: Service, counts: FacetCounts, *, reader: str, kinds: Collection[str]
) -> list[Facet]:
    """The facets with their values, the most frequent first; of classes only some kinds.

    One that would tell nothing apart is left out, unless it is chosen.
    """
    chosen = chosen_facets()
    shown = {
        name: [
            (iri, number)
            for iri, number in counts.get(name, [])
            if name != "kind" or iri in kinds or iri in chosen.get(name, ())
        ]
        for name in FACETS
    }
    iris = {iri for values in shown.values() for iri, _number in values[:SHOWN_VALUES]}
    named = refs(service, iris | {v for vs in chosen.values() for v in vs}, reader=reader)
    facets = []
    for name, title in facet_names().items():
        values = shown[name][:SHOWN_VALUES]
        picked = chosen.get(name, [])
        listed = [
            FacetValue(named[iri], number, iri in picked, _toggled(name, iri))
            for iri, number in values
        ]
        known = {iri for iri, _number in values}
        listed += [
            FacetValue(named[v], 0, True, _toggled(name, v)) for v in picked if v not in known
        ]
        tells = any(number > 1 for _iri, number in values) or len(shown[name]) <= SHOWN_VALUES
        if (len(listed) > 1 and tells) or picked:
            facets.append(Facet(name, title, listed, len(shown[name]) - len(values)))
    return facets


def _toggled(name: str, value: str) -> str:
    """The address of this page with a value of a facet chosen, or not any more."""
    kept = [
        (key, one)
        for key, one in request.args.items(multi=True)
        if (key, one) != (name, value) and key not in ("start", "after", "letter", "theme", "lang")
    ]
    if (name, value) not in request.args.items(multi=True):
        kept.append((name, value))
    return f"{root()}{request.path}?{urlencode(kept)}"


def _ref(hit: Hit, reader: str) -> Ref:
    foreign = bool(hit.lang) and hit.lang.lower().partition("-")[0] != reader
    return Ref(hit.iri, href(hit.iri), hit.name, hit.lang, foreign)
