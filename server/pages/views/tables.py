"""Who is at the table: core partners of broad receptions, and coalitions around a theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from flask import g, request
from flask_babel import gettext as _
from markupsafe import Markup

from kg.figures.partnerships import CORE_PARTNERS
from kg.model.terms import CONCEPT
from server.draw.outcome import outcome
from server.draw.part_bars import FULL, MISSING, SOME, UNSURE, BarPart, PartBar, draw_part_bars
from server.i18n import format_day
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
from server.pages.views.answer_sentences import say_coalitions, say_receptions
from server.service import Service
from server.view.labels import Ref, refs
from server.view.told_figures import (
    ToldCoalition,
    ToldReception,
    ToldSeat,
    in_area,
    told_coalitions,
    told_receptions,
)

MEMBERS = 12
"""Members that a row names; of the rest it says how many there are."""


def receptions(service: Service) -> AnswerPage:
    """Which broad receptions lack which core partner, those that lack most first."""
    every = needed(told_receptions(service))
    some = in_area(every, asked_area(service))
    kinds = [f"{CONCEPT}kind/{slug}" for slug in CORE_PARTNERS]
    people = {who for one in some for seat in one.seats for who in _people(seat)}
    areas = {area for one in some for area in one.areas}
    named = refs(service, {*kinds, *people, *areas, *(one.iri for one in some)}, reader=g.lang)
    some.sort(key=lambda one: (-lacks(one), named[one.iri].label.casefold(), one.iri))
    labels = [named[kind].label for kind in kinds]
    heads = [_("Broad reception"), _("Where"), *labels, ""]
    rows = [
        AnswerRow(
            [
                AnswerCell([named[one.iri]]),
                places_in(service, one.areas, named=named),
                *(_seat_cell(seat, named) for seat in one.seats),
                proof_of(one.iri, "QualifiedBroadReception", holds=one.qualified),
            ],
            one.iri,
        )
        for one in some
    ]

    def draw(*, alone: bool) -> Markup:
        bars = [
            PartBar(
                named[f"{CONCEPT}kind/{slug}"].label,
                Counter(
                    (FULL if seat.now else MISSING).css
                    for one in some
                    for seat in one.seats
                    if seat.kind == slug
                ),
            )
            for slug in CORE_PARTNERS
        ]
        parts = [MISSING._replace(words=_("missing")), FULL._replace(words=_("at the table"))]
        title = _("Broad receptions by core partner")
        return draw_part_bars(bars, title=title, parts=parts, alone=alone) if some else Markup("")

    return AnswerPage(
        question=_("Which broad reception lacks a core partner?"),
        conclusion=say_receptions(
            [named[one.iri].label for one in some if lacks(one)], len(some), kinds=labels
        ),
        draw=draw,
        areas=area_options(service, every),
        tables=[AnswerTable(_("Core partners at the table"), heads, rows)],
        counted=_(
            "A core partner counts when it is a member in the role of core partner on the day on "
            "which this release holds. A member in another role does not count; who left is named."
        ),
        query=_RECEPTIONS,
    )


def lacks(reception: ToldReception) -> int:
    """How many core partners a broad reception lacks."""
    return sum(not seat.now for seat in reception.seats)


def _people(seat: ToldSeat) -> Iterable[str]:
    return (*seat.now, *(who for who, _day in seat.left))


def _seat_cell(seat: ToldSeat, named: dict[str, Ref]) -> AnswerCell:
    if seat.now:
        return AnswerCell([named[who] for who in seat.now], sign=outcome("met"))
    words = str(_("missing"))
    for who, day in seat.left:
        words = str(
            _("%(said)s; %(who)s left on %(day)s", said=words, who=named[who].label,
              day=format_day(day))
        )  # fmt: skip
    return AnswerCell(words=words, sign=outcome("unmet"))


def coalitions(service: Service) -> AnswerPage:
    """Who works together on which theme, with the members."""
    every = needed(told_coalitions(service))
    there = in_area(every, asked_area(service))
    themes = Counter(issue for one in there for issue in one.issues)
    theme = asked_of("issue", {issue for one in every for issue in one.issues})
    some = [one for one in there if not theme or theme in one.issues]
    iris = {iri for one in some for iri in (one.iri, *one.members, *one.areas)}
    named = refs(service, {*iris, *themes, *([theme] if theme else [])}, reader=g.lang)
    order = {"vital": 0, "candidate": 1}
    some.sort(key=lambda one: (order.get(one.kind, 2), named[one.iri].label.casefold(), one.iri))
    ranked = sorted(themes, key=lambda issue: (-themes[issue], named[issue].label.casefold()))
    return AnswerPage(
        question=_("Who works together on which theme?"),
        conclusion=say_coalitions(
            [named[one.iri].label for one in some],
            themes=len(themes),
            vital=sum(one.kind == "vital" for one in some),
            theme=named[theme].label if theme else "",
        ),
        draw=_draw_themes(some, [theme] if theme else ranked, named),
        choices=[choices_of("issue", [(one, named[one].label, themes[one]) for one in ranked])],
        areas=area_options(service, every),
        tables=[_coalition_table(service, some, named)],
        counted=_(
            "A coalition is a partnership of which a source names the theme. In a vital one "
            "citizens, civil society and government share ownership and responsibility; of a "
            "possible one no source says that they share it. Only members of today are named."
        ),
        query=_COALITIONS,
    )


def _kind_words() -> dict[str, BarPart]:
    return {
        "vital": FULL._replace(words=_("vital coalition")),
        "candidate": SOME._replace(words=_("possibly vital")),
        "": UNSURE._replace(words=_("other partnership")),
    }


def _coalition_table(
    service: Service, some: Sequence[ToldCoalition], named: dict[str, Ref]
) -> AnswerTable:
    kinds = _kind_words()
    rows = []
    for one in some:
        members = sorted((named[who] for who in one.members), key=lambda m: m.label.casefold())
        more = 0 if request.args.get("all") else len(members) - MEMBERS
        cells = [
            AnswerCell([named[one.iri]]),
            AnswerCell([named[issue] for issue in one.issues if issue in named]),
            places_in(service, one.areas, named=named),
            AnswerCell(
                members[:MEMBERS] if more > 0 else members,
                and_more(more) if more > 0 else "" if members else _("not known"),
            ),
            AnswerCell(words=kinds[one.kind].words),
            proof_of(one.iri, "VitalCoalition", holds=one.kind == "vital"),
        ]
        rows.append(AnswerRow(cells, one.iri))
    heads = [_("Coalition"), _("Theme"), _("Where"), _("Members"), _("Kind"), ""]
    return AnswerTable(_("Coalitions and their members"), heads, rows)


def _draw_themes(
    some: Sequence[ToldCoalition], themes: Sequence[str], named: dict[str, Ref]
) -> Callable[..., Markup]:
    kinds = _kind_words()

    def draw(*, alone: bool) -> Markup:
        if not some:
            return Markup("")
        bars = [
            PartBar(
                named[theme].label,
                Counter(kinds[one.kind].css for one in some if theme in one.issues),
            )
            for theme in themes
        ]
        title = _("Coalitions by theme")
        parts = list(kinds.values())
        return draw_part_bars(bars, title=title, parts=parts, share=False, alone=alone)

    return draw


_RECEPTIONS = """PREFIX kind: <https://w3id.org/samenspel/id/concept/kind/>
PREFIX sam: <https://w3id.org/samenspel/ns#>
SELECT ?reception ?missing WHERE {
  ?reception a sam:BroadReception .
  VALUES ?missing { kind:ocmw kind:caw kind:mutuality-social-work }
  FILTER NOT EXISTS { ?reception sam:hasCorePartnerKind ?missing }
} ORDER BY ?reception ?missing"""
_COALITIONS = """PREFIX sam: <https://w3id.org/samenspel/ns#>
SELECT ?theme ?coalition ?member WHERE {
  ?coalition a sam:Partnership ; sam:aroundIssue ?theme .
  OPTIONAL { ?coalition sam:currentMember ?member }
} ORDER BY ?theme ?coalition ?member"""
