"""Finds the data that ships with Samenspel: the ontology and the example publications.

In a wheel they lie in `kg/_data`, in a checkout beside `kg`.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from kg.errors import SamenspelError
from kg.texts import Message


def data_folder(name: str) -> Path:
    """Return the folder `name` ("ontology" or "mappings") of this installation.

    Raises:
        SamenspelError: the installation is incomplete.
    """
    root = Path(str(files("kg")))
    for candidate in (root / "_data" / name, root.parent / name):
        if candidate.is_dir():
            return candidate
    raise SamenspelError(
        Message(
            "Looking for the folder '{name}' that comes with Samenspel: it is not in {root}.",
            name=name,
            root=root,
        ),
        code="SAM-E001",
        hint=Message("Install Samenspel again: the wheel carries this folder."),
    )


def ontology_folder() -> Path:
    """The vocabulary's folder: modules, concept schemes, shapes, rules and questions."""
    return data_folder("ontology")


def vocabulary_files() -> list[Path]:
    """The files of the vocabulary that data are made and reasoned with: all but shapes."""
    parts = ("*.ttl", "modules/*.ttl", "concepts/*.ttl", "alignments/*.ttl")
    return sorted(path for part in parts for path in ontology_folder().glob(part))


def example_folder(name: str = "voorbeeld") -> Path:
    """The folder of a publication that ships with Samenspel."""
    return data_folder("mappings") / name
