"""Counts what pages cannot afford to count: statements, instances, and what is no hybrid."""

from __future__ import annotations

import pyoxigraph as ox

from kg.model.terms import SAM
from kg.release.assembly import Assembly

_PUBLIC_NOT_HYBRID = f"""
PREFIX sam: <{SAM}>
SELECT (COUNT(DISTINCT ?o) AS ?n) {{
  ?o a sam:PublicLawOrganisation ; (sam:foundedBy|sam:currentMember)/a sam:LocalGovernmentBody .
  FILTER NOT EXISTS {{ ?o a sam:HybridOrganisation }}
}}"""


def count(store: ox.Store, assembly: Assembly) -> None:
    """Count a whole graph, for its assembly."""
    assembly.statements = count_statements(store)
    assembly.classes = count_classes(store)
    assembly.public_not_hybrid = count_public_not_hybrid(store)


def count_statements(store: ox.Store) -> int:
    """The different statements of all graphs together."""
    return _number(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")


def count_classes(store: ox.Store) -> dict[str, int]:
    """The instances of each class, by its IRI."""
    answer = store.query("SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    assert isinstance(answer, ox.QuerySolutions)
    return {
        row["c"].value: int(row["n"].value) for row in answer if isinstance(row["c"], ox.NamedNode)
    }


def count_public_not_hybrid(store: ox.Store) -> int:
    """Public-law organisations that local governments founded or are in, and no hybrids."""
    return _number(store, _PUBLIC_NOT_HYBRID)


def _number(store: ox.Store, query: str) -> int:
    answer = store.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    return int(next(iter(answer))["n"].value)
