"""How projects are done: complete living labs, conditions that are met, and roles of citizens."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from flask import g
from flask_babel import gettext as _
from markupsafe import Markup

from kg.figures.projects import PARTIES, PRINCIPLES, SIDES
from kg.model.terms import CONCEPT
from server.draw.dots import Share, draw_dots, interval
from server.draw.outcome import outcome
from server.draw.part_bars import FULL, MISSING, UNSURE, PartBar, draw_part_bars
from server.pages.kinds.citizen_roles import ROLES, SHARE_OF, read_literature
from server.pages.views.answer import (
    AnswerCell,
    AnswerPage,
    AnswerRow,
    AnswerTable,
    area_options,
    asked_area,
    asked_of,
    choices_of,
    needed,
    places_in,
    proof_of,
)
from server.pages.views.answer_sentences import say_conditions, say_labs, say_roles
from server.service import Service
from server.view.figures import project_courses
from server.view.labels import Ref, refs
from server.view.page_query import PageQuery
from server.view.told_figures import (
    ToldCondition,
    ToldContribution,
    ToldLab,
    in_area,
    told_conditions,
    told_contributions,
    told_labs,
)

_PARTS = {"unmet": MISSING, "unknown": UNSURE, "met": FULL}
"""The ground of each outcome, what is not met first."""


def labs(service: Service) -> AnswerPage:
    """Which living labs are complete, and what the others lack: those that lack most first."""
    every = needed(told_labs(service))
    some = in_area(every, asked_area(service))
    asked = [f"{CONCEPT}principle/{slug}" for slug in PRINCIPLES]
    asked += [f"{CONCEPT}role/{slug}" for slug in PARTIES]
    areas = {area for one in some for area in one.areas}
    named = refs(service, {*asked, *areas, *(one.iri for one in some)}, reader=g.lang)
    lacking = {one.iri: _lacking(one, asked) for one in some}
    some.sort(key=lambda one: (-len(lacking[one.iri]), named[one.iri].label.casefold()))
    often = Counter(iri for iris in lacking.values() for iri in iris)
    most = max(often.values(), default=0)
    rows = []
    for one in some:
        lacks = lacking[one.iri]
        done = AnswerCell(words=_("complete"), sign=outcome("met"))
        missing = AnswerCell([named[iri] for iri in lacks], sign=outcome("unmet"))
        cells = [
            AnswerCell([named[one.iri]]),
            places_in(service, one.areas, named=named),
            missing if lacks else done,
            proof_of(one.iri, "CompleteLivingLab", holds=one.complete),
        ]
        rows.append(AnswerRow(cells, one.iri))

    def draw(*, alone: bool) -> Markup:
        bars = [
            PartBar(named[iri].label, {MISSING.css: often[iri], FULL.css: len(some) - often[iri]})
            for iri in asked
        ]
        parts = [MISSING._replace(words=_("not found")), FULL._replace(words=_("found"))]
        title = _("Living labs by principle and party")
        return draw_part_bars(bars, title=title, parts=parts, alone=alone) if some else Markup("")

    return AnswerPage(
        question=_("Which living labs are complete, and what do the others lack?"),
        conclusion=say_labs(
            sum(one.complete for one in some),
            len(some),
            lacked=", ".join(named[iri].label for iri in asked if most and often[iri] == most),
        ),
        draw=draw,
        section="projects",
        areas=area_options(service, every),
        tables=[
            AnswerTable(
                _("What was not found"),
                [_("Living lab"), _("Where"), _("What was not found"), ""],
                rows,
            )
        ],
        counted=_(
            "A living lab is complete when it follows four principles and four parties take part: "
            "users, public actors, private actors and researchers. What no source says is not "
            "found; that is not the same as not there."
        ),
        query=_LABS,
    )


def _lacking(lab: ToldLab, asked: Iterable[str]) -> list[str]:
    found = {f"{CONCEPT}principle/{slug}" for slug in lab.principles}
    found |= {f"{CONCEPT}role/{slug}" for slug in lab.parties}
    return [iri for iri in asked if iri not in found]


class ConditionCount(NamedTuple):
    """A condition with its side and how often it has each outcome."""

    condition: Ref
    side: str
    counts: Counter[str]


def conditions(service: Service) -> AnswerPage:
    """Which conditions are met and which are not, those least often met first."""
    every = needed(told_conditions(service))
    area, side = asked_area(service), asked_of("side", SIDES)
    there = in_area(every, area)
    some = [one for one in there if not side or one.side == side]
    sides = Counter(one.side for one in there)
    areas = {area for one in some for area in one.areas}
    iris = {*(one.condition for one in some), *(one.thing for one in some), *areas}
    named = refs(service, iris, reader=g.lang)
    ranked = _ranked(some, named)
    outcomes = Counter(one.outcome for one in some)
    times = max((one.counts["unmet"] for one in ranked), default=0)
    silent = 0
    if not area and not side and every:
        assessed = {one.thing for one in every}
        silent = sum(one.iri not in assessed for one in project_courses(service))
    return AnswerPage(
        question=_("Which conditions for working together are met?"),
        conclusion=say_conditions(
            outcomes["met"],
            outcomes["unmet"],
            unknown=outcomes["unknown"],
            worst=[o.condition.label for o in ranked if times and o.counts["unmet"] == times],
            times=times,
            silent=silent,
        ),
        draw=_draw_conditions(ranked),
        section="projects",
        choices=[choices_of("side", [(s, _side_words()[s], sides[s]) for s in SIDES])],
        areas=area_options(service, every),
        tables=[_condition_table(ranked), _project_table(service, some, named)],
        counted=_(
            "Counted is what the newest assessment says of each condition of a project or "
            "partnership. Not known means that somebody looked; a condition that nobody assessed "
            "does not count."
        ),
        query=_CONDITIONS,
    )


def _side_words() -> dict[str, str]:
    return {
        "government-side": _("government"),
        "citizen-side": _("citizens"),
        "general": _("working together"),
    }


def _outcome_words() -> dict[str, str]:
    return {"unmet": _("not met"), "unknown": _("not known"), "met": _("met")}


def _ranked(some: Iterable[ToldCondition], named: dict[str, Ref]) -> list[ConditionCount]:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in some:
        counts[one.condition, one.side][one.outcome] += 1
    found = [ConditionCount(named[iri], side, count) for (iri, side), count in counts.items()]
    return sorted(
        found,
        key=lambda one: (-one.counts["unmet"], one.counts["met"], one.condition.label.casefold()),
    )


def _draw_conditions(ranked: Sequence[ConditionCount]) -> Callable[..., Markup]:
    def draw(*, alone: bool) -> Markup:
        if not ranked:
            return Markup("")
        bars = [
            PartBar(one.condition.label, {_PARTS[key].css: one.counts[key] for key in _PARTS})
            for one in ranked
        ]
        words = _outcome_words()
        parts = [part._replace(words=words[key]) for key, part in _PARTS.items()]
        title = _("How often each condition is met")
        return draw_part_bars(bars, title=title, parts=parts, share=False, alone=alone)

    return draw


def _condition_table(ranked: Iterable[ConditionCount]) -> AnswerTable:
    words, sides = _outcome_words(), _side_words()
    rows = [
        AnswerRow(
            [
                AnswerCell([one.condition]),
                AnswerCell(words=sides.get(one.side, "")),
                *(AnswerCell(words=str(one.counts[key])) for key in _PARTS),
            ],
            one.condition.iri,
        )
        for one in ranked
    ]
    heads = [_("Condition"), _("On the side of"), *(words[key] for key in _PARTS)]
    return AnswerTable(_("By condition"), heads, rows)


def _project_table(
    service: Service, some: Iterable[ToldCondition], named: dict[str, Ref]
) -> AnswerTable:
    groups: dict[str, list[ToldCondition]] = defaultdict(list)
    for one in some:
        groups[one.thing].append(one)
    rows = []
    for thing, told in sorted(groups.items(), key=lambda pair: _unmet_first(pair, named)):
        cells = [AnswerCell([named[thing]]), places_in(service, told[0].areas, named=named)]
        for key in _PARTS:
            found = [named[one.condition] for one in told if one.outcome == key]
            cells.append(AnswerCell(found, sign=outcome(key) if found else Markup("")))
        rows.append(AnswerRow(cells, thing))
    heads = [_("Project"), _("Where"), *(_outcome_words()[key] for key in _PARTS)]
    return AnswerTable(_("By project"), heads, rows)


def _unmet_first(
    pair: tuple[str, Sequence[ToldCondition]], named: dict[str, Ref]
) -> tuple[int, str]:
    thing, told = pair
    return -sum(one.outcome == "unmet" for one in told), named[thing].label.casefold()


def roles(service: Service) -> AnswerPage:
    """Which roles citizens have in projects, beside the shares of the literature."""
    every = needed(told_contributions(service))
    some = in_area(every, asked_area(service))
    counted = [one for one in some if any(role in ROLES for role in one.roles)]
    counts = Counter(role for one in counted for role in one.roles if role in ROLES)
    iris = {role: f"{CONCEPT}role/{role}" for role in ROLES}
    things = {iri for one in some for iri in (one.project, *one.by)}
    named = refs(service, {*iris.values(), *things}, reader=g.lang)
    told = read_literature(PageQuery(service, g.lang))
    shares = [
        Share(named[iris[role]].label, counts[role], len(counted), _number(told, role))
        for role in ROLES
    ]
    most = max(ROLES, key=lambda role: counts[role])

    def draw(*, alone: bool) -> Markup:
        if not counted:
            return Markup("")
        words = (
            _("here, with the range in which the real share probably lies"),
            _("share of publications, in the literature"),
            _("%s of %s"),
        )
        title = _("Share of each role in per cent")
        return draw_dots(shares, title=title, words=words, alone=alone)

    return AnswerPage(
        question=_("Which role do citizens have in projects?"),
        conclusion=say_roles(
            named[iris[most]].label,
            counts[most],
            total=len(counted),
            others=len(some) - len(counted),
            projects=len({one.project for one in some}),
        ),
        draw=draw,
        beside=True,
        section="projects",
        areas=area_options(service, every),
        tables=_role_tables(some, shares, iris, named) if some else [_no_roles()],
        counted=_(
            "Here contributions of citizens to projects are counted; the literature counts "
            "publications: two different things, and no norm. The range holds 95 times in 100 "
            "(Wilson)."
        ),
        query=_ROLES,
    )


def _number(told: dict[str, str], role: str) -> float | None:
    share = told.get(SHARE_OF.get(role, role), "")
    try:
        return float(share)
    except ValueError:
        return None


def _no_roles() -> AnswerTable:
    heads = [
        *(_("Role of citizens"), _("Contributions"), _("Share here")),
        *(_("Range (95 in 100)"), _("In the literature")),
    ]
    return AnswerTable(_("The same in a table"), heads, [])


def _role_tables(
    some: Sequence[ToldContribution],
    shares: Sequence[Share],
    iris: dict[str, str],
    named: dict[str, Ref],
) -> list[AnswerTable]:
    numbers, projects = [], []
    for role, share in zip(ROLES, shares, strict=True):
        low, high = interval(share.number, share.total)
        part = round(100 * share.number / share.total) if share.total else 0
        there = "" if share.elsewhere is None else f"{share.elsewhere:.0f} %"
        numbers.append(
            AnswerRow(
                [
                    AnswerCell([named[iris[role]]]),
                    AnswerCell(words=str(share.number)),
                    AnswerCell(words=f"{part} %"),
                    AnswerCell(words=f"{low:.0f}–{high:.0f} %"),
                    AnswerCell(words=there or _("not known")),
                ],
                iris[role],
            )
        )
        found = {one.project for one in some if role in one.roles}
        listed = sorted((named[iri] for iri in found), key=lambda one: one.label.casefold())
        cells = [AnswerCell([named[iris[role]]]), AnswerCell(listed, "" if listed else "–")]
        projects.append(AnswerRow(cells, iris[role]))
    heads = [_("Role of citizens"), _("Projects")]
    return [
        _no_roles()._replace(rows=numbers),
        AnswerTable(_("In which projects"), heads, projects),
    ]


_LABS = """PREFIX role: <https://w3id.org/samenspel/id/concept/role/>
PREFIX principle: <https://w3id.org/samenspel/id/concept/principle/>
PREFIX sam: <https://w3id.org/samenspel/ns#>
SELECT ?lab ?missing WHERE {
  ?lab a sam:UrbanLivingLab .
  VALUES ?missing {
    principle:from-the-start principle:active-cooperation principle:users-included
    principle:all-ideas role:user role:public-actor role:private-actor role:researcher
  }
  FILTER NOT EXISTS { ?lab sam:followsPrinciple ?missing }
  FILTER NOT EXISTS { ?lab sam:hasParty ?missing }
} ORDER BY ?lab ?missing"""
_CONDITIONS = """PREFIX sam: <https://w3id.org/samenspel/ns#>
SELECT ?condition ?outcome (COUNT(DISTINCT ?project) AS ?projects) WHERE {
  ?assessment sam:assesses ?project ; sam:criterion ?condition ; sam:outcome ?outcome .
  ?condition a sam:Condition .
} GROUP BY ?condition ?outcome ORDER BY ?outcome DESC(?projects) ?condition"""
_ROLES = """PREFIX sam: <https://w3id.org/samenspel/ns#>
SELECT ?role (COUNT(DISTINCT ?contribution) AS ?contributions) WHERE {
  ?contribution a sam:CitizenContribution ; sam:contributionTo ?project ;
    sam:contributionRole ?role .
} GROUP BY ?role ORDER BY DESC(?contributions)"""
