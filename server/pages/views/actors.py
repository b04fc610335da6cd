"""Which actors mix worlds, who founded them, and where all of them stand on the playing field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from flask import g, request
from flask_babel import gettext as _
from markupsafe import Markup

from server.draw.field import FILE_STYLE, UNKNOWN_ROW, PlacedOrganisation, draw_field
from server.draw.marks import glyph, key, open_triangle
from server.draw.zones import GROUND, Zone, zone_number, zones
from server.pages.kinds.words import field_words, sector_words, zone_words
from server.pages.views.actor_sentences import say_field, say_hybrids, world_words
from server.pages.views.answer import (
    AnswerCell,
    AnswerPage,
    AnswerRow,
    AnswerTable,
    and_more,
    area_options,
    asked_area,
    asked_of,
    choices_of,
    needed,
    places_in,
    proof_of,
)
from server.pages.views.embed import EMBED
from server.service import Service
from server.view.addresses import root
from server.view.labels import Ref, ref, refs
from server.view.told_figures import ToldActor, in_area, told_actors, told_areas

KINDS = ("public-private", "public-third", "private-third", "public-private-third", "unknown")
"""What hybrids mix, by the slugs of sectors in the order of the field."""
PRIMES = ("public", "private", "third", "community", "unknown")
_SECTORS = ("public", "private", "third")
NAMED = 40
"""Actors that a row of the field's table names; of the rest it says how many there are."""


def kind_of(actor: ToldActor) -> str:
    """What a hybrid mixes: by its traits, else by its zone, else unknown."""
    zone = Zone.from_slug(actor.zone)
    mixed = set(actor.mixes) if len(actor.mixes) > 1 else set(zone.mix if zone else ())
    kind = "-".join(sector for sector in _SECTORS if sector in mixed)
    return kind if kind in KINDS else "unknown"


def zone_of(actor: ToldActor) -> Zone | None:
    """Where an actor stands; None where that is not known."""
    return GROUND if actor.zone == "community" else Zone.from_slug(actor.zone)


def read_actors(service: Service) -> Sequence[ToldActor]:
    """All actors of a release."""
    return needed(told_actors(service))


def hybrids(service: Service) -> AnswerPage:
    """Which organisations mix worlds: by area and by what they mix."""
    area, kind = asked_area(service), asked_of("kind", KINDS)
    every = read_actors(service)
    there = in_area(every, area)
    mixed = [actor for actor in there if actor.hybrid]
    chosen = [actor for actor in mixed if not kind or kind_of(actor) == kind]
    kinds = Counter(map(kind_of, mixed))
    place = ref(service, area, reader=g.lang).label if area else ""
    drawn = [actor for actor in chosen if zone_of(actor)]

    def draw(*, alone: bool) -> Markup:
        return draw_actors(service, chosen, alone=alone, links=False) if drawn else Markup("")

    return AnswerPage(
        question=_("Which organisations mix worlds, and who founded them?"),
        conclusion=say_hybrids(
            len(chosen),
            len(there),
            founded=sum(bool(actor.founders) for actor in chosen),
            public=sum(actor.public for actor in chosen),
            place=place,
            kind=kind,
        ),
        draw=draw,
        is_field=True,
        beside=True,
        caption=_drawn_words(len(drawn), len(chosen)),
        choices=[choices_of("kind", [(one, world_words(one), kinds[one]) for one in KINDS])],
        areas=area_options(service, [actor for actor in every if actor.hybrid]),
        tables=hybrid_tables(service, chosen),
        links=_field_links(service, area),
        counted=_(
            "An organisation mixes worlds when it has traits of at least two of state, market "
            "and civil society, or is a public body in a form of private law. That follows from "
            "its kind, legal form, founders and sources, never from its name. An organisation "
            "without a place of its own counts where its founders are."
        ),
        query=_QUERY,
    )


