"""What the release says of things in the columns of another's table (data extension)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from kg.model.naming import language_rank
from kg.model.terms import PROV, RDF_TYPE, SKOS, XSD
from server.service import Service
from server.view.known import FIXED_TEXT, batches
from server.view.labels import Ref, by_label, refs
from server.view.outward import outward
from server.view.release_cache import per_release_cache
from server.view.terms import iri_token, is_iri

if TYPE_CHECKING:
    from kg.store.workers.pool import Term

MOST_VALUES = 5_000
"""Values of one property that are given at once."""
_LOOKED_AT = 300
"""Things of a class whose properties are proposed."""
_MOST_PROPOSED = 200
_UNTOLD = {PROV + "wasDerivedFrom", RDF_TYPE, SKOS + "inScheme"}
_INTEGERS = {XSD + name for name in ("integer", "int", "long", "nonNegativeInteger")}
_FRACTIONAL = {XSD + name for name in ("decimal", "double", "float")}


class TooManyValues(Exception):  # noqa: N818 - what happened is in the name
    """A property has more values than are given at once."""


def proposed_properties(service: Service, types: Sequence[str], *, reader: str) -> list[Ref]:
    """The properties that things of some classes have here, by name."""
    wanted = [iri for iri in types if is_iri(iri)]
    found = {iri for cls in wanted for iri in _properties_of(service, cls)}
    return list(by_label(refs(service, found, reader=reader).values()))


def _properties_of(service: Service, cls: str) -> list[str]:
    def ask() -> list[str]:
        rows = service.pool.select(
            f"SELECT DISTINCT ?p WHERE {{ {{ SELECT ?s WHERE {{ ?s {iri_token(RDF_TYPE)}"
            f" {iri_token(cls)} }} LIMIT {_LOOKED_AT} }} ?s ?p ?o }} LIMIT {_MOST_PROPOSED}"
        )
        return sorted({row["p"].value for row in rows} - _UNTOLD)

    known: dict[str, list[str]] = per_release_cache(service, "proposed properties", make=dict)
    if cls not in known and len(known) > _MOST_PROPOSED:
        known.clear()
    return known[cls] if cls in known else known.setdefault(cls, ask())


def extension_rows(
    service: Service, ids: Sequence[str], *, properties: Mapping[str, str], reader: str
) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """What is said of each thing by each property, an IRI by its name, as the API writes values.

    Of texts in several languages those that the reader understands best.

    Raises:
        TooManyValues: there are too many to give at once.
    """
    found = {name: _values(service, ids, prop) for name, prop in properties.items()}
    links = {
        term.value
        for told in found.values()
        for terms in told.values()
        for term in terms
        if term.kind == "uri"
    }
    named = refs(service, links, reader=reader)
    return {
        iri: {
            name: [
                _cell(properties[name], term, named)
                for term in _understood(told.get(iri, ()), reader)
            ]
            for name, told in found.items()
        }
        for iri in ids
    }


def _values(service: Service, ids: Sequence[str], prop: str) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    if not is_iri(prop):
        return found
    asked = dict.fromkeys(iri for iri in ids if is_iri(iri))
    for tokens in batches(asked, service.pool.limits.text - FIXED_TEXT - len(prop.encode())):
        rows = service.pool.select(
            f"SELECT DISTINCT ?s ?o WHERE {{ VALUES ?s {{ {tokens} }} ?s {iri_token(prop)} ?o }}"
            f" LIMIT {MOST_VALUES + 1}"
        )
        if len(rows) > MOST_VALUES:
            raise TooManyValues(prop)
        for row in rows:
            found.setdefault(row["s"].value, []).append(row["o"])
    return found


def _understood(terms: Sequence[Term], reader: str) -> list[Term]:
    """All values, of texts with a language only those in the best one; in one order."""
    tagged = [language_rank(term.lang, reader) for term in terms if term.lang]
    best = min(tagged, default=0)
    kept = [t for t in terms if not t.lang or language_rank(t.lang, reader) == best]
    return sorted((t for t in kept if t.kind != "bnode"), key=lambda term: term.value)


def _cell(prop: str, term: Term, named: dict[str, Ref]) -> dict[str, Any]:
    if term.kind == "uri":
        shown = named.get(term.value)
        if shown is not None and shown.named and outward(prop, term) is None:
            return {"id": term.value, "name": shown.label}
        return {"str": term.value}
    try:
        if term.datatype in _INTEGERS:
            return {"int": int(term.value)}
        if term.datatype in _FRACTIONAL and isfinite(number := float(term.value)):
            return {"float": number}
    except ValueError:
        pass
    return {"str": term.value}
