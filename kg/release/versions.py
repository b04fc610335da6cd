"""Versions of the vocabulary that were published before, as they were.

`ontology/versions/0.1.0.trig` has one named graph for each document of that version: a graph has
the IRI of its ontology, and what belongs to no module is in that of the whole. It is never edited,
so that a version IRI always answers with the same triples.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from kg.model.prefixes import PREFIXES
from kg.model.terms import OWL, RDF_TYPE, VOCABULARY_GRAPH
from kg.release.vocabulary import document
from kg.resources import ontology_folder

_TYPE, _ONTOLOGY = ox.NamedNode(RDF_TYPE), ox.NamedNode(OWL + "Ontology")


def frozen_versions() -> list[str]:
    """The numbers of the versions that are kept, oldest first."""
    found = [path.stem for path in (ontology_folder() / "versions").glob("*.trig")]
    return sorted(found, key=lambda version: [int(part) for part in version.split(".")])


@cache
def frozen_documents() -> dict[str, set[ox.Triple]]:
    """What each document of each kept version says, by version IRI."""
    documents: dict[str, set[ox.Triple]] = {}
    for version in frozen_versions():
        graphs: dict[str, set[ox.Triple]] = {VOCABULARY_GRAPH: set()}
        for quad in ox.parse(path=ontology_folder() / "versions" / f"{version}.trig"):
            if isinstance(quad.graph_name, ox.NamedNode):
                graphs.setdefault(quad.graph_name.value, set()).add(quad.triple)
        graphs[VOCABULARY_GRAPH] = set().union(*graphs.values())
        documents |= {f"{iri}/{version}": triples for iri, triples in graphs.items()}
    return documents


def freeze(files: Iterable[Path], target: Path) -> None:
    """Keep the vocabulary's files as the version that `target` is called after."""
    quads: list[ox.Quad] = []
    for path in files:
        triples = [quad.triple for quad in ox.parse(path=path, rename_blank_nodes=True)]
        headers = [t for t in triples if (t.predicate, t.object) == (_TYPE, _ONTOLOGY)]
        graph = headers[0].subject if headers else ox.NamedNode(VOCABULARY_GRAPH)
        quads += [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples]
    prefixes = {name: iri for name, iri in PREFIXES.items() if name != "dcterms"}
    target.parent.mkdir(exist_ok=True)
    quads.sort(key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate)))
    ox.serialize(quads, target, format=ox.RdfFormat.TRIG, prefixes=prefixes)


if __name__ == "__main__":  # for `kg.release.frozen`
    sys.stdout.buffer.write(document(frozen_documents()[sys.argv[1]], sys.argv[2]))
