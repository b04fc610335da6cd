"""What pages about actors say first: tested with no data, none, one, some and all."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from server.pages.kinds.words import sector_words
from server.pages.views.rights_sentences import Conclusion


def world_words(kind: str) -> str:
    """What is mixed, in words, from the slugs of sectors with dashes between."""
    words = [sector_words()[slug] for slug in kind.split("-") if slug in sector_words()]
    if len(words) == 2:
        return str(_("%(one)s and %(two)s", one=words[0], two=words[1]))
    if len(words) == 3:
        return str(_("%(one)s, %(two)s and %(three)s", one=words[0], two=words[1], three=words[2]))
    return str(_("worlds of which one is not known"))


def say_hybrids(
    hybrids: int, total: int, *, founded: int, public: int, place: str = "", kind: str = ""
) -> Conclusion:
    """The sentence on top of hybrids: no data, none, some with and without a known founder.

    `founded` have a founder that is known, who is a public body for `public` of them.
    """
    worlds = world_words(kind) if kind else _("state, market or civil society")
    if not total:
        if place:
            return Conclusion(_("No source names an organisation in %(place)s.", place=place), "")
        return Conclusion(_("No source names an organisation yet."), "")
    if not hybrids:
        first = _(
            "Of none of the %(total)s organisations do we know that it mixes %(worlds)s.",
            total=total,
            worlds=worlds,
        )
    else:
        first = ngettext(
            "%(n)s of %(total)s organisations mixes %(worlds)s.",
            "%(n)s of %(total)s organisations mix %(worlds)s.",
            hybrids,
            n=hybrids,
            total=total,
            worlds=worlds,
        )
    if place:
        first = _("%(place)s: %(said)s", place=place, said=first)
    return Conclusion(str(first), _founders(hybrids, founded, public))


def _founders(hybrids: int, founded: int, public: int) -> str:
    if not hybrids:
        return ""
    if not founded:
        return str(_("Of none of them does a source name the founder."))
    if public == founded:
        known = ngettext(
            "Of %(n)s we know the founder: a public body.",
            "Of %(n)s we know the founder: always a public body.",
            founded,
            n=founded,
        )
    else:
        known = ngettext(
            "Of %(n)s we know the founder; for %(public)s that is a public body.",
            "Of %(n)s we know the founder; for %(public)s of these a public body.",
            founded,
            n=founded,
            public=public,
        )
    rest = hybrids - founded
    if not rest:
        return str(known)
    other = ngettext(
        "Of the other one no source names the founder.",
        "Of the other %(n)s no source names the founder.",
        rest,
        n=rest,
    )
    return f"{known} {other}"


def say_field(drawn: int, mixed: int, *, unknown: int, place: str = "") -> Conclusion:
    """The sentence on top of the playing field: no data, no place known, none mixed, some, all."""
    if not drawn + unknown:
        first = _("No source names an actor yet.")
    elif not drawn:
        first = ngettext(
            "Of the %(n)s actor that we know of no source says where it stands.",
            "Of the %(n)s actors that we know of no source says where they stand.",
            unknown,
            n=unknown,
        )
        unknown = 0
    elif not mixed:
        first = ngettext(
            "The %(n)s actor on the field stands in one world.",
            "Each of the %(n)s actors on the field stands in one world.",
            drawn,
            n=drawn,
        )
    else:
        first = ngettext(
            "%(mixed)s of the %(n)s actor on the field stands where worlds overlap.",
            "%(mixed)s of the %(n)s actors on the field stand where worlds overlap.",
            drawn,
            n=drawn,
            mixed=mixed,
        )
    if place:
        first = _("%(place)s: %(said)s", place=place, said=first)
    second = ""
    if unknown:
        second = ngettext(
            "Of %(n)s more the main sector is not known.",
            "Of %(n)s more the main sector is not known.",
            unknown,
            n=unknown,
        )
    return Conclusion(str(first), str(second))
