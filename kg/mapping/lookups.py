"""Reads look-up lists: CSV with `from` and `to`, or the labels of SKOS in Turtle."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyoxigraph

from kg.errors import MappingError
from kg.mapping.document import Lookup, TermType
from kg.mapping.functions.iris import FUNCTION_PREFIXES
from kg.mapping.functions.text import fold
from kg.mapping.located_yaml import YamlNode
from kg.mapping.ntriples import is_iri
from kg.model.prefixes import PREFIXES, RDFA
from kg.model.suggestion import did_you_mean
from kg.model.terms import SKOS
from kg.resources import ontology_folder
from kg.sources.dialect import detect_dialect, refuse_binary
from kg.sources.rdf import statements
from kg.texts import Message

_LABELS = tuple(
    pyoxigraph.NamedNode(SKOS + name)
    for name in ("prefLabel", "altLabel", "hiddenLabel", "notation")
)
_IN_SCHEME = pyoxigraph.NamedNode(SKOS + "inScheme")


_PREFIXED = re.compile(r"^([A-Za-z][\w.-]*|):(?!//)(.*)$", re.DOTALL)
_KNOWN_SCHEMES = ("http", "https", "urn", "mailto", "tel", "tag", "info", "geo", "file", "data")


@dataclass
class LookupReader:
    """Reads the look-up lists of a document, each once; `lookups` fills on the way.

    `root` is the publication's folder. Concepts and what lists lead to may have one of the
    `prefixes`; what is relative is put below `base`.
    """

    root: Path
    prefixes: dict[str, str] = field(
        default_factory=lambda: {**RDFA, **PREFIXES, **FUNCTION_PREFIXES}
    )
    base: str = ""
    lookups: dict[str, Lookup] = field(default_factory=dict)

    def expand(self, text: str, node: YamlNode) -> str:
        """Replace a leading prefix by its namespace; a relative text is put below the base."""
        match = _PREFIXED.match(text)
        if match is None:
            return text if "://" in text else self.base + text
        prefix, rest = match[1], match[2]
        if prefix in self.prefixes:
            return self.prefixes[prefix] + rest
        if prefix in _KNOWN_SCHEMES:
            return text
        raise node.error(
            Message("the prefix '{prefix}:' is not known.", prefix=prefix),
            hint=did_you_mean(prefix, self.prefixes),
            code="SAM-Y011",
        )

    def lookup(self, node: YamlNode, term_type: TermType) -> str:
        """The name of the look-up list that a mapping asks for, read once.

        Raises:
            MappingError: the list is missing, or is no list.
        """
        name = node.text("lookup")
        found = read_lookup(self, name, node=node)
        if term_type == "iri":
            found = expanded(self, found, node=node)
        if self.lookups.setdefault(name, found).entries != found.entries:
            # One list may give texts in one place and IRIs in another.
            name = f"{name}~{term_type}"
            self.lookups[name] = found
        return name


def read_lookup(names: LookupReader, name: str, *, node: YamlNode) -> Lookup:
    """Read the list that a mapping calls by a file name, or by the IRI of a concept scheme.

    Raises:
        MappingError: the file or scheme is missing, or is neither a table nor SKOS.
    """
    path = names.root / name
    if path.is_file():
        turtle = path.suffix.lower() == ".ttl"
        return (
            _concepts(name, _parsed(path, name, node), node) if turtle else _table(path, name, node)
        )
    scheme = names.expand(name, node) if ":" in name else None
    if scheme is None:
        raise node.error(
            Message("the look-up list {file} is not there.", file=name),
            code="SAM-Y012",
            hint=Message(
                "Put it there, or mend its path, which counts from {folder}.", folder=names.root
            ),
        )
    return _scheme(name, pyoxigraph.NamedNode(scheme), node)


def _scheme(name: str, scheme: pyoxigraph.NamedNode, node: YamlNode) -> Lookup:
    """The concepts of a scheme of the vocabulary that comes with Samenspel."""
    known = _schemes()
    if scheme not in known:
        raise node.error(
            Message("the vocabulary has no concept scheme {name}.", name=name),
            code="SAM-Y012",
            hint=did_you_mean(scheme.value, [each.value for each in known]),
        )
    return _concepts(name, known[scheme], node)


@cache
def _schemes() -> dict[pyoxigraph.NamedNode, list[pyoxigraph.Quad]]:
    """What the vocabulary says of the concepts of each scheme; a mapping may ask for all."""
    found: dict[pyoxigraph.NamedNode, list[pyoxigraph.Quad]] = {}
    for path in sorted((ontology_folder() / "concepts").glob("*.ttl")):
        said: dict[object, list[pyoxigraph.Quad]] = {}
        for quad in statements(path):
            said.setdefault(quad.subject, []).append(quad)
        for concept in said.values():
            for quad in concept:
                if quad.predicate == _IN_SCHEME and isinstance(quad.object, pyoxigraph.NamedNode):
                    found.setdefault(quad.object, []).extend(concept)
    return found


def _table(path: Path, name: str, node: YamlNode) -> Lookup:
    refuse_binary(path, None)
    if not path.read_bytes().strip():
        raise _without_header(name, node)
    form = detect_dialect(path, encoding=None, delimiter=None)
    entries: dict[str, str] = {}
    labels: list[str] = []
    try:
        with path.open(encoding=form.encoding, newline="") as file:
            reader = csv.DictReader(file, delimiter=form.delimiter)
            if not {"from", "to"} <= set(reader.fieldnames or ()):
                raise _without_header(name, node)
            for row in reader:
                if None in row or None in row.values():
                    raise _unlike_header(name, reader.line_num, node)
                label, to = row["from"].strip(), row["to"].strip()
                if entries.setdefault(fold(label), to) != to:
                    raise _ambiguous(name, label, (entries[fold(label)], to), node)
                labels.append(label)
    except (UnicodeDecodeError, csv.Error) as error:
        raise node.error(
            Message("the look-up list {name} cannot be read ({error}).", name=name, error=error),
            code="SAM-Y012",
            hint=Message("Save it as CSV in UTF-8."),
        ) from None
    return Lookup(name, entries, tuple(labels))


def _without_header(name: str, node: YamlNode) -> MappingError:
    return node.error(
        Message("the look-up list {file} needs the columns 'from' and 'to'.", file=name),
        code="SAM-Y012",
    )


def _unlike_header(name: str, line: int, node: YamlNode) -> MappingError:
    return node.error(
        Message(
            "in the look-up list {name}, line {line} has more or fewer cells than the header.",
            name=name,
            line=line,
        ),
        code="SAM-Y012",
        hint=Message("Complete the line, or put quotes around a cell with the delimiter in it."),
    )


def _ambiguous(name: str, label: str, meant: tuple[str, str], node: YamlNode) -> MappingError:
    return node.error(
        Message(
            "in the look-up list {name}, '{label}' stands for '{meant}' and for '{other}'.",
            name=name,
            label=label,
            meant=meant[0],
            other=meant[1],
        ),
        code="SAM-Y012",
        hint=Message("Keep one of the lines: case and blanks do not count."),
    )


def _parsed(path: Path, name: str, node: YamlNode) -> list[pyoxigraph.Quad]:
    try:
        return list(statements(path))
    except SyntaxError as error:
        raise node.error(
            Message(
                "the look-up list {name} is no Turtle: {msg}, line {line}.",
                name=name,
                msg=error.msg,
                line=error.lineno,
            ),
            code="SAM-Y012",
        ) from None


def _concepts(name: str, quads: list[pyoxigraph.Quad], node: YamlNode) -> Lookup:
    """Every label and notation of a concept stands for its IRI, unless several have it."""
    meant: dict[str, set[str]] = {}
    labels: list[str] = []
    for predicate in _LABELS:  # a preferred label wins of an alternative one
        found: dict[str, set[str]] = {}
        for quad in quads:
            if quad.predicate != predicate or not isinstance(quad.subject, pyoxigraph.NamedNode):
                continue
            if isinstance(quad.object, pyoxigraph.Literal):
                found.setdefault(fold(quad.object.value), set()).add(quad.subject.value)
                labels.append(quad.object.value)
        meant = found | meant
    entries = {key: iri for key, iris in meant.items() for iri in iris if len(iris) == 1}
    if not labels:
        raise node.error(
            Message("the look-up list {name} has no labels of SKOS.", name=name), code="SAM-Y012"
        )
    return Lookup(name, entries, tuple(labels))


def expanded(names: LookupReader, lookup: Lookup, *, node: YamlNode) -> Lookup:
    """The list with what things stand for as IRIs.

    Raises:
        MappingError: an entry leads to what is no IRI.
    """
    entries = {key: names.expand(to, node) for key, to in lookup.entries.items()}
    for key, to in entries.items():
        if not is_iri(to):
            raise node.error(
                Message(
                    "in {file}, '{key}' leads to '{to}', which is no IRI.",
                    file=lookup.file,
                    key=key,
                    to=to,
                )
            )
    return Lookup(lookup.file, entries, lookup.labels)