def _drawn_words(drawn: int, total: int) -> str:
    if drawn == total:
        return ""
    said = _("%(drawn)s of %(n)s; of the others the place is not known.", drawn=drawn, n=total)
    return str(said)


def _field_links(service: Service, area: str) -> list[tuple[str, str]]:
    links = [(_("All actors on the playing field"), f"{root()}/views/playing-field")]
    if len(told_areas(service)) > 1:
        links.append((_("By province and municipality"), f"{root()}/views/province"))
    return links


def hybrid_tables(service: Service, chosen: Iterable[ToldActor]) -> list[AnswerTable]:
    """Hybrids with a known founder, then the others."""
    some = list(chosen)
    iris = {iri for actor in some for iri in (actor.iri, *actor.founders, *actor.areas)}
    named = refs(service, iris, reader=g.lang)
    some.sort(key=lambda actor: (named[actor.iri].label.casefold(), actor.iri))
    heads = [_("Organisation"), _("What it mixes"), _("Where"), _("Founded by"), ""]

    def row(actor: ToldActor) -> AnswerRow:
        founders = [named[iri] for iri in actor.founders]
        cells = [
            AnswerCell([named[actor.iri]]),
            AnswerCell(words=_mix_words(actor), sign=_sign(actor)),
            places_in(service, actor.areas, named=named),
            AnswerCell(founders, "" if founders else _("not known")),
            proof_of(actor.iri, "HybridOrganisation"),
        ]
        return AnswerRow(cells, actor.iri)

    known = [row(actor) for actor in some if actor.founders]
    unknown = [row(actor) for actor in some if not actor.founders]
    return [
        AnswerTable(_("Founder known"), heads, known),
        AnswerTable(_("Founder not known"), heads, unknown),
    ]


def _mix_words(actor: ToldActor) -> str:
    zone = Zone.from_slug(actor.zone)
    if zone is not None and len(zone.mix) > 1:
        return zone_words(zone)
    if kind_of(actor) == "unknown" and len(actor.mixes) == 1:
        world = sector_words().get(actor.mixes[0], actor.mixes[0])
        return str(_("%(world)s; what else is not known", world=world))
    worlds = world_words(kind_of(actor))
    return str(_("mixes %(worlds)s; main sector not known", worlds=worlds))


def _sign(actor: ToldActor) -> Markup:
    zone = Zone.from_slug(actor.zone)
    return glyph(zone, 24) if zone is not None else open_triangle(18)


def playing_field(service: Service) -> AnswerPage:
    """All actors on the field: by area, and by the sector that they belong to first."""
    area, kind = asked_area(service), asked_of("kind", PRIMES)
    every = read_actors(service)
    there = in_area(every, area)
    chosen = [actor for actor in there if not kind or _prime(actor) == kind]
    drawn = [zone for actor in chosen if (zone := zone_of(actor))]
    primes = Counter(map(_prime, there))
    words = sector_words() | {"unknown": _("not known")}
    signs = {one: key(one) for one in PRIMES[:4]} | {"unknown": open_triangle()}

    def draw(*, alone: bool) -> Markup:
        links = request.args.get(EMBED) != "1"  # the table is not in the page of another site
        return draw_actors(service, chosen, alone=alone, links=links) if chosen else Markup("")

    return AnswerPage(
        question=_("Where does each actor stand between state, market and civil society?"),
        conclusion=say_field(
            len(drawn),
            sum(len(zone.mix) > 1 for zone in drawn),
            unknown=len(chosen) - len(drawn),
            place=ref(service, area, reader=g.lang).label if area else "",
        ),
        draw=draw,
        is_field=True,
        caption=_(
            "Colour and shape: the world an actor belongs to first. Pattern: what works in it as "
            "well. A number leads to the row of the table. An open triangle: the main sector is "
            "not known."
        ),
        choices=[choices_of("kind", [(p, words[p], primes[p]) for p in PRIMES], signs=signs)],
        areas=area_options(service, every),
        tables=[_zone_table(service, chosen)] if chosen else [_no_zones()],
        links=[(_("Which organisations mix worlds"), f"{root()}/views/hybrids")],
        capped=False,
        counted=_(
            "A place follows from the main sector of an actor and the traits that it shows. "
            "Groups of citizens stand on the ground around the circles. Where the data name no "
            "main sector, we name no place."
        ),
        query=_FIELD_QUERY,
    )


