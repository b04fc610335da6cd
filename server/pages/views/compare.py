"""Two municipalities beside each other, differences first."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, Response, g, request
from flask_babel import gettext as _

from kg.model.terms import SAM
from kg.search.database import KIND
from server.draw.coverage import sign
from server.pages.browse import browse_path
from server.pages.kinds.words import coverage_words
from server.pages.problems import Problem, ResourceMissing
from server.pages.site import page
from server.pages.table_files import file_response, write_table
from server.pages.views.rights_sentences import Conclusion, say_comparison, short_right
from server.service import Service
from server.view.addresses import root
from server.view.figures import NO_CELL, Cell, Municipality, RightsFigure, rights_figure
from server.view.index import search_index
from server.view.labels import Ref, refs
from server.view.service import current_service

blueprint = Blueprint("compare", __name__)
FORMS = ("csv", "xlsx", "json")
ACTORS = 2
"""Actors that a cell names; more are counted."""
COUNTED = (
    *("SocialService", "Organisation", "CitizenActor", "HybridOrganisation"),
    *("Partnership", "Project", "CitizenInitiative"),
)
"""Classes of which both have a number."""


class ComparedCell(NamedTuple):
    """One right in one of the two: its state, sign, words, some actors and how many more."""

    state: str
    sign: str
    words: str
    actors: list[Ref]
    more: int


class ComparedRight(NamedTuple):
    """A right in both."""

    right: Ref
    short: str
    cells: tuple[ComparedCell, ComparedCell]
    same: bool


class ComparedCount(NamedTuple):
    """How many things of a class both have, with the lists."""

    cls: Ref
    numbers: tuple[int, int]
    paths: tuple[str, str]


@blueprint.get("/compare")
def compare() -> Response:
    """The page; without two municipalities it asks which."""
    service = current_service()
    figure, known = _known(service)
    named = refs(service, [*known, *figure.rights], reader=g.lang)
    options = sorted((named[iri] for iri in known), key=lambda one: one.label.casefold())
    pair = _pair(known)
    rows = _rights(service, figure, pair, named) if pair else []
    counts = _counts(service, pair) if pair else []
    query = request.query_string.decode()
    return page(
        "views/compare.html",
        section="rights",
        options=options,
        names=[named[one.iri] for one in pair] if pair else [],
        conclusion=_conclude(figure, pair, named) if pair else None,
        rows=rows,
        counts=counts,
        files=[(form, f"{root()}/compare.{form}") for form in FORMS] if query else [],
    )


@blueprint.get("/compare.<form>")
def compare_file(form: str) -> Response:
    """The rights of both as a file."""
    service = current_service()
    figure, known = _known(service)
    pair = _pair(known)
    if form not in FORMS or pair is None:
        raise ResourceMissing(page={"asked": request.path})
    named = refs(service, [*known, *figure.rights], reader=g.lang)
    first, second = (named[one.iri].label for one in pair)
    heads = [_("Right"), first, f"{first}: {_('Actors')}", second, f"{second}: {_('Actors')}"]
    words = coverage_words()
    rows: list[list[str | int]] = []
    for row in _rights(service, figure, pair, named):
        cells = [one.cells.get(row.right.iri, NO_CELL) for one in pair]
        found: list[str | int] = [row.right.label]
        for cell in cells:
            found += [words[cell.state], len(cell.actors)]
        rows.append(found)
    name = f"compare-{service.release.id}"
    return file_response(write_table(heads, rows, form=form), form, name=name)


def _known(service: Service) -> tuple[RightsFigure, dict[str, Municipality]]:
    figure = rights_figure(service)
    if figure is None:
        raise ResourceMissing(page={"asked": request.path})
    return figure, {iri: one for iri, one in figure.municipalities.items() if one.has_data}


def _pair(known: dict[str, Municipality]) -> tuple[Municipality, Municipality] | None:
    """The two that the address names; None where it names none.

    Raises:
        Problem: one of them is not among those of which anything is known.
    """
    asked = request.args.get("a", ""), request.args.get("b", "")
    if not any(asked):
        return None
    if any(iri not in known for iri in asked):
        raise Problem("SAM-H400")
    return known[asked[0]], known[asked[1]]


def _rights(
    service: Service,
    figure: RightsFigure,
    pair: tuple[Municipality, Municipality],
    named: dict[str, Ref],
) -> list[ComparedRight]:
    """The rights of both, those in which they differ first, and of these the gaps."""
    actors = {a for one in pair for cell in one.cells.values() for a in cell.actors}
    people = refs(service, actors, reader=g.lang)
    rows = []
    for iri in figure.rights:
        first, second = (one.cells.get(iri, NO_CELL) for one in pair)
        cells = _cell(first, people), _cell(second, people)
        short, same = short_right(named[iri].label), first.state is second.state
        gaps = first.state.is_gap + second.state.is_gap
        rows.append((same, -gaps, ComparedRight(named[iri], short, cells, same)))
    return [row for _same, _gaps, row in sorted(rows, key=lambda one: one[:2])]


def _cell(cell: Cell, people: dict[str, Ref]) -> ComparedCell:
    actors = sorted((people[a] for a in cell.actors), key=lambda one: one.label.casefold())
    words = coverage_words()[cell.state]
    more = max(0, len(actors) - ACTORS)
    return ComparedCell(cell.state.value, sign(cell.state), words, actors[:ACTORS], more)


def _counts(service: Service, pair: tuple[Municipality, Municipality]) -> list[ComparedCount]:
    index = search_index(service)
    if index is None:
        return []
    named = refs(service, [SAM + name for name in COUNTED], reader=g.lang)
    counted = []
    for name in COUNTED:
        numbers, paths = [], []
        for one in pair:
            facets = [(KIND, [SAM + name]), ("municipality", [one.iri])]
            numbers.append(index.lists.total(facets))
            paths.append(f"{root()}{browse_path(SAM + name)}?municipality={one.iri}")
        if any(numbers):
            both, ways = (numbers[0], numbers[1]), (paths[0], paths[1])
            counted.append(ComparedCount(named[SAM + name], both, ways))
    return counted


def _conclude(
    figure: RightsFigure, pair: tuple[Municipality, Municipality], named: dict[str, Ref]
) -> Conclusion:
    lacking = [
        [short_right(named[r].label) for r in figure.rights if one.cells[r].state.is_gap]
        for one in pair
    ]
    first, second = (named[one.iri].label for one in pair)
    return say_comparison((first, lacking[0]), (second, lacking[1]))
