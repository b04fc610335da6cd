"""Short words that figures and tables share, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from kg.cli.diff_words import noun
from kg.figures.states import Coverage
from kg.texts import LANGUAGES
from server.draw.field import FieldWords
from server.draw.zones import Zone
from server.i18n import format_number


def sphere_words() -> dict[str, str]:
    """The four spheres by slug, as they stand in figures and table heads."""
    return {
        "state": _("state"),
        "market": _("market"),
        "civil-society": _("civil society"),
        "community": _("community"),
    }


def sector_words() -> dict[str, str]:
    """The three sectors and the community, by slug; a sector bears the name of its sphere."""
    spheres = sphere_words()
    return {
        "public": spheres["state"],
        "private": spheres["market"],
        "third": spheres["civil-society"],
        "community": spheres["community"],
    }


def coverage_words() -> dict[Coverage, str]:
    """The states of coverage as words; they say what was found, not what there is."""
    return {
        Coverage.NO_DATA: _("no data"),
        Coverage.NOTHING: _("nothing found"),
        Coverage.ENDED: _("ended"),
        Coverage.ANNOUNCED: _("announced"),
        Coverage.ONE: _("one actor"),
        Coverage.SEVERAL: _("several actors"),
        Coverage.WITH_CITIZENS: _("together with citizens"),
    }


def zone_words(zone: Zone) -> str:
    """A zone in words: 'civil society, with traits of state and market'."""
    names = sector_words()
    rest = [names[s] for s in zone.others]
    if not rest:
        return names[zone.prime]
    if len(rest) == 1:
        text = _("%(prime)s, with traits of %(one)s", prime=names[zone.prime], one=rest[0])
        return str(text)
    text = _(
        "%(prime)s, with traits of %(one)s and %(two)s",
        prime=names[zone.prime],
        one=rest[0],
        two=rest[1],
    )
    return str(text)


def field_words(title: str, description: str = "") -> FieldWords:
    """The words of a playing field in the reader's language."""
    return FieldWords(
        title=title,
        description=description,
        sectors=sector_words(),
        zone_name=zone_words,
        zone_word=_("zone"),
        unknown=_("main sector not known"),
    )


def counted_things(classes: Iterable[tuple[str, int]], *, lang: str) -> list[str]:
    """So many of each class in words, such as "24 organisations".

    Those are left out that only stand between other things, and those of which no plural is known.
    """
    reader = next((known for known in LANGUAGES if known == lang), LANGUAGES[0])
    called = [(count, noun(iri, count, lang=reader)) for iri, count in classes if count]
    return [f"{format_number(count)}\N{NO-BREAK SPACE}{name}" for count, name in called if name]
