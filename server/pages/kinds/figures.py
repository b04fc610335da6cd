"""The signs and set words that the templates of the kinds use, under the name `draw`."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from markupsafe import Markup

from server.draw.marks import key
from server.draw.outcome import outcome
from server.pages.kinds.words import sector_words, sphere_words
from server.view.page_query import Resource


class Figures:
    """What a template may ask for."""

    @staticmethod
    def key(sphere: str, size: int | None = None) -> Markup:
        """The shape of a sphere or sector."""
        return key(sphere, size)

    @staticmethod
    def outcome(slug: str) -> Markup:
        """The disc of met, unmet or unknown."""
        return outcome(slug)

    @staticmethod
    def spheres() -> dict[str, str]:
        """The words of the four spheres."""
        return sphere_words()

    @staticmethod
    def sectors() -> dict[str, str]:
        """The words of the three sectors."""
        return sector_words()

    @staticmethod
    def outcomes() -> dict[str, str]:
        """The words of the three outcomes."""
        return {"met": _("met"), "unmet": _("not met"), "unknown": _("unknown")}

    @staticmethod
    def both(sectors: Sequence[Resource]) -> str:
        """One or two sectors in words: 'state and market'."""
        words = [sector_words().get(sector.slug, sector.label) for sector in sectors]
        if len(words) == 2:
            return str(_("%(one)s and %(two)s", one=words[0], two=words[1]))
        return ", ".join(words)

    @staticmethod
    def confidence(slug: str) -> str:
        """How sure a piece of evidence is, in words."""
        words = {"high": _("high"), "medium": _("medium"), "low": _("low")}
        return str(words.get(slug, slug))

    @staticmethod
    def severity(slug: str) -> str:
        """How heavy a finding is, in words."""
        words = {"error": _("error"), "warning": _("warning"), "tip": _("tip")}
        return str(words.get(slug, slug))
