"""The page of a project: its life course, conditions, partners, and why (not) an innovation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model.terms import SAM
from server.pages.kinds.assessed import read_assessed
from server.pages.kinds.course import Course, read_course
from server.pages.kinds.facts import notable_types, short
from server.pages.kinds.sentences import say_project
from server.pages.views.rights_sentences import Conclusion
from server.view.page_query import Claim, PageQuery, Resource, by_name, text

if TYPE_CHECKING:
    from server.service import Service
    from server.view.description import Description
    from server.view.page_query import Row

TRAITS = ("lasting-solution", "other-cooperation", "open-attitude", "beyond-own-organisation")
"""A project must show all four (slide 5), and citizens must contribute."""
PRINCIPLES = ("from-the-start", "active-cooperation", "users-included", "all-ideas")
"""The four principles of an urban living lab (slide 13)."""
PARTIES = ("user", "public-actor", "private-actor", "researcher")
"""The four parties of an urban living lab (slide 13)."""
SIDES = ("government-side", "citizen-side", "general")
OUTCOMES = ("met", "unmet", "unknown")
_BEGIN = ("idea", "pilot")
_END = ("stop",)
"""Kinds of events with which a project begins and ends."""

_ABOUT = """
SELECT ?trait ?principle ?party ?overlap ?sector ?place ?carrier ?reason ?driver ?partner ?actor
       ?role ?from ?until ?citizen ?g WHERE {
  { GRAPH ?g { $this sam:showsTrait ?trait } }
  UNION { GRAPH ?g { $this sam:followsPrinciple ?principle } }
  UNION { GRAPH ?g { $this sam:hasParty ?party } }
  UNION { GRAPH ?g { $this sam:arisesInOverlap ?overlap } }
  UNION { GRAPH ?g { $this sam:hasPartnerSector ?sector } }
  UNION { GRAPH ?g { $this sam:takesPlaceIn ?place } }
  UNION { GRAPH ?g { $this sam:carriedBy ?carrier } }
  UNION { GRAPH ?g { $this sam:hasReason ?reason } }
  UNION { GRAPH ?g { $this sam:hasDriver ?driver } }
  UNION { GRAPH ?g { $this sam:hasPartner ?partner } }
  UNION { GRAPH ?g { ?contribution sam:contributionTo $this ; sam:contributor ?actor }
          OPTIONAL { ?contribution sam:contributionRole ?role }
          OPTIONAL { ?contribution sam:contributionFrom ?from }
          OPTIONAL { ?contribution sam:contributionUntil ?until }
          BIND(EXISTS { ?actor a sam:CitizenActor } AS ?citizen) }
  UNION { $this sam:hasPartner ?actor . ?actor a sam:CitizenActor BIND(true AS ?citizen)
          FILTER NOT EXISTS { ?any sam:contributionTo $this ; sam:contributor ?actor } }
} LIMIT 1000"""

_CONDITIONS = """
SELECT ?condition ?broader ?code ?outcome ?by ?on WHERE {
  ?condition skos:inScheme $scheme .
  OPTIONAL { ?condition skos:broader ?broader }
  OPTIONAL { ?condition skos:notation ?code }
  OPTIONAL { ?assessment sam:assesses $this ; sam:criterion ?condition ; sam:outcome ?outcome .
             OPTIONAL { ?assessment sam:assessedBy ?by }
             OPTIONAL { ?assessment sam:assessedOn ?on } }
} LIMIT 400"""


class Contribution(NamedTuple):
    """Who contributed, in which role and when; `citizen` for an actor of citizens."""

    actor: Resource
    roles: list[Resource]
    since: str
    until: str
    citizen: bool


class JudgedCondition(NamedTuple):
    """A condition with what an assessment says of it; `unknown` when none does."""

    condition: Resource
    depth: int
    outcome: str
    by: Resource | None
    on: str


class Mark(NamedTuple):
    """Something a project may show: the concept, and the claim that it does."""

    concept: Resource
    claim: Claim | None


class Side(NamedTuple):
    """The conditions of one side, with how many of each outcome were found."""

    name: Resource
    conditions: list[JudgedCondition]
    counts: dict[str, int]


def context(service: Service, description: Description, lang: str) -> dict[str, Any]:
    """Everything that `kinds/project.html` shows beside the facts."""
    page_query, iri = PageQuery(service, lang), description.iri
    rows = page_query.rows(_ABOUT, this=iri)

    def told(column: str, predicate: str) -> list[Claim]:
        return page_query.claims(iri, f"{SAM}{predicate}", rows=rows, name=column)

    contributions = _contributions(page_query, rows)
    traits = _marks(page_query, "innovation-trait", TRAITS, told("trait", "showsTrait"))
    lab = description.is_a(f"{SAM}UrbanLivingLab")
    principles = _marks(page_query, "principle", PRINCIPLES, told("principle", "followsPrinciple"))
    course, sides = read_course(page_query, iri), conditions(page_query, iri)
    initiative = description.is_a(f"{SAM}CitizenInitiative")
    places = told("place", "takesPlaceIn")
    return {
        "page_query": page_query,
        "answer": _answer(course, sides, places=places, by_citizens=initiative),
        "facts": short(
            description,
            "showsTrait",
            "followsPrinciple",
            "takesPlaceIn",
            "carriedBy",
            "hasReason",
            "hasDriver",
            "hasPartner",
        ),
        "types": notable_types(description),
        "course": course,
        "sides": sides,
        "assessed": read_assessed(page_query, iri, conditions=False),
        "partners": by_name(c.thing for c in told("partner", "hasPartner")),
        "citizens": [c for c in contributions if c.citizen],
        "others": [c for c in contributions if not c.citizen],
        "traits": traits,
        "lacking": [m.concept for m in traits if m.claim is None],
        "innovation": description.is_a(f"{SAM}SocialInnovation"),
        "lab": lab,
        "complete_lab": description.is_a(f"{SAM}CompleteLivingLab"),
        "principles": principles if lab or any(m.claim for m in principles) else [],
        "parties": _marks(page_query, "role", PARTIES, told("party", "hasParty")) if lab else [],
        "overlaps": told("overlap", "arisesInOverlap"),
        "sectors": told("sector", "hasPartnerSector"),
        "places": places,
        "carriers": told("carrier", "carriedBy"),
        "reasons": told("reason", "hasReason"),
        "drivers": told("driver", "hasDriver"),
        "initiative": initiative,
    }


def _answer(
    course: Course | None, sides: list[Side], *, places: list[Claim], by_citizens: bool
) -> Conclusion:
    """The sentence on top, from the life course and the conditions that stand below it."""
    moments = course.moments if course else []
    begun = [m.leaders for m in moments if m.kind is not None and m.kind.slug in _BEGIN]
    counts = [side.counts for side in sides]
    met = sum(count["met"] for count in counts)
    return say_project(
        [actor.label for leaders in begun[:1] for actor in leaders],
        by_citizens=by_citizens,
        places=[place.thing.label for place in places if not place.inferred],
        takers=[actor.label for m in moments for actor in m.receivers],
        stopped=any(m.kind is not None and m.kind.slug in _END for m in moments),
        met=met,
        assessed=met + sum(count["unmet"] for count in counts),
    )


def _marks(
    page_query: PageQuery, scheme: str, slugs: Iterable[str], claims: list[Claim]
) -> list[Mark]:
    by_iri = {claim.thing: claim for claim in claims}
    concepts = [page_query.concept(f"{scheme}/{slug}") for slug in slugs]
    return [Mark(concept, by_iri.get(concept)) for concept in concepts]


def _contributions(page_query: PageQuery, rows: list[Row]) -> list[Contribution]:
    """Contributions by actor and period, with all their roles."""
    found: dict[tuple[str, str, str], tuple[dict[Resource, None], bool]] = {}
    for row in rows:
        if "actor" not in row:
            continue
        key = row["actor"].value, text(row, "from"), text(row, "until")
        roles, _ = found.setdefault(key, ({}, text(row, "citizen") == "true"))
        role = page_query.of(row, "role")
        if role is not None:
            roles[role] = None
    listed = [
        Contribution(page_query.resource(actor), list(roles), since, until, citizen)
        for (actor, since, until), (roles, citizen) in found.items()
    ]
    return sorted(listed, key=lambda c: (c.actor.order, c.since))


def conditions(page_query: PageQuery, iri: str) -> list[Side]:
    """The conditions of co-creation by side, in the order of their codes."""
    told: dict[str, Row] = {}
    children: dict[str, set[str]] = {}
    for row in page_query.rows(_CONDITIONS, this=iri, scheme=page_query.concept("condition").iri):
        iri_ = row["condition"].value
        if iri_ not in told or text(row, "on") > text(told[iri_], "on"):
            told[iri_] = row
        if "broader" in row:
            children.setdefault(row["broader"].value, set()).add(iri_)

    def below(parent: str, depth: int) -> Iterable[JudgedCondition]:
        for child in sorted(children.get(parent, ()), key=lambda c: text(told[c], "code")):
            yield _judged(page_query, told[child], depth)
            if depth < 4:
                yield from below(child, depth + 1)

    sides = []
    for slug in SIDES:
        name = page_query.concept(f"condition/{slug}")
        found = list(below(name.iri, 0))
        counts = {o: sum(j.outcome == o for j in found) for o in OUTCOMES}
        if counts["met"] or counts["unmet"]:
            sides.append(Side(name, found, counts))
    return sides


def _judged(page_query: PageQuery, row: Row, depth: int) -> JudgedCondition:
    outcome = page_query.of(row, "outcome")
    slug = outcome.slug if outcome and outcome.slug in OUTCOMES else "unknown"
    condition = page_query.resource(row["condition"].value)
    return JudgedCondition(condition, depth, slug, page_query.of(row, "by"), text(row, "on"))
