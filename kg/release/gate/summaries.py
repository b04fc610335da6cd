"""Summaries of what is compared, from a sealed release or from a graph in a work folder."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.release.gate.changes import GraphSummary, ReleaseSummary
from kg.release.release import Release


def summary_of_release(release: Release) -> ReleaseSummary:
    """A sealed release, of which the dumps are read as far as they are asked for."""
    dumps = {
        graph["iri"]: release.path / graph["dump"] for graph in release.graphs if graph["dump"]
    }
    return ReleaseSummary(release.manifest, lambda graph: _summarise_file(dumps[graph]))


def summary_of_lines(manifest: dict[str, Any], lines: dict[str, Path]) -> ReleaseSummary:
    """A graph that is not sealed: what its manifest will say, and the sorted lines of graphs."""
    return ReleaseSummary(manifest, lambda graph: _summarise_file(lines[graph]))


def _summarise_file(path: Path) -> GraphSummary:
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        return summarise(lines)


def summarise(lines: Iterable[bytes]) -> GraphSummary:
    """Count the subjects and predicates of N-Quads lines, of which those of a subject follow."""
    subjects: list[bytes] = []
    predicates = Counter[bytes]()
    last = b""
    for line in lines:
        subject, predicate, _ = line.split(b" ", 2)
        if subject != last:
            last = subject
            subjects.append(subject)
        predicates[predicate] += 1
    return GraphSummary(
        frozenset(map(_iri, subjects)),
        {_iri(predicate): count for predicate, count in predicates.items()},
    )


def _iri(term: bytes) -> str:
    return term.decode().removeprefix("<").removesuffix(">")
