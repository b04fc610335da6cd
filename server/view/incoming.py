"""What points to a thing, and how an IRI is used as a property."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from server.service import Service
from server.view.addresses import root
from server.view.labels import Ref, refs
from server.view.terms import iri_token

INCOMING_READ = 20_000  # incoming links that are counted exactly
INCOMING_SHOWN = 8  # incoming links listed per property before "all"
PROPERTIES_LISTED = 50  # properties with incoming links listed; of more only the counts are told


@dataclass(frozen=True)
class IncomingLinks:
    """Things that point here by one property; `more_url` pages through all of them."""

    predicate: Ref
    subjects: list[Ref]
    count: int
    more_url: str


def incoming_address(iri: str, predicate: str, *, after: str = "") -> str:
    """The page with all things that point to `iri` by a property."""
    query = {"iri": iri, "p": predicate} | ({"after": after} if after else {})
    return f"{root()}/incoming?{urlencode(query)}"


def read_incoming(service: Service, iri: str, *, reader: str) -> tuple[list[IncomingLinks], bool]:
    """Who points here, by property, with counts; True when there were too many to count."""
    token = iri_token(iri)
    counts = service.pool.select(
        "SELECT ?p (COUNT(*) AS ?n) WHERE { { SELECT DISTINCT ?s ?p WHERE "
        f"{{ ?s ?p {token} }} LIMIT {INCOMING_READ + 1} }} }} GROUP BY ?p"
    )
    totals = {row["p"].value: int(row["n"].value) for row in counts if "p" in row}
    if not totals:
        return [], False
    most = sorted(totals, key=lambda p: -totals[p])[:PROPERTIES_LISTED]
    parts = " UNION ".join(
        f"{{ SELECT DISTINCT ?s (iri({iri_token(p)}) AS ?p) WHERE {{ ?s {iri_token(p)} {token} "
        f"FILTER(isIRI(?s)) }} LIMIT {INCOMING_SHOWN} }}"
        for p in most
    )
    rows = service.pool.select(f"SELECT ?s ?p WHERE {{ {parts} }}")
    named = refs(service, [*totals, *(row["s"].value for row in rows)], reader=reader)
    found = [
        IncomingLinks(
            predicate=named[p],
            subjects=sorted(
                (named[row["s"].value] for row in rows if row["p"].value == p),
                key=lambda thing: thing.label.casefold(),
            ),
            count=count,
            more_url=incoming_address(iri, p),
        )
        for p, count in totals.items()
    ]
    found.sort(key=lambda item: (-item.count, item.predicate.label.casefold()))
    return found, sum(totals.values()) > INCOMING_READ


@dataclass(frozen=True)
class PropertyUse:
    """How a property is used: in how many statements, and some; `cut`: there are more."""

    count: int
    cut: bool
    examples: list[tuple[Ref, Ref | str]]


def property_uses(service: Service, iri: str, *, reader: str) -> PropertyUse | None:
    """The use of an IRI as a property; None when no statement has it."""
    pattern = f"?s {iri_token(iri)} ?o"
    rows = service.pool.select(
        f"SELECT ?s ?o WHERE {{ {pattern} FILTER(isIRI(?s)) }} LIMIT {INCOMING_SHOWN}"
    )
    if not rows:
        return None
    counted = service.pool.select(
        f"SELECT (COUNT(*) AS ?n) WHERE {{ SELECT ?s ?o WHERE {{ {pattern} }} "
        f"LIMIT {INCOMING_READ + 1} }}"
    )
    named = refs(
        service, (t.value for row in rows for t in row.values() if t.kind == "uri"), reader=reader
    )
    examples = [(named[r["s"].value], named.get(r["o"].value) or r["o"].value) for r in rows]
    count = int(counted[0]["n"].value)
    return PropertyUse(min(count, INCOMING_READ), count > INCOMING_READ, examples)
