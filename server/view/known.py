"""Which thing does an address mean? One that the release speaks of, or that has parts there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.store.parts import Parts
from server.service import Service
from server.view.release_cache import per_release_cache
from server.view.terms import iri_token

FIXED_TEXT = 1 << 10
"""Bytes of a query text that are not the IRIs it asks about, at most."""


def known(service: Service, iris: list[str]) -> str | None:
    """The first of these IRIs about which the release says something, or else that it uses."""
    said, named = set(), set()
    for tokens in batches(iris, service.pool.limits.text - FIXED_TEXT):
        rows = service.pool.select(
            f"SELECT ?iri ?said ?named WHERE {{ VALUES ?iri {{ {tokens} }} "
            "BIND(EXISTS { ?iri ?p ?o } AS ?said) "
            "BIND(EXISTS { ?s ?q ?iri } || EXISTS { ?a ?iri ?b } ||"
            " EXISTS { GRAPH ?iri { ?c ?d ?e } } AS ?named) }"
        )
        said |= {row["iri"].value for row in rows if row["said"].value == "true"}
        named |= {row["iri"].value for row in rows if row["named"].value == "true"}
    return next((iri for group in (said, named) for iri in iris if iri in group), None)


def batches(iris: Iterable[str], most: int) -> Iterator[str]:
    """The IRIs as SPARQL text, as many at once as a query of `most` bytes holds."""
    batch: list[str] = []
    size = 0
    for token in map(iri_token, iris):
        length = len(token.encode()) + 1
        if batch and size + length > most:
            yield " ".join(batch)
            batch, size = [], 0
        batch.append(token)
        size += length
    if batch:
        yield " ".join(batch)


def meant(service: Service, iris: list[str]) -> str | None:
    """The first of these IRIs that is known, or of which a part is.

    A client cuts the fragment off, so the address of `…/list#part` is that of `…/list` (RFC 3986,
    3.5). Where nothing is said of the whole, its only part is meant.
    """
    if (found := known(service, iris)) is not None:
        return found
    for iri in iris:
        listed, count = parts(service, iri, most=1)
        if count:
            return listed[0] if count == 1 else iri
    return None


def parts(service: Service, iri: str, *, most: int) -> tuple[list[str], int]:
    """The first things that `iri` and a fragment name, in order, and how many there are."""
    release = service.release
    return per_release_cache(service, "parts", make=lambda: Parts(release.path)).of(iri, most)
