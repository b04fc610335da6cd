"""The vocabulary as OWL tools want it: whole and by module, with blank nodes where files have them.

In a release's graph each blank node has an IRI, so that it can be found again. OWL 2 wants class
expressions and lists to be blank nodes (Mapping to RDF Graphs, 3.2), so documents and the dump of
the vocabulary have them (RDF 1.1 Concepts, 3.5: such an IRI may be replaced by a blank node).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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

_HEADER, _TYPE = f"<{VOCABULARY_GRAPH}".encode(), f"<{RDF_TYPE}> ".encode()
_NODE = re.compile(rf"<{re.escape(SHARED_BASE + GENID)}([0-9A-Za-z-]+)>".encode())
_ONTOLOGY = re.compile(
    rf"^<({re.escape(VOCABULARY_GRAPH)}/[^>]+)> <{RDF_TYPE}> <{OWL}Ontology> ".encode(), re.M
)


def with_blank_nodes(lines: bytes) -> bytes:
    """N-Quads of the vocabulary in which blank nodes are blank again, their labels stable."""
    # A label begins with a letter, since RDF/XML takes no other.
    return _NODE.sub(rb"_:b\1", lines)


def documents_of(texts: Iterable[bytes]) -> dict[str, bytes]:
    """The documents of the vocabulary from the N-Quads of each of its files, by their place.

    `vocabulary/ns.ttl` and its like are the whole; a file that is a module, as its header says, is
    also a document of its own, as it stands: `vocabulary/ns/hybridity.ttl`. Files that are the same
    module are one document. What RDF/XML cannot write has no document in it.

    Raises:
        OntologyError: the name of a module leads elsewhere.
    """
    contents: dict[str, set[bytes]] = {VOCABULARY_GRAPH: set()}
    for text in texts:
        lines = _statements(text)
        contents[VOCABULARY_GRAPH] |= lines
        module = module_of(text)
        if module is not None:
            contents.setdefault(module, set()).update(lines)
    documents: dict[str, bytes] = {}
    for iri, lines in contents.items():
        ordered = _in_order(lines)  # once for all syntaxes: it costs more than to write
        for suffix in SYNTAXES:
            with suppress(UnwritableError):  # XML cannot hold it: then there is no such document
                name = f"{VOCABULARY}/{iri.removeprefix(SHARED_BASE)}.{suffix}"
                documents[name] = _serialised(ordered, suffix)
    return documents


def write_documents(documents: Mapping[str, bytes], folder: Path) -> None:
    """Write documents at their places in a folder."""
    for name, text in documents.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text)


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


def _statements(text: bytes) -> set[bytes]:
    """The lines of a file without their graph."""
    tail = f" <{VOCABULARY_GRAPH}> .\n".encode()
    return set(with_blank_nodes(text).replace(tail, b" .\n").splitlines(keepends=True))


def _in_order(lines: Iterable[bytes]) -> list[ox.Triple]:
    several = sorted(lines, key=_order)
    text = b"".join(several)
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.N_TRIPLES, lenient=True)]


def document(triples: Iterable[ox.Triple], suffix: str) -> bytes:
    """A document of the vocabulary in the syntax of a suffix.

    Raises:
        UnwritableError: RDF/XML cannot write it.
    """
    return _serialised(_in_order(f"{triple} .\n".encode() for triple in triples), suffix)


def _serialised(ordered: list[ox.Triple], suffix: str) -> bytes:
    syntax = SYNTAXES[suffix]
    if syntax is ox.RdfFormat.RDF_XML:
        written = BytesIO()
        sink = cast(IO[bytes], XmlText(written))
        ox.serialize(writable(ordered, _prefixes()), sink, format=syntax, prefixes=_prefixes())
        return written.getvalue()
    named = syntax is ox.RdfFormat.TURTLE
    return ox.serialize(ordered, format=syntax, prefixes=_prefixes() if named else None) or b""


def _order(line: bytes) -> tuple[bool, bytes, bool, bytes]:
    """The header first and the type before the rest: OWL tools read documents as a stream."""
    subject, said = line.split(b" ", 1)
    subject = subject.removesuffix(b">")
    header = subject.startswith(_HEADER) and b"#" not in subject
    return not header, subject, not said.startswith(_TYPE), said


def _prefixes() -> dict[str, str]:
    return {name: iri for name, iri in PREFIXES.items() if name != "dcterms"}
