"""Names of terms and things, for people who read a difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.model.common_terms import COMMON_TERMS
from kg.model.prefixes import PREFIXES
from kg.model.terms import FOAF, RDFS, SKOS
from kg.release.difference.statements import SaidStatement, statements_about
from kg.release.release import Release
from kg.store.results import read_token

SCHEMA = PREFIXES["schema"]
NAMING = (
    SKOS + "prefLabel",
    RDFS + "label",
    PREFIXES["dct"] + "title",
    FOAF + "name",
    SCHEMA + "name",
    PREFIXES["regorg"] + "legalName",
)
"""Properties that name a thing, the first that is there counts."""
_LANGUAGES = ("nl", "en", "fr")


def labels(statements: Iterable[SaidStatement]) -> dict[str, dict[str, str]]:
    """The names in statements: by subject, a text by language ('' for none)."""
    found: dict[str, tuple[int, dict[str, str]]] = {}
    for subject, name, value in statements:
        if name not in NAMING:
            continue
        rank, term = NAMING.index(name), read_token(value)
        known = found.get(subject)
        if known is None or rank < known[0]:
            known = found[subject] = (rank, {})
        if rank == known[0]:
            known[1].setdefault(term.lang or "", term.value)
    return {subject: texts for subject, (_, texts) in found.items()}


def term_labels(release: Release, terms: Iterable[str]) -> dict[str, dict[str, str]]:
    """The names of terms, by IRI and language: the vocabulary's, else those that we give others'.

    Terms that neither names are left out.
    """
    terms = set(terms)
    said = statements_about(release, "vocabulary", subjects=terms, properties=frozenset(NAMING))
    common = {term: dict(COMMON_TERMS[term]) for term in sorted(terms & COMMON_TERMS.keys())}
    return {**common, **labels(said)}


def name_of(texts: Mapping[str, str] | None, lang: str) -> str | None:
    """A name in a language, else in that which is there; None when there is none."""
    for wanted in (lang, "", *_LANGUAGES):
        if texts and wanted in texts:
            return texts[wanted]
    return next(iter(texts.values()), None) if texts else None


def short(iri: str, base: str = "") -> str:
    """An IRI with its usual prefix, or below the base of the publication."""
    fits = [(len(ns), prefix) for prefix, ns in PREFIXES.items() if iri.startswith(ns)]
    if fits:
        length, prefix = max(fits)
        return f"{prefix}:{iri[length:]}"
    return iri.removeprefix(base) if base else iri
