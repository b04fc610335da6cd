"""Reads look-up lists: CSV with `from` and `to`, or the labels of SKOS in Turtle."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Protocol

import pyoxigraph

from kg.mapping.document import Lookup
from kg.mapping.yaml_nodes import Node
from kg.model.terms import SKOS

_ABSOLUTE = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*$")
_LABELS = tuple(
    pyoxigraph.NamedNode(SKOS + name)
    for name in ("prefLabel", "altLabel", "hiddenLabel", "notation")
)


class Names(Protocol):
    """What a look-up needs to know of its document."""

    root: Path

    def expand(self, text: str, node: Node) -> str:
        """Replace a prefix by its namespace."""


def fold(text: str) -> str:
    """How look-ups compare: trimmed, inner blanks single, lower case."""
    return " ".join(text.split()).lower()


def read_lookup(names: Names, name: str, node: Node) -> Lookup:
    """Read the list that a mapping calls by a file name.

    Raises:
        MappingError: the file is missing, or is neither a table nor SKOS.
    """
    path = names.root / name
    if not path.is_file():
        raise node.error(f"the look-up list {name} is not there.", code="SAM-Y012")
    return _skos(path, name, node) if path.suffix.lower() == ".ttl" else _table(path, name, node)


def _table(path: Path, name: str, node: Node) -> Lookup:
    entries: dict[str, str] = {}
    labels: list[str] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not {"from", "to"} <= set(reader.fieldnames or ()):
            raise node.error(
                f"the look-up list {name} needs the columns 'from' and 'to'.", code="SAM-Y012"
            )
        for row in reader:
            entries[fold(row["from"])] = row["to"].strip()
            labels.append(row["from"].strip())
    return Lookup(name, entries, tuple(labels))


def _skos(path: Path, name: str, node: Node) -> Lookup:
    """Every label and notation of a concept stands for its IRI."""
    entries: dict[str, str] = {}
    labels: list[str] = []
    try:
        quads = list(pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.TURTLE))
    except SyntaxError as error:
        raise node.error(
            f"the look-up list {name} is no Turtle: {error.msg}, line {error.lineno}.",
            code="SAM-Y012",
        ) from None
    for predicate in _LABELS:  # a preferred label wins of an alternative one
        for quad in quads:
            if quad.predicate != predicate or not isinstance(quad.subject, pyoxigraph.NamedNode):
                continue
            if isinstance(quad.object, pyoxigraph.Literal):
                entries.setdefault(fold(quad.object.value), quad.subject.value)
                labels.append(quad.object.value)
    if not entries:
        raise node.error(f"the look-up list {name} has no labels of SKOS.", code="SAM-Y012")
    return Lookup(name, entries, tuple(labels))


def expanded(names: Names, lookup: Lookup, node: Node) -> Lookup:
    """The list with what things stand for as IRIs.

    Raises:
        MappingError: an entry leads to what is no IRI.
    """
    entries = {key: names.expand(to, node) for key, to in lookup.entries.items()}
    for key, to in entries.items():
        if not _ABSOLUTE.match(to):
            raise node.error(f"in {lookup.file}, '{key}' leads to '{to}', which is no IRI.")
    return Lookup(lookup.file, entries, lookup.labels)
