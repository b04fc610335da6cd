"""What of a peer's words is understood: counted, so that a steward sees what a pair of eyes is for.

A term is our own when the vocabulary, its shapes or its rules use it, and read when an alignment
says as what of ours it is read (`tool:readAs`); all others stay in the data as they are, unread.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pyoxigraph as ox

from kg.model.terms import RDF_TYPE, TOOL
from kg.resources import ontology_folder, vocabulary_files

SHOWN = 20
"""Terms that are not understood which are kept, the most frequent."""
OWN, READ = "own", "read"
_TYPE = f"<{RDF_TYPE}>".encode()


@cache
def _own_terms() -> frozenset[bytes]:
    paths = [*vocabulary_files(), *(ontology_folder() / "shapes").glob("*.ttl")]
    nodes = {
        node.value
        for path in paths
        for quad in ox.parse(path=path)
        for node in (quad.subject, quad.predicate, quad.object)
        if isinstance(node, ox.NamedNode)
    }
    return frozenset(f"<{iri}>".encode() for iri in nodes - _aligned())


@cache
def _aligned() -> frozenset[str]:
    """Terms that only the alignments name."""
    folder = ontology_folder()
    named = {
        node.value
        for path in (folder / "alignments").glob("*.ttl")
        for quad in ox.parse(path=path)
        for node in (quad.subject, quad.object)
        if isinstance(node, ox.NamedNode)
    }
    elsewhere = {
        node.value
        for part in ("modules", "shapes")
        for path in (folder / part).glob("*.ttl")
        for quad in ox.parse(path=path)
        for node in (quad.subject, quad.predicate, quad.object)
        if isinstance(node, ox.NamedNode)
    }
    return frozenset(named - elsewhere)


@cache
def _read_terms() -> frozenset[bytes]:
    return frozenset(
        f"<{quad.subject.value}>".encode()
        for path in (ontology_folder() / "alignments").glob("*.ttl")
        for quad in ox.parse(path=path)
        if quad.predicate.value == f"{TOOL}readAs" and isinstance(quad.subject, ox.NamedNode)
    )


class WordCount:
    """Counts statements by the class or property that they need to be understood."""

    def __init__(self) -> None:
        self._terms = Counter[bytes]()

    def add(self, predicate: bytes, value: bytes) -> None:
        """One statement: its predicate and its object, as lines have them."""
        self._terms[value if predicate == _TYPE else predicate] += 1

    def known(self) -> dict[str, int]:
        """Statements in words of ours, and in words that are read as ours."""
        own, read = _own_terms(), _read_terms()
        return {
            READ: sum(count for term, count in self._terms.items() if term in read),
            OWN: sum(n for term, n in self._terms.items() if term in own and term not in read),
        }

    def unknown(self) -> dict[str, int]:
        """Statements in other words, by word; the last entry has all that are not named."""
        own, read = _own_terms(), _read_terms()
        left = Counter({t: n for t, n in self._terms.items() if t not in own and t not in read})
        named = left.most_common(SHOWN)
        found = {term.decode()[1:-1]: count for term, count in named}
        if rest := left.total() - sum(found.values()):
            found["…"] = rest
        return found
