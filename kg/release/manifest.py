"""What the manifest of a release says of its graph: the part that needs no release to be known."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from kg import __version__
from kg.model.findings import counts
from kg.model.terms import VOCABULARY_GRAPH
from kg.release.assembly import Assembly
from kg.release.publication import Publication
from kg.release.release import file_hash

ONTOLOGY_VERSION = "0.2.0"


def describe(assembly: Assembly) -> dict[str, Any]:
    """The manifest of an assembled graph, but for its id, its day and its files."""
    publication = assembly.publication
    return {
        "base": publication.base,
        "reference_date": publication.reference_date.isoformat(),
        "example": publication.example,
        "title": publication.title,
        "publisher": {"iri": publication.publisher, "name": publication.publisher_name},
        "languages": list(publication.languages),
        **_declared(publication),
        "ontology": ONTOLOGY_VERSION,
        "samenspel": __version__,
        "quads": assembly.total,
        "statements": assembly.statements,
        "graphs": [
            {**graph, "hash": file_hash(assembly.lines[graph["iri"]])} for graph in graphs(assembly)
        ],
        "datasets": [
            {
                "id": d.id,
                "iri": publication.names.dataset(d.id),
                "title": d.title,
                "description": d.description,
                "licence": d.licence,
                "legal_basis": d.legal_basis,
                "publisher": publication.publisher if d.origin is None else d.origin.publisher,
                **({} if d.origin is None else {"peer": asdict(d.origin)}),
                "contact": d.contact,
                "modified": d.modified,
                "version": assembly.versions.get(d.id),
                "review": d.review,
                "rows": assembly.rows.get(d.id, {}),
                "sources": assembly.sources.get(d.id, []),
            }
            for d in publication.datasets
        ],
        "counts": {
            "classes": assembly.classes,
            "rows": assembly.rows,
            "findings": counts(assembly.findings),
        },
        "seconds": assembly.seconds,
    }


def _declared(publication: Publication) -> dict[str, Any]:
    """What the publisher declares of accessibility, where that is anything."""
    told = publication.accessibility.json()
    return {} if told is None else {"accessibility": told}


def graphs(assembly: Assembly) -> list[dict[str, Any]]:
    """What is said of each graph, but for the hash of its lines."""
    return [_graph(assembly, iri, path) for iri, path in assembly.lines.items()]


def _graph(assembly: Assembly, graph: str, path: Path) -> dict[str, Any]:
    names = assembly.publication.names
    kinds = {
        VOCABULARY_GRAPH: "vocabulary",
        names.inferred: "inferred",
        names.closed_world: "closed-world",
        names.metadata: "metadata",
        names.matches: "matches",
    }
    return graph_record(assembly, graph, path=path, kind=kinds.get(graph, "dataset"))


def graph_record(assembly: Assembly, graph: str, *, path: Path, kind: str) -> dict[str, Any]:
    """What a manifest says of one graph, given the file of its lines."""
    return {
        "iri": graph,
        "kind": kind,
        "id": path.name.removesuffix(".nq"),
        "quads": assembly.quads[graph],
        "dump": f"dumps/{path.name}.gz",
        "shares": assembly.shares[graph],
    }
