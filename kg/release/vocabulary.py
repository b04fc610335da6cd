"""The vocabulary as OWL tools want it: whole and by module, with blank nodes where files have them.

In a release's graph each blank node has an IRI, so that it can be found again. OWL 2 wants class
expressions and lists to be blank nodes (Mapping to RDF Graphs, 3.2), so documents and the dump of
the vocabulary have them (RDF 1.1 Concepts, 3.5: such an IRI may be replaced by a blank node).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from kg.model.terms import GENID, OWL, PREFIXES, RDF_TYPE, SHARED_BASE, VOCABULARY_GRAPH
from kg.release.release import VOCABULARY

SYNTAXES = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}
"""The syntaxes of the documents by their suffix."""

_NODE = re.compile(rf"<{re.escape(SHARED_BASE + GENID)}([0-9A-Za-z-]+)>".encode())
_ONTOLOGY = re.compile(
    rf"^<({re.escape(VOCABULARY_GRAPH)}/[^>]+)> <{RDF_TYPE}> <{OWL}Ontology> ".encode(), re.M
)


def with_blank_nodes(lines: bytes) -> bytes:
    """N-Quads of the vocabulary in which blank nodes are blank again, their labels stable."""
    # A label begins with a letter, since RDF/XML takes no other.
    return _NODE.sub(rb"_:b\1", lines)


def write_documents(texts: Iterable[bytes], folder: Path) -> None:
    """Write the documents of the vocabulary from the N-Quads of each of its files.

    `vocabulary/ns.ttl` and its like are the whole; a file that is a module, as its header says, is
    also a document of its own, as it stands: `vocabulary/ns/hybridity.ttl`.
    """
    whole: set[ox.Triple] = set()
    for text in texts:
        triples = _triples(text)
        whole.update(triples)
        module = _ONTOLOGY.search(text)
        if module:
            _write(triples, folder / VOCABULARY, module[1].decode())
    _write(whole, folder / VOCABULARY, VOCABULARY_GRAPH)


def _triples(text: bytes) -> set[ox.Triple]:
    quads = ox.parse(with_blank_nodes(text), format=ox.RdfFormat.N_QUADS, lenient=True)
    return {quad.triple for quad in quads}


def _write(triples: set[ox.Triple], folder: Path, iri: str) -> None:
    for suffix in SYNTAXES:
        target = folder / f"{iri.removeprefix(SHARED_BASE)}.{suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(document(triples, suffix))


def document(triples: Iterable[ox.Triple], suffix: str) -> bytes:
    """A document of the vocabulary in the syntax of a suffix."""
    syntax = SYNTAXES[suffix]
    named = syntax is ox.RdfFormat.TURTLE or syntax is ox.RdfFormat.RDF_XML
    ordered = sorted(triples, key=_order)
    return ox.serialize(ordered, format=syntax, prefixes=_prefixes() if named else None) or b""


def _order(triple: ox.Triple) -> tuple[bool, str, bool, str]:
    """The header first and the type before the rest: OWL tools read documents as a stream."""
    subject = str(triple.subject).removesuffix(">")
    header = subject.startswith(f"<{VOCABULARY_GRAPH}") and "#" not in subject
    rest = triple.predicate.value != RDF_TYPE
    return not header, subject, rest, f"{triple.predicate} {triple.object}"


def _prefixes() -> dict[str, str]:
    return {name: iri for name, iri in PREFIXES.items() if name != "dcterms"}
