"""A province or region: who mixes worlds there and who founded them, and its municipalities."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlencode

from flask import g
from flask_babel import gettext as _
from markupsafe import Markup

from server.pages.views.actor_sentences import say_hybrids
from server.pages.views.actors import draw_actors, hybrid_tables, read_actors, zone_of
from server.pages.views.answer import (
    AnswerCell,
    AnswerPage,
    AnswerRow,
    AnswerTable,
    area_options,
    asked_area,
)
from server.pages.views.rights_sentences import Conclusion
from server.service import Service
from server.view.addresses import root
from server.view.figures import RightsFigure, rights_figure
from server.view.labels import ref, refs
from server.view.told_figures import ToldActor, ToldArea, in_area, told_areas


class AreaNumbers(NamedTuple):
    """What an area has: how many actors, hybrids and services, by its IRI."""

    actors: Counter[str]
    hybrids: Counter[str]


def province(service: Service) -> AnswerPage:
    """The area that the address names, or all: its hybrids, then its municipalities."""
    area, every = asked_area(service), read_actors(service)
    there = in_area(every, area)
    mixed = [actor for actor in there if actor.hybrid]
    place = ref(service, area, reader=g.lang).label if area else ""
    numbers = AreaNumbers(
        Counter(one for actor in there for one in actor.areas),
        Counter(one for actor in mixed for one in actor.areas),
    )
    drawn = [actor for actor in mixed if zone_of(actor)]

    def draw(*, alone: bool) -> Markup:
        return draw_actors(service, mixed, alone=alone, links=False) if drawn else Markup("")

    where = f"?{urlencode({'area': area})}" if area else ""
    table = _area_table(service, area, numbers)
    question = _("Which organisations mix worlds in %(place)s, and what is there?", place=place)
    return AnswerPage(
        question=question if area else _("What is there in each province and municipality?"),
        conclusion=_with_unplaced(
            say_hybrids(
                len(mixed),
                len(there),
                founded=sum(bool(actor.founders) for actor in mixed),
                public=sum(actor.public for actor in mixed),
                place=place,
            ),
            there,
            rows={row.iri for row in table.rows},
        ),
        draw=draw,
        is_field=True,
        beside=True,
        areas=[one for one in area_options(service, every) if one.level != "MunicipalArea"],
        tables=[
            table,
            *(hybrid_tables(service, mixed) if area else ()),
        ],
        links=[
            (_("Which organisations mix worlds"), f"{root()}/views/hybrids{where}"),
            (_("All actors on the playing field"), f"{root()}/views/playing-field{where}"),
        ],
        counted=_(
            "An actor counts in an area when it is established there, works there or governs it; "
            "one without a place of its own counts where its founders are. Rights count as on the "
            "page of rights: nothing found is not the same as nothing there."
        ),
        query=_QUERY,
    )


def _with_unplaced(said: Conclusion, there: list[ToldActor], *, rows: set[str]) -> Conclusion:
    """The sentence, and how many are in none of the rows."""
    left = [actor for actor in there if not rows.intersection(actor.areas)]
    if not left:
        return said
    words = _(
        "In none of the rows, as no source says in which: %(n)s, of which mixing worlds: "
        "%(mixed)s.",
        n=len(left),
        mixed=sum(actor.hybrid for actor in left),
    )
    return said._replace(second=f"{said.second} {words}".strip())


def _area_table(service: Service, area: str, numbers: AreaNumbers) -> AnswerTable:
    """The municipalities of an area; the provinces where there are more than one of these."""
    known = told_areas(service)
    inside = [one for one in known.values() if not area or area in one.above or area == one.iri]
    provinces = [one for one in inside if one.level == "Province" and one.iri != area]
    below = provinces if len(provinces) > 1 else [o for o in inside if o.level == "MunicipalArea"]
    named = refs(service, [one.iri for one in below], reader=g.lang)
    rights = rights_figure(service)
    services = any(one.services for one in known.values())
    below.sort(key=lambda one: (named[one.iri].label.casefold(), one.iri))
    rows = []
    for one in below:
        mixed = numbers.hybrids[one.iri]
        name = named[one.iri]
        if one.level != "MunicipalArea":  # its own page tells of the area, not of what is in it
            name = replace(name, href=_path(_page_of(one), one))
        cells = [
            AnswerCell([name]),
            AnswerCell(words=str(numbers.actors[one.iri])),
            AnswerCell(words=str(mixed), href=_path("hybrids", one) if mixed else ""),
            AnswerCell(words=str(one.services) if services else _("no data")),
            AnswerCell(words=_rights_words(one, rights)),
            AnswerCell(words=_("What is there"), href=_path(_page_of(one), one)),
        ]
        rows.append(AnswerRow(cells, one.iri))
    heads = [
        *(_("Municipality") if below and below[0].level == "MunicipalArea" else _("Province"),),
        *(_("Organisations"), _("That mix worlds"), _("Services"), _("Rights found"), ""),
    ]
    return AnswerTable(
        _("By province") if len(provinces) > 1 else _("By municipality"), heads, rows
    )


def _path(page: str, area: ToldArea) -> str:
    return f"{root()}/views/{page}?{urlencode({'area': area.iri})}"


def _page_of(area: ToldArea) -> str:
    return "municipality" if area.level == "MunicipalArea" else "province"


def _rights_words(area: ToldArea, figure: RightsFigure | None) -> str:
    """Rights with a service: of a municipality, or of those of a province of which we know any."""
    some = figure.municipalities.values() if figure is not None else ()
    inside = [
        one
        for one in some
        if one.has_data
        and (one.iri == area.iri or any(area.iri in above for above in one.within.values()))
    ]
    if figure is None or not inside:
        return str(_("no data"))
    covered = sum(one.count(gaps=False) for one in inside)
    total = len(figure.rights) * len(inside)
    return str(_("%(n)s of %(all)s", n=covered, all=total))


_QUERY = """PREFIX sam: <https://w3id.org/samenspel/ns#>
SELECT ?area (COUNT(DISTINCT ?organisation) AS ?organisations)
       (COUNT(DISTINCT ?hybrid) AS ?hybrids) WHERE {
  ?area a sam:MunicipalArea .
  ?organisation a sam:Organisation ; sam:locatedIn ?area .
  OPTIONAL { ?organisation a sam:HybridOrganisation . BIND(?organisation AS ?hybrid) }
} GROUP BY ?area ORDER BY ?area"""
