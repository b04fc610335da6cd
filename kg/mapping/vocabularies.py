"""Finds terms of well-known vocabularies that these do not have: mostly slips of the pen.

Only vocabularies whose terms are all known are looked at, since a false alarm helps nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kg.mapping.check_document import terms_of
from kg.mapping.document import Constant, MappingDocument, Place, TriplesMap
from kg.model.findings import Finding
from kg.model.prefixes import shorten
from kg.model.terms import RDF

_NAME = re.compile(r"[\w.-]+")
_MEMBER = re.compile("_[1-9][0-9]*")
FAR = 2
"""Signs that may differ between a slip of the pen and the term that is meant."""


@dataclass(frozen=True)
class KnownVocabulary:
    """The terms of a namespace; one that is `growing` may have got others since."""

    namespace: str
    names: frozenset[str]
    growing: bool


@cache
def vocabularies() -> tuple[KnownVocabulary, ...]:
    """The vocabularies that are known in full."""
    text = files("kg.mapping").joinpath("vocabularies.txt").read_text(encoding="utf-8")
    blocks = re.findall(r"(?m)^([^\s#].*)\n((?: .*\n)+)", text)
    return tuple(
        KnownVocabulary(namespace, frozenset(names.split()), heading.startswith("~"))
        for heading, names in blocks
        for namespace in heading.removeprefix("~").split()
    )


def unknown_terms(document: MappingDocument, dataset: str) -> Iterator[Finding]:
    """A finding for each term that its vocabulary does not have, at its first place."""
    seen: set[str] = set()
    for triples_map in document.triples_maps:
        for place, iri in _fixed(triples_map):
            if iri in seen:
                continue
            seen.add(iri)
            slip = _slip(iri)
            if slip is not None:
                yield Finding(
                    "SAM-M030",
                    dataset,
                    document.file,
                    line=place.line,
                    raw=shorten(iri),
                    rule=triples_map.name,
                    guess=slip.meant,
                )


@dataclass(frozen=True)
class _UnknownTerm:
    """A term that does not exist; `meant` is the one that is probably meant."""

    meant: str | None


def _slip(iri: str) -> _UnknownTerm | None:
    vocabulary = next((v for v in vocabularies() if iri.startswith(v.namespace)), None)
    if vocabulary is None:
        term = next(filter(None, (_elsewhere(v, iri) for v in vocabularies())), None)
        return None if term is None else _UnknownTerm(term)
    if not _is_lacking(vocabulary, iri):
        return None
    near = _near(iri[len(vocabulary.namespace) :], vocabulary)
    if near is None:
        return None if vocabulary.growing else _UnknownTerm(None)
    return _UnknownTerm(shorten(vocabulary.namespace + near))


def _elsewhere(vocabulary: KnownVocabulary, iri: str) -> str | None:
    """The term that is meant when only its namespace is written otherwise, as with https."""
    stem = vocabulary.namespace.partition("://")[2].rstrip("#/")
    _, is_there, rest = iri.partition(f"://{stem}")
    name = rest.lstrip("#/")
    return vocabulary.namespace + name if is_there and name in vocabulary.names else None


def _fixed(triples_map: TriplesMap) -> Iterator[tuple[Place, str]]:
    for term in terms_of(triples_map):
        if term.term_type == "iri" and term.constant is not None:
            yield term.place, term.constant
        if isinstance(term.datatype, Constant):
            yield term.place, term.datatype.value


def _is_lacking(vocabulary: KnownVocabulary, iri: str) -> bool:
    name = iri.removeprefix(vocabulary.namespace)
    if name == iri or _NAME.fullmatch(name) is None or name in vocabulary.names:
        return False
    return vocabulary.namespace != RDF or _MEMBER.fullmatch(name) is None


def _near(name: str, vocabulary: KnownVocabulary) -> str | None:
    listed = sorted(vocabulary.names)
    far = FAR if len(name) > FAR + FAR else 1
    found = process.extractOne(name, listed, scorer=OSA.distance, score_cutoff=far)
    return None if found is None else str(found[0])
