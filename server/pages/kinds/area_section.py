"""What the page of a municipality says of its changes, and between which releases they are."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import g

from kg.release.readable import created
from kg.release.release import Release
from kg.texts import LANGUAGES, Language
from server.pages.kinds.words import coverage_words
from server.view.addresses import is_kept, root
from server.view.area_change import area_changes
from server.view.service import current_archive, current_service

SHOWN = 24
"""Releases whose changes are told, the latest ones."""
LATEST = 3
"""Releases whose changes the page of a municipality shows itself."""


def reader_language() -> Language:
    """The language of the reader, as texts of releases have it."""
    return next((known for known in LANGUAGES if known == g.lang), LANGUAGES[0])


def kept_releases(since: date | None) -> list[Release]:
    """The kept releases up to the published one, oldest first: one from before a day, and later."""
    published = current_service().release
    found = [r for r in current_archive().releases().kept if created(r) <= created(published)]
    found = found[-SHOWN - 1 :] or [published]
    before = [r for r in found if since is not None and created(r).date() < since]
    return found[found.index(before[-1]) :] if before else found


def changed_here(iri: str) -> dict[str, Any]:
    """The changes of rights and services in a municipality, for its page; none of one kept."""
    if is_kept():
        return {}
    kept, query = kept_releases(None), urlencode({"area": iri})
    told = area_changes(current_service(), iri, kept=kept, reader=reader_language())
    return {
        "changes": [one for one in told if one.anything][:LATEST],
        "changes_compared": len(kept) - 1,
        "changes_path": f"{root()}/changes?{query}",
        "feed": f"{root()}/changes.atom?{query}",
        "coverage": coverage_words(),
    }
