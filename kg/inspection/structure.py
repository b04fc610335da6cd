"""How a file of which nothing is known is built: its sheets, tables or items, and how it is read.

Each proposal is a logical source as a mapping would describe it, with the references it has. The
format that the suffix says has the inspector that makes them (`kg.inspection.inspectors`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kg.errors import SourceError
from kg.inspection.proposal import Proposal
from kg.mapping.document import Place, Source
from kg.sources.formats import formats, inspected_suffixes, resolve
from kg.texts import Message

Inspector = Callable[[Source, Path, Path], list[Proposal]]
"""Proposes sources: given one that says name, path and kind, the file, and a folder for copies."""
_RDF_ROOT = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def kind_of(path: Path) -> str | None:
    """The kind that a file's suffix says; XML that holds RDF, and JSON that is GeoJSON, as such."""
    kind = inspected_suffixes().get(path.suffix.lower())
    if kind == "xml" and path.is_file():
        with path.open("rb") as file:
            head = file.read(4096)
        return "rdf" if _RDF_ROOT in head and b":RDF" in head else kind
    return kind


def propose(path: Path, name: str, *, work: Path) -> list[Proposal]:
    """The sources in a file that is not packed; `name` is what a mapping calls the file.

    RDF gives one without references: it needs no mapping.

    Raises:
        SourceError: the suffix says no kind that can be inspected, or the file cannot be read.
    """
    kind = kind_of(path)
    if kind is None:
        raise SourceError(
            Message(
                "Inspecting {file}: files that end in '{suffix}' cannot be inspected.",
                file=path.name,
                suffix=path.suffix,
            ),
            hint=Message("Save the data as one of {kinds}.", kinds=", ".join(inspected_suffixes())),
        )
    inspect: Inspector = resolve(str(formats()[kind].inspector))
    return inspect(Source(name, str(path), kind, Place(str(path))), path, work)
