"""The home page: what this is, whose it is, what is in it, and the ways in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from flask import Blueprint, Response, g
from flask_babel import gettext as _

from kg.model.prefixes import PAGE_PREFIXES
from kg.model.terms import SAM
from server.draw.field import FieldWords, PlacedOrganisation, draw_field
from server.pages.browse import browse_path, class_counts, ways_in
from server.pages.site import page
from server.pages.views.actors import zone_of
from server.service import Service
from server.view.addresses import is_kept, root
from server.view.figures import rights_figure
from server.view.houses import house_map
from server.view.labels import refs
from server.view.release_cache import per_release_cache
from server.view.schema_org import of_site
from server.view.service import current_service
from server.view.terms import PROLOGUE
from server.view.told_figures import told_actors

blueprint = Blueprint("home", __name__)
CONCEPT = PAGE_PREFIXES["c"]
_LEGAL_ASSISTANCE = CONCEPT + "right/legal-assistance"
ACTORS_READ = 20_000  # that the figure reads: more than 300 municipalities have


@dataclass(frozen=True)
class Tally:
    """A question with the number that answers it, out of how many, and where the list is."""

    question: str
    about: str
    count: int
    total: int
    path: str


class _Field(NamedTuple):
    """The actors with a place on the field, how many have none that is known, and whether these
    are a part of all actors.
    """

    placed: list[PlacedOrganisation]
    unknown: int
    cut: bool


def _placed(service: Service) -> _Field:
    actors = told_actors(service) or ()
    zones = [zone_of(actor) for actor in actors[:ACTORS_READ]]
    placed = [
        PlacedOrganisation(actor.iri, zone)
        for actor, zone in zip(actors, zones, strict=False)
        if zone is not None
    ]
    return _Field(placed, zones.count(None), len(actors) > ACTORS_READ)


def field_words(lang: str) -> FieldWords:
    """The words of the still figure in the reader's language."""
    sectors = {
        "public": _("state"),
        "private": _("market"),
        "third": _("civil society"),
        "community": _("community"),
    }
    title = _(
        "Three circles that overlap: state, market and civil society, on the ground of the "
        "community. Each mark is an organisation."
    )
    return FieldWords(title=title, sectors=sectors)


def _without_legal_assistance(service: Service) -> tuple[int, int]:
    """How many municipalities lack it, of those where any source names a service."""
    figure = rights_figure(service)
    if figure is None or _LEGAL_ASSISTANCE not in figure.rights:
        return 0, 0
    known = [one for one in figure.municipalities.values() if one.has_data]
    return sum(one.cells[_LEGAL_ASSISTANCE].state.is_gap for one in known), len(known)


def tallies(service: Service) -> list[Tally]:
    """Some questions with their answers; a question about what this release lacks is left out."""
    counts = class_counts(service)
    receptions = counts.get(SAM + "BroadReception", 0)
    qualified = counts.get(SAM + "QualifiedBroadReception", 0)
    houses = house_map(service)
    lacking, municipalities = _without_legal_assistance(service)
    found = [
        Tally(
            _("In which municipalities did we find no legal assistance?"),
            _("We found nothing; that is not the same as nothing being there."),
            lacking,
            municipalities,
            "/views/rights/legal-assistance",
        ),
        Tally(
            _("Which broad reception lacks a core partner?"),
            _("The OCMW, the CAW and the health fund's social work belong at one table."),
            receptions - qualified,
            receptions,
            browse_path(SAM + "BroadReception"),
        ),
        Tally(
            _("Which projects began with citizens themselves?"),
            _("Inferred from who initiated them, not from what they are called."),
            counts.get(SAM + "CitizenInitiative", 0),
            counts.get(SAM + "Project", 0),
            "/views/life-course",
        ),
        Tally(
            _("Which organisations mix two or three worlds?"),
            _("With the traits that show it."),
            counts.get(SAM + "HybridOrganisation", 0),
            counts.get(SAM + "Organisation", 0),
            "/views/hybrids",
        ),
        Tally(
            _("In which municipalities do we know a Social House?"),
            _("Find the nearest, with address, telephone and opening hours."),
            len(houses.housed),
            len(houses.municipalities) if houses.houses else 0,
            "/views/social-house",
        ),
    ]
    return [tally for tally in found if tally.total]


def _suggestions(service: Service) -> list[tuple[str, str]]:
    """A few names to begin with: two municipalities and a right."""

    def read() -> list[str]:
        rows = service.pool.select(
            PROLOGUE
            + f"""SELECT ?s WHERE {{ {{ SELECT ?s WHERE {{ ?s a sam:MunicipalArea }}
  ORDER BY STR(?s) LIMIT 2 }} UNION {{ <{CONCEPT}right/legal-assistance> a ?any
  BIND(<{CONCEPT}right/legal-assistance> AS ?s) }} }} LIMIT 12"""
        )
        return list(dict.fromkeys(row["s"].value for row in rows))

    named = refs(service, per_release_cache(service, "home suggestions", make=read), reader=g.lang)
    return [(ref.label, ref.href) for ref in named.values() if ref.named]


@blueprint.get("/")
def home() -> Response:
    """The home page."""
    service = current_service()
    field = per_release_cache(service, "home field", make=lambda: _placed(service))
    counts = class_counts(service)
    return page(
        "home.html",
        section="",
        linked=None if is_kept() else of_site(service),
        feed="" if is_kept() else f"{root()}/changes.atom",
        figure=draw_field(field.placed, words=field_words(g.lang)),
        drawn=len(field.placed),
        unknown=field.unknown,
        cut=field.cut,
        tallies=tallies(service),
        ways=ways_in(service, g.lang),
        suggestions=_suggestions(service),
        datasets=service.release.manifest.get("datasets", []),
        municipalities=browse_path(SAM + "MunicipalArea")
        if counts.get(SAM + "MunicipalArea")
        else "/search",
    )
