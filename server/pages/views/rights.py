"""Which basic rights are covered where: all municipalities at once, and who is near a gap."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from kg.figures.states import Coverage
from kg.model.terms import SAM
from kg.store.results import Term
from server.draw.coverage import sign
from server.draw.rights_bars import ORDER, RightBar, draw_rights_bars
from server.pages.kinds.words import coverage_words
from server.pages.problems import Problem, ResourceMissing
from server.pages.site import here, page
from server.pages.table_files import file_response, write_table
from server.pages.views.embed import view_page
from server.pages.views.rights_sentences import (
    NAMED,
    nearness_words,
    say_right,
    say_rights,
    short_right,
)
from server.service import Service
from server.view.addresses import href, root
from server.view.description import why_address
from server.view.figures import NO_CELL, Helper, Municipality, RightsFigure, rights_figure
from server.view.labels import Ref, refs
from server.view.service import current_service
from server.view.terms import last_part

blueprint = Blueprint("views", __name__)
FORMS = ("csv", "xlsx", "json", "svg")
SHOWN = 25
"""Municipalities of the table before "show all"."""
HELPERS = 12


class MatrixCell(NamedTuple):
    """One cell of the matrix: its right, state, sign, words, and where its evidence stands."""

    right: Ref
    short: str
    state: Coverage
    sign: str
    words: str
    actors: int
    href: str


class MatrixRow(NamedTuple):
    """A municipality with its cells in the order of the columns."""

    municipality: Ref
    cells: list[MatrixCell]
    gaps: int
    covered: int


class GapHelper(NamedTuple):
    """Somebody near a gap: who, where, and how near."""

    actor: Ref
    places: list[Ref]
    nearness: str


class Gap(NamedTuple):
    """A municipality without a right, what is known of it, and who is near."""

    municipality: Ref
    state: Coverage
    words: str
    day: str
    helpers: list[GapHelper]
    more: int


@blueprint.get("/views/rights")
def rights() -> Response:
    """All municipalities by all rights, gaps first."""
    service, figure = current_service(), _figure()
    chosen = _chosen(service, figure)
    rows = _rows(service, figure, chosen)
    total = len(rows)
    shown = rows if request.args.get("all") else rows[:SHOWN]
    helped = sum(
        figure.is_helped(m, right)
        for m in chosen
        for right, cell in m.cells.items()
        if cell.state.is_gap
    )
    return view_page(
        "views/rights.html",
        section="rights",
        question=_("Which rights are covered where?"),
        conclusion=say_rights(chosen, len(figure.rights), helped=helped),
        figure=_bars(service, figure, chosen),
        rows=shown,
        total=total,
        columns=shown[0].cells if shown else [],
        unknown=sum(not m.has_data for m in chosen),
        areas=_areas(service, figure),
        legend=[(state, sign(state), words) for state, words in coverage_words().items()],
        sorted_by=request.args.get("sort", ""),
        only=request.args.get("only", ""),
        files=[(form, f"{root()}/views/rights.{form}") for form in FORMS],
        query=_QUERY,
    )


@blueprint.get("/views/rights.<form>")
def rights_file(form: str) -> Response:
    """The same rows in the same order as a file; `svg` is the figure."""
    service, figure = current_service(), _figure()
    if form not in FORMS:
        raise ResourceMissing(page={"asked": request.path})
    chosen = _chosen(service, figure)
    name = f"rights-{service.release.id}"
    if form == "svg":
        return file_response(_bars(service, figure, chosen, alone=True), form, name=name)
    words = coverage_words()
    named = refs(service, [*figure.rights, *figure.municipalities], reader=g.lang)
    rows: list[list[str | int]] = [
        [
            row.municipality.label,
            named[cell.right.iri].label,
            words[cell.state],
            cell.actors,
            row.municipality.iri,
        ]
        for row in _rows(service, figure, chosen)
        for cell in row.cells
    ]
    heads = [_("Municipality"), _("Right"), _("State"), _("Actors"), _("Address in the data (IRI)")]
    return file_response(write_table(heads, rows, form=form), form, name=name)


@blueprint.get("/views/rights/<slug>")
def right(slug: str) -> Response:
    """One right: where it is missing and who is near, then everywhere else."""
    service, figure = current_service(), _figure()
    iri = next((one for one in figure.rights if last_part(one) == slug), None)
    if iri is None:
        raise ResourceMissing(page={"asked": request.path})
    chosen = _chosen(service, figure)
    named = refs(service, [iri, *figure.municipalities], reader=g.lang)
    known = [m for m in chosen if m.has_data]
    known.sort(key=lambda m: named[m.iri].label.casefold())
    gaps = [m for m in known if not m.cells[iri].state.is_covered]
    lacking = [named[m.iri].label for m in gaps if m.cells[iri].state.is_gap]
    announced = sum(m.cells[iri].state is Coverage.ANNOUNCED for m in gaps)
    words = coverage_words()
    most = None if request.args.get("all") else SHOWN
    actors = {a for m in known for a in m.cells[iri].actors}
    people = refs(service, actors, reader=g.lang)
    return page(
        "views/right.html",
        section="rights",
        right=named[iri],
        short=short_right(named[iri].label),
        answer=say_right(lacking, len(known), announced=announced),
        gaps=[_gap(service, figure, m, iri, named) for m in gaps[:most]],
        total=len(known) if most and max(len(gaps), len(known) - len(gaps)) > most else None,
        covered=[
            (named[m.iri], words[m.cells[iri].state], sign(m.cells[iri].state), m.cells[iri].state,
             sorted((people[a] for a in m.cells[iri].actors), key=lambda r: r.label.casefold()),
             why_address(m.iri, f"{SAM}coversRight", term=Term("uri", iri, None, None)))
            for m in [m for m in known if m.cells[iri].state.is_covered][:most]
        ],
        unknown=len(chosen) - len(known),
        query=_RIGHT_QUERY.replace("$right", iri),
    )  # fmt: skip


def _figure() -> RightsFigure:
    figure = rights_figure(current_service())
    if figure is None:
        raise ResourceMissing(page={"asked": request.path})
    return figure


def _chosen(service: Service, figure: RightsFigure) -> list[Municipality]:
    """The municipalities of the area that the address names, or all."""
    area = request.args.get("area", "")
    if not area:
        return list(figure.municipalities.values())
    found = [
        m for m in figure.municipalities.values() if any(area in some for some in m.within.values())
    ]
    if not found:
        raise Problem("SAM-H400")
    return found


def _areas(service: Service, figure: RightsFigure) -> list[tuple[Ref, int, bool, str]]:
    """The provinces, or where there is one only its arrondissements, with their municipalities."""
    asked = request.args.get("area", "")
    for cls in ("Province", "Arrondissement"):
        counted = Counter(
            a for m in figure.municipalities.values() if m.has_data for a in m.within.get(cls, ())
        )
        if len(counted) > 1 or asked in counted:
            named = refs(service, counted, reader=g.lang)
            return sorted(
                (
                    (named[a], n, a == asked, here(area=None if a == asked else a, all=None))
                    for a, n in counted.items()
                ),
                key=lambda one: one[0].label.casefold(),
            )
    return []


def _rows(service: Service, figure: RightsFigure, chosen: list[Municipality]) -> list[MatrixRow]:
    named = refs(service, [*figure.rights, *(m.iri for m in chosen)], reader=g.lang)
    words, only = coverage_words(), request.args.get("only", "")
    rows = []
    for m in chosen:
        if not m.has_data:
            continue
        cells = []
        for iri in figure.rights:
            cell = m.cells.get(iri, NO_CELL)
            place = f"{href(m.iri)}#right-{last_part(iri)}"
            short = short_right(named[iri].label)
            count = len(cell.actors)
            cells.append(
                MatrixCell(
                    named[iri], short, cell.state, sign(cell.state), words[cell.state], count, place
                )
            )
        row = MatrixRow(named[m.iri], cells, m.count(gaps=True), m.count(gaps=False))
        states = {cell.state for cell in cells}
        if only == "gaps" and not row.gaps:
            continue
        if only == "one" and Coverage.ONE not in states:
            continue
        rows.append(row)
    by_name = request.args.get("sort") == "name"
    return sorted(
        rows, key=lambda row: (0 if by_name else -row.gaps, row.municipality.label.casefold())
    )


def _bars(
    service: Service, figure: RightsFigure, chosen: list[Municipality], *, alone: bool = False
) -> str:
    known = [m for m in chosen if m.has_data]
    if not known:
        return ""
    named = refs(service, figure.rights, reader=g.lang)
    bars = [
        RightBar(
            short_right(named[iri].label), Counter(m.cells.get(iri, NO_CELL).state for m in known)
        )
        for iri in figure.rights
    ]
    bars.sort(key=lambda bar: -sum(bar.counts.get(state, 0) for state in ORDER if state.is_gap))
    title = _("Number of municipalities by state, for each right")
    return draw_rights_bars(bars, title=title, words=coverage_words(), alone=alone)


def _gap(
    service: Service, figure: RightsFigure, m: Municipality, right: str, named: dict[str, Ref]
) -> Gap:
    helpers: list[Helper] = figure.helpers(m, right)
    actors = refs(service, [helper.actor for helper in helpers[:HELPERS]], reader=g.lang)
    words = nearness_words()
    cell = m.cells[right]
    return Gap(
        named[m.iri],
        cell.state,
        coverage_words()[cell.state],
        cell.day,
        [
            GapHelper(actors[h.actor], [named[p] for p in h.places[:NAMED]], words[h.nearness])
            for h in helpers[:HELPERS]
        ],
        max(0, len(helpers) - HELPERS),
    )


_QUERY = """PREFIX sam: <https://w3id.org/samenspel/ns#>
SELECT ?municipality ?right (COUNT(DISTINCT ?actor) AS ?actors) WHERE {
  ?municipality a sam:MunicipalArea .
  ?right a sam:BasicRight .
  ?service sam:servesToday ?area ; sam:givesAccessTo ?right ; sam:providedBy ?actor .
  { BIND(?municipality AS ?area) } UNION { ?municipality sam:withinArea ?area }
} GROUP BY ?municipality ?right ORDER BY ?municipality ?right"""
_RIGHT_QUERY = """PREFIX sam: <https://w3id.org/samenspel/ns#>
SELECT ?municipality WHERE {
  ?municipality a sam:MunicipalArea .
  FILTER NOT EXISTS { ?municipality sam:coversRight <$right> }
  FILTER NOT EXISTS { ?municipality sam:mergedInto ?other }
} ORDER BY ?municipality"""
