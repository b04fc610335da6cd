"""Makes releases of lines of N-Quads, without a build: a manifest, dumps, no store to ask."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from kg.release.difference.subjects import SUBJECTS, indexed, write_subjects
from kg.release.release import MANIFEST, Release
from kg.store.layout import FORMAT

BASE = "https://stad.example/"
KINDS = {
    "inferred": ("inferred", f"{BASE}id/graph/inferred"),
    "closed-world": ("closed-world", f"{BASE}id/graph/closed-world"),
    "metadata": ("metadata", f"{BASE}id/graph/metadata"),
    "vocabulary": ("vocabulary", "https://w3id.org/samenspel/ns"),
}
WORDS = dict.fromkeys(("nl", "en", "fr"), "Stad")


def graph_iri(name: str) -> str:
    """The IRI of a graph by its id."""
    return KINDS[name][1] if name in KINDS else f"{BASE}id/dataset/{name}"


def seal_lines(
    folder: Path,
    triples: Mapping[str, Iterable[str]],
    *,
    created: str = "2026-10-01T08:00:00+00:00",
    before: Release | None = None,
    index: bool = True,
    **more: Any,
) -> Release:
    """A release of triples (`<s> <p> <o>`) by the id of their graph; its manifest has `more`."""
    (folder / "dumps").mkdir(parents=True)
    (folder / "store").mkdir()
    (folder / "store" / "CURRENT").touch()
    graphs = []
    lines: dict[str, Path] = {}
    for name, said in triples.items():
        iri = graph_iri(name)
        text = b"".join(sorted(f"{triple} <{iri}> .\n".encode() for triple in set(said)))
        path = folder / "dumps" / f"{name}.nq.gz"
        path.write_bytes(gzip.compress(text, 3, mtime=0))
        lines[name] = path
        graphs.append(
            {
                "iri": iri,
                "kind": KINDS.get(name, ("dataset",))[0],
                "id": name,
                "quads": text.count(b"\n"),
                "hash": blake2b(text, digest_size=32).hexdigest(),
                "dump": f"dumps/{name}.nq.gz",
                "shares": [],
            }
        )
    if index:
        named = {graph["id"]: lines[graph["id"]] for graph in indexed(graphs)}
        write_subjects(named, folder / SUBJECTS, created=created, before=before)
    datasets = [
        {"id": g["id"], "iri": g["iri"], "title": WORDS, "rows": {}}
        for g in graphs
        if g["kind"] == "dataset"
    ]
    manifest = {
        "format": FORMAT,
        "id": folder.name,
        "created": created,
        "base": BASE,
        "title": WORDS,
        "languages": ["nl"],
        "quads": sum(g["quads"] for g in graphs),
        "statements": sum(g["quads"] for g in graphs),
        "graphs": graphs,
        "datasets": datasets,
        "files": {},
        **more,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return Release.open(folder)
