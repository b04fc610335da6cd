"""Finds terms of the shared vocabulary that a mapping uses and nobody has described."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph

from kg.errors import MappingError
from kg.inference.expressions import Tbox
from kg.mapping.document import MappingDocument, Place, TermMap
from kg.model.suggestion import did_you_mean
from kg.model.terms import SHARED_BASE
from kg.texts import Message


def known_terms(vocabulary: Tbox) -> frozenset[str]:
    """Every IRI that the vocabulary says something about."""
    subjects = (quad.subject for quad in vocabulary.triples())
    return frozenset(node.value for node in subjects if isinstance(node, pyoxigraph.NamedNode))


def check_terms(document: MappingDocument, known: frozenset[str]) -> None:
    """Refuse a term in the shared namespaces that does not exist, as a slip of the pen.

    Raises:
        MappingError: says the place in the mapping (or the look-up list) and the nearest term.
    """
    for place, iri in _used(document):
        if iri.startswith(SHARED_BASE) and iri not in known:
            namespace, name = _cut(iri)
            names = [term[len(namespace) :] for term in known if term.startswith(namespace)]
            raise MappingError(
                Message("'{name}' is no term of {namespace}.", name=name, namespace=namespace),
                file=place.file,
                line=place.line,
                column=place.column,
                code="SAM-Y014",
                hint=did_you_mean(name, names) if len(names) < 400 else None,
            )


def _cut(iri: str) -> tuple[str, str]:
    sign = "#" if "#" in iri else "/"
    head, _, name = iri.rpartition(sign)
    return head + sign, name


def _used(document: MappingDocument) -> Iterator[tuple[Place, str]]:
    for triples_map in document.triples_maps:
        for po in triples_map.predicate_objects:
            for predicate in po.predicates:
                yield from _of_term(predicate)
            for value in po.objects:
                if isinstance(value, TermMap):
                    yield from _of_term(value)
    for name, lookup in document.lookups.items():
        yield from ((Place(name), target) for target in lookup.entries.values())


def _of_term(term: TermMap) -> Iterator[tuple[Place, str]]:
    if term.term_type == "iri" and term.constant is not None:
        yield term.place, term.constant
