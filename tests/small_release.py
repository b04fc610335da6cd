"""Writes a small release folder: run as `python small_release.py STATE ID [THINGS]`.

In a process of its own, so that the tests' process stays as free of the engine as the server's.
It has three dataset graphs of organisations with labels in two languages, numbers, dates and a
property whose values mix plain, tagged and numeric literals (sorting by it aborts the engine).
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import pyoxigraph as ox

from kg.store.layout import FORMAT

BASE = "https://data.example.be/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def lines(things: int, release: str) -> list[str]:
    """Return the release as N-Quads lines."""
    chance = random.Random(7)
    found = []
    for i in range(things):
        graph, thing = f"<{BASE}id/dataset/d{i % 3}>", f"<{BASE}id/organisation/{i}>"
        number = chance.randrange(1000)
        mixed = (f'"{number}"', f'"{number}"@nl', f'"{number}"@en', f'"{number}"^^<{XSD}integer>')
        found += [
            f"{thing} <{TYPE}> <http://www.w3.org/ns/org#Organization> {graph} .",
            f'{thing} <{SKOS}prefLabel> "Organisatie {i} – één"@nl {graph} .',
            f'{thing} <{SKOS}prefLabel> "Organisation {i}"@fr {graph} .',
            f'{thing} <{BASE}number> "{i}"^^<{XSD}integer> {graph} .',
            f"{thing} <{BASE}mixed> {mixed[i % 4]} {graph} .",
        ]
    found.append(f'<{BASE}release> <{BASE}id> "{release}" <{BASE}id/graph/metadata> .')
    return found


def write_release(state: Path, release: str, things: int) -> None:
    """Write a release into a state folder and point `current` at it."""
    folder = state / "releases" / release
    folder.mkdir(parents=True)
    store = ox.Store(str(folder / "store"))
    quads = lines(things, release)
    both = [*quads, *(f"{line.rpartition(' <')[0]} ." for line in quads)]
    store.bulk_load("\n".join(both).encode(), format=ox.RdfFormat.N_QUADS)
    store.flush()
    del store
    graph = {
        "iri": f"{BASE}id/graph/metadata",
        "kind": "metadata",
        "id": "metadata",
        "quads": 1,
        "hash": f"{things} {release}",
        "dump": None,
    }
    words = dict.fromkeys(("nl", "en", "fr"), "Small test release")
    manifest = {
        "format": FORMAT,
        "id": release,
        "created": "2026-11-24T00:00:00Z",
        "base": BASE,
        "example": True,
        "title": words,
        "publisher": {"name": words, "iri": BASE},
        "languages": ["nl", "en", "fr"],
        "ontology": "0.1.0",
        "quads": len(quads),
        "statements": len(quads),
        "graphs": [graph],
        "datasets": [],
        "files": {},
        "counts": {"classes": {}, "rows": {}, "findings": {}},
        "seconds": {},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    point(state, release)


def point(state: Path, release: str) -> None:
    """Switch `current` as publish does: by renaming a symbolic link over it."""
    link = state / "current.new"
    link.symlink_to(Path("releases") / release)
    link.rename(state / "current")


if __name__ == "__main__":
    write_release(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 300)