def _prime(actor: ToldActor) -> str:
    zone = zone_of(actor)
    return zone.prime if zone else "unknown"


def draw_actors(
    service: Service, actors: Iterable[ToldActor], *, alone: bool, links: bool = True
) -> Markup:
    """The field with some actors; `alone` for a file of its own, which leads nowhere."""
    some = list(actors)
    named = refs(service, [actor.iri for actor in some], reader=g.lang)
    placed = [
        PlacedOrganisation(named[actor.iri].label, zone, named[actor.iri].href)
        for actor in some
        if (zone := zone_of(actor))
    ]
    title = _("Actors on the playing field; the table says the same.")
    return draw_field(
        placed,
        words=field_words(title),
        links=links and not alone,
        unknown=len(some) - len(placed),
        style=FILE_STYLE if alone else "",
    )


def _no_zones() -> AnswerTable:
    return AnswerTable(_("By place on the field"), [_("Place"), _("Number"), _("Who")], [])


def _zone_table(service: Service, actors: Sequence[ToldActor]) -> AnswerTable:
    named = refs(service, [actor.iri for actor in actors], reader=g.lang)
    groups: dict[Zone | None, list[Ref]] = {zone: [] for zone in (*zones(), GROUND, None)}
    for actor in actors:
        groups[zone_of(actor)].append(named[actor.iri])
    rows = []
    for zone, some in groups.items():
        some.sort(key=lambda one: (one.label.casefold(), one.iri))
        more = len(some) - NAMED
        cells = [
            AnswerCell(words=_zone_name(zone), sign=_zone_sign(zone)),
            AnswerCell(words=str(len(some))),
            AnswerCell(some[:NAMED], and_more(more) if more > 0 else ""),
        ]
        rows.append(AnswerRow(cells, anchor=_anchor(zone)))
    return _no_zones()._replace(rows=rows)


def _zone_name(zone: Zone | None) -> str:
    if zone is None:
        return str(_("main sector not known"))
    if zone is GROUND:
        return sector_words()["community"]
    return f"{zone_number(zone)}. {zone_words(zone)}"


def _zone_sign(zone: Zone | None) -> Markup:
    if zone is None:
        return open_triangle(18)
    return key("community", 18) if zone is GROUND else glyph(zone, 24)


def _anchor(zone: Zone | None) -> str:
    if zone is None:
        return UNKNOWN_ROW
    return "zone-0" if zone is GROUND else f"zone-{zone_number(zone)}"


_QUERY = """PREFIX sam: <https://w3id.org/samenspel/ns#>
SELECT ?organisation (GROUP_CONCAT(DISTINCT ?sector) AS ?mixes) ?zone ?founder WHERE {
  ?organisation a sam:HybridOrganisation .
  OPTIONAL { ?organisation sam:mixesSector ?sector }
  OPTIONAL { ?organisation sam:inZone ?zone }
  OPTIONAL { ?organisation sam:foundedBy|sam:coFoundedBy ?founder }
} GROUP BY ?organisation ?zone ?founder ORDER BY ?organisation"""
_FIELD_QUERY = """PREFIX sam: <https://w3id.org/samenspel/ns#>
SELECT ?zone (COUNT(DISTINCT ?organisation) AS ?organisations) WHERE {
  ?organisation a sam:Organisation ; sam:inZone ?zone .
} GROUP BY ?zone ORDER BY DESC(?organisations)"""
