"""The page of a partnership: members by role, then what is missing, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from kg.figures.partnerships import CORE_PARTNERS
from kg.model.terms import SAM
from server.draw.marks import SPHERES
from server.pages.kinds.assessed import read_assessed
from server.pages.kinds.facts import notable_types, reference_day, short
from server.pages.kinds.postal import ADDRESS, read_address
from server.pages.kinds.sentences import say_partnership
from server.pages.kinds.words import sphere_words
from server.view.page_query import Claim, PageQuery, Resource, by_name, own_first, text

if TYPE_CHECKING:
    from server.service import Service
    from server.view.description import Description
    from server.view.page_query import Row

LIMIT = 500
COALITION = ("state", "civil-society", "community")
"""The spheres that a vital coalition joins (slide 20)."""

_MEMBERS = """
SELECT ?membership ?member ?current ?role ?from ?until ?kind WHERE {
  { SELECT DISTINCT ?membership ?member ?current WHERE {
      { ?membership org:organization $this ; org:member ?member
        BIND(EXISTS { ?membership a sam:CurrentMembership } AS ?current) }
      UNION { $this sam:currentMember ?member BIND(true AS ?current)
        FILTER NOT EXISTS { ?any org:organization $this ; org:member ?member } } } LIMIT $limit }
  OPTIONAL { ?membership org:role ?role }
  OPTIONAL { ?membership sam:memberFrom ?from }
  OPTIONAL { ?membership sam:memberUntil ?until }
  OPTIONAL { ?member org:classification ?kind }
} LIMIT 2000"""

_ABOUT = """
SELECT ?sphere ?issue ?trait ?overlap ?sector ?project ?director ?g WHERE {
  { GRAPH ?g { $this sam:hasMemberSphere ?sphere } }
  UNION { GRAPH ?g { $this sam:aroundIssue ?issue } }
  UNION { GRAPH ?g { $this sam:hasCoalitionTrait ?trait } }
  UNION { GRAPH ?g { $this sam:arisesInOverlap ?overlap } }
  UNION { GRAPH ?g { $this sam:hasPartnerSector ?sector } }
  UNION { GRAPH ?g { ?project sam:carriedBy $this } }
  UNION { GRAPH ?g { ?direction sam:directs $this } ?direction sam:carriedOutBy ?director }
} LIMIT 300"""


When = Literal["now", "before", "later"]


class Member(NamedTuple):
    """A membership: who, as what kind of actor, from when until when, and whether it holds now."""

    actor: Resource
    roles: list[Resource]
    kinds: list[Resource]
    since: str
    until: str
    when: When
    why: str

    @property
    def is_core(self) -> bool:
        """Whether it is a core partner by role."""
        return any(role.slug == "core-partner" for role in self.roles)


class Seat(NamedTuple):
    """A core partner that the decree asks for: who fills it now, who did or will.

    `beside` are members of the kind in another role: they do not fill the seat.
    """

    kind: Resource
    now: list[Member]
    beside: list[Member]
    before: list[Member]
    later: list[Member]


def context(service: Service, description: Description, lang: str) -> dict[str, Any]:
    """Everything that `kinds/partnership.html` shows beside the facts."""
    page_query, iri = PageQuery(service, lang), description.iri
    today = reference_day(service)
    members = read_members(page_query, iri, today=today)
    current = [m for m in members if m.when == "now"]
    rows = page_query.rows(_ABOUT, this=iri)
    spheres = page_query.claims(iri, f"{SAM}hasMemberSphere", rows=rows, name="sphere")
    traits = page_query.claims(iri, f"{SAM}hasCoalitionTrait", rows=rows, name="trait")
    reception, vital = (
        description.is_a(f"{SAM}BroadReception"), description.is_a(f"{SAM}VitalCoalition"),
    )  # fmt: skip
    seats = core_seats(page_query, members) if reception else None
    worlds = {claim.thing.slug for claim in spheres}
    return {
        "page_query": page_query,
        "answer": say_partnership(
            len({m.actor for m in current}),
            worlds=[words for slug, words in sphere_words().items() if slug in worlds],
            missing=None if seats is None else [s.kind.label for s in seats if not s.now],
            vital=vital,
        ),
        "facts": short(
            description,
            "currentMember",
            "hasMemberSphere",
            "aroundIssue",
            "hasCoalitionTrait",
            ADDRESS,
        ),
        "assessed": read_assessed(page_query, iri, conditions=True),
        "address": read_address(page_query, iri),
        "types": notable_types(description),
        "roles": by_role(current),
        "former": [m for m in members if m.when == "before"],
        "coming": [m for m in members if m.when == "later"],
        "today": today,
        "current_count": len({m.actor for m in current}),
        "limit": LIMIT if len(members) >= LIMIT else None,
        "seats": seats or [],
        "spheres": _by_sphere(page_query, current, spheres),
        "coalition_lacks": [
            page_query.concept(f"sphere/{s}") for s in COALITION if not _has(spheres, s)
        ],
        "vital": vital,
        "heterogeneous": description.is_a(f"{SAM}HeterogeneousNetwork"),
        "qualified": description.is_a(f"{SAM}QualifiedBroadReception"),
        "issues": page_query.claims(iri, f"{SAM}aroundIssue", rows=rows, name="issue"),
        "candidate": description.is_a(f"{SAM}VitalCoalitionCandidate"),
        "traits": traits,
        "shared": any(claim.thing.slug == "shared-ownership" for claim in traits),
        "overlaps": page_query.claims(iri, f"{SAM}arisesInOverlap", rows=rows, name="overlap"),
        "sectors": page_query.claims(iri, f"{SAM}hasPartnerSector", rows=rows, name="sector"),
        "projects": page_query.column(rows, "project"),
        "directors": page_query.column(rows, "director"),
    }


def read_members(page_query: PageQuery, iri: str, *, today: str) -> list[Member]:
    """Every membership of a partnership, whether or not it holds, by the name of the member."""
    by_membership: dict[str, list[Row]] = {}
    for row in page_query.rows(_MEMBERS, this=iri, limit=LIMIT):
        # A member of whom no membership tells more is there once too.
        by_membership.setdefault(row.get("membership", row["member"]).value, []).append(row)

    found = [
        Member(
            page_query.resource(rows[0]["member"].value),
            page_query.column(rows, "role"),
            own_first(page_query.column(rows, "kind")),
            text(rows[0], "from"),
            text(rows[0], "until"),
            _when(rows[0], today),
            page_query.why(iri, f"{SAM}currentMember", value=rows[0]["member"].value),
        )
        for rows in by_membership.values()
    ]
    return sorted(found, key=lambda m: (m.actor.order, m.since))


def _when(row: Row, today: str) -> When:
    if text(row, "current") == "true":
        return "now"
    return "later" if text(row, "from")[:10] > today else "before"


def core_seats(page_query: PageQuery, members: list[Member]) -> list[Seat]:
    """The three core partners of a broad reception, each with those who fill or filled it."""
    seats = []
    for slug in CORE_PARTNERS:
        kind = page_query.concept(f"kind/{slug}")
        fitting = [m for m in members if kind in m.kinds]
        now = [m for m in fitting if m.when == "now"]
        seats.append(
            Seat(
                kind,
                [m for m in now if m.is_core],
                [m for m in now if not m.is_core],
                [m for m in fitting if m.when == "before"],
                [m for m in fitting if m.when == "later"],
            )
        )
    return seats


def by_role(members: list[Member]) -> list[tuple[Resource | None, list[Member]]]:
    """Members under each of their roles; those without a role last."""
    groups: dict[Resource | None, list[Member]] = {}
    for member in members:
        roles: list[Resource | None] = [*member.roles] or [None]
        for role in roles:
            groups.setdefault(role, []).append(member)
    return sorted(groups.items(), key=lambda g: (g[0] is None, g[0].order if g[0] else ("", "")))


def _has(spheres: list[Claim], slug: str) -> bool:
    return any(claim.thing.slug == slug for claim in spheres)


def _by_sphere(
    page_query: PageQuery, members: list[Member], claims: list[Claim]
) -> list[tuple[Resource, Claim | None, list[Resource]]]:
    """The four spheres, each with the claim that it is at the table and who brings it there."""
    actors = by_name(member.actor for member in members)
    return [
        (
            page_query.concept(f"sphere/{slug}"),
            next((c for c in claims if c.thing.slug == slug), None),
            [a for a in actors if a.sphere == slug],
        )
        for slug in SPHERES
    ]
