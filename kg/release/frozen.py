"""Documents of versions of the vocabulary before, for a process that has no engine.

A server must not have the engine in its process, so another one writes a document, once.
"""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache

from kg.model.terms import VOCABULARY_GRAPH
from kg.resources import ontology_folder

_GRAPH = re.compile(r"^<([^>]+)> \{$", re.M)
SECONDS = 60
"""How long the writing of one document may take."""


@cache
def frozen_names() -> frozenset[str]:
    """The version IRIs of all documents that are kept."""
    return frozenset(
        f"{iri}/{path.stem}"
        for path in (ontology_folder() / "versions").glob("*.trig")
        for iri in (VOCABULARY_GRAPH, *_GRAPH.findall(path.read_text(encoding="utf-8")))
    )


@cache
def frozen_document(iri: str, suffix: str) -> bytes:
    """The document of a version IRI among `frozen_names`, in the syntax of a suffix.

    Raises:
        subprocess.SubprocessError: it could not be written in time.
    """
    command = [sys.executable, "-P", "-m", "kg.release.versions", iri, suffix]
    return subprocess.run(command, check=True, capture_output=True, timeout=SECONDS).stdout
