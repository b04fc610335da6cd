"""The page of an organisation: its zone and why, what it offers, with whom it works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from kg.model.terms import ORG, SAM
from server.draw.field import FieldWords, draw_field
from server.draw.marks import glyph
from server.draw.zones import Zone, zone_number
from server.pages.kinds.contacts import Contact, describe_contacts
from server.pages.kinds.facts import notable_types, reference_day, short
from server.pages.kinds.partnership import by_role, read_members
from server.pages.kinds.postal import ADDRESS, read_address
from server.pages.kinds.sentences import say_organisation
from server.pages.kinds.words import field_words, zone_words
from server.pages.views.rights_sentences import Conclusion
from server.view.page_query import CONCEPT, Claim, PageQuery, Resource, by_name, own_first, text

if TYPE_CHECKING:
    from server.service import Service
    from server.view.description import Description, StatementValue
    from server.view.page_query import Row

LIMIT = 200
CONTACTS = 6
"""Contact points that the page shows."""
_MEMBER_OF = f"{ORG}memberOf"
_HYBRIDS = {f"{SAM}HybridOrganisation", f"{SAM}TripleHybrid"}
"""Classes that a page with a zone need not repeat: the zone says more."""
ELEMENTS = ("ownership", "governance", "priorities", "human-resources", "other-resources")
SECTORS = ("public", "private", "third")

_PLACE = """
SELECT ?zone ?prime ?indicated ?trait ?element ?sector ?g WHERE {
  { GRAPH ?g { $this sam:inZone ?zone } }
  UNION { GRAPH ?g { $this sam:primeSector ?prime } }
  UNION { GRAPH ?g { $this sam:indicatesTrait ?indicated }
          FILTER NOT EXISTS { $this sam:hasTrait ?indicated } }
  UNION { GRAPH ?g { $this sam:hasTrait ?trait }
          ?trait sam:traitElement ?element ; sam:traitOfSector ?sector }
} LIMIT 200"""

_TOWNS = """
SELECT ?place WHERE { $this sam:locatedIn ?place . ?place a sam:MunicipalArea } LIMIT 20"""

_GROUNDS = """
SELECT ?trait ?by ?confidence WHERE {
  { $this org:classification ?by . ?by sam:impliesTrait ?trait }
  UNION { $this sam:legalForm ?by . ?by sam:impliesTrait ?trait }
  UNION { $this sam:foundedBy ?by . ?by a sam:PublicLawOrganisation
          BIND($public AS ?trait) }
  UNION { ?evidence sam:evidenceFor ?kind ; sam:evidenceTrait ?trait ; sam:evidenceSource ?by .
          $this org:classification ?kind
          OPTIONAL { ?evidence sam:evidenceConfidence ?confidence } }
  UNION { ?evidence sam:evidenceFor $this ; sam:evidenceTrait ?trait .
          OPTIONAL { ?evidence sam:evidenceSource ?by }
          OPTIONAL { ?evidence sam:evidenceConfidence ?confidence } }
} LIMIT 200"""

_OFFER = """
SELECT ?service ?right ?g WHERE {
  { SELECT DISTINCT ?service WHERE { $this sam:provides ?service } LIMIT $limit }
  OPTIONAL { GRAPH ?g { ?service sam:givesAccessTo ?right } }
}"""

_REACHED = """
SELECT DISTINCT ?owner ?contact WHERE {
  { $this m8g:contactPoint ?contact BIND($this AS ?owner) }
  UNION { ?owner sam:siteOf $this ; m8g:contactPoint ?contact }
  UNION { ?owner sam:providedBy $this ; m8g:contactPoint ?contact }
} LIMIT 400"""

_TOGETHER = """
SELECT ?membership ?partnership ?current ?role ?from ?until WHERE {
  { ?membership org:member $this ; org:organization ?partnership
    BIND(EXISTS { ?membership a sam:CurrentMembership } AS ?current) }
  UNION { ?partnership sam:currentMember $this
          FILTER NOT EXISTS { ?any org:organization ?partnership ; org:member $this }
          BIND(true AS ?current) BIND(?partnership AS ?membership) }
  OPTIONAL { ?membership org:role ?role }
  OPTIONAL { ?membership sam:memberFrom ?from }
  OPTIONAL { ?membership sam:memberUntil ?until }
} LIMIT $limit"""

_OTHERS = """
SELECT DISTINCT ?partnership ?other WHERE {
  VALUES ?partnership { $partnerships }
  ?partnership sam:currentMember ?other FILTER(?other != $this)
} LIMIT 400"""

_PROJECTS = """
SELECT DISTINCT ?project ?role ?led WHERE {
  { ?project sam:hasPartner $this }
  UNION { ?contribution sam:contributor $this ; sam:contributionTo ?project .
          OPTIONAL { ?contribution sam:contributionRole ?role } }
  UNION { ?event sam:ledBy $this ; sam:eventOf ?project . BIND(true AS ?led) }
  UNION { ?event sam:handedOverTo $this ; sam:eventOf ?project . BIND(true AS ?led) }
} LIMIT $limit"""


class TraitCell(NamedTuple):
    """One element of an organisation in one sector: the trait found, and what it rests on.

    `grounds` are things it follows from, `evidence` what a reviewed source says, with how sure.
    """

    claim: Claim
    grounds: list[Resource]
    evidence: list[tuple[str, str]]


class Placement(NamedTuple):
    """Where an organisation stands on the playing field, with the evidence."""

    zone: Claim
    name: str
    badge: Markup
    number: int | None
    prime: Claim | None
    indicated: list[Claim]
    others: list[Resource]
    table: list[tuple[Resource, list[TraitCell | None]]]
    figure: Markup


def context(service: Service, description: Description, lang: str) -> dict[str, Any]:
    """Everything that `kinds/organisation.html` shows beside the facts."""
    page_query = PageQuery(service, lang)
    iri = description.iri
    place = placement(page_query, iri)
    today = reference_day(service)
    members = (
        read_members(page_query, iri, today=today) if description.is_a(f"{SAM}Partnership") else []
    )
    services, memberships = offer(page_query, iri), together(page_query, iri)
    taken_part = projects(page_query, iri)
    return {
        "page_query": page_query,
        "answer": _answer(
            description,
            services,
            members=len({member.actor for member in members if member.when == "now"}),
            towns=page_query.column(page_query.some_rows(_TOWNS, this=iri), "place"),
            together=len(memberships) + len(taken_part),
        ),
        "facts": short(
            description,
            "hasTrait",
            "inZone",
            "mixesSector",
            "provides",
            "inSphere",
            _MEMBER_OF,
            ADDRESS,
        ),
        "types": _types(description, place),
        "address": read_address(page_query, iri),
        "reached": reached(page_query, iri),
        "spheres": description.values(f"{SAM}inSphere"),
        "kinds": own_first(description.refs(f"{ORG}classification")),
        "roles": by_role([member for member in members if member.when == "now"]),
        "former": [member for member in members if member.when == "before"],
        "coming": [member for member in members if member.when == "later"],
        "today": today,
        "places": description.refs(f"{SAM}locatedIn"),
        "zone": place,
        "offer": services,
        "together": memberships,
        "projects": taken_part,
        "limit": LIMIT,
    }


def _answer(
    description: Description,
    services: list[OfferedService],
    *,
    towns: list[Resource],
    together: int,
    members: int,
) -> Conclusion:
    kinds = own_first(description.refs(f"{ORG}classification"))
    rights = by_name(c.thing for one in services for c in one.rights if not c.inferred)
    return say_organisation(
        description.label,
        kind=kinds[0].label if kinds else "",
        governs=[area.label for area in description.refs(f"{SAM}governs")],
        members=members,
        services=len(services),
        places=[place.label for place in towns or description.refs(f"{SAM}locatedIn")],
        rights=[right.label for right in rights],
        together=together,
    )


def _types(description: Description, place: Placement | None) -> list[StatementValue]:
    """The notable classes; those of hybrids only when no zone says it better."""
    zoned = place is not None and place.number is not None
    return [v for v in notable_types(description) if not (zoned and v.iri in _HYBRIDS)]


def placement(page_query: PageQuery, iri: str) -> Placement | None:
    """The zone and its evidence; None when there is no zone to explain."""
    rows = page_query.rows(_PLACE, this=iri)
    zone = next(iter(page_query.claims(iri, f"{SAM}inZone", rows=rows, name="zone")), None)
    if zone is None:
        return None
    place = Zone.from_slug(zone.thing.slug)
    return Placement(
        zone=zone,
        name=zone_words(place) if place else zone.thing.label,
        badge=glyph(place),
        number=zone_number(place) if place else None,
        prime=next(
            iter(page_query.claims(iri, f"{SAM}primeSector", rows=rows, name="prime")), None
        ),
        indicated=page_query.claims(iri, f"{SAM}indicatesTrait", rows=rows, name="indicated"),
        others=[page_query.concept(f"sector/{s}") for s in place.others] if place else [],
        table=_trait_table(page_query, iri, [r for r in rows if "trait" in r]),
        figure=_figure(place),
    )


def _trait_table(
    page_query: PageQuery, iri: str, rows: list[Row]
) -> list[tuple[Resource, list[Any]]]:
    """Five elements by three sectors; a cell is None where no trait was found."""
    if not rows:
        return []
    grounds: dict[str, list[Resource]] = {}
    evidence: dict[str, set[tuple[str, str]]] = {}
    for row in page_query.rows(_GROUNDS, this=iri, public=f"{CONCEPT}trait/public-ownership"):
        by = page_query.of(row, "by")
        if by is None:
            told = text(row, "by"), text(row, "confidence")
            evidence.setdefault(row["trait"].value, set()).add(told)
        elif by not in grounds.setdefault(row["trait"].value, []):
            grounds[row["trait"].value].append(by)
    cells: dict[tuple[str, str], TraitCell] = {}
    for claim in page_query.claims(iri, f"{SAM}hasTrait", rows=rows, name="trait"):
        iri_ = claim.thing.iri
        row = next(r for r in rows if r["trait"].value == iri_)
        element, sector = page_query.of(row, "element"), page_query.of(row, "sector")
        if element is not None and sector is not None:
            cell = TraitCell(claim, grounds.get(iri_, []), sorted(evidence.get(iri_, ())))
            cells.setdefault((element.slug, sector.slug), cell)
    return [
        (page_query.concept(f"trait-element/{e}"), [cells.get((e, s)) for s in SECTORS])
        for e in ELEMENTS
    ]


def _figure(place: Zone | None) -> Markup:
    if place is None:
        return Markup("")
    words: FieldWords = field_words(_("The place of this zone on the playing field"))
    return draw_field(words=words, here=place)


def reached(page_query: PageQuery, iri: str) -> list[tuple[Contact, list[Resource]]]:
    """The contact points of an organisation, its own first, then those of its sites and services.

    Each with the sites and services whose it is.
    """
    owners: dict[str, list[str]] = {}
    for row in page_query.rows(_REACHED, this=iri):
        if row["contact"].kind == "uri":
            owners.setdefault(row["contact"].value, []).append(row["owner"].value)
    order = sorted(owners, key=lambda one: (iri not in owners[one], -len(owners[one]), one))
    linked: dict[str, list[str]] = {}
    for one in order[:CONTACTS]:
        linked.setdefault(iri if iri in owners[one] else owners[one][0], []).append(one)
    told = {
        contact.thing.iri: contact
        for some in describe_contacts(page_query, linked).values()
        for contact in some
    }
    return [
        (told[one], by_name(page_query.resource(owner) for owner in owners[one] if owner != iri))
        for one in order[:CONTACTS]
    ]


class OfferedService(NamedTuple):
    """A service with the rights it gives access to, asserted ones first."""

    service: Resource
    rights: list[Claim]


def offer(page_query: PageQuery, iri: str) -> list[OfferedService]:
    """What the organisation provides, by name."""
    by_service: dict[str, list[Row]] = {}
    for row in page_query.rows(_OFFER, this=iri, limit=LIMIT):
        by_service.setdefault(row["service"].value, []).append(row)
    found = [
        OfferedService(
            page_query.resource(s),
            page_query.claims(s, f"{SAM}givesAccessTo", rows=rows, name="right"),
        )
        for s, rows in by_service.items()
    ]
    return sorted(found, key=lambda o: o.service.order)


class Together(NamedTuple):
    """A membership, seen from the member."""

    partnership: Resource
    roles: list[Resource]
    others: list[Resource]
    since: str
    until: str
    current: bool


def together(page_query: PageQuery, iri: str) -> list[Together]:
    """The partnerships it takes part in, current ones first."""
    rows = page_query.rows(_TOGETHER, this=iri, limit=LIMIT)
    if not rows:
        return []
    partnerships = sorted({row["partnership"].value for row in rows})
    others: dict[str, list[Resource]] = {}
    for row in page_query.rows(_OTHERS, this=iri, partnerships=partnerships):
        others.setdefault(row["partnership"].value, []).append(
            page_query.resource(row["other"].value)
        )
    merged: dict[str, Together] = {}
    for row in rows:
        partnership = row["partnership"].value
        entry = Together(
            page_query.resource(partnership),
            [],
            by_name(others.get(partnership, [])),
            text(row, "from"),
            text(row, "until"),
            text(row, "current") == "true",
        )
        entry = merged.setdefault(row["membership"].value, entry)
        role = page_query.of(row, "role")
        if role is not None and role not in entry.roles:
            entry.roles.append(role)
    return sorted(merged.values(), key=lambda t: (not t.current, t.partnership.order))


class InProject(NamedTuple):
    """A project with what the organisation did in it."""

    project: Resource
    roles: list[Resource]
    led: bool


def projects(page_query: PageQuery, iri: str) -> list[InProject]:
    """The projects it is a partner of, contributed to or led, by name."""
    found: dict[str, tuple[dict[Resource, None], bool]] = {}
    for row in page_query.rows(_PROJECTS, this=iri, limit=LIMIT):
        roles, led = found.get(row["project"].value, ({}, False))
        role = page_query.of(row, "role")
        if role is not None:
            roles[role] = None
        found[row["project"].value] = (roles, led or "led" in row)
    listed = [
        InProject(page_query.resource(p), list(roles), led) for p, (roles, led) in found.items()
    ]
    return sorted(listed, key=lambda p: p.project.order)
