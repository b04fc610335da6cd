"""Which basic rights a municipality covers, by whom, and who nearby could help with the gaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup

from kg.figures.states import Coverage
from kg.model.terms import SAM
from server.draw.coverage import cell as draw_cell
from server.draw.coverage import strip
from server.pages.kinds.words import coverage_words
from server.view.figures import NO_CELL, Cell, Helper, RightsFigure
from server.view.page_query import PageQuery, Resource, by_name, text

NEAR = 3
"""Helpers named per gap; more are counted."""
_ARTICLES = """
SELECT ?right (MIN(?place) AS ?article) WHERE {
  VALUES ?right { $rights } OPTIONAL { ?right sam:legalArticle ?place }
} GROUP BY ?right LIMIT 100"""


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
    helpers: list[NamedHelper] = field(default_factory=list)
    more_helpers: int = 0

    @property
    def cell(self) -> Markup:
        """The tinted cell with the sign of the state."""
        return draw_cell(self.state)

    @property
    def word(self) -> str:
        """The state in words."""
        return coverage_words()[self.state]

    @property
    def gap(self) -> bool:
        """Whether nothing is offered and nothing is announced."""
        return self.state.is_gap

    @property
    def direct(self) -> bool:
        """Whether a service for the municipality itself opens the right today."""
        return self.state.is_covered and not self.via


class NamedHelper(NamedTuple):
    """An actor that opens the right near here, and where."""

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


_ORDER = list(Coverage)


def rights_here(page_query: PageQuery, iri: str, *, figure: RightsFigure) -> RightsHere | None:
    """The state of every basic right in a municipality.

    None when the data hold no service of it at all: then nothing can be said, not even a gap.
    """
    municipality = figure.municipalities.get(iri)
    if municipality is None or not municipality.has_data:
        return None
    rows = page_query.some_rows(_ARTICLES, rights=figure.rights)
    articles = {row["right"].value: text(row, "article") for row in rows}
    found = [
        _right(page_query, iri, right, municipality.cells.get(right, NO_CELL))
        for right in figure.rights
    ]
    found.sort(
        key=lambda r: (_ORDER.index(r.state), articles.get(r.right.iri) or "z", r.right.order)
    )
    for gap in found:
        if not gap.state.is_covered:
            _add_helpers(page_query, gap, figure.helpers(municipality, gap.right.iri))
    gaps = sum(r.state.is_gap for r in found)
    announced = sum(r.state is Coverage.ANNOUNCED for r in found)
    covered = len(found) - gaps - announced
    label = _(
        "Basic rights: %(covered)s of %(all)s with a service found; the table below says the same.",
        covered=covered,
        all=len(found),
    )
    cells = [(r.right.label, r.state, r.word) for r in found]
    direct = sum(r.direct for r in found)
    return RightsHere(found, strip(cells, label), covered, direct, announced, gaps)


def _right(page_query: PageQuery, area: str, right: str, cell: Cell) -> RightHere:
    return RightHere(
        page_query.resource(right),
        cell.state,
        by_name(map(page_query.resource, cell.actors)),
        by_name(map(page_query.resource, cell.services)),
        by_name(map(page_query.resource, cell.via)),
        cell.day,
        page_query.why(area, f"{SAM}coversRight", value=right),
    )


def _add_helpers(page_query: PageQuery, gap: RightHere, helpers: list[Helper]) -> None:
    gap.helpers = [
        NamedHelper(
            page_query.resource(helper.actor), by_name(map(page_query.resource, helper.places))
        )
        for helper in helpers[:NEAR]
    ]
    gap.more_helpers = len(helpers) - len(gap.helpers)
