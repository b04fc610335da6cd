"""What is of today and here: the rest is shown apart, and is not counted as a gap."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph

from kg.model.prefixes import PAGE_PREFIXES

_PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PAGE_PREFIXES.items())


def pairs(store: pyoxigraph.Store, pattern: str) -> Iterator[tuple[str, str]]:
    """The IRIs of ?thing and ?value in the solutions of a pattern."""
    found = store.query(f"{_PREFIXES}SELECT ?thing ?value {{ {pattern} }}")
    assert isinstance(found, pyoxigraph.QuerySolutions)
    for thing, value in found:
        if isinstance(thing, pyoxigraph.NamedNode) and isinstance(value, pyoxigraph.NamedNode):
            yield thing.value, value.value


def texts(store: pyoxigraph.Store, pattern: str) -> Iterator[tuple[str, str]]:
    """The IRI of ?thing and the text of ?value in the solutions of a pattern."""
    found = store.query(f"{_PREFIXES}SELECT ?thing ?value {{ {pattern} }}")
    assert isinstance(found, pyoxigraph.QuerySolutions)
    for thing, value in found:
        if isinstance(thing, pyoxigraph.NamedNode) and isinstance(value, pyoxigraph.Literal):
            yield thing.value, value.value


def former_things(store: pyoxigraph.Store, today: str) -> set[str]:
    """What has merged into something else, or whose time was over on the reference day (ISO)."""
    over = f'?thing sam:validUntil|schema:endDate ?end FILTER(?end < "{today}"^^xsd:date)'
    patterns = ("?thing sam:mergedInto ?value", f"{over} BIND(?thing AS ?value)")
    return {thing for pattern in patterns for thing, _ in pairs(store, pattern)}


def things_outside(store: pyoxigraph.Store) -> set[str]:
    """Areas in another region than the Flemish one, where the data have that region."""
    flemish = '?flemish sam:nisCode "02000" .'
    regions = f"{flemish} ?value a sam:Region FILTER(?value != ?flemish)"
    inside = dict(pairs(store, f"{flemish} ?thing sam:withinArea ?flemish BIND(?thing AS ?value)"))
    elsewhere = pairs(store, f"{regions} ?thing sam:withinArea ?value")
    return {thing for thing, _ in elsewhere if thing not in inside}
