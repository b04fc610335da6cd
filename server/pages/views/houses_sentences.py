"""What the page of Social Houses says first: tested with none, one and several, near and far."""

from __future__ import annotations

from typing import NamedTuple

from babel.numbers import format_decimal
from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext

from server.pages.views.rights_sentences import Conclusion, nearness_words


class SaidHouse(NamedTuple):
    """A house in a sentence: its name and municipality, how near by area and in kilometres."""

    name: str
    municipality: str
    tier: str
    distance: float | None


def say_distance(kilometres: float) -> str:
    """A distance as people say it, in a straight line."""
    if kilometres < 0.1:
        return str(_("less than 100 metres"))
    digits = "0.#" if kilometres < 10 else "0"
    return str(_("%(n)s km", n=format_decimal(kilometres, digits, locale=g.lang)))


def tier_words() -> dict[str, str]:
    """How near a house is by the areas it lies in, in words."""
    return {
        "": str(_("in the place itself")),
        "municipality": str(_("in the same municipality")),
        **{tier: str(words) for tier, words in nearness_words().items()},
        "elsewhere": str(_("elsewhere")),
    }


def say_houses(houses: int, *, housed: int, known: int) -> Conclusion:
    """The sentence without a place: how many houses, in how many of the known municipalities."""
    if not houses:
        return Conclusion(str(_("No source names a Social House yet.")), "")
    first = ngettext(
        "We know %(n)s Social House, in %(housed)s of %(known)s municipalities.",
        "We know %(n)s Social Houses, in %(housed)s of %(known)s municipalities.",
        houses,
        n=houses,
        housed=housed,
        known=known,
    )
    return Conclusion(str(first), str(_("Fill in where you live, and the nearest comes first.")))


def say_nearest(place: str, near: SaidHouse | None, *, municipality: str, own: bool) -> Conclusion:
    """The sentence for a place; `own` says whether its municipality has a house at all."""
    if near is None:
        return say_houses(0, housed=0, known=0)
    if near.distance is not None:
        first = _(
            "The nearest Social House for %(place)s is %(house)s, %(far)s away.",
            place=place,
            house=near.name,
            far=say_distance(near.distance),
        )
    elif near.tier == "elsewhere":
        first = _("Near %(place)s we know no Social House.", place=place)
    else:
        first = _(
            "The nearest Social House for %(place)s is %(house)s, %(near)s.",
            place=place,
            house=near.name,
            near=tier_words()[near.tier],
        )
    second = ""
    if not own:
        second = _(
            "Of %(municipality)s itself we found none; that is not the same as none being there.",
            municipality=municipality,
        )
    elif near.tier not in ("", "municipality"):
        second = _(
            "It belongs to another municipality; that of %(municipality)s is farther.",
            municipality=municipality,
        )
    return Conclusion(str(first), str(second))
