"""Which basic rights a municipality covers, by whom, and who nearby could help with the gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from kg.model.terms import SAM
from server.draw.coverage import Coverage, cell, judge, strip
from server.pages.kinds.words import coverage_words
from server.view.page_query import PageQuery, Resource, by_name, text

if TYPE_CHECKING:
    from server.view.page_query import Row

LIMIT = 5000
NEAR = 3
"""Helpers named per gap; more are counted."""

_RIGHTS = """
SELECT ?right (MIN(?place) AS ?article) WHERE {
  ?right a sam:BasicRight . OPTIONAL { ?right sam:legalArticle ?place }
  FILTER NOT EXISTS { ?part sam:partOfRight ?right }
  FILTER NOT EXISTS { ?right skos:topConceptOf ?scheme }
} GROUP BY ?right LIMIT 100"""

_FOUND = """
SELECT ?right ?service ?area ?now ?soon ?actor ?citizen ?start ?end WHERE {
  { BIND($this AS ?area) } UNION { $this sam:withinArea ?area }
  ?service sam:servesArea ?area ; sam:givesAccessTo ?right .
  BIND(EXISTS { ?service sam:servesToday ?area } AS ?now)
  BIND(EXISTS { ?service adms:status c:service-status\\/announced } AS ?soon)
  OPTIONAL { ?service schema:startDate|sam:validFrom|dct:issued ?start }
  OPTIONAL { ?service schema:endDate|sam:validUntil ?end }
  OPTIONAL { ?service sam:providedBy ?actor
             OPTIONAL { ?actor a ?citizen FILTER(?citizen = sam:CitizenActor) } }
} LIMIT $limit"""

_NEARBY = """
SELECT DISTINCT ?right ?actor ?other WHERE {
  VALUES ?right { $rights }
  VALUES ?level { sam:Arrondissement sam:Province sam:Region }
  $this sam:withinArea ?region . ?region a ?level .
  ?other sam:withinArea ?region ; a sam:MunicipalArea ; sam:hasServiceToday ?service .
  ?service sam:givesAccessTo ?right ; sam:providedBy ?actor .
  FILTER(?other != $this)
} LIMIT 600"""


@dataclass
class RightHere:
    """One right in one municipality: the state, who provides, who nearby could help."""

    right: Resource
    state: Coverage
    actors: list[Resource]
    services: list[Resource]
    via: list[Resource]
    """The areas around, when no service for the municipality itself opens the right today."""
    when: str
    """The day on which what is announced begins, or on which what is over ended."""
    why: str
    helpers: list[Helper] = field(default_factory=list)
    more_helpers: int = 0

    @property
    def cell(self) -> Markup:
        """The tinted cell with the sign of the state."""
        return cell(self.state)

    @property
    def word(self) -> str:
        """The state in words."""
        return coverage_words()[self.state]

    @property
    def gap(self) -> bool:
        """Whether nothing is offered and nothing is announced."""
        return self.state in (Coverage.NOTHING, Coverage.ENDED)

    @property
    def direct(self) -> bool:
        """Whether a service for the municipality itself opens the right today."""
        return self.state in _COVERED and not self.via


class Helper(NamedTuple):
    """An actor that opens the right in another municipality of the same region."""

    actor: Resource
    places: list[Resource]


class RightsHere(NamedTuple):
    """All rights of a municipality, gaps first, with the strip and the counts."""

    rights: list[RightHere]
    strip: Markup
    covered: int
    direct: int
    announced: int
    gaps: int
    cut: bool


_ORDER = list(Coverage)
_COVERED = (Coverage.ONE, Coverage.SEVERAL, Coverage.WITH_CITIZENS)


def rights_here(page_query: PageQuery, iri: str, *, today: str) -> RightsHere | None:
    """The state of every basic right in a municipality; `today` as an ISO day.

    None when the data hold no service of it at all: then nothing can be said, not even a gap.
    """
    rows = page_query.rows(_FOUND, this=iri, limit=LIMIT)
    if not rows:
        return None
    articles = {row["right"].value: text(row, "article") for row in page_query.rows(_RIGHTS)}
    by_right: dict[str, list[Row]] = {}
    for row in rows:
        by_right.setdefault(row["right"].value, []).append(row)
    found = [_right(page_query, iri, right, by_right.get(right, []), today) for right in articles]
    found.sort(key=lambda r: (_ORDER.index(r.state), articles[r.right.iri] or "z", r.right.order))
    _add_helpers(page_query, iri, [r for r in found if r.state not in _COVERED])
    gaps = sum(r.gap for r in found)
    announced = sum(r.state is Coverage.ANNOUNCED for r in found)
    covered = len(found) - gaps - announced
    label = _(
        "Basic rights: %(covered)s of %(all)s with a service found; the table below says the same.",
        covered=covered,
        all=len(found),
    )
    cells = [(r.right.label, r.state, r.word) for r in found]
    direct = sum(r.direct for r in found)
    cut = len(rows) >= LIMIT
    return RightsHere(found, strip(cells, label), covered, direct, announced, gaps, cut)


def _right(page_query: PageQuery, area: str, right: str, rows: list[Row], today: str) -> RightHere:
    running = [row for row in rows if text(row, "now") == "true"]
    own = [row for row in running if row["area"].value == area]
    coming = [row for row in rows if text(row, "start")[:10] > today or text(row, "soon") == "true"]
    shown = running or coming or rows
    state = judge(
        has_data=True,
        # a service whose provider no source names still is a service
        actors=max(len(page_query.column(running, "actor")), 1) if running else 0,
        citizens=any("citizen" in row for row in running),
        announced=bool(coming),
        ended=bool(rows),
    )
    return RightHere(
        page_query.resource(right),
        state,
        page_query.column(shown, "actor"),
        by_name(page_query.resource(row["service"].value) for row in shown),
        [] if own else page_query.column(running, "area"),
        _when(state, coming, rows),
        page_query.why(area, f"{SAM}coversRight", value=right),
    )


def _when(state: Coverage, coming: list[Row], rows: list[Row]) -> str:
    if state is Coverage.ANNOUNCED:
        return min(filter(None, (text(row, "start")[:10] for row in coming)), default="")
    return max(text(row, "end")[:10] for row in rows) if state is Coverage.ENDED else ""


def _add_helpers(page_query: PageQuery, iri: str, gaps: Iterable[RightHere]) -> None:
    wanted = {gap.right.iri: gap for gap in gaps}
    if not wanted:
        return
    found: dict[str, dict[Resource, set[Resource]]] = {}
    for row in page_query.rows(_NEARBY, this=iri, rights=list(wanted)):
        actors = found.setdefault(row["right"].value, {})
        places = actors.setdefault(page_query.resource(row["actor"].value), set())
        places.add(page_query.resource(row["other"].value))
    for right, actors in found.items():
        helpers = [Helper(actor, by_name(actors[actor])) for actor in by_name(actors)]
        wanted[right].helpers = helpers[:NEAR]
        wanted[right].more_helpers = len(helpers) - len(helpers[:NEAR])
