"""By what properties things are named, and which of their names a reader should see."""

from __future__ import annotations

from kg.model.prefixes import PAGE_PREFIXES
from kg.texts import LANGUAGES

NAMING = tuple(
    PAGE_PREFIXES[prefix] + local
    for prefix, local in (
        ("skos", "prefLabel"),
        ("rdfs", "label"),
        ("dct", "title"),
        ("foaf", "name"),
        ("schema", "name"),
        ("regorg", "legalName"),
    )
)
"""The properties that name a thing, the best first."""


def language_rank(lang: str, reader: str) -> int:
    """The place of a language in the reader's chain: theirs, nl, en, fr, none, any other."""
    base = lang.lower().partition("-")[0]
    chain = (reader, *(other for other in LANGUAGES if other != reader), "")
    return chain.index(base) if base in chain else len(chain)
