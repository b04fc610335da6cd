"""What the pages about rights say first: tested with no data, none, one, some and all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from server.view.figures import Municipality

NAMED = 3
"""Municipalities that a sentence names."""
_SHORTER = (
    *("recht op ", "right to ", "droit à l'", "droit à l’", "droit à la "),
    *("droit au ", "droit aux ", "droit à "),
)
"""What the names of all rights begin with, which a table of rights need not say again."""


class Conclusion(NamedTuple):
    """The sentence that a page says first, and the one below it."""

    first: str
    second: str


def short_right(label: str) -> str:
    """The name of a right without "right to"."""
    for start in _SHORTER:
        if label.casefold().startswith(start):
            return label[len(start) :]
    return label


def nearness_words() -> dict[str, str]:
    """How near somebody is, in words."""
    return {
        "FirstLineZone": _("in the same first-line zone"),
        "Arrondissement": _("in the same arrondissement"),
        "Province": _("in the same province"),
    }


def say_rights(figure: Iterable[Municipality], rights: int, *, helped: int) -> Conclusion:
    """The sentence on top of all rights: no data, none missing, some, all; `helped` gaps."""
    known = [m for m in figure if m.has_data]
    if not known or not rights:
        said = _("No source names a service yet, so we cannot say which rights are covered.")
        return Conclusion(said, "")
    gaps = sum(m.count(gaps=True) for m in known)
    lacking = sum(m.count(gaps=True) > 0 for m in known)
    if not gaps:
        first = ngettext(
            "For every right we found a service in the %(n)s municipality we know of.",
            "For every right we found a service in each of the %(n)s municipalities we know of.",
            len(known),
            n=len(known),
        )
        return Conclusion(str(first), "")
    if lacking == len(known) and lacking > 1:
        first = _(
            "Every municipality lacks something: %(gaps)s gaps of %(all)s.",
            gaps=gaps,
            all=rights * len(known),
        )
    else:
        first = _(
            "%(lacking)s of %(known)s municipalities lack something: %(gaps)s gaps of %(all)s.",
            lacking=lacking,
            known=len(known),
            gaps=gaps,
            all=rights * len(known),
        )
    if helped == gaps:
        second = _("For every gap somebody near could help.")
    elif helped:
        second = _("For %(helped)s of the gaps somebody near could help.", helped=helped)
    else:
        second = _("For none of the gaps did we find somebody near.")
    return Conclusion(str(first), str(second))


def say_right(lacking: Sequence[str], known: int, *, announced: int) -> Conclusion:
    """The sentence on top of one right; `lacking` are names of municipalities."""
    if not known:
        said = _("No source names a service yet, so we cannot say where this right is covered.")
        return Conclusion(said, "")
    second = ""
    if announced:
        second = ngettext(
            "In %(n)s municipality it is announced.",
            "In %(n)s municipalities it is announced.",
            announced,
            n=announced,
        )
    if not lacking:
        first = ngettext(
            "In the %(n)s municipality that we know of we found somebody for this right.",
            "In each of the %(n)s municipalities that we know of we found somebody for this right.",
            known,
            n=known,
        )
        return Conclusion(str(first), str(second))
    if len(lacking) == known:
        return Conclusion(
            _("In none of the %(n)s municipalities did we find somebody.", n=known), str(second)
        )
    named = ", ".join(lacking[:NAMED])
    if len(lacking) > NAMED:
        named = _("%(named)s and %(n)s more", named=named, n=len(lacking) - NAMED)
    first = _(
        "In %(n)s of %(known)s municipalities we found nobody: %(named)s.",
        n=len(lacking),
        known=known,
        named=named,
    )
    return Conclusion(str(first), str(second))


def say_comparison(
    first: tuple[str, Sequence[str]], second: tuple[str, Sequence[str]]
) -> Conclusion:
    """The sentence on top of two municipalities, each with its name and the rights it lacks."""
    (a, lacks_a), (b, lacks_b) = first, second
    both = [right for right in lacks_a if right in lacks_b]
    if not lacks_a and not lacks_b:
        return Conclusion(
            _("In %(a)s and in %(b)s we found somebody for every right.", a=a, b=b), ""
        )
    told = [_lacks(name, lacking) for name, lacking in (first, second)]
    if both:
        said = _("%(a)s and %(b)s lack the same: %(rights)s.", a=a, b=b, rights=", ".join(both))
    elif lacks_a and lacks_b:
        said = _("%(a)s and %(b)s each lack something else: they could help each other.", a=a, b=b)
    else:
        has, lacks = (b, a) if lacks_a else (a, b)
        said = _("%(has)s has all that %(lacks)s lacks, and could help.", has=has, lacks=lacks)
    return Conclusion(str(said), " ".join(told))


def _lacks(name: str, lacking: Sequence[str]) -> str:
    if not lacking:
        return str(_("%(name)s lacks nothing.", name=name))
    return str(_("%(name)s lacks %(rights)s.", name=name, rights=", ".join(lacking)))
