"""Puts a graph together again from its lines, without mapping anything: load, infer, count."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from kg.model.terms import GENID, SHARED_BASE
from kg.release.assemble import Assembler, no_progress
from kg.release.assembly import Assembly
from kg.release.publication import Publication
from kg.release.vocabulary_content import read_vocabulary
from kg.store.load import load_files

_SUBJECT = re.compile(rb"^_:b([0-9A-Za-z-]+) ")
_OBJECT = re.compile(rb" _:b([0-9A-Za-z-]+)( <[^<>]*> \.)$")
_CONCLUDED = ("inferred", "closed-world")


def reassemble(
    publication: Publication,
    lines: Mapping[str, Path],
    *,
    work: Path,
    ontology: Path,
    kinds: Mapping[str, str],
) -> Assembly:
    """Make a graph in `work` of the lines of each graph, by its IRI, in the order of a release.

    What was concluded is not taken over but concluded anew, with the vocabulary in the file
    `ontology`. `kinds` says what each graph is, as a manifest does.
    """
    assembler = Assembler(publication, work, no_progress, work)
    assembler.__dict__["content"] = read_vocabulary([ontology])
    try:
        for graph, path in lines.items():
            if kinds[graph] not in (*_CONCLUDED, "metadata"):
                _take(assembler, graph, path)
            if kinds[graph] == "vocabulary":
                assembler.loadable[graph] = _with_names(path, work / "vocabulary.nq")
        assembler.load()
        assembler.infer()
        metadata = publication.names.metadata
        _take(assembler, metadata, lines[metadata])
        load_files(assembler.opened(), {metadata: lines[metadata]})
        assembler.finish()
    finally:
        assembler.connection.close()
    return assembler.result


def _take(assembler: Assembler, graph: str, path: Path) -> None:
    with path.open("rb") as lines:
        assembler.add(graph, path, count=sum(1 for _ in lines))


def _with_names(path: Path, target: Path) -> Path:
    """The lines of the vocabulary with names for its blank nodes, as a store has them."""
    name = f"<{SHARED_BASE}{GENID}".encode()
    with path.open("rb") as lines, target.open("wb") as out:
        for line in lines:
            named = _SUBJECT.sub(name + rb"\1> ", line.rstrip(b"\n"))
            out.write(_OBJECT.sub(b" " + name + rb"\1>\2", named) + b"\n")
    return target
