"""Where an actor can be found: its address as one line."""

from __future__ import annotations

from typing import NamedTuple

from server.pages.kinds.book import Book, Thing, text
from server.pages.terms import PREFIXES

ADDRESS = PREFIXES["locn"] + "address"

_WHERE = """
SELECT ?address ?street ?number ?code ?place WHERE {
  $this locn:address ?address .
  OPTIONAL { ?address locn:thoroughfare ?street }
  OPTIONAL { ?address locn:locatorDesignator ?number }
  OPTIONAL { ?address locn:postCode ?code }
  OPTIONAL { ?address locn:postName ?place }
} LIMIT 5"""


class Address(NamedTuple):
    """An address as one line, with its own page and the proof that it belongs here."""

    thing: Thing
    line: str
    why: str


def read_address(book: Book, iri: str) -> Address | None:
    """The (first) address of an actor; None without one."""
    for row in book.some_rows(_WHERE, this=iri):
        thing = book.of(row, "address")
        street = " ".join(filter(None, (text(row, "street"), text(row, "number"))))
        town = " ".join(filter(None, (text(row, "code"), text(row, "place"))))
        if thing is not None and (street or town):
            line = ", ".join(filter(None, (street, town)))
            return Address(thing, line, book.why(iri, ADDRESS, thing.iri))
    return None
