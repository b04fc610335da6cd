"""Reads RML in Turtle: the vocabulary of w3id.org/rml and the legacy ones (R2RML, RML of 2014)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph

from kg.errors import MappingError
from kg.mapping.document import (
    Call,
    Constant,
    MappingDocument,
    PredicateObject,
    TermMap,
    TermType,
    TriplesMap,
)
from kg.mapping.functions import iris as fno
from kg.mapping.located_yaml import YamlNode as At
from kg.mapping.lookups import LookupReader
from kg.mapping.paths import check_paths
from kg.mapping.rml.graph import Graph, Node, Term, local_name
from kg.mapping.rml.sources import read_source
from kg.mapping.rml.term_maps import TermMapReader
from kg.mapping.rml.vocabulary import RML, SX
from kg.model.terms import RDF_TYPE
from kg.texts import Message

_FUNCTION_VALUE = RML + "functionValue"


def read(path: Path, root: Path) -> MappingDocument:
    """Read an RML document of the publication that lies in `root`.

    Raises:
        MappingError: it is no Turtle, or says what RML does not allow; says where.
    """
    name = str(path.relative_to(root)) if path.is_relative_to(root) else path.name
    return check_paths(_RmlReader(Graph(path, name), root).document())


class _RmlReader:
    def __init__(self, graph: Graph, root: Path) -> None:
        self.graph = graph
        self.lookups = LookupReader(root)
        self.lookups.prefixes.update(graph.prefixes)
        found = [
            node
            for node in graph.nodes
            if graph.all(node, "logicalSource", "logicalTable") and not self.is_function(node)
        ]
        self.names = {node: _name(node, number) for number, node in enumerate(found, start=1)}
        if len(set(self.names.values())) < len(found):
            self.names = {node: f"{n}-{i}" for i, (node, n) in enumerate(self.names.items(), 1)}
        self.terms = TermMapReader(graph, self.names, self.called)

    def is_function(self, node: Node) -> bool:
        """Whether a node is the inside of a call in the older form."""
        return any(node in values.get(_FUNCTION_VALUE, ()) for values in self.graph.nodes.values())

    def called(self, call: Call, kind: TermType) -> Call:
        """Read the list of a look-up; the call then names it as the document's lists do."""
        if call.function != fno.LOOKUP:
            return call
        inputs = dict(call.inputs)
        value = inputs.get(fno.LIST)
        if isinstance(value, Constant):
            name = value.value.removesuffix(f"~{kind}")
            inputs[fno.LIST] = Constant(self.lookups.lookup(At(name, call.place), kind))
        return replace(call, inputs=tuple(inputs.items()))

    def document(self) -> MappingDocument:
        graph = self.graph
        if not self.names:
            raise MappingError(
                Message("there is no triples map with a logical source."),
                file=graph.file,
                code="SAM-Y030",
            )
        notes = (
            (Message("{file}: written in the legacy RML vocabulary.", file=graph.file),)
            if graph.legacy
            else ()
        )
        maps = tuple(self.triples_map(node, name) for node, name in self.names.items())
        return MappingDocument(
            graph.file,
            maps,
            notes,
            lookups=self.lookups.lookups,
            prefixes=dict(graph.prefixes),
            language="rml",
        )

    def base(self, node: Term) -> str | None:
        """What relative IRIs of a triples map are put below (RML Core, rml:baseIRI)."""
        found = self.graph.one(node, "baseIRI")
        return found.value if isinstance(found, pyoxigraph.NamedNode | pyoxigraph.Literal) else None

    def triples_map(self, node: Node, name: str) -> TriplesMap:
        graph, base = self.graph, self.base(node)
        self.lookups.base = base or ""  # entries of look-up lists are IRIs too
        logical = graph.one(node, "logicalSource", "logicalTable")
        assert logical is not None
        source = read_source(graph, logical, name=name, legacy=graph.legacy)
        self.terms.source = source
        subjects = self.terms.terms(node, "subject")
        if not subjects:
            raise graph.error(
                node, Message("the triples map '{name}' has no subject map.", name=name)
            )
        if len(subjects) > 1:
            at = "subjectMap" if graph.all(node, "subjectMap") else "subject"
            raise graph.error(
                node, Message("the triples map '{name}' has two subjects.", name=name), at=at
            )
        described = graph.one(node, "subjectMap")
        graphs: tuple[TermMap, ...] = ()
        classes: list[PredicateObject] = []
        if described is not None:
            graphs = self.terms.terms(described, "graph")
            for value in graph.all(described, "class"):
                classes.append(self.type_of(described, value))
        rest = (self.predicate_object(po, name) for po in graph.all(node, "predicateObjectMap"))
        return TriplesMap(
            name,
            source,
            subjects[0],
            (*classes, *rest),
            graph.place(node),
            unique=graph.text(node, f"{SX}unique") == "true",
            graphs=graphs,
            base=base,
        )

    def type_of(self, node: Term, value: Term) -> PredicateObject:
        if not isinstance(value, pyoxigraph.NamedNode):
            raise self.graph.error(node, Message("a class is a constant IRI."), at="class")
        place = self.graph.place(node, "class")
        predicate = TermMap(Constant(RDF_TYPE), "iri", place)
        return PredicateObject((predicate,), (TermMap(Constant(value.value), "iri", place),), place)

    def predicate_object(self, node: Term, name: str) -> PredicateObject:
        graph, terms = self.graph, self.terms
        predicates = terms.terms(node, "predicate")
        objects = (
            *(terms.shortcut(node, v, role="object") for v in graph.all(node, "object")),
            *(terms.object(v) for v in graph.all(node, "objectMap")),
        )
        if not predicates or not objects:
            what = "object" if predicates else "predicate"
            raise graph.error(
                node, Message("a property of '{name}' has no {what}.", name=name, what=what)
            )
        return PredicateObject(
            predicates,
            objects,
            graph.place(node),
            terms.condition(node),
            terms.terms(node, "graph"),
        )


def _name(node: Node, number: int) -> str:
    if isinstance(node, pyoxigraph.NamedNode):
        return unquote(local_name(node.value)) or f"map-{number}"
    return f"map-{number}"
