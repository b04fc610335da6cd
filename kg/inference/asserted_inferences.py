"""Finds data that claims what only reasoning may conclude.

Classes and properties marked `sam:inferredOnly true` follow from evidence. A source or mapping
that states one would put a guess in the place of a conclusion, so both are searched: the graphs
of the datasets after a build, and the constants of the mappings before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from kg.inference.expressions import Tbox
from kg.model.terms import RDF

INFERRED_ONLY = "https://w3id.org/samenspel/ns#inferredOnly"


@dataclass(frozen=True)
class AssertedInference:
    """Statements of one graph that claim an inferred-only term, with one of them as example."""

    graph: str
    term: str
    subject: str
    quads: int


def inferred_only_terms(tbox: Tbox) -> frozenset[str]:
    """Return the IRIs of classes and properties that nobody may assert."""
    return frozenset(
        subject.value
        for subject, value in tbox.pairs(INFERRED_ONLY)
        if isinstance(subject, ox.NamedNode)
        and isinstance(value, ox.Literal)
        and value.value in ("true", "1")
    )


def find_asserted_inferences(
    store: ox.Store, terms: Iterable[str], *, graphs: Iterable[ox.NamedNode]
) -> list[AssertedInference]:
    """Return what the graphs claim that they may not: one entry per graph and term."""
    found = []
    for graph in graphs:
        for term in sorted(terms):
            node = ox.NamedNode(term)
            quads = [
                *store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), node, graph),
                *store.quads_for_pattern(None, node, None, graph),
            ]
            if quads:
                first = min(str(quad.subject) for quad in quads)
                found.append(AssertedInference(graph.value, term, first.strip("<>"), len(quads)))
    return found


def find_in_constants(constants: Iterable[str], terms: Iterable[str]) -> list[str]:
    """Return the inferred-only terms among a mapping's constant predicates and objects."""
    return sorted(set(constants) & set(terms))
