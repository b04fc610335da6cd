"""The page of an area: a municipality with its rights, or what lies in it and around it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _
from markupsafe import Markup

from kg.model.terms import SAM
from server.draw.field import PlacedOrganisation, draw_field
from server.draw.marks import SPHERES
from server.draw.zones import GROUND, Zone, zones
from server.pages.kinds.area_section import changed_here
from server.pages.kinds.citizen_roles import read_citizen_roles
from server.pages.kinds.coverage import RightsHere, rights_here
from server.pages.kinds.facts import notable_types, reference_day, short
from server.pages.kinds.partnership import Seat, core_seats, read_members
from server.pages.kinds.sentences import say_area, say_municipality
from server.pages.kinds.words import field_words, zone_words
from server.pages.views.rights_sentences import Conclusion, short_right
from server.view.addresses import root
from server.view.figures import RightsFigure, has_rights, project_courses, rights_figure
from server.view.houses import house_map
from server.view.page_query import Claim, PageQuery, Resource, by_name
from server.view.release_cache import per_release_cache
from server.view.terms import PROLOGUE, last_part
from server.view.told_figures import told_areas

if TYPE_CHECKING:
    from server.service import Service
    from server.view.description import Description
    from server.view.page_query import Row

ACTORS = 1500

_AROUND = """
SELECT ?above ?below ?government ?house ?newer ?older ?g WHERE {
  { GRAPH ?g { $this sam:withinArea ?above } }
  UNION { GRAPH ?g { ?below sam:withinArea $this } }
  UNION { GRAPH ?g { ?government sam:governs $this } }
  UNION { GRAPH ?g { ?ruler sam:governs $this . ?house sam:siteOf ?ruler } }
  UNION { ?ruler sam:governs $this . ?house sam:siteOf ?ruler }
  UNION { GRAPH ?g { $this sam:mergedInto ?newer } }
  UNION { GRAPH ?g { ?older sam:mergedInto $this } }
} LIMIT 3000"""

_WHO = """
SELECT DISTINCT ?actor ?zone ?sphere WHERE {
  { SELECT DISTINCT ?actor WHERE {
      { $this sam:hasService ?service . ?service sam:providedBy ?actor }
      UNION { ?actor sam:locatedIn $this ; a sam:Actor }
      UNION { ?actor sam:governs $this } } LIMIT $limit }
  OPTIONAL { ?actor sam:inZone ?zone }
  OPTIONAL { ?actor sam:inSphere ?sphere }
} LIMIT 6000"""

_TOGETHER = """
SELECT DISTINCT ?partnership ?reception ?house WHERE {
  { ?partnership sam:locatedIn $this } UNION { ?partnership sam:servesArea $this }
  UNION { ?government sam:governs $this . ?partnership sam:currentMember ?government }
  ?partnership a sam:Partnership .
  BIND(EXISTS { ?partnership a sam:BroadReception } AS ?reception)
  BIND(EXISTS { ?partnership a sam:HouseOfTheChild } AS ?house)
} LIMIT 200"""

_POLICY = """
SELECT DISTINCT ?policy ?keyword ?action ?acted WHERE {
  ?policy sam:policyOf $this .
  { ?policy sam:restsOnKeyword ?keyword }
  UNION { ?action sam:partOfPolicy ?policy . OPTIONAL { ?action sam:underKeyword ?acted } }
  UNION { }
} LIMIT 500"""

_KEYWORDS = """
SELECT ?keyword WHERE { ?keyword skos:inScheme $scheme } ORDER BY ?keyword LIMIT 30"""


_SPHERES_KNOWN = """
SELECT ?sphere WHERE {
  { SELECT DISTINCT ?sphere WHERE { ?actor sam:inSphere ?sphere } }
} LIMIT 20"""


class SphereCount(NamedTuple):
    """How many actors of a sphere are active here, and how many of them mix sectors."""

    sphere: str
    actors: list[Resource]
    mixed: int


class Who(NamedTuple):
    """The actors of an area: by sphere, by zone, and on the field."""

    spheres: list[SphereCount]
    zones: list[tuple[str, list[Resource]]]
    figure: Markup
    total: int
    without_sphere: SphereCount
    cut: bool


class Reception(NamedTuple):
    """A broad reception of the area with its core seats."""

    partnership: Resource
    seats: list[Seat]

    @property
    def empty_seats(self) -> int:
        """How many core partners were not found."""
        return sum(not seat.now for seat in self.seats)


class Policy(NamedTuple):
    """The local social policy: its documents, actions, and the keywords with and without any."""

    policies: list[Resource]
    actions: list[Resource]
    present: list[Resource]
    absent: list[Resource]


def context(service: Service, description: Description, lang: str) -> dict[str, Any]:
    """Everything that `kinds/area.html` shows beside the facts."""
    page_query, iri = PageQuery(service, lang), description.iri
    municipal = description.is_a(f"{SAM}MunicipalArea")
    today, figure, known = reference_day(service), rights_figure(service), house_map(service)
    around = page_query.rows(_AROUND, this=iri)

    def things(column: str, *, stated: bool = False) -> list[Resource]:
        rows = [r for r in around if not stated or not page_query.inferred(r.get("g"))]
        return page_query.column(rows, column)

    partnerships = page_query.rows(_TOGETHER, this=iri)
    rights = rights_here(page_query, iri, figure=figure) if municipal and figure else None
    active = who(page_query, iri, spheres=_known_spheres(service))
    above = _claims_above(page_query, iri, around)
    below = things("below", stated=True)
    if municipal:
        answer = _answer(description.label, rights)
    else:
        answer = say_area(
            description.label,
            below=len(below),
            actors=active.total if active else 0,
            within=[claim.thing.label for claim in above if not claim.inferred],
        )
    return {
        "page_query": page_query,
        "answer": answer,
        "facts": short(description, "withinArea", "hasService", "coversRight", "mergedInto"),
        "types": notable_types(description),
        "municipal": municipal,
        "rights": rights,
        "listed": iri in told_areas(service),
        "sheet": has_rights(service) or bool(project_courses(service)),
        "compare": _compare_path(iri, figure) if figure else "",
        "near_house": bool(known.houses) and iri in known.localities,
        "above": above,
        "below": below,
        "governments": things("government", stated=True),
        "houses": things("house"),
        "newer": things("newer"),
        "older": things("older"),
        "who": active,
        "receptions": _receptions(page_query, partnerships, today),
        "today": today,
        "partnerships": _other_partnerships(page_query, partnerships),
        "policy": policy(page_query, iri) if municipal else None,
        "citizen_roles": read_citizen_roles(page_query, iri),
        **(changed_here(iri) if municipal else {}),
    }


def _answer(name: str, rights: RightsHere | None) -> Conclusion:
    """The sentence on top of a municipality, from the table of rights below it."""
    return say_municipality(
        name,
        covered=rights.covered if rights else 0,
        announced=rights.announced if rights else 0,
        gaps=[short_right(r.right.label) for r in rights.rights if r.gap] if rights else [],
        known=rights is not None,
    )


def _compare_path(iri: str, figure: RightsFigure) -> str:
    """Where this municipality stands beside the nearest of which anything is known."""
    here = figure.municipalities.get(iri)
    near = (other for _nearness, other in figure.near(here) if other.has_data) if here else iter(())
    other = next(near, None)
    if here is None or other is None or not here.has_data:
        return ""
    return f"{root()}/compare?{urlencode({'a': iri, 'b': other.iri})}"


def _claims_above(page_query: PageQuery, iri: str, rows: list[Row]) -> list[Claim]:
    return page_query.claims(iri, f"{SAM}withinArea", rows=rows, name="above")


def who(page_query: PageQuery, iri: str, *, spheres: Collection[str]) -> Who | None:
    """Who offers something here or is established here; None when nobody is known."""
    rows = page_query.rows(_WHO, this=iri, limit=ACTORS)
    if not rows:
        return None
    zone_of: dict[Resource, Zone | None] = {}
    sphere_of: dict[Resource, set[str]] = {}
    for row in rows:
        actor = page_query.resource(row["actor"].value)
        sphere, zone = page_query.of(row, "sphere"), page_query.of(row, "zone")
        sphere_of.setdefault(actor, set()).update({sphere.slug} if sphere else ())
        zone_of[actor] = zone_of.get(actor) or (Zone.from_slug(zone.slug) if zone else None)
    counts = [_sphere_count(s, sphere_of, zone_of) for s in SPHERES if s in spheres]
    placed = [
        PlacedOrganisation(a.label, z, a.href)
        for a in zone_of
        if (z := _spot(a, zone_of, sphere_of))
    ]
    title = _("%(n)s actors on the playing field; the table says the same.", n=len(placed))
    return Who(
        counts,
        _by_zone(zone_of, sphere_of),
        draw_field(placed, words=field_words(title)) if placed else Markup(""),
        len(zone_of),
        _sphere_count("", sphere_of, zone_of),
        len(zone_of) >= ACTORS,
    )


def _known_spheres(service: Service) -> frozenset[str]:
    """The spheres of which the release knows any actor: of another, nobody is no answer."""

    def read() -> frozenset[str]:
        rows = service.pool.select(PROLOGUE + _SPHERES_KNOWN)
        return frozenset(last_part(row["sphere"].value) for row in rows)

    return per_release_cache(service, "spheres of actors", make=read)


def _sphere_count(
    sphere: str, sphere_of: dict[Resource, set[str]], zone_of: dict[Resource, Zone | None]
) -> SphereCount:
    """What is counted of a sphere, or of the actors whose sphere is not known ("")."""
    inside = (a for a, found in sphere_of.items() if (sphere in found if sphere else not found))
    actors = by_name(inside)
    mixed = sum(len(zone.mix) > 1 for a in actors if (zone := zone_of[a]))
    return SphereCount(sphere, actors, mixed)


def _spot(
    actor: Resource, zone_of: dict[Resource, Zone | None], sphere_of: dict[Resource, set[str]]
) -> Zone | None:
    """Where an actor stands: its zone, or the ground for a group of the community."""
    return zone_of[actor] or (GROUND if "community" in sphere_of[actor] else None)


def _by_zone(
    zone_of: dict[Resource, Zone | None], sphere_of: dict[Resource, set[str]]
) -> list[tuple[str, list[Resource]]]:
    """Actors by zone in reading order; those without one last, under "unknown"."""
    groups: dict[Zone | None, list[Resource]] = {z: [] for z in (*zones(), GROUND, None)}
    for actor in zone_of:
        groups[_spot(actor, zone_of, sphere_of)].append(actor)
    return [
        (
            _("zone: %(zone)s", zone=zone_words(zone)) if zone else _("zone not known"),
            by_name(actors),
        )
        for zone, actors in groups.items()
        if actors
    ]


def _receptions(page_query: PageQuery, rows: list[Row], today: str) -> list[Reception]:
    found = by_name(
        page_query.resource(r["partnership"].value) for r in rows if _true(r, "reception")
    )
    return [
        Reception(p, core_seats(page_query, read_members(page_query, p.iri, today=today)))
        for p in found[:5]
    ]


def _other_partnerships(page_query: PageQuery, rows: list[Row]) -> list[Resource]:
    return by_name(
        page_query.resource(r["partnership"].value) for r in rows if not _true(r, "reception")
    )


def _true(row: Row, name: str) -> bool:
    return name in row and row[name].value == "true"


def policy(page_query: PageQuery, iri: str) -> Policy | None:
    """The policy of a municipality; None when no source names one."""
    rows = page_query.rows(_POLICY, this=iri)
    if not rows:
        return None

    scheme = page_query.concept("keyword").iri
    keywords = [
        page_query.resource(r["keyword"].value)
        for r in page_query.some_rows(_KEYWORDS, scheme=scheme)
    ]
    present = page_query.column(rows, "keyword", "acted")
    return Policy(
        page_query.column(rows, "policy"),
        page_query.column(rows, "action"),
        present,
        [keyword for keyword in keywords if keyword not in present],
    )
