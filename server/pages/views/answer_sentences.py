"""What pages about partnerships and projects say first: no data, none, one, some and all."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from server.pages.views.rights_sentences import NAMED, Conclusion


def name_some(names: Sequence[str]) -> str:
    """The first names of some, and how many more there are."""
    named = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return str(_("%(named)s and %(n)s more", named=named, n=more)) if more > 0 else named


def say_receptions(lacking: Sequence[str], total: int, *, kinds: Sequence[str]) -> Conclusion:
    """The sentence on top of broad receptions; `lacking` are names, `kinds` the core partners."""
    second = _(
        "The decree asks three core partners at one table: %(kinds)s.", kinds=", ".join(kinds)
    )
    if not total:
        return Conclusion(str(_("No source names a broad reception here.")), str(second))
    if not lacking:
        first = ngettext(
            "The %(n)s broad reception that we know of has all core partners.",
            "Each of the %(n)s broad receptions that we know of has all core partners.",
            total,
            n=total,
        )
    elif len(lacking) == total:
        first = ngettext(
            "In the %(n)s broad reception that we know of a core partner is missing.",
            "In each of the %(n)s broad receptions that we know of a core partner is missing.",
            total,
            n=total,
        )
    else:
        first = ngettext(
            "In %(n)s of %(total)s broad receptions a core partner is missing: %(named)s.",
            "In %(n)s of %(total)s broad receptions a core partner is missing: %(named)s.",
            len(lacking),
            n=len(lacking),
            total=total,
            named=name_some(lacking),
        )
    return Conclusion(str(first), str(second))


def say_labs(complete: int, total: int, *, lacked: str) -> Conclusion:
    """The sentence on top of living labs; `lacked` is what most of the others lack."""
    if not total:
        return Conclusion(str(_("No source names a living lab here.")), "")
    if complete == total:
        first = ngettext(
            "The %(n)s living lab that we know of is complete.",
            "Each of the %(n)s living labs that we know of is complete.",
            total,
            n=total,
        )
        return Conclusion(str(first), "")
    if complete:
        first = ngettext(
            "%(n)s of %(total)s living labs is complete.",
            "%(n)s of %(total)s living labs are complete.",
            complete,
            n=complete,
            total=total,
        )
    else:
        first = ngettext(
            "The %(n)s living lab that we know of is not complete.",
            "None of the %(n)s living labs that we know of is complete.",
            total,
            n=total,
        )
    second = _("What the others lack most often: %(lacked)s.", lacked=lacked) if lacked else ""
    return Conclusion(str(first), str(second))


def say_conditions(
    met: int, unmet: int, *, unknown: int, worst: Sequence[str], times: int, silent: int
) -> Conclusion:
    """The sentence on top of conditions; `worst` are most often not met, each so many `times`.

    Of `silent` projects nobody assessed any.
    """
    total = met + unmet + unknown
    if not total:
        said = _("No source says of a condition whether it is met.")
        return Conclusion(str(said), "")
    first = _("%(met)s of %(total)s assessed conditions are met.", met=met, total=total)
    if not unmet:
        first = _("%(first)s Of none do we know that it is not met.", first=first)
    else:
        often = ngettext(
            "Most often not met (%(n)s time): %(named)s.",
            "Most often not met (%(n)s times): %(named)s.",
            times,
            n=times,
            named=name_some(worst),
        )
        first = f"{first} {often}"
    second = ""
    if silent:
        second = ngettext(
            "Of %(n)s project nothing was assessed: that is no bad sign and no good one.",
            "Of %(n)s projects nothing was assessed: that is no bad sign and no good one.",
            silent,
            n=silent,
        )
    return Conclusion(str(first), str(second))


def say_coalitions(names: Sequence[str], *, themes: int, vital: int, theme: str = "") -> Conclusion:
    """The sentence on top of coalitions: of one theme with their names, else of all themes."""
    total = len(names)
    if not total:
        if theme:
            return Conclusion(
                str(_("%(theme)s: no source names a coalition here.", theme=theme)), ""
            )
        return Conclusion(str(_("No source says on which theme a coalition works.")), "")
    if theme:
        first = ngettext(
            "%(theme)s: %(n)s coalition works on it, %(named)s.",
            "%(theme)s: %(n)s coalitions work on it, %(named)s.",
            total,
            n=total,
            theme=theme,
            named=name_some(names),
        )
    else:
        first = ngettext(
            "%(n)s coalition works on %(themes)s themes.",
            "%(n)s coalitions work on %(themes)s themes.",
            total,
            n=total,
            themes=themes,
        )
    if vital:
        second = ngettext(
            "%(n)s of them is a vital coalition: citizens take part in it.",
            "%(n)s of them are vital coalitions: citizens take part in them.",
            vital,
            n=vital,
        )
    else:
        second = _("Of none of them do we know that it is a vital coalition.")
    return Conclusion(str(first), str(second))


def say_roles(role: str, count: int, *, total: int, others: int, projects: int) -> Conclusion:
    """The sentence on top of the roles of citizens: the most frequent `role` of all `total`.

    `others` have a role that the literature does not compare; they are in so many `projects`.
    """
    if not total:
        return Conclusion(str(_("No source says what citizens do in projects.")), "")
    first = ngettext(
        "Citizens are most often %(role)s: %(count)s of %(n)s contribution.",
        "Citizens are most often %(role)s: %(count)s of %(n)s contributions.",
        total,
        role=role,
        count=count,
        n=total,
    )
    second = ngettext(
        "They contribute to %(n)s project.",
        "They contribute to %(n)s projects.",
        projects,
        n=projects,
    )
    if others:
        rest = ngettext(
            "%(n)s more contribution has another role, or none that can be read.",
            "%(n)s more contributions have another role, or none that can be read.",
            others,
            n=others,
        )
        return Conclusion(str(first), f"{second} {rest}")
    return Conclusion(str(first), str(second))
