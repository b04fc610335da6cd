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
from server.pages.views.actor_sentences import say_hybrids
from server.pages.views.actors import zone_of
from server.pages.views.answer_sentences import say_coalitions, say_labs, say_receptions
from server.pages.views.rights_sentences import Conclusion
from server.pages.views.tables import lacks
from server.service import Service
from server.view.addresses import is_kept, root
from server.view.figures import has_rights, rights_figure
from server.view.houses import house_map
from server.view.labels import by_label, refs
from server.view.release_cache import per_release_cache
from server.view.schema_org import of_site
from server.view.service import current_service
from server.view.terms import PROLOGUE
from server.view.told_figures import (
    told_actors,
    told_coalitions,
    told_conditions,
    told_contributions,
    told_labs,
    told_receptions,
)

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
    actors = told_actors(service) or ()
    hybrids = [actor for actor in actors if actor.hybrid]
    founded = sum(bool(actor.founders) for actor in hybrids)
    public = sum(actor.public for actor in hybrids)
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
        *_reception_tally(service),
        Tally(
            _("Which projects began with citizens themselves?"),
            _("Inferred from who initiated them, not from what they are called."),
            counts.get(SAM + "CitizenInitiative", 0),
            counts.get(SAM + "Project", 0),
            "/views/life-course",
        ),
        Tally(
            _("Which organisations mix two or three worlds?"),
            _said(say_hybrids(len(hybrids), len(actors), founded=founded, public=public)),
            len(hybrids),
            len(actors),
            "/views/hybrids",
        ),
        Tally(
            _("In which municipalities do we know a Social House?"),
            _("Find the nearest, with address, telephone and opening hours."),
            len(houses.housed),
            len(houses.municipalities) if houses.houses else 0,
            "/views/social-house",
        ),
        *_project_tallies(service),
    ]
    return [tally for tally in found if tally.total]


def _said(conclusion: Conclusion) -> str:
    return f"{conclusion.first} {conclusion.second}".strip()


def _reception_tally(service: Service) -> list[Tally]:
    some = told_receptions(service) or ()
    lacking = [one.iri for one in some if lacks(one)]
    named = refs(service, lacking, reader=g.lang)
    names = [ref.label for ref in by_label(named.values())]
    return [
        Tally(
            _("Which broad reception lacks a core partner?"),
            say_receptions(names, len(some), kinds=()).first,
            len(lacking),
            len(some),
            "/views/broad-receptions",
        )
    ]


def _project_tallies(service: Service) -> list[Tally]:
    labs = told_labs(service) or ()
    complete = sum(one.complete for one in labs)
    there = told_coalitions(service) or ()
    vital = sum(one.kind == "vital" for one in there)
    themes = len({issue for one in there for issue in one.issues})
    assessed = [one.outcome for one in told_conditions(service) or ()]
    contributions = told_contributions(service) or ()
    began = sum("initiator" in one.roles for one in contributions)
    return [
        Tally(
            _("Which living labs are complete, and what do the others lack?"),
            say_labs(complete, len(labs), lacked="").first,
            complete,
            len(labs),
            "/views/living-labs",
        ),
        Tally(
            _("Who works together on which theme?"),
            _said(say_coalitions([one.iri for one in there], themes=themes, vital=vital)),
            vital,
            len(there),
            "/views/coalitions",
        ),
        Tally(
            _("Which conditions for working together are met?"),
            _("What a government can do better stands first."),
            assessed.count("met"),
            len(assessed),
            "/views/conditions?side=government-side",
        ),
        Tally(
            _("Which role do citizens have in projects?"),
            _("So many contributions of citizens began the project; beside the literature."),
            began,
            len(contributions),
            "/views/citizen-roles",
        ),
    ]


def _suggestions(service: Service) -> list[tuple[str, str]]:
    """A few names to begin with: two municipalities, and a right where a source has services."""
    right = f"<{_LEGAL_ASSISTANCE}>" if has_rights(service) else ""

    def read() -> list[str]:
        rows = service.pool.select(
            PROLOGUE
            + f"""SELECT ?s WHERE {{ {{ SELECT ?s WHERE {{ ?s a sam:MunicipalArea }}
  ORDER BY STR(?s) LIMIT 2 }} UNION {{ VALUES ?s {{ {right} }}
  ?s a ?any }} }} LIMIT 12"""
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
