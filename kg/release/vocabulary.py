"""The vocabulary as OWL tools want it: whole and by module, with blank nodes where files have them.

In a release's graph each blank node has an IRI, so that it can be found again. OWL 2 wants class
expressions and lists to be blank nodes (Mapping to RDF Graphs, 3.2), so documents and the dump of
the vocabulary have them (RDF 1.1 Concepts, 3.5: such an IRI may be replaced by a blank node).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg.errors import OntologyError
from kg.model.prefixes import PREFIXES
from kg.model.terms import GENID, OWL, RDF_TYPE, SHARED_BASE, VOCABULARY_GRAPH
from kg.release.release import VOCABULARY
from kg.store.xml_text import UnwritableError, XmlText, writable
from kg.texts import Message

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
    also a document of its own, as it stands: `vocabulary/ns/hybridity.ttl`. Files that are the same
    module are one document. What RDF/XML cannot write has no document in it.

    Raises:
        OntologyError: the name of a module leads elsewhere.
    """
    documents: dict[str, set[ox.Triple]] = {VOCABULARY_GRAPH: set()}
    for text in texts:
        triples = _triples(text)
        documents[VOCABULARY_GRAPH] |= triples
        module = module_of(text)
        if module is not None:
            documents.setdefault(module, set()).update(triples)
    for iri, triples in documents.items():
        _write(triples, folder / VOCABULARY, iri)


def module_of(text: bytes) -> str | None:
    """The module that a file is, as its header says, given its N-Quads; None for other files.

    Raises:
        OntologyError: the name of the module leads elsewhere, so that it can have no document.
    """
    found = _ONTOLOGY.search(text)
    if found is None:
        return None
    module = found[1].decode()
    name = module.removeprefix(f"{VOCABULARY_GRAPH}/")
    if any(part in ("", ".", "..") for part in name.split("/")):
        raise OntologyError(
            Message(
                "Writing the documents of the vocabulary: the module <{module}> can have none,"
                " since '{name}' leads elsewhere.",
                module=module,
                name=name,
            ),
            code="SAM-O032",
            hint=Message(
                "Name the module with a word, such as <https://w3id.org/samenspel/ns/mytown>."
            ),
        )
    return module


def _triples(text: bytes) -> set[ox.Triple]:
    quads = ox.parse(with_blank_nodes(text), format=ox.RdfFormat.N_QUADS, lenient=True)
    return {quad.triple for quad in quads}


def _write(triples: set[ox.Triple], folder: Path, iri: str) -> None:
    ordered = sorted(triples, key=_order)  # once for all syntaxes: it costs more than to write
    for suffix in SYNTAXES:
        target = folder / f"{iri.removeprefix(SHARED_BASE)}.{suffix}"
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(UnwritableError):  # XML cannot hold it: then there is no such document
            target.write_bytes(_serialised(ordered, suffix))


def document(triples: Iterable[ox.Triple], suffix: str) -> bytes:
    """A document of the vocabulary in the syntax of a suffix.

    Raises:
        UnwritableError: RDF/XML cannot write it.
    """
    return _serialised(sorted(triples, key=_order), suffix)


def _serialised(ordered: list[ox.Triple], suffix: str) -> bytes:
    syntax = SYNTAXES[suffix]
    if syntax is ox.RdfFormat.RDF_XML:
        written = BytesIO()
        sink = cast(IO[bytes], XmlText(written))
        ox.serialize(writable(ordered, _prefixes()), sink, format=syntax, prefixes=_prefixes())
        return written.getvalue()
    named = syntax is ox.RdfFormat.TURTLE
    return ox.serialize(ordered, format=syntax, prefixes=_prefixes() if named else None) or b""


def _order(triple: ox.Triple) -> tuple[bool, str, bool, str]:
    """The header first and the type before the rest: OWL tools read documents as a stream."""
    subject = str(triple.subject).removesuffix(">")
    header = subject.startswith(f"<{VOCABULARY_GRAPH}") and "#" not in subject
    rest = triple.predicate.value != RDF_TYPE
    return not header, subject, rest, f"{triple.predicate} {triple.object}"


def _prefixes() -> dict[str, str]:
    return {name: iri for name, iri in PREFIXES.items() if name != "dcterms"}
