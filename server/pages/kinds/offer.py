"""How a service is reached and used: contact, hours, channels, costs, conditions, languages.

In the words of CPSV-AP 3.2 (module `service` of the vocabulary); those of IPDC beside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from babel.numbers import format_currency
from flask_babel import gettext as _

from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import DCT, SAM
from server.pages.kinds.contacts import CONTACT_POINT, Way, describe_contacts, ways
from server.pages.kinds.language_text import LanguageText, spoken
from server.pages.kinds.postal import Address, read_addresses
from server.view.page_query import Claim, PageQuery, Resource, by_name
from server.view.terms import any_of, iri_token

if TYPE_CHECKING:
    from kg.store.results import Term
    from server.view.description import Description

_M8G, _CPSV = PAGE_PREFIXES["m8g"], PAGE_PREFIXES["cpsv"]
_SCHEMA, _SITE = PAGE_PREFIXES["schema"], f"{SAM}offeredAt"
_LPDC = "https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#"

PARTS = {
    "contacts": CONTACT_POINT,
    "channels": f"{_M8G}hasChannel",
    "procedures": f"{_CPSV}follows",
    "costs": f"{_M8G}hasCost",
    "conditions": f"{_M8G}holdsRequirement",
    "results": f"{_CPSV}produces",
    "law": f"{_M8G}hasLegalResource",
}
"""Things of their own that a service has, by the name of their list on the page."""

NAMED = {
    "sites": _SITE,
    "languages": f"{DCT}language",
    "accessibility": f"{SAM}accessibility",
    "life_events": f"{_M8G}isGroupedBy",
    "status": PAGE_PREFIXES["adms"] + "status",
    "competent": f"{_M8G}hasCompetentAuthority",
    "executing": f"{_LPDC}hasExecutingAuthority",
    "audience": f"{_LPDC}targetAudience",
    "territory": f"{DCT}spatial",
}
"""Links to things that a name is enough for."""

VALUES = {
    "capacity": f"{SAM}capacity",
    "waiting": f"{SAM}hasWaitingList",
    "recognition": f"{SAM}recognitionNumber",
    "checked": f"{SAM}lastChecked",
}

SHOWN = (*PARTS.values(), *NAMED.values(), *VALUES.values(), f"{_LPDC}exception")
"""What the page of a service shows of these, so that "In short" need not."""

_DETAILS = {
    "title": f"{DCT}title",
    "text": f"{DCT}description",
    "value": f"{_M8G}hasValue",
    "currency": f"{_M8G}currency",
    "kind": f"{DCT}type",
    "evidence": f"{_M8G}hasSupportingEvidence",
    "website": f"{_LPDC}hasWebsite",
    "url": f"{_SCHEMA}url",
}
_MOST = 40
_FEATURES = """
SELECT DISTINCT ?site ?feature WHERE {
  VALUES ?site { $sites } ?site sam:accessibility ?feature } LIMIT 2000"""


class Part(NamedTuple):
    """A channel, cost, condition, procedure or piece of law, with what belongs to it."""

    thing: Resource
    why: str
    title: LanguageText | None
    text: LanguageText | None
    kinds: list[Resource]
    amount: str
    urls: list[Way]
    evidence: list[Part]
    websites: list[Part]


class Site(NamedTuple):
    """A place where the service is offered, with its address and accessibility."""

    claim: Claim
    address: Address | None
    accessibility: list[Resource]


def read_offer(page_query: PageQuery, description: Description) -> dict[str, Any]:
    """Everything that `kinds/_offer.html` shows, by name; lists may be empty."""
    this = description.iri
    parts = _links(page_query, this, PARTS)
    contacts = parts.pop("contacts")
    known = _details(page_query, [iri for iris in parts.values() for iri in iris])
    inner = [t.value for d in known.values() for key in ("evidence", "website") for t in d[key]]
    known |= _details(page_query, inner)
    named = _named(page_query, this)
    return {
        **{
            name: [
                _part(page_query, iri, page_query.why(this, PARTS[name], value=iri), known)
                for iri in iris
            ]
            for name, iris in parts.items()
        },
        **named,
        **{name: description.first(predicate) for name, predicate in VALUES.items()},
        "contacts": describe_contacts(page_query, {this: contacts})[this],
        "sites": _sites(page_query, named["sites"]),
        "exceptions": description.values(f"{_LPDC}exception"),
    }


def _named(page_query: PageQuery, this: str) -> dict[str, list[Claim]]:
    """The links of which a name is enough, by the name of their list."""
    ways = " UNION ".join(
        f"{{ GRAPH ?g {{ $this {iri_token(iri)} ?value }} BIND({iri_token(iri)} AS ?p) }}"
        for iri in NAMED.values()
    )
    rows = page_query.rows(f"SELECT ?p ?value ?g WHERE {{ {ways} }} LIMIT 400", this=this)
    return {
        name: page_query.claims(
            this, iri, rows=[row for row in rows if row["p"].value == iri], name="value"
        )
        for name, iri in NAMED.items()
    }


def _links(page_query: PageQuery, this: str, predicates: dict[str, str]) -> dict[str, list[str]]:
    """The things that one is linked to by each predicate, in the order of their IRIs."""
    rows = page_query.rows(
        "SELECT DISTINCT ?p ?o WHERE { "
        + any_of("$this", predicates.values(), value="?o", way="?p")
        + " } LIMIT 300",
        this=this,
    )
    return {
        name: sorted(
            row["o"].value for row in rows if row["p"].value == predicate and row["o"].kind == "uri"
        )[:_MOST]
        for name, predicate in predicates.items()
    }


def _details(page_query: PageQuery, iris: Iterable[str]) -> dict[str, dict[str, list[Term]]]:
    """What is said of parts, by part and by name of the detail."""
    found: dict[str, dict[str, list[Term]]] = {
        iri: {name: [] for name in _DETAILS} for iri in dict.fromkeys(iris)
    }
    if not found:
        return found
    names = {predicate: name for name, predicate in _DETAILS.items()}
    rows = page_query.rows(
        "SELECT DISTINCT ?part ?p ?o WHERE { VALUES ?part { $parts } "
        + any_of("?part", names, value="?o", way="?p")
        + " } LIMIT 2000",
        parts=list(found),
    )
    for row in rows:
        found[row["part"].value][names[row["p"].value]].append(row["o"])
    return found


def _part(
    page_query: PageQuery, iri: str, why: str, known: dict[str, dict[str, list[Term]]]
) -> Part:
    said = known[iri]

    def first(name: str) -> str:
        return min((term.value for term in said[name]), default="")

    def inner(name: str) -> list[Part]:
        predicate = _DETAILS[name]
        iris = sorted(term.value for term in said[name] if term.kind == "uri")
        return [
            _part(page_query, one, page_query.why(iri, predicate, value=one), known) for one in iris
        ]

    return Part(
        page_query.resource(iri),
        why,
        spoken(said["title"], page_query.lang),
        spoken(said["text"], page_query.lang),
        [page_query.resource(term.value) for term in said["kind"] if term.kind == "uri"],
        _money(first("value"), first("currency").rpartition("/")[2], page_query.lang),
        ways(said["url"], _DETAILS["url"]),
        inner("evidence"),
        inner("website"),
    )


def _money(value: str, currency: str, lang: str) -> str:
    """An amount as people write it; nothing is "free"; text that is no number stays."""
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return value
    return _("free") if amount == 0 else format_currency(amount, currency or "EUR", locale=lang)


def _sites(page_query: PageQuery, claims: list[Claim]) -> list[Site]:
    iris = [claim.thing.iri for claim in claims]
    addresses = read_addresses(page_query, iris)
    features: dict[str, list[Resource]] = {iri: [] for iri in iris}
    for row in page_query.rows(_FEATURES, sites=iris) if iris else ():
        if (thing := page_query.of(row, "feature")) is not None:
            features[row["site"].value].append(thing)
    return [
        Site(claim, addresses.get(iri), by_name(features[iri]))
        for claim, iri in zip(claims, iris, strict=True)
    ]
