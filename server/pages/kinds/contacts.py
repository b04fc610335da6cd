"""Contact points: functions that can be reached, with telephone, mail, address and hours.

They are functions and never people: numbers of people do not come into a release.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kg.model.prefixes import PAGE_PREFIXES
from server.pages.kinds.hours import Hours, read_hours
from server.pages.kinds.postal import Address, read_addresses
from server.view.outward import outward
from server.view.page_query import PageQuery, Resource
from server.view.terms import any_of

if TYPE_CHECKING:
    from kg.store.results import Term

_M8G, _SCHEMA = PAGE_PREFIXES["m8g"], PAGE_PREFIXES["schema"]
CONTACT_POINT = f"{_M8G}contactPoint"
_WAYS = {
    "telephone": f"{_M8G}telephone",
    "email": f"{_M8G}email",
    "page": f"{_M8G}contactPage",
    "hours": f"{_SCHEMA}openingHours",
}
_CONTACTS = """
SELECT DISTINCT ?owner ?contact WHERE {
  VALUES ?owner { $owners } ?owner m8g:contactPoint ?contact } LIMIT 2000"""


class Way(NamedTuple):
    """A telephone number, mail address or web page; `href` is None when it is no safe link."""

    text: str
    href: str | None


class Contact(NamedTuple):
    """A contact point: a function with the ways to reach it and its hours."""

    thing: Resource
    why: str
    telephones: list[Way]
    emails: list[Way]
    pages: list[Way]
    address: Address | None
    hours: Hours | None
    said: list[str]


def read_contacts(page_query: PageQuery, owners: Iterable[str]) -> dict[str, list[Contact]]:
    """The contact points of services, sites or organisations; an empty list for one without."""
    linked: dict[str, set[str]] = {owner: set() for owner in owners}
    for row in page_query.rows(_CONTACTS, owners=list(linked)) if linked else ():
        if row["contact"].kind == "uri":
            linked[row["owner"].value].add(row["contact"].value)
    return describe_contacts(page_query, {owner: sorted(iris) for owner, iris in linked.items()})


def describe_contacts(
    page_query: PageQuery, linked: Mapping[str, Sequence[str]]
) -> dict[str, list[Contact]]:
    """What is said of contact points, by whose they are."""
    contacts = list(dict.fromkeys(iri for iris in linked.values() for iri in iris))
    said: dict[str, dict[str, list[Term]]] = {iri: defaultdict(list) for iri in contacts}
    names = {predicate: name for name, predicate in _WAYS.items()}
    query = (
        "SELECT DISTINCT ?part ?p ?o WHERE { VALUES ?part { $parts } "
        + any_of("?part", names, value="?o", way="?p")
        + " } LIMIT 2000"
    )
    for row in page_query.rows(query, parts=contacts) if contacts else ():
        said[row["part"].value][names[row["p"].value]].append(row["o"])
    hours = read_hours(page_query, contacts)
    addresses = read_addresses(page_query, contacts)

    def describe(owner: str, iri: str) -> Contact:
        found = said[iri]
        return Contact(
            page_query.resource(iri),
            page_query.why(owner, CONTACT_POINT, value=iri),
            ways(found["telephone"], _WAYS["telephone"]),
            ways(found["email"], _WAYS["email"]),
            ways(found["page"], _WAYS["page"]),
            addresses.get(iri),
            hours.get(iri),
            sorted(term.value for term in found["hours"]),
        )

    return {owner: [describe(owner, iri) for iri in iris] for owner, iris in linked.items()}


def ways(terms: Iterable[Term], predicate: str) -> list[Way]:
    """Values that lead out of this site, in order."""
    return [
        Way(re.sub("^(mailto|tel):", "", term.value), outward(predicate, term))
        for term in sorted(terms, key=lambda term: term.value)
    ]
