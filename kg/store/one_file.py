"""Makes a release folder of one RDF file as it stands, to look at without a publication.

Runs as `python -m kg.store.one_file FILE FOLDER`, in a process of its own: the one that serves
never has the engine in it. Nothing is mapped, checked or inferred. When it fails, the last line of
its standard error says why, and its standard output what to do.
"""

from __future__ import annotations

import hashlib
import json
import sys
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from kg.model.json_ld import parse_json_ld
from kg.store.layout import FORMAT
from kg.store.load import finish
from kg.store.parts import PARTS, write_parts
from kg.texts import Message, as_data

_GRAPH = ox.NamedNode("urn:x-samenspel:file")
"""Where the triples lie that are in no graph of the file."""
_SAMPLE = 2000
_LABEL_BYTES = 200


class UnknownEndingError(ValueError):
    """A file whose ending is that of no RDF format."""


class MoreThanRdfError(ValueError):
    """N3 that no RDF graph can hold: a rule, a formula, a variable."""


_HINTS: dict[type[Exception], str] = {
    UnknownEndingError: Message("RDF files end in .ttl, .nt, .nq, .trig, .rdf, .jsonld or .n3."),
    MoreThanRdfError: Message(
        "N3 can say what RDF cannot: leave out rules, formulas and variables."
    ),
    MemoryError: Message("Shorten the longest text in it, or leave it out."),
}


def make_release(file: Path, folder: Path) -> None:
    """Load `file` into `folder`/store and write the manifest that a release has."""
    rdf_format = ox.RdfFormat.from_extension(file.suffix.lstrip("."))
    if rdf_format is None:
        raise UnknownEndingError(
            Message("the ending {suffix!r} is not that of an RDF file", suffix=file.suffix)
        )
    folder.mkdir(parents=True, exist_ok=True)
    store = ox.Store(str(folder / "store"))
    with file.open("rb") as stream:
        if stream.read(len(BOM_UTF8)) != BOM_UTF8:  # a mark is no part of the text
            stream.seek(0)
        if rdf_format == ox.RdfFormat.JSON_LD:
            quads: Iterable[ox.Quad] = parse_json_ld(stream, base=file.as_uri())
        else:
            quads = ox.parse(stream, format=rdf_format, base_iri=file.as_uri())
        if rdf_format == ox.RdfFormat.N3:
            quads = _only_rdf(quads)
        store.bulk_extend(_in_both_graphs(quads))
    finish(store)
    manifest = _describe(store, file)
    write_parts(store, manifest["base"], path=folder / PARTS)
    del store  # closes it: a half-open store is not one to read
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def _only_rdf(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Hand N3 on that is RDF: what stands in a formula is quoted, and nobody states it."""
    try:
        for quad in quads:
            if isinstance(quad.graph_name, ox.BlankNode):
                raise MoreThanRdfError(Message("a formula or a rule cannot be held in RDF"))
            yield quad
    except SyntaxError as error:
        if error.lineno is None:  # well formed, but not as RDF
            raise MoreThanRdfError(str(error)) from None
        raise


def _in_both_graphs(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Let every triple lie in a named graph and in the default graph, as in every release."""
    for quad in quads:
        triple = quad.subject, quad.predicate, quad.object
        yield quad if quad.graph_name != ox.DefaultGraph() else ox.Quad(*triple, _GRAPH)
        yield ox.Quad(*triple)


def _describe(store: ox.Store, file: Path) -> dict[str, Any]:
    base = _guess_base(store)
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, lambda: hashlib.blake2b(digest_size=32)).hexdigest()
    name = dict.fromkeys(("nl", "en", "fr"), file.name[:_LABEL_BYTES])
    graphs = [
        {
            "iri": graph.value,
            "kind": "dataset",
            "id": quote(file.stem),
            "quads": sum(1 for _ in store.quads_for_pattern(None, None, None, graph)),
            "hash": digest,
            "dump": None,
        }
        for graph in store.named_graphs()
        if isinstance(graph, ox.NamedNode)
    ]
    return {
        "format": FORMAT,
        "id": f"file-{file.stat().st_mtime_ns}",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "base": base,
        "example": False,
        "title": name,
        "publisher": {"name": name, "iri": base},
        "languages": ["nl", "en", "fr"],
        "ontology": "",
        "quads": sum(graph["quads"] for graph in graphs),
        "statements": sum(1 for _ in store.quads_for_pattern(None, None, None, ox.DefaultGraph())),
        "graphs": graphs,
        "datasets": [],
        "files": {},
        "counts": {"classes": _count_classes(store), "rows": {}, "findings": {}},
        "seconds": {},
    }


def _guess_base(store: ox.Store) -> str:
    """The origin that most of the first subjects share: pages then live at their own paths."""
    origins: Counter[str] = Counter()
    for number, quad in enumerate(store.quads_for_pattern(None, None, None, ox.DefaultGraph())):
        if number >= _SAMPLE:
            break
        if isinstance(quad.subject, ox.NamedNode):
            parts = urlsplit(quad.subject.value)
            if parts.scheme in ("http", "https") and parts.netloc:
                origins[f"{parts.scheme}://{parts.netloc}/"] += 1
    return origins.most_common(1)[0][0] if origins else "https://data.example.be/"


def _count_classes(store: ox.Store) -> dict[str, int]:
    found = store.query(
        "SELECT ?class (COUNT(?s) AS ?n) { ?s a ?class FILTER(isIRI(?class)) } GROUP BY ?class"
    )
    return {row["class"].value: int(row["n"].value) for row in found}  # type: ignore[union-attr]


if __name__ == "__main__":
    try:
        make_release(Path(sys.argv[1]), Path(sys.argv[2]))
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        if not isinstance(error, OSError):
            hint = _HINTS.get(
                type(error), Message("Mend the file at this place, or write it anew.")
            )
            print(json.dumps({"why": as_data(str(error)), "hint": as_data(hint)}))
        sys.exit(str(error))
