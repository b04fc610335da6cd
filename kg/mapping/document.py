"""A mapping as data: sources, triples maps and term maps, each with its place in the document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

TermType = Literal["iri", "literal", "blank"]
SourceKind = Literal["csv", "json", "sparql"]


@dataclass(frozen=True)
class Place:
    """Where something stands in a mapping document; line and column count from 1."""

    file: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Source:
    """A logical source and how it is written; what is None is detected and said.

    `also` names RDF files that a query may look at beside the one of `access`, each as a graph
    called by its file name; findings and provenance name the file of `access`.
    """

    name: str
    access: str
    kind: SourceKind
    place: Place
    iterator: str | None = None
    query: str | None = None
    also: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    header: int = 1
    nulls: tuple[str, ...] = ("",)
    decimal: str = "."
    dates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Text:
    """A fixed part of a template."""

    value: str


@dataclass(frozen=True)
class Reference:
    """A part of a template that stands for a column (or a JSONPath below the item)."""

    name: str


Part = Text | Reference


@dataclass(frozen=True)
class Lookup:
    """A look-up list: the file, and its entries from folded text to what it stands for."""

    file: str
    entries: dict[str, str]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class TermMap:
    """How one term is made: a template of parts, its type, and what is done to its values.

    `split` cuts a cell into several values, `function` normalises each, `lookup` replaces it.
    """

    parts: tuple[Part, ...]
    term_type: TermType
    place: Place
    language: str | None = None
    datatype: str | None = None
    split: str | None = None
    function: str | None = None
    lookup: Lookup | None = None
    required: bool = False
    dates: tuple[str, ...] | None = None
    decimal: str | None = None

    @property
    def references(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts if isinstance(part, Reference))

    @property
    def constant(self) -> str | None:
        """The fixed text when no part is a reference."""
        if self.references:
            return None
        return "".join(part.value for part in self.parts if isinstance(part, Text))


@dataclass(frozen=True)
class Join:
    """A link to the subject of another triples map, by equal values of columns."""

    parent: str
    conditions: tuple[tuple[str, str], ...]
    place: Place


@dataclass(frozen=True)
class Condition:
    """Rows for which a mapping or a property counts: the two sides are equal, or are not."""

    left: TermMap
    right: TermMap
    equal: bool


@dataclass(frozen=True)
class PredicateObject:
    """Properties and the values they get."""

    predicates: tuple[str, ...]
    objects: tuple[TermMap | Join, ...]
    place: Place
    condition: Condition | None = None


@dataclass(frozen=True)
class TriplesMap:
    """A rule of a mapping document: from each row of a source to the quads about one subject."""

    name: str
    source: Source
    subject: TermMap
    predicate_objects: tuple[PredicateObject, ...]
    place: Place
    unique: bool = False
    condition: Condition | None = None


@dataclass(frozen=True)
class MappingDocument:
    """All triples maps of one document; `notes` says what was accepted with a remark."""

    file: str
    triples_maps: tuple[TriplesMap, ...]
    notes: tuple[str, ...] = field(default=())


def references(triples_map: TriplesMap) -> list[str]:
    """Every column that a triples map reads, each once, in order of first use."""
    terms = [triples_map.subject, *_condition_terms(triples_map.condition)]
    joined: list[str] = []
    for po in triples_map.predicate_objects:
        terms.extend(_condition_terms(po.condition))
        for value in po.objects:
            if isinstance(value, Join):
                joined.extend(child for child, _ in value.conditions)
            else:
                terms.append(value)
    named = [part.name for term in terms for part in term.parts if isinstance(part, Reference)]
    return list(dict.fromkeys([*named, *joined]))


def _condition_terms(condition: Condition | None) -> list[TermMap]:
    return [] if condition is None else [condition.left, condition.right]


_REFERENCE = re.compile(r"\$\(([^()]*(?:\([^()]*\)[^()]*)*)\)")


def yarrrml_parts(text: str) -> tuple[Part, ...]:
    """Cut a YARRRML value such as `ex:organisation/$(code)` into its parts."""
    parts: list[Part] = []
    position = 0
    for match in _REFERENCE.finditer(text):
        if match.start() > position:
            parts.append(Text(text[position : match.start()]))
        parts.append(Reference(match[1]))
        position = match.end()
    if position < len(text):
        parts.append(Text(text[position:]))
    return tuple(parts)
