"""A mapping as data: sources, triples maps and term maps, each with its place in the document.

One model for every way of writing (YARRRML, RML of today, R2RML and RML of 2014): what a reader
makes here, the compiler turns into SQL, the interpreter runs row by row, and the writers write in
the other form. Names are those of RML Core (https://w3id.org/rml/core/spec).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from kg.mapping.unpivot import Unpivot
from kg.model.prefixes import shorten

TermType = Literal["iri", "uri", "unsafe-iri", "literal", "blank"]
Root = Literal["publication", "mapping", "current"]


@dataclass(frozen=True)
class Place:
    """Where something stands in a mapping document; line and column count from 1."""

    file: str
    line: int | None = None
    column: int | None = None


@dataclass(frozen=True)
class Source:
    """A logical source and how it is written; what is None is detected and said.

    `kind` is its format by name (`kg.sources.formats`). `access` is a path, a glob, a folder, an
    http(s) address or a database address, taken from `root`. `also` names RDF files that a query
    may look at beside the one of `access`, each as a graph called by its file name; findings and
    provenance name the file of `access`. `member` is a file inside an archive. `query` is SPARQL or
    SQL, `table` an SQL table. `crs` is the coordinate system that coordinates are written in
    (`EPSG:31370`). With `trim` the blanks around keys and templates' values do not count.
    `withhold` names columns whose values are never shown. With `arrays` a path that names a JSON
    array stands for its elements. `unpivot` makes rows of columns that are alike.
    """

    name: str
    access: str
    kind: str
    place: Place
    root: Root = "publication"
    iterator: str | None = None
    query: str | None = None
    table: str | None = None
    also: tuple[str, ...] = ()
    encoding: str | None = None
    compression: str | None = None
    member: str | None = None
    delimiter: str | None = None
    quote: str = '"'
    header: int = 1
    sheet: str | None = None
    namespaces: tuple[tuple[str, str], ...] = ()
    crs: str | None = None
    nulls: tuple[str, ...] = ("",)
    decimal: str = "."
    dates: tuple[str, ...] = ()
    trim: bool = True
    withhold: tuple[str, ...] = ()
    arrays: bool = True
    unpivot: Unpivot | None = None

    @property
    def reading(self) -> tuple[object, ...]:
        """What decides which records it has: sources with the same are read once."""
        shape = (self.access, self.root, self.also, self.kind, self.iterator)
        inside = (self.query, self.table, self.sheet, self.member, self.compression)
        dialect = (self.header, self.encoding, self.delimiter, self.quote, self.crs)
        turned = () if self.unpivot is None else (self.unpivot, self.nulls, self.trim)
        return (*shape, *inside, *dialect, self.namespaces, self.arrays, *turned)

    @property
    def empty_is_text(self) -> bool:
        """Whether an empty field of delimited text is a text, the empty one (RML-IO)."""
        return self.kind == "csv" and "" not in self.nulls


@dataclass(frozen=True)
class Constant:
    """A fixed value; for IRIs it is written out in full."""

    value: str


@dataclass(frozen=True)
class Reference:
    """A column, a JSONPath or an XPath below the item."""

    name: str


@dataclass(frozen=True)
class Template:
    """Fixed texts and values one after the other (RML Core, template-valued expression map)."""

    parts: tuple[str | Expression, ...]


@dataclass(frozen=True)
class Call:
    """A function with its inputs, each an expression by parameter IRI (RML-FNML).

    `function` and parameters are IRIs; `returns` names which output counts.
    """

    function: str
    inputs: tuple[tuple[str, Expression], ...]
    place: Place
    returns: str | None = None


Expression = Constant | Reference | Template | Call


@dataclass(frozen=True)
class Lookup:
    """A look-up list: entries from folded text to what it stands for, and all texts as written."""

    file: str
    entries: dict[str, str]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """A logical target (RML-IO): where the quads of a map are written beside the default output.

    `serialization` is the IRI of a format (http://www.w3.org/ns/formats/…).
    """

    path: str
    root: Root
    serialization: str | None = None
    compression: str | None = None
    encoding: str | None = None


Strategy = Literal["append", "cartesian"]


@dataclass(frozen=True)
class Gather:
    """Values collected into a list or container (RML-CC)."""

    items: tuple[TermMap | Join, ...]
    kind: Literal["List", "Bag", "Seq", "Alt"]
    strategy: Strategy = "append"
    allow_empty: bool = False


@dataclass(frozen=True)
class TermMap:
    """How one term is made: an expression, its term type, and for literals language or datatype.

    `expression` is None for a blank node without a label of its own (one for each row) and for a
    gathering whose node needs no name. `condition` is an expression that must be "true". `dates`
    and `decimal` say how values are written where the source's own locale does not hold.
    `required` makes an empty value a finding.
    """

    expression: Expression | None
    term_type: TermType
    place: Place
    language: Expression | None = None
    datatype: Expression | None = None
    condition: Expression | None = None
    required: bool = False
    dates: tuple[str, ...] | None = None
    decimal: str | None = None
    gather: Gather | None = None
    targets: tuple[Target, ...] = ()

    @property
    def references(self) -> tuple[str, ...]:
        """Every reference of its expression, in order, each once."""
        return tuple(dict.fromkeys(expression_references(self.expression)))

    @property
    def constant(self) -> str | None:
        """The fixed value, when it is one."""
        return self.expression.value if isinstance(self.expression, Constant) else None


@dataclass(frozen=True)
class JoinCondition:
    """Values that must be equal: one of the row here, one of the row there."""

    child: Expression
    parent: Expression


@dataclass(frozen=True)
class Join:
    """A link to the subjects of another triples map (RML Core, referencing object map).

    Without conditions the rows are the same row when both maps have one source, else all rows.
    """

    parent: str
    conditions: tuple[JoinCondition, ...]
    place: Place
    condition: Expression | None = None
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class PredicateObject:
    """Predicates and the objects they get, in graphs beside those of the subject."""

    predicates: tuple[TermMap, ...]
    objects: tuple[TermMap | Join, ...]
    place: Place
    condition: Expression | None = None
    graphs: tuple[TermMap, ...] = ()


@dataclass(frozen=True)
class TriplesMap:
    """A rule of a mapping document: from each row of a source to the quads about one subject.

    Classes are predicate-object maps with the constant rdf:type. `unique` says that a second row
    with the same subject is a mistake. `base` is what its relative IRIs are put below, its own
    `rml:baseIRI`; None leaves that to the document.
    """

    name: str
    source: Source
    subject: TermMap
    predicate_objects: tuple[PredicateObject, ...]
    place: Place
    unique: bool = False
    graphs: tuple[TermMap, ...] = ()
    base: str | None = None


@dataclass(frozen=True)
class MappingDocument:
    """All triples maps of one document; `notes` says what was accepted with a remark.

    `base` is what relative IRIs of maps without a base of their own are put below; None means that
    the caller decides. `lookups` holds the look-up lists by the name that the mapping calls them,
    and `prefixes` those that the document declares itself. `language` is how it is written.
    """

    file: str
    triples_maps: tuple[TriplesMap, ...]
    notes: tuple[str, ...] = field(default=())
    base: str | None = None
    lookups: dict[str, Lookup] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    language: Literal["yarrrml", "rml"] = "yarrrml"


def expression_references(expression: Expression | None) -> Iterator[str]:
    """The references of an expression, in order; one that is used twice comes twice."""
    if isinstance(expression, Reference):
        yield expression.name
    elif isinstance(expression, Template):
        for part in expression.parts:
            if not isinstance(part, str):
                yield from expression_references(part)
    elif isinstance(expression, Call):
        for _, value in expression.inputs:
            yield from expression_references(value)


def expressions(triples_map: TriplesMap) -> Iterator[Expression]:
    """Every expression of a triples map that reads its own source, joins' children included."""
    yield from _term_expressions(triples_map.subject)
    for graph in triples_map.graphs:
        yield from _term_expressions(graph)
    for po in triples_map.predicate_objects:
        if po.condition is not None:
            yield po.condition
        for term in (*po.predicates, *po.graphs):
            yield from _term_expressions(term)
        for value in po.objects:
            yield from _term_expressions(value)


def _term_expressions(term: TermMap | Join) -> Iterator[Expression]:
    if isinstance(term, Join):
        yield from (pair.child for pair in term.conditions)
        if term.condition is not None:
            yield term.condition
        return
    for expression in (term.expression, term.language, term.datatype, term.condition):
        if expression is not None:
            yield expression
    for item in term.gather.items if term.gather is not None else ():
        yield from _term_expressions(item)


def references(triples_map: TriplesMap) -> list[str]:
    """Every reference that a triples map reads from its own source, each once, in order."""
    found = (name for part in expressions(triples_map) for name in expression_references(part))
    return list(dict.fromkeys(found))


def joins(triples_map: TriplesMap) -> Iterator[Join]:
    """Every link of a triples map to another."""
    for po in triples_map.predicate_objects:
        for value in po.objects:
            if isinstance(value, Join):
                yield value
            elif value.gather is not None:
                yield from (item for item in value.gather.items if isinstance(item, Join))


def same_row(join: Join, child: TriplesMap, *, parent: TriplesMap) -> bool:
    """Whether a link leads from each row to what the same row is in the other map.

    RML Core, referencing object maps: without join conditions, both have the same logical source.
    """
    return not join.conditions and child.source.reading == parent.source.reading


def calls(triples_map: TriplesMap) -> Iterator[Call]:
    """Every function call of a triples map, nested ones included."""
    for expression in expressions(triples_map):
        yield from expression_calls(expression)


def expression_calls(expression: Expression) -> Iterator[Call]:
    """The calls of an expression, outer before inner."""
    if isinstance(expression, Call):
        yield expression
        for _, value in expression.inputs:
            yield from expression_calls(value)
    elif isinstance(expression, Template):
        for part in expression.parts:
            if not isinstance(part, str):
                yield from expression_calls(part)


def wanted_references(document: MappingDocument) -> dict[Source, list[str]]:
    """Every source of a document with what its maps, and links from others, read of it."""
    maps = {m.name: m for m in document.triples_maps}
    wanted: dict[Source, list[str]] = {m.source: [] for m in maps.values()}
    for triples_map in maps.values():
        wanted[triples_map.source].extend(references(triples_map))
        for join in joins(triples_map):
            if join.parent not in maps:
                continue  # whoever runs the map says so
            parent = maps[join.parent]
            if same_row(join, triples_map, parent=parent):
                for part in _term_expressions(parent.subject):
                    wanted[triples_map.source].extend(expression_references(part))
            for pair in join.conditions:
                wanted[parent.source].extend(expression_references(pair.parent))
    return {source: list(dict.fromkeys(names)) for source, names in wanted.items()}


def rule_of(triples_map: TriplesMap, po: PredicateObject | None = None) -> str:
    """How findings name a part of a triples map: by its predicates; without, the subject."""
    predicates = po.predicates if po is not None else ()
    named = ", ".join(shorten(p.constant) if p.constant else "…" for p in predicates)
    return f"{triples_map.name} {named or 's'}"
