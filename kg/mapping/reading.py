"""Reads a mapping document in whichever form it is written."""

from __future__ import annotations

from pathlib import Path

from kg.errors import MappingError
from kg.mapping.document import MappingDocument
from kg.mapping.rml import reader as rml
from kg.mapping.yarrrml import reader as yarrrml
from kg.texts import Message


def read_mapping(path: Path, root: Path) -> MappingDocument:
    """Read YARRRML (`.yml`, `.yaml`) or RML in Turtle (`.ttl`) of the publication in `root`.

    Raises:
        MappingError: the name promises neither, or the document is wrong.
    """
    suffix = path.suffix.lower()
    if suffix in (".yml", ".yaml"):
        return yarrrml.read(path, root)
    if suffix == ".ttl":
        return rml.read(path, root)
    raise MappingError(
        Message("'{suffix}' is no extension of a mapping.", suffix=suffix),
        file=path.name,
        hint=Message("Use .yml for YARRRML or .ttl for RML."),
        code="SAM-Y005",
    )
