"""What the pages of things say first: tested with no data, none, one, some and all.

A sentence is made of what the page shows below it, so that the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from server.i18n import format_day, format_number
from server.pages.views.rights_sentences import Conclusion

NAMED = 3
"""Names that a sentence tells; of more it says how many there are."""


def listed(names: Sequence[str], count: int | None = None) -> str:
    """Some names as a sentence tells them; `count` where there are more than are given."""
    shown, total = list(names[:NAMED]), len(names) if count is None else count
    if total > len(shown):
        shown.append(_("%(n)s more", n=format_number(total - len(shown))))
    return str(format_list(shown, locale=get_locale()))


def say_organisation(
    name: str,
    *,
    kind: str = "",
    services: int,
    places: Sequence[str],
    rights: Sequence[str],
    together: int,
    governs: Sequence[str] = (),
    members: int = 0,
) -> Conclusion:
    """What an organisation offers and where; else what it governs, with whom it works, what it is.

    `together` counts its partnerships and projects, `members` who it is made up of.
    """
    where = listed(places)
    if services and where:
        first = ngettext(
            "%(name)s offers %(n)s service in %(places)s.",
            "%(name)s offers %(n)s services in %(places)s.",
            services,
            name=name,
            n=format_number(services),
            places=where,
        )
    elif services:
        first = ngettext(
            "%(name)s offers %(n)s service.",
            "%(name)s offers %(n)s services.",
            services,
            name=name,
            n=format_number(services),
        )
    else:
        first = _without_services(
            name, kind, where, together=together, governs=listed(governs), members=members
        )
    if not services:
        known = kind or where or together or governs or members
        second = _("No source names a service of it.") if known else ""
    elif rights:
        second = _("With it people get at: %(rights)s.", rights=listed(rights))
    else:
        second = _("The source does not say which rights that opens.")
    return Conclusion(str(first), str(second))


def _without_services(
    name: str, kind: str, where: str, *, together: int, governs: str, members: int
) -> str:
    """What is known of an organisation of which no service is."""
    if governs:
        first = _("%(name)s governs %(places)s.", name=name, places=governs)
    elif together:
        first = ngettext(
            "%(name)s takes part in %(n)s partnership or project.",
            "%(name)s takes part in %(n)s partnerships and projects.",
            together,
            name=name,
            n=format_number(together),
        )
    elif members:
        first = ngettext(
            "%(name)s has %(n)s member.",
            "%(name)s has %(n)s members.",
            members,
            name=name,
            n=format_number(members),
        )
    elif kind and where:
        first = _(
            "We know %(name)s in %(places)s as: %(kind)s.", name=name, places=where, kind=kind
        )
    elif kind:
        first = _("We know %(name)s as: %(kind)s.", name=name, kind=kind)
    elif where:
        first = _("We know %(name)s in %(places)s.", name=name, places=where)
    else:
        first = _("We know %(name)s by name; no source says what it does.", name=name)
    return str(first)


def say_service(
    providers: Sequence[str],
    *,
    places: Sequence[str],
    rights: Sequence[str],
    offered: str,
    day: str,
) -> Conclusion:
    """Who offers a service and where; `offered` is "now", "before" or "later", with its `day`."""
    who, where = listed(providers), listed(places)
    if offered == "before":
        first = _("This help ended on %(day)s.", day=format_day(day))
    elif offered == "later":
        first = _("This help begins on %(day)s.", day=format_day(day))
    elif who and where:
        first = ngettext(
            "%(who)s offers this in %(places)s.",
            "%(who)s offer this in %(places)s.",
            len(providers),
            who=who,
            places=where,
        )
    elif who:
        first = ngettext("%(who)s offers this.", "%(who)s offer this.", len(providers), who=who)
    elif where:
        first = _("This help is there in %(places)s; the source names no provider.", places=where)
    else:
        first = _("The source says neither who offers this nor where.")
    if rights:
        second = _("With it people get at: %(rights)s.", rights=listed(rights))
    else:
        second = _("The source does not say which rights that opens.")
    return Conclusion(str(first), str(second))


def say_project(
    beginners: Sequence[str],
    *,
    by_citizens: bool,
    places: Sequence[str],
    takers: Sequence[str],
    stopped: bool,
    met: int,
    assessed: int,
) -> Conclusion:
    """Who began a project and where, what came of it, and which conditions are met."""
    where, who = listed(places), listed(beginners)
    if by_citizens and where:
        first = _("Citizens began this in %(places)s.", places=where)
    elif by_citizens:
        first = _("Citizens began this.")
    elif who and where:
        first = ngettext(
            "%(who)s began this in %(places)s.",
            "%(who)s began this in %(places)s.",
            len(beginners),
            who=who,
            places=where,
        )
    elif who:
        first = ngettext(
            "%(who)s began this.",
            "%(who)s began this.",
            len(beginners),
            who=who,
        )
    elif where:
        first = _("This takes place in %(places)s; no source says who began it.", places=where)
    else:
        first = _("No source says who began this, or where.")
    told = [str(first)]
    if takers:
        told.append(
            ngettext(
                "%(who)s took it over.", "%(who)s took it over.", len(takers), who=listed(takers)
            )
        )
    elif stopped:
        told.append(_("It has stopped."))
    if not assessed:
        second = _("No condition of it was assessed; we know neither good nor ill of it.")
    elif met == assessed:
        second = ngettext(
            "The %(n)s condition that was assessed is met.",
            "All %(n)s conditions that were assessed are met.",
            assessed,
            n=format_number(assessed),
        )
    else:
        second = _(
            "Of %(all)s conditions that were assessed %(met)s are met.",
            all=format_number(assessed),
            met=format_number(met),
        )
    return Conclusion(" ".join(told), str(second))


def say_partnership(
    members: int, *, worlds: Sequence[str], missing: Sequence[str] | None, vital: bool
) -> Conclusion:
    """How many work together and from which worlds; which core partners are `missing`.

    `missing` is None where no core partners are asked for.
    """
    n = format_number(members)
    if not members:
        first = _("We found no members of this partnership in the data.")
    elif worlds:
        first = ngettext(
            "%(n)s member works here: %(worlds)s.",
            "%(n)s members work together: %(worlds)s.",
            members,
            n=n,
            worlds=listed(worlds, len(worlds)) if len(worlds) <= NAMED else _("all four worlds"),
        )
    else:
        first = ngettext(
            "%(n)s member works here; of which world is not known.",
            "%(n)s members work together; of which worlds is not known.",
            members,
            n=n,
        )
    if missing:
        second = _("Missing among the core partners: %(names)s.", names=listed(missing))
    elif missing is not None and members:
        second = _("All three core partners sit at the table.")
    elif vital:
        second = _("Citizens are in it, around one issue: a vital coalition.")
    else:
        second = ""
    return Conclusion(str(first), str(second))


def say_municipality(
    name: str, *, covered: int, announced: int, gaps: Sequence[str], known: bool
) -> Conclusion:
    """How many rights a municipality covers, and what is missing there, by name.

    Without `known` no source names a service of it, so that nothing can be counted.
    """
    if not known:
        first = _(
            "Of %(name)s no source names a service: we cannot say which rights are covered.",
            name=name,
        )
        return Conclusion(str(first), "")
    total = covered + announced + len(gaps)
    first = _(
        "%(name)s covers %(covered)s of %(total)s rights.", name=name, covered=covered, total=total
    )
    told = []
    if gaps:
        told.append(_("We found nothing for: %(rights)s.", rights=listed(gaps)))
    elif not announced:
        told.append(_("None is missing altogether."))
    if announced:
        told.append(
            ngettext(
                "%(n)s right is announced.", "%(n)s rights are announced.", announced, n=announced
            )
        )
    return Conclusion(str(first), " ".join(map(str, told)))


def say_area(name: str, *, below: int, actors: int, within: Sequence[str]) -> Conclusion:
    """What lies in an area that is no municipality, and who is active in it."""
    if below:
        first = ngettext(
            "%(n)s smaller area lies in %(name)s.",
            "%(n)s smaller areas lie in %(name)s.",
            below,
            n=format_number(below),
            name=name,
        )
    elif within:
        first = _("%(name)s lies in %(places)s.", name=name, places=listed(within))
    else:
        first = _("No source says where %(name)s lies.", name=name)
    if actors:
        second = ngettext(
            "We found %(n)s organisation or group in it.",
            "We found %(n)s organisations and groups in it.",
            actors,
            n=format_number(actors),
        )
    else:
        second = _("We found nobody who offers something in it.")
    return Conclusion(str(first), str(second))


def say_thing(
    kind: str, *, facts: int, users: Sequence[str], count: int, leads: Sequence[str] = ()
) -> Conclusion:
    """What a thing of any other kind is for: what refers to it, or else what it `leads` to.

    `count` is how many refer to it, of which `users` are some; `facts` is how much is said of it.
    """
    if count:
        first = ngettext(
            "%(users)s refers to this.",
            "%(users)s refer to this.",
            count,
            users=listed(users, count),
        )
    elif leads:
        first = _("This is about %(names)s.", names=listed(leads))
    else:
        first = _("Nothing in the data refers to this.")
    if facts:
        second = ngettext(
            "The sources say %(n)s thing of it.",
            "The sources say %(n)s things of it.",
            facts,
            n=format_number(facts),
        )
    else:
        second = _("No source says more of it.")
    return Conclusion(f"{kind[:1].upper()}{kind[1:]}. {first}" if kind else str(first), str(second))
