"""RDF files: taken as they stand, or asked by a SELECT whose answers are mapped like a table."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph

from kg.errors import SourceError
from kg.model.json_ld import parse_json_ld
from kg.sources.decompression_limits import refuse_bomb
from kg.sources.dialect import binary, skip_mark
from kg.sources.files import files_of, refuse_empty
from kg.sources.unpack import packing, unpack
from kg.texts import Message
from kg.work_folder import work_folder

FORMATS: dict[str, pyoxigraph.RdfFormat] = {
    ".ttl": pyoxigraph.RdfFormat.TURTLE,
    ".nt": pyoxigraph.RdfFormat.N_TRIPLES,
    ".nq": pyoxigraph.RdfFormat.N_QUADS,
    ".trig": pyoxigraph.RdfFormat.TRIG,
    ".rdf": pyoxigraph.RdfFormat.RDF_XML,
    ".xml": pyoxigraph.RdfFormat.RDF_XML,
    ".owl": pyoxigraph.RdfFormat.RDF_XML,
    ".jsonld": pyoxigraph.RdfFormat.JSON_LD,
    ".n3": pyoxigraph.RdfFormat.N3,
}
FILE_BASE = "urn:samenspel:file/"
"""What a file name in a query is relative to."""

_PARSER = re.compile("^Parser error at line .*?: ")
_RELATIVE = re.compile("parsing IRI '(.*)': No scheme")
_SUBJECT_NODE = re.compile(rb"^_:(\S+) ", re.MULTILINE)
_OBJECT_NODE = re.compile(rb" _:(\S+) \.$", re.MULTILINE)


def format_of(path: Path) -> pyoxigraph.RdfFormat:
    """The syntax that a file's name promises.

    Raises:
        SourceError: no RDF syntax has this extension.
    """
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise SourceError(
            Message(
                "Reading {file}: '{suffix}' is no extension of an RDF file.",
                file=path.name,
                suffix=path.suffix,
            ),
            code="SAM-R020",
            hint=Message("Known ones are {names}.", names=", ".join(FORMATS)),
        )
    return found


def load(path: Path) -> pyoxigraph.Store:
    """A file as a store in memory, graph names dropped, blank nodes called as in no other file.

    Raises:
        SourceError: the file breaks the rules of its syntax (says line and column), or is made to
            fill the memory.
    """
    store = pyoxigraph.Store()
    syntax = format_of(path)
    default = pyoxigraph.DefaultGraph()
    refuse_bomb(path, syntax)
    try:
        with path.open("rb") as file:
            skip_mark(file)
            if syntax == pyoxigraph.RdfFormat.JSON_LD:
                store.extend(
                    pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, default)
                    for quad in parse_json_ld(file, rename_blank_nodes=True)
                )
            elif syntax.supports_datasets:
                for quad in pyoxigraph.parse(file, format=syntax, rename_blank_nodes=True):
                    store.add(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, default))
            else:
                store.bulk_load(file, format=syntax, to_graph=default)
    except SyntaxError as error:
        place = (
            Message(", line {line}, column {column}", line=error.lineno, column=error.offset)
            if error.lineno
            else ""
        )
        why = _PARSER.sub("", error.msg)
        hint = getattr(
            error, "hint", Message("Mend the file at this place or ask its owner for a new one.")
        )
        if "LoadDocumentCallback" in why:
            why = Message("it asks for a context on the web, which is not fetched")
            hint = Message("Write the context itself in the file, under @context.")
        elif "No scheme found" in why:
            named = _RELATIVE.search(why)
            found = f"<{named[1]}>" if named else Message("an IRI")
            why = Message("{found} is relative, and the file does not say to what", found=found)
            hint = Message(
                "Write it in full, or say what it is relative to: @base, in RDF/XML xml:base."
            )
        raise binary(path, "RDF") or SourceError(
            Message("Reading {file}{place}: {why}.", file=path.name, place=place, why=why),
            code="SAM-R021",
            hint=hint,
        ) from None
    except MemoryError:  # the parser's own bound
        raise SourceError(
            Message("Reading {file}: a text in it is longer than 16 MiB.", file=path.name),
            code="SAM-R021",
            hint=Message("Put what is so long in a file of its own, and link to it."),
        ) from None
    return store


def statements(path: Path, *, rename_blank_nodes: bool = False) -> Iterator[pyoxigraph.Quad]:
    """The statements of a file as they stand, one after the other.

    Raises:
        SyntaxError: the file breaks the rules of its syntax.
    """
    with path.open("rb") as file:
        skip_mark(file)
        syntax = format_of(path)
        if syntax == pyoxigraph.RdfFormat.JSON_LD:
            yield from parse_json_ld(file, rename_blank_nodes=rename_blank_nodes)
        else:
            yield from pyoxigraph.parse(file, format=syntax, rename_blank_nodes=rename_blank_nodes)


def quads_as_they_stand(
    path: Path, *, graph: str, skolem: str | None, taken: dict[str, Path] | None = None
) -> bytes:
    """A file, packed or not, or those of a folder or glob, as N-Quads text in one named graph.

    With `skolem` (an IRI that ends where the node's label begins) blank nodes become IRIs whose
    label comes from RDFC-1.0, so that the same file gives the same IRIs (RDF 1.1 Concepts 3.5).
    `taken` has the files whose nodes are below it already, by what tells them apart.

    Raises:
        SourceError: a file is not there or cannot be read.
    """
    taken = {} if taken is None else taken
    texts = []
    with ExitStack() as stack:
        for file in files_of(path, path.name):
            packed = packing(file, None) is not None
            work = stack.enter_context(work_folder()) if packed else Path()
            unpacked = unpack(file, work)
            node = skolem and skolem + _mark(file, unpacked.name, taken)
            texts.append(_as_it_stands(unpacked, graph, node))
    return b"".join(texts)


def _mark(file: Path, name: str, taken: dict[str, Path]) -> str:
    """What the nodes of a file begin with: of its name, behind folders where others have it too."""
    folders = list(file.absolute().parent.parts)
    while taken.setdefault(name, file) != file and folders:
        name = f"{folders.pop()}/{name}"
    return hashlib.blake2b(name.encode(), digest_size=4).hexdigest()


def _as_it_stands(path: Path, graph: str, skolem: str | None) -> bytes:
    refuse_empty(path)
    text = _n_triples(load(path), canonical=skolem is not None)
    if skolem is not None and b"_:" in text:
        node = f"<{skolem}-".encode()
        text = _SUBJECT_NODE.sub(lambda m: node + m[1] + b"> ", text)
        text = _OBJECT_NODE.sub(lambda m: b" " + node + m[1] + b"> .", text)
    return text.replace(b" .\n", f" <{graph}> .\n".encode())  # a text has no line feed as it is


def _n_triples(store: pyoxigraph.Store, *, canonical: bool) -> bytes:
    has_nodes = canonical and bool(
        store.query("ASK { ?s ?p ?o FILTER(isBlank(?s) || isBlank(?o)) }")
    )
    if not has_nodes:
        text = store.dump(
            format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.DefaultGraph()
        )
        return text or b""
    dataset = pyoxigraph.Dataset(store)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    triples = (quad.triple for quad in dataset)
    return pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES) or b""


def line_of(path: Path, text: str) -> int | None:
    """The first line of a file on which a text stands; None when it is nowhere."""
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if text in line:
                return number
    return None
