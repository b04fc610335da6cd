"""The page of a service: for whom, where, when and how, who provides it, the rights it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import DCT, RDF_TYPE, SAM
from server.pages.kinds.facts import notable_types, reference_day, short
from server.pages.kinds.offer import SHOWN, read_offer
from server.pages.kinds.sentences import say_service
from server.view.page_query import Claim, PageQuery, Resource, by_name

if TYPE_CHECKING:
    from server.service import Service
    from server.view.description import Description, StatementValue
    from server.view.page_query import Row

_ABOUT = """
SELECT ?right ?group ?area ?place ?sector ?g WHERE {
  { GRAPH ?g { $this sam:givesAccessTo ?right } }
  UNION { GRAPH ?g { $this sam:forTargetGroup ?group } }
  UNION { GRAPH ?g { $this sam:servesArea ?area } }
  UNION { GRAPH ?g { $this sam:locatedIn ?place } }
  UNION { GRAPH ?g { $this sam:inServiceSector ?sector } }
} LIMIT 400"""

PROVIDERS = 50  # providers of one service that are read
_PROVIDERS = """
SELECT ?actor ?kind ?place ?zone WHERE {
  { SELECT DISTINCT ?actor WHERE {
      { $this sam:providedBy ?actor } UNION { ?actor sam:provides $this } } LIMIT $limit }
  OPTIONAL { ?actor org:classification ?kind }
  OPTIONAL { ?actor sam:locatedIn ?place . ?place a sam:MunicipalArea }
  OPTIONAL { ?actor sam:inZone ?zone }
} LIMIT 200"""

_WHOLES = """
SELECT ?part ?whole WHERE { VALUES ?part { $rights } ?part sam:partOfRight ?whole } LIMIT 100"""

_GROUNDS = """
SELECT ?right ?ground WHERE {
  VALUES ?right { $rights } ?right sam:legalGround ?ground } LIMIT 100"""

_SIMILAR = """
SELECT DISTINCT ?service ?actor ?right WHERE {
  VALUES ?right { $rights }
  ?service sam:givesAccessTo ?right ; sam:servesToday ?area .
  $this sam:servesArea ?area .
  FILTER(?service != $this)
  OPTIONAL { ?service sam:providedBy ?actor }
} LIMIT 40"""

_SINCE = (PAGE_PREFIXES["schema"] + "startDate", f"{SAM}validFrom", DCT + "issued")
_UNTIL = (PAGE_PREFIXES["schema"] + "endDate", f"{SAM}validUntil")


class Right(NamedTuple):
    """A right the service opens; `through` is the part that makes an inferred one follow."""

    claim: Claim
    through: list[Resource]
    grounds: list[Resource]


class Provider(NamedTuple):
    """Who provides the service."""

    actor: Resource
    kinds: list[Resource]
    places: list[Resource]
    zone: Resource | None


def context(service: Service, description: Description, lang: str) -> dict[str, Any]:
    """Everything that `kinds/service.html` shows beside the facts."""
    page_query, iri = PageQuery(service, lang), description.iri
    rows = page_query.rows(_ABOUT, this=iri)

    def told(column: str, predicate: str) -> list[Claim]:
        return page_query.claims(iri, f"{SAM}{predicate}", rows=rows, name=column)

    rights = _rights(page_query, told("right", "givesAccessTo"))
    today, areas = reference_day(service), told("area", "servesArea")
    offered, providers = _offered(description, today), _providers(page_query, iri)
    offer = read_offer(page_query, description)
    turn = _first(description, {"before": _UNTIL, "later": _SINCE}.get(offered, ()))
    return {
        "page_query": page_query,
        "answer": say_service(
            [one.actor.label for one in providers] or [c.thing.label for c in offer["executing"]],
            places=[area.thing.label for area in areas or offer["territory"] if not area.inferred],
            rights=[right.claim.thing.label for right in rights if not right.claim.inferred],
            offered=offered,
            day=turn.term.value if turn else "",
        ),
        "facts": short(
            description,
            "givesAccessTo",
            "forTargetGroup",
            "servesArea",
            "locatedIn",
            "inServiceSector",
            "providedBy",
            *_SINCE,
            *_UNTIL,
            *SHOWN,
        ),
        "types": notable_types(description),
        "social": any(type_.iri == f"{SAM}SocialService" for type_ in description.refs(RDF_TYPE)),
        "since": _first(description, _SINCE),
        "until": _first(description, _UNTIL),
        "offered": offered,
        "today": today,
        "rights": rights,
        "groups": told("group", "forTargetGroup"),
        "areas": areas,
        "places": told("place", "locatedIn"),
        "sectors": told("sector", "inServiceSector"),
        "providers": providers,
        "similar": _similar(page_query, iri, rights),
        "offer": offer,
    }


def _first(description: Description, predicates: tuple[str, ...]) -> StatementValue | None:
    return next((v for p in predicates if (v := description.first(p)) is not None), None)


def _offered(description: Description, today: str) -> str:
    """Whether it is offered on the reference date: "now", "before" (it is over) or "later"."""
    since, until = _first(description, _SINCE), _first(description, _UNTIL)
    if since is not None and since.term.value[:10] > today:
        return "later"
    over = until is not None and until.term.value[:10] < today[: len(until.term.value)]
    return "before" if over else "now"


def _rights(page_query: PageQuery, claims: list[Claim]) -> list[Right]:
    """The rights, each inferred one with the asserted right that it follows from."""
    if not claims:
        return []
    iris = [claim.thing.iri for claim in claims]
    stated = {claim.thing.iri for claim in claims if not claim.inferred}
    through: dict[str, list[Resource]] = {}
    for row in page_query.rows(_WHOLES, rights=iris):
        if row["part"].value in stated:
            through.setdefault(row["whole"].value, []).append(
                page_query.resource(row["part"].value)
            )
    grounds: dict[str, list[Resource]] = {}
    for row in page_query.rows(_GROUNDS, rights=iris):
        grounds.setdefault(row["right"].value, []).append(page_query.resource(row["ground"].value))
    return [Right(c, through.get(c.thing.iri, []), grounds.get(c.thing.iri, [])) for c in claims]


def _providers(page_query: PageQuery, iri: str) -> list[Provider]:
    by_actor: dict[str, list[Row]] = {}
    for row in page_query.rows(_PROVIDERS, this=iri, limit=PROVIDERS):
        by_actor.setdefault(row["actor"].value, []).append(row)

    found = [
        Provider(
            page_query.resource(actor),
            page_query.column(rows, "kind"),
            page_query.column(rows, "place"),
            next(iter(page_query.column(rows, "zone")), None),
        )
        for actor, rows in by_actor.items()
    ]
    return sorted(found, key=lambda p: p.actor.order)


def _similar(
    page_query: PageQuery, iri: str, rights: list[Right]
) -> list[tuple[Resource, list[Resource]]]:
    """Other services in the same areas for the same (asserted) rights, with their providers."""
    wanted = [r.claim.thing.iri for r in rights if not r.claim.inferred]
    if not wanted:
        return []
    found: dict[Resource, set[Resource]] = {}
    for row in page_query.some_rows(_SIMILAR, this=iri, rights=wanted):
        actor = page_query.of(row, "actor")
        found.setdefault(page_query.resource(row["service"].value), set()).update(
            {actor} if actor else ()
        )
    return sorted(
        ((service, by_name(actors)) for service, actors in found.items()),
        key=lambda pair: pair[0].order,
    )
