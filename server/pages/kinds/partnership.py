"""The page of a partnership: members by role, then what is missing, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from server.draw.marks import SPHERES
from server.pages.kinds.book import SAM, Book, Claim, Thing, by_name, own_first, text
from server.pages.kinds.facts import notable_types, short
from server.pages.kinds.postal import ADDRESS, read_address

if TYPE_CHECKING:
    from server.pages.describe import Description
    from server.pages.kinds.book import Row
    from server.pages.service import Service

LIMIT = 500
CORE_PARTNERS = ("ocmw", "caw", "mutuality-social-work")
"""The kinds of actor that a broad reception must have at its table (decree of 9 February 2018)."""
COALITION = ("state", "civil-society", "community")
"""The spheres that a vital coalition joins (slide 20)."""

_MEMBERS = """
SELECT ?membership ?member ?role ?from ?until ?kind WHERE {
  { SELECT DISTINCT ?membership ?member WHERE {
      ?membership org:organization $this ; org:member ?member } LIMIT $limit }
  OPTIONAL { ?membership org:role ?role }
  OPTIONAL { ?membership sam:memberFrom ?from }
  OPTIONAL { ?membership sam:memberUntil ?until }
  OPTIONAL { ?member org:classification ?kind }
} LIMIT 2000"""

_ABOUT = """
SELECT ?sphere ?issue ?zone ?project ?director ?g WHERE {
  { GRAPH ?g { $this sam:hasMemberSphere ?sphere } }
  UNION { GRAPH ?g { $this sam:aroundIssue ?issue } }
  UNION { GRAPH ?g { $this sam:arisesInZone ?zone } }
  UNION { GRAPH ?g { ?project sam:carriedBy $this } }
  UNION { GRAPH ?g { ?direction sam:directs $this } ?direction sam:carriedOutBy ?director }
} LIMIT 300"""


class Member(NamedTuple):
    """A membership: who, as what kind of actor, from when and until when."""

    actor: Thing
    roles: list[Thing]
    kinds: list[Thing]
    since: str
    until: str
    why: str


class Seat(NamedTuple):
    """A core partner that the decree asks for: who fills it now, and who did before."""

    kind: Thing
    now: list[Member]
    before: list[Member]


def context(service: Service, description: Description, lang: str) -> dict[str, Any]:
    """Everything that `kinds/partnership.html` shows beside the facts."""
    book, iri = Book(service, lang), description.iri
    members = read_members(book, iri)
    current = [m for m in members if not m.until]
    rows = book.rows(_ABOUT, this=iri)
    spheres = book.claims(iri, f"{SAM}hasMemberSphere", rows, "sphere")
    reception = description.is_a(f"{SAM}BroadReception")
    return {
        "book": book,
        "facts": short(description, "currentMember", "hasMemberSphere", "aroundIssue", ADDRESS),
        "address": read_address(book, iri),
        "types": notable_types(description),
        "roles": by_role(current),
        "former": [m for m in members if m.until],
        "current_count": len({m.actor for m in current}),
        "limit": LIMIT if len(members) >= LIMIT else None,
        "seats": core_seats(book, members) if reception else [],
        "spheres": _by_sphere(book, current, spheres),
        "coalition_lacks": [book.concept(f"sphere/{s}") for s in COALITION if not _has(spheres, s)],
        "vital": description.is_a(f"{SAM}VitalCoalition"),
        "heterogeneous": description.is_a(f"{SAM}HeterogeneousNetwork"),
        "qualified": description.is_a(f"{SAM}QualifiedBroadReception"),
        "issues": book.claims(iri, f"{SAM}aroundIssue", rows, "issue"),
        "zones": book.claims(iri, f"{SAM}arisesInZone", rows, "zone"),
        "projects": by_name(t for r in rows if (t := book.of(r, "project"))),
        "directors": by_name(t for r in rows if (t := book.of(r, "director"))),
    }


def read_members(book: Book, iri: str) -> list[Member]:
    """Every membership of a partnership, current and former, by the name of the member."""
    by_membership: dict[str, list[Row]] = {}
    for row in book.rows(_MEMBERS, this=iri, limit=LIMIT):
        by_membership.setdefault(row["membership"].value, []).append(row)

    def things(rows: list[Row], column: str) -> list[Thing]:
        return by_name(thing for row in rows if (thing := book.of(row, column)))

    found = [
        Member(
            book.thing(rows[0]["member"].value),
            things(rows, "role"),
            own_first(things(rows, "kind")),
            text(rows[0], "from"),
            text(rows[0], "until"),
            book.why(iri, f"{SAM}currentMember", rows[0]["member"].value),
        )
        for rows in by_membership.values()
    ]
    return sorted(found, key=lambda m: (m.actor.order, m.since))


def core_seats(book: Book, members: list[Member]) -> list[Seat]:
    """The three core partners of a broad reception, each with those who fill or filled it."""
    seats = []
    for slug in CORE_PARTNERS:
        kind = book.concept(f"kind/{slug}")
        fitting = [m for m in members if kind in m.kinds]
        seats.append(
            Seat(kind, [m for m in fitting if not m.until], [m for m in fitting if m.until])
        )
    return seats


def by_role(members: list[Member]) -> list[tuple[Thing | None, list[Member]]]:
    """Members under each of their roles; those without a role last."""
    groups: dict[Thing | None, list[Member]] = {}
    for member in members:
        roles: list[Thing | None] = [*member.roles] or [None]
        for role in roles:
            groups.setdefault(role, []).append(member)
    return sorted(groups.items(), key=lambda g: (g[0] is None, g[0].order if g[0] else ("", "")))


def _has(spheres: list[Claim], slug: str) -> bool:
    return any(claim.thing.slug == slug for claim in spheres)


def _by_sphere(
    book: Book, members: list[Member], claims: list[Claim]
) -> list[tuple[Thing, Claim | None, list[Thing]]]:
    """The four spheres, each with the claim that it is at the table and who brings it there."""
    actors = by_name(member.actor for member in members)
    return [
        (
            book.concept(f"sphere/{slug}"),
            next((c for c in claims if c.thing.slug == slug), None),
            [a for a in actors if a.sphere == slug],
        )
        for slug in SPHERES
    ]
