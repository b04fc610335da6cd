"""Which thing does an address mean? One that the release speaks of, or that has parts there."""

from __future__ import annotations

from kg.errors import QueryError
from server.pages.kept import kept
from server.pages.service import Service
from server.pages.terms import iri_token, string_token

PARTS_READ = 50_000
"""IRIs with a fragment that are remembered per release, about 20 MB at most."""


def known(service: Service, iris: list[str]) -> str | None:
    """The first of these IRIs about which the release says something, or else that it uses."""
    if not iris:
        return None
    tokens = " ".join(iri_token(iri) for iri in iris)
    rows = service.pool.select(
        f"SELECT ?iri ?said ?named WHERE {{ VALUES ?iri {{ {tokens} }} "
        "BIND(EXISTS { ?iri ?p ?o } AS ?said) "
        "BIND(EXISTS { ?s ?q ?iri } || EXISTS { ?a ?iri ?b } || EXISTS { GRAPH ?iri { ?c ?d ?e } }"
        " AS ?named) }"
    )
    said = {row["iri"].value for row in rows if row["said"].value == "true"}
    named = {row["iri"].value for row in rows if row["named"].value == "true"}
    return next((iri for group in (said, named) for iri in iris if iri in group), None)


def meant(service: Service, iris: list[str]) -> str | None:
    """The first of these IRIs that is known, or of which a part is.

    A client cuts the fragment off, so the address of `…/list#part` is that of `…/list` (RFC 3986,
    3.5). Where nothing is said of the whole, its only part is meant.
    """
    if (found := known(service, iris)) is not None:
        return found
    for iri in iris:
        if listed := parts(service, iri):
            return listed[0] if len(listed) == 1 else iri
    return None


def parts(service: Service, iri: str) -> list[str]:
    """The things of the publication that `iri` followed by a fragment names, in order."""
    return kept(service, "parts", lambda: _read_parts(service)).get(iri, [])


def _read_parts(service: Service) -> dict[str, list[str]]:
    base = string_token(service.base)
    try:
        rows = service.pool.select(
            f"SELECT DISTINCT ?s WHERE {{ ?s ?p ?o FILTER(CONTAINS(STR(?s), '#')"
            f" && STRSTARTS(STR(?s), {base})) }} LIMIT {PARTS_READ}"
        )
    except QueryError:  # a release too large to look through; each part still has its own link
        return {}
    found: dict[str, list[str]] = {}
    for iri in sorted(row["s"].value for row in rows):
        found.setdefault(iri.partition("#")[0], []).append(iri)
    return found
