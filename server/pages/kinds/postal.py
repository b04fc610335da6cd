"""Where an actor can be found: its address as one line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kg.model.prefixes import PAGE_PREFIXES
from server.view.page_query import PageQuery, Resource, text

ADDRESS = PAGE_PREFIXES["locn"] + "address"

_WHERE = """
SELECT ?actor ?address ?street ?number ?code ?place WHERE {
  VALUES ?actor { $actors } ?actor locn:address ?address .
  OPTIONAL { ?address locn:thoroughfare ?street }
  OPTIONAL { ?address locn:locatorDesignator ?number }
  OPTIONAL { ?address locn:postCode ?code }
  OPTIONAL { ?address locn:postName ?place }
} LIMIT 2000"""


class Address(NamedTuple):
    """An address as one line, with its own page and the proof that it belongs here."""

    thing: Resource
    line: str
    why: str


def read_address(page_query: PageQuery, iri: str) -> Address | None:
    """The (first) address of an actor; None without one."""
    return read_addresses(page_query, [iri]).get(iri)


def read_addresses(page_query: PageQuery, iris: Iterable[str]) -> dict[str, Address]:
    """The (first) address of each actor that has one."""
    actors, found = list(dict.fromkeys(iris)), dict[str, Address]()
    for row in page_query.some_rows(_WHERE, actors=actors) if actors else ():
        iri, thing = row["actor"].value, page_query.of(row, "address")
        if iri in found:
            continue
        street = " ".join(filter(None, (text(row, "street"), text(row, "number"))))
        town = " ".join(filter(None, (text(row, "code"), text(row, "place"))))
        if thing is not None and (street or town):
            line = ", ".join(filter(None, (street, town)))
            found[iri] = Address(thing, line, page_query.why(iri, ADDRESS, value=thing.iri))
    return found
